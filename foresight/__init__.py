"""What would become of a case: the real workflow, run forward on skipped time, on a copy that is gone afterwards."""

"""What there is: parties, seats, acts, entries, procedures. Frozen values; no decisions, no I/O."""

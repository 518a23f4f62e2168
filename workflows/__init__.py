"""In which order, and whom we wait for. What is judged, and how, stands in rules/."""

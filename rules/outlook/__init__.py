"""What lies ahead of a case or a meeting: derived from where it stands, its rules, the roster and coming meetings."""

"""What the engine costs beside a bare skeleton on the same servers."""

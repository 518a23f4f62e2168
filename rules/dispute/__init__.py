"""The rules of bringing a dispute before Tvisteløsningsnemnda (N-01..N-15). Pure: no clock, no I/O."""

"""What follows from the text: pure functions from models to models. No clock, no I/O, no Temporal."""

"""Two cases through the whole procedure, told as they go, on the real parts with a clock that is moved."""

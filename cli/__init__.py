"""The command line: people and scripts ask, `cases.py` and the register answer. No decision is made here."""

"""The evidence bundle of a decision: one file that proves it to whoever has the log's public key.

`docs/evidence-format.md` says how it is written, precisely enough to write another verifier.
"""

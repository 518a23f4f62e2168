"""The log of a health community: an append-only tree of the heads of its records' chains.

Pure: bytes in, bytes out. No clock, no database, no network; whoever calls hands in leaves, keys and files. The forms
are public ones, so that a checkpoint, a receipt or a tile of ours is read by programs we did not write: RFC 6962 for
the tree, and of C2SP signed-note, tlog-checkpoint, tlog-cosignature, tlog-proof, tlog-tiles and tlog-witness.
docs/evidence-log.md says all of it for whoever writes a second implementation.
"""

"""Proof: chains and replays, checked by somebody who trusts neither us nor the secretariat."""

"""A random sample that anybody can draw again: by the digests of a seed and what is drawn from, not by chance.

The order is that of SHA-256 over the seed, a line feed and the name, in UTF-8; the first so many are the sample. With
the names in a file, one a line, `while read n; do printf '%s\\n%s' SEED "$n" | sha256sum; done` gives the same order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def sample(names: Iterable[str], count: int, seed: str) -> tuple[str, ...]:
    """So many of the names, all of them where there are fewer; the same for the same seed, whatever their order."""
    return tuple(sorted(set(names), key=lambda name: (_place(seed, name), name))[:count])


def _place(seed: str, name: str) -> str:
    return hashlib.sha256(f"{seed}\n{name}".encode()).hexdigest()

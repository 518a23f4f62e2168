"""How far a bundle that is broken is still what the log has: up to the first leaf that says another entry.

What is before that leaf is proved and what is behind it is not told: neither that it is forged, nor that it is not.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.bundle.content import Bundle
from audit.bundle.logged import KEYS, ROOT, Held, Log, checks_of_log
from audit.bundle.records import checks_of_chains
from audit.log.trust import Trust
from audit.outcomes import PROVED, SIGNED
from models.evidence import Evidence


@dataclass(frozen=True)
class Sound:
    """The part of a bundle's records that its log has, each from its first entry on, and where they part."""

    evidence: Evidence
    leaf: int  # the first of the log that says another entry than the bundle


def sound_part(bundle: Bundle, trust: Trust) -> Sound | None:
    """What the log proves of a broken bundle; None where it proves nothing: a chain or the log itself is broken.

    A leaf bears the digest of an entry, and that digest stands for all before it in its record. So entries are proved
    up to the last leaf of their record that says the same, before the first that does not.

    Args:
        bundle: The bundle; it is not what its log has.
        trust: The log's key, as whoever asks trusts it.

    Raises:
        UnreadableBundle: a line of a member is not in the form that it has in a bundle.
    """
    chains, *_ = checks_of_chains(bundle)
    of_log = {check.what: check.outcome for check in checks_of_log(bundle, Held(trust=trust))}
    if chains.outcome != PROVED or any(of_log.get(what) != PROVED for what in (ROOT, KEYS, SIGNED)):
        return None
    parts = {part.record: part for part in bundle.records}
    proved = dict.fromkeys(parts, 0)
    for leaf in Log(bundle).leaves:  # heads of records, each of them: their root is the signed one
        part = parts.get(leaf.record)
        if part is None:
            continue  # of another record of the community
        if leaf.seq > len(part.entries) or part.told[leaf.seq - 1].get("hash") != leaf.digest:
            return Sound(_cut(bundle.evidence, proved), leaf.position)
        proved[leaf.record] = leaf.seq
    return None


def _cut(evidence: Evidence, proved: dict[str, int]) -> Evidence:
    """The records with so many of their entries."""
    records = (r.model_copy(update={"entries": r.entries[: proved[r.record]]}) for r in evidence.records)
    # Made anew: a copy would bring along what the whole of it was asked for before.
    parts = {name: getattr(evidence, name) for name in type(evidence).model_fields}
    return type(evidence)(**{**parts, "records": tuple(records)})

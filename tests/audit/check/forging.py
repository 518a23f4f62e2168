"""A record forged by somebody who has all of it in hand: whatever is changed, every digest is made to fit."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from models.canonical import EMPTY_HEAD
from models.entries import Entry, Unsealed, seal
from models.evidence import Evidence, RecordEvidence
from models.submission import Claim, Submission, submission_digest


def with_record(evidence: Evidence, name: str, change: Callable[[RecordEvidence], RecordEvidence]) -> Evidence:
    """The evidence with one record changed."""
    records = tuple(change(record) if record.record == name else record for record in evidence.records)
    return changed(evidence, records=records)


def changed(evidence: Evidence, **changes: Any) -> Evidence:
    """The evidence with some of it changed, and nothing remembered of what it was."""
    return Evidence(**{name: getattr(evidence, name) for name in Evidence.model_fields} | changes)


def chained_anew(entries: list[Entry] | tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Entries numbered and sealed one after the other, as a forger with the whole record in hand would."""
    head, sealed = EMPTY_HEAD, []
    for seq, entry in enumerate(entries, start=1):
        fields = {name: getattr(entry, name) for name in Unsealed.__annotations__} | {"seq": seq, "prev": head}
        sealed.append(seal(Unsealed(**fields)))
        head = sealed[-1].hash
    return tuple(sealed)


def act_forged(record: RecordEvidence, number: int, **changes: Any) -> RecordEvidence:
    """An act received otherwise, its digest made to fit, and every entry that answers it."""
    acts = list(record.acts)
    was = acts[number - 1]
    forged = was.model_copy(update=changes)
    actor = forged.actor
    claim = Claim(
        person=actor.person, seat=actor.seat, party=actor.party, entered_by=actor.entered_by, record=actor.record
    )
    submission = Submission(act_id=forged.act_id, claim=claim, act=forged.act)
    opened = number == 1 and record.kind != "community"
    forged = forged.model_copy(update={"digest": submission_digest(None if opened else record.record, submission)})
    acts[number - 1] = forged
    entries = [
        entry.model_copy(
            update={
                "act": entry.act.model_copy(update={"digest": forged.digest, "act_id": forged.act_id}),
                "actor": forged.actor,
                "at": forged.received_at if entry.at == was.received_at else entry.at,
            }
        )
        if entry.act is not None and entry.act.number == number
        else entry
        for entry in record.entries
    ]
    return record.model_copy(update={"acts": tuple(acts), "entries": chained_anew(entries)})


def entry_forged(record: RecordEvidence, seq: int, **changes: Any) -> RecordEvidence:
    """One entry's body changed, and every digest after it made to fit."""
    entries = list(record.entries)
    body = entries[seq - 1].body.model_copy(update=changes)
    entries[seq - 1] = entries[seq - 1].model_copy(update={"body": body})
    return record.model_copy(update={"entries": chained_anew(entries)})


def digest_like(text: str) -> str:
    """A digest of nothing that is here."""
    return hashlib.sha256(text.encode()).hexdigest()


def replaced(evidence: Evidence, old: str, new: str, **versions: Any) -> Evidence:
    """One text in place of another in every record, with every digest made to fit; and other versions with it."""
    records = tuple(_replaced(record, old, new) for record in evidence.records)
    return changed(evidence, records=records, **versions)


def _replaced(record: RecordEvidence, old: str, new: str) -> RecordEvidence:
    forged = RecordEvidence.model_validate_json(record.model_dump_json().replace(old, new))
    for act in forged.acts:
        forged = act_forged(forged, act.number)
    return forged

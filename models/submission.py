"""What comes to the door: who says that they act, and the act; before the house has looked anything up."""

from models.acts import Act, ReceivedAct
from models.base import ActId, Digest, Frozen, PartyId, PersonId, RecordId, SeatId
from models.canonical import digest_of


class Claim(Frozen):
    """Who says that they act, before the house has looked anything up."""

    person: PersonId | None = None
    seat: SeatId | None = None
    party: PartyId | None = None
    entered_by: PersonId | None = None
    record: RecordId | None = None  # another record, or the house itself


class Submission(Frozen):
    """An act as it comes to the door. Its digest is over exactly this and the record it is for."""

    act_id: ActId
    claim: Claim
    act: Act


def submission_digest(record: RecordId | None, submission: Submission) -> Digest:
    """What makes two submissions the same act: record, claim and content. A new record is named by none."""
    return _digest(record, submission.claim, submission.act)


def _digest(record: RecordId | None, claim: Claim, act: Act) -> Digest:
    plain = {name: part.model_dump(mode="json", exclude_none=True) for name, part in (("claim", claim), ("act", act))}
    return digest_of({"record": record or "", **plain})


def is_what_was_submitted(received: ReceivedAct, *, opened: bool) -> bool:
    """Whether a received act's digest is that of what it says was submitted.

    Args:
        received: The act as the intake stored it.
        opened: It opened its record, which it then could not name.
    """
    actor = received.actor
    claim = Claim(
        person=actor.person,
        seat=actor.seat,
        party=actor.party,
        entered_by=actor.entered_by,
        record=actor.record,
    )
    return received.digest == _digest(None if opened else received.record, claim, received.act)

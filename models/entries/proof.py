"""A decision that is held because its record is not what the rules say, or waits for witnesses (P-19)."""

from typing import Literal

from pydantic import Field

from models.base import Count, Digest, Frozen, KeyId, Line, RecordId, RuleId, Text


class DecisionHeld(Frozen):
    """The checker does not come to what the record says: binding effect and announcement wait (P-19)."""

    kind: Literal["decision_held"] = "decision_held"
    record: RecordId  # where the first difference is
    entry: Count | None = None
    broken_rule: RuleId
    what: Text


class DecisionCheckAsked(Frozen):
    """The secretariat asks for another look (P-19)."""

    kind: Literal["decision_check_asked"] = "decision_check_asked"
    reason: Text


class DecisionProved(Frozen):
    """The checker comes to what the record says after all: the decision goes its way (P-19)."""

    kind: Literal["decision_proved"] = "decision_proved"


class WitnessesAwaited(Frozen):
    """The decision binds when so many witnesses have cosigned a checkpoint with this entry in it (P-19)."""

    kind: Literal["witnesses_awaited"] = "witnesses_awaited"
    needed: Count = Field(ge=1)


class WitnessName(Frozen):
    """A witness, by the name and the id of its key."""

    name: Line
    key_id: KeyId


class WitnessesSeen(Frozen):
    """Which witnesses have cosigned which checkpoint, that has the awaiting entry in it (P-19)."""

    kind: Literal["witnesses_seen"] = "witnesses_seen"
    size: Count = Field(ge=1)  # of the checkpoint
    root: Digest
    witnesses: tuple[WitnessName, ...] = Field(min_length=1)

"""What a check comes to: the first difference, or the answers to what auditors ask, each with what proves it."""

from __future__ import annotations

import re

from models.base import Count, Digest, Frozen, RecordId, RuleId
from models.entries import Entry

_RULE = re.compile(r"\b[PNATS]-\d{2}\b")


class Difference(Frozen):
    """The first thing that is not as the rules say: what, in which record and entry, and which rule says so."""

    record: RecordId
    seq: Count | None = None  # the entry; None: the record as a whole
    act: Count | None = None  # the number of the act, where it is one
    rule: RuleId = "ENGINE"
    what: str

    def __str__(self) -> str:
        where = f", entry {self.seq}" if self.seq is not None else ""
        where += f", act {self.act}" if self.act is not None else ""
        return f"{self.record}{where}: {self.what}{'' if self.rule == 'ENGINE' else f' ({self.rule})'}"


class Differs(Exception):
    """Something is not as the rules say; the check stops here."""

    def __init__(self, difference: Difference) -> None:
        super().__init__(str(difference))
        self.difference = difference


def differs(
    record: RecordId, what: str, *, seq: int | None = None, act: int | None = None, rule: str = "ENGINE"
) -> Differs:
    """To be raised: what is not as the rules say, and where."""
    return Differs(Difference(record=record, seq=seq, act=act, rule=rule, what=what))


class Proof(Frozen):
    """An entry that proves something, by its record, its number and its digest."""

    record: RecordId
    seq: Count
    hash: Digest


class Answer(Frozen):
    """One of the auditor's questions, answered in words and with the entries that prove it."""

    question: Count  # 1 to 15
    asked: str
    applies: bool
    plain: str  # yes or no, or why it does not apply: a sentence for whoever knows the procedure
    words: tuple[str, ...] = ()  # what the entries say, a line each
    proofs: tuple[Proof, ...] = ()


class Checked(Frozen):
    """What came of the check of one record and of everything its story leads to."""

    about: RecordId
    difference: Difference | None = None  # None: all that was checked is as the rules say
    records: tuple[RecordId, ...] = ()
    entries: Count = 0
    acts: Count = 0
    answers: tuple[Answer, ...] = ()  # of a case; none where there is a difference
    unproved: tuple[str, ...] = ()  # what was taken as it was recorded, for want of what could prove it
    letters: Difference | None = None  # between the letters listed and those owed, where they were listed
    letters_unproved: tuple[str, ...] = ()  # what was taken as it was listed

    @property
    def passed(self) -> bool:
        """Whether nothing was found."""
        return self.difference is None


def proof(entry: Entry) -> Proof:
    """The entry as a proof."""
    return Proof(record=entry.record, seq=entry.seq, hash=entry.hash)


def rule_of(body: Frozen) -> str:
    """The rule that an entry is made under: the first one that its kind names."""
    found = _RULE.search(type(body).__doc__ or "")
    return found[0] if found else "ENGINE"

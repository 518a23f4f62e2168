"""A meeting's minutes as they stand: the draft, what was said to it, what was approved, what was appended (P-33)."""

from models.base import Count, Digest, Frozen, Instant, PersonId, RecordId, SeatId, Text


class MinutesComment(Frozen):
    """A comment and what was said to it."""

    comment: Count
    seat: SeatId
    person: PersonId
    item: Count | None = None
    text: Text
    at: Instant
    answer: Text | None = None
    taken_in: bool | None = None


class MinutesChange(Frozen):
    """Words that were changed in the draft, or corrected after approval; the old ones are kept."""

    item: Count | None = None
    old_text: Text
    new_text: Text
    reason: Text
    at: Instant
    by: PersonId | None = None
    clerical: bool | None = None  # None: in the draft, before approval


class MinutesContest(Frozen):
    """A claim that the minutes are wrong about what was decided or who agreed, and whether it is settled."""

    contest: Count
    item: Count
    case: RecordId
    seat: SeatId
    claim: Text
    objected: bool | None = None
    at: Instant
    settled: str | None = None  # corrected, stands, withdrawn


class ProposedCorrection(Frozen):
    """A correction that every counted seat that took part must agree to."""

    correction: Count
    item: Count
    case: RecordId
    old_text: Text
    new_text: Text
    reason: Text
    contest: Count | None = None
    asked: tuple[SeatId, ...]
    agreed: tuple[SeatId, ...] = ()
    outcome: str | None = None  # corrected, stands


class Minutes(Frozen):
    """The minutes of a meeting, from the draft on."""

    text: Digest
    html: Digest
    pdf: Digest | None = None
    comments_until: Instant | None = None
    comments: tuple[MinutesComment, ...] = ()
    changes: tuple[MinutesChange, ...] = ()
    contests: tuple[MinutesContest, ...] = ()
    corrections: tuple[ProposedCorrection, ...] = ()
    approved_in: RecordId | None = None
    approved_at: Instant | None = None
    draft_text: Digest | None = None  # what the approved minutes took the place of
    draft_html: Digest | None = None

    def open_contests(self) -> tuple[MinutesContest, ...]:
        """The claims that are not settled."""
        return tuple(c for c in self.contests if c.settled is None)

    def unanswered(self) -> tuple[int, ...]:
        """The numbers of the comments nobody has answered."""
        return tuple(c.comment for c in self.comments if c.answer is None)

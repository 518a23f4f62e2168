"""How far minutes have come: draft, approved, corrected, contested, in the words of one language (P-33)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from activities.minutes_parts import Changed, Claimed
from activities.post.language import Tongue
from activities.post.minutes_words import MinutesWords
from activities.post.words import WORDS
from models.base import PersonId, SeatId
from models.minutes import Minutes, MinutesChange
from models.state import MeetingState


@dataclass(frozen=True)
class MinutesStanding:
    """One meeting's minutes in one language."""

    meeting: MeetingState
    t: Tongue
    m: MinutesWords
    person: Callable[[PersonId], str]
    seat: Callable[[SeatId], str]

    def heading(self) -> str:
        """Draft, or minutes."""
        return self.m.heading if self._approved() is None else self.m.heading_approved

    def status(self) -> str:
        """Not approved, or where and when, and whether something was corrected since."""
        minutes = self._approved()
        if minutes is None or minutes.approved_at is None:
            return self.m.not_approved
        approved = self.m.approved.format(day=self.t.date_of(minutes.approved_at))
        return f"{approved} {self.m.is_corrected}" if self.corrections() else approved

    def records(self) -> tuple[tuple[str, str], ...]:
        """What machines call the meeting, and the one that approved; these lines stand last."""
        minutes, own = self._approved(), (WORDS[self.t.language].meeting, self.meeting.record)
        approving = minutes.approved_in if minutes is not None else None
        return (own,) if approving is None else (own, (self.m.approved_in, approving))

    def _approved(self) -> Minutes | None:
        minutes = self.meeting.minutes
        return minutes if minutes is not None and minutes.approved_in is not None else None

    def _appended(self, change: MinutesChange) -> bool:
        """Whether the words were changed after approval: then they are appended, and the approved ones stay."""
        minutes = self._approved()
        return minutes is not None and minutes.approved_at is not None and change.at > minutes.approved_at

    def changed(self) -> tuple[Changed, ...]:
        """What was changed in the draft."""
        changes = self.meeting.minutes.changes if self.meeting.minutes else ()
        return tuple(self._change(c) for c in changes if not self._appended(c))

    def corrections(self) -> tuple[Changed, ...]:
        """What was appended after approval, with who, when and why, and the old words."""
        changes = self.meeting.minutes.changes if self.meeting.minutes else ()
        return tuple(self._change(c) for c in changes if self._appended(c))

    def _change(self, change: MinutesChange) -> Changed:
        where = self.m.whole if change.item is None else self.m.item_alone.format(item=change.item)
        how = self._how(change) if self._appended(change) else None
        return Changed(where=where, old=change.old_text, new=change.new_text, reason=change.reason, how=how)

    def _how(self, change: MinutesChange) -> str:
        day = self.t.date_of(change.at)
        if not change.clerical:
            return self.m.corrected_agreed.format(day=day)
        return self.m.corrected_clerical.format(day=day, who=self.person(change.by or ""))

    def contested(self) -> tuple[Claimed, ...]:
        """What somebody who took part says is wrong."""
        contests = self.meeting.minutes.contests if self.meeting.minutes else ()
        words = {
            "corrected": self.m.claim_corrected,
            "stands": self.m.claim_stands,
            "withdrawn": self.m.claim_withdrawn,
        }
        return tuple(
            Claimed(
                who=self.m.claimed_by.format(seat=self.seat(c.seat), item=c.item),
                words=c.claim,
                settled=words.get(c.settled or "", self.m.claim_open),
            )
            for c in contests
        )

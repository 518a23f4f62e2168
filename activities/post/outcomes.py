"""How an item of a meeting ended, as the minutes say it: in words, from the case's own entries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from activities.post.language import Tongue
from activities.post.minutes_words import MinutesWords
from activities.post.words import Words
from models import entries as e
from models.acts import ItemOutcome
from models.base import Frozen, PartyId, PersonId, SeatId
from models.entries import Entry
from models.state import AgendaItem

# The entries that end an item; a withdrawal ends it when the item is closed.
_ENDINGS: Final = (
    e.OrienteringGiven,
    e.DroftingHeld,
    e.BeslutningMade,
    e.NoConsensus,
    e.DecisionPostponed,
    e.TimeAsked,
    e.LeftAgenda,
)


def until_ended(entries: tuple[Entry, ...]) -> tuple[tuple[Entry, ...], Frozen | None]:
    """The entries from while the item was open, and what ended it; None where nothing has."""
    withdrawn: e.CaseWithdrawn | None = None
    for at, entry in enumerate(entries):
        match entry.happened:
            case e.CaseWithdrawn() as body:
                withdrawn = body
            case e.CaseTakenOver():
                withdrawn = None
            case body if isinstance(body, _ENDINGS):
                return entries[: at + 1], withdrawn or body
            case _:
                pass
    return entries, withdrawn


def reason_given(ending: Frozen | None, *, opened: bool) -> str | None:
    """What a person gave as the reason; what a rule says is said in the outcome."""
    match ending:
        case e.CaseWithdrawn(reason=reason) | e.TimeAsked(reason=reason):
            return reason
        case e.DecisionPostponed(rule="P-12", reason=reason) | e.LeftAgenda(rule="P-12", reason=reason) if opened:
            return reason
        case _:
            return None


@dataclass(frozen=True)
class Outcomes:
    """The sentences of one language."""

    t: Tongue
    m: MinutesWords
    w: Words
    uncovered: tuple[PartyId, ...]  # of the meeting: parties nobody spoke for
    person: Callable[[PersonId], str]  # a person's name; the id of one who has none

    def of(self, ending: Frozen | None, line: AgendaItem, *, opened: bool) -> tuple[str, ...]:
        """What came of the item."""
        match ending:
            case e.OrienteringGiven():
                return (self.m.informed,)
            case e.DroftingHeld(outcome=outcome):
                return (self.m.ready if outcome is ItemOutcome.READY else self.m.another_round,)
            case e.BeslutningMade() as made:
                return self._decided(made)
            case e.NoConsensus():
                return (self.m.no_consensus,)
            case e.TimeAsked(seat=seat):
                return (self.m.back_to_drofting.format(seat=self._seat(seat)),)
            case e.CaseWithdrawn():
                return (self.m.withdrawn,)
            case _:
                return self._not_treated(ending, line, opened=opened)

    def _not_treated(self, ending: Frozen | None, line: AgendaItem, *, opened: bool) -> tuple[str, ...]:
        match ending:
            case e.DecisionPostponed(rule="P-32") | e.LeftAgenda(rule="P-32"):
                return (self.m.not_reached,)
            case e.DecisionPostponed(rule=rule, uncovered=uncovered):
                return self._postponed(rule, uncovered)
            case e.LeftAgenda(rule="P-30"):
                return (self.m.withdrawn,)
            case e.LeftAgenda(rule="P-12" | "P-22") if opened or line.conclusion is not None:
                return (self.m.postponed,)
            case e.LeftAgenda():
                return (self.m.left,)
            case _ if line.removed:
                return (self.m.left,)
            case _ if line.conclusion is not None:
                # The meeting put it off unopened: a party nobody speaks for cannot be bound (P-22).
                return self._postponed("P-22", self.uncovered)
            case _:
                return (self.m.not_reached,)

    def _decided(self, made: e.BeslutningMade) -> tuple[str, ...]:
        unmandated = made.without_mandate or ()
        said = (
            (self.m.binds, made.parties),
            (self.m.waits, tuple(party for party in made.reserved_parties if party not in unmandated)),
            (self.m.unmandated, unmandated),
            (self.m.outside, made.outside_parties),
        )
        bound = (words.format(parties=self.t.parties(who)) for words, who in said if who)
        return (self.m.decided, *self._answered(made), *bound)

    def _answered(self, made: e.BeslutningMade) -> Iterator[str]:
        """Of how many seats it is a consensus, and who was recused and on what ground (P-26)."""
        if made.absent or made.recused:
            answered = len(made.consenting) + len(made.standing_aside) + len(made.reserving)
            yield self.m.answered.format(said=answered, seats=answered + len(made.absent))
        for recusal in made.recused or ():
            yield self.m.recused.format(
                seat=self._seat(recusal.seat),
                person=self.person(recusal.person),
                ground=self.m.grounds[recusal.ground],
                body=self.t.body(recusal.decided_by),
                reason=recusal.reason,
            )
            if recusal.deputy is None or recusal.seat in made.absent:
                yield self.m.not_stepped_in.format(seat=self._seat(recusal.seat))
            else:
                yield self.m.stepped_in.format(person=self.person(recusal.deputy), seat=self._seat(recusal.seat))

    def _postponed(self, rule: str, uncovered: tuple[PartyId, ...]) -> tuple[str, ...]:
        nobody = (self.m.uncovered.format(parties=self.t.parties(uncovered)),) if uncovered else ()
        why = (self.w.postponed[rule],) if rule in self.w.postponed else ()
        return (self.m.postponed, *nobody, *why)

    def _seat(self, seat: SeatId) -> str:
        name = self.t.seat(seat)
        return name if self.t.counts(seat) else f"{name} ({self.w.not_counted})"

"""Whose an id is: cards entered, and a person erased, whose key and salt are destroyed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from models import acts as a
from models import entries as e
from models.acts import ReceivedAct
from models.base import PersonId
from models.entries import Entry
from models.persons import KeptOfPerson
from models.roster import PersonCard, Roster
from models.rulebook import Refusal, RefusalCode
from models.state import CommunityState, ErasedPerson
from rules.case.context import why_not_secretariat
from rules.verdict import Verdict, accepted, refused

_FOUNDED_WITH = 2  # the number of the act that hands in the first cards, with the founding
_WORD = re.compile(r"\w{4,}")
_NOT_DIGIT = re.compile(r"\D")
_BETWEEN = re.compile(r"[\s.-]")  # as people write numbers
_FEWEST_DIGITS = 8


def enter_persons(state: CommunityState | None, received: ReceivedAct, act: a.EnterPersons) -> Verdict:
    """The digests that bind ids to cards; whoever founds a community hands in its first cards."""
    if received.number != _FOUNDED_WITH:
        refusal = why_not_secretariat(received.actor, "enter persons")
        if refusal is not None:
            return refusal
    erased = why_not_known_again(erased_in(state), (p.person for p in act.persons))
    entered = e.PersonsEntered(persons=act.persons, parties=act.parties)
    return Verdict(refusal=erased) if erased is not None else accepted(entered)


def why_not_known_again(erased: Iterable[ErasedPerson], persons: Iterable[PersonId]) -> Refusal | None:
    """An id stands for the one person it was made for: who was erased does not come back under it."""
    gone = {p.person for p in erased}
    back = next((person for person in persons if person in gone), None)
    if back is None:
        return None
    return refused(
        RefusalCode.ENDED,
        "ENGINE",
        f"{back} has been erased, and its id stands for nobody else",
        f"take {back} out of the file; a person who comes back gets a new id",
    ).refusal


def erase_person(state: CommunityState | None, roster: Roster, received: ReceivedAct, act: a.ErasePerson) -> Verdict:
    """The secretariat erases a person on a legal basis, once they have no place in the roster."""
    refusal = why_not_secretariat(received.actor, "erase a person")
    if refusal is not None:
        return refusal
    again = _why_not_again(erased_in(state), act.person)
    if again is not None:
        return Verdict(refusal=again)
    return _why_not_out(roster, act.person, received.facts.day) or accepted(
        e.PersonErased(person=act.person, basis=act.basis, commitment=act.commitment, documents=act.documents)
    )


def why_not_erase(
    found: KeptOfPerson | None, erased: Iterable[ErasedPerson], person: PersonId, basis: str
) -> Refusal | None:
    """Why an act that erases a person is not taken in: what nobody who holds the records alone could look up.

    A basis stays in the record for good, so it does not say whom it is about but by the id; what is taken in is kept,
    so it is asked here.
    """
    if found is None:
        return (
            _why_not_again(erased, person)
            or refused(
                RefusalCode.UNKNOWN_ITEM,
                "ENGINE",
                f"nothing is kept of {person}",
                "`person list` shows of whom something is",
            ).refusal
        )
    return _why_not_this_basis(found.card, basis) or _why_not_done(person, found.waiting, found.asked_in)


def _why_not_again(erased: Iterable[ErasedPerson], person: PersonId) -> Refusal | None:
    refusal = why_not_known_again(erased, (person,))
    return None if refusal is None else refusal.model_copy(update={"remedy": "nothing more is needed"})


def _why_not_out(roster: Roster, person: PersonId, day: date) -> Verdict | None:
    """Who has a place now, or will have one, must be reached and named."""
    places = sorted(
        {h.seat for h in roster.holdings if h.person == person and _now_or_later(h.until, day)}
        | {o.office.value for o in roster.offices if o.person == person and _now_or_later(o.until, day)}
    )
    if not places:
        return None
    return refused(
        RefusalCode.WRONG_STAGE,
        "P-23",
        f"{person} has a place in {', '.join(places)}: whoever acts there is named, and is written to",
        "end it first: `roster left` for a seat, `roster import` for an office; it counts from the day after",
    )


def _now_or_later(until: date | None, day: date) -> bool:
    return until is None or day <= until


def _why_not_done(person: PersonId, waiting: int, asked_in: tuple[str, ...]) -> Refusal | None:
    if waiting:
        return refused(
            RefusalCode.TOO_SOON,
            "P-07",
            f"{waiting} messages to or about {person} have not left",
            "wait until they have; `mail list --state waiting --state claimed` shows them",
        ).refusal
    if asked_in:
        return refused(
            RefusalCode.WRONG_STAGE,
            "N-08",
            f"the papers of {', '.join(asked_in)} name {person} as the one whom the nemnda asks",
            "wait until the dispute has ended",
        ).refusal
    return None


def _why_not_this_basis(card: PersonCard, basis: str) -> Refusal | None:
    if not _names(card, basis):
        return None
    return refused(
        RefusalCode.INCOMPLETE,
        "ENGINE",
        "the basis names the person, and stays in the record for good",
        f"say it without name, address and number: {card.person} is enough",
    ).refusal


def _names(card: PersonCard, text: str) -> bool:
    said = text.casefold()
    words = set(_WORD.findall(said))
    digits = _NOT_DIGIT.sub("", card.phone or "")[-_FEWEST_DIGITS:]
    return (
        card.email.casefold() in said
        or card.name.casefold() in said
        or bool(words & set(_WORD.findall(card.name.casefold())))
        or (len(digits) == _FEWEST_DIGITS and digits in _BETWEEN.sub("", text))
    )


def erased_in(state: CommunityState | None) -> tuple[ErasedPerson, ...]:
    """Everyone erased in a community, in the order in which they were."""
    return () if state is None else state.erased or ()


def fold_persons(state: CommunityState, entry: Entry, erased: e.PersonErased) -> CommunityState:
    """The community after a person is erased."""
    gone = ErasedPerson(person=erased.person, at=entry.at, basis=erased.basis)
    return state.model_copy(update={"erased": (*erased_in(state), gone)})

"""Consensus by the text alone: who is called, what blocks, who was heard, and who spoke (P-18, P-20..P-23, P-26)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from models import acts as a
from models import entries as e
from models.entries.objections import LapseReason
from models.procedure import Procedure
from models.roster import Roster
from tests.audit.check.telling import (
    BEGAN,
    COUNTED,
    DAY,
    HEARD,
    HOLDERS,
    M1,
    M4,
    PARTIES,
    PEOPLE,
    PERSON,
    SMALL,
    H,
    Telling,
    all_in_writing,
    by_numbers,
    day,
    found_in,
    item,
    lodged,
    position,
    recusal,
    with_numbers,
    without_seats,
    written,
)

Honest = Callable[[], Telling]
OBJECTS = a.Objection(grounds="Nei.")
FIRST_THREE = COUNTED[:3]
ONE_A_GROUP = {"block_unit": "lead_seat"}


def saying(which: int, stance: a.Stance, telling: Telling | None = None, **more: Any) -> Telling:
    """One of the counted seats says this in the roll call."""
    return (telling or Telling()).says(e.PositionTaken, which=which, stance=stance, **more)


def reserving(*parties: str) -> a.ConsentWithReservation:
    """A consent that waits for a council."""
    return a.ConsentWithReservation(parties=parties, treated_by="kommunestyret", treated_on=DAY)


def silent(which: int, telling: Telling | None = None, **made: Any) -> Telling:
    """One of the counted seats sits there and says nothing."""
    told = (telling or Telling()).without(e.PositionTaken, which=which)
    kept = tuple(seat for n, seat in enumerate(COUNTED) if n != which)
    return told.says(e.BeslutningMade, **{"consenting": kept} | made)


def away(*seats: str, **numbers: int | bool | str) -> Telling:
    """Decided without these seats under another procedure."""
    telling = without_seats(*seats)
    telling.procedure = with_numbers(SMALL, **numbers)
    return telling


def heard(**made: Any) -> Telling:
    """The seat that is only heard says something, too."""
    return Telling().after(e.PositionTaken, position(HEARD, OBJECTS)).says(e.BeslutningMade, **made)


def of_a_group(*there: str, called: tuple[str, ...], **made: Any) -> Telling:
    """One seat speaks for its group, and these seats were there and answered."""
    telling = by_numbers(**ONE_A_GROUP).says(e.CaseItemOpened, attendance=item(*there).attendance)
    for which, seat in reversed(tuple(enumerate(COUNTED))):
        if seat not in there:
            telling.without(e.PositionTaken, which=which)
    return telling.says(e.BeslutningMade, **{"consenting": called} | made)


def in_place_of(which: int, person: str, telling: Telling | None = None) -> Telling:
    """Somebody else answers for a counted seat."""
    return (telling or Telling()).says(e.PositionTaken, which=which, person=person)


def with_holder(**changes: Any) -> Telling:
    """The last holding of the roster is another: that of the seat that is heard, now of the first counted one."""
    mine = HOLDERS[0].model_copy(update=changes)
    return Telling(roster=PEOPLE.model_copy(update={"holdings": (mine, *HOLDERS[1:])}))


def adopted(seconds: int, roster: Roster) -> Telling:
    """The community adopts another roster so many seconds after the roll call."""
    return Telling(later=[(BEGAN + timedelta(seconds=seconds), roster)])


def ungrouped() -> Procedure:
    """Two counted seats that belong to no group."""
    [body] = SMALL.bodies
    seats = tuple(s.model_copy(update={"group": None}) if s.seat in COUNTED[:2] else s for s in body.seats)
    return with_numbers(
        SMALL.model_copy(update={"bodies": (body.model_copy(update={"seats": seats}),)}), **ONE_A_GROUP
    )


WITHOUT_FIRST = PEOPLE.model_copy(update={"holdings": HOLDERS[1:]})
RECUSED = recusal("SEKR-M4")
FORMER: dict[str, Any] = {"meeting": "meeting-ostfold-SEKR-2031-1", "rule": "P-12", "reason": "Utsatt."}

WRONG: list[tuple[str, Honest, str, str, str]] = [
    (
        "objects in the roll call",
        lambda: saying(0, OBJECTS, objection=1),
        "P-20",
        "beslutning_made",
        "objection 1 of",
    ),
    ("objects without a number", lambda: saying(0, OBJECTS), "P-20", "beslutning_made", "SEKR-M1 objected"),
    (
        "a seat has objected in writing",
        lambda: Telling().after(e.DroftingHeld, lodged(1, seat="SEKR-M4")),
        "P-20",
        "beslutning_made",
        "objection 1 of SEKR-M4 stands",
    ),
    (
        "a party has objected in writing",
        lambda: Telling().after(e.DroftingHeld, lodged(1, party="moss")),
        "P-20",
        "beslutning_made",
        "objection 1 of a party stands",
    ),
    (
        "the seat that speaks for its group objects",
        lambda: of_a_group(*COUNTED, called=FIRST_THREE, heard=("SEKR-H2",)).says(
            e.PositionTaken, which=2, stance=OBJECTS, objection=1
        ),
        "P-20",
        "beslutning_made",
        "objection 1 of SEKR-H1",
    ),
    ("sat there in silence", lambda: silent(3), "P-20", "beslutning_made", "SEKR-H2 sat there and was not heard"),
    (
        "sat there in silence for parties nobody spoke for",
        lambda: silent(1, by_numbers(consensus_mode="every_party_consents")),
        "P-20",
        "beslutning_made",
        "SEKR-M4 sat there and was not heard",
    ),
    (
        "the same where one of the parties has left",
        lambda: silent(1, by_numbers(consensus_mode="every_party_consents")).after(
            e.DroftingHeld, e.PartyLeftCase(party=M4[0], last_day=day(-1))
        ),
        "P-20",
        "beslutning_made",
        "SEKR-M4 sat there and was not heard",
    ),
    (
        "nobody spoke for two parties",
        lambda: away("SEKR-M4"),
        "P-22",
        "beslutning_made",
        "nobody spoke for sarpsborg, rakkestad",
    ),
    (
        "they may not answer afterwards by this procedure",
        lambda: away("SEKR-M4").says(e.BeslutningMade, answers_after=M4),
        "P-22",
        "beslutning_made",
        "does not let these parties answer",
    ),
    (
        "one of them is not asked afterwards",
        lambda: away("SEKR-M4", quorum="answer_after").says(e.BeslutningMade, answers_after=M4[:1]),
        "P-22",
        "beslutning_made",
        "nobody spoke for rakkestad",
    ),
    (
        "one is asked afterwards that was spoken for",
        lambda: away("SEKR-M4", quorum="answer_after").says(e.BeslutningMade, answers_after=(*M4, "hvaler")),
        "P-22",
        "beslutning_made",
        "does not let these parties answer",
    ),
    (
        "stands aside where every seat must say yes",
        lambda: saying(0, a.StandAside(), by_numbers(consensus_mode="every_counted_seat_consents")),
        "P-20",
        "beslutning_made",
        "every counted seat must say yes, and SEKR-M1 has not",
    ),
    (
        "away where every seat must say yes",
        lambda: away("SEKR-H2", consensus_mode="every_counted_seat_consents"),
        "P-20",
        "beslutning_made",
        "every counted seat must say yes, and SEKR-H2 has not",
    ),
    (
        "one has not answered in writing",
        lambda: all_in_writing(but="SEKR-H2", consenting=FIRST_THREE),
        "P-20",
        "beslutning_made",
        "every counted seat must say yes, and SEKR-H2 has not",
    ),
    (
        "said to consent, and stood aside",
        lambda: saying(0, a.StandAside()),
        "P-20",
        "beslutning_made",
        "consenting: the beslutning says",
    ),
    (
        "said to stand aside",
        lambda: Telling().says(e.BeslutningMade, standing_aside=("SEKR-M1",)),
        "P-20",
        "beslutning_made",
        "standing_aside: the beslutning says",
    ),
    (
        "said to reserve",
        lambda: Telling().says(e.BeslutningMade, reserving=("SEKR-M1",)),
        "P-20",
        "beslutning_made",
        "reserving: the beslutning says",
    ),
    (
        "said to be away",
        lambda: Telling().says(e.BeslutningMade, absent=("SEKR-M1",)),
        "P-20",
        "beslutning_made",
        "absent: the beslutning says",
    ),
    (
        "away, and not said to be",
        lambda: without_seats("SEKR-H2").says(e.BeslutningMade, absent=()),
        "P-20",
        "beslutning_made",
        "absent: the beslutning says",
    ),
    ("heard, and not said to be", heard, "P-18", "beslutning_made", "heard: the beslutning says"),
    (
        "said to be heard",
        lambda: Telling().says(e.BeslutningMade, heard=(HEARD,)),
        "P-18",
        "beslutning_made",
        "heard: the beslutning says",
    ),
    (
        "recused",
        lambda: Telling().after(e.DroftingHeld, RECUSED),
        "P-26",
        "position_taken",
        f"{PERSON['SEKR-M4']} was recused and answered for SEKR-M4",
    ),
    (
        "recused in a seat that is heard",
        lambda: heard(heard=(HEARD,)).after(e.DroftingHeld, recusal(HEARD)),
        "P-26",
        "position_taken",
        "was recused",
    ),
    (
        "one person for two seats",
        lambda: in_place_of(1, PERSON["SEKR-M1"]),
        "P-23",
        "position_taken",
        f"{PERSON['SEKR-M1']} answered for SEKR-M1 and for SEKR-M4",
    ),
    (
        "without a place",
        lambda: in_place_of(1, PERSON[HEARD]),
        "P-23",
        "position_taken",
        f"{PERSON[HEARD]} had no place in SEKR-M4 on 2031-03-03",
    ),
    ("a place from the day after", lambda: with_holder(since=day(1)), "P-23", "position_taken", "had no place"),
    ("a place to the day before", lambda: with_holder(until=day(-1)), "P-23", "position_taken", "had no place"),
    ("a place in another seat", lambda: with_holder(seat="SEKR-M4"), "P-23", "position_taken", "had no place"),
    (
        "out of the roster two minutes before",
        lambda: adopted(-120, WITHOUT_FIRST),
        "P-23",
        "position_taken",
        "had no place",
    ),
]


@pytest.mark.parametrize(("telling", "rule", "kind", "words"), [pytest.param(*row[1:], id=row[0]) for row in WRONG])
def test_it_is_found_at_that_entry_under_that_rule(telling: Honest, rule: str, kind: str, words: str) -> None:
    found_rule, found_kind, found_words = found_in(telling())

    assert (found_rule, found_kind) == (rule, kind), found_words
    assert words in found_words


def objected(*then: e.EntryBody) -> Telling:
    """A written objection, and what became of it."""
    return Telling().after(e.DroftingHeld, lodged(1, seat="SEKR-M4"), *then)


def _aside() -> Telling:
    made: dict[str, Any] = {"consenting": COUNTED[1:], "standing_aside": COUNTED[:1]}
    return saying(0, a.StandAside()).says(e.BeslutningMade, **made)


def _left() -> Telling:
    gone = (e.PartyLeftCase(party=party, last_day=day(-1)) for party in M4)
    return without_seats("SEKR-M4").after(e.DroftingHeld, *gone).says(e.BeslutningMade, parties=(*M1, *H))


HONEST: list[tuple[str, Honest]] = [
    ("withdrawn", lambda: objected(e.ObjectionWithdrawn(objection=1))),
    ("resolved", lambda: objected(e.ObjectionResolved(objection=1, text_digest="0" * 64))),
    ("lapsed", lambda: objected(e.ObjectionLapsed(objection=1, because=LapseReason.TEXT_REPLACED))),
    (
        "one speaks for its group, another of it objects",
        lambda: of_a_group(*COUNTED, called=FIRST_THREE, heard=("SEKR-H2",)).says(
            e.PositionTaken, which=3, stance=OBJECTS, objection=1
        ),
    ),
    (
        "one speaks for its group, another of it is silent",
        lambda: of_a_group(*COUNTED, called=FIRST_THREE).without(e.PositionTaken),
    ),
    (
        "the second of its group speaks where the first is away",
        lambda: of_a_group(*COUNTED[:2], "SEKR-H2", called=(*COUNTED[:2], "SEKR-H2")),
    ),
    (
        "the first of its group is away and has written",
        lambda: of_a_group(*COUNTED[:2], "SEKR-H2", called=FIRST_THREE, heard=("SEKR-H2",)).after(
            e.DroftingHeld, written("SEKR-H1")
        ),
    ),
    (
        "silent, and another has spoken for its parties",
        lambda: silent(3, by_numbers(consensus_mode="every_party_consents")),
    ),
    ("away, and another has spoken for its parties", lambda: without_seats("SEKR-H2")),
    ("a party that nobody speaks for has left", _left),
    (
        "every seat must say yes and does, one with a statement",
        lambda: saying(0, a.Consent(statement="Ja."), by_numbers(consensus_mode="every_counted_seat_consents")),
    ),
    ("one stands aside", _aside),
    ("heard, and said to be", lambda: heard(heard=(HEARD,))),
    (
        "somebody speaks for a seat that is heard without a place",
        lambda: heard(heard=(HEARD,)).says(e.PositionTaken, person="p-0000"),
    ),
    (
        "one person for a counted seat and one that is heard",
        lambda: heard(heard=(HEARD,)).says(e.PositionTaken, person=PERSON["SEKR-M1"]),
    ),
    ("found not to be disqualified", lambda: Telling().after(e.DroftingHeld, recusal("SEKR-M4", disqualified=False))),
    ("a place from that day", lambda: with_holder(since=DAY)),
    ("a place to that day", lambda: with_holder(until=DAY)),
    ("out of the roster half a minute before", lambda: adopted(-30, WITHOUT_FIRST)),
    ("out of the roster half a minute after", lambda: adopted(30, WITHOUT_FIRST)),
]


@pytest.mark.parametrize("telling", [pytest.param(make, id=name) for name, make in HONEST])
def test_what_was_decided_rightly_passes(telling: Honest) -> None:
    [found] = telling().judged()

    assert isinstance(found.made.body, e.BeslutningMade)
    assert found.bound == found.made.body.parties


def test_a_party_that_leaves_that_day_is_still_spoken_for() -> None:
    gone = e.PartyLeftCase(party="rakkestad", last_day=DAY)
    [found] = Telling().after(e.DroftingHeld, gone).judged()

    assert found.bound == PARTIES


@pytest.mark.parametrize("order", [M4, M4[::-1]])
def test_whoever_was_away_may_answer_where_the_procedure_says_so(order: tuple[str, ...]) -> None:
    made: dict[str, Any] = {"answers_after": order, "parties": (*M1, *H)}
    [found] = away("SEKR-M4", quorum="answer_after").says(e.BeslutningMade, **made).judged()

    assert found.bound == (*M1, *H)


def test_of_a_group_that_is_away_the_first_seat_is_said_to_be() -> None:
    made: dict[str, Any] = {"absent": ("SEKR-H1",), "answers_after": H, "parties": (*M1, *M4)}
    telling = of_a_group(*COUNTED[:2], called=COUNTED[:2], **made)
    telling.procedure = with_numbers(telling.procedure, quorum="answer_after")

    [found] = telling.judged()

    assert found.bound == (*M1, *M4)


def test_counted_seats_of_no_group_are_called_one_by_one() -> None:
    telling = of_a_group(*COUNTED, called=FIRST_THREE, heard=("SEKR-H2",), parties=H)
    telling.procedure = ungrouped()

    [found] = telling.judged()

    assert found.bound == H


def test_where_every_seat_must_say_yes_a_reservation_is_one() -> None:
    made: dict[str, Any] = {"consenting": COUNTED[1:], "reserving": COUNTED[:1]}
    parties: dict[str, Any] = {"parties": ("hvaler", *M4, *H), "reserved_parties": ("fredrikstad",)}
    telling = saying(0, reserving("fredrikstad"), by_numbers(consensus_mode="every_counted_seat_consents"))

    [found] = telling.says(e.BeslutningMade, **made, **parties).judged()

    assert (found.bound, found.waiting) == (("hvaler", *M4, *H), ("fredrikstad",))

"""What is said of objections, positions and the decision: nobody is told to have said what they did not."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace as Said
from typing import Any

import pytest

from models import entries as e
from models.acts import (
    AuthorityOutcome,
    Consent,
    ConsentWithReservation,
    LateGround,
    LateRoute,
    Objection,
    Recusal,
    RecusalGround,
    StandAside,
)
from models.roster import AuthorityGround
from tests.audit.test_story import POSITION, on, words_of

SEAT, NAMED, OTHER = "SEKR-M1", "SEKR-M1 (Fredrikstad og Hvaler)", "SEKR-M2"
D, SHORT, DAY = "d" * 64, "d" * 12, date(2031, 3, 10)
MEETING = "meeting-x-SEKR-2031-1"
TWO, BOTH = ("halden", "moss"), "Halden kommune and Moss kommune"
TREATED = date(2031, 4, 1)


@pytest.mark.parametrize(
    ("seat", "party", "who"), [(SEAT, None, NAMED), (None, "moss", "Moss kommune"), (SEAT, "moss", NAMED)]
)
def test_a_written_objection_names_who_made_it(seat: str | None, party: str | None, who: str) -> None:
    body = e.ObjectionLodged.model_construct(seat=seat, party=party, objection=3, text_digest=D)

    assert words_of(body) == (
        f"Written objection 3 (innsigelse) by {who}, on text {SHORT}. It blocks while it stands."
    )


@pytest.mark.parametrize(
    ("because", "words"),
    [
        (e.LapseReason.CASE_CLOSED, "the case is closed"),
        (e.LapseReason.NEW_ROUND, "the case goes back to drøfting"),
        (e.LapseReason.TEXT_REPLACED, "the text it was about is replaced"),
        (e.LapseReason.ROLL_CALL_ENDED, "its roll call ended without an outcome"),
        (e.LapseReason.ENTERED_WRONGLY, "it was entered for a seat that did not make it"),
        (e.LapseReason.OBJECTOR_AWAY, "who made it had left the seat or was recused, and the seat is asked anew"),
        (
            e.LapseReason.PARTY_LEFT,
            "the party that made it has left the health community, or is not bound here any more",
        ),
    ],
)
def test_why_an_objection_lapsed(because: e.LapseReason, words: str) -> None:
    body = e.ObjectionLapsed.model_construct(because=because, objection=3)

    assert words_of(body) == f"Objection 3 lapsed: {words}. Nobody took it back."


LATE: dict[str, Any] = {
    "by_seat": SEAT,
    "by_party": None,
    "objection": 2,
    "meeting": MEETING,
    "party": "moss",
    "route": None,
    "holder_left": None,
}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            {"about": LateGround.MINUTES_WRONG},
            (
                f"Late objection 2 by {NAMED}: the minutes of {MEETING} are said to be wrong; the "
                "correction procedure decides. "
                "The decision stands."
            ),
        ),
        (
            {"about": LateGround.NO_AUTHORITY, "by_seat": None, "by_party": "halden"},
            (
                "Late objection 2 by Halden kommune: whoever spoke for Moss kommune is said to have lacked authority "
                "(omstridt fullmakt). The decision stands."
            ),
        ),
        (
            {"about": LateGround.OTHER, "route": LateRoute.NEW_CASE},
            f"Late objection 2 by {NAMED}: it is taken up as a new case. The decision stands.",
        ),
        (
            {"about": LateGround.OTHER, "route": LateRoute.POSSIBLE_DISPUTE},
            f"Late objection 2 by {NAMED}: it is taken up as a possible dispute. The decision stands.",
        ),
        (
            {"about": LateGround.NO_AUTHORITY, "by_seat": None, "holder_left": DAY},
            (
                "Late objection 2, from the record itself: whoever spoke for Moss kommune had left; the last day was "
                "2031-03-10 (omstridt fullmakt). The decision stands."
            ),
        ),
    ],
    ids=range(5),
)
def test_a_late_objection_never_moves_the_decision(said: dict[str, Any], words: str) -> None:
    assert words_of(e.LateObjectionLodged.model_construct(**(LATE | said))) == words


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (AuthorityOutcome.HELD, "there was authority; the decision binds it as before"),
        (AuthorityOutcome.RATIFIED, "it stands by what was said in its name; the decision binds it as before"),
        (
            AuthorityOutcome.LACKING,
            "there was no authority; the decision does not bind it, and stands for the others",
        ),
    ],
)
def test_what_became_of_a_doubt_about_authority(outcome: AuthorityOutcome, words: str) -> None:
    body = e.AuthoritySettled.model_construct(outcome=outcome, party="moss", reference="sak 4")

    assert words_of(body) == f"Moss kommune: {words} (sak 4)."


@pytest.mark.parametrize(
    ("correction", "words"),
    [
        (
            e.SeatCorrected.model_construct(old=SEAT, new=OTHER),
            f"it was given by SEKR-M2, not by {NAMED}, which has not answered",
        ),
        (
            e.DayCorrected.model_construct(party="moss", old=DAY, new=TREATED),
            "for Moss kommune the day is 2031-04-01, not 2031-03-10",
        ),
        (
            e.DayCorrected.model_construct(party="moss", old=None, new=TREATED),
            "for Moss kommune the day is 2031-04-01",
        ),
    ],
    ids=range(3),
)
def test_a_slip_stays_as_it_is(correction: object, words: str) -> None:
    body = e.EntryCorrected.model_construct(correction=correction, seq=7, hash=D)

    assert words_of(body) == f"Entry 7 ({SHORT}) was a slip: {words}. It stays as it is."


RESERVED = ConsentWithReservation(parties=TWO, treated_by="kommunestyret", treated_on=TREATED)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"stance": Consent()}, "for Halden kommune: consents (tilslutning)."),
        (
            {"stance": Consent(statement_follows=True)},
            "for Halden kommune: consents (tilslutning); a statement follows.",
        ),
        (
            {"stance": Consent(statement="x")},
            "for Halden kommune: consents with a statement for the minutes (protokolltilførsel).",
        ),
        ({"stance": StandAside()}, "for Halden kommune: stands aside (avstår)."),
        (
            {"stance": RESERVED},
            (
                f"for Halden kommune: consents with reservation (forbehold) for {BOTH}, until kommunestyret on "
                "2031-04-01."
            ),
        ),
        (
            {"stance": Objection(grounds="x"), "objection": 2},
            "for Halden kommune: objects (innsigelse), objection 2.",
        ),
        ({"stance": Objection(grounds="x"), "counted": False}, "heard, not counted: objects (innsigelse)."),
        (
            {"stance": Consent(), "changed": True},
            "for Halden kommune: consents (tilslutning). This replaces its earlier position.",
        ),
    ],
    ids=range(8),
)
def test_a_position_is_told_with_whom_it_counts_for(said: dict[str, Any], words: str) -> None:
    assert words_of(POSITION.model_copy(update=said)) == f"{NAMED}, {words}"


MADE: dict[str, Any] = {
    "body": "SEKR",
    "day": DAY,
    "meeting": MEETING,
    "text_digest": D,
    "consenting": (SEAT,),
    "standing_aside": (),
    "reserving": (),
    "absent": (),
    "heard": (),
    "reserved_parties": (),
    "outside_parties": (),
    "without_mandate": None,
    "recused": None,
}
BESLUTTET = f"Besluttet by consensus in SEKR on 2031-03-10 ({MEETING}), text {SHORT}."
AWAY = Recusal(seat=OTHER, person="p-1", ground=RecusalGround.PARTY, decided_by="SEKR", reason="x")
GONE = "Kari Nordmann (p-1) in SEKR-M2 was recused by SEKR (is a party to the matter);"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "Consenting: SEKR-M1."),
        ({"consenting": (), "standing_aside": (SEAT,)}, "Standing aside: SEKR-M1."),
        (
            {"reserving": (OTHER,), "heard": ("SEKR-H",)},
            "Consenting: SEKR-M1. With reservation: SEKR-M2. Heard, not counted: SEKR-H.",
        ),
        ({"absent": (OTHER,)}, "1 of 2 counted seats answered. Consenting: SEKR-M1. Absent: SEKR-M2."),
        (
            {"recused": (AWAY,)},
            f"1 of 1 counted seats answered. {GONE} nobody did, so the seat is absent. Consenting: SEKR-M1.",
        ),
        (
            {
                "recused": (AWAY.model_copy(update={"deputy": "p-1"}),),
                "standing_aside": ("a",),
                "reserving": ("b",),
                "absent": ("c", "d"),
            },
            (
                f"3 of 5 counted seats answered. {GONE} Kari Nordmann (p-1) stepped in. Consenting: SEKR-M1. "
                "Standing aside: a. With reservation: b. Absent: c and d."
            ),
        ),
        ({"reserved_parties": ("moss",)}, "Consenting: SEKR-M1. Not bound before their own treatment: Moss kommune."),
        (
            {"reserved_parties": TWO, "without_mandate": ("moss",)},
            (
                "Consenting: SEKR-M1. Not bound before their own treatment: Halden kommune. "
                "Not bound before a mandate is renewed or the consent ratified: Moss kommune."
            ),
        ),
        (
            {"reserved_parties": ("moss",), "without_mandate": ("moss",)},
            "Consenting: SEKR-M1. Not bound before a mandate is renewed or the consent ratified: Moss kommune.",
        ),
        ({"outside_parties": ("moss",)}, "Consenting: SEKR-M1. Standing aside, and not bound: Moss kommune."),
    ],
    ids=range(10),
)
def test_the_decision_says_who_said_what_and_who_is_not_bound(said: dict[str, Any], words: str) -> None:
    assert words_of(e.BeslutningMade.model_construct(**(MADE | said))) == f"{BESLUTTET} {words}"


def test_without_consensus_everything_that_stands_against_it_is_told() -> None:
    body = e.NoConsensus.model_construct(
        objecting=(SEAT,), written_objections=(2,), unwilling=(OTHER,), body="SEKR", meeting=MEETING
    )

    assert words_of(body) == (
        f"Ikke konsensus in SEKR ({MEETING}): nothing is decided. Standing against it: {NAMED}, written "
        "objection 2 and "
        "SEKR-M2, which stood aside where every counted seat must consent."
    )


def withheld(**said: Any) -> e.BindingWithheld:
    given: dict[str, Any] = {"party": "moss", "by_seat": SEAT, "waits_for": None, "treated_on": None, "because": None}
    return e.BindingWithheld.model_construct(**(given | said))


NOT_YET = "Not bound yet: Moss kommune, through SEKR-M1"
MADE_SO = " So there was no consensus, and nobody is bound."


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (withheld(), f"{NOT_YET}."),
        (withheld(waits_for="kommunestyret"), f"{NOT_YET}: waits for kommunestyret."),
        (withheld(waits_for="kommunestyret", treated_on=DAY), f"{NOT_YET}: waits for kommunestyret on 2031-03-10."),
        (withheld(because=AuthorityGround.EXPIRED), f"{NOT_YET} (the mandate had run out)."),
        (
            withheld(waits_for="x", because=AuthorityGround.NOT_YET),
            f"{NOT_YET}: waits for x (the mandate had not begun).",
        ),
        (
            e.ReservationAnswered.model_construct(
                approved=True, party="moss", treated_by="kommunestyret", treated_on=DAY, reference="sak 4"
            ),
            "Moss kommune: kommunestyret approved the decision on 2031-03-10 (sak 4).",
        ),
        (
            e.ReservationAnswered.model_construct(
                approved=False, party="moss", treated_by="kommunestyret", treated_on=DAY, reference="sak 4"
            ),
            f"Moss kommune: kommunestyret did not approve the decision on 2031-03-10 (sak 4).{MADE_SO}",
        ),
        (
            e.ReservationOverdue.model_construct(party="moss", waits_for="kommunestyret", treated_on=None),
            (
                "Moss kommune: kommunestyret has not answered; the party and the secretariat are reminded. "
                "Silence is not approval."
            ),
        ),
        (
            e.ReservationOverdue.model_construct(party="moss", waits_for="kommunestyret", treated_on=DAY),
            (
                "Moss kommune: kommunestyret has not answered since 2031-03-10; the party and the "
                "secretariat are reminded. "
                "Silence is not approval."
            ),
        ),
        (
            e.DecisionPostponed.model_construct(uncovered=(), rule="P-22", meeting=MEETING),
            f"Utsatt (P-22): not decided in {MEETING}.",
        ),
        (
            e.DecisionPostponed.model_construct(uncovered=("moss",), rule="P-22", meeting=MEETING),
            f"Utsatt (P-22): not decided in {MEETING}. Nobody spoke for Moss kommune.",
        ),
        (
            e.ObjectionWithdrawn.model_construct(objection=2, by_lead=None),
            "Objection 2 was withdrawn by its objector.",
        ),
        (
            e.ObjectionWithdrawn.model_construct(objection=2, by_lead=SEAT),
            f"Objection 2 was withdrawn by {NAMED}, the lead seat, on the party's behalf (P-21).",
        ),
        (
            e.AnsweredAfterMeeting.model_construct(seat=SEAT, parties=("moss",), stance=StandAside()),
            f"{NAMED} answers after the meeting, for Moss kommune: stand aside.",
        ),
        (
            e.AnsweredAfterMeeting.model_construct(seat=SEAT, parties=("moss",), stance=Objection(grounds="x")),
            f"{NAMED} answers after the meeting, for Moss kommune: objection.{MADE_SO}",
        ),
        (
            e.AnsweredInWriting.model_construct(seat=SEAT, accepts_text=True, accepts_procedure=True),
            f"{NAMED} accepts the text and accepts that it is decided in writing.",
        ),
        (
            e.AnsweredInWriting.model_construct(seat=SEAT, accepts_text=False, accepts_procedure=True),
            f"{NAMED} does not accept the text and accepts that it is decided in writing.",
        ),
        (
            e.AnsweredInWriting.model_construct(seat=SEAT, accepts_text=True, accepts_procedure=False),
            f"{NAMED} accepts the text and does not accept that it is decided in writing.",
        ),
        (
            e.WrittenProcedureEnded.model_construct(why=e.WhyNotInWriting.OVERTAKEN, seats=(), reason=None),
            "The written procedure is over: the case goes another way.",
        ),
        (
            e.WrittenProcedureEnded.model_construct(why=e.WhyNotInWriting.SILENCE, seats=(SEAT,), reason=None),
            "No written decision (silence: SEKR-M1); it takes a meeting.",
        ),
        (
            e.DecisionHeld.model_construct(record="case-x-2031-1", entry=None, what="Noe."),
            (
                "Held: the check finds in case-x-2031-1 what the rules do not say: Noe. Nobody is bound, and "
                "nothing is announced."
            ),
        ),
        (
            e.DecisionHeld.model_construct(record="case-x-2031-1", entry=7, what="Noe."),
            (
                "Held: the check finds in case-x-2031-1, entry 7, what the rules do not say: Noe. Nobody is "
                "bound, and nothing "
                "is announced."
            ),
        ),
        (
            e.WitnessesAwaited.model_construct(needed=1),
            (
                "The decision binds when 1 witness of the log has seen it; until then nobody is bound, and "
                "nothing is announced."
            ),
        ),
        (
            e.WitnessesAwaited.model_construct(needed=2),
            (
                "The decision binds when 2 witnesses of the log have seen it; until then nobody is bound, and "
                "nothing is announced."
            ),
        ),
        (
            e.WitnessesSeen.model_construct(
                witnesses=(Said(name="a", key_id="1"), Said(name="b", key_id="2")), size=9, root=D
            ),
            f"Seen by a (key 1) and b (key 2), who have cosigned the checkpoint of 9 leaves with the root {D}.",
        ),
        (
            e.DecisionFlagLifted.model_construct(meeting=MEETING, falls=True, corrected=True),
            (
                f"The claim against the minutes of {MEETING} is settled: a counted seat had objected, so "
                "there was no consensus "
                "and nobody is bound."
            ),
        ),
        (
            e.DecisionFlagLifted.model_construct(meeting=MEETING, falls=None, corrected=True),
            f"The claim against the minutes of {MEETING} is settled: the minutes are corrected; the decision stands.",
        ),
        (
            e.DecisionFlagLifted.model_construct(meeting=MEETING, falls=None, corrected=False),
            f"The claim against the minutes of {MEETING} is settled: they stand as written; the decision stands.",
        ),
        (
            e.StatementsDue.model_construct(seats=(SEAT,), due=on(DAY)),
            ("Statements of SEKR-M1 can be delivered to 2031-03-10 24:00 Norwegian time."),
        ),
    ],
)
def test_each_step_is_told_as_it_was(body: object, words: str) -> None:
    assert words_of(body) == words

"""What is said of meetings, seats, mandates and persons: each thing that an entry may hold, and it without."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace as Said
from typing import Any

import pytest

from audit.story import asked_for
from models import entries as e
from models.acts import Mark, RecusalGround
from models.roster import Source, Treatment
from tests.audit.test_story import on, words_of

SEAT, NAMED, KARI = "SEKR-M1", "SEKR-M1 (Fredrikstad og Hvaler)", "Kari Nordmann (p-1)"
D, SHORT, DAY, LATER = "d" * 64, "d" * 12, date(2031, 3, 10), date(2032, 3, 10)
AGREEMENT = "agreement-x-2031-1"


PRESENT = (Said(seat=SEAT, person="p-1"),)
WRITTEN = f"({SHORT} as text, {'e' * 12} as HTML"


def corrected(**said: Any) -> e.MinutesCorrected:
    return e.MinutesCorrected.model_construct(**({"item": None, "clerical": False} | said))


HELD: dict[str, Any] = {
    "day": DAY,
    "starts_at": datetime(2031, 3, 10, 8, tzinfo=UTC),
    "ends_at": datetime(2031, 3, 10, 11, tzinfo=UTC),
    "place": "Sarpsborg",
    "notice_due": on(DAY),
}
HOURS = "2031-03-10 09:00-12:00 Norwegian time, Sarpsborg."


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (
            e.MeetingPlanned.model_construct(None, body="SU", **HELD),
            f"A meeting of SU is planned: {HOURS} Notice and papers leave 2031-03-10 24:00 Norwegian time.",
        ),
        (
            e.MeetingMoved.model_construct(None, **HELD),
            f"The meeting is moved to {HOURS} Notice is counted again: it leaves 2031-03-10 24:00 Norwegian time.",
        ),
        (
            e.MeetingOpened.model_construct(attendance=PRESENT, uncovered=()),
            f"The meeting opens. Present: {KARI} in SEKR-M1. Every party is spoken for.",
        ),
        (
            e.MeetingAttendanceChanged.model_construct(seat=SEAT, person=None, uncovered=("moss",)),
            "SEKR-M1 stands empty from here. Nobody speaks for Moss kommune.",
        ),
        (
            e.MeetingAttendanceChanged.model_construct(seat=SEAT, person="p-1", uncovered=()),
            f"{KARI} sits in SEKR-M1 from here. Every party is spoken for.",
        ),
        (
            e.MinutesDrafted.model_construct(text=D, html="e" * 64, pdf=None, comments_due=None),
            f"Draft minutes are written {WRITTEN}).",
        ),
        (
            e.MinutesDrafted.model_construct(text=D, html="e" * 64, pdf="f" * 64, comments_due=on(DAY)),
            f"Draft minutes are written {WRITTEN}, {'f' * 12} as PDF). Comments until the end of 2031-03-10.",
        ),
        (e.MeetingClosed.model_construct(unreached=()), "The meeting is closed."),
        (
            e.MeetingClosed.model_construct(unreached=(3, 4)),
            "The meeting is closed. Not reached, and going to the next one: 3 and 4.",
        ),
        (e.ShortNoticeAnswered.model_construct(seat=SEAT, agrees=True), f"{NAMED} consents to the shortened notice."),
        (
            e.ShortNoticeAnswered.model_construct(seat=SEAT, agrees=False),
            f"{NAMED} does not consent to the shortened notice.",
        ),
        (e.MinutesCommentAnswered.model_construct(comment=1, taken_in=True), "Comment 1 is answered: taken in."),
        (e.MinutesCommentAnswered.model_construct(comment=1, taken_in=False), "Comment 1 is answered: not taken in."),
        (e.MinutesEdited.model_construct(item=None), "The draft minutes are changed; the old words are kept."),
        (e.MinutesEdited.model_construct(item=2), "The draft minutes are changed, item 2; the old words are kept."),
        (
            e.MinutesCommentsClosed.model_construct(unanswered=()),
            "The days for comments on the draft minutes are over.",
        ),
        (
            e.MinutesCommentsClosed.model_construct(unanswered=(1,)),
            "The days for comments on the draft minutes are over. Not answered yet: 1.",
        ),
        (
            e.MinutesContested.model_construct(seat=SEAT, item=2, case="case-x-2031-1", objected=None),
            (
                f"{NAMED} says that the minutes of item 2 (case-x-2031-1) are wrong. The decision is flagged "
                "until that is "
                "settled."
            ),
        ),
        (
            e.MinutesContested.model_construct(seat=SEAT, item=2, case="case-x-2031-1", objected=True),
            (
                f"{NAMED} says that the minutes of item 2 (case-x-2031-1) are wrong: it had objected. The "
                "decision is flagged "
                "until that is settled."
            ),
        ),
        (
            e.CorrectionAnswered.model_construct(seat=SEAT, agrees=True, correction=1),
            (f"{NAMED} agrees to correction 1."),
        ),
        (
            e.CorrectionAnswered.model_construct(seat=SEAT, agrees=False, correction=1),
            f"{NAMED} does not agree to correction 1.",
        ),
        (corrected(), "Appended to the minutes: a correction all who took part agreed to."),
        (corrected(clerical=True, item=2), "Appended to the minutes, item 2: a clerical error, by the secretariat."),
        (
            e.MeetingItemOpened.model_construct(item=2, case="case-x-2031-1", mark=Mark.DROFTING),
            "Item 2 (case-x-2031-1) is taken up, for drøfting.",
        ),
    ],
)
def test_meetings(body: object, words: str) -> None:
    assert words_of(body) == words


def decided(**said: Any) -> e.RecusalDecided:
    base: dict[str, Any] = {
        "disqualified": True,
        "deputy": None,
        "uncovered": (),
        "decided_by": "SEKR",
        "person": "p-1",
        "seat": SEAT,
        "ground": RecusalGround.SPECIAL,
    }
    return e.RecusalDecided.model_construct(**(base | said))


RECUSED = (
    f"SEKR decided that {KARI} in {NAMED} is recused in this case (circumstances that weaken confidence in the "
    "impartiality);"
)
SOURCE = Source(organ="kommunestyret", dated=DAY, reference=None)
REFERRED = SOURCE.model_copy(update={"reference": "sak 4"})


def mandate(**said: Any) -> e.MandateEntered:
    base: dict[str, Any] = {
        "until": None,
        "delegated_by": None,
        "subject_to": None,
        "limits": None,
        "source": SOURCE,
        "replaces": None,
        "person": "p-1",
        "seat": SEAT,
        "parties": ("moss",),
        "since": DAY,
    }
    return e.MandateEntered.model_construct(**(base | said))


BINDS = f"{KARI} in {NAMED} may bind Moss kommune from 2031-03-10"
BY = "(kommunestyret, 2031-03-10)"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (e.SeatHolderReplaced.model_construct(person="p-1", rank=0, seat=SEAT), f"{KARI} is now member for {NAMED}."),
        (e.SeatHolderReplaced.model_construct(person="p-1", rank=1, seat=SEAT), f"{KARI} is now deputy for {NAMED}."),
        (
            e.PartyLeftCase.model_construct(party="moss", agreement=None, last_day=DAY, unbound=None),
            (
                "Moss kommune has left the community; the last day was 2031-03-10. Nothing decided after that "
                "day binds it, and "
                "nobody waits for it; what was decided before stands."
            ),
        ),
        (
            e.PartyLeftCase.model_construct(party="moss", agreement=AGREEMENT, last_day=DAY, unbound=True),
            (
                f"Moss kommune is no longer bound here: {AGREEMENT} has ended; the last day was 2031-03-10. The "
                "decision was made "
                "after it, and does not bind that party; it stands for the others."
            ),
        ),
        (
            e.ConsentRatified.model_construct(
                approved=True, party="moss", organ="kommunestyret", dated=DAY, reference="sak 4", by_seat=SEAT
            ),
            (
                "Moss kommune: kommunestyret ratified on 2031-03-10 (sak 4) the consent that SEKR-M1 gave "
                "without a mandate in "
                "force."
            ),
        ),
        (
            e.ConsentRatified.model_construct(
                approved=False, party="moss", organ="kommunestyret", dated=DAY, reference="sak 4", by_seat=SEAT
            ),
            (
                "Moss kommune: kommunestyret did not ratify on 2031-03-10 (sak 4) the consent that SEKR-M1 gave "
                "without a mandate "
                "in force. So there was no consensus, and nobody is bound."
            ),
        ),
        (decided(disqualified=False), f"SEKR decided that {KARI} takes part for {NAMED}."),
        (decided(), f"{RECUSED} without a deputy the seat counts as absent."),
        (decided(deputy="p-2"), f"{RECUSED} p-2 steps in."),
        (
            decided(uncovered=("moss",)),
            f"{RECUSED} without a deputy the seat counts as absent, and nobody speaks for Moss kommune.",
        ),
        (mandate(), f"{BINDS} {BY}."),
        (mandate(until=LATER), f"{BINDS} through 2032-03-10 {BY}."),
        (mandate(delegated_by="p-2"), f"{BINDS} (delegated by p-2, kommunestyret, 2031-03-10)."),
        (mandate(source=REFERRED), f"{BINDS} (kommunestyret, 2031-03-10, sak 4)."),
        (mandate(subject_to=next(iter(Treatment))), f"{BINDS} {BY}; needs {next(iter(Treatment)).value} treatment."),
        (mandate(limits="drift"), f"{BINDS} {BY}; within: drift."),
        (
            mandate(replaces=(Said(since=DAY, until=LATER), Said(since=LATER, until=None))),
            (f"{BINDS} {BY}. It goes on from the one from 2031-03-10 through 2032-03-10, the one from 2032-03-10."),
        ),
        (
            e.PersonErased.model_construct(documents=(), person="p-1"),
            "The person p-1 is erased: name, addresses, key and salt are destroyed; the id stays.",
        ),
        (
            e.PersonErased.model_construct(documents=(D,), person="p-1"),
            (
                "The person p-1 is erased: name, addresses, key and salt are destroyed; the id stays. The name "
                "stays in 1 "
                "document of the archive."
            ),
        ),
        *(
            (
                e.PersonsEntered.model_construct(persons=tuple(Said(person=f"p-{n}") for n in range(2, 2 + many))),
                "The record binds ids to cards that are kept outside it, each under a key of the person's own: "
                + who,
            )
            for many, who in ((1, "p-2."), (3, "p-2, p-3 and p-4."), (4, "4 persons."))
        ),
        (
            e.RefusalsSummarised.model_construct(count=1, sender=SEAT),
            f"1 more refused act of {NAMED} within an hour was counted.",
        ),
        (
            e.RefusalsSummarised.model_construct(count=2, sender=SEAT),
            f"2 more refused acts of {NAMED} within an hour were counted.",
        ),
        (e.RosterClockSet.model_construct(next=None), "Nothing in the roster changes by itself."),
        (
            e.RosterClockSet.model_construct(next=on(DAY)),
            "The roster next does something by itself on 2031-03-10: x.",
        ),
        (
            e.PartyDeparted.model_construct(party="moss", last_day=DAY, source=SOURCE),
            (
                "Moss kommune has left the health community; its last day was 2031-03-10 (kommunestyret, "
                "2031-03-10). Running "
                "cases are told; what was decided before stands."
            ),
        ),
        (
            e.PartyDeparted.model_construct(party="moss", last_day=DAY, source=REFERRED),
            (
                "Moss kommune has left the health community; its last day was 2031-03-10 (kommunestyret, "
                "2031-03-10, sak 4). "
                "Running cases are told; what was decided before stands."
            ),
        ),
        (
            e.ActRefused.model_construct(
                act_kind="take_position",
                refusal=Said(detail="nobody sits there", remedy="open the item", rule="P-18"),
            ),
            "Refused (P-18): taking a position. Nobody sits there. Allowed: open the item.",
        ),
    ],
)
def test_seats_and_the_community(body: object, words: str) -> None:
    assert words_of(body) == words


def test_an_act_is_told_as_what_was_asked_for() -> None:
    assert asked_for("take_position") == "taking a position"
    assert asked_for("answer_consent") == "answering whether the nemnda may be asked"
    assert asked_for("ring_clock") == "ring clock"
    assert asked_for("answer_forankring") == "answering forankring"
    assert asked_for("ratify") == "ratifying"

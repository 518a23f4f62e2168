"""The same act again is the same act: one effect, one answer, however often, through whichever door, in any order."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date, timedelta
from typing import get_args

import pytest
import pytest_asyncio

from cases import Answer, Cases
from models import acts as a
from models.submission import Claim, Submission
from models.work import Outcome
from register.intake import ActConflict
from rules.case.context import BETWEEN_RECORDS
from tests.faults.examples import example_of
from tests.faults.hands import FaultStory, failing, new_id, watched
from tests.house import SECRETARIAT, House
from tests.story import COMMUNITY, PROPOSAL, SAMHANDLINGSSJEFER

SEED = 2018
TABLES = ("intake", "verdict", "entry", "record", "head", "counter", "message_view", "letter_view", "roster")
RUSH = 60
BEGINNINGS = (a.RegisterCase, a.ImportCase, a.PlanMeeting)
BY_PERSONS = {*get_args(a.CaseAct), *get_args(a.MeetingAct)} - {*BETWEEN_RECORDS, *BEGINNINGS}

Call = Callable[[Cases], Awaitable[Answer]]


@pytest_asyncio.fixture(scope="module")
async def busy(house: House) -> AsyncIterator[FaultStory]:
    async with failing(house) as story:
        yield story


def registering(title: str) -> a.RegisterCase:
    return a.RegisterCase(title=title, summary="Kort.", proposal=PROPOSAL, proposer_party="halden")


def acts_on_a_case(story: FaultStory, meeting: str) -> list[tuple[Claim, a.Act]]:
    """Every kind of act a person can send to a case; most come too early and are refused, each by its rule."""
    seat, contact = story.member("SEKR-M3"), story.contact("halden")
    digest, text, day = "0" * 64, "En begrunnelse.", date(2031, 2, 1)
    return [
        (SECRETARIAT, a.ClassifyCase(
            larger_economic=False, larger_administrative=False, reason=text, agreed_by=SAMHANDLINGSSJEFER
        )),
        (seat, a.DemandHigherBody(reason=text)),
        (SECRETARIAT, a.PlaceCase(meeting=meeting, mark=a.Mark.DROFTING)),
        (SECRETARIAT, a.AmendText(rests_on=digest, proposal=text, substantial=True, reason=text)),
        (seat, a.AskForTime(reason=text)),
        (SECRETARIAT, a.AddPaper(document=digest, title="Et vedlegg")),
        (seat, a.ObjectToLatePapers(reason=text)),
        (seat, a.Contribute(about=a.ContributionKind.VIEW, text=text)),
        (seat, a.TakePosition(stance=a.Consent(), text_digest=digest, case_version=1)),
        (seat, a.LodgeObjection(grounds=text, would_be_removed_by=text, text_digest=digest)),
        (seat, a.WithdrawObjection(objection=1)),
        (contact, a.AnswerForankring(
            party="halden", answer=a.ForankringAnswer.SUPPORTS, text_digest=digest, treated_by="styret",
            treated_on=day,
        )),
        (SECRETARIAT, a.CloseItem(meeting=meeting, item=1)),
        (SECRETARIAT, a.ChoosePath(path=a.PathAfterDisagreement.NEW_DROFTING, reason=text)),
        (contact, a.WithdrawCase(reason=text)),
        (story.contact("moss"), a.TakeOverCase(party="moss", reason=text)),
        (SECRETARIAT, a.ReplaceSeatHolder(seat="SEKR-M3", person=story.holder("SEKR-M3"))),
        (seat, a.DeliverStatement(text=text)),
        (contact, a.AnswerReservation(
            party="halden", approved=True, treated_by="styret", treated_on=day, reference="12/31"
        )),
    ]  # fmt: skip


async def acts_on_a_meeting(story: FaultStory) -> list[a.Act]:
    starts = await story.local(45)
    return [
        a.MoveMeeting(
            starts_at=starts, ends_at=starts + timedelta(hours=2), place="Moss", reason="rommet er opptatt"
        ),
        a.OpenMeeting(attendance=story.everyone("SEKR")),
        a.ChangeAttendance(seat="SEKR-M1", person=None),
        a.OpenItem(item=1),
        a.CloseMeeting(),
        a.CancelMeeting(reason="ikke nok saker"),
    ]


def act_on(record: str, claim: Claim, act: a.Act) -> Call:
    submission = Submission(act_id=new_id(), claim=claim, act=act)
    return lambda door: door.act(record, submission)


async def every_kind_of_call(story: FaultStory) -> list[Call]:
    """One call of each kind, each with its id."""
    case, meeting, other = await story.open_case(), await story.meeting("SEKR", 30), await story.meeting("SEKR", 40)
    starts = await story.local(60)
    planning = Submission(
        act_id=new_id(),
        claim=SECRETARIAT,
        act=a.PlanMeeting(body="SU", starts_at=starts, ends_at=starts + timedelta(hours=2), place="Kalnes"),
    )
    opening = Submission(act_id=new_id(), claim=SECRETARIAT, act=registering("En ny sak"))
    renewing, files = new_id(), story.house.community.roster_file
    story.log.sent.add(renewing)
    on_case, on_meeting = acts_on_a_case(story, meeting), await acts_on_a_meeting(story)
    sent = {type(act) for _, act in on_case} | {type(act) for act in on_meeting}
    others = sorted(BY_PERSONS - sent, key=lambda kind: kind.__name__)
    on_case += [(SECRETARIAT, example_of(kind)) for kind in others if kind in get_args(a.CaseAct)]
    on_meeting += [example_of(kind) for kind in others if kind in get_args(a.MeetingAct)]
    return [
        lambda door: door.open_case(COMMUNITY, opening),
        lambda door: door.plan_meeting(COMMUNITY, "SU", planning),
        lambda door: door.renew_roster(
            renewing, SECRETARIAT, files.roster, "årlig", files.persons, files.party_cards
        ),
        *(act_on(case, claim, act) for claim, act in on_case),
        *(act_on(other, SECRETARIAT, act) for act in on_meeting),
    ]


async def rows(story: FaultStory) -> dict[str, int]:
    return {table: await story.scalar(f"SELECT count(*) FROM {table}") for table in TABLES}


class TestTheSameActAgain:
    """Asked again, the house answers again and does nothing more (A9)."""

    async def test_every_kind_of_call_up_to_five_times_through_two_doors(self, busy: FaultStory) -> None:
        chance = random.Random(SEED)
        calls = await every_kind_of_call(busy)
        doors = [busy.cases, watched(busy.register, busy.client, busy.log)]
        before = await busy.scalar("SELECT count(*) FROM intake WHERE body #>> '{actor,record}' IS NULL")
        copies = [(n, call) for n, call in enumerate(calls) for _ in range(chance.randint(2, 5))]
        chance.shuffle(copies)

        answers = await asyncio.gather(*(call(chance.choice(doors)) for _, call in copies))
        await busy.clock.idle()

        told: dict[int, set[Answer]] = {}
        for (n, _), answer in zip(copies, answers, strict=True):
            told.setdefault(n, set()).add(answer)
        assert [n for n, given in told.items() if len(given) != 1] == []
        assert {answer.outcome for answer in answers} == {Outcome.ACCEPTED, Outcome.REFUSED}
        assert await busy.scalar(
            "SELECT count(*) FROM intake WHERE body #>> '{actor,record}' IS NULL"
        ) == before + len(calls)

    async def test_a_day_later_the_answer_is_the_same(self, busy: FaultStory) -> None:
        case = await busy.open_case()
        submission = Submission(
            act_id=new_id(), claim=busy.contact("halden"), act=a.WithdrawCase(reason="for tidlig")
        )
        first = await busy.cases.act(case, submission)
        await busy.days_pass(20)
        before = await rows(busy)

        again = await watched(busy.register, busy.client, busy.log).act(case, submission)

        assert (await busy.case_state(case)).ended
        assert again == first
        assert await rows(busy) == before


class TestTheSameIdWithOtherContent:
    """An id belongs to one content; the other is told so, with both digests, and writes nothing."""

    @pytest.mark.parametrize("what", ["other content", "another person", "another record", "a new case"])
    async def test_is_a_conflict_and_writes_nothing(self, busy: FaultStory, what: str) -> None:
        case, other = await busy.open_case("Første"), await busy.open_case("Andre")
        contact = busy.contact("halden")
        submission = Submission(act_id=new_id(), claim=contact, act=a.WithdrawObjection(objection=1))
        first = await busy.cases.act(case, submission)
        before = await rows(busy)
        changed: dict[str, Call] = {
            "other content": lambda door: door.act(
                case, submission.model_copy(update={"act": a.WithdrawObjection(objection=2)})
            ),
            "another person": lambda door: door.act(case, submission.model_copy(update={"claim": SECRETARIAT})),
            "another record": lambda door: door.act(other, submission),
            "a new case": lambda door: door.open_case(
                COMMUNITY, Submission(act_id=submission.act_id, claim=contact, act=registering("Tredje"))
            ),
        }

        with pytest.raises(ActConflict) as caught:
            await changed[what](busy.cases)

        assert caught.value.act_id == submission.act_id
        assert len({caught.value.first, caught.value.now}) == 2
        assert await rows(busy) == before
        assert await busy.cases.what_became(submission.act_id) == first

    async def test_of_two_contents_at_once_one_is_received(self, busy: FaultStory) -> None:
        case = await busy.open_case()
        one, two = (
            Submission(act_id=act_id, claim=SECRETARIAT, act=a.AddPaper(document=digit * 64, title="Et vedlegg"))
            for act_id in [new_id()]
            for digit in "12"
        )

        told = await asyncio.gather(
            *(busy.cases.act(case, submission) for submission in (one, two) * 3), return_exceptions=True
        )

        assert sorted(type(answer).__name__ for answer in told) == ["ActConflict"] * 3 + ["Answer"] * 3
        assert len((await busy.case_state(case)).papers) == 1


class TestRush:
    """Many at once on one record are all answered (A11)."""

    async def test_sixty_acts_at_once_are_all_judged(self, busy: FaultStory) -> None:
        case = await busy.open_case()
        papers = [a.AddPaper(document=f"{n:064x}", title=f"Vedlegg {n}") for n in range(RUSH)]
        began, took = time.monotonic(), []

        async def send(paper: a.AddPaper) -> Answer:
            answer = await busy.cases.act(case, Submission(act_id=new_id(), claim=SECRETARIAT, act=paper))
            took.append(time.monotonic() - began)
            return answer

        answers = await asyncio.gather(*(send(paper) for paper in papers))

        assert {answer.outcome for answer in answers} == {Outcome.ACCEPTED}
        assert len((await busy.case_state(case)).papers) == RUSH
        assert max(took) < 10, "the slowest of sixty"

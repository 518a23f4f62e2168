"""What the house adds to an act when it is received: days, ranks, authority, who joined (P-11, P-23..P-25, T-01)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from models import acts as a
from models.acts import Act, Facts, MeetingFacts, SeatAttendance, SeatRank
from models.dispute import DisputeKind
from models.periods import Moment
from models.roster import Authority, AuthorityGround, Mandate, Roster
from rules.parties import without_party
from rules.received import Speaker, facts_of, meeting_named
from tests.agreements import resolution
from tests.house import with_numbers
from tests.rules.world import FILES, PROCEDURE, ROSTER

DAY = date(2031, 3, 3)
RECORD = "meeting-ostfold-SEKR-2031-1"
STARTS = datetime(2031, 4, 1, 7, tzinfo=UTC)
MEMBER = next(h.person for h in ROSTER.holdings if (h.seat, h.rank) == ("SEKR-M3", 0))
DEPUTY = next(h.person for h in ROSTER.holdings if (h.seat, h.rank) == ("SEKR-M3", 1))
BARE = ROSTER.model_copy(update={"mandates": ()})


def _facts(act: Act, *, roster: Roster = BARE, meeting: MeetingFacts | None = None, **more: Any) -> Facts:
    procedure = more.pop("procedure", PROCEDURE)
    return facts_of(act, DAY, procedure, roster, record=RECORD, meeting=meeting, **more)


def _meeting(**changes: Any) -> MeetingFacts:
    held = MeetingFacts(
        meeting=RECORD,
        body="SEKR",
        day=STARTS.date(),
        starts_at=STARTS,
        ends_at=STARTS + timedelta(hours=3),
        notice_due=STARTS - timedelta(days=14),
        notice_sent=False,
        cancelled=False,
    )
    return held.model_copy(update=changes)


def _named(facts: Facts) -> list[str]:
    return [d.name for d in facts.dates]


RESERVES = a.ConsentWithReservation(parties=("halden",), treated_by="kommunestyret", treated_on=date(2031, 5, 5))
BROUGHT = a.BringDispute(
    matter=DisputeKind.EXISTING, title="T", by="halden", counterparts=("moss",), question="Hvem?",
    authority=resolution(DAY),
)  # fmt: skip
FOLLOW_UP = ["followup-reminder-60", "followup-reminder-14", "followup-due"]
FORANKRING = ["forankring-reminder-7", "forankring-reminder-2", "forankring-due"]


@pytest.mark.parametrize(
    ("act", "meeting", "named"),
    [
        (a.PlaceCase(meeting="m-1", mark=a.Mark.DROFTING), _meeting(), FORANKRING),
        (a.PlaceCase(meeting="m-1", mark=a.Mark.DROFTING), None, []),
        (a.CloseMeeting(), None, ["minutes-due"]),
        (a.WithdrawCase(reason="Nei."), None, ["takeover-due"]),
        (a.TakePosition(stance=RESERVES, text_digest="a" * 64, case_version=1), None, ["reservation-due"]),
        (a.TakePosition(stance=a.Consent(), text_digest="a" * 64, case_version=1), None, []),
        (a.CloseItem(meeting="m-1", item=1), None, ["statements-due", *FOLLOW_UP]),
        (a.TakeWrittenPosition(stance=RESERVES, text_digest="a" * 64), None, ["reservation-due"]),
        (
            a.CorrectEntry(seq=1, hash="a" * 64, slip=a.WrongDay(meant=date(2031, 5, 5)), reason="Feil dag."), None,
            ["reservation-due"],
        ),
        (
            a.RegisterCase(
                title="T", summary="S", proposal="P", proposer_party="halden",
                form=a.IntakeForm(own_decision_on=date(2031, 9, 1)),
            ),
            None, ["involvement-reminder-5", "involvement-due"],
        ),
        (a.RegisterCase(title="T", summary="S", proposal="P", proposer_party="halden"), None, []),
        (a.ProposeInWriting(reason="Haster."), None, ["written-due"]),
        (a.AnswerInWriting(text_digest="a" * 64, accepts_text=True, accepts_procedure=True), None, FOLLOW_UP),
        (
            a.AnswerReservation(party="halden", approved=True, treated_by="k", treated_on=DAY, reference="1/31"),
            None,
            FOLLOW_UP,
        ),
        (BROUGHT, None, ["consent-reminder", "consent-due"]),
        (a.DeadlineReached(clock="written-due", due_at=STARTS), None, FOLLOW_UP),
        (a.DeadlineReached(clock="notice-due", due_at=STARTS), None, []),
    ],
)  # fmt: skip
def test_the_days_that_an_act_starts(act: Act, meeting: MeetingFacts | None, named: list[str]) -> None:
    assert _named(_facts(act, meeting=meeting)) == named


def test_who_may_answer_afterwards_is_given_days_for_it_where_the_procedure_says_so() -> None:
    procedure = with_numbers(FILES, quorum="answer_after").procedure

    assert _named(_facts(a.CloseItem(meeting="m-1", item=1), procedure=procedure)) == [
        "statements-due", *FOLLOW_UP, "answers-due",
    ]  # fmt: skip


def test_what_may_be_decided_as_answers_end_is_dated_from_the_last_day_for_them() -> None:
    procedure = with_numbers(FILES, budget_month=3).procedure
    ends = [datetime(2031, 3, day, 22, tzinfo=UTC) for day in (31, 30)]  # midnight in the procedure's zone
    ends.append(datetime(2031, 4, 1, 22, tzinfo=UTC))

    due = [_facts(a.DeadlineReached(clock="written-due", due_at=at), procedure=procedure).dates[-1] for at in ends]

    assert [d.day for d in due] == [date(2031, 3, 31), date(2031, 3, 31), date(2032, 3, 31)]


class TestMeetings:
    """A meeting's own facts are what the act plans, with its notice (P-06, P-31)."""

    PLAN = a.PlanMeeting(body="SEKR", starts_at=STARTS, ends_at=STARTS + timedelta(hours=3), place="Kalnes")

    @pytest.mark.parametrize(("reason", "days"), [(None, 14), ("Haster.", 7)])
    def test_planned(self, reason: str | None, days: int) -> None:
        facts = _facts(self.PLAN.model_copy(update={"extraordinary": reason}))

        assert facts.meeting is not None
        [notice] = facts.dates
        assert (notice.name, notice.day) == ("notice-due", STARTS.date() - timedelta(days=days))
        assert facts.meeting == _meeting(notice_due=notice.at, extraordinary=True if reason else None)

    @pytest.mark.parametrize("extraordinary", [None, True])
    def test_moved_it_stays_as_it_was_called(self, extraordinary: bool | None) -> None:
        later = STARTS + timedelta(days=30)
        move = a.MoveMeeting(starts_at=later, ends_at=later + timedelta(hours=2), place="Kalnes", reason="Kollisjon.")

        facts = _facts(move, meeting=_meeting(extraordinary=extraordinary))

        assert facts.meeting is not None
        [notice] = facts.dates
        assert (facts.meeting.body, facts.meeting.day, facts.meeting.starts_at) == ("SEKR", later.date(), later)
        assert facts.meeting.extraordinary is extraordinary
        assert notice.day == later.date() - timedelta(days=7 if extraordinary else 14)
        assert facts.meeting.notice_due == notice.at

    def test_of_one_that_nobody_knows_it_says_so(self) -> None:
        move = a.MoveMeeting(
            starts_at=STARTS, ends_at=STARTS + timedelta(hours=3), place="Kalnes", reason="Kollisjon."
        )

        facts = _facts(move)

        assert facts.meeting is not None
        assert (facts.meeting.body, facts.meeting.extraordinary) == ("unplanned", None)

    def test_which_meeting_an_act_rests_on(self) -> None:
        move = a.MoveMeeting(
            starts_at=STARTS, ends_at=STARTS + timedelta(hours=2), place="Kalnes", reason="Kollisjon."
        )

        assert meeting_named(a.PlaceCase(meeting="m-1", mark=a.Mark.DROFTING), RECORD) == "m-1"
        assert meeting_named(move, RECORD) == RECORD
        assert meeting_named(a.CloseMeeting(), RECORD) is None


class TestRanks:
    """Of those whom an act seats: their rank, and for whom a deputy lacks authority (P-23)."""

    @pytest.mark.parametrize(
        ("mandates", "lacks"),
        [
            ((), None),
            ((Mandate(seat="SEKR-M3", person=DEPUTY, parties=("aremark",), since=DAY),), ("halden",)),
            ((Mandate(seat="SEKR-M3", person=DEPUTY, since=DAY + timedelta(days=1)),), ("halden", "aremark")),
            ((Mandate(seat="SEKR-M3", person=DEPUTY, since=DAY - timedelta(days=9), until=DAY - timedelta(days=1)),),
             None),
            ((Mandate(seat="SEKR-M3", person=MEMBER, parties=("aremark",), since=DAY),), None),
        ],
    )  # fmt: skip
    def test_a_deputy(self, mandates: tuple[Mandate, ...], lacks: tuple[str, ...] | None) -> None:
        seated = (
            SeatAttendance(seat="SEKR-M3", person=DEPUTY),
            SeatAttendance(seat="SEKR-M3", person=MEMBER),
            SeatAttendance(seat="SEKR-M3", person="p-2h9c"),
            SeatAttendance(seat="SEKR-M9", person=DEPUTY),
        )

        ranks = _facts(a.OpenMeeting(attendance=seated), roster=BARE.model_copy(update={"mandates": mandates})).ranks

        assert ranks == (
            SeatRank(seat="SEKR-M3", person=DEPUTY, rank=1, lacks=lacks),
            SeatRank(seat="SEKR-M3", person=MEMBER, rank=0),
        )

    def test_in_a_seat_that_the_procedure_has_not(self) -> None:
        odd = ROSTER.holdings[0].model_copy(update={"seat": "SEKR-M9", "person": DEPUTY, "rank": 1})
        roster = BARE.model_copy(update={"holdings": (*BARE.holdings, odd)})
        seated = (SeatAttendance(seat="SEKR-M9", person=DEPUTY),)

        assert _facts(a.OpenMeeting(attendance=seated), roster=roster).ranks == (
            SeatRank(seat="SEKR-M9", person=DEPUTY, rank=1),
        )

    @pytest.mark.parametrize(
        ("act", "people"),
        [
            (a.ChangeAttendance(seat="SEKR-M3", person=DEPUTY), [DEPUTY]),
            (a.ChangeAttendance(seat="SEKR-M3", person=None), []),
            (a.ReplaceSeatHolder(seat="SEKR-M3", person=DEPUTY), [DEPUTY]),
            (
                a.DecideRecusal(
                    seat="SEKR-M3", person=MEMBER, disqualified=True, ground=a.RecusalGround.SPECIAL, reason="x",
                    deputy=DEPUTY,
                ),
                [MEMBER, DEPUTY],
            ),
            (
                a.DecideRecusal(
                    seat="SEKR-M3", person=MEMBER, disqualified=True, ground=a.RecusalGround.SPECIAL, reason="x"
                ),
                [MEMBER],
            ),
            (a.CloseMeeting(), []),
        ],
    )  # fmt: skip
    def test_whom_an_act_seats(self, act: Act, people: list[str]) -> None:
        assert [r.person for r in _facts(act).ranks] == people


class TestAuthority:
    """Of whoever acts for a seat, for every party it speaks for, by the roster of then and of now (P-24, P-25)."""

    CONSENTS = a.TakePosition(stance=a.Consent(), text_digest="a" * 64, case_version=1)

    def test_none_is_looked_up_where_none_is_written(self) -> None:
        assert _facts(self.CONSENTS, speaker=Speaker("SEKR-M3", MEMBER, BARE)).authority is None

    @pytest.mark.parametrize(
        ("act", "seat", "known"),
        [
            (CONSENTS, "SEKR-M3", True),
            (CONSENTS, "SEKR-M9", False),
            (a.CloseMeeting(), "SEKR-M3", False),
        ],
    )
    def test_for_each_party_of_the_seat(self, act: Act, seat: str, known: bool) -> None:
        mandate = Mandate(seat=seat, person=MEMBER, parties=("halden",), since=DAY)
        roster = BARE.model_copy(update={"mandates": (mandate,)})
        expected = (
            Authority(party="halden", ground=AuthorityGround.MANDATE, since=DAY),
            Authority(party="aremark", ground=AuthorityGround.NO_AUTHORITY),
        )

        found = _facts(act, roster=roster, speaker=Speaker(seat, MEMBER, roster)).authority

        assert found == (expected if known else None)

    def test_nobody_speaks(self) -> None:
        assert _facts(self.CONSENTS, roster=ROSTER).authority is None

    def test_one_that_left_since_is_asked_of_and_one_that_joined(self) -> None:
        mandate = Mandate(seat="SEKR-M3", person=MEMBER, since=DAY)
        then = without_party(BARE, "aremark", DAY)
        now = without_party(BARE.model_copy(update={"mandates": (mandate,)}), "halden", DAY)

        found = _facts(self.CONSENTS, roster=now, speaker=Speaker("SEKR-M3", MEMBER, then)).authority

        assert [one.party for one in found or ()] == ["halden", "aremark"]


class TestWhoJoined:
    """Of a party that is let in: what the community's roster says of it (P-25)."""

    def test_with_its_group(self) -> None:
        facts = _facts(a.LetPartyIn(party="moss", reason="Ny."))

        assert facts.joined == next(p for p in ROSTER.parties if p.party == "moss")
        assert facts.joined_group == "mosseregionen"

    @pytest.mark.parametrize("roster", [BARE, without_party(BARE, "nyby", DAY)])
    def test_not_of_one_that_no_group_has(self, roster: Roster) -> None:
        facts = _facts(a.LetPartyIn(party="nyby", reason="Ny."), roster=roster)

        assert (facts.joined, facts.joined_group) == (None, None)
        assert (
            _facts(a.LetPartyIn(party="halden", reason="x"), roster=without_party(BARE, "halden", DAY)).joined is None
        )

    def test_of_another_act_nothing(self) -> None:
        assert _facts(a.CloseMeeting()).joined is None


def test_what_a_register_knows_is_kept_and_nothing_where_there_is_nothing() -> None:
    known = _facts(a.CloseMeeting(), clashes=("m-2",), undecided=("c-1",), offered=PROCEDURE)
    nothing = _facts(a.CloseMeeting())

    assert (known.clashes, known.undecided, known.procedure, known.day) == (("m-2",), ("c-1",), PROCEDURE, DAY)
    assert (nothing.clashes, nothing.undecided, nothing.misdated, nothing.procedure) == (None,) * 4


def test_of_a_date_that_nobody_can_mean_nothing_is_computed() -> None:
    late = STARTS.replace(year=2090)
    act = a.PlanMeeting(body="SEKR", starts_at=late, ends_at=late, place="Kalnes")

    assert _facts(act, clashes=("m-2",)) == Facts(day=DAY)


@pytest.mark.parametrize(
    ("day", "at", "misdated"),
    [
        (date(2031, 3, 2), datetime(2031, 3, 2, 22, 30, tzinfo=UTC), None),
        (date(2031, 3, 2), datetime(2031, 3, 2, 23, 30, tzinfo=UTC), True),
        (date(2031, 3, 3), datetime(2031, 3, 2, 23, 30, tzinfo=UTC), None),
        (date(2031, 3, 3), None, None),
    ],
)
def test_an_instant_is_on_the_local_day_it_says(day: date, at: datetime | None, misdated: bool | None) -> None:
    act = a.RecordReceipt(notice=1, parties=("halden",), received=Moment(day=day, at=at))

    assert _facts(act).misdated is misdated

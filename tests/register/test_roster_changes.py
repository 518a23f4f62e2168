"""A new roster: who is a new member, and that running cases are told."""

from __future__ import annotations

from datetime import date

from cases import Answer
from models import entries as e
from models.acts import Contribute, ContributionKind, Mark
from models.roster import Holding, Party, PartyKind, PersonCard, Roster
from models.submission import Claim
from models.work import Outcome
from register.roster_changes import new_members
from tests.house import SECRETARIAT
from tests.story import Story

DAY = date(2027, 3, 1)


def holding(
    seat: str, person: str, rank: int = 0, since: date = date(2026, 1, 1), until: date | None = None
) -> Holding:
    return Holding(seat=seat, person=person, rank=rank, since=since, until=until)


def roster(*holdings: Holding) -> Roster:
    party = Party(party="halden", kind=PartyKind.MUNICIPALITY, name="Halden kommune")
    return Roster.model_construct(community="ostfold", parties=(party,), groups=(), holdings=holdings, offices=())


class TestNewMembers:
    """Only a new member has something to confirm (P-25)."""

    def test_another_person_in_the_members_place_is_new(self) -> None:
        found = new_members(roster(holding("A", "p1"), holding("B", "p2")), roster(holding("A", "p3")), DAY)

        assert [(h.seat, h.person) for h in found] == [("A", "p3")]

    def test_a_new_deputy_is_no_new_member(self) -> None:
        before = roster(holding("A", "p1"), holding("A", "p2", rank=1))

        assert new_members(before, roster(holding("A", "p1"), holding("A", "p9", rank=1)), DAY) == ()

    def test_a_deputy_who_becomes_member_is_new(self) -> None:
        before = roster(holding("A", "p1"), holding("A", "p2", rank=1))

        found = new_members(before, roster(holding("A", "p2")), DAY)

        assert [(h.seat, h.person) for h in found] == [("A", "p2")]

    def test_who_fills_an_empty_seat_is_new_and_an_emptied_seat_has_nobody(self) -> None:
        before = roster(holding("A", "p1"), holding("B", "p2", until=date(2027, 2, 28)))

        found = new_members(before, roster(holding("B", "p4")), DAY)

        assert [(h.seat, h.person) for h in found] == [("B", "p4")]

    def test_the_day_decides_who_is_member(self) -> None:
        follows = holding("A", "p2", since=date(2027, 3, 2))
        after = roster(holding("A", "p1", until=date(2027, 3, 1)), follows)

        assert new_members(roster(holding("A", "p1")), after, DAY) == ()
        assert new_members(roster(holding("A", "p1")), after, date(2027, 3, 2)) == (follows,)


class TestP25RunningCasesAreTold:
    """S-20: a member replaced mid-case: the case goes on, and the new holder inherits what was said."""

    async def test_s20_each_running_case_is_told_once(self, story: Story) -> None:
        meeting = await story.meeting("SEKR", 40)
        case, other = await story.open_case(), await story.open_case("En annen sak")
        await story.place(case, meeting, Mark.DROFTING)
        await story.open_meeting(meeting)
        await story.open_item(meeting, case)
        said = Contribute(about=ContributionKind.VIEW, text="Vi ønsker en egen kontaktperson.")
        await story.do(case, said, story.member("SEKR-M1"))

        answers = [await renew(story, "SEKR-M1", "p-ny1") for _ in range(2)]
        await story.clock.idle()

        assert [answer.outcome for answer in answers] == [Outcome.ACCEPTED, Outcome.ACCEPTED]
        for record in (case, other):
            told = await story.bodies(record, e.SeatHolderReplaced)
            assert [(t.seat, t.person, t.rank) for t in told] == [("SEKR-M1", "p-ny1", 0)]
        assert (await story.case_state(case)).unconfirmed == ("SEKR-M1",)
        assert (await story.case_state(other)).unconfirmed == ()

    async def test_a_renewal_that_is_refused_tells_nobody(self, story: Story) -> None:
        case = await story.open_case()

        answer = await renew(story, "SEKR-M1", "p-ny1", by=Claim(person="p-mj9p", seat="SEKR-M1"))
        await story.clock.idle()

        assert answer.outcome is Outcome.REFUSED
        assert await story.bodies(case, e.SeatHolderReplaced) == []


async def renew(story: Story, seat: str, person: str, *, by: Claim = SECRETARIAT) -> Answer:
    """The roster with another member in one seat, always by the same act."""
    files = story.house.community.roster_file
    holdings = tuple(
        h.model_copy(update={"person": person}) if (h.seat, h.rank) == (seat, 0) else h for h in story.roster.holdings
    )
    renewed = story.roster.model_copy(update={"holdings": holdings})
    persons = (*files.persons, PersonCard(person=person, name="Ny Person", email="ny@ostfold.example"))
    act_id = "11111111-1111-4111-8111-111111111111"
    answer = await story.cases.renew_roster(act_id, by, renewed, "Nytt medlem", persons, files.party_cards)
    if answer.outcome is Outcome.ACCEPTED:
        story.roster = renewed
    return answer

"""People, seats and mandates: deputies, mandates that ran out, those who left, the recused (P-18, P-21..P-26)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import date

from models import acts as a
from models import entries as e
from models.acts import Consent, ItemOutcome, Mark, RecusalGround, SeatAttendance
from models.messages import MessageKind
from models.roster import AuthorityGround, Holding, Mandate, Office, PartyCard, PartyKind, Roster, Source
from models.state import CaseStage
from models.submission import Claim
from procedures.loading import Community
from tests.house import with_numbers
from tests.shipped import community
from tests.story import Story

FILES = community()
Tell = Callable[[Community], AbstractAsyncContextManager[Story]]
THREE = ("indre-ostfold", "marker", "skiptvet")  # whom SEKR-M5 speaks for
SINCE = date(2026, 1, 1)
SOURCE = Source(organ="Kommunestyrene", dated=date(2025, 12, 10), reference="PS 1/25")


def _with(change: Callable[[Roster], Roster], files: Community = FILES) -> Community:
    """The demonstration with another roster."""
    file = files.roster_file
    return files.model_copy(update={"roster_file": file.model_copy(update={"roster": change(file.roster)})})


def _second_deputy(parties: tuple[str, ...], *, vacant: bool = True) -> Callable[[Roster], Roster]:
    """SEKR-M5 without a member, with a deputy 2 from Halden who has authority for these parties."""

    def change(roster: Roster) -> Roster:
        kept = tuple(h for h in roster.holdings if not (vacant and (h.seat, h.rank) == ("SEKR-M5", 0)))
        second = Holding(seat="SEKR-M5", person="p-bc6w", rank=2, since=SINCE, employed_by="halden")
        mandate = Mandate(seat="SEKR-M5", person="p-bc6w", parties=parties, since=SINCE, source=SOURCE)
        mandates = tuple(m for m in roster.mandates if (m.seat, m.person) != ("SEKR-M5", "p-m9zh"))
        return roster.model_copy(update={"holdings": (*kept, second), "mandates": (*mandates, mandate)})

    return change


def _mandate_until(seat: str, until: date) -> Callable[[Roster], Roster]:
    """The member's mandate in a seat ends on a day."""

    def change(roster: Roster) -> Roster:
        person = next(h.person for h in roster.holdings if (h.seat, h.rank) == (seat, 0))
        others = tuple(m for m in roster.mandates if (m.seat, m.person) != (seat, person))
        ending = Mandate(seat=seat, person=person, since=SINCE, until=until, source=SOURCE)
        return roster.model_copy(update={"mandates": (*others, ending)})

    return change


async def _deliberated(story: Story, *, absent: tuple[str, ...] = ()) -> tuple[str, str]:
    first, second = await story.meeting("SEKR", 28), await story.meeting("SEKR", 56)
    case = await story.open_case()
    await story.place(case, first, Mark.DROFTING)
    await story.open_meeting(first, absent=absent)
    await story.open_item(first, case)
    await story.close_item(first, case, ItemOutcome.READY)
    await story.do(first, a.CloseMeeting())
    return case, second


async def _decided_with(story: Story, case: str, meeting: str, person: str) -> a.SeatAttendance:
    """The roll call with this deputy in SEKR-M5 and everybody else in their seats."""
    await story.clock.advance((await story.meeting_state(meeting)).starts_at)
    sitting = SeatAttendance(seat="SEKR-M5", person=person)
    others = story.everyone("SEKR", ["SEKR-M5"])
    await story.do(meeting, a.OpenMeeting(attendance=(*others, sitting)))
    await story.open_item(meeting, case)
    await story.take_positions(case)
    await story.close_item(meeting, case)
    return sitting


async def test_s15_deputy_two_from_another_municipality_counts_fully(tell: Tell) -> None:
    async with tell(_with(_second_deputy(THREE))) as story:
        case, meeting = await _deliberated(story, absent=("SEKR-M5",))

        await _decided_with(story, case, meeting, "p-bc6w")
        state = await story.until(case, lambda s: s.announced)

        [made] = await story.bodies(case, e.BeslutningMade)
        assert (len(made.consenting), made.absent, made.reserved_parties) == (10, (), ())
        assert {b.party for b in state.bindings if b.by_seat == "SEKR-M5" and b.effect_at} == set(THREE)
        [taken] = [p for p in await story.bodies(case, e.PositionTaken) if p.seat == "SEKR-M5"]
        assert [(x.party, x.ground) for x in taken.authority or ()] == [(p, AuthorityGround.MANDATE) for p in THREE]
        await story.check()


async def test_s16_two_are_bound_and_the_third_waits_until_it_ratifies(tell: Tell) -> None:
    async with tell(_with(_second_deputy(THREE[:2]))) as story:
        case, meeting = await _deliberated(story, absent=("SEKR-M5",))
        await _decided_with(story, case, meeting, "p-bc6w")
        decided = await story.until(case, lambda s: s.announced)

        ratify = a.RatifyConsent(
            party="skiptvet", approved=True, organ="kommunestyret", dated=date(2031, 3, 3), reference="PS 12/31"
        )
        early = await story.act(case, ratify.model_copy(update={"dated": date(2031, 12, 1)}))
        by_other = await story.act(case, ratify, story.contact("marker"))
        ratified = await story.act(case, ratify, story.contact("skiptvet"))
        again = await story.act(case, ratify, story.contact("skiptvet"))
        after = await story.case_state(case)

        assert decided.stage is CaseStage.BESLUTTET_MED_FORBEHOLD
        [made] = await story.bodies(case, e.BeslutningMade)
        assert (made.reserved_parties, made.without_mandate) == (("skiptvet",), ("skiptvet",))
        [withheld] = await story.bodies(case, e.BindingWithheld)
        assert (withheld.party, withheld.because) == ("skiptvet", AuthorityGround.NO_AUTHORITY)
        assert {b.party for b in decided.bindings if b.by_seat == "SEKR-M5" and b.effect_at} == set(THREE[:2])
        assert [r.refusal.rule for r in (early, by_other, again) if r.refusal] == ["P-24", "P-24", "P-24"]
        assert ratified.refusal is None
        assert all(b.effect_at for b in after.bindings)
        assert after.stage is not CaseStage.BESLUTTET_MED_FORBEHOLD
        told = await story.messages(MessageKind.CONSENT_RATIFIED)
        assert {m.facts["step"] for m in told} == {"ratified"}
        assert {"party:skiptvet", "party:moss", f"person:{story.holder('SEKR-M1')}"} <= {m.to for m in told}
        await story.check()


async def test_s16_configured_otherwise_that_deputy_cannot_take_the_seat(tell: Tell) -> None:
    files = with_numbers(_with(_second_deputy(THREE[:2])), deputy_authority="whole_seat")
    async with tell(files) as story:
        _case, meeting = await _deliberated(story, absent=("SEKR-M5",))
        await story.clock.advance((await story.meeting_state(meeting)).starts_at)
        others = story.everyone("SEKR", ["SEKR-M5"])

        short = await story.act(
            meeting, a.OpenMeeting(attendance=(*others, SeatAttendance(seat="SEKR-M5", person="p-bc6w")))
        )
        full = await story.act(
            meeting, a.OpenMeeting(attendance=(*others, SeatAttendance(seat="SEKR-M5", person="p-w8tn")))
        )

        assert short.refusal is not None
        assert (short.refusal.rule, "skiptvet" in short.refusal.detail) == ("P-23", True)
        assert full.refusal is None


async def test_s18_with_an_expired_mandate_the_consent_waits_until_it_is_renewed(tell: Tell) -> None:
    async with tell(_with(_mandate_until("SEKR-M3", date(2031, 3, 2)))) as story:  # the meeting is on 3 March
        case, meeting = await _deliberated(story)
        await story.roll_call(case, meeting)
        decided = await story.until(case, lambda s: s.announced)

        person = story.holder("SEKR-M3")
        renewal = a.GiveMandate(seat="SEKR-M3", person=person, parties=(), since=date(2031, 3, 10), source=SOURCE)
        later = await story.act(f"community-{story.community}", renewal)
        still = await story.case_state(case)
        covering = renewal.model_copy(update={"since": date(2031, 3, 3)})
        renewed = await story.act(f"community-{story.community}", covering)
        after = await story.case_state(case)

        [withheld, other] = await story.bodies(case, e.BindingWithheld)
        assert {withheld.party, other.party} == {"halden", "aremark"}
        assert {withheld.because, other.because} == {AuthorityGround.EXPIRED}
        assert decided.stage is CaseStage.BESLUTTET_MED_FORBEHOLD
        assert (later.refusal, renewed.refusal) == (None, None)
        assert [b.party for b in still.bindings if b.effect_at is None] == ["halden", "aremark"]
        assert all(b.effect_at for b in after.bindings)
        assert [c.parties for c in await story.bodies(case, e.MandateCovered)] == [("halden", "aremark")]
        await story.check()


async def test_s19_a_member_who_left_last_week_does_not_count_though_the_roster_did_not_say_so(story: Story) -> None:
    case, meeting = await _deliberated(story)
    await story.open_roll_call(case, meeting)
    await story.take_positions(case)
    former = story.member("SEKR-M3")
    community = f"community-{story.community}"
    leaving = a.RecordLeaving(
        seat="SEKR-M3", person=former.person or "", last_day=date(2031, 2, 24), reason="Sluttet i stillingen."
    )

    by_member = await story.act(community, leaving, story.member("SEKR-M2"))
    entered = await story.act(community, leaving)
    emptied = await story.case_state(case)
    by_former = await story.position(case, "SEKR-M3", Consent(), by=former)
    unheard = await story.act(meeting, a.ChangeAttendance(seat="SEKR-M3", person=former.person))
    deputy = story.holder("SEKR-M3", rank=1)
    await story.do(meeting, a.ChangeAttendance(seat="SEKR-M3", person=deputy))
    counted = await story.position(case, "SEKR-M3", Consent(), by=Claim(person=deputy, seat="SEKR-M3"))
    await story.close_item(meeting, case)
    state = await story.until(case, lambda s: s.announced)

    assert by_member.refusal is not None
    assert entered.refusal is None
    assert [p.seat for p in emptied.positions if p.seat == "SEKR-M3"] == []
    assert [r.refusal.rule for r in (by_former, unheard) if r.refusal] == ["P-22", "P-23"]
    assert counted.refusal is None
    assert {p.person for p in state.positions if p.seat == "SEKR-M3"} == {deputy}
    assert len([p for p in state.positions if p.counted]) == 10


async def test_s59_a_person_with_two_deputy_posts_is_counted_once_and_the_other_seat_is_absent(tell: Tell) -> None:
    def change(roster: Roster) -> Roster:
        also = Holding(seat="SEKR-H2", person="p-5gtd", rank=2, since=SINCE)  # is deputy 1 in SEKR-H1
        return roster.model_copy(update={"holdings": (*roster.holdings, also)})

    async with tell(_with(change)) as story:
        case, meeting = await _deliberated(story)
        await story.clock.advance((await story.meeting_state(meeting)).starts_at)
        others = story.everyone("SEKR", ["SEKR-H1", "SEKR-H2"])
        once = SeatAttendance(seat="SEKR-H1", person="p-5gtd")
        twice = SeatAttendance(seat="SEKR-H2", person="p-5gtd")

        doubled = await story.act(meeting, a.OpenMeeting(attendance=(*others, once, twice)))
        await story.do(meeting, a.OpenMeeting(attendance=(*others, once)))
        await story.open_item(meeting, case)
        await story.take_positions(case)
        second = await story.position(case, "SEKR-H2", Consent(), by=Claim(person="p-5gtd", seat="SEKR-H2"))
        await story.close_item(meeting, case)
        await story.until(case, lambda s: s.announced)

        assert doubled.refusal is not None
        assert doubled.refusal.code == "one_person_two_seats"
        assert second.refusal is not None
        [made] = await story.bodies(case, e.BeslutningMade)
        assert (len(made.consenting), made.absent) == (9, ("SEKR-H2",))
        assert made.reserved_parties == ()  # the trust is spoken for by its other seats


async def test_s21_recused_in_the_second_of_three_items_and_the_deputy_counts_in_that_one_only(story: Story) -> None:
    first, second = await story.meeting("SEKR", 28), await story.meeting("SEKR", 56)
    cases = [await story.open_case(f"Sak {number}") for number in (1, 2, 3)]
    for case in cases:
        await story.place(case, first, Mark.DROFTING)
    await story.open_meeting(first)
    for case in cases:
        await story.open_item(first, case)
        await story.close_item(first, case, ItemOutcome.READY)
    await story.do(first, a.CloseMeeting())
    one, two, three = cases
    member, deputy = story.holder("SEKR-M2"), story.holder("SEKR-M2", rank=1)
    told = a.NotifyRecusal(ground=RecusalGround.SPECIAL, reason="Eier bygget det gjelder.")
    decision = a.DecideRecusal(
        seat="SEKR-M2",
        person=member,
        disqualified=True,
        ground=RecusalGround.SPECIAL,
        reason="Eier bygget det gjelder.",
        deputy=deputy,
    )

    await story.do(two, told, story.member("SEKR-M2"))
    by_itself = await story.act(two, decision, story.member("SEKR-M2"))
    stranger = await story.act(two, decision.model_copy(update={"deputy": story.holder("SEKR-M3", rank=1)}))
    await story.open_meeting(second)
    refused = []
    for case in cases:
        await story.open_item(second, case)
        if case == two:
            await story.do(two, decision)
            refused.append(await story.position(two, "SEKR-M2", Consent()))
        await story.take_positions(case)
        await story.close_item(second, case)
    states = [await story.until(case, lambda s: s.announced) for case in cases]
    await story.do(second, a.CloseMeeting())
    minutes = await story.minutes(second)

    assert [r.refusal.rule for r in (by_itself, stranger, *refused) if r.refusal] == ["P-26", "P-23", "P-26"]
    assert [p.person for s in states for p in s.positions if p.seat == "SEKR-M2"] == [member, deputy, member]
    [made] = await story.bodies(two, e.BeslutningMade)
    assert (len(made.consenting), made.absent) == (10, ())
    assert [(r.seat, r.person, r.deputy, r.decided_by) for r in made.recused or ()] == [
        ("SEKR-M2", member, deputy, "SEKR")
    ]
    for case in (one, three):
        [other] = await story.bodies(case, e.BeslutningMade)
        assert other.recused is None
    assert minutes.count("var inhabil i saken") == 1
    assert "10 av 10 plasser som teller, svarte." in minutes
    letters = {m.to for m in await story.messages(MessageKind.RECUSAL_DECIDED, record=two)}
    assert {"party:moss", "party:rade", f"person:{member}", f"person:{deputy}"} <= letters


async def test_s21_without_a_deputy_the_seat_is_absent_and_its_parties_are_not_bound_silently(story: Story) -> None:
    case, meeting = await _deliberated(story)
    decision = a.DecideRecusal(
        seat="SEKR-M2",
        person=story.holder("SEKR-M2"),
        disqualified=True,
        ground=RecusalGround.LEADS_A_PARTY,
        reason="Styreleder hos leverandøren.",
    )
    in_hospital_seat = decision.model_copy(update={"seat": "SEKR-H5", "person": story.holder("SEKR-H5")})
    await story.do(case, in_hospital_seat)  # in good time; the trust is spoken for by its other seats
    await story.open_roll_call(case, meeting)
    await story.do(case, decision)
    await story.take_positions(case)
    await story.close_item(meeting, case)
    state = await story.case_state(case)

    assert state.stage is CaseStage.UTSATT
    [postponed] = await story.bodies(case, e.DecisionPostponed)
    assert (postponed.rule, set(postponed.uncovered)) == ("P-22", {"moss", "rade", "valer", "vestby"})
    assert {p.seat for p in await story.bodies(case, e.PositionTaken)}.isdisjoint({"SEKR-M2", "SEKR-H5"})


async def test_s18_a_mandate_is_warned_of_60_and_14_days_before_it_ends_each_once(tell: Tell) -> None:
    async with tell(_with(_mandate_until("SEKR-M3", date(2031, 5, 1)))) as story:
        community = f"community-{story.community}"
        begun = await story.clocks(community)
        await story.days_pass(70)  # one step over the first warning
        first = await story.bodies(community, e.MandateExpiring)
        await story.days_pass(60)
        warned = [entry for entry in await story.entries(community) if isinstance(entry.happened, e.MandateExpiring)]
        letters = await story.messages(MessageKind.MANDATE_EXPIRING, record=community)

        person = story.holder("SEKR-M3")
        assert begun == ["roster-turn"]
        assert [(w.seat, w.person, w.days_before) for w in first] == [("SEKR-M3", person, 60)]
        assert [str(w.at.date()) for w in warned] == ["2031-03-02", "2031-04-17"]
        assert [w.body.days_before for w in warned if isinstance(w.body, e.MandateExpiring)] == [60, 14]
        told = [m.to for m in letters]
        assert told.count(f"person:{person}") == told.count("party:halden") == told.count("party:aremark") == 2
        assert told.count(f"person:{story.officer(Office.SECRETARIAT)}") == 2


async def test_s18_a_mandate_renewed_in_time_is_not_warned_of_again(tell: Tell) -> None:
    async with tell(_with(_mandate_until("SEKR-M3", date(2031, 5, 1)))) as story:
        community = f"community-{story.community}"
        await story.days_pass(70)
        renewal = a.GiveMandate(
            seat="SEKR-M3", person=story.holder("SEKR-M3"), parties=(), since=date(2031, 5, 2), source=SOURCE
        )
        await story.do(community, renewal)
        await story.days_pass(60)

        assert [w.days_before for w in await story.bodies(community, e.MandateExpiring)] == [60]


async def test_s20_a_member_who_comes_by_date_reaches_the_running_case_on_that_day(tell: Tell) -> None:
    def change(roster: Roster) -> Roster:
        was = next(h for h in roster.holdings if (h.seat, h.rank) == ("SEKR-M3", 0))
        gone = was.model_copy(update={"until": date(2031, 2, 15)})
        come = was.model_copy(update={"person": "p-bc6w", "since": date(2031, 2, 16)})
        others = tuple(h for h in roster.holdings if h is not was and (h.seat, h.rank) != ("SEKR-M3", 1))
        return roster.model_copy(update={"holdings": (*others, gone, come)})

    async with tell(_with(change)) as story:
        first, second = await story.meeting("SEKR", 28), await story.meeting("SEKR", 56)
        case = await story.open_case()
        await story.place(case, first, Mark.DROFTING)
        await story.open_meeting(first, absent=("SEKR-M3",))
        await story.do(first, a.ChangeAttendance(seat="SEKR-M3", person="p-rh9p"))
        await story.open_item(first, case)
        said = a.Contribute(about=a.ContributionKind.QUESTION, text="Hvem betaler?")
        await story.do(case, said, Claim(person="p-rh9p", seat="SEKR-M3"))
        await story.close_item(first, case, ItemOutcome.READY)
        await story.do(first, a.CloseMeeting())
        before = await story.case_state(case)
        await story.open_roll_call(case, second)
        unseen = await story.position(case, "SEKR-M3", Consent())

        assert before.unconfirmed == ()
        assert [(h.seat, h.person) for h in await story.bodies(case, e.SeatHolderReplaced)] == [("SEKR-M3", "p-bc6w")]
        assert unseen.refusal is not None
        assert unseen.refusal.rule == "P-25"
        told = [x for x in await story.entries(case) if isinstance(x.happened, e.SeatHolderReplaced)]
        assert [str(x.at.date()) for x in told] == ["2031-02-15"]  # midnight in Oslo is the evening before in UTC


async def test_p25_a_party_joins_and_another_leaves_while_cases_run(story: Story) -> None:
    community = f"community-{story.community}"
    case, meeting = await _deliberated(story)
    before = await story.case_state(case)
    await story.clock.advance(await story.local(1))
    joins = a.RecordAccession(
        party="nyby",
        party_kind=PartyKind.MUNICIPALITY,
        name="Nyby kommune",
        group="halden-aremark",
        since=SINCE,
        source=SOURCE,
    )
    card = PartyCard(party="nyby", email="postmottak@nyby.example")
    by_member = await story.cases.record_accession(
        "a" * 64, story.member("SEKR-M1"), story.community, joins, card.model_copy(update={"email": "x@y.example"})
    )
    joined = await story.cases.record_accession("b" * 64, story.secretariat, story.community, joins, card)
    await story.do(case, a.LetPartyIn(party="nyby", reason="Gjelder Nyby også."))
    left = await story.act(
        community, a.RecordDeparture(party="rade", last_day=date(2031, 1, 31), source=SOURCE), story.secretariat
    )
    await story.open_roll_call(case, meeting)
    await story.take_positions(case)
    await story.close_item(meeting, case)
    state = await story.until(case, lambda s: s.announced)

    assert [a.refusal.rule for a in (by_member, joined, left) if a.refusal] == ["ENGINE"]
    assert {b.party for b in state.bindings if b.effect_at} == {*before.affected, "nyby"} - {"rade"}
    assert [x.party for x in await story.bodies(case, e.PartyLeftCase)] == ["rade"]
    told = await story.messages(MessageKind.PARTY_JOINED, record=case)
    assert "party:nyby" in {m.to for m in told}
    everybody = {m.to for m in await story.messages(MessageKind.PARTY_DEPARTED, record=community)}
    assert {"party:rade", "party:nyby", "party:halden"} <= everybody
    await story.check()

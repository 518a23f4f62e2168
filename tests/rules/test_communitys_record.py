"""What is entered on a community's own record, by whom, and what is refused (P-18, P-24, P-25, P-38)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models import acts as a
from models import entries as e
from models.acts import Act, Actor
from models.canonical import digest_of
from models.persons import PersonCommitment
from models.procedure import Procedure
from models.roster import Mandate, Office, Roster, Source
from models.rulebook import RefusalCode
from rules.community import why_not_fit
from rules.parties import without_party
from rules.roster_check import check_roster_against
from tests.rules.desk import RECORD, SECRETARIAT, Desk
from tests.rules.world import BEGINS, COMMUNITY, PROCEDURE, ROSTER

TODAY = BEGINS.date()
SOURCE = Source(organ="kommunestyret", dated=TODAY, reference="PS 1/31")
CONTACT = Actor(person="p-x", party="moss", offices=(Office.PARTY_CONTACT,))
MEMBER = Actor(person="p-x", seat="SEKR-M1", rank=0)
SEAT = "SEKR-H1"  # speaks for one party
PARTY = "sykehuset-ostfold"
HOLDER = next(h for h in ROSTER.holdings if (h.seat, h.rank) == (SEAT, 0))
BARE = ROSTER.model_copy(update={"mandates": ()})


def _with(roster: Roster, *mandates: Mandate) -> Roster:
    return roster.model_copy(update={"mandates": (*roster.mandates, *mandates)})


def _mandate(since: date = TODAY, until: date | None = None, seat: str = SEAT, person: str | None = None) -> Mandate:
    return Mandate(seat=seat, person=person or HOLDER.person, since=since, until=until, source=SOURCE)


def _given(**changes: object) -> a.GiveMandate:
    act = a.GiveMandate(seat=SEAT, person=HOLDER.person, parties=(), since=TODAY, source=SOURCE)
    return act.model_copy(update=changes)


def _later_version(**changes: object) -> Procedure:
    return PROCEDURE.model_copy(update={"version": "2", **changes})


def _adopts(procedure: Procedure, roster: Roster | None = None) -> a.AdoptProcedure:
    named = digest_of(roster) if roster else None
    return a.AdoptProcedure(procedure=digest_of(procedure), roster=named, reason="Ny versjon.")


class TestFounded:
    """Once, with a procedure and a roster."""

    def test_its_state_names_what_it_was_founded_with(self) -> None:
        desk = Desk()

        assert desk.entries[0].body == e.CommunityFounded(
            community=COMMUNITY, procedure=digest_of(PROCEDURE), roster=digest_of(ROSTER)
        )
        assert (desk.it.record, desk.it.community, desk.it.founded_at) == (RECORD, COMMUNITY, BEGINS)
        assert (desk.it.procedure, desk.it.roster) == (digest_of(PROCEDURE), digest_of(ROSTER))

    def test_a_second_time_it_is_refused(self) -> None:
        again = a.FoundCommunity(community=COMMUNITY, procedure="a" * 64, roster="b" * 64)

        refusal = Desk().refusal(again)

        assert (refusal.code, refusal.rule) == (RefusalCode.WRONG_STAGE, "ENGINE")
        assert refusal.detail == "found_community cannot be done to a community"

    def test_what_is_done_to_cases_is_not_done_to_a_community_though_it_be_its_first_act(self) -> None:
        verdict = Desk().judge(a.CloseMeeting(), number=1)

        assert verdict.refusal is not None
        assert verdict.refusal.detail == "close_meeting cannot be done to a community"

    @pytest.mark.parametrize(
        ("actor", "act", "detail"),
        [
            pytest.param(
                MEMBER.model_copy(update={"entered_by": "p-y"}), a.AdoptRoster(roster="a" * 64, reason="x"),
                "only the secretariat can enter an act for somebody else", id="for somebody else",
            ),
            pytest.param(
                SECRETARIAT, a.DeadlineReached(clock="roster-turn", due_at=BEGINS),
                "deadline_reached is said by one record to another, or by the clock", id="for the clock",
            ),
            pytest.param(
                SECRETARIAT, _given(until=date(2231, 1, 1)),
                f"until: 2231-01-01 is more than 50 years from today ({TODAY})", id="of a day that nobody can mean",
            ),
        ],
    )  # fmt: skip
    def test_what_is_asked_of_every_act_is_asked_here(self, actor: Actor, act: Act, detail: str) -> None:
        assert Desk().refusal(act, actor).detail == detail


class TestAdopted:
    """A new roster or procedure takes effect by an act of the secretariat's (P-25, P-38)."""

    def test_a_roster_is_in_force_from_its_entry(self) -> None:
        new = _with(BARE, _mandate())
        desk = Desk(hands_in=new)

        verdict = desk.do(a.AdoptRoster(roster=digest_of(new), reason="Nye mandater."))

        assert verdict.bodies[0] == e.RosterAdopted(roster=digest_of(new), reason="Nye mandater.")
        assert desk.it.roster == digest_of(new)
        assert desk.it.procedure == digest_of(PROCEDURE)

    def test_a_procedure_with_the_roster_that_goes_with_it(self) -> None:
        new, roster = _later_version(), _with(BARE, _mandate())
        desk = Desk(offered=new, hands_in=roster)

        verdict = desk.do(_adopts(new, roster))

        assert verdict.bodies[0] == e.ProcedureAdopted(
            procedure=digest_of(new), roster=digest_of(roster), reason="Ny versjon."
        )
        assert (desk.it.procedure, desk.it.roster) == (digest_of(new), digest_of(roster))

    def test_a_procedure_alone_leaves_the_roster_as_it_is(self) -> None:
        new = _later_version()
        desk = Desk(offered=new)

        assert desk.do(_adopts(new)).refusal is None
        assert (desk.it.procedure, desk.it.roster) == (digest_of(new), digest_of(ROSTER))

    @pytest.mark.parametrize(
        ("first_day", "code"),
        [(TODAY - timedelta(days=1), None), (TODAY, None), (TODAY + timedelta(days=1), RefusalCode.TOO_SOON)],
    )
    def test_a_procedure_is_adopted_from_its_first_day_on(self, first_day: date, code: RefusalCode | None) -> None:
        new = _later_version(valid_from=first_day)

        refusal = Desk(offered=new).judge(_adopts(new)).refusal

        assert (refusal.code if refusal else None) == code
        if refusal is not None:
            assert (refusal.rule, refusal.remedy) == ("P-38", f"adopt it on or after {first_day}")

    def test_not_the_one_in_force_nor_one_that_nobody_handed_in(self) -> None:
        refusal = Desk(offered=None).refusal(_adopts(PROCEDURE))

        assert (refusal.code, refusal.rule) == (RefusalCode.NOTHING_TO_CHANGE, "P-38")

    def test_not_with_a_roster_from_which_a_party_is_gone(self) -> None:
        new, fewer = _later_version(), without_party(ROSTER, "halden", TODAY)

        refusal = Desk(offered=new, hands_in=fewer).refusal(_adopts(new, fewer))

        assert (refusal.code, refusal.rule) == (RefusalCode.UNKNOWN_PARTY, "P-25")

    @pytest.mark.parametrize(
        ("act", "what"),
        [
            (a.AdoptRoster(roster=digest_of(ROSTER), reason="x"), "renew the roster"),
            (_adopts(_later_version()), "adopt a procedure"),
            (
                a.RecordLeaving(seat=SEAT, person=HOLDER.person, last_day=TODAY, reason="x"),
                "record that a holder has left",
            ),
        ],
    )
    def test_only_by_the_secretariat(self, act: Act, what: str) -> None:
        refusal = Desk(offered=_later_version(), hands_in=ROSTER).refusal(act, MEMBER)

        assert (refusal.rule, refusal.detail) == ("ENGINE", f"only the secretariat can {what}")


class TestFits:
    """Somebody must sit in the seats of a version: P-18, P-38."""

    def test_the_roster_that_was_made_for_it(self) -> None:
        assert why_not_fit(ROSTER, PROCEDURE) is None

    @pytest.mark.parametrize("astray", [1, 2, 3])
    def test_one_whose_seats_are_others_is_told_by_its_first_fault_and_how_many_more(self, astray: int) -> None:
        strays = tuple(HOLDER.model_copy(update={"seat": f"SSU-{n}"}) for n in range(astray))
        other = ROSTER.model_copy(update={"holdings": (*ROSTER.holdings, *strays)})

        refusal = why_not_fit(other, PROCEDURE)

        assert refusal is not None
        assert (refusal.code, refusal.rule) == (RefusalCode.UNKNOWN_SEAT, "P-38")
        [first, *_] = check_roster_against(other, PROCEDURE)
        more = "" if astray == 1 else f", and {astray - 1} more"
        assert refusal.detail == f"the roster does not fit the version: {first.what}{more}"


class TestMandateGiven:
    """Entered on the word of those it binds, when it has been given (P-23, P-24)."""

    def test_the_entry_says_all_that_the_act_did_and_whom_it_is_for(self) -> None:
        desk = Desk(BARE)
        act = _given(until=TODAY + timedelta(days=700), limits="inntil 1 mill.")

        [entered, *_] = desk.do(act).bodies

        changed = _with(BARE, _mandate(until=act.until).model_copy(update={"limits": act.limits}))
        assert entered == e.MandateEntered(
            roster=digest_of(changed),
            seat=SEAT,
            person=HOLDER.person,
            parties=(PARTY,),
            since=TODAY,
            until=act.until,
            source=SOURCE,
            limits="inntil 1 mill.",
        )
        assert (desk.roster, desk.it.roster) == (changed, digest_of(changed))

    @pytest.mark.parametrize(
        ("actor", "seat", "parties", "may"),
        [
            pytest.param(CONTACT, "SEKR-M2", ("moss",), True, id="the contact for the own party"),
            pytest.param(CONTACT, "SEKR-M2", ("moss", "rade"), False, id="the contact for two"),
            pytest.param(CONTACT, "SEKR-M2", ("rade",), False, id="the contact for another"),
            pytest.param(CONTACT, "SEKR-M2", (), False, id="the contact for all of the seat"),
            pytest.param(
                CONTACT.model_copy(update={"party": PARTY}), SEAT, (), True, id="the contact of the only one"
            ),
            pytest.param(
                MEMBER.model_copy(update={"party": "moss"}), "SEKR-M2", ("moss",), False, id="no contact, so named"
            ),
            pytest.param(SECRETARIAT, "SEKR-M2", ("moss", "rade"), True, id="the secretariat"),
        ],
    )
    def test_by_the_partys_own_contact_or_the_secretariat(
        self, actor: Actor, seat: str, parties: tuple[str, ...], *, may: bool
    ) -> None:
        person = next(h.person for h in ROSTER.holdings if (h.seat, h.rank) == (seat, 0))

        refusal = Desk(BARE).judge(_given(seat=seat, person=person, parties=parties), actor).refusal

        assert (refusal is None) is may
        if refusal is not None:
            assert (refusal.code, refusal.rule) == (RefusalCode.NO_CAPACITY, "P-24")
            named = parties or ("moss", "rade", "valer", "vestby")
            assert refusal.detail == f"p-x does not answer for {', '.join(named)}"

    def test_a_seat_that_is_only_heard_binds_nobody(self) -> None:
        refusal = Desk(BARE).refusal(_given(seat="SEKR-GP"), CONTACT)

        assert refusal.detail == "p-x does not answer for the seat"

    def test_a_seat_that_there_is_not(self) -> None:
        refusal = Desk(BARE).refusal(_given(seat="SEKR-M9"))

        assert (refusal.code, refusal.rule) == (RefusalCode.UNKNOWN_SEAT, "P-23")
        assert refusal.detail == "the procedure ostfold-2018 has no seat 'SEKR-M9'"

    @pytest.mark.parametrize(("dated", "may"), [(TODAY, True), (TODAY + timedelta(days=1), False)])
    def test_not_before_it_was_given(self, dated: date, *, may: bool) -> None:
        source = SOURCE.model_copy(update={"dated": dated})

        refusal = Desk(BARE).judge(_given(source=source)).refusal

        assert (refusal is None) is may
        if refusal is not None:
            assert (refusal.code, refusal.rule) == (RefusalCode.TOO_SOON, "P-24")

    @pytest.mark.parametrize(
        ("lasts", "since", "until", "detail", "remedy"),
        [
            pytest.param(
                (date(2031, 1, 1), date(2031, 12, 31)), date(2031, 1, 1), date(2031, 11, 30),
                "from 2031-01-01 through 2031-12-31", "nothing is needed for those days", id="from the same day",
            ),
            pytest.param(
                (date(2031, 1, 1), date(2031, 12, 31)), date(2030, 12, 31), date(2031, 11, 30),
                "from 2031-01-01 through 2031-12-31; the two overlap until 2031-11-30",
                "let it end on 2030-12-31, or last as long", id="from the day before",
            ),
        ],
    )  # fmt: skip
    def test_not_for_days_of_one_that_lasts_longer(
        self, lasts: tuple[date, date], since: date, until: date, detail: str, remedy: str
    ) -> None:
        refusal = Desk(_with(BARE, _mandate(*lasts))).refusal(_given(since=since, until=until))

        assert (refusal.code, refusal.rule) == (RefusalCode.NOTHING_TO_CHANGE, "P-24")
        assert refusal.detail == f"{HOLDER.person} has a like mandate in {SEAT} {detail}"
        assert refusal.remedy.startswith(remedy)

    def test_one_as_long_is_not_cut(self) -> None:
        old = _mandate(until=date(2031, 12, 31))

        assert Desk(_with(BARE, old)).judge(_given(until=date(2031, 12, 31))).refusal is None

    @pytest.mark.parametrize("until", [TODAY - timedelta(days=1), TODAY])
    def test_one_that_ends_before_it_begins_is_told_so_whatever_it_would_cut(self, until: date) -> None:
        endless = _mandate(since=date(2030, 1, 1))

        refusal = Desk(_with(BARE, endless)).refusal(_given(until=until))

        backwards = until < TODAY
        assert refusal.code is (RefusalCode.NO_CAPACITY if backwards else RefusalCode.NOTHING_TO_CHANGE)
        assert refusal.detail.startswith("it ends on" if backwards else f"{HOLDER.person} has a like mandate")

    @pytest.mark.parametrize(
        ("changes", "rule", "detail"),
        [
            pytest.param(
                {"parties": (PARTY, "moss")}, "P-23", "SEKR-H1 does not speak for moss", id="of another seat"
            ),
            pytest.param({"person": "p-0000"}, "ENGINE", "nobody below persons has the id p-0000", id="of nobody"),
            pytest.param(
                {"delegated_by": "p-2h9c"},
                "P-23",
                "p-2h9c, who delegated it, holds no seat",
                id="handed on by nobody",
            ),
        ],
    )
    def test_not_what_no_roster_may_have(self, changes: dict[str, object], rule: str, detail: str) -> None:
        refusal = Desk(BARE).refusal(_given(**changes))

        assert (refusal.code, refusal.rule, refusal.detail) == (RefusalCode.NO_CAPACITY, rule, detail)

    def test_an_officer_may_be_named_who_has_no_seat_and_that_is_the_fault_then(self) -> None:
        refusal = Desk(BARE).refusal(_given(person="p-2h9c"))

        assert refusal.detail == f"p-2h9c has a mandate in {SEAT}, and no place in it while it lasts"

    def test_a_fault_that_was_there_before_is_no_reason(self) -> None:
        faulty = _with(BARE, _mandate(seat="SEKR-M1"))

        assert Desk(faulty).judge(_given()).refusal is None


class TestLeaving:
    """From the day after the last they do not count (P-24)."""

    LAST = date(2030, 12, 31)

    @staticmethod
    def _left(last_day: date, **changes: object) -> a.RecordLeaving:
        act = a.RecordLeaving(seat=SEAT, person=HOLDER.person, last_day=last_day, reason="Ny stilling.")
        return act.model_copy(update=changes)

    def test_the_entry_and_the_roster_say_the_last_day_of_the_place_and_of_no_other(self) -> None:
        desk = Desk()

        [entered, *_] = desk.do(self._left(self.LAST)).bodies

        assert entered == e.LeavingEntered(
            roster=digest_of(desk.roster), seat=SEAT, person=HOLDER.person, last_day=self.LAST, reason="Ny stilling."
        )
        changed = [h for h in desk.roster.holdings if h not in ROSTER.holdings]
        assert changed == [HOLDER.model_copy(update={"until": self.LAST})]
        assert desk.it.roster == digest_of(desk.roster)

    @pytest.mark.parametrize(
        ("changes", "last_day"),
        [
            pytest.param({}, HOLDER.since - timedelta(days=1), id="before it was held"),
            pytest.param({"seat": "SEKR-M3"}, LAST, id="in another seat"),
            pytest.param({"person": "p-2h9c"}, LAST, id="of another person"),
        ],
    )
    def test_only_of_a_place_that_was_held_on_the_last_day(self, changes: dict[str, object], last_day: date) -> None:
        refusal = Desk().refusal(self._left(last_day, **changes))

        assert (refusal.code, refusal.rule) == (RefusalCode.NO_CAPACITY, "P-24")
        assert "had no place in" in refusal.detail

    def test_the_first_day_can_be_the_last(self) -> None:
        desk = Desk()
        desk.do(self._left(HOLDER.since))

        assert [h.until for h in desk.roster.holdings if (h.seat, h.person) == (SEAT, HOLDER.person)] == [
            HOLDER.since
        ]

    def test_a_time_before_stays_as_it_was_and_one_that_would_come_falls_away(self) -> None:
        times = [
            (date(2020, 1, 1), date(2021, 6, 30)),
            (date(2026, 1, 1), date(2031, 6, 30)),
            (date(2032, 1, 1), None),
        ]
        held = tuple(HOLDER.model_copy(update={"since": since, "until": until}) for since, until in times)
        follows = HOLDER.model_copy(update={"person": "p-new", "since": date(2031, 7, 1)})
        desk = Desk(ROSTER.model_copy(update={"holdings": (*held, follows)}))

        desk.do(self._left(self.LAST))

        *own, other = desk.roster.holdings
        assert [(h.since, h.until) for h in own] == [times[0], (date(2026, 1, 1), self.LAST)]
        assert other == follows

    def test_not_what_the_roster_says_already(self) -> None:
        desk = Desk()
        desk.do(self._left(self.LAST))

        again, earlier = (desk.judge(self._left(day)) for day in (self.LAST, self.LAST - timedelta(days=1)))

        assert again.refusal is not None
        assert (again.refusal.code, again.refusal.rule) == (RefusalCode.NOTHING_TO_CHANGE, "P-24")
        assert earlier.refusal is None


def test_of_every_kind_of_entry_the_state_takes_what_it_says() -> None:
    """What changes no roster leaves it in force; founded is what it was founded as."""
    desk = Desk()
    before = desk.it

    desk.do(a.EnterPersons(persons=(PersonCommitment(person="p-x", commitment="a" * 64),)))

    assert desk.it.model_copy(update={"clocks": before.clocks, "warned_to": before.warned_to}) == before

"""Parties that join and leave while cases run (P-18, P-22, P-25)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import pytest

from models import acts as a
from models import entries as e
from models.acts import Actor, Facts, ForankringAnswer, ReceivedAct
from models.canonical import digest_of
from models.messages import MessageKind
from models.roster import Office, Party, PartyKind, Roster, Source
from models.state import CaseStage, CommunityState
from rules.community import Community, fold_community, judge_community
from rules.effects.addressees import Addressees
from rules.effects.letters import letters_of_case_entry
from rules.parties import present_parties, with_party, without_party
from rules.roster_acts import changed_roster
from rules.seats import represented_parties
from rules.verdict import Verdict
from tests.rules.world import BEGINS, COMMUNITY, PROCEDURE, ROSTER, Who, World, deliberated, in_roll_call

NEW = Party(party="nyby", kind=PartyKind.MUNICIPALITY, name="Nyby kommune", since=date(2031, 1, 1))
SOURCE = Source(organ="kommunestyret", dated=date(2030, 12, 11), reference="PS 80/30")
JOINS = a.RecordAccession(
    party="nyby",
    party_kind=PartyKind.MUNICIPALITY,
    name="Nyby kommune",
    group="halden-aremark",
    since=date(2031, 1, 1),
    source=SOURCE,
)
LEAVES = a.RecordDeparture(party="halden", last_day=date(2031, 1, 5), source=SOURCE)
WITHOUT, WITH = without_party(ROSTER, "halden", LEAVES.last_day), with_party(ROSTER, NEW, JOINS.group)
LET_IN = a.LetPartyIn(party="nyby", reason="Saken gjelder Nyby også.")


@cache
def _seat_of(party: str) -> str:
    group = next(g.group for g in ROSTER.groups if party in g.parties)
    return next(s.seat for s in PROCEDURE.body("SEKR").seats if s.counts and s.group == group)


def _joined(world: World) -> World:
    world.in_force = with_party(world.roster, NEW, JOINS.group)
    return world


def _left(case: str, last_day: date) -> tuple[str, a.PartyLeft, Who]:
    return case, a.PartyLeft(party="halden", last_day=last_day), Who(record=f"community-{COMMUNITY}")


def _bound(world: World, case: str) -> set[str]:
    return {b.party for b in world.state(case).bindings if b.effect_at}


EVERYBODY = set(represented_parties("SEKR", PROCEDURE, ROSTER))


class TestOnTheCommunitysRecord:
    """Joined and left are acts of the secretariat, each with a new version of the roster (P-25)."""

    @staticmethod
    def _judge(act: a.Act, roster: Roster = ROSTER, *, office: Office = Office.SECRETARIAT) -> Verdict:
        founded = CommunityState(
            record="community-ostfold", community=COMMUNITY, procedure="a" * 64, roster="b" * 64, founded_at=BEGINS
        )
        received = ReceivedAct(
            act_id="c" * 64,
            record="community-ostfold",
            number=2,
            received_at=BEGINS,
            digest="d" * 64,
            actor=Actor(person="p-2h9c", offices=(office,)),
            facts=Facts(day=BEGINS.date()),
            act=act,
        )
        named = act.roster if isinstance(act, a.AdoptRoster) else None
        becomes = next((r for r in (ROSTER, WITHOUT, WITH) if digest_of(r) == named), None)
        return judge_community(received, Community(PROCEDURE, roster, founded, becomes))

    def test_who_joined_is_spoken_for_and_who_left_is_not(self) -> None:
        joined = changed_roster(ROSTER, JOINS, PROCEDURE)
        left = changed_roster(ROSTER, LEAVES, PROCEDURE)

        assert joined is not None
        assert left is not None
        assert [b.kind for b in self._judge(JOINS).bodies][:1] == ["party_joined"]
        assert [b.kind for b in self._judge(LEAVES).bodies][:1] == ["party_departed"]
        assert set(represented_parties("SEKR", PROCEDURE, joined)) == EVERYBODY | {"nyby"}
        assert set(represented_parties("SEKR", PROCEDURE, left)) == EVERYBODY - {"halden"}
        assert "halden" not in present_parties(left)
        assert next(p.until for p in left.parties if p.party == "halden") == LEAVES.last_day

    def test_who_left_may_join_again(self) -> None:
        left = without_party(ROSTER, "halden", LEAVES.last_day)
        again = JOINS.model_copy(update={"party": "halden", "name": "Halden kommune"})
        back = changed_roster(left, again, PROCEDURE)

        assert self._judge(again, left).refusal is None
        assert back is not None
        assert [(p.party, p.until) for p in back.parties].count(("halden", None)) == 1
        assert len(back.parties) == len(ROSTER.parties)

    @pytest.mark.parametrize(
        ("act", "rule", "remedy"),
        [
            (JOINS.model_copy(update={"party": "halden"}), "P-25", "`roster show`"),
            (JOINS.model_copy(update={"group": "nowhere"}), "P-18", "name one of"),
            (JOINS.model_copy(update={"since": date(2031, 2, 1)}), "P-25", "2031-02-01 or later"),
            (LEAVES.model_copy(update={"party": "nyby"}), "P-25", "`roster show`"),
            (LEAVES.model_copy(update={"last_day": date(2031, 2, 1)}), "P-25", "2031-02-01 or later"),
            (LEAVES.model_copy(update={"party": "sykehuset-ostfold"}), "P-18", "`community adopt-procedure`"),
        ],
    )
    def test_refused(self, act: a.Act, rule: str, remedy: str) -> None:
        refusal = self._judge(act).refusal

        assert refusal is not None
        assert refusal.rule == rule
        assert remedy in (refusal.remedy or "")

    @pytest.mark.parametrize(
        ("before", "handed_in", "command"),
        [
            pytest.param(ROSTER, WITHOUT, "`roster departed halden`", id="one fewer"),
            pytest.param(ROSTER, WITH, "`roster joined nyby`", id="one more"),
            pytest.param(WITHOUT, WITH, "`roster joined halden`, `roster joined nyby`", id="who left is back"),
        ],
    )
    def test_a_list_is_no_way_to_leave_or_to_join(self, before: Roster, handed_in: Roster, command: str) -> None:
        refusal = self._judge(a.AdoptRoster(roster=digest_of(handed_in), reason="Ny liste."), before).refusal

        assert refusal is not None
        assert (refusal.rule, command in refusal.remedy) == ("P-25", True)

    @pytest.mark.parametrize(
        ("before", "handed_in", "said"),
        [
            pytest.param(ROSTER, WITHOUT, "leaves out halden", id="one fewer"),
            pytest.param(ROSTER, WITH, "adds nyby", id="one more"),
            pytest.param(WITH, WITHOUT, "leaves out halden, nyby", id="two fewer"),
            pytest.param(WITHOUT, WITH, "adds halden, nyby", id="two more"),
        ],
    )
    def test_it_is_said_who_is_gone_and_who_is_new(self, before: Roster, handed_in: Roster, said: str) -> None:
        refusal = self._judge(a.AdoptRoster(roster=digest_of(handed_in), reason="Ny liste."), before).refusal

        assert refusal is not None
        assert refusal.detail == f"the roster {said}, and a list is no way to leave or to join"

    @pytest.mark.parametrize("days", [0, 1])
    def test_on_its_day_and_not_before(self, days: int) -> None:
        day = BEGINS.date() + timedelta(days=days)
        said: list[a.Act] = [JOINS.model_copy(update={"since": day}), LEAVES.model_copy(update={"last_day": day})]

        rules = [r.rule for r in (self._judge(act).refusal for act in said) if r is not None]

        assert rules == ["P-25"] * 2 * days

    def test_a_list_of_the_same_parties_is_adopted(self) -> None:
        verdict = self._judge(a.AdoptRoster(roster=digest_of(ROSTER), reason="Ny liste."))

        assert [b.kind for b in verdict.bodies][:1] == ["roster_adopted"]

    def test_only_the_secretariat_enters_it(self) -> None:
        refusals = [self._judge(act, office=Office.PARTY_CONTACT).refusal for act in (JOINS, LEAVES)]

        assert [r.remedy for r in refusals if r] == ["ask the secretariat to do it"] * 2


class TestAPartyIsLetIntoARunningCase:
    """The roster is frozen at opening: a party that joined counts in a case from when it is let in (P-25)."""

    def test_not_let_in_it_is_not_bound(self) -> None:
        world, case = deliberated()
        _joined(world)
        world.open_item("meeting-ostfold-SEKR-2031-2", case)
        world.roll_call(case)

        assert _bound(world, case) == EVERYBODY

    def test_let_in_it_is_asked_in_the_open_forankring_and_bound_with_the_others(self) -> None:
        world, case = deliberated()
        _joined(world)
        said = world.act(case, LET_IN)
        forankring = world.state(case).forankring
        world.open_item("meeting-ostfold-SEKR-2031-2", case)
        world.roll_call(case)

        assert said.kinds == ["party_let_in"]
        assert forankring is not None
        assert [p.answer for p in forankring.parties if p.party == "nyby"] == [None]
        assert _bound(world, case) == EVERYBODY | {"nyby"}

    def test_where_mandates_are_written_it_waits_for_one_of_its_own(self) -> None:
        world, case = deliberated()
        world.in_force = with_party(world.roster, NEW, "fredrikstad-hvaler")
        world.act(case, LET_IN)
        world.open_item("meeting-ostfold-SEKR-2031-2", case)
        world.roll_call(case)

        assert _bound(world, case) == EVERYBODY
        assert [b.waits_for for b in world.state(case).bindings if b.party == "nyby"] == ["fullmakt"]

    def test_refused_before_it_joined_twice_on_the_table_and_after_the_decision(self) -> None:
        world, case = deliberated()
        unknown = world.act(case, LET_IN)
        _joined(world)
        by_member = world.act(case, LET_IN, world.member("SEKR-M1"))
        world.act(case, LET_IN)
        twice = world.act(case, LET_IN)
        other, decided = in_roll_call()
        _joined(other)
        on_table = other.act(decided, LET_IN)
        other.roll_call(decided)
        after = other.act(decided, LET_IN)

        said = (unknown, by_member, twice, on_table, after)
        assert [s.verdict.refusal.remedy for s in said if s.verdict.refusal] == [
            "enter its accession first: `roster joined`",
            "ask the secretariat to do it",
            "nothing more is needed",
            "let the party in when the item is closed, or the written procedure over",
            "bring the matter up as a new case, in which the party is represented from the beginning",
        ]
        assert [s.rule for s in said] == ["P-25", "ENGINE", "P-25", "P-25", "P-25"]


class TestAPartyLeavesWhileCasesRun:
    """Bound by nothing decided after its last day, and by everything decided before (P-25)."""

    def test_nobody_waits_for_it_and_the_decision_does_not_bind_it(self) -> None:
        world, case = deliberated()
        world.act(*_left(case, world.now.date()))
        forankring = world.state(case).forankring
        world.open_item("meeting-ostfold-SEKR-2031-2", case)
        world.roll_call(case)

        assert forankring is not None
        assert "halden" not in [p.party for p in forankring.parties]
        assert _bound(world, case) == EVERYBODY - {"halden"}
        assert "halden" not in world.state(case).affected
        assert world.state(case).stage is CaseStage.UNDER_OPPFOLGING

    def test_what_it_answered_stays_on_record(self) -> None:
        world, case = deliberated()
        answer = a.AnswerForankring(
            party="halden",
            answer=ForankringAnswer.SUPPORTS,
            treated_by="kommunestyret",
            treated_on=world.now.date(),
            text_digest=world.state(case).text.digest,
        )
        world.act(case, answer, world.contact("halden"))
        world.act(*_left(case, world.now.date()))

        forankring = world.state(case).forankring
        assert forankring is not None
        assert [p.answer for p in forankring.parties if p.party == "halden"] == [ForankringAnswer.SUPPORTS]

    def test_its_own_objection_blocks_no_more_and_its_seats_does(self) -> None:
        world, case = deliberated()
        world.advance(world.meeting_state("meeting-ostfold-SEKR-2031-2").notice_due.at)
        digest = world.state(case).text.digest
        objection = a.LodgeObjection(grounds="Nei.", would_be_removed_by="Ja.", text_digest=digest)
        world.act(case, objection, world.contact("halden"))
        world.act(case, objection, world.member(_seat_of("halden")))

        said = world.act(*_left(case, world.now.date()))

        assert said.kinds == ["party_left_case", "objection_lapsed"]
        assert [o.standing for o in world.state(case).objections] == [False, True]

    def test_a_decision_made_while_it_was_a_party_stands(self) -> None:
        world, case = in_roll_call()
        world.roll_call(case)
        world.act(*_left(case, world.now.date()))

        assert _bound(world, case) == EVERYBODY
        assert "halden" in [f.party for f in world.state(case).follow_ups]

    def test_a_decision_of_a_later_day_than_its_last_does_not_bind_it_though_that_is_known_late(self) -> None:
        world, case = in_roll_call()
        world.roll_call(case)
        said = world.act(*_left(case, world.now.date() - timedelta(days=1)))

        [left] = [x.body for x in said.entries if isinstance(x.body, e.PartyLeftCase)]
        assert left.unbound is True
        assert _bound(world, case) == EVERYBODY - {"halden"}
        assert "halden" not in [f.party for f in world.state(case).follow_ups]

    def test_the_last_that_was_waited_for_leaves_and_the_case_goes_on(self) -> None:
        world, case = in_roll_call()
        treated = world.now.date() + timedelta(days=30)
        reserves = a.ConsentWithReservation(parties=("halden",), treated_by="kommunestyret", treated_on=treated)
        world.roll_call(case, {_seat_of("halden"): reserves})
        waiting = world.state(case).stage
        world.act(*_left(case, world.now.date() - timedelta(days=1)))

        assert waiting is CaseStage.BESLUTTET_MED_FORBEHOLD
        assert world.state(case).stage is CaseStage.UNDER_OPPFOLGING
        assert [c.name for c in world.state(case).clocks if "halden" in c.name] == []

    def test_in_the_next_decision_of_the_same_case_it_has_no_part(self) -> None:
        world, case = in_roll_call()
        treated = world.now.date() + timedelta(days=30)
        reserves = a.ConsentWithReservation(parties=("moss",), treated_by="kommunestyret", treated_on=treated)
        world.roll_call(case, {_seat_of("moss"): reserves})
        world.act(*_left(case, world.now.date()))
        before = world.rules_of(world.records[case]).roster
        refuses = a.AnswerReservation(
            party="moss",
            approved=False,
            treated_by="kommunestyret",
            treated_on=world.now.date(),
            reference="PS 3/31",
        )
        world.act(case, refuses, world.contact("moss"))
        after = world.rules_of(world.records[case]).roster

        assert world.state(case).stage is CaseStage.IKKE_KONSENSUS
        assert "halden" in represented_parties("SEKR", PROCEDURE, before)
        assert "halden" not in represented_parties("SEKR", PROCEDURE, after)

    def test_the_letter_says_whether_it_left_or_its_agreement_ended(self) -> None:
        steps = []
        for agreement in (None, "agreement-ostfold-2031-1"):
            world, case = in_roll_call()
            world.roll_call(case)
            record, act, who = _left(case, world.now.date() - timedelta(days=1))
            said = world.act(record, act.model_copy(update={"agreement": agreement}), who)
            to = Addressees(world.procedure, world.roster, world.now.date())
            letters = [one for x in said.entries for one in letters_of_case_entry(x, world.state(case), to)]
            steps += [x.facts.step for x in letters if x.kind is MessageKind.PARTY_DEPARTED]

        assert steps == [None, "agreement_ended"]

    def test_a_case_in_which_it_was_never_a_party_hears_nothing(self) -> None:
        world, case = deliberated()
        said = world.act(case, a.PartyLeft(party="nyby", last_day=world.now.date()), Who(record="community-ostfold"))

        assert (said.entries, said.rule) == ((), None)

    def test_nobody_says_so_in_the_communitys_name(self) -> None:
        world, case = deliberated()

        assert world.act(case, a.PartyLeft(party="halden", last_day=world.now.date())).rule == "ENGINE"


def test_the_communitys_state_names_the_roster_each_act_made() -> None:
    """What is in force after is what the entry names (P-25)."""
    founded = CommunityState(
        record="community-ostfold", community=COMMUNITY, procedure="a" * 64, roster="b" * 64, founded_at=BEGINS
    )
    joined = e.PartyJoined(
        roster="c" * 64, party="nyby", name="Nyby", group="g", since=date(2031, 1, 1), source=SOURCE
    )
    world, case = deliberated()
    entry = world.records[case].entries[0].model_copy(update={"body": joined})

    assert fold_community(founded, entry).roster == "c" * 64

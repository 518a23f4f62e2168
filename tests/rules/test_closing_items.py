"""What the close of an item comes to, each condition alone: drøfting, orientering, roll call (P-12, P-17..P-22)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from models import acts as a
from models import entries as e
from models.acts import (
    Consent,
    ConsentWithReservation,
    ItemOutcome,
    Mark,
    Objection,
    Recusal,
    RecusalGround,
    StandAside,
)
from models.roster import Authority, AuthorityGround
from models.state import CaseStage, Position
from rules.verdict import Verdict
from tests.rules.asking import (
    SECOND,
    Standing,
    at_the_table,
    kinds,
    objection,
    position,
    shared,
    why,
    words,
)
from tests.rules.world import SECRETARIAT, Who

NO = Objection(grounds="Nei.")


def member(seat: str) -> Who:
    return at_the_table().world.member(seat)


def until(days: int = 0, *parties: str) -> ConsentWithReservation:
    day = at_the_table().world.now.date() + timedelta(days=days)
    return ConsentWithReservation(parties=parties or ("halden",), treated_by="kommunestyret", treated_on=day)


def close(
    outcome: ItemOutcome | None = None, *, item: int = 1, meeting: str = SECOND, summary: str | None = None
) -> Any:
    return a.CloseItem(meeting=meeting, item=item, outcome=outcome, summary=summary)


def everybody(*but: Position, away: tuple[str, ...] = ()) -> Standing:
    """Everybody who sits there has consented, but for these; nobody sits in the seats that are away."""
    world = at_the_table().world
    there = world.everyone("SEKR", away)
    said = {p.seat: p for p in but}
    counted = world.seats("SEKR", counted=True)
    taken = tuple(_said(s.seat, s.person) if s.seat not in said else said[s.seat] for s in there if s.seat in counted)
    return at_the_table().item(attendance=there).with_(positions=taken)


def _said(seat: str, person: str = "p-1", stance: a.Stance | None = None, **but: Any) -> Position:
    table = at_the_table()
    parties = next(g.parties for g in table.world.roster.groups if g.group == table.world.procedure.seat(seat).group)
    said = position(seat, person, digest=table.state.text.digest)
    return said.model_copy(update={"parties": parties, "stance": stance or Consent()} | but)


class TestP32Closing:
    """The chair closes the item that is open; each mark in its own way."""

    @pytest.mark.parametrize(
        ("act", "closed", "refused", "said"),
        [
            (close(item=2), (), ("unknown_item", "P-32"), "not open for this case | open the item"),
            (close(meeting="meeting-9"), (), ("unknown_item", "P-32"), "not open for this case"),
            (
                close(meeting="meeting-9"),
                ("meeting-9",),
                ("roll_call_closed", "P-32"),
                "closed already | `case show`",
            ),
        ],
    )
    def test_only_the_item_that_is_open(self, act: Any, closed: Any, refused: Any, said: str) -> None:
        verdict = everybody().with_(closed_items=closed).asked(act)

        assert why(verdict) == refused
        assert said in words(verdict)
        assert why(at_the_table().with_(item=None, closed_items=closed).asked(act)) == refused

    @pytest.mark.parametrize(
        ("by", "refused"),
        [("SEKR-M1", None), (None, None), ("SEKR-M2", ("not_your_office", "P-32"))],
    )
    def test_by_the_chair_or_the_secretariat(self, by: str | None, refused: Any) -> None:
        assert why(everybody().asked(close(), member(by) if by else SECRETARIAT)) == refused

    def test_a_withdrawn_case_only_leaves(self) -> None:
        [left] = everybody().with_(stage=CaseStage.TRUKKET).asked(close()).bodies

        assert left == e.LeftAgenda(meeting=SECOND, reason="the case is withdrawn", rule="P-30")

    def test_an_orientering_is_given(self) -> None:
        [given] = everybody().item(mark=Mark.ORIENTERING).asked(close(summary="S")).bodies

        assert given == e.OrienteringGiven(meeting=SECOND, summary="S")

    @pytest.mark.parametrize(
        ("outcome", "summary", "found"),
        [
            (ItemOutcome.POSTPONED, "Mer tid.", ["decision_postponed"]),
            (ItemOutcome.POSTPONED, None, ("no_reason", "P-12")),
            (ItemOutcome.READY, "S", ("not_marked", "P-08")),
            (ItemOutcome.ANOTHER_ROUND, "S", ("not_marked", "P-08")),
        ],
    )
    def test_a_roll_call_says_itself_how_it_ends(self, outcome: ItemOutcome, summary: str | None, found: Any) -> None:
        verdict = everybody().asked(close(outcome, summary=summary))

        assert (why(verdict) or kinds(verdict)) == found

    @pytest.mark.parametrize(
        ("outcome", "rounds", "found"),
        [
            (ItemOutcome.READY, 5, ["drofting_held"]),
            (ItemOutcome.ANOTHER_ROUND, 0, ["drofting_held"]),
            (ItemOutcome.ANOTHER_ROUND, 1, ["drofting_held", "path_asked"]),
            (ItemOutcome.ANOTHER_ROUND, 2, ["drofting_held", "path_asked"]),
            (ItemOutcome.POSTPONED, 0, ["left_agenda"]),
            (None, 0, ("not_marked", "P-08")),
        ],
    )
    def test_drofting(self, outcome: ItemOutcome | None, rounds: int, found: Any) -> None:
        standing = at_the_table().item(mark=Mark.DROFTING).with_(rounds=rounds)

        verdict = standing.asked(close(outcome, summary="S"))

        assert (why(verdict) or kinds(verdict)) == found
        for body in verdict.bodies:
            if isinstance(body, e.DroftingHeld):
                assert (body.round, body.outcome, body.summary) == (rounds + 1, outcome, "S")
                assert (body.meeting, body.body, body.text_digest) == (SECOND, "SEKR", standing.state.text.digest)
            if isinstance(body, e.PathAsked):
                assert body.rounds == rounds + 1

    def test_drofting_is_put_off_with_a_reason(self) -> None:
        standing = at_the_table().item(mark=Mark.DROFTING)

        assert why(standing.asked(close(ItemOutcome.POSTPONED))) == ("no_reason", "P-12")
        assert standing.asked(close(ItemOutcome.POSTPONED, summary="Tid.")).bodies == (
            e.LeftAgenda(meeting=SECOND, reason="Tid.", rule="P-12"),
        )


@shared
def answering_after() -> Standing:
    """Where the absent may answer after the meeting."""
    return Standing(at_the_table().ruled(quorum="answer_after").world, at_the_table().case)


class TestP19P20Outcome:
    """What the roll call comes to, and everything that its entry says of it."""

    def test_decided(self) -> None:
        m3, h5 = _said("SEKR-M3", stance=until()), _said("SEKR-H5", stance=StandAside())
        lacking = _said("SEKR-M4", authority=(Authority(party="sarpsborg", ground=AuthorityGround.EXPIRED),))
        away = Recusal(
            seat="SEKR-H1", person="p-1", ground=RecusalGround.PARTY, reason="R", decided_by="SEKR", deputy=None
        )
        heard = position("SEKR-GP")
        standing = everybody(m3, h5, lacking)
        standing = standing.with_(
            positions=(*standing.state.positions, heard),
            recusals=(away, away.model_copy(update={"seat": "SU-H1"})),
        )

        made, dates = standing.asked(close()).bodies

        state, roster = standing.state, standing.world.roster
        assert isinstance(made, e.BeslutningMade)
        assert made == e.BeslutningMade(
            meeting=SECOND,
            body="SEKR",
            day=made.day,
            text_digest=state.text.digest,
            proposal=state.text.text,
            consenting=("SEKR-M1", "SEKR-M2", "SEKR-M4", "SEKR-M5", "SEKR-H1", "SEKR-H2", "SEKR-H3", "SEKR-H4"),
            standing_aside=("SEKR-H5",),
            reserving=("SEKR-M3",),
            absent=(),
            heard=("SEKR-GP",),
            parties=tuple(p.party for p in roster.parties if p.party not in ("halden", "sarpsborg")),
            reserved_parties=("halden", "sarpsborg"),
            outside_parties=(),
            recused=(away,),
            without_mandate=("sarpsborg",),
        )
        assert made.day == standing.received(close()).facts.day
        assert isinstance(dates, e.FollowUpDue)
        assert dates.due.name == "followup-due"

    def test_with_statements_to_come(self) -> None:
        standing = everybody(_said("SEKR-M3", stance=Consent(statement_follows=True)))

        made, _, awaited = standing.asked(close()).bodies

        assert isinstance(made, e.BeslutningMade)
        assert (made.recused, made.without_mandate) == (None, None)
        assert isinstance(awaited, e.StatementsDue)
        assert (awaited.seats, awaited.due.name) == (("SEKR-M3",), "statements-due")

    def test_whoever_stands_aside_is_outside_where_that_does_not_bind(self) -> None:
        aside = _said("SEKR-M3", stance=StandAside())

        made = everybody(aside).ruled(abstention_binds=False).asked(close()).bodies[0]

        assert isinstance(made, e.BeslutningMade)
        assert made.outside_parties == ("halden", "aremark")

    def test_not_yet_heard(self) -> None:
        standing = at_the_table().with_(positions=everybody().state.positions[1:])

        verdict = standing.asked(close())

        assert why(verdict) == ("unheard_seats", "P-20")
        assert words(verdict).startswith("not yet heard: SEKR-M1 |")

    def test_an_objection_that_stands(self) -> None:
        standing = everybody(_said("SEKR-M3", stance=NO), away=("SEKR-H5",))
        written = objection(7, "SEKR-M2", written=True)

        [none] = standing.with_(objections=(written,)).asked(close()).bodies

        assert none == e.NoConsensus(
            meeting=SECOND,
            body="SEKR",
            objecting=("SEKR-M3",),
            written_objections=(7,),
            absent=("SEKR-H5",),
            text_digest=standing.state.text.digest,
        )

    @pytest.mark.parametrize(
        ("answered", "said"),
        [
            (False, "objection 7 has not been answered"),
            (True, None),
        ],
    )
    def test_where_it_must_be_answered_before_it_blocks(self, said: str | None, *, answered: bool) -> None:
        standing = everybody().ruled(consensus_mode="no_sustained_objection")
        written = objection(7, written=True).model_copy(update={"party": "moss", "answer": "A" if answered else None})

        verdict = standing.with_(objections=(written,)).asked(close())

        assert why(verdict) == (("objection_stands", "P-20") if said else None)
        assert said is None or said in words(verdict)
        assert said is not None or kinds(verdict) == ["no_consensus", *kinds(verdict)[1:]]

    def test_a_party_nobody_spoke_for_puts_it_off(self) -> None:
        [postponed] = everybody(away=("SEKR-M3",)).asked(close()).bodies

        assert postponed == e.DecisionPostponed(
            meeting=SECOND,
            rule="P-22",
            reason="nobody spoke for every represented party",
            uncovered=("halden", "aremark"),
        )

    def test_a_seat_that_is_away_puts_it_off_where_every_one_must_say_yes(self) -> None:
        standing = everybody(away=("SEKR-H5", "SEKR-H4")).ruled(consensus_mode="every_counted_seat_consents")

        [postponed] = standing.asked(close()).bodies

        assert isinstance(postponed, e.DecisionPostponed)
        assert (postponed.rule, postponed.reason) == (
            "P-20",
            "every counted seat must say yes; away: SEKR-H4, SEKR-H5",
        )

    @pytest.mark.parametrize(
        ("changed", "away", "rule"), [(True, (), None), (True, ("SEKR-H5",), "P-17"), (False, ("SEKR-H5",), None)]
    )
    def test_a_change_of_substance_needs_every_counted_seat(
        self, away: tuple[str, ...], rule: str | None, *, changed: bool
    ) -> None:
        bodies = everybody(away=away).item(changed_in_substance=changed).asked(close()).bodies

        assert [b.rule for b in bodies if isinstance(b, e.DecisionPostponed)] == ([rule] if rule else [])
        assert (len(bodies) == 1) is (rule is not None)


class TestP22AnswersAfter:
    """Where the procedure says so it is decided, but not yet for those whom nobody spoke for."""

    def absent(self, *away: str, **but: Any) -> Verdict:
        standing = everybody(away=away)
        return Standing(answering_after().world, standing.case, standing.but | but).asked(close())

    def test_decided_but_for_them(self) -> None:
        made, dates, awaited = self.absent("SEKR-M3", "SEKR-H5").bodies

        assert isinstance(made, e.BeslutningMade)
        assert (made.answers_after, made.outside_parties) == (("halden", "aremark"), ())
        assert isinstance(dates, e.FollowUpDue)
        assert isinstance(awaited, e.AnswersAwaited)
        assert (awaited.meeting, awaited.parties, awaited.seats) == (SECOND, ("halden", "aremark"), ("SEKR-M3",))
        assert awaited.due.name == "answers-due"

    def test_somebody_must_have_consented(self) -> None:
        everyone_else = tuple(
            p.model_copy(update={"stance": StandAside()}) for p in everybody(away=("SEKR-M3",)).state.positions
        )

        assert kinds(self.absent("SEKR-M3", positions=everyone_else)) == ["decision_postponed"]

    def test_a_change_of_substance_is_put_off_all_the_same(self) -> None:
        item = everybody(away=("SEKR-M3",)).state.item
        assert item is not None

        verdict = self.absent("SEKR-M3", item=item.model_copy(update={"changed_in_substance": True}))

        assert kinds(verdict) == ["decision_postponed"]

    def test_with_statements_to_come(self) -> None:
        said = tuple(
            p.model_copy(update={"stance": Consent(statement_follows=p.seat == "SEKR-M1")})
            for p in everybody(away=("SEKR-M3",)).state.positions
        )

        assert kinds(self.absent("SEKR-M3", positions=said)) == [
            "beslutning_made",
            "follow_up_due",
            "statements_due",
            "answers_awaited",
        ]

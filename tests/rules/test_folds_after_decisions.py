"""What each entry makes of a case after its decision: doubted, contested, held, followed up (P-19, P-29, P-35)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models import entries as e
from models.acts import AuthorityOutcome, FollowUpStatus, LateGround
from models.state import (
    AwaitedWitnesses,
    CaseStage,
    DecisionFlag,
    HeldDecision,
    LateObjection,
)
from tests.rules.asking import (
    BOUND,
    DAY,
    HASH,
    LATER,
    NO_CONSENSUS,
    ONE,
    RESERVED,
    WAITS,
    after,
    changes,
    clock,
    clocks,
    decided,
    due,
    entries_of,
    item_of,
    with_,
)
from tests.rules.world import BEGINS


class TestP29After:
    """The decision stands: flagged, disputed, held; and falls only where the rules say so."""

    @pytest.mark.parametrize("about", list(LateGround))
    def test_lodged_only_a_doubted_mandate_marks_its_party(self, about: LateGround) -> None:
        body = e.LateObjectionLodged(
            objection=2, about=about, by_seat="SEKR-M2", grounds="Nei.", meeting=ONE, party="moss"
        )
        was = LateObjection(objection=1, about=LateGround.OTHER, grounds="Før.", at=BEGINS)
        lodged = LateObjection(objection=2, about=about, by_seat="SEKR-M2", grounds="Nei.", party="moss", at=LATER)
        doubted = about is LateGround.NO_AUTHORITY

        assert changes(decided(late_objections=(was,)), body, at=LATER) == {
            "late_objections": (was, lodged),
            **({"bindings": (BOUND.model_copy(update={"disputed": True}), WAITS)} if doubted else {}),
        }

    @pytest.mark.parametrize(
        ("outcome", "second", "disputed", "bound"),
        [
            pytest.param(AuthorityOutcome.HELD, None, False, True, id="there was authority"),
            pytest.param(AuthorityOutcome.RATIFIED, {}, True, True, id="another doubt is open"),
            pytest.param(AuthorityOutcome.HELD, {"party": "halden"}, False, True, id="another party is doubted"),
            pytest.param(
                AuthorityOutcome.HELD, {"about": LateGround.OTHER}, False, True, id="another matter is open"
            ),
            pytest.param(
                AuthorityOutcome.HELD, {"settled": AuthorityOutcome.HELD}, False, True, id="another is settled"
            ),
            pytest.param(AuthorityOutcome.LACKING, None, False, False, id="there was none"),
        ],
    )
    def test_settled(
        self, outcome: AuthorityOutcome, second: dict[str, Any] | None, *, disputed: bool, bound: bool
    ) -> None:
        doubt = LateObjection(objection=1, about=LateGround.NO_AUTHORITY, grounds="Nei.", party="moss", at=BEGINS)
        other = () if second is None else (doubt.model_copy(update={"objection": 2} | second),)
        state = decided(
            bindings=(BOUND.model_copy(update={"disputed": True}), WAITS),
            late_objections=(doubt, *other),
            follow_ups=(item_of("moss"), item_of("halden")),
            clocks=clocks("reservation-due:moss", "reservation-due:halden"),
        )
        body = e.AuthoritySettled(objection=1, party="moss", outcome=outcome, reason="R", reference="1")

        then = after(state, body)

        assert then.late_objections == (doubt.model_copy(update={"settled": outcome}), *other)
        moss, halden = then.bindings
        assert (moss.disputed, moss.effect_at is not None, moss.refused) == (disputed, bound, not bound)
        assert (halden, then.stage) == (WAITS, CaseStage.UNDER_OPPFOLGING)
        assert [f.party for f in then.follow_ups] == (["moss", "halden"] if bound else ["halden"])
        assert len(then.clocks) == (2 if bound else 1)

    def test_a_party_that_alone_was_waited_for_and_had_no_authority_is_waited_for_no_more(self) -> None:
        doubt = LateObjection(objection=1, about=LateGround.NO_AUTHORITY, grounds="Nei.", party="halden", at=BEGINS)
        state = decided(stage=RESERVED, late_objections=(doubt,))
        lacking = AuthorityOutcome.LACKING
        body = e.AuthoritySettled(objection=1, party="halden", outcome=lacking, reason="R", reference="1")

        assert after(state, body).stage is CaseStage.UNDER_OPPFOLGING

    @pytest.mark.parametrize(
        ("falls", "ended"), [(False, False), (True, False), (True, True)], ids=["stands", "falls", "falls, over"]
    )
    def test_contested_minutes(self, *, falls: bool, ended: bool) -> None:
        flags = tuple(DecisionFlag(meeting=ONE, contest=n, seat="SEKR-M2") for n in (1, 2))
        flagged = after(
            decided(flags=flags[:1], ended=ended), e.DecisionFlagged(meeting=ONE, contest=2, seat="SEKR-M2")
        )
        lifted = e.DecisionFlagLifted(meeting=ONE, contest=2, corrected=True, falls=falls, reason="R")

        done = changes(flagged, lifted)

        assert flagged.flags == flags
        settled = {"flags": (flags[0], flags[1].model_copy(update={"settled": True}))}
        fallen = {"bindings": NO_CONSENSUS["bindings"]} if ended else NO_CONSENSUS
        assert done == (settled | fallen if falls else settled)


class TestP19Proof:
    """A decision is held until its record is what the rules say, and waits for witnesses where it must."""

    def test_held_asked_about_and_held_again_it_is_the_same_hold(self) -> None:
        body = e.DecisionHeld(record="case-1", entry=4, broken_rule="P-19", what="W")
        once = after(with_(), body)
        asked = after(once, e.DecisionCheckAsked(reason="R"), e.DecisionCheckAsked(reason="R"))
        again = after(asked, body, at=LATER)

        held = HeldDecision(record="case-1", entry=4, broken_rule="P-19", what="W", since=BEGINS)
        assert (once.held, asked.held) == (held, held.model_copy(update={"asked": 2}))
        assert again.held == held.model_copy(update={"asked": 2, "looked": 2})
        assert after(again, e.DecisionProved()).held is None
        assert changes(with_(), e.DecisionCheckAsked(reason="R")) == {}

    def test_a_witness_with_two_names_is_one(self) -> None:
        [entry] = entries_of(e.WitnessesAwaited(needed=2), record="case-1", at=LATER)
        waiting = after(with_(), entry)
        names = tuple(e.WitnessName(name=n, key_id=k) for n, k in (("a", "0" * 8), ("b", "0" * 8), ("c", "1" * 8)))
        seen = after(waiting, e.WitnessesSeen(size=5, root=HASH, witnesses=names))

        awaited = AwaitedWitnesses(needed=2, entry=1, digest=entry.hash, since=LATER)
        assert (waiting.witnesses, seen.witnesses) == (awaited, awaited.model_copy(update={"seen": 2}))


class TestP35FollowUp:
    """One item a bound party; what is not said of it stays as it is."""

    def test_due_the_year_and_its_reminders_run_anew(self) -> None:
        state = with_(clocks=clocks("followup-due", "followup-reminder-9", "takeover-due"))
        body = e.FollowUpDue(budget_year=2032, due=due("followup-due"), reminders=(due("followup-reminder-1"),))

        then = after(state, body)

        assert then.follow_up_due == DAY
        assert [c.name for c in then.clocks] == ["takeover-due", "followup-reminder-1", "followup-due"]

    @pytest.mark.parametrize(
        ("bindings", "stage"),
        [
            pytest.param((BOUND,), CaseStage.UNDER_OPPFOLGING, id="everybody is bound"),
            pytest.param((BOUND, WAITS), RESERVED, id="one is waited for"),
        ],
    )
    def test_opened(self, bindings: Any, stage: CaseStage) -> None:
        state = with_(stage=RESERVED, bindings=bindings, follow_ups=(item_of("halden"),))

        then = after(state, e.FollowUpOpened(party="moss", budget_year=2032, due=DAY, costs=True))

        assert (then.stage, then.follow_ups) == (stage, (item_of("halden"), item_of("moss", costs=True)))

    @pytest.mark.parametrize("other", [None, BEGINS], ids=["another has not reported", "all have"])
    def test_reported(self, other: Any) -> None:
        state = with_(
            follow_ups=(item_of("moss", unit="Økonomi", costs=True), item_of("halden", reported_at=other)),
            clocks=clocks("followup-reminder-1", "followup-due"),
        )
        body = e.FollowUpReported(party="moss", status=FollowUpStatus.PLANNED, costs=False)

        then = after(state, body, at=LATER)

        said = item_of("moss", unit="Økonomi", status=FollowUpStatus.PLANNED, reported_at=LATER)
        assert then.follow_ups == (said, item_of("halden", reported_at=other))
        assert [c.name for c in then.clocks] == (
            ["followup-due"] if other else ["followup-reminder-1", "followup-due"]
        )

    def test_reminded_and_the_year_over(self) -> None:
        later = clock("followup-reminder-2", date(2031, 2, 4))
        early, other = clock("followup-reminder-1"), clock("followup-due")
        state = with_(follow_ups=(item_of("moss"), item_of("halden")), clocks=(early, later, other))

        reminded = after(state, e.FollowUpReminded(parties=("moss",), due_at=early.due_at))
        over = after(state, e.FollowUpYearEnded(body="SEKR", budget_year=2032, unbudgeted=("moss",)))

        assert reminded.clocks == (later, other)
        assert over.follow_ups == (item_of("moss", flagged=True), item_of("halden"))
        assert over.clocks == (early, later)

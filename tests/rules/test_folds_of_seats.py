"""What each entry makes of who takes part in a case: holders, parties, the recused (P-24..P-26)."""

from __future__ import annotations

from typing import Any

import pytest

from models import acts as a
from models import entries as e
from models.acts import (
    Cleared,
    ForankringAnswer,
    Mark,
    Recusal,
    RecusalGround,
)
from models.roster import Party, PartyKind
from models.state import (
    CaseStage,
    Contribution,
    FollowUpItem,
    Forankring,
    Involvement,
    PartyBinding,
    PartyChange,
    PartyForankring,
)
from tests.rules.asking import (
    ASKED,
    DAY,
    OVER,
    RUNNING,
    STATE,
    after,
    changes,
    clock,
    due,
    objection,
    open_item,
    position,
    with_,
)
from tests.rules.world import BEGINS


class TestP24P25Seats:
    """A new holder confirms what was said; whoever had left has said nothing towards what is open."""

    @pytest.mark.parametrize(
        ("but", "unconfirmed"),
        [
            pytest.param({}, (), id="nothing was said in its name"),
            pytest.param({"objections": (objection(1, "SEKR-M1"),)}, ("SEKR-M1",), id="it objected"),
            pytest.param({"objections": (objection(1, "SEKR-M2"),)}, (), id="another objected"),
            pytest.param({"positions": (position("SEKR-M1"),)}, ("SEKR-M1",), id="it took a position"),
            pytest.param({"positions": (position("SEKR-M2"),)}, (), id="another took one"),
            pytest.param(
                {"positions": (position("SEKR-M1"), position("SEKR-M2"))}, ("SEKR-M1",), id="it and another did"
            ),
            pytest.param(
                {"positions": (position("SEKR-M1"),), "unconfirmed": ("SEKR-M2", "SEKR-M1")},
                ("SEKR-M2", "SEKR-M1"),
                id="it is asked already",
            ),
            pytest.param(
                {"positions": (position("SEKR-M1"),), "unconfirmed": ("SEKR-M2",)},
                ("SEKR-M2", "SEKR-M1"),
                id="another is asked already",
            ),
        ],
    )
    def test_what_a_new_holder_inherits(self, but: dict[str, Any], unconfirmed: tuple[str, ...]) -> None:
        replaced = e.SeatHolderReplaced(seat="SEKR-M1", person="p-9", rank=0)

        assert after(with_(**but), replaced).unconfirmed == unconfirmed

    @pytest.mark.parametrize(
        ("seats", "asked"), [(("SEKR-M1",), True), (("SEKR-M2",), False), (("SEKR-M2", "SEKR-M1"), True)]
    )
    def test_what_was_said_in_drofting_is_inherited_too(self, seats: tuple[str, ...], *, asked: bool) -> None:
        said = a.Contribute(about=a.ContributionKind.VIEW, text="Ja.")
        state = with_(contributions=tuple(Contribution(seat=s, round=1, said=said, at=BEGINS) for s in seats))

        then = after(state, e.SeatHolderReplaced(seat="SEKR-M1", person="p-9", rank=0))

        assert then.unconfirmed == (("SEKR-M1",) if asked else ())

    def test_confirmed_only_that_seat_is_done(self) -> None:
        state = with_(unconfirmed=("SEKR-M1", "SEKR-M2"))

        assert changes(state, e.InheritanceConfirmed(seat="SEKR-M1", person="p-1")) == {"unconfirmed": ("SEKR-M2",)}

    @pytest.mark.parametrize(
        ("but", "said", "before"),
        [
            pytest.param({"item": open_item()}, ["SEKR-M2"], ["SEKR-M2"], id="in an open roll call"),
            pytest.param({"written": RUNNING}, ["SEKR-M2"], ["SEKR-M2"], id="in a written procedure"),
            pytest.param({}, ["SEKR-M1", "SEKR-M2"], ["SEKR-M2"], id="what is closed stands; what is ahead does not"),
        ],
    )
    def test_whoever_had_left_has_said_nothing_towards_what_is_open(
        self, but: dict[str, Any], said: list[str], before: list[str]
    ) -> None:
        both = (position("SEKR-M1", "p-1"), position("SEKR-M2", "p-1"))
        state = with_(positions=both, written_positions=both, **but)

        then = after(state, e.HolderLeftSeat(seat="SEKR-M1", person="p-1", last_day=DAY))

        assert [p.seat for p in then.positions] == said
        assert [p.seat for p in then.written_positions] == before

    def test_what_another_said_in_the_seat_stands(self) -> None:
        state = with_(item=open_item(), positions=(position("SEKR-M1", "p-2"),))

        assert changes(state, e.HolderLeftSeat(seat="SEKR-M1", person="p-1", last_day=DAY)) == {}

    def test_the_seat_is_empty_in_the_open_item(self) -> None:
        item = open_item(Mark.BESLUTNING, ("SEKR-M1", "p-1"), ("SEKR-M1", "p-2"), ("SEKR-M2", "p-1"))

        then = after(with_(item=item), e.HolderLeftSeat(seat="SEKR-M1", person="p-1", last_day=DAY))

        assert then.item is not None
        assert [(s.seat, s.person) for s in then.item.attendance] == [("SEKR-M1", "p-2"), ("SEKR-M2", "p-1")]

    def test_what_a_mandate_covers_and_who_notifies_changes_nothing_here(self) -> None:
        covered = e.MandateCovered(seat="SEKR-M1", person="p-1", parties=("halden",), since=DAY)
        notified = e.RecusalNotified(seat="SEKR-M1", person="p-1", ground=RecusalGround.PARTY, reason="Part.")

        assert changes(STATE, covered, notified) == {}


class TestP25Parties:
    """A party let in is asked with the others; one that left is waited for no more."""

    NEW = Party(party="nyby", kind=PartyKind.MUNICIPALITY, name="Nyby", since=DAY)
    LET_IN = e.PartyLetIn(party=NEW, group="halden-aremark", reason="Ny.")

    @pytest.mark.parametrize(("forankring", "asked"), [(ASKED, True), (OVER, False)])
    def test_let_in(self, forankring: Forankring, *, asked: bool) -> None:
        was = PartyChange(party="hvaler", last_day=DAY)
        state = with_(forankring=forankring, party_changes=(was,))

        then = after(state, self.LET_IN)

        assert then.affected == ("halden", "moss", "nyby")
        assert then.party_changes == (was, PartyChange(party="nyby", joined=self.NEW, group="halden-aremark"))
        assert then.forankring is not None
        assert [p.party for p in then.forankring.parties] == ["halden", "moss", *(["nyby"] if asked else [])]

    def test_let_in_where_nobody_is_asked_it_is_affected_once(self) -> None:
        then = after(with_(affected=("nyby", "moss")), self.LET_IN)

        assert (then.affected, then.forankring) == (("moss", "nyby"), None)
        assert then.party_changes == (PartyChange(party="nyby", joined=self.NEW, group="halden-aremark"),)

    def test_left(self) -> None:
        answered = PartyForankring(party="moss", answer=ForankringAnswer.SUPPORTS)
        involvement = Involvement(
            open=True, due=due("involvement-due"), own_decision_on=DAY, parties=("halden", "moss"), heard=("moss",)
        )
        was = PartyChange(party="hvaler", last_day=DAY)
        state = with_(
            forankring=ASKED.model_copy(update={"parties": (PartyForankring(party="halden"), answered)}),
            involvement=involvement,
            party_changes=(was,),
            stage=CaseStage.BESLUTTET_MED_FORBEHOLD,
            bindings=(PartyBinding(party="halden", by_seat="SEKR-M3"),),
        )

        halden = changes(state, e.PartyLeftCase(party="halden", last_day=DAY))
        moss = changes(state, e.PartyLeftCase(party="moss", last_day=DAY))

        assert halden["affected"] == ("moss",)
        assert halden["party_changes"] == (was, PartyChange(party="halden", last_day=DAY))
        assert halden["forankring"].parties == (answered,), "its question is dropped"
        assert halden["involvement"].parties == ("moss",)
        assert set(halden) == {"affected", "party_changes", "forankring", "involvement"}
        assert set(moss) == {"affected", "party_changes"}, "what it has answered stands"

    def test_left_where_nobody_is_asked(self) -> None:
        assert changes(STATE, e.PartyLeftCase(party="moss", last_day=DAY)) == {
            "affected": ("halden",),
            "party_changes": (PartyChange(party="moss", last_day=DAY),),
        }

    @pytest.mark.parametrize(
        ("stood", "other", "items", "stage"),
        [
            pytest.param(
                "besluttet_med_forbehold", {"effect_at": BEGINS}, (), "besluttet", id="it alone was waited for"
            ),
            pytest.param(
                "besluttet_med_forbehold", {"effect_at": BEGINS}, ("moss",), "under_oppfolging", id="others follow up"
            ),
            pytest.param(
                "besluttet_med_forbehold", {"effect_at": BEGINS}, ("halden",), "besluttet", id="only it did"
            ),
            pytest.param("besluttet_med_forbehold", {}, (), "besluttet_med_forbehold", id="another is waited for"),
            pytest.param("besluttet_med_forbehold", {"refused": True}, (), "besluttet", id="another is not bound"),
            pytest.param(
                "under_oppfolging", {"effect_at": BEGINS}, (), "under_oppfolging", id="nobody was waited for"
            ),
        ],
    )
    def test_unbound(self, stood: str, other: dict[str, Any], items: tuple[str, ...], stage: str) -> None:
        state = with_(
            stage=CaseStage(stood),
            bindings=(
                PartyBinding(party="halden", by_seat="SEKR-M3"),
                PartyBinding(party="moss", by_seat="SEKR-M2", **other),
            ),
            follow_ups=tuple(FollowUpItem(party=p, budget_year=2032, due=DAY) for p in items),
            clocks=(clock("reservation-due:halden"), clock("reservation-due:moss")),
        )

        then = after(state, e.PartyLeftCase(party="halden", last_day=DAY, unbound=True))

        assert (then.stage, [b.party for b in then.bindings]) == (CaseStage(stage), ["moss"])
        assert [i.party for i in then.follow_ups] == [p for p in items if p != "halden"]
        assert [c.name for c in then.clocks] == ["reservation-due:moss"]


class TestP26Recusal:
    """Whoever is recused has said nothing towards what is open; cleared, they take part as before."""

    @staticmethod
    def decided(person: str, *, disqualified: bool) -> e.RecusalDecided:
        return e.RecusalDecided(
            seat="SEKR-M1",
            person=person,
            disqualified=disqualified,
            ground=RecusalGround.PARTY,
            reason="Part.",
            decided_by="SEKR",
            deputy="p-7" if disqualified else None,
        )

    def test_recused_then_cleared_and_recused_again(self) -> None:
        other = Recusal(
            seat="SEKR-M1", person="p-2", ground=RecusalGround.SPECIAL, reason="R", decided_by="SEKR", deputy=None
        )
        found = Cleared(seat="SEKR-M2", person="p-1", ground=RecusalGround.SPECIAL)
        both = (position("SEKR-M1", "p-1"), position("SEKR-M2", "p-1"))
        state = with_(recusals=(other,), cleared=(found,), item=open_item(), positions=both, written_positions=both)

        recused = after(state, self.decided("p-1", disqualified=True))
        cleared = after(recused, self.decided("p-1", disqualified=False))
        again = after(cleared, self.decided("p-1", disqualified=True))

        one = Recusal(
            seat="SEKR-M1", person="p-1", ground=RecusalGround.PARTY, reason="Part.", decided_by="SEKR", deputy="p-7"
        )
        free = Cleared(seat="SEKR-M1", person="p-1", ground=RecusalGround.PARTY)
        assert [(s.recusals, s.cleared) for s in (recused, cleared, again)] == [
            ((other, one), (found,)),
            ((other,), (found, free)),
            ((other, one), (found,)),
        ]
        assert [p.seat for p in recused.positions] == ["SEKR-M2"]
        assert [p.seat for p in recused.written_positions] == ["SEKR-M2"]

    def test_nobody_is_none(self) -> None:
        once = after(STATE, self.decided("p-1", disqualified=True))
        free = after(once, self.decided("p-1", disqualified=False))

        assert (once.cleared, free.recusals) == (None, None)
        assert once.recusals is not None and len(once.recusals) == 1
        assert free.cleared is not None and len(free.cleared) == 1

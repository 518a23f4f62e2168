"""A dispute by its rules, one class a rule: what is refused, what follows (N-01..N-15)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from models import acts as a
from models import entries as e
from models.acts import Act, Mark
from models.canonical import text_digest
from models.dispute import DisputeKind, DisputeStage, Mediation, Opinion, Outcome, RelationStage
from models.entries import EntryBody
from models.messages import MessageKind
from models.state import CaseStage
from tests.agreements import TRUST
from tests.house import with_numbers
from tests.rules.disputing import DISPUTE, Disputing, disagreement
from tests.rules.world import FILES


def submitted(case: str | None = None, world: Disputing | None = None, **changes: Any) -> Disputing:
    """A dispute that has left for the nemnda."""
    world = world or Disputing()
    world.brought(case=case, **changes)
    world.consents(TRUST)
    if case is None:
        world.waives("halden", TRUST)
    assert world.submitted().rule is None
    world.left()
    return world


def last(world: Disputing, record: str) -> EntryBody:
    return world.records[record].entries[-1].body


class TestN01WhoBrings:
    """A contracting party, while the procedure says that there is a nemnda."""

    def test_where_the_nemnda_is_no_more_nothing_is_brought(self) -> None:
        world = Disputing()
        world.procedure = with_numbers(FILES, nemnda_exists=False).procedure

        refusal = world.judge(world.new(DISPUTE, "dispute"), world.bringing(), world.contact("halden")).refusal

        assert refusal is not None
        assert (refusal.rule, "solve it in the local bodies" in refusal.remedy) == ("N-01", True)


class TestN02TwoByTwo:
    """One consent a party; one no ends only what is between those two, unless it is run as one."""

    @pytest.mark.parametrize(("as_one", "left"), [(None, ["moss"]), (True, [])])
    def test_one_no(self, as_one: bool | None, left: list[str]) -> None:
        world = Disputing()
        world.brought(TRUST, "halden", "moss", as_one=as_one)

        world.consents("halden", yes=False)

        assert [r.relation for r in world.it.open_relations] == left
        assert world.it.ended is (as_one is True)


class TestN09OwnWords:
    """The index is sent as the papers are: what it says itself is looked through, or vouched for."""

    @pytest.mark.parametrize(
        ("changes", "where"),
        [
            ({"question": "Hvem har ansvaret for Kari Eksempel?"}, "the question (likely name)"),
            ({"title": "Utskrivning, 018107-50126"}, "the title (identity number)"),
            ({"question": "Ring 912 34 567."}, "the question (phone number)"),
        ],
    )
    def test_words_that_may_point_to_somebody_are_not_sent_unexplained(
        self, changes: dict[str, Any], where: str
    ) -> None:
        world = Disputing()
        world.brought(**changes)
        world.consents(TRUST)
        world.waives("halden", TRUST)

        no = world.submitted().verdict.refusal
        yes = world.act(DISPUTE, a.SubmitDispute(contact="p-2h9c", despite="Et oppdiktet eksempel."))

        assert no is not None
        assert (no.rule, where in no.detail, "--despite" in no.remedy) == ("N-09", True, True)
        assert (yes.rule, yes.kinds) == (None, ["dispute_submitted"])

    def test_the_title_of_a_paper_stands_in_the_index(self) -> None:
        world = Disputing()
        world.brought()
        world.consents(TRUST)
        world.waives("halden", TRUST)
        document = text_digest("Partene leser avtalen ulikt.")
        world.documents[document] = "Partene leser avtalen ulikt."
        world.act(DISPUTE, a.AddDisputeDocument(document=document, title="Kari_Eksempel.docx"))
        world.act(DISPUTE, a.CheckDisputeDocument(document=document))
        world.act(DISPUTE, a.ConfirmAnonymised(document=document))

        rule, _ = world.refusal(world.submitted())

        assert rule == "N-09"


class TestN12AfterTheSubmission:
    """What answers a submission comes after it."""

    @pytest.mark.parametrize("kind", ["receipt", "reply", "outcome"])
    def test_a_day_before_it_is_refused(self, kind: str) -> None:
        world = submitted()
        before = world.today - timedelta(days=1)
        outcome = Outcome(on=before, reference="TN 3/31", summary="Råd.", result=Opinion(recommendations=("Svar.",)))
        acts: dict[str, Act] = {
            "receipt": a.RecordNemndaReceipt(on=before, reference="TN 3/31"),
            "reply": a.RecordReply(party=TRUST, on=before),
            "outcome": a.RecordOutcome(outcome=outcome),
        }

        rule, remedy = world.refusal(world.act(DISPUTE, acts[kind]))

        assert (rule, remedy) == (
            {"receipt": "N-10", "reply": "N-11", "outcome": "N-12"}[kind],
            "look at the day again",
        )


class TestN07Copies:
    """Each party between whom it is open gets what the nemnda gets."""

    def test_the_copy_has_the_same_documents_and_not_for_those_who_said_no(self) -> None:
        world = Disputing()
        world.brought(TRUST, "halden", "moss")
        world.consents("halden", yes=False)
        world.consents("moss")
        world.waives(TRUST, "moss")
        document = world.document()
        world.act(DISPUTE, a.CheckDisputeDocument(document=document))
        world.act(DISPUTE, a.ConfirmAnonymised(document=document))
        world.submitted()

        sent = {m.to.key: m.facts.documents for m in world.owed if m.kind is MessageKind.DISPUTE_SUBMITTED}
        assert sent["nemnda"] == sent["party:moss"] == sent[f"party:{TRUST}"]
        assert document in sent["nemnda"]
        assert "party:halden" not in sent


class TestN11NoDeadlines:
    """No clock runs while the nemnda has it; receipt and reply are entered when they come, and not before."""

    def test_nothing_rings_and_what_comes_is_entered_once(self) -> None:
        world = Disputing()
        world.brought()
        receipt = a.RecordNemndaReceipt(on=world.today, reference="TN 3/31")
        early = world.act(DISPUTE, receipt)
        world.consents(TRUST)
        world.waives("halden", TRUST)
        world.submitted()

        world.act(DISPUTE, receipt)
        again = world.act(DISPUTE, receipt)
        own = world.act(DISPUTE, a.RecordReply(party="halden", on=world.today), world.contact("halden"))
        ahead = world.act(DISPUTE, a.RecordReply(party=TRUST, on=world.today + timedelta(days=1)))
        world.act(DISPUTE, a.RecordReply(party=TRUST, on=world.today), world.contact(TRUST))
        clocks = world.it.clocks

        assert [world.refusal(x)[0] for x in (early, again, own, ahead)] == ["N-10", "N-10", "N-11", "N-11"]
        assert (clocks, [reply.party for reply in world.it.replies]) == ((), [TRUST])


class TestN12Advice:
    """About entering an agreement the nemnda mediates, else it advises; neither decides anything."""

    @pytest.mark.parametrize(
        ("matter", "wrong", "remedy"),
        [
            (DisputeKind.EXISTING, Mediation(agreed=True), "--recommendation"),
            (DisputeKind.ENTERING, Opinion(recommendations=("Råd.",)), "--agreed"),
        ],
    )
    def test_an_outcome_of_the_other_kind_is_refused(
        self, matter: DisputeKind, wrong: Mediation | Opinion, remedy: str
    ) -> None:
        world = submitted(matter=matter)

        said = world.gives(wrong)

        rule, instead = world.refusal(said)
        assert (rule, remedy in instead) == ("N-12", True)

    def test_advice_decides_nothing_in_the_case(self) -> None:
        world, case = disagreement()
        submitted(case, world)
        world.gives()

        assert "beslutning_made" not in world.kinds(case)
        assert world.state(case).stage is CaseStage.IKKE_KONSENSUS


class TestN13Informed:
    """A meeting is informed of what the nemnda gave; one that knew only that it was asked is not."""

    def test_an_item_before_the_outcome_informs_of_nothing(self) -> None:
        world, case = disagreement()
        submitted(case, world)
        world.informed(case)
        world.gives()
        for party in ("halden", TRUST):
            world.says(party, follows=True)
        before = world.state(case).hold

        world.informed(case)

        assert before is not None
        assert before.presented is False
        assert (world.state(case).hold, world.state(case).stage) == (None, CaseStage.KLASSIFISERT)


class TestN06LocalSteps:
    """Treated in a local body first, in a case that is named, unless the parties waive it."""

    def test_a_case_in_which_it_was_treated_takes_the_place_of_the_waivers(self) -> None:
        world, case = disagreement()
        fresh = world.case()
        world.brought()
        world.consents(TRUST)
        too_early = world.submitted()

        nowhere = world.act(DISPUTE, a.RecordLocalTreatment(case="case-ostfold-2031-9"))
        not_yet = world.act(DISPUTE, a.RecordLocalTreatment(case=fresh))
        not_theirs = world.act(DISPUTE, a.RecordLocalTreatment(case=case), world.contact("halden"))
        world.act(DISPUTE, a.RecordLocalTreatment(case=case))
        again = world.act(DISPUTE, a.RecordLocalTreatment(case=case))

        assert world.refusal(too_early)[0] == "N-06"
        assert "`dispute treated`" in world.refusal(too_early)[1]
        assert [world.refusal(x)[0] for x in (nowhere, not_yet, not_theirs, again)] == [
            "N-06",
            "N-06",
            "ENGINE",
            "N-06",
        ]
        assert "name a case with a drøfting behind it" in world.refusal(not_yet)[1]
        assert (world.it.treated, world.submitted().rule) == (True, None)


class TestN14OnHold:
    """What is disputed waits, all else goes on; what is decided stands."""

    def test_what_moves_the_case_is_refused_and_papers_go_on(self) -> None:
        world, case = disagreement()
        world.brought(case=case)
        meeting = world.meeting("SEKR", 28)

        placed = world.act(case, a.PlaceCase(meeting=meeting, mark=Mark.BESLUTNING))
        other = world.new("dispute-ostfold-2031-2", "dispute")
        second = world.judge(other, world.bringing("moss", case=case), world.contact("moss")).refusal
        paper = world.act(case, a.AddPaper(document="0" * 64, title="Notat"))
        informs = world.act(case, a.PlaceCase(meeting=meeting, mark=Mark.ORIENTERING))

        assert world.refusal(placed) == (
            "N-14",
            f"put it on an agenda for orientering, or wait for what comes of the dispute: `dispute show {DISPUTE}`",
        )
        assert second is not None
        assert (second.rule, second.detail) == ("N-14", f"{case} is on hold for {DISPUTE} already")
        assert (paper.rule, informs.rule) == (None, None)


class TestN15Publication:
    """Where the opinion is published, and what it says in short, stays with the dispute."""

    def test_the_link_and_the_summary_are_kept_and_told(self) -> None:
        world = submitted()
        given = Outcome(
            on=world.today,
            reference="TN 3/31",
            summary="Kort.",
            result=Opinion(recommendations=("Råd.",)),
            link="https://nemnda.example/3",
        )

        world.act(DISPUTE, a.RecordOutcome(outcome=given))

        assert world.it.outcome == given
        [letter] = {
            m.facts.dispute.outcome for m in world.owed if m.kind is MessageKind.NEMNDA_ADVISED and m.facts.dispute
        }
        assert letter is not None
        assert letter.link == "https://nemnda.example/3"


class TestN13Mediation:
    """Mediation that succeeds becomes an agreement that each party approves; the dispute is over when it is named."""

    def test_a_mediated_agreement_is_drawn_up_and_named_and_its_case_ends_with_it(self) -> None:
        world, case = disagreement()
        submitted(case, world, matter=DisputeKind.ENTERING)
        world.gives(Mediation(agreed=True))
        world.informed(case)
        waiting = world.it, world.state(case)
        world.agreements = {"samarbeid-2032": ("halden", TRUST), "annen": ("moss", TRUST)}

        unknown = world.act(DISPUTE, a.SettleMediation(agreement="ukjent"))
        strange = world.act(DISPUTE, a.SettleMediation(agreement="annen"))
        neither = world.act(DISPUTE, a.SettleMediation())
        not_theirs = world.act(DISPUTE, a.SettleMediation(agreement="samarbeid-2032"), world.contact("halden"))
        world.act(DISPUTE, a.SettleMediation(agreement="samarbeid-2032"))

        assert (waiting[0].stage, waiting[0].ended) == (DisputeStage.AVTALE_TIL_GODKJENNING, False)
        assert (waiting[1].ended, waiting[1].hold is not None) == (False, True)
        assert [world.refusal(x)[0] for x in (unknown, strange, neither, not_theirs)] == ["N-13"] * 3 + ["ENGINE"]
        assert "`agreement draft`" in world.refusal(unknown)[1]
        assert "--none --reason" in world.refusal(neither)[1]
        assert (world.it.ended, world.it.became) == (True, "samarbeid-2032")
        [returned] = [x.body for x in world.records[case].entries if isinstance(x.body, e.CaseReturned)]
        assert returned.agreement == "samarbeid-2032"
        assert last(world, case) == e.CaseClosed(outcome=RelationStage.AGREED.value)

    def test_mediation_that_comes_to_nothing_after_all_is_unsolved(self) -> None:
        world = submitted(matter=DisputeKind.ENTERING)
        too_soon = world.act(DISPUTE, a.SettleMediation(reason="Nei."))
        world.gives(Mediation(agreed=True))

        world.act(DISPUTE, a.SettleMediation(reason="Styret sa nei til utkastet."))

        assert world.refusal(too_soon)[0] == "N-13"
        assert world.it.stage is DisputeStage.ULOST_TVIST
        closed = last(world, DISPUTE)
        assert isinstance(closed, e.DisputeClosed)
        assert closed.ways is not None
        told = [m.facts.step for m in world.owed if m.kind is MessageKind.DISPUTE_NEWS]
        assert "came_to_nothing" in told

    def test_mediation_without_agreement_is_unsolved_at_once(self) -> None:
        world, case = disagreement()
        submitted(case, world, matter=DisputeKind.ENTERING)

        world.gives(Mediation(agreed=False))
        before = world.state(case)
        world.informed(case)

        assert (world.it.stage, world.it.ended) == (DisputeStage.ULOST_TVIST, True)
        assert (before.stage, before.ended) == (CaseStage.IKKE_KONSENSUS, False)
        assert last(world, case) == e.CaseClosed(outcome=RelationStage.UNSOLVED.value)

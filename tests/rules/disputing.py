"""Disputes in memory beside the cases they come from: the same rules, folds and effects, without Temporal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from models import acts as a
from models import entries as e
from models.acts import Act, DocumentFacts, Facts, Mark, Objection, PathAfterDisagreement, ReceivedAct
from models.canonical import text_digest
from models.dispute import DisputeKind, Mediation, Opinion, Outcome
from models.dispute_state import DisputeState
from models.entries import Entry
from models.messages import Message
from rules.dispute.anonymity import findings_in, known_words
from rules.dispute.fold import fold_dispute
from rules.dispute.judge import judge_dispute
from rules.dispute.opening import case_facts
from rules.effects.acts_of_disputes import effects_of_dispute_entry
from rules.effects.addressees import Addressees
from rules.effects.letters import messages_of
from rules.effects.letters_of_disputes import letters_of_dispute_entry
from rules.legal_dates import local_day
from rules.verdict import Verdict
from tests.agreements import TRUST, resolution
from tests.rules.world import Record, Said, Who, World, in_roll_call

DISPUTE = "dispute-ostfold-2031-1"


class Disputing(World):
    """A community with a dispute, and what the register would know of what it names."""

    def __init__(self) -> None:
        super().__init__()
        self.documents: dict[str, str] = {}
        self.agreements: dict[str, tuple[str, ...]] = {}
        self.owed: list[Message] = []

    @property
    def today(self) -> date:
        """The local day."""
        return local_day(self.now, self.procedure.timezone)

    @property
    def it(self) -> DisputeState:
        """The dispute as it stands."""
        state = self.records[DISPUTE].dispute
        assert state is not None
        return state

    def refusal(self, said: Said) -> tuple[str, str]:
        """By which rule it was refused, and what can be done instead."""
        assert said.verdict.refusal is not None, said.kinds
        return said.verdict.refusal.rule, said.verdict.refusal.remedy

    # --- what the world of cases does not know -------------------------------------------------------------------

    def _judged(self, record: Record, received: ReceivedAct) -> Verdict:
        if record.kind != "dispute":
            return super()._judged(record, received)
        return judge_dispute(record.dispute, received, self.procedure, self.roster)

    def _take(self, record: Record, entries: Iterable[Entry]) -> None:
        if record.kind != "dispute":
            super()._take(record, entries)
            return
        to = Addressees(self.procedure, self.roster, self.today)
        for entry in entries:
            record.entries.append(entry)
            record.dispute = fold_dispute(record.dispute, entry, self.roster.community)
            record.course.append((entry, record.dispute))
            self._send(record, entry, effects_of_dispute_entry(entry, record.dispute))
            self.owed += messages_of(entry, letters_of_dispute_entry(entry, record.dispute, to))

    def _go_on(self, record: Record, before: Any) -> None:
        """The package of what is submitted, as in the dispute's workflow."""
        if record.kind != "dispute":
            super()._go_on(record, before)
        elif record.dispute is not None and record.dispute.submitted_at is not None and record.dispute.index is None:
            papers = tuple(paper.document for paper in record.dispute.documents)
            self._enter(record, [e.PackageMade(index=text_digest("index"), documents=papers)])

    def _facts(self, record: Record, act: Act, by: Who) -> Facts:
        return super()._facts(record, act, by).model_copy(update=self._known(act))

    def _known(self, act: Act) -> dict[str, Any]:
        match act:
            case a.BringDispute(case=str(case)):
                return {"case": case_facts(self.state(case))}
            case a.RecordLocalTreatment(case=case):
                known = self.records.get(case)
                return {"case": case_facts(known.case) if known is not None and known.case else None}
            case a.SettleMediation(agreement=str(agreement)):
                return {"agreement": self.agreements.get(agreement)}
            case a.SubmitDispute():
                return {"reachable": True}
            case a.AddDisputeDocument(document=document) | a.CheckDisputeDocument(document=document):
                words = self.documents[document]
                found = findings_in(words, known_words(self.roster))
                return {"document": DocumentFacts(document=document, size=len(words), findings=found)}
            case _:
                return {}

    # --- the usual way -------------------------------------------------------------------------------------------

    def brought(self, by: str = "halden", *counterparts: str, **changes: Any) -> Said:
        """The dispute, brought through the party's contact."""
        self.new(DISPUTE, "dispute")
        return self.act(DISPUTE, self.bringing(by, *counterparts, **changes), self.contact(by))

    def bringing(self, by: str = "halden", *counterparts: str, **changes: Any) -> a.BringDispute:
        """The act that brings a dispute."""
        fields: dict[str, Any] = {
            "matter": DisputeKind.EXISTING,
            "title": "Forståelsen av punkt 4",
            "by": by,
            "counterparts": counterparts or (TRUST,),
            "question": "Hvem har ansvaret?",
            "authority": resolution(self.today),
        }
        return a.BringDispute(**(fields | changes))

    def consents(self, *parties: str, yes: bool = True) -> None:
        """These parties answer whether they consent."""
        for party in parties:
            authority = resolution(self.today) if yes else None
            act = a.AnswerConsent(party=party, consents=yes, authority=authority)
            assert self.act(DISPUTE, act, self.contact(party)).rule is None

    def waives(self, *parties: str) -> None:
        """These parties do without the local steps."""
        for party in parties:
            act = a.WaiveLocalSteps(party=party, reason="Begge er enige.")
            assert self.act(DISPUTE, act, self.contact(party)).rule is None

    def document(self, words: str = "Partene leser avtalen ulikt.") -> str:
        """A document that is to be sent, not yet checked."""
        document = text_digest(words)
        self.documents[document] = words
        assert self.act(DISPUTE, a.AddDisputeDocument(document=document, title="Notat")).rule is None
        return document

    def submitted(self) -> Said:
        """The secretariat sends it; nothing has left yet."""
        return self.act(DISPUTE, a.SubmitDispute(contact="p-2h9c"))

    def left(self) -> None:
        """The relay has taken it."""
        self.act(DISPUTE, a.SubmissionLeft(message="m", sent_at=self.now, raw="0" * 64), Who(record=DISPUTE))

    def gives(self, result: Mediation | Opinion | None = None) -> Said:
        """What the nemnda gives; an opinion where nothing else is said."""
        given = Outcome(
            on=self.today,
            reference="TN 3/31",
            summary="Nemnda leser punkt 4 slik kommunen gjør.",
            result=result or Opinion(recommendations=("Sykehuset bærer ansvaret.",)),
        )
        return self.act(DISPUTE, a.RecordOutcome(outcome=given))

    def says(self, party: str, *, follows: bool) -> None:
        """A party says whether it follows."""
        act = a.FollowAdvice(party=party, follows=follows, reason="Etter behandling.")
        assert self.act(DISPUTE, act, self.contact(party)).rule is None

    def informed(self, case: str) -> None:
        """A meeting is informed of what the nemnda gave."""
        meeting = self.meeting("SEKR", 28)
        self.act(case, a.PlaceCase(meeting=meeting, mark=Mark.ORIENTERING))
        self.open_item(meeting, case)
        self.close_item(case)


def disagreement() -> tuple[Disputing, str]:
    """A case without consensus, left to the parties to bring before the nemnda."""
    world = Disputing()
    _, case = in_roll_call(world)
    world.roll_call(case, {"SEKR-M4": Objection(grounds="Avtalen tolkes ulikt.")})
    chosen = a.ChoosePath(path=PathAfterDisagreement.NEMNDA, reason="Avtalen tolkes ulikt.")
    assert world.act(case, chosen, world.member("SEKR-M1")).rule is None
    return world, case

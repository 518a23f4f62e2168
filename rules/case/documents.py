"""Papers withheld from the public, each on a legal ground, and who may read them all the same (P-34, P-37)."""

from __future__ import annotations

from models import entries as e
from models.acts import IntakeForm, ReadDocument, ReceivedAct, ReleasePaper, WithholdPaper
from models.base import Digest, LegalGround
from models.roster import Office
from models.rulebook import RefusalCode
from models.state import Paper
from rules.case.context import Case, why_not_recused, why_not_secretariat
from rules.verdict import Verdict, accepted, refused


def papers_of(form: IntakeForm | None) -> tuple[e.PaperAdded, ...]:
    """What comes with a case becomes its papers; of a case that is exempt, on that ground withheld (P-03, P-34)."""
    if form is None:
        return ()
    return tuple(
        e.PaperAdded(document=a.document, title=a.title, late=False, withheld=form.exempt) for a in form.attachments
    )


def withhold(case: Case, received: ReceivedAct, act: WithholdPaper) -> Verdict:
    """The secretariat withholds a paper, also of a case that is over; another ground replaces the first (P-34)."""
    paper = _paper(case, act.document)
    refusal = why_not_secretariat(received.actor, "withhold a paper") or _why_no_paper(case, act.document)
    if refusal is not None:
        return refusal
    assert paper is not None
    if paper.withheld == act.ground:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "P-34",
            f"the paper is withheld on that ground already ({act.ground})",
            "nothing more is needed; name another ground to replace it",
        )
    return accepted(e.PaperWithheld(document=act.document, ground=act.ground, reason=act.reason))


def release(case: Case, received: ReceivedAct, act: ReleasePaper) -> Verdict:
    """The secretariat opens a withheld paper to the public (P-34)."""
    refusal = why_not_secretariat(received.actor, "release a paper") or _why_no_paper(case, act.document)
    if refusal is not None:
        return refusal
    ground = _withheld(case, act.document)
    if ground is None:
        return _open_already()
    return accepted(e.PaperReleased(document=act.document, ground=ground, reason=act.reason))


def read(case: Case, received: ReceivedAct, act: ReadDocument) -> Verdict:
    """The secretariat, the seats of the case's bodies and the contacts of its parties read; each reading is an entry.

    Nobody reads for another: what is read is handed to the person who asks (P-37). Who is recused reads in no seat,
    nor as secretariat: papers are for treating the case (P-26). A contact reads as the party, which is not recused.
    """
    refusal = _why_no_paper(case, act.document)
    if refusal is not None:
        return refusal
    ground = _withheld(case, act.document)
    if ground is None:
        return _open_already()
    actor = received.actor
    for_party = actor.seat is None and actor.party is not None  # whose right to read is not its contact's own
    recused = next((r for r in case.state.recusals or () if r.person == actor.person), None)
    if recused is not None and not for_party:
        return why_not_recused(case, recused.seat, recused.person) or _open_already()
    if actor.entered_by is None:
        if actor.seat is not None:
            if actor.rank is not None and actor.seat in _seats(case):
                return accepted(
                    e.DocumentRead(document=act.document, ground=ground, capacity="seat", seat=actor.seat)
                )
        elif actor.party is not None:
            if Office.PARTY_CONTACT in actor.offices and actor.party in _parties(case):
                return accepted(
                    e.DocumentRead(document=act.document, ground=ground, capacity="party", party=actor.party)
                )
        elif Office.SECRETARIAT in actor.offices:
            return accepted(e.DocumentRead(document=act.document, ground=ground, capacity="secretariat"))
    return _no_right(received, act.document, ground)


def _no_right(received: ReceivedAct, document: Digest, ground: LegalGround) -> Verdict:
    actor = received.actor
    where = actor.seat or actor.party
    capacity = f"for {where}" if where else "without a seat or a party"
    return refused(
        RefusalCode.WITHHELD,
        "P-34",
        f"{actor.person} asked {capacity} to read {document[:12]}, which is withheld ({ground})",
        "the secretariat, a seat of the case's bodies and a contact of an affected party read it, each for "
        "themselves; others ask the secretariat for access",
    )


def _paper(case: Case, document: Digest) -> Paper | None:
    return next((p for p in case.state.papers if p.document == document), None)


def _withheld(case: Case, document: Digest) -> LegalGround | None:
    paper = _paper(case, document)
    return None if paper is None else paper.withheld


def _why_no_paper(case: Case, document: Digest) -> Verdict | None:
    if _paper(case, document) is not None:
        return None
    return refused(
        RefusalCode.UNKNOWN_PAPER,
        "P-34",
        f"{document[:12]} is none of the case's {len(case.state.papers)} papers",
        "name one of the case's papers by its digest; `case show` lists them",
    )


def _open_already() -> Verdict:
    return refused(
        RefusalCode.NOTHING_TO_CHANGE,
        "P-34",
        "the paper is not withheld",
        "everybody may read it: `document show`",
    )


def _seats(case: Case) -> tuple[str, ...]:
    """The seats of the bodies that deliberate or decide the case; before it is classified, of every body."""
    sorts = case.state.classification
    bodies = case.procedure.bodies
    if sorts is not None:
        bodies = tuple(b for b in bodies if b.body in (sorts.drofting_body, sorts.decision_body))
    return tuple(seat.seat for body in bodies for seat in body.seats)


def _parties(case: Case) -> tuple[str, ...]:
    proposer = case.state.proposer_party
    return (*case.state.affected, proposer) if proposer else case.state.affected

"""Whether a case under way can be imported, and where it then stands (P-01, P-02, P-05, P-12).

Imported, not proved: the house saw none of it. The two stages hold all the same. A drøfting from before counts only
when it is said where and when it was held and somebody of the community vouches for it; forankring is asked anew.
"""

from __future__ import annotations

from datetime import date

from models import entries as e
from models.acts import ImportCase, ReceivedAct, RegisterCase
from models.base import BodyId
from models.canonical import digest_of, text_digest
from models.procedure import Procedure
from models.roster import Roster
from models.rulebook import RefusalCode
from models.state import CaseStage
from rules.case.context import why_not_secretariat
from rules.case.opening import why_not_register
from rules.parties import present_parties
from rules.verdict import Verdict, accepted, refused

DELIBERATED = (CaseStage.DROFTET, CaseStage.UNDER_FORANKRING, CaseStage.TIL_BESLUTNING, CaseStage.UTSATT)
ROUNDS = 99  # of drøfting; nobody has met so often about one case
IMPORTABLE = (CaseStage.MELDT, CaseStage.KLASSIFISERT, *DELIBERATED)


def import_case(received: ReceivedAct, act: ImportCase, procedure: Procedure, roster: Roster) -> Verdict:
    """The secretariat brings in a case that is under way; it goes on as any other from where it stands (P-01)."""
    refusal = (
        why_not_secretariat(received.actor, "import cases")
        or _why_not_registered(act, procedure, roster)
        or _why_not_stage(act)
        or _why_not_bodies(act, procedure)
        or _why_not_larger(act, procedure)
        or _why_not_behind(act, received.facts.day)
        or _why_not_drofting(received, act, procedure, roster)
        or _why_not_positions(act, procedure, roster)
    )
    return refusal or accepted(
        e.CaseImported(
            reference=act.reference,
            title=act.title,
            proposer_party=act.proposer_party,
            proposer_seat=act.proposer_seat,
            summary=act.summary,
            proposal=act.proposal,
            text_digest=text_digest(act.proposal),
            earlier_texts=act.earlier_texts,
            affected=act.affected or present_parties(roster),
            brought_on=act.brought_on,
            stage=act.stage,
            drofting_body=act.drofting_body,
            decision_body=act.decision_body,
            larger=act.larger,
            drofting=act.drofting,
            positions=act.positions,
            procedure=digest_of(procedure),
            roster=digest_of(roster),
        )
    )


def _why_not_registered(act: ImportCase, procedure: Procedure, roster: Roster) -> Verdict | None:
    """What holds for any case that is registered (P-02, P-03)."""
    as_new = RegisterCase(
        title=act.title,
        summary=act.summary,
        proposal=act.proposal,
        proposer_party=act.proposer_party,
        proposer_seat=act.proposer_seat,
        affected=act.affected,
    )
    refusal = why_not_register(as_new, procedure, roster)
    return None if refusal is None else Verdict(refusal=refusal)


def _why_not_stage(act: ImportCase) -> Verdict | None:
    if act.stage in IMPORTABLE:
        return None
    return refused(
        RefusalCode.WRONG_STAGE,
        "P-01",
        f"a case is not imported as {act.stage!r}: what is decided or over is not under way",
        f"give one of {', '.join(IMPORTABLE)}; of a case on an agenda, the stage before, and place it here",
    )


def _why_not_bodies(act: ImportCase, procedure: Procedure) -> Verdict | None:
    """A case beyond meldt says where it is deliberated and decided (P-04, P-05)."""
    known = {body.body: body.level for body in procedure.bodies}
    named = {"drofting_body": act.drofting_body, "decision_body": act.decision_body}
    if act.stage == CaseStage.MELDT:
        if any(named.values()) or act.drofting is not None:
            return _body_refused(
                RefusalCode.WRONG_STAGE,
                "the case is meldt, and bodies or a drøfting are given",
                "leave them out and classify the case here, or give the stage klassifisert",
            )
        return None
    for key, body in named.items():
        if body not in known:
            what = (
                f"{key} is missing" if body is None else f"the procedure {procedure.procedure} has no body {body!r}"
            )
            return _body_refused(RefusalCode.UNKNOWN_BODY, what, f"name one of {', '.join(known)}")
    return _why_not_below(known, act.drofting_body, act.decision_body)


def _why_not_below(known: dict[BodyId, int], deliberates: BodyId | None, decides: BodyId | None) -> Verdict | None:
    if deliberates is None or decides is None or known[deliberates] <= known[decides]:
        return None
    what = f"drøfting in {deliberates} and beslutning in {decides} is not described"
    return _body_refused(RefusalCode.WRONG_BODY, what, "hold drøfting in the deciding body or below it")


def _why_not_larger(act: ImportCase, procedure: Procedure) -> Verdict | None:
    """Larger consequences are decided where the procedure says that they are, or above it (P-04)."""
    decides = procedure.routing.larger_consequences
    levels = {body.body: body.level for body in procedure.bodies}
    if not act.larger or act.decision_body is None or levels[act.decision_body] >= levels[decides]:
        return None
    return refused(
        RefusalCode.WRONG_BODY,
        "P-04",
        f"a case with larger consequences is not decided in {act.decision_body}",
        f"name {decides} as decision_body, or say that the consequences are smaller",
    )


def _why_not_behind(act: ImportCase, today: date) -> Verdict | None:
    """What is told of a case's past has happened (T-01)."""
    told = [("brought_on", act.brought_on)]
    told += [("an earlier text, since", text.since) for text in act.earlier_texts]
    told += [("a known position, on", known.on) for known in act.positions]
    for what, day in told:
        if day is not None and day > today:
            return refused(
                RefusalCode.TOO_SOON,
                "T-01",
                f"{what} {day}, which is after today ({today})",
                "give the day it was, or leave it out",
            )
    return None


def _body_refused(code: RefusalCode, what: str, remedy: str) -> Verdict:
    return refused(code, "P-05", what, remedy)


def _why_not_drofting(received: ReceivedAct, act: ImportCase, procedure: Procedure, roster: Roster) -> Verdict | None:
    """A drøfting from before holds with its body and day, and with somebody who vouches for it (P-01)."""
    held = act.drofting
    if act.stage not in DELIBERATED:
        if held is None:
            return None
        return _not_deliberated(
            f"a drøfting is given, and the case is {act.stage}",
            "leave it out and hold drøfting here, or give the stage droftet",
        )
    missing = ["drofting"] if held is None else [n for n in ("body", "day", "vouched_by") if getattr(held, n) is None]
    if held is None or held.body is None or held.day is None or held.vouched_by is None:
        return _not_deliberated(
            f"the case is {act.stage}, and of its drøfting {', '.join(missing)} is missing",
            "give body, day and vouched_by, or the stage klassifisert: drøfting is then held here",
        )
    if not 1 <= held.round <= ROUNDS or held.day > received.facts.day:
        return _not_deliberated(
            f"drøfting on {held.day}, round {held.round}, cannot have been held by {received.facts.day}",
            "give the day it was held, and which round it was, from 1",
        )
    if act.brought_on is not None and held.day < act.brought_on:
        return _not_deliberated(
            f"drøfting on {held.day} was before the case was brought on {act.brought_on}",
            "look at both dates again",
        )
    known = {body.body: body.level for body in procedure.bodies}
    if held.body not in known:
        what = f"the procedure {procedure.procedure} has no body {held.body!r}"
        return _body_refused(RefusalCode.UNKNOWN_BODY, what, f"name one of {', '.join(known)}")
    persons = {h.person for h in roster.holdings} | {o.person for o in roster.offices}
    if held.vouched_by not in persons:
        return refused(
            RefusalCode.NO_CAPACITY,
            "P-01",
            f"{held.vouched_by} vouches for the drøfting, and is nobody in the roster",
            "name somebody of the community by id; `roster show` lists them",
        )
    return _why_not_below(known, held.body, act.decision_body)


def _not_deliberated(what: str, remedy: str) -> Verdict:
    return refused(RefusalCode.NOT_DELIBERATED, "P-01", what, remedy)


def _why_not_positions(act: ImportCase, procedure: Procedure, roster: Roster) -> Verdict | None:
    holders = [known.seat or known.party for known in act.positions]
    twice = next((one for one in holders if holders.count(one) > 1), None)
    if twice is not None:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "P-20",
            f"{twice} is said to have had two positions",
            "give the last one; what was said before it can stand in its words",
        )
    seats = {seat.seat for body in procedure.bodies for seat in body.seats}
    parties = {p.party for p in roster.parties}
    for known in act.positions:
        if (known.seat is None) == (known.party is None):
            return refused(
                RefusalCode.UNKNOWN_SEAT,
                "P-20",
                f"a known position ({known.position.value}) names a seat and a party, or neither",
                "name either the seat or the party whose position it was",
            )
        if known.seat is not None and known.seat not in seats:
            return refused(
                RefusalCode.UNKNOWN_SEAT,
                "P-20",
                f"the procedure {procedure.procedure} has no seat {known.seat!r}",
                "name a seat of the procedure; `roster show` lists them",
            )
        if known.party is not None and known.party not in parties:
            return refused(
                RefusalCode.UNKNOWN_PARTY,
                "P-20",
                f"{known.party} is no party of this health community",
                f"name parties among: {', '.join(sorted(parties))}",
            )
    return None

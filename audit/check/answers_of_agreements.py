"""Answers about the agreements that belong to a case's story: the state, the councils, the users (10-12)."""

from __future__ import annotations

from audit.check.asked import Answered, Asked, Said, when
from audit.naming import counted, listed
from models import entries as e
from models.acts import Participant
from models.agreement import ApprovalResult

NO_AGREEMENT = "no agreement belongs to this case's story"
OF_AGREEMENTS = ("agreement",)


def told_the_state(asked: Asked) -> Answered:
    """What Helsedirektoratet was told, and what was late (10)."""
    if not asked.has("agreement"):
        return NO_AGREEMENT
    found = asked.of(e.NoticeReported, e.AgreementReported, records=OF_AGREEMENTS)
    late = asked.of(e.ReportOverdue, e.NoticeReportReminded, records=OF_AGREEMENTS)
    if not (found or late) and _brought_in(asked) and not asked.of(e.NoticeGiven, records=OF_AGREEMENTS):
        return f"{_brought_in(asked)}: it was sent before that, if it was, and no notice of termination is entered"
    if not (found or late):
        return asked.nothing("No: nothing is entered that it was told, and no reminder that it should be.")
    words = [f"{x.record}: {x.body.kind.replace('_', ' ')} on {getattr(x.body, 'on', '')}" for x in found]
    words += [f"{x.record}: {x.body.kind.replace('_', ' ')} {when(x)}" for x in late]
    days = listed(dict.fromkeys(str(getattr(x.body, "on", "")) for x in found))
    plain = f"Yes: it was told {counted(len(found), 'time')}, on {days}."
    if not found:
        plain = "No: nothing is entered that it was told."
    if late:
        plain += f" {counted(len(late), 'time')} it was noted that this was still to be done."
    return Said(plain, words, [*found, *late])


def _brought_in(asked: Asked) -> str:
    """That the agreements of the story were brought in as they were in force; empty where one was made here."""
    brought = asked.of(e.AgreementImported, records=OF_AGREEMENTS)
    if not brought or asked.of(e.AgreementDrafted, records=OF_AGREEMENTS):
        return ""
    which = listed(x.record for x in brought)
    return f"{which} {'was' if len(brought) == 1 else 'were'} brought in, already in force"


def councils(asked: Asked) -> Answered:
    """What councils and boards said, and whether each signature came after it (11)."""
    if not asked.has("agreement"):
        return NO_AGREEMENT
    found = asked.of(e.ApprovalRecorded, e.AgreementSigned, records=OF_AGREEMENTS)
    if not found and _brought_in(asked):
        return f"{_brought_in(asked)}: approvals and signatures are from before that, and no entry tells of them"
    if not found:
        return asked.nothing("No: neither a council's approval nor a signature is entered.")
    words, signed, early, approved = [], 0, 0, 0
    for entry in found:
        match entry.happened:
            case e.ApprovalRecorded() as said:
                approved += said.result is ApprovalResult.APPROVED
                by = said.resolution
                named = f"{asked.names.party(said.party)}: {said.result.value.replace('_', ' ')}"
                words.append(f"{named} by {by.body} on {by.on}, case {by.case_number}")
            case e.AgreementSigned() as signature:
                signed, early = signed + 1, early + (not signature.approved)
                before = (
                    "after its approval" if signature.approved else "before its approval, which completes nothing"
                )
                words.append(f"{asked.names.party(signature.party)} signed on {signature.signed_on}, {before}")
            case _:
                pass
    return Said(_approved(signed, early, approved), words, found)


def _approved(signed: int, early: int, approved: int) -> str:
    signatures = counted(signed, "signature")
    if early:
        return f"No, not always: {early} of {signatures} came before the approval, and completed nothing."
    if signed:
        which = "the signature" if signed == 1 else f"each of the {signatures}"
        return f"Yes: {which} came after the approval."
    are = "is" if approved == 1 else "are"
    return f"No signature yet; {counted(approved, 'approval')} of a council or board {are} entered."


def users(asked: Asked) -> Answered:
    """Who took part in the agreement, or in preparing the case (12)."""
    heard = asked.of(e.UsersHeard, records=OF_AGREEMENTS)
    took_part = asked.of(e.ParticipationRecorded)
    if not (heard or took_part):
        if _brought_in(asked):
            return f"{_brought_in(asked)}: it was made before that, and no entry tells who took part"
        return asked.nothing("No: it is entered of none.") if asked.has("agreement") else NO_AGREEMENT
    words = [f"{x.record}: {getattr(x.body, 'organisation', '')}, {getattr(x.body, 'how', '')}" for x in heard]
    named = [getattr(x.body, "organisation", "") for x in heard]
    for entry in took_part:
        assert isinstance(entry.body, e.ParticipationRecorded)
        part = entry.body.participation
        words.append(f"in the case, {part.who.value}: {part.organisation}, {part.how}, {part.on}")
        named += [part.organisation] if part.who is Participant.USERS else []
    plain = (
        f"Yes: {listed(dict.fromkeys(named))} took part."
        if named
        else "No: others took part, and no users' organisation."
    )
    return Said(plain, words, [*heard, *took_part])

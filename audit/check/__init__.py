"""The checker: whether a record, and everything its story leads to, is what the rules say.

Pure: it is handed evidence and knows the models and the rules, no database, no Temporal, no network, no clock. It is
written from the rules' text beside what runs them, so that the two can disagree.
"""

from __future__ import annotations

from collections.abc import Mapping

from audit.check.between import sent_by_entries
from audit.check.chains import all_there, chained, whole
from audit.check.course import Course, walk
from audit.check.facts import in_force, looked_up_again
from audit.check.found import Answer, Checked, Difference, Differs, Proof
from audit.check.judgement import judged_anew
from audit.check.owed import Listed, listed_as_owed
from audit.check.questions import answers
from audit.check.sending import Sendings, sendings_in
from audit.check.silent import came_to_nothing
from models.base import RecordId
from models.evidence import Evidence

__all__ = ["Answer", "Checked", "Difference", "Listed", "Proof", "Sendings", "check", "sendings_in"]


def check(
    evidence: Evidence, *, answered: bool = True, listed: Listed | None = None, sendings: Sendings | None = None
) -> Checked:
    """Check a record with all it rests on; stops at the first difference and says what, where and by which rule.

    Args:
        evidence: The record and everything its story leads to.
        answered: Of a case that passes, the auditor's questions are answered, too.
        listed: The letters that are said to be owed because of these records; None: they are not asked of.
        sendings: What their sender says became of them, for the answers; None: nobody says so.
    """
    checked = Checked(
        about=evidence.about,
        records=tuple(record.record for record in evidence.records),
        entries=sum(len(record.entries) for record in evidence.records),
        acts=sum(len(record.acts) for record in evidence.records),
    )
    try:
        whole(evidence)
        return checked.model_copy(update=_proved(evidence, listed, sendings, answered=answered))
    except Differs as found:
        return checked.model_copy(update={"difference": _first(evidence, found)})


def _proved(
    evidence: Evidence, listed: Listed | None, sendings: Sendings | None, *, answered: bool
) -> dict[str, object]:
    """What was proved, and what had to be taken as it is; Differs where something is not as the rules say."""
    courses = {record.record: walk(evidence, record) for record in evidence.records}
    all_there(evidence)
    unproved = (*looked_up_again(evidence, courses), *sent_by_entries(courses), *came_to_nothing(courses))
    said: dict[str, object] = {"unproved": unproved, **_letters(evidence, courses, listed)}
    about = courses[evidence.about]
    if about.record.kind != "case":
        return said
    judged = judged_anew(about, courses, in_force(evidence, courses))
    return {**said, "answers": answers(evidence, courses, judged, sendings) if answered else ()}


def _letters(evidence: Evidence, courses: Mapping[RecordId, Course], listed: Listed | None) -> dict[str, object]:
    """Whether just the letters that are owed are listed: it changes nothing of what the records prove."""
    if listed is None:
        return {}
    try:
        return {"letters_unproved": tuple(listed_as_owed(courses, in_force(evidence, courses), listed))}
    except Differs as found:
        return {"letters": found.difference}


def _first(evidence: Evidence, found: Differs) -> Difference:
    """Where a chain is broken, that is what is wrong; what the rules make of it only follows.

    Every entry is sealed anew on the way, so where all is well no chain is looked at twice.
    """
    try:
        chained(evidence)
    except Differs as broken:
        return broken.difference
    return found.difference

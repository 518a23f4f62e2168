"""The fifteen questions an auditor asks of a decided case, each answered by the entries that prove it.

An answer begins with a sentence that says yes or no, where the question asks that, or what it asks for; or that the
question does not apply to this case, and why. Then it says what the entries say, in words, and names them by record,
number and digest. Nothing here judges: what was judged is what the answers rest on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from audit.check.answers_of_agreements import councils, told_the_state, users
from audit.check.answers_of_deciding import drofting, positions, present, recusals, same_text
from audit.check.answers_of_the_record import carried_out, whole, withheld
from audit.check.answers_of_the_way import dates, routed, unusual, versions
from audit.check.asked import Answered, Asked
from audit.check.course import Course
from audit.check.found import Answer, Proof, proof
from audit.check.judgement import Judged
from audit.check.sending import Sendings
from models.base import RecordId
from models.evidence import Evidence

QUESTIONS: dict[int, tuple[str, Callable[[Asked], Answered]]] = {
    1: ("Did every binding decision have an earlier drøfting in another meeting?", drofting),
    2: ("Who was present for each item, in what capacity, with what mandate?", present),
    3: ("What position did each counted seat take, when, entered by whom, and was it changed?", positions),
    4: ("Was anyone disqualified, and how was that settled?", recusals),
    5: ("Which version of the rules applied, and who changed it?", versions),
    6: ("Was the text decided the text sent out?", same_text),
    7: ("Late papers, shortened notice, postponed or in writing, and with whose consent?", unusual),
    8: ("Where was the case routed, and was it moved, by whom and why?", routed),
    9: ("How was each legal date computed?", dates),
    10: ("Was Helsedirektoratet told of agreements and terminations, and when?", told_the_state),
    11: ("Did the council itself approve before signing, by which decision?", councils),
    12: ("Did user organisations take part in making the agreement?", users),
    13: ("What was carried out, budgeted, delayed or dropped, per party?", carried_out),
    14: ("Has the record been tampered with?", whole),
    15: ("Who has had access to withheld documents, on what ground were they withheld?", withheld),
}
"""Each question, and how it is answered."""


def answers(
    evidence: Evidence,
    courses: Mapping[RecordId, Course],
    judged: tuple[Judged, ...],
    sendings: Sendings | None = None,
) -> tuple[Answer, ...]:
    """Every question, in its order."""
    asked = Asked(evidence, courses, judged, sendings)
    return tuple(_answer(asked, number, *QUESTIONS[number]) for number in sorted(QUESTIONS))


def _answer(asked: Asked, number: int, question: str, ask: Callable[[Asked], Answered]) -> Answer:
    said = ask(asked)
    if isinstance(said, str):
        return Answer(question=number, asked=question, applies=False, plain=f"Does not apply: {said}.")
    proofs: dict[Proof, None] = dict.fromkeys(proof(entry) for entry in said.entries)
    return Answer(
        question=number, asked=question, applies=True, plain=said.plain, words=tuple(said.words), proofs=tuple(proofs)
    )

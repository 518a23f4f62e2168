"""What lies ahead of a record, in words: who acts, what to type, what silence means, what is missing.

Every kind of duty, lack and step has its words in a table here; a test holds the tables to the enumerations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from audit.naming import FEW, Names, counted, listed
from cli.duties import DUTIES, LED
from cli.moments import due, local, local_day
from models.acts import Mark
from models.outlook import Awaited, Duty, End, Lack, LackKind, Outlook, Silence, Step, StepKind
from models.state import CaseStage, CaseState
from models.words import MARKED

STAGES = {
    CaseStage.MELDT: "meldt: registered, not classified",
    CaseStage.KLASSIFISERT: "klassifisert: waits for a meeting for drøfting",
    CaseStage.TIL_DROFTING: "til drøfting",
    CaseStage.DROFTET: "drøftet: waits for a following meeting",
    CaseStage.UNDER_FORANKRING: "under forankring: the parties take it home",
    CaseStage.TIL_BESLUTNING: "til beslutning",
    CaseStage.UTSATT: "utsatt: postponed",
    CaseStage.BESLUTTET: "besluttet",
    CaseStage.BESLUTTET_MED_FORBEHOLD: "besluttet med forbehold: decided with reservation",
    CaseStage.IKKE_KONSENSUS: "ikke konsensus: nothing is decided",
    CaseStage.LOFTET: "løftet: raised, waits for a meeting of the higher body",
    CaseStage.TRUKKET: "trukket: withdrawn",
    CaseStage.UNDER_OPPFOLGING: "under oppfølging: being carried out",
    CaseStage.AVSLUTTET: "avsluttet: closed",
    CaseStage.TIL_INNSPILL: "til innspill: early involvement, nothing is decided in it",
}
LAUNCHER: Final = "./saksgang"  # before every command that people are to type
IMPORTED = " (imported, not proved)"


# --- who must act -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Waiting:
    """Everyone who is waited for with the same thing, in words."""

    awaited: tuple[Awaited, ...]
    who: str
    what: str
    command: str

    @property
    def first(self) -> Awaited:
        """The first of them."""
        return self.awaited[0]

    def line(self) -> str:
        """One line: who, what, until when, what to type."""
        until = f", before {due(self.first.due)}" if self.first.due is not None else ""
        return f"{self.who} {self.what}{until}: `{LAUNCHER} {self.command}`"


def waiting(outlook: Outlook, names: Names, *, person: str | None = None) -> list[Waiting]:
    """Who is waited for, the same thing asked of several as one line; of one person only, where that is asked."""
    asked = [a for a in outlook.awaited if person is None or person in a.persons]
    grouped = groupby(asked, key=lambda a: (a.duty, a.record, a.due, a.must, a.item))
    return [_together(tuple(group), names, person) for _, group in grouped]


def _together(asked: tuple[Awaited, ...], names: Names, person: str | None) -> Waiting:
    words, first = DUTIES[asked[0].duty], asked[0]
    what = words.one if len(asked) == 1 else words.several
    alone = len(asked) == 1
    doer = f" --as {person or first.persons[0]}" if words.acts and (person or (alone and first.persons)) else ""
    fields = {
        "record": first.record,
        "meeting": first.meeting or first.record,
        "item": first.item,
        "body": first.body or "",
        "seat": first.seat if alone else "SEAT",
        "party": first.party if alone else "PARTY",
        "objection": first.objection if alone else "NUMBER",
        "mark": _mark(first.mark),
        "mark_id": first.mark or "MARK",
        "party_name": names.party(first.party or ""),
        "document": (first.document or "")[:12] if alone else "DIGEST",
        "document_title": first.document_title or "",
        "waits_for": first.waits_for or "its council or board",
        "answers": listed(first.answers),
        "options": " ".join(f"--{answer} TEXT" for answer in first.answers),
        "agreed_by": " ".join(f"--agreed-by {one or 'PERSON'}" for one in first.agree),
    }
    if first.duty is Duty.PLACE and first.record.startswith("meeting-"):
        return Waiting(
            asked,
            "the secretariat",
            "can put cases on the agenda",
            f"case place CASE {first.record} --mark MARK{doer}",
        )
    return Waiting(asked, _who(asked, names), what.format(**fields), words.command.format(**fields).rstrip() + doer)


def _mark(mark: str | None) -> str:
    return MARKED[Mark(mark)] if mark in {m.value for m in Mark} else mark or ""


def _who(asked: Sequence[Awaited], names: Names) -> str:
    first = asked[0]
    if first.duty in LED:
        return f"the chair of {first.body}, {names.seat(first.seat or '')}, or the secretariat"
    if first.office is not None:
        return f"the {first.office.value.replace('_', ' ')}"
    parties = [a.party for a in asked if a.party is not None]
    if parties:
        return names.all_parties(parties)
    return _seats([a.seat for a in asked if a.seat is not None], names)


def _seats(seats: Sequence[str], names: Names) -> str:
    return listed(names.seat(s) for s in seats) if len(seats) <= FEW else listed(seats)


# --- what silence means, what is missing, when it ends ----------------------------------------------------------


def silence_line(silence: Silence, names: Names) -> str:
    """What silence leads to, when, and whose silence it is."""
    of = ""
    if silence.parties:
        of = f"; silent so far: {names.all_parties(silence.parties)}"
    elif silence.seats:
        of = f"; silent so far: {_seats(silence.seats, names)}"
    of_meeting = f", {silence.meeting}" if silence.meeting is not None else ""
    return f"{due(silence.at)}{of_meeting}: {silence.then} ({silence.rule}){of}"


NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def _number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def _consents(lack: Lack, names: Names) -> str:
    if len(lack.seats) == 1:
        return f"one more consent, from {names.seat(lack.seats[0])} or its deputy"
    return f"{_number(len(lack.seats))} more consents, from {_seats(lack.seats, names)} or their deputies"


def _objections(lack: Lack, names: Names) -> str:
    who = listed([*(names.seat(s) for s in lack.seats), *(names.party(p) for p in lack.parties)])
    if who == "none":
        who = f"objection {listed(str(o) for o in lack.objections)}"
        return f"{who} taken back, or met by another text; until then nothing can be decided"
    return f"the objection of {who} taken back, or met by another text; until then nothing can be decided"


def _in(lack: Lack) -> str:
    if lack.meeting is None:
        return f"in a meeting of {lack.body}" if lack.body else "in a meeting"
    return f"in {lack.meeting} on {lack.day}" if lack.day else f"in {lack.meeting}"


ASKED_BY_LAW: Final[Mapping[str, str]] = {
    "responsibility": "who is responsible (A-04)",
    "employer": "who employs (A-04)",
    "organisation": "how it is organised (A-04)",
    "financing": "how it is paid for (A-04)",
    "users": "how user organisations took part (P-03)",
}

LACKS: Final[Mapping[LackKind, Any]] = {
    LackKind.CLASSIFICATION: lambda _lack, _n: "classification (P-04)",
    LackKind.MEETING: lambda lack, _n: f"a meeting of {lack.body} that leaves room for notice and forankring (P-12)",
    LackKind.DROFTING: lambda lack, _n: f"drøfting {_in(lack)}",
    LackKind.READINESS: lambda _lack, _n: "that drøfting, open now, finds the case ready",
    LackKind.BESLUTNING: lambda lack, _n: (
        f"the consent of every counted seat of {lack.body}{' (' + str(len(lack.seats)) + ')' if lack.seats else ''} "
        + (_in(lack) if lack.meeting else "in a following meeting")
        if lack.body
        else "consensus in a following meeting"
    ),
    LackKind.CONSENTS: _consents,
    LackKind.OBJECTIONS: _objections,
    LackKind.COVERAGE: lambda lack, n: f"somebody who speaks for {n.all_parties(lack.parties)} (P-22)",
    LackKind.CLOSE: lambda _lack, _n: "only that the item is closed: all who are present have answered",
    LackKind.PATH: lambda lack, _n: f"that the chair of {lack.body} chooses the way on (P-13)",
    LackKind.SUMMARY: lambda _lack, _n: "a summary of what came in (P-36)",
    LackKind.TAKEOVER: lambda _lack, _n: "that another party takes the case over (P-30)",
    LackKind.RESERVATIONS: lambda lack, n: f"the answer of {n.all_parties(lack.parties)} on its reservation (P-20)",
    LackKind.MANDATES: lambda lack, n: (
        f"a mandate for {n.all_parties(lack.parties)}, or its ratification of the consent (P-24)"
    ),
    LackKind.LAW: lambda lack, _n: f"what the law asks of it: {listed(ASKED_BY_LAW[a] for a in lack.answers)}",
    LackKind.STATEMENTS: lambda lack, n: f"the statement announced for {_seats(lack.seats, n)} (P-27)",
    LackKind.PROOF: lambda _lack, _n: "that its record passes the check (P-19)",
    LackKind.WITNESSES: lambda lack, _n: (
        f"that {counted(lack.number, 'witness', 'witnesses')} of the log see it (P-19)"
    ),
    LackKind.BROUGHT: lambda lack, _n: (
        f"that a party brings it before the nemnda (N-01), or the chair of {lack.body} chooses another way (P-13)"
    ),
    LackKind.DISPUTE: lambda lack, _n: f"what comes of {lack.dispute} (N-14)",
    LackKind.INFORMED: lambda lack, _n: f"that a meeting of {lack.body} is informed of what the nemnda gave (N-13)",
    LackKind.CARRYING_OUT: lambda lack, n: f"that {n.all_parties(lack.parties)} carry it out (P-35)",
}


def missing(outlook: Outlook, names: Names) -> str:
    """What is missing, in one sentence."""
    parts = [LACKS[lack.kind](lack, names) for lack in outlook.lacks]
    if not parts:
        return "nothing"
    if len(parts) == 1:
        return str(parts[0])
    return f"{', '.join(parts[:-1])}, then {parts[-1]}" if len(parts) > 2 else f"{parts[0]}, then {parts[1]}"


STEPS: Final[Mapping[StepKind, str]] = {
    StepKind.CLASSIFICATION: "classified",
    StepKind.PATH: "the chair chooses the way on",
    StepKind.DROFTING: "drøfting",
    StepKind.BESLUTNING: "beslutning",
    StepKind.ANSWERS: "the answers come",
    StepKind.CLOCK: "the deadline is reached",
}


def step_words(step: Step) -> str:
    """One step: what, where, when."""
    if step.meeting is not None and step.at is not None:
        return f"{STEPS[step.kind]}: {local(step.at)}, {step.meeting}"
    if step.at is not None:
        return f"{STEPS[step.kind]}: {due(step.at)}"
    lacking = f"; {step.body} has no meeting planned for it" if step.body and step.kind in PLANNED else ""
    return f"{STEPS[step.kind]}: {step.day} at the earliest{lacking}"


PLANNED: Final = (StepKind.DROFTING, StepKind.BESLUTNING)


def end_words(end: End) -> str:
    """When, why then, and a line for each step of the way; or that there is no limit, and why."""
    if not end.limited:
        return f"no limit: {end.why} ({end.rule})"
    when = due(end.at) if end.at is not None else str(end.day)
    steps = [f"- {step_words(step)}" for step in end.steps] if len(end.steps) > 1 else []
    return "\n".join((when, f"{end.why} ({end.rule})", *steps))


# --- a record's outlook -----------------------------------------------------------------------------------------


def standing(state: CaseState) -> list[str]:
    """What has been arranged already: the meeting it is placed in, and how many have answered."""
    lines = []
    placed = state.placement
    if placed is not None:
        papers = "the papers have gone out, and the text is fixed" if placed.papers_sent else "its papers come"
        where = f"{MARKED[placed.mark]} in {placed.meeting} ({placed.body}, {local(placed.starts_at)})"
        lines.append(f"{where}; {papers}")
    forankring = state.forankring
    if forankring is not None and forankring.open:
        answered = sum(p.answer is not None for p in forankring.parties)
        lines.append(f"forankring: {answered} of {len(forankring.parties)} have answered")
    return lines


def must_lines(outlook: Outlook, names: Names) -> list[str]:
    """Who must act, then who may."""
    found = waiting(outlook, names)
    return [w.line() for w in found if w.first.must] + [w.line() for w in found if not w.first.must]


def silence_lines(outlook: Outlook, names: Names) -> list[str]:
    """What happens by itself."""
    return [silence_line(silence, names) for silence in outlook.silences]


def next_lines(outlook: Outlook, names: Names, state: CaseState | None = None, held: Sequence[str] = ()) -> list[str]:
    """What happens next, a sentence each: who acts, what is arranged, what comes by itself, what holds it."""
    must, arranged = must_lines(outlook, names), [] if state is None else standing(state)
    lines = [*must, *arranged, *silence_lines(outlook, names), *held]
    if lines:
        return lines if must or held or outlook.ended else ["nobody has to do anything now", *lines]
    return ["nothing more; the record stands" if outlook.ended else "nothing more is asked of anyone"]


def on_hold(outlook: Outlook, dispute: Outlook | None, names: Names) -> list[str]:
    """That a case is on hold, until when, and what its dispute waits for; nothing where it is not (N-14)."""
    if outlook.on_hold_for is None:
        return []
    lines = [f"{outlook.latest.why}; what is not in dispute goes on ({outlook.latest.rule})"]
    if dispute is not None and not dispute.ended:
        lines += [
            f"{dispute.record}: {line}" for line in (*must_lines(dispute, names), *silence_lines(dispute, names))
        ]
    return lines


def document(outlook: Outlook, names: Names) -> dict[str, Any]:
    """The outlook for programs, with the words people get."""
    return {
        **outlook.model_dump(mode="json"),
        "words": {
            "awaited": [
                {"duty": w.first.duty.value, "who": w.who, "what": w.what, "type": f"saksgang {w.command}"}
                for w in waiting(outlook, names)
            ],
            "silence": silence_lines(outlook, names),
            "missing": missing(outlook, names),
            "earliest": end_words(outlook.earliest),
            "latest": end_words(outlook.latest),
        },
    }


def days_waiting(since: Any, now: Any) -> str:
    """`2031-01-06, 12 days`."""
    return f"{local_day(since)}, {counted((local_day(now) - local_day(since)).days, 'day')}"

"""The story of a record, from its entries alone: what happened, in plain English with the field's own words.

Pure: names are handed in, and where a person's name is gone the id stands in its place. Every kind of entry has its
line in a table; a test holds the table to the whole union.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from audit import (
    story_of_agreements,
    story_of_cases,
    story_of_decisions,
    story_of_disputes,
    story_of_meetings,
    story_of_seats,
)
from audit.naming import FEW, Names, counted, listed
from models import entries as e
from models.acts import Actor
from models.base import RuleId
from models.entries import Entry
from models.roster import Office, Source

__all__ = ["FOLLOWS", "Names", "Told", "kinds_told", "rules_of", "tell", "who_acted"]


@dataclass(frozen=True)
class Told:
    """One entry in words."""

    seq: int
    at: datetime  # legal time
    words: str  # one sentence, or a few
    by: str  # who acted, or what made the house act
    quoted: Sequence[str] = field(default_factory=tuple)  # what people wrote, as they wrote it


def _refused(b: e.ActRefused, _n: Names) -> str:
    why, allowed = _sentence(b.refusal.detail), b.refusal.remedy
    return f"Refused ({b.refusal.rule}): {asked_for(b.act_kind)}. {why} Allowed: {allowed}."


def asked_for(kind: str) -> str:
    """`take_position` as the thing that was asked: `taking a position`."""
    verb, _, rest = kind.partition("_")
    if kind in _WHOLE:
        return _WHOLE[kind]
    if verb not in _DOING:
        return kind.replace("_", " ")
    article = f"{_ARTICLES[rest]} " if rest in _ARTICLES else ""
    return f"{_DOING[verb]} {article}{rest.replace('_', ' ')}".strip()


_DOING = {
    "add": "adding", "adopt": "adopting", "agree": "agreeing on", "amend": "amending", "answer": "answering",
    "approve": "approving", "ask": "asking", "bring": "bringing", "cancel": "cancelling", "change": "changing",
    "check": "checking", "choose": "choosing", "classify": "classifying", "close": "closing", "comment": "commenting",
    "confirm": "confirming", "consent": "consenting", "contest": "contesting", "contribute": "contributing",
    "correct": "correcting", "decide": "deciding", "decline": "declining", "deliver": "delivering",
    "demand": "demanding", "draft": "drafting", "drop": "dropping", "edit": "editing", "enter": "entering",
    "erase": "erasing", "follow": "following",
    "found": "founding",
    "give": "giving", "hear": "hearing", "import": "importing", "keep": "keeping", "let": "letting",
    "lodge": "lodging", "move": "moving", "notify": "notifying", "object": "objecting", "open": "opening",
    "place": "placing", "plan": "planning", "postpone": "postponing", "propose": "proposing", "put": "putting",
    "raise": "raising", "ratify": "ratifying", "read": "reading", "receive": "receiving", "record": "recording",
    "register": "registering", "release": "releasing", "remove": "removing", "replace": "replacing",
    "report": "reporting", "resolve": "resolving", "revise": "revising", "send": "sending", "set": "setting",
    "settle": "settling", "sign": "signing", "submit": "submitting", "summarise": "summing up", "take": "taking",
    "waive": "waiving", "withdraw": "withdrawing", "withhold": "withholding",
}  # fmt: skip
_ARTICLES = {
    "community": "a",
    "agenda_item": "the", "agreement": "an", "case": "the", "dispute": "a", "dispute_document": "a", "document": "a",
    "end": "an", "higher_body": "the", "item": "the", "mandate": "a", "meeting": "the", "minutes": "the",
    "objection": "an", "paper": "a", "party_in": "a", "path": "a", "person": "a", "position": "a", "procedure": "a",
    "proposal": "a", "recusal": "a", "reservation": "a", "roster": "a", "statement": "a", "text": "the",
    "written_position": "a",
}  # fmt: skip
_WHOLE = {
    "answer_consent": "answering whether the nemnda may be asked",
    "confirm_anonymised": "confirming that a document is anonymous",
    "follow_advice": "answering the nemnda's advice",
    "record_local_treatment": "saying where the dispute was treated",
    "record_nemnda_receipt": "entering that the nemnda has the dispute",
    "record_outcome": "entering what the nemnda gave",
    "record_reply": "entering a reply to the nemnda",
    "record_withdrawal_answer": "entering what follows from a withdrawn consent",
    "settle_mediation": "saying what the mediation became",
    "set_consent_rule": "deciding whether consent is needed",
    "succeed_party": "putting a party in the place of another",
    "waive_local_steps": "doing without treatment in the local bodies",
}


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _mandate(b: e.MandateEntered, n: Names) -> str:
    lasts = f" through {b.until.isoformat()}" if b.until else ""
    given = f"delegated by {n.person(b.delegated_by)}, " if b.delegated_by else ""
    treatment = f"; needs {b.subject_to.value} treatment" if b.subject_to else ""
    limits = f"; within: {b.limits}" if b.limits else ""
    reference = f", {b.source.reference}" if b.source.reference else ""
    ended = ", ".join(f"the one from {m.since}{f' through {m.until}' if m.until else ''}" for m in b.replaces or ())
    replaces = f" It goes on from {ended}." if ended else ""
    who = f"{n.person(b.person)} in {n.seat(b.seat)}"
    return (
        f"{who} may bind {n.all_parties(b.parties)} from {b.since.isoformat()}{lasts} "
        f"({given}{b.source.organ}, {b.source.dated.isoformat()}{reference}){treatment}{limits}.{replaces}"
    )


def _persons(b: e.PersonsEntered, n: Names) -> str:
    who = counted(len(b.persons), "person") if len(b.persons) > FEW else listed(n.person(p.person) for p in b.persons)
    kept = f"The record binds ids to cards that are kept outside it, each under a key of the person's own: {who}."
    addresses = (
        f"The record binds parties to their official addresses: {n.all_parties(p.party for p in b.parties or ())}."
    )
    return " ".join(said for said, given in ((kept, b.persons), (addresses, b.parties)) if given)


def _erased(b: e.PersonErased, _n: Names) -> str:
    stay = counted(len(b.documents), "document") if b.documents else ""
    kept = f" The name stays in {stay} of the archive." if stay else ""
    return f"The person {b.person} is erased: name, addresses, key and salt are destroyed; the id stays.{kept}"


def _said(source: Source) -> str:
    where = f", {source.reference}" if source.reference else ""
    return f"{source.organ}, {source.dated.isoformat()}{where}"


Teller = Callable[[Any, Names], str]

_TELL: Mapping[type, Teller] = {
    **story_of_cases.TELL,
    **story_of_decisions.TELL,
    **story_of_seats.TELL,
    **story_of_meetings.TELL,
    **story_of_agreements.TELL,
    **story_of_disputes.TELL,
    e.ActRefused: _refused,
    e.RefusalsSummarised: lambda b, n: (
        f"{counted(b.count, 'more refused act')} of {n.seat(b.sender)} within an hour "
        f"{'was' if b.count == 1 else 'were'} counted."
    ),
    e.RestartedFromRecord: lambda b, _n: (
        f"The record goes on from its entries: {_RESTARTED[b.cause]}. Its due times stand."
    ),
    e.ClockStopped: lambda b, _n: (
        f"The deadline {b.clock} was reached and ran on with nothing left to do; it is stopped, the others go on."
    ),
    e.ProposalReceived: lambda b, _n: f"Proposal {b.number} came in from {b.from_whom}: {b.title}.",
    e.ProposalDeclined: lambda b, _n: f"Proposal {b.number} was declined; no case comes of it.",
    e.ProposalTakenUp: lambda b, _n: f"Proposal {b.number} is taken up in {b.case}.",
    e.CommunityFounded: lambda b, _n: f"The health community {b.community} begins, with its procedure and roster.",
    e.MandateEntered: _mandate,
    e.MandateExpiring: lambda b, n: (
        f"The mandate of {n.person(b.person)} in {n.seat(b.seat)} for {n.all_parties(b.parties)} ends on "
        f"{b.last_day.isoformat()}, in {counted(b.days_before, 'day')}, and nothing follows it; "
        "all concerned are told."
    ),
    e.MemberCame: lambda b, n: (
        f"{n.person(b.person)} is member for {n.seat(b.seat)} from {b.since.isoformat()}; running cases are told."
    ),
    e.RosterClockSet: lambda b, _n: (
        f"The roster next does something by itself on {b.next.day.isoformat()}: {b.next.anchor}."
        if b.next
        else "Nothing in the roster changes by itself."
    ),
    e.PartyJoined: lambda b, _n: (
        f"{b.name} joins the health community from {b.since.isoformat()}, and is spoken for with the others of "
        f"{b.group} ({_said(b.source)}). Running cases go on without it until it is let in."
    ),
    e.PartyDeparted: lambda b, n: (
        f"{n.party(b.party)} has left the health community; its last day was {b.last_day.isoformat()} "
        f"({_said(b.source)}). Running cases are told; what was decided before stands."
    ),
    e.LeavingEntered: lambda b, n: (
        f"{n.person(b.person)} has left {n.seat(b.seat)}; the last day was {b.last_day.isoformat()}."
    ),
    e.PersonsEntered: _persons,
    e.PersonErased: _erased,
    e.RosterAdopted: lambda _b, _n: "A new version of the roster takes effect.",
    e.ProcedureAdopted: lambda b, _n: (
        f"A new version of the procedure ({b.procedure[:12]}) takes effect for new cases; running ones keep theirs."
    ),
}

_RESTARTED: Mapping[e.RestartCause, str] = {
    e.RestartCause.MISSING: "Temporal did not know it",
    e.RestartCause.TERMINATED: "an operator had ended its workflow",
    e.RestartCause.CANCELLED: "its workflow had been cancelled",
    e.RestartCause.FAILED: "its workflow had failed",
    e.RestartCause.TIMED_OUT: "its workflow had run out of time",
    e.RestartCause.COMPLETED: "Temporal held it for done, and the register did not",
    e.RestartCause.HISTORY_LOST: "Temporal had lost its history",
}

# What people wrote stands apart from our own words: field of the entry, label.
_QUOTED: dict[str, str] = {
    "question": "Question",
    "basis": "Basis",
    "despite": "Why it points to nobody",
    "summary": "Summary",
    "proposal": "Proposed text",
    "reason": "Reason",
    "direct_reason": "Reason for drøfting there directly",
    "text": "Said",
    "grounds": "Grounds",
    "would_be_removed_by": "Would be removed by",
    "comment": "Comment",
    "claim": "Claim",
    "answer": "Answer",
    "old_text": "Old words",
    "new_text": "New words",
    "goal": "Goal",
    "risk": "Risk",
}

_PROPOSALS: dict[type, dict[str, str]] = {
    e.BeslutningMade: {"proposal": "Decided text"},
    e.ObjectionAnswered: {"proposal": "Proposed to remove it"},
}


def tell(entries: Iterable[Entry], names: Names) -> tuple[Told, ...]:
    """A record's story, an entry each, first to last."""
    return tuple(
        Told(
            seq=entry.seq,
            at=entry.at,
            words=_TELL[type(entry.body)](entry.body, names),
            by=_by(entry, names),
            quoted=_quoted(entry.body),
        )
        for entry in entries
    )


def kinds_told() -> frozenset[type]:
    """The kinds of entry that have words."""
    return frozenset(_TELL)


def _quoted(body: Any) -> tuple[str, ...]:
    if isinstance(body, e.MinutesDrafted | e.MinutesIssued):
        return ()  # its text and its page are digests, said already
    labels = _QUOTED | _PROPOSALS.get(type(body), {})
    said = vars(body)
    found = [(label, said.get(name)) for name, label in labels.items()]
    stance = vars(said["stance"]) if "stance" in said else {}
    found += [(label, stance.get(name)) for name, label in (*_QUOTED.items(), ("statement", "Statement"))]
    return tuple(f"{label}: {text}" for label, text in found if type(text) is str)


def _by(entry: Entry, names: Names) -> str:
    """Who acted and in what capacity, in a line."""
    who, capacity = who_acted(entry, names)
    separator = "; " if capacity.startswith(_ENTERED) else ", "
    return f"{who}{separator}{capacity}" if capacity else who


_ENTERED = "entered by "
# What nobody does: it follows from an act, or from a day, and bears the act's actor.
FOLLOWS: Final[tuple[type, ...]] = (
    e.BindingEffect,
    e.BindingWithheld,
    e.FollowUpDue,
    e.FollowUpOpened,
    e.ForankringClosed,
    e.ObjectionLapsed,
    e.RosterClockSet,
)


def who_acted(entry: Entry, names: Names) -> tuple[str, str]:
    """Who acted, and in what capacity; with both names when the secretariat entered it."""
    actor = entry.actor
    if actor is None or (actor.person is None and actor.record in (None, entry.record)):
        return "by itself", "as the procedure says"
    if actor.person is None:
        return f"by {actor.record}", "by itself"
    capacity = [capacity for capacity in (_capacity(actor, names),) if capacity]
    if isinstance(entry.body, FOLLOWS):
        return "by itself", ", ".join([f"upon the act of {names.person(actor.person)}", *capacity])
    if actor.entered_by is not None:
        capacity.append(f"{_ENTERED}{names.person(actor.entered_by)}")
    return names.person(actor.person), "; ".join(capacity)


_RULE = re.compile(r"\b(?:[PNAT]-\d\d|ENGINE)\b")


def rules_of(entry: Entry) -> tuple[RuleId, ...]:
    """The rules an entry is made under: the one it names itself, else those that its kind is for."""
    body: Any = entry.happened
    named = getattr(body, "rule", None) or getattr(getattr(body, "refusal", None), "rule", None)
    if type(named) is str:
        return (named,)
    return tuple(dict.fromkeys(_RULE.findall(type(body).__doc__ or "")))


def _capacity(actor: Actor, names: Names) -> str:
    if actor.seat is not None:
        rank = {None: "no place in", 0: "member in"}.get(actor.rank, "deputy in")
        return f"{rank} {actor.seat}"
    if actor.party is not None:
        return f"for {names.party(actor.party)}"
    if Office.SECRETARIAT in actor.offices:
        return "secretariat"
    if actor.chairs:
        return f"chair of {', '.join(actor.chairs)}"
    return ", ".join(office.value.replace("_", " ") for office in actor.offices)

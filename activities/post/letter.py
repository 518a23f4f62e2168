"""A message as subject, text and HTML. Each kind has one template a language; both parts come from the same words.

The templates know no markup: they call the macros of `templates/forms/`, once for text and once for HTML, where
everything that comes from people is escaped. A new kind is three new templates and a line in `NEEDED`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any, Final, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from activities.post.address import Contact, House, Kept
from activities.post.language import Tongue, short
from activities.post.rule_names import rule_name
from activities.post.words import WORDS
from activities.post.words_of_agreements import WORDS_OF_AGREEMENTS, meetings_left, readings
from activities.post.words_of_disputes import DISPUTE_WORDS
from audit.log.found import RECEIPT_ENDING
from models.acts import Mark
from models.base import SeatId
from models.messages import Message, MessageFacts, MessageKind, Recipient, ToOffice, ToParty, ToPerson
from models.procedure import Procedure
from models.roster import Roster

Form = Literal["text", "html"]
_TEMPLATES: Final = Path(__file__).parent / "templates"


class CannotRenderError(ValueError):
    """The message cannot be written: facts are missing, or the procedure says what no template says."""


@dataclass(frozen=True)
class Letter:
    """What the recipient reads."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Papers:
    """What goes with it, and what does not: titles, and the legal grounds of what is withheld."""

    enclosed: tuple[str, ...] = ()
    too_large: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    kept: Kept | None = None  # what goes with every letter of the log; None: it is not signed yet


# Without these the message would not say what is asked, of what, or until when.
NEEDED: Final[dict[MessageKind, tuple[str, ...]]] = {
    MessageKind.NOTICE: ("body", "starts_at", "ends_at", "place", "sequence"),
    MessageKind.MEETING_MOVED: ("body", "starts_at", "ends_at", "place", "sequence"),
    MessageKind.MEETING_CANCELLED: ("body", "starts_at", "ends_at", "place", "sequence"),
    MessageKind.FORANKRING_ASKED: (
        "case",
        "title",
        "summary",
        "proposal",
        "text_digest",
        "due_at",
        "body",
        "starts_at",
    ),
    MessageKind.FORANKRING_REMINDER: ("case", "title", "text_digest", "due_at"),
    MessageKind.INVOLVEMENT_ASKED: ("case", "title", "proposal", "due_at", "party", "own_decision_on"),
    MessageKind.INVOLVEMENT_REMINDER: ("case", "title", "proposal", "due_at", "party", "own_decision_on"),
    MessageKind.INVOLVEMENT_SUMMARISED: ("case", "title", "reason", "party"),
    MessageKind.RECEIPT: ("act_kind", "received_at", "number"),
    MessageKind.OBJECTION_LODGED: ("case", "title", "text_digest", "reason"),
    MessageKind.OBJECTION_ANSWERED: ("case", "title", "text_digest", "objection", "reason", "answer"),
    MessageKind.OBJECTION_SETTLED: ("case", "title", "text_digest", "objection", "reason", "step"),
    MessageKind.DECISION_ANNOUNCED: ("case", "title", "proposal", "text_digest", "body", "roll_call"),
    MessageKind.RESERVATION_OVERDUE: ("case", "title", "text_digest", "party", "treated_by"),
    MessageKind.RESERVATION_ANSWERED: ("case", "title", "text_digest", "party", "treated_by", "treated_on", "step"),
    MessageKind.CONSENT_RATIFIED: ("case", "title", "text_digest", "parties", "step", "body"),
    MessageKind.NO_CONSENSUS: ("case", "title", "text_digest", "body"),
    MessageKind.POSTPONED: ("case", "title", "reason"),
    MessageKind.ENTRY_CORRECTED: ("case", "title", "text_digest", "reason", "number"),
    MessageKind.LATE_OBJECTION: ("case", "title", "text_digest", "reason", "step", "body"),
    MessageKind.AUTHORITY_SETTLED: ("case", "title", "text_digest", "party", "reason", "step"),
    MessageKind.TEXT_CONTESTED: ("case", "title", "text_digest", "seat", "reason"),
    MessageKind.CASE_WITHDRAWN: ("case", "title", "reason", "due_at"),
    MessageKind.CASE_TAKEN_OVER: ("case", "title", "party", "reason"),
    MessageKind.MANDATE_EXPIRING: ("seat", "body", "parties", "last_day", "step"),
    MessageKind.PARTY_JOINED: ("party",),
    MessageKind.PARTY_DEPARTED: ("party", "last_day"),
    MessageKind.RECUSAL_DECIDED: ("case", "title", "seat", "body", "ground", "reason", "step"),
    MessageKind.CLOSED_WITHOUT_AGREEMENT: ("case", "title", "reason"),
    MessageKind.CHOOSE_PATH: ("case", "title", "body"),
    MessageKind.DECISION_HELD: ("case", "title", "text_digest", "reason", "rule", "step"),
    MessageKind.MEETING_WANTED: ("case", "title", "body"),
    MessageKind.ANSWER_ASKED: ("case", "title", "proposal", "text_digest", "body", "due_at", "uncovered"),
    MessageKind.ANSWERS_LAPSED: ("case", "title", "proposal", "body", "uncovered"),
    MessageKind.WRITTEN_ASKED: ("case", "title", "proposal", "text_digest", "body", "due_at", "reason"),
    MessageKind.WRITTEN_ENDED: ("case", "title", "body", "act_kind"),
    MessageKind.SHORT_NOTICE_ASKED: ("body", "starts_at", "place", "due_at", "reason"),
    MessageKind.MINUTES_DRAFT: ("body", "starts_at"),
    MessageKind.MINUTES_OVERDUE: ("body", "starts_at"),
    MessageKind.MINUTES_COMMENTED: ("body", "starts_at", "seat", "reason"),
    MessageKind.MINUTES_APPROVED: ("body", "starts_at", "documents"),
    MessageKind.MINUTES_CONTESTED: ("body", "starts_at", "case", "title", "seat", "reason"),
    MessageKind.CORRECTION_ASKED: ("body", "starts_at", "case", "title", "reason", "old_words", "new_words"),
    MessageKind.CORRECTION_REJECTED: ("body", "starts_at", "case", "title", "old_words", "new_words"),
    MessageKind.MINUTES_CORRECTED: ("body", "starts_at", "reason", "old_words", "new_words"),
    MessageKind.CASE_MOVED: ("case", "title", "reason", "cases"),
    MessageKind.CASE_RAISED: ("case", "title", "proposal", "body", "former_body", "reason"),
    MessageKind.PROCEDURE_CHANGED: ("case", "title", "reason", "version", "former_version"),
    MessageKind.CONSENT_ASKED: ("dispute", "party", "due_at", "step"),
    MessageKind.DISPUTE_NEWS: ("dispute", "step"),
    MessageKind.DISPUTE_SUBMITTED: ("dispute", "step", "documents"),
    MessageKind.NEMNDA_ADVISED: ("dispute",),
    MessageKind.DISPUTE_CLOSED: ("dispute", "step"),
    MessageKind.CASE_AT_NEMNDA: ("case", "title", "step"),
    MessageKind.FOLLOW_UP_REMINDER: ("case", "title", "proposal", "party", "follow_up_due"),
    MessageKind.FOLLOW_UP_FLAGGED: ("case", "title", "proposal", "body", "budget_year", "parties"),
    MessageKind.AGREEMENT_SENT: ("title", "text_digest", "about.version", "about.parties"),
    MessageKind.AGREEMENT_REVISED: ("title", "text_digest", "about.version", "reason"),
    MessageKind.AGREEMENT_TREATED: ("title", "about.by", "about.version", "about.result", "about.resolution"),
    MessageKind.AGREEMENT_SIGNED_EARLY: ("title", "on_day", "treated_by", "about.by", "about.version"),
    MessageKind.AGREEMENT_ENTERED: ("title", "on_day", "about.parties", "about.version"),
    MessageKind.AGREEMENT_REPORT_OVERDUE: ("title", "about.parties", "about.days"),
    MessageKind.AGREEMENT_ENTERING_OVERDUE: ("title", "last_day", "about.parties"),
    MessageKind.AGREEMENT_REVIEW_REMINDER: ("title", "last_day", "number", "about"),
    MessageKind.AGREEMENT_REVIEW_OVERDUE: ("title", "body", "number", "about"),
    MessageKind.AGREEMENT_NOTICE_GIVEN: ("title", "about.notice", "about.by", "about.sent", "about.resolution"),
    MessageKind.AGREEMENT_END_COMPUTED: ("title", "about.ends"),
    MessageKind.AGREEMENT_RECEIPT_CORRECTED: ("title", "reason", "about.notice", "about.was", "about.received"),
    MessageKind.AGREEMENT_WITHDRAWAL_ASKED: ("title", "reason", "about.notice", "about.by", "about.parties"),
    MessageKind.AGREEMENT_WITHDRAWAL_ANSWERED: ("title", "about.notice", "about.by", "about.agrees"),
    MessageKind.AGREEMENT_NOTICE_WITHDRAWN: ("title", "reason", "about.notice", "about.by"),
    MessageKind.AGREEMENT_RELATION_ENDED: ("title", "last_day", "step", "about.parties"),
    MessageKind.AGREEMENT_END_AGREED: ("title", "last_day", "step", "about.parties", "about.between"),
    MessageKind.AGREEMENT_PARTS_ENDED: ("title", "last_day", "about.notice", "about.parties", "about.parts"),
    MessageKind.AGREEMENT_MILESTONE: ("title", "last_day", "number", "about.notice", "about.parties"),
    MessageKind.AGREEMENT_COUNCIL_TOO_LATE: ("title", "last_day", "about.notice", "about.by"),
    MessageKind.AGREEMENT_RENEWAL_REMINDER: ("title", "last_day", "number", "about.parties"),
    MessageKind.AGREEMENT_MAIN_ENDED: ("title", "last_day", "about.parties", "about.main"),
    MessageKind.AGREEMENT_RHF_TOLD: ("title", "on_day", "last_day", "step", "about.notice", "about.by"),
    MessageKind.AGREEMENT_REPORT_REMINDER: ("title", "on_day", "last_day", "number", "step", "about.by"),
    MessageKind.AGREEMENT_PARTY_SUCCEEDED: ("title", "on_day", "reason", "about.by", "about.parties"),
}

WITH_PAPERS: Final = (
    MessageKind.NOTICE,
    MessageKind.FORANKRING_ASKED,
    MessageKind.MINUTES_DRAFT,
    MessageKind.MINUTES_APPROVED,
    MessageKind.DISPUTE_SUBMITTED,
)

# What the templates say of the procedure. Under another value they would tell people something untrue.
_SAID: Final[dict[str, bool | str]] = {
    "silence_is_consent": False,
    "binding_by_agreement": True,
    "forankring_mode": "informative",
}


def _must_be_covered(procedure: Procedure, day: date) -> bool:
    """Whether a case is put off where nobody in the room speaks for a party (P-22)."""
    return procedure.choice("quorum", day) == "every_party_covered"


def missing_facts(message: Message) -> tuple[str, ...]:
    """The facts without which a message of its kind cannot be written; none when it is complete."""
    return tuple(name for name in NEEDED[message.kind] if _fact(message.facts, name) in (None, ()))


def _fact(facts: MessageFacts, name: str) -> object:
    """The fact of that name; of what is not there, nothing is known."""
    found: object = facts
    for part in name.split("."):
        found = getattr(found, part, None)
    return found


def write(
    message: Message,
    *,
    procedure: Procedure,
    roster: Roster,
    recipient: Contact,
    house: House,
    day: date,
    papers: Papers | None = None,
    holders: Mapping[SeatId, str] | None = None,
) -> Letter:
    """The message in the recipient's language; `holders`: who sits in the seats that speak for the recipient.

    Raises:
        CannotRenderError: a fact is missing, or the procedure says what no template says.
        LookupError: the procedure does not know a body or seat that the message names.
    """
    absent = missing_facts(message)
    if absent:
        raise CannotRenderError(f"a message of kind {message.kind.value} needs {', '.join(absent)}")
    for name, said in _SAID.items():
        number = next((n for n in procedure.numbers if n.name == name), None)
        if number is not None and number.on(day) != said:
            raise CannotRenderError(
                f"the procedure says {name}={number.on(day)}; the mails are written for {name}={said}"
            )
    facts = _facts(message, procedure, roster, recipient, house)
    going = papers or Papers()
    facts |= {"enclosed": going.enclosed, "too_large": going.too_large, "withheld": going.withheld}
    facts |= {"mode": procedure.choice("consensus_mode", day), "covered": _must_be_covered(procedure, day)}
    facts |= {"holders": holders or {}, "kept": going.kept}
    facts |= {"proved": any(title.endswith(RECEIPT_ENDING) for title in going.enclosed)}
    try:
        return Letter(
            subject=_subject(message.kind, recipient, facts),
            text=_rendered("text", message.kind, recipient, facts),
            html=_rendered("html", message.kind, recipient, facts),
        )
    except TemplateError as error:
        raise CannotRenderError(f"{recipient.language}/{message.kind.value}: {error}") from error


def environment(form: Form) -> Environment:
    """The templates, set up to write text or HTML: `f` holds the form's macros."""
    return _environment(form)


@cache
def _environment(form: Form) -> Environment:
    html = form == "html"
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=html,  # noqa: S701  plain text is not HTML
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["flat"] = _flat
    environment.filters["quoted"] = _quoted
    environment.filters["squeezed"] = _squeezed
    environment.globals["short"] = short
    environment.globals["f"] = environment.get_template(f"forms/{form}.j2").module
    return environment


def _flat(words: object) -> str:
    return " ".join(str(words).split())


def _quoted(words: str) -> str:
    """Every line marked as somebody's words, so that no line of them can pass for ours."""
    return "\n".join(f"> {line}".rstrip() for line in words.split("\n"))


def _squeezed(text: str) -> str:
    lines = [line.rstrip() for line in text.split("\n")]
    kept = [line for at, line in enumerate(lines) if line or (at and lines[at - 1])]
    return "\n".join(kept).strip() + "\n"


def _facts(
    message: Message, procedure: Procedure, roster: Roster, recipient: Contact, house: House
) -> dict[str, Any]:
    facts = message.facts
    to = message.to
    t = Tongue(recipient.language, procedure, roster)
    who, on_behalf = _spoken_for(message, t, recipient)
    return {
        **{name: getattr(facts, name) for name in type(facts).model_fields},
        "message": message,
        "record_kind": message.record.partition("-")[0],
        "case": facts.case,
        "to": to,
        "name": recipient.name,
        "to_party": not isinstance(to, ToPerson),
        "capacity": _capacity(to),
        "own_seat": to.seat if isinstance(to, ToPerson) else None,
        "own_party": to.party if isinstance(to, ToParty) else None,
        "marks_used": tuple(mark for mark in Mark if any(line.mark is mark for line in facts.agenda)),
        "deciding": any(line.mark is Mark.BESLUTNING for line in facts.agenda),
        "Mark": Mark,
        "with_papers": message.kind in WITH_PAPERS,
        "page": f"{house.base_url.rstrip('/')}/cases/{facts.case}" if house.base_url and facts.case else None,
        "language": recipient.language,
        "who": who,
        "what": _what(message, recipient),
        "objectors": _objectors(message, t),
        "on_behalf": on_behalf,
        "rule_name": partial(rule_name, language=recipient.language),
        "t": t,
        "a": WORDS_OF_AGREEMENTS[recipient.language],
        "readings": partial(readings, t=t),
        "meetings_left": partial(meetings_left, t=t),
        "w": WORDS[recipient.language],
        "d": DISPUTE_WORDS[recipient.language],
    }


def _spoken_for(message: Message, t: Tongue, recipient: Contact) -> tuple[str, str]:
    """For whom an act was done, alone and with the body; where somebody named a seat that there is not, its id."""
    facts, to = message.facts, message.to
    if facts.seat is None:
        who = t.party(facts.party) if facts.party else recipient.name
        return who, who
    known = any(seat.seat == facts.seat for body in t.procedure.bodies for seat in body.seats)
    if not known and isinstance(to, ToPerson) and to.capacity == "sender":
        return facts.seat, facts.seat
    who = t.seat(facts.seat)
    return who, f"{who}, {t.body_of(facts.seat)}"


def _capacity(to: Recipient) -> str:
    match to:
        case ToPerson():
            return to.capacity
        case ToOffice():
            return "office"
        case _:
            return "party"


def _what(message: Message, recipient: Contact) -> str:
    """What a receipt is for: the act, and for a position which."""
    w, facts = WORDS[recipient.language], message.facts
    said = [w.position(line.position, statement=line.words is not None) for line in facts.roll_call]
    act = w.act(facts.act_kind) if facts.act_kind else w.some_act
    if message.kind is MessageKind.RECEIPT and said:
        return f"{act}: {said[0]}"
    return act


def _objectors(message: Message, t: Tongue) -> tuple[str, ...]:
    """Whose objection stood: counted seats in the roll call, and whoever had objected in writing."""
    said = [t.seat(line.seat) for line in message.facts.roll_call if line.counted and line.position == "objection"]
    wrote = message.facts.objections
    seats = [t.seat(o.seat) for o in wrote if o.seat]
    parties = [t.party(o.party) for o in wrote if o.party and not o.seat]
    return tuple(dict.fromkeys((*said, *seats, *parties)))


def _subject(kind: MessageKind, recipient: Contact, facts: dict[str, Any]) -> str:
    template = _environment("text").get_template(f"{recipient.language}/{kind.value}.j2")
    context = template.new_context(facts)
    return _flat("".join(template.blocks["subject"](context)))


def _rendered(form: Form, kind: MessageKind, recipient: Contact, facts: dict[str, Any]) -> str:
    template = _environment(form).get_template(f"{recipient.language}/{kind.value}.j2")
    return template.render(facts, frame=f"forms/frame.{form}.j2")

"""What the records of a bundle prove by themselves: chains, acts, versions, texts, papers, messages.

Whether they are the ones in the log is another question (`audit.bundle.logged`), and whether what they say follows
the rules a third (`audit.check`).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter, ValidationError

from audit.bundle.content import ACTS, MESSAGES, Bundle, NotKnown, RecordPart, address, what_is_unknown
from audit.bundle.readme import README
from audit.moments import exact
from audit.naming import counted
from audit.outcomes import BROKEN, NOT_CHECKED, PROVED, Check
from models.canonical import EMPTY_HEAD, digest_of, text_digest
from models.entries import CommunityFounded, ProcedureAdopted
from models.evidence import Evidence, RecordEvidence
from models.messages import MessageKind, Recipient, message_id

_DIGEST = re.compile(r"[0-9a-f]{64}")
_PAPERS = ("document", "documents", "papers", "index", "raw", "proof")
_MINUTES = ("text", "html", "pdf")
_RECIPIENT: TypeAdapter[Recipient] = TypeAdapter(Recipient)
_KINDS = tuple(kind.value for kind in MessageKind)
_OF_MESSAGES = {"attempts", "kind", "message_id", "record", "recipient", "seq", "state"}
_CLAIM = ("entered_by", "party", "person", "record", "seat")
AT_ONCE = timedelta(minutes=5)  # between a record's opening and its first entry: two looks at one clock
# A letter's time is from the register's clock; that of what the house entered by itself is from Temporal's, which may
# run on another machine. An hour is far more than two clocks differ, and far less than whoever backdates needs.
SENT_BEFORE = timedelta(hours=1)
OWED = "every message was owed because of an entry here"
STATES = ("waiting", "claimed", "sent", "given_up", "unknown")


class Fault(Exception):
    """Something is not what it says: what, and where."""


def checked(what: str, look: Callable[[], str]) -> Check:
    """A check by a function that says what it found, or raises what is wrong."""
    try:
        return Check(what, PROVED, look())
    except Fault as fault:
        return Check(what, BROKEN, str(fault))
    except NotKnown as error:
        return Check(what, NOT_CHECKED, str(error))


def checks_of_chains(bundle: Bundle) -> Iterator[Check]:
    """The entries and the acts they answer, read as they stand; of a broken chain no acts are looked at."""
    chains = checked("every entry is what its digest says, and follows the one before it", lambda: _chains(bundle))
    yield chains
    if chains.outcome == PROVED:
        yield checked("every act is what was submitted, and what its entries name", lambda: _acts(bundle))


def checks_of_named(bundle: Bundle) -> Iterator[Check]:
    """What entries name is here and nothing else is: where an entry is missing, this names what it left behind."""
    yield checked("procedures and rosters are those that were in force", lambda: _versions(bundle))
    yield checked("the texts are those that entries name by their digests", lambda: _texts(bundle))
    yield _documents(bundle)
    yield _messages(bundle)
    if bundle.read_me != README:
        yield Check(
            "the README is the one of this form", NOT_CHECKED, "somebody else has written it; do not rely on it"
        )


# --- chains and acts ----------------------------------------------------------------------------------------------


def _chains(bundle: Bundle) -> str:
    for part in bundle.records:
        head = EMPTY_HEAD
        for number, entry in enumerate(part.told, start=1):
            where = f"entry {number} of {part.record}"
            if (entry.get("record"), entry.get("seq")) != (part.record, number):
                raise Fault(f"{where}: entry {entry.get('seq')} of {entry.get('record')} stands in its place")
            if digest_of({name: value for name, value in entry.items() if name != "hash"}) != entry.get("hash"):
                raise Fault(f"{where} ({kind_of(entry)}) is not what its digest says")
            if entry.get("prev") != head:
                raise Fault(f"{where} ({kind_of(entry)}) does not follow the entry before it")
            head = str(entry["hash"])
    many = counted(sum(len(part.entries) for part in bundle.records), "entry", "entries")
    return f"{many} of {counted(len(bundle.records), 'record')}"


def kind_of(line: Mapping[str, Any], of: str = "body") -> str:
    """What an entry says happened, or an act asks for."""
    body = line.get(of)
    return str(body.get("kind") if isinstance(body, dict) else None).replace("_", " ")


def _acts(bundle: Bundle) -> str:
    for part in bundle.records:
        for number, act in enumerate(part.received, start=1):
            where = f"act {number} of {part.record}"
            if (act.get("record"), act.get("number")) != (part.record, number):
                raise Fault(f"{where}: act {act.get('number')} of {act.get('record')} stands in its place")
            opened = number == 1 and part.head["kind"] != "community"
            if act.get("digest") != _submitted(act, "" if opened else part.record):
                raise Fault(f"{where} ({kind_of(act, 'act')}) is not what was submitted: its digest is another's")
        for entry in part.told:
            if entry.get("act") is not None:
                _answered(part, entry)
    return f"{sum(len(part.received) for part in bundle.records)} acts"


def _submitted(act: Mapping[str, Any], record: str) -> str:
    """The digest of what came to the door: record, claim and content, as they stand."""
    actor = act.get("actor")
    claim = {name: actor[name] for name in _CLAIM if name in actor} if isinstance(actor, dict) else {}
    return digest_of({"act": act.get("act"), "claim": claim, "record": record})


def _answered(part: RecordPart, entry: Mapping[str, Any]) -> None:
    """An entry that answers an act names one that is here, by whom and when it says."""
    where = f"entry {entry['seq']} of {part.record} ({kind_of(entry)})"
    named = entry["act"] if isinstance(entry["act"], dict) else {}
    number = named.get("number")
    if type(number) is not int or not 1 <= number <= len(part.received):
        raise Fault(f"{where} answers act {number}, which is not here")
    act, line = part.received[number - 1], f"{ACTS}{part.record}.jsonl, line {number}"
    if (act.get("act_id"), act.get("digest")) != (named.get("act_id"), named.get("digest")):
        raise Fault(
            f"{where} answers act {named.get('act_id')}; act {number} here is {act.get('act_id')}, or another's"
        )
    if act.get("actor") != entry.get("actor"):
        what = _other_fields(act.get("actor"), entry.get("actor"))
        raise Fault(f"{where} says that somebody else acted than act {number} does ({line}): they differ in {what}")
    content = act["act"] if isinstance(act.get("act"), dict) else {}
    due = content.get("due_at") if content.get("kind") == "deadline_reached" else act.get("received_at")
    if entry.get("at") != due:
        is_of, came = _shown(entry.get("at"), due)
        raise Fault(f"{where} is of {is_of}; act {number} came {came} ({line})")


def _other_fields(one: Any, other: Any) -> str:
    """Which fields of an actor are not the same in both."""
    mine, theirs = (actor if isinstance(actor, dict) else {} for actor in (one, other))
    fields = sorted(name for name in mine.keys() | theirs.keys() if mine.get(name) != theirs.get(name))
    return ", ".join(fields) or "actor"


# --- versions, texts, papers --------------------------------------------------------------------------------------


def _versions(bundle: Bundle) -> str:
    evidence = bundle.evidence
    for kept, models in ((bundle.procedures, evidence.procedures), (bundle.rosters, evidence.rosters)):
        for body, model in zip(kept, models, strict=True):
            if digest_of(model) != address(body):
                raise Fault(f"{address(body)}.json says more than the version that it is: its digest is another")
    known = {"procedure": set(evidence.procedures_by_digest), "roster": set(evidence.rosters_by_digest)}
    used: dict[str, set[str]] = {"procedure": set(), "roster": set()}
    for part in bundle.records:
        for where, of, digest in _named_versions(part):
            if digest not in known[of] and where.startswith("act "):
                continue  # refused: somebody named a version that there has never been
            if digest not in known[of]:
                raise Fault(f"{where} names {of} {digest}, which is not here")
            used[of].add(digest)
    for of, digests in known.items():
        for digest in sorted(digests - used[of]):
            raise Fault(f"no record or entry here names {of} {digest}")
    for record in evidence.records:
        _opened_then(record)
        _named_by_itself(record)
    _in_force(evidence)
    return f"{len(evidence.procedures)} of the procedure, {len(evidence.rosters)} of the roster"


def _named_versions(part: RecordPart) -> Iterator[tuple[str, str, str]]:
    """Where a record names a version, which of the two it is, and its digest."""
    yield from ((f"{part.record} as opened", of, part.head[of]) for of in ("procedure", "roster"))
    for folder, lines in (("entry", part.told), ("act", part.received)):
        for number, line in enumerate(lines, start=1):
            for key, value in _strings(line):
                if key in ("procedure", "roster") and _DIGEST.fullmatch(value):
                    yield f"{folder} {number} of {part.record}", key, value


def _opened_then(record: RecordEvidence) -> None:
    """A record is opened as its first act is received: no other moment's versions can be said to be its own."""
    first = record.entries[0].at
    if not timedelta(0) <= first - record.opened_at <= AT_ONCE:
        opened = exact(record.opened_at)
        raise Fault(f"{record.record} is said to be opened at {opened}, and its entry 1 is of {exact(first)}")


def _named_by_itself(record: RecordEvidence) -> None:
    """The first entry of a case or community names the versions, and is in the log."""
    first = record.entries[0]
    for of in ("procedure", "roster"):
        named = getattr(first.body, of, None)
        if record.kind == "case" and isinstance(named, str) and named != getattr(record, of):
            raise Fault(f"{record.record} was opened under {of} {named} by its entry 1, not {getattr(record, of)}")


def _in_force(evidence: Evidence) -> None:
    """What a record was opened under the community had adopted before."""
    own = next((record for record in evidence.records if record.kind == "community"), None)
    if own is None:
        return
    adopted: dict[str, set[str]] = {"procedure": set(), "roster": set()}
    for entry in own.entries:
        match entry.body:
            case CommunityFounded(procedure=procedure, roster=roster):
                adopted["procedure"].add(procedure)
                adopted["roster"].add(roster)
            case ProcedureAdopted(procedure=procedure):
                adopted["procedure"].add(procedure)
            case _:
                pass
        renewed = getattr(entry.body, "roster", None)
        if isinstance(renewed, str):
            adopted["roster"].add(renewed)
    for record in evidence.records:
        for of, digests in adopted.items():
            if getattr(record, of) not in digests:
                raise Fault(f"{record.record} was opened under {of} {getattr(record, of)}, which was never adopted")


def texts_named(part: RecordPart) -> dict[str, str]:
    """The texts that a record's entries hold, by the digests by which positions name them."""
    wanted = {value for key, value in _strings(part.told) if key == "text_digest"}
    held = {text_digest(value): value for key, value in _strings(part.told) if key != "text_digest"}
    return {digest: held[digest] for digest in sorted(wanted & set(held))}


def _texts(bundle: Bundle) -> str:
    wanted = texts_named(bundle.records[0])
    for digest in wanted:
        if digest not in bundle.texts:
            raise Fault(f"the text {digest}, which an entry names, is not here")
    for digest in bundle.texts:
        if digest not in wanted:
            raise Fault(f"no entry of {bundle.about} holds the text {digest}")
    return counted(len(wanted), "text")


def papers_named(bundle_records: tuple[RecordPart, ...]) -> dict[str, str]:
    """The documents of a bundle by their digests, each with the entry that names it first: papers and minutes."""
    about, *others = bundle_records
    found: dict[str, str] = {}
    for part in (about, *(other for other in others if other.head["kind"] == "meeting")):
        for entry in part.told:
            minutes = str(kind_of(entry)).startswith("minutes ")
            keys = (_MINUTES if minutes else ()) if part is not about else _PAPERS
            for key, value in _strings(entry.get("body")):
                if key in keys and _DIGEST.fullmatch(value):
                    found.setdefault(value, f"entry {entry.get('seq')} of {part.record}")
    return found


@dataclass(frozen=True)
class Erased:
    """A person of whom nothing but the id is known any more, as the community's record has it."""

    person: str
    at: str
    basis: str
    commitment: str | None  # to what was destroyed: nobody can open it
    documents: tuple[str, ...]  # with the name in them, kept by law


def erased_in(bundle: Bundle) -> tuple[Erased, ...]:
    """Who has been erased in the community, in the order in which they were."""
    said = ((entry["at"], entry["body"]) for part in bundle.records for entry in part.told if _erases(entry))
    return tuple(
        Erased(str(b["person"]), str(at), str(b["basis"]), b.get("commitment"), tuple(b.get("documents") or ()))
        for at, b in said
    )


def _erases(entry: Mapping[str, Any]) -> bool:
    return kind_of(entry) == "person erased" and {"person", "basis"} <= entry["body"].keys() and "at" in entry


def withheld(part: RecordPart) -> dict[str, str]:
    """The papers that a record withholds as it stands, with the legal ground."""
    found: dict[str, str] = {}
    for entry in part.told:
        body = entry.get("body")
        if not isinstance(body, dict):
            continue
        ground = body.get("withheld" if body.get("kind") == "paper_added" else "ground")
        if body.get("kind") in ("paper_added", "paper_withheld") and ground is not None:
            found[str(body.get("document"))] = str(ground)
        elif body.get("kind") == "paper_released":
            found.pop(str(body.get("document")), None)
    return found


def _documents(bundle: Bundle) -> Check:
    what = "papers and minutes are those that entries name"
    wanted, grounds = papers_named(bundle.records), withheld(bundle.records[0])
    here = {name[:64] for name in bundle.documents}
    if len(here) < len(bundle.documents):
        return Check(what, BROKEN, "a document stands here twice, under two endings")
    strange = sorted(here - set(wanted))
    if strange:
        return Check(what, BROKEN, f"no entry here names the document {strange[0]}")
    missing = [digest for digest in wanted if digest not in here]
    if missing:
        why = [
            f"{d} ({wanted[d]}; {f'withheld, {grounds[d]}' if d in grounds else 'not in this file'})" for d in missing
        ]
        return Check(what, NOT_CHECKED, f"{len(here)} of {len(wanted)} are here; not {', '.join(why)}")
    return Check(what, PROVED, counted(len(here), "document"))


def _strings(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text below a value, with the name of the field it stands in."""
    match value:
        case str():
            yield key, value
        case dict():
            for name, part in value.items():
                yield from _strings(part, str(name))
        case list() | tuple():
            for part in value:
                yield from _strings(part, key)
        case _:
            pass


# --- messages -----------------------------------------------------------------------------------------------------


def _messages(bundle: Bundle) -> Check:
    return checked(OWED, lambda: _owed(bundle))


def _owed(bundle: Bundle) -> str:
    entries = {part.record: part.told for part in bundle.records}
    seen: set[str] = set()
    for number, message in enumerate(bundle.told, start=1):
        where = f"message {number} ({message.get('message_id')})"
        if set(message) - {"sent_at"} != _OF_MESSAGES or message["state"] not in STATES:
            raise Fault(f"{where} is not written as messages are")
        record, seq = message["record"], message["seq"]
        if type(seq) is not int or not isinstance(record, str) or message["kind"] not in _KINDS:
            raise Fault(f"{where} is of no kind that there is, or names no entry")
        if not 1 <= seq <= len(entries.get(record, ())):
            raise Fault(f"{where} is owed because of entry {seq} of {record}, which is not here")
        if message["message_id"] != message_id(f"{record}:{seq}", MessageKind(message["kind"]), _to(message, number)):
            raise Fault(f"{where} is not what entry {seq} of {record} owes that recipient")
        if message["message_id"] in seen:
            raise Fault(f"{where} stands here twice")
        seen.add(message["message_id"])
        _sent_after(where, message, entries[record][seq - 1])
    if not bundle.messages:
        return "none is listed"
    return (
        f"{counted(len(bundle.messages), 'message')}: {_as_said(bundle)}; each message's state is the sender's word"
    )


def _as_said(bundle: Bundle) -> str:
    """How many messages are said to be in each state, in plain words."""
    states = Counter(str(message["state"]) for message in bundle.told)
    return ", ".join(f"{states[state]} {state.replace('_', ' ')}" for state in STATES if states[state])


def _to(message: Mapping[str, Any], line: int) -> Recipient:
    try:
        return _RECIPIENT.validate_json(json.dumps(message["recipient"]))
    except ValidationError as error:
        raise NotKnown(f"{MESSAGES}, line {line}: {what_is_unknown(error)}") from None


def _sent_after(where: str, message: Mapping[str, Any], entry: Mapping[str, Any]) -> None:
    """What an entry owes is sent after it, as far as the clocks of two machines agree."""
    if "sent_at" not in message:
        return
    sent, at = _moment(message["sent_at"]), _moment(entry.get("at"))
    if sent is None:
        raise Fault(f"{where} is not written as messages are: it was sent at no moment")
    if at is not None and sent < at - SENT_BEFORE:
        owed = f"entry {message['seq']} of {message['record']}, which owes it, is of {exact(at)}"
        raise Fault(f"{where} is said to be sent at {exact(sent)}; {owed}")


def _shown(one: Any, other: Any) -> tuple[str, str]:
    """Two moments as people read them; as they are written where that would be the same, or one is none."""
    first, second = _moment(one), _moment(other)
    if first is None or second is None or exact(first) == exact(second):
        return str(one), str(other)
    return exact(first), exact(second)


def _moment(written: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(written) if isinstance(written, str) else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None

"""`saksgang mail`: what left the house, what could not be delivered, and sending it again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from enum import StrEnum
from typing import Annotated, Any, Final

import typer

from audit.naming import listed
from cli.door import Door, Failed, Status, command, failed
from cli.moments import due, local
from cli.refusals import no_such_record
from register import health, mailroom, queries
from register.directory import any_record_named
from register.post import opened

app = typer.Typer(no_args_is_help=True, help="See what was sent and what could not be delivered; send it again.")

MOST = 1_000_000  # messages that one list can ask for

FEWEST_DIGITS = 8
HEADERS = ("From", "To", "Subject", "Date", "Message-ID")


class State(StrEnum):
    """How far a message has come."""

    GIVEN_UP = "given_up"
    UNKNOWN = "unknown"
    CLAIMED = "claimed"
    WAITING = "waiting"
    SENT = "sent"


WORDS: Final[dict[State, str]] = {
    State.GIVEN_UP: "undeliverable",
    State.UNKNOWN: "perhaps delivered",
    State.CLAIMED: "being sent",
    State.WAITING: "waiting",
    State.SENT: "sent",
}
MEANING: Final[dict[State, str]] = {
    State.GIVEN_UP: "It was not delivered and is not tried again. Put right what is wrong, then "
    "`./saksgang mail resend`.",
    State.UNKNOWN: "It may have arrived: the connection broke off, and the relay cannot say. Ask the recipient.",
    State.CLAIMED: "It is being handed over now.",
    State.WAITING: "It leaves as soon as the relay takes it.",
    State.SENT: "The relay has taken it.",
}

MailId = Annotated[str, typer.Argument(metavar="MESSAGE", help="Its id, or at least its first 8 digits.")]


@command(app, "list")
async def list_mail(
    door: Door,
    state: Annotated[
        list[State] | None, typer.Option("--state", help="Only what has come so far; repeat for several.")
    ] = None,
    record: Annotated[
        str | None, typer.Option("--record", metavar="ID", help="Only what this record made owed.")
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", min=0, max=MOST, metavar="N", help="At most so many; 0: all.")
    ] = 50,
) -> None:
    """List messages: first what could not be delivered, then what is on its way, then what was sent.

    Example: ./saksgang mail list --state given_up --state unknown
    """
    community = await door.community()
    named = None if record is None else await _record(door, record)
    states = [s.value for s in state or ()]
    async with door.reading() as connection:
        counts = await mailroom.counts_by_state(connection, community, record=named)
        rows = await mailroom.mails(connection, community, record=named, states=states, limit=limit or None)
        names = await queries.names_shown(connection, community)
        first = await health.next_due(connection)
    door.out.table(
        ("state", "kind", "to", "owed", "record", "message", "why"),
        [_row(row, names) for row in rows],
        empty="There are no such messages." if named or states else _no_mail_yet(first),
    )
    total = sum(count for name, count in counts.items() if not states or name in states)
    if total > len(rows):
        door.out.line(f"... and {total - len(rows)} more; --limit 0 shows all.", style="dim")
    summary = ", ".join(f"{count} {WORDS[State(name)]}" for name, count in counts.items() if count)
    troubled = any(counts[name] for name in mailroom.TROUBLED)
    if summary:
        door.out.line(f"In all: {summary}.", style="yellow" if troubled else None)
    door.out.document({"counts": counts, "messages": [_brief(row) for row in rows]})


def _no_mail_yet(first: Any) -> str:
    """Nothing has been sent: when something does next, by itself."""
    if first is None:
        return "No mail yet; none is waited for: no deadline runs."
    record, name, at = first
    return f"No mail yet; next by itself: {due(at)}, {name.replace('-', ' ')} of {record}."


async def _record(door: Door, wanted: str) -> str:
    async with door.reading() as connection:
        found = await any_record_named(connection, wanted)
    if found is None:
        raise Failed(no_such_record(wanted))
    return found


def _row(row: Any, names: dict[str, str]) -> tuple[str, ...]:
    state = State(row.state)
    why = row.error or ""
    again = (
        f"tried {row.attempts} times, again {local(row.next_try)}" if state is State.WAITING and row.attempts else ""
    )
    return (
        WORDS[state],
        row.kind.replace("_", " "),
        _recipient(row.recipient, names),
        local(row.at),
        row.record_id,
        row.message_id[:12],
        "; ".join(part for part in (why, again) if part),
    )


def _recipient(recipient: dict[str, Any], names: dict[str, str]) -> str:
    if recipient["kind"] != "person":
        return str(recipient.get(recipient["kind"], recipient["kind"]))
    person = str(recipient["person"])
    return f"{names.get(person, person)} ({recipient['capacity']})"


def _brief(row: Any) -> dict[str, Any]:
    return {
        "message_id": row.message_id,
        "state": row.state,
        "kind": row.kind,
        "recipient": row.recipient,
        "record": row.record_id,
        "entry": row.seq,
        "owed_at": row.at,
        "sent_at": row.sent_at,
        "attempts": row.attempts,
        "error": row.error,
    }


@command(app, "show")
async def show(door: Door, message: MailId) -> None:
    """Show a message: its headers, its text, and how far it has come.

    Example: ./saksgang mail show 3f6c21aa
    """
    row = await _named(door, message)
    state = State(row.state)
    async with door.reading() as connection:
        raw = await opened(connection, row)
        names = await queries.names_shown(connection, row.community)
    written = None if raw is None else message_from_bytes(raw, policy=policy.default)
    door.out.pairs(
        [
            ("message", row.message_id),
            ("state", f"{WORDS[state]}{_when(state, row.sent_at)}. {MEANING[state]}"),
            *([("why", row.error)] if row.error else []),
            *([("attempts", str(row.attempts))] if row.attempts else []),
            ("kind", f"{row.kind.replace('_', ' ')}, owed by entry {row.seq} of {row.record_id}"),
            ("recipient", _recipient(row.recipient, names)),
        ]
    )
    door.out.line()
    if written is None and row.sealed_for:
        door.out.line(f"What it said is not kept: it named {listed(row.sealed_for)}, and somebody there is erased.")
    elif written is None:
        door.out.line("It is not written yet; that is done when it leaves. It will tell of:", style="dim")
        door.out.pairs((name.replace("_", " "), str(value)) for name, value in row.facts.items())
    else:
        door.out.pairs(_headers(written))
        door.out.line()
        door.out.line(_text_of(written))
    door.out.document({**_brief(row), "facts": row.facts, **_as_written(written)})


def _when(state: State, sent_at: datetime | None) -> str:
    return f" {local(sent_at)}" if state is State.SENT and sent_at is not None else ""


def _headers(written: EmailMessage) -> Iterable[tuple[str, str]]:
    yield from ((name, str(written[name])) for name in HEADERS if written[name] is not None)
    attached = _attached(written)
    if attached:
        yield "Attached", ", ".join(attached)


def _attached(written: EmailMessage) -> list[str]:
    return [part.get_filename() or part.get_content_type() for part in written.iter_attachments()]


def _text_of(written: EmailMessage) -> str:
    part = written.get_body(("plain",))
    return "" if part is None else str(part.get_content()).rstrip("\n")


def _as_written(written: EmailMessage | None) -> dict[str, Any]:
    if written is None:
        return {"headers": None, "text": None, "attachments": []}
    headers = {name: str(written[name]) for name in HEADERS if written[name] is not None}
    return {"headers": headers, "text": _text_of(written), "attachments": _attached(written)}


@command(app, "resend")
async def resend(
    door: Door,
    message: MailId,
    again: Annotated[
        bool, typer.Option("--again", help="Also where it was sent already, or may have been: it can arrive twice.")
    ] = False,
) -> None:
    """Send an undeliverable message again; with --again, also one that was sent or may have been.

    Example: ./saksgang mail resend 3f6c21aa
    """
    row = await _named(door, message)
    state = State(row.state)
    _check(state, again=again)
    async with door.register.transaction() as connection:
        changed = await mailroom.send_again(connection, row.message_id, state.value)
    if not changed:
        title = "The message has come further meanwhile; nothing was changed"
        raise failed(Status.CONFLICT, "message_moved", title, remedy="look again: `./saksgang mail show`")
    anew = "It is written anew, to the address known now." if state is State.GIVEN_UP else "It goes out as it was."
    door.out.line(f"The message waits to be sent again. {anew}", style="bold green")
    door.out.pairs([("message", row.message_id), ("was", WORDS[state])])
    door.out.document({"message_id": row.message_id, "was": state.value, "state": State.WAITING.value})


def _check(state: State, *, again: bool) -> None:
    """Whether it may be sent again.

    Raises:
        Failed: it is on its way, or it may have arrived and nobody has said that it may arrive twice.
    """
    title = "The message is not sent again"
    if state in (State.WAITING, State.CLAIMED):
        remedy = "wait; `./saksgang mail show` tells when it is tried next"
        raise failed(Status.REFUSED, "on_its_way", title, MEANING[state], rule="ENGINE", remedy=remedy)
    if state is State.UNKNOWN and not again:
        remedy = (
            "ask the recipient; if it has not arrived, add --again: it goes out as it was, with the same Message-ID"
        )
        raise failed(Status.REFUSED, "may_have_arrived", title, MEANING[state], rule="ENGINE", remedy=remedy)
    if state is State.SENT and not again:
        remedy = "if it is to go out a second time, add --again"
        raise failed(Status.REFUSED, "sent_already", title, MEANING[state], rule="ENGINE", remedy=remedy)


async def _named(door: Door, wanted: str) -> Any:
    digits = wanted.strip().lower()
    if not FEWEST_DIGITS <= len(digits) <= 32 or any(c not in "0123456789abcdef" for c in digits):
        why = "a message is named by its id, or by at least its first eight digits"
        remedy = "`./saksgang mail list` shows them"
        raise failed(Status.USAGE, "unreadable_message_id", f"{wanted[:70]!r} is no message id", why, remedy=remedy)
    community = await door.community()
    async with door.reading() as connection:
        found = [row for row in await mailroom.mails_like(connection, digits) if row.community == community]
    if len(found) == 1:
        return found[0]
    if not found:
        title, remedy = "There is no such message here", "`./saksgang mail list` shows those there are"
        raise failed(Status.REFUSED, "no_such_message", title, remedy=remedy)
    why = "several messages begin so"
    raise failed(Status.USAGE, "which_message", "Several messages can be meant", why, remedy="give more digits")

"""`agreement show`, `agreement timeline`, `agreement calendar`: where it stands, and what comes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from audit.agreement_calendar import calendar_file
from audit.agreement_words import Language, days_of
from audit.moments import due
from audit.naming import listed, short
from audit.story import tell
from cli.agreement_sight import AgreementRef, AgreementSeen, see_agreement
from cli.document import write_new
from cli.door import Door
from cli.moments import local, local_day
from cli.outlook import IMPORTED
from models.acts import Derivation
from models.agreement import Covered, NoticeEnd
from models.agreement_state import AgreementState, Notice, Relation
from procedures.telling import language_of
from register import queries
from register.agreements import agreements_of, gaps
from register.database import legal_now
from register.directory import rules_of
from settings import settings

STATE_SHOWN = ("since", "versions", "relations", "approvals", "notices", "reviews", "ends", "dates", "ended")


async def show(door: Door, agreement: AgreementRef) -> None:
    """Show an agreement: who is bound, approvals, signatures, notices, reviews, and what comes.

    Example: ./saksgang agreement show samarbeidsavtale-2023
    """
    seen = await see_agreement(door, agreement)
    state, it, names, out = seen.state, seen.state.agreement, seen.names, door.out
    async with door.reading() as connection:
        missing = gaps(await agreements_of(connection, seen.row.community), local_day(await legal_now(connection)))
    out.line(f"{it.agreement}  {it.title}{IMPORTED if state.imported else ''}", style="bold")
    out.pairs(
        [
            ("kind", it.kind.value),
            ("parties", "\n".join(names.party(p.ref) for p in it.parties)),
            ("valid", f"{it.valid_from or '...'} to {it.valid_to or 'notice is given'}"),
            ("notice", f"{it.notice.text} ({it.notice.reference})" if it.notice else "nothing said; the rules' own"),
            ("covers", ", ".join(it.covers) or "nothing said"),
            *([("parts", "\n".join(f"{p.part}  {p.title}" for p in it.parts))] if it.parts else []),
            *([("follows", it.supplements)] if it.supplements else []),
            *([("kept at", it.reference)] if it.reference else []),
            ("record", state.record),
            ("imported" if state.imported else "drafted", local(state.since)),
        ]
    )
    _section(door, "Who is bound to whom", [_relation(seen, r) for r in state.relations])
    _section(door, "Texts and what became of them", list(_versions(seen)) if not state.imported else [])
    _section(door, "Notices", [line for notice in state.notices for line in _notice(seen, notice)])
    _section(door, "Reviews", [f"{r.on}: {r.outcome.value.replace('_', ' ')}" for r in state.reviews])
    _section(door, "Who must act now", seen.must())
    _section(door, "Comes by itself", [f"{due(d.at)}: {_what(state, d)}; {_how(d)} ({d.rule})" for d in state.dates])
    if missing:
        out.line(f"No agreement in force covers (hol. § 6-2): {numbered(missing)}", style="yellow")
    out.document(
        {
            **it.model_dump(mode="json"),
            "record": state.record,
            "imported": "imported, not proved" if state.imported else None,
            **state.model_dump(
                mode="json",
                include={*STATE_SHOWN},
            ),
            "not_covered": missing,
        }
    )


def numbered(missing: Mapping[Covered, int]) -> str:
    """`nr. 12 joint_planning, nr. 13 children_youth`."""
    return ", ".join(f"nr. {number} {key}" for key, number in missing.items())


def _section(door: Door, title: str, lines: list[str]) -> None:
    if not lines:
        return
    door.out.line()
    door.out.line(title, style="bold")
    for line in lines:
        door.out.hanging("  - ", line)


def _relation(seen: AgreementSeen, relation: Relation) -> str:
    names = seen.names
    who = f"{relation.relation}: {listed(names.party(p) for p in relation.parties)}"
    if relation.ended_on is not None:
        return f"{who}: ended, in force through {relation.ended_on}"
    newest = seen.state.latest.version
    signed = {x.party: x.signed_on for x in relation.signatures if x.version == newest}
    told = listed(f"{names.party(party)} on {on}" for party, on in signed.items())
    missing = listed(names.party(p) for p in relation.parties if p not in signed)
    if relation.entered_on is None:
        return f"{who}: not entered; signed: {told}; not signed: {missing}"
    sent = f"; Helsedirektoratet has it since {relation.sent.on}" if relation.sent else ""
    agreed = f"; ends by agreement on {relation.agreed_end}" if relation.agreed_end else ""
    return f"{who}: entered {relation.entered_on}, version {relation.version}{sent}{agreed}"


def _versions(seen: AgreementSeen) -> Iterator[str]:
    for version in seen.state.versions:
        document = f" (document {short(version.document)})" if version.document else ""
        sent = f"sent to {listed(seen.names.party(p) for p in version.sent_to)}" if version.sent_to else "not sent"
        yield f"version {version.version}{document}: {sent}"
        for x in seen.state.approvals:
            if x.version == version.version:
                said = f" {x.resolution.body}, {x.resolution.on}, case {x.resolution.case_number}"
                yield f"version {version.version}: {seen.names.party(x.party)}: {x.result.value} by{said}"


def _notice(seen: AgreementSeen, notice: Notice) -> Iterator[str]:
    names = seen.names
    parts = f" on {listed(notice.parts)}" if notice.parts else ""
    yield f"notice {notice.notice}{parts} by {names.party(notice.by)}, sent {notice.sent.day}: {notice.stage.value}"
    if notice.taken_back:
        yield f"notice {notice.notice} is withdrawn for {listed(notice.taken_back)}"
    for receipt in notice.receipts:
        known = f", known {receipt.known.day}" if receipt.known else ""
        yield f"notice {notice.notice} came to {names.party(receipt.party)} on {receipt.received.day}{known}"
    for end in seen.state.ends:
        if end.notice == notice.notice:
            yield _end(end)


def _end(end: NoticeEnd) -> str:
    """Both readings beside each other, and which is applied (T-07)."""
    computed = end.computation
    sent = f", by dispatch {computed.by_dispatch}" if computed.by_dispatch else ""
    effect = "" if computed.effective else "; the fixed end comes first, and the notice changes nothing"
    return (
        f"notice {end.notice} ends {end.relation} on {computed.in_force_to} 24:00{effect}; "
        f"by receipt {computed.by_receipt}{sent}: {'; '.join(computed.derivation)}"
    )


def _what(state: AgreementState, date: Derivation) -> str:
    return next((clock.consequence for clock in state.clocks if clock.name == date.name), date.name)


def _how(date: Derivation) -> str:
    return "; ".join(step for step in (date.anchor, *date.steps) if step)


async def timeline(door: Door, agreement: AgreementRef) -> None:
    """Tell an agreement's life in one list: what happened, what comes, and how it is computed.

    Example: ./saksgang agreement timeline samarbeidsavtale-2023
    """
    seen = await see_agreement(door, agreement)
    state, out = seen.state, door.out
    async with door.reading() as connection:
        entries = await queries.entries_of(connection, state.record)
    past = tell(entries, seen.names)
    lines = [{"at": x.at, "coming": False, "seq": x.seq, "words": x.words, "by": x.by} for x in past]
    ahead = [
        {"at": d.at, "coming": True, "clock": d.name, "rule": d.rule, "words": _what(state, d), "derivation": _how(d)}
        for d in state.dates
    ]
    listing: list[dict[str, Any]] = sorted([*lines, *ahead], key=lambda line: (line["at"], line["coming"]))
    out.line(f"{state.agreement.agreement}  {state.agreement.title}  ({state.record})", style="bold")
    for line in listing:
        if line["coming"]:
            out.hanging("  > ", f"{due(line['at'])}: {line['words']} ({line['rule']}): {line['derivation']}")
        else:
            out.hanging(f"{line['seq']:>3} ", f"{local(line['at'])}: {line['words']} ({line['by']})")
    out.document({"agreement": state.agreement.agreement, "record": state.record, "timeline": listing})


async def calendar(
    door: Door,
    agreement: AgreementRef,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="A new file to write it to, as avtale.ics.")],
    lang: Annotated[Language | None, typer.Option(help="nb, nn or en. Usual: the procedure's own.")] = None,
) -> None:
    """Write the dates that come to a calendar file, in which a date that moves is replaced.

    Example: ./saksgang agreement calendar samarbeidsavtale-2023 --out avtale.ics
    """
    seen = await see_agreement(door, agreement)
    state = seen.state
    async with door.reading() as connection:
        entries = await queries.entries_of(connection, state.record)
        procedure, _ = await rules_of(connection, state.record)
    days = days_of(state, seen.names, lang or language_of(procedure))
    content = calendar_file(
        state.record, days, sequence=entries[-1].seq, stamp=entries[-1].at, domain=settings().mail.domain
    )
    write_new(out, content)
    door.out.line(f"{len(days)} dates written to {out}.")
    door.out.document({"record": state.record, "written_to": out, "dates": [d.name for d in days]})


COMMANDS: dict[str, Callable[..., Awaitable[None]]] = {"show": show, "timeline": timeline, "calendar": calendar}

"""`saksgang case`: how a case is brought, followed, and carried on its way."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from cli import case_ways, versions
from cli.ahead import case_next
from cli.case_form import case_form, case_kind_set, joint_measure, participation
from cli.case_import import import_cases
from cli.case_involvement import give_input, summarise, withdraw_input
from cli.case_list import list_cases
from cli.case_options import CaseId, Reason, TextFile
from cli.case_pages import show_case, show_record
from cli.case_papers import add_paper, check_kept, release_paper, withhold_paper
from cli.case_slips import correct
from cli.case_text import case_text, contest_text
from cli.door import Door, Status, command, failed
from cli.moments import parse_day
from cli.seats import add_to_case
from cli.sight import conclude, digest_of_text, either, required, see_case, see_meeting
from cli.whatif import what_if
from models import acts as a
from models.words import MARKED
from procedures.shaping import shape
from procedures.tree import read_tree
from register import queries

app = typer.Typer(no_args_is_help=True, help="Open a case, follow it, carry it on its way.")
add_to_case(app)
versions.add_to(app)
case_ways.add_to(app)


@command(app, "open", acts=True)
async def open_case(
    door: Door,
    *,
    title: Annotated[str | None, typer.Option(metavar="TEXT", help="One line, at most 300 characters.")] = None,
    summary: Annotated[str | None, typer.Option(metavar="TEXT", help="What it is about, and why.")] = None,
    summary_file: TextFile = None,
    proposal: Annotated[str | None, typer.Option(metavar="TEXT", help="The proposed decision text.")] = None,
    proposal_file: TextFile = None,
    proposer_party: Annotated[str | None, typer.Option(metavar="PARTY", help="The party that brings it.")] = None,
    proposer_seat: Annotated[str | None, typer.Option(metavar="SEAT", help="Or the seat that brings it.")] = None,
    affected: Annotated[
        list[str] | None, typer.Option(metavar="PARTY", help="A party it concerns; repeat. None named: all.")
    ] = None,
    drofting_on: Annotated[str | None, typer.Option(metavar="DAY", help="Drøfting wished on: YYYY-MM-DD.")] = None,
    beslutning_on: Annotated[str | None, typer.Option(metavar="DAY", help="Beslutning wished on.")] = None,
    own_decision_on: Annotated[
        str | None, typer.Option(metavar="DAY", help="Early involvement: when the proposer decides by itself (P-36).")
    ] = None,
    arises_from: Annotated[
        str | None, typer.Option(metavar="CASE", help="The decided case a late objection was made in (P-29).")
    ] = None,
    parent: Annotated[
        list[str] | None, typer.Option(metavar="CASE", help="A case it comes from (P-16); repeat.")
    ] = None,
    from_proposal: Annotated[
        int | None, typer.Option(min=1, metavar="NUMBER", help="The proposal from outside it takes up (P-02).")
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            "--form",
            "--file",
            metavar="FILE",
            help="All of it from a YAML or JSON file; `./saksgang case form` prints one.",
        ),
    ] = None,
) -> None:
    """Register a case (melde sak, P-02, P-03).

    Example: ./saksgang case open --as p-2h9c --title "Felles prosedyre" --summary "..." --proposal-file vedtak.txt

    A file has the keys title, summary, proposal, proposer_party or proposer_seat, affected, drofting_wished,
    beslutning_wished, and consequences: a list of party, economic, administrative.
    """
    given = {
        "title": title, "summary": either(summary, summary_file, "summary"), "proposer_party": proposer_party,
        "proposal": either(proposal, proposal_file, "proposal"), "proposer_seat": proposer_seat, "affected": affected,
        "drofting_wished": drofting_on, "beslutning_wished": beslutning_on, "own_decision_on": own_decision_on,
    }  # fmt: skip
    act = _from_options(given) if file is None else _from_file(file, given)
    if arises_from is not None:
        before = await door.record("case", arises_from)
        act = act.model_copy(update={"arises_from": before.record_id})
    if parent:
        act = act.model_copy(update={"parents": tuple([await _parent(door, name) for name in parent])})
    if from_proposal is not None:
        act = act.model_copy(update={"from_proposal": from_proposal})
    community = await door.community()
    if act.form is not None:
        await check_kept(door, community, (attached.document for attached in act.form.attachments))
    answer = await door.open_case(community, act)
    if answer.outcome is not None:
        door.out.line(answer.record, style="bold")
    await conclude(door, answer)


async def _parent(door: Door, name: str) -> a.ParentCase:
    """The case it comes from, by the head of its chain now."""
    seen = await see_case(door, name)
    async with door.reading() as connection:
        entries = await queries.entries_of(connection, seen.record)
    return a.ParentCase(record=seen.record, head=entries[-1].hash)


def _from_options(given: dict[str, Any]) -> a.RegisterCase:
    return a.RegisterCase(
        title=required(given["title"], "title", file=False),
        summary=required(given["summary"], "summary"),
        proposal=required(given["proposal"], "proposal"),
        proposer_party=given["proposer_party"],
        proposer_seat=given["proposer_seat"],
        affected=tuple(given["affected"] or ()),
        drofting_wished=_day(given["drofting_wished"]),
        beslutning_wished=_day(given["beslutning_wished"]),
        form=_early(_day(given["own_decision_on"])),
    )


def _early(own_decision_on: date | None) -> a.IntakeForm | None:
    """The form of early involvement, where it is said when the party decides by itself (P-36)."""
    if own_decision_on is None:
        return None
    return a.IntakeForm(case_kind=a.CaseKind.EARLY_INVOLVEMENT, own_decision_on=own_decision_on)


def mark_named(written: str) -> a.Mark:
    """The mark, written with ø or without.

    Raises:
        BadParameter: there is no such mark.
    """
    known = {word: mark for mark, name in MARKED.items() for word in (mark.value, name)}
    if written.casefold() not in known:
        raise typer.BadParameter(f"{written[:60]!r} is not one of {', '.join(MARKED.values())}")
    return known[written.casefold()]


def _day(given: str | None) -> date | None:
    return None if given is None else parse_day(given)


def _from_file(path: Path, given: dict[str, Any]) -> a.RegisterCase:
    also = [name.replace("_", "-") for name, value in given.items() if value]
    if also:
        why = f"--file says everything; {', '.join(also)} is given beside it"
        raise failed(Status.USAGE, "given_twice", "The case is given twice", why, remedy="put it all in the file")
    return shape(path.name, read_tree(path), a.RegisterCase)


command(app, "next")(case_next)
command(app, "what-if")(what_if)
command(app, "text")(case_text)
command(app, "form", in_community=False)(case_form)
command(app, "kind", acts=True)(case_kind_set)
command(app, "joint-measure", acts=True)(joint_measure)
command(app, "participation", acts=True)(participation)
command(app, "input", acts=True)(give_input)
command(app, "withdraw-input", acts=True)(withdraw_input)
command(app, "summarise", acts=True)(summarise)
command(app, "correct", acts=True)(correct)
command(app, "contest-text", acts=True)(contest_text)
command(app, "list")(list_cases)
command(app, "import", acts=True)(import_cases)


@command(app, "show")
async def show(door: Door, case: CaseId) -> None:
    """Show where a case stands: its text, who must act, what silence means.

    Example: ./saksgang case show 2026-1
    """
    show_case(door.out, await see_case(door, case))


@command(app, "record")
async def record(door: Door, case: CaseId) -> None:
    """Tell the story of a case from its entries; --json gives the entries.

    Example: ./saksgang case record 2026-1
    """
    seen = await see_case(door, case)
    async with door.reading() as connection:
        entries = await queries.entries_of(connection, seen.record)
    show_record(door.out, seen.record, seen.state.title, entries, seen.names)


@command(app, "classify", acts=True)
async def classify(
    door: Door,
    case: CaseId,
    *,
    reason: Reason,
    agreed_by: Annotated[
        list[str], typer.Option(metavar="PERSON", help="A samhandlingssjef who agreed; repeat, one of each side.")
    ],
    larger_economic: Annotated[bool, typer.Option("--larger-economic", help="Larger economic consequences.")] = False,
    larger_administrative: Annotated[
        bool, typer.Option("--larger-administrative", help="Larger administrative consequences.")
    ] = False,
    in_doubt: Annotated[bool, typer.Option("--in-doubt", help="In doubt; the higher body decides.")] = False,
    drofting_body: Annotated[str | None, typer.Option(metavar="BODY", help="Drøfting elsewhere than usual.")] = None,
    direct_reason: Annotated[str | None, typer.Option(metavar="TEXT", help="Why drøfting is held there.")] = None,
) -> None:
    """Say where a case is deliberated and decided (P-04, P-05).

    Example: ./saksgang case classify 2026-1 --as p-2h9c --reason "Faglig" --agreed-by p-kkf9 --agreed-by p-mn3e
    """
    row = await door.record("case", case)
    act = a.ClassifyCase(
        larger_economic=larger_economic,
        larger_administrative=larger_administrative,
        in_doubt=in_doubt,
        reason=reason,
        drofting_body=drofting_body,
        direct_reason=direct_reason,
        agreed_by=tuple([await door.person(p, row.community) for p in agreed_by]),
    )
    await conclude(door, await door.act(row, act))


@command(app, "place", acts=True)
async def place(
    door: Door,
    case: CaseId,
    meeting: Annotated[
        str, typer.Argument(metavar="MEETING", help="The meeting; `./saksgang meeting list` shows them.")
    ],
    mark: Annotated[
        a.Mark, typer.Option(parser=mark_named, metavar="MARK", help="orientering, drøfting or beslutning.")
    ],
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help="Why there and then.")] = None,
) -> None:
    """Put a case on the agenda of a meeting (P-05, P-08, P-12).

    Example: ./saksgang case place 2026-1 BODY-2027-1 --mark drofting --as p-2h9c
    """
    row = await door.record("case", case)
    named = (await see_meeting(door, meeting)).record
    await conclude(door, await door.act(row, a.PlaceCase(meeting=named, mark=mark, reason=reason)))


@command(app, "amend", acts=True)
async def amend(
    door: Door,
    case: CaseId,
    reason: Reason,
    substantial: Annotated[
        bool, typer.Option("--substantial/--editorial", help="A change of substance, or of words.")
    ],
    proposal: Annotated[str | None, typer.Option(metavar="TEXT", help="The whole new text.")] = None,
    proposal_file: TextFile = None,
    text: Annotated[
        str | None,
        typer.Option(metavar="DIGEST", help="The text it rests on: 8 digits or more. Usual: the one shown now."),
    ] = None,
) -> None:
    """Change the proposed text; a change of substance goes back to drøfting (P-17).

    Example: ./saksgang case amend 2026-1 --editorial --proposal-file vedtak.txt --reason "Skrivefeil" --as p-2h9c
    """
    seen = await see_case(door, case)
    before = await door.earlier(a.AmendText)
    act = a.AmendText(
        rests_on=before.rests_on if before and text is None else await digest_of_text(door, text, seen),
        proposal=required(either(proposal, proposal_file, "proposal"), "proposal"),
        substantial=substantial,
        reason=reason,
    )
    await conclude(door, await door.act(seen.row, act))


@command(app, "contribute", acts=True)
async def contribute(
    door: Door,
    case: CaseId,
    text: Annotated[str, typer.Option("--text", metavar="TEXT", help="What is said.")],
    about: Annotated[a.ContributionKind, typer.Option(help="What kind of contribution.")] = a.ContributionKind.VIEW,
) -> None:
    """Say something in drøfting for a seat; it binds nobody (P-10).

    Example: ./saksgang case contribute 2026-1 --as p-3peu --seat SEAT-2 --text "Vi trenger overgangstid."
    """
    row = await door.record("case", case)
    await conclude(door, await door.act(row, a.Contribute(about=about, text=text)))


command(app, "add-paper", acts=True)(add_paper)
command(app, "withhold-paper", acts=True)(withhold_paper)
command(app, "release-paper", acts=True)(release_paper)

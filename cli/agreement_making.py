"""`saksgang agreement`: draw one up, have it approved, signed, sent and reviewed (A-01..A-09)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Annotated, Literal

import typer

from cli.agreement_sight import AgreementRef, act_on, conclude_agreement, see_agreement
from cli.case_import import ImportFile
from cli.case_options import party_acting
from cli.case_papers import check_kept
from cli.door import Door, Status, command, failed
from cli.moments import parse_day
from models import acts as a
from models.agreement import Agreement, ApprovalResult, RelationId, Resolution, ReviewOutcome, Signatory
from models.imports import AgreementFile
from procedures.shaping import shape
from procedures.sheets import Columns, read_listed

COLUMNS = Columns(lists=("covers",))

Kept = Annotated[str, typer.Option("--document", metavar="DIGEST", help="The text, as `document add` stored it.")]
MaybeKept = Annotated[
    str | None, typer.Option("--document", metavar="DIGEST", help="The paper, as `document add` stored it.")
]
On = Annotated[str, typer.Option("--on", metavar="DAY", help="Which day: YYYY-MM-DD.")]
Relations = Annotated[
    list[str] | None,
    typer.Option(
        "--relation", metavar="RELATION", help="With whom: a relation of the agreement. Repeat it. Usual: all."
    ),
]


class Way(StrEnum):
    """How Helsedirektoratet got it (A-07)."""

    SENT = "sent"
    PUBLISHED = "published"


def add_to(app: typer.Typer) -> None:
    """Make these commands of the group."""
    for name, function in COMMANDS.items():
        command(app, name, acts=True)(function)


def _the_one(file: ImportFile) -> Agreement:
    tree = read_listed(file, "agreements", COLUMNS)
    agreements = shape(file.name, tree, AgreementFile).agreements
    if len(agreements) != 1:
        why = f"the file has {len(agreements)}"
        raise failed(
            Status.USAGE, "one_agreement", "One agreement is drafted at a time", why, remedy="leave one in it"
        )
    return agreements[0]


async def draft(door: Door, file: ImportFile, document: Kept) -> None:
    """Begin a new agreement as a draft (A-01, A-05).

    Example: ./saksgang agreement draft avtale.yaml --document 3f6c... --as p-2h9c

    docs/imports.md describes the file; here it holds one agreement.
    """
    agreement = _the_one(file)
    community = await door.community()
    await check_kept(door, community, (document,))
    answer = await door.open_agreement(community, a.DraftAgreement(agreement=agreement, document=document))
    await conclude_agreement(door, answer)


async def revise(
    door: Door,
    file: ImportFile,
    document: Kept,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="What changes, and why.")],
) -> None:
    """Put a new text in the place of the draft, or propose a change of what is in force (A-09).

    Example: ./saksgang agreement revise avtale.yaml --document 9a1b... --reason "Ny § 4" --as p-2h9c

    With --party: whose proposal it is. A change binds when both parties have approved and signed it.
    """
    agreement = _the_one(file)
    seen = await see_agreement(door, agreement.agreement)
    await check_kept(door, seen.row.community, (document,))
    act = a.ReviseAgreement(agreement=agreement, document=document, reason=reason, by=door.who.party)
    await conclude_agreement(door, await door.act(seen.row, act))


async def participation(
    door: Door,
    agreement: AgreementRef,
    organisation: Annotated[str, typer.Option(metavar="NAME", help="The patient or user organisation.")],
    how: Annotated[str, typer.Option(metavar="TEXT", help="How it took part, and what came of it.")],
    on: On,
    document: MaybeKept = None,
) -> None:
    """Enter how users took part in drawing the agreement up (A-02).

    Example: ./saksgang agreement participation samarbeid-2027 --organisation FFO --how "Høring" --on 2027-01-11
    """
    act = a.HearUsers(organisation=organisation, how=how, on=parse_day(on), document=document)
    await act_on(door, agreement, act)


async def send(
    door: Door,
    agreement: AgreementRef,
    to: Annotated[
        list[str] | None, typer.Option("--to", metavar="PARTY", help="To whom. Usual: every party.")
    ] = None,
) -> None:
    """Send the newest text to councils and boards for approval (A-09).

    Example: ./saksgang agreement send samarbeidsavtale-2027 --as p-2h9c
    """
    await act_on(door, agreement, a.SendForApproval(parties=tuple(to) if to else None))


async def approve(
    door: Door,
    agreement: AgreementRef,
    result: Annotated[ApprovalResult, typer.Option(help="What the council or board came to.")],
    body: Annotated[str, typer.Option(metavar="BODY", help="Who treated it: kommunestyret, styret.")],
    on: On,
    case_number: Annotated[str, typer.Option(metavar="NUMBER", help="The party's own case number.")],
    said: Annotated[
        str | None, typer.Option(metavar="TEXT", help="The reservation, the amendment, or why not.")
    ] = None,
    document: MaybeKept = None,
) -> None:
    """Enter what a party's council or board came to on the newest text (A-09).

    Example: ./saksgang agreement approve samarbeidsavtale-2027 --party halden --result approved --body kommunestyret
    --on 2027-02-18 --case-number "12/27" --as p-x

    With --result amended, --document is the amended text: it goes to all as a new draft.
    """
    party = party_acting(door)
    amended = result is ApprovalResult.AMENDED
    act = a.RecordApproval(
        party=party,
        result=result,
        resolution=Resolution(
            body=body, on=parse_day(on), case_number=case_number, document=None if amended else document
        ),
        said=said,
        document=document if amended else None,
    )
    await act_on(door, agreement, act, document)


async def sign(
    door: Door,
    agreement: AgreementRef,
    office: Annotated[str, typer.Option(metavar="OFFICE", help="Who signed, by office: ordfører. Never a name.")],
    on: On,
    relation: Relations = None,
    version: Annotated[
        int | None, typer.Option(min=1, help="Which text. Usual: the newest that the party has approved.")
    ] = None,
    document: MaybeKept = None,
) -> None:
    """Enter that a party has signed; before its approval is entered it completes nothing (A-09).

    Example: ./saksgang agreement sign samarbeidsavtale-2027 --party halden --office ordfører --on 2027-03-01 --as p-x
    """
    act = a.SignAgreement(
        party=party_acting(door),
        signed_on=parse_day(on),
        by=Signatory(office=office),
        relations=_named(relation),
        version=version,
        document=document,
    )
    await act_on(door, agreement, act)


async def report_sent(
    door: Door,
    agreement: AgreementRef,
    way: Annotated[Way, typer.Option(help="Sent, or published and the link sent.")],
    where: Annotated[str, typer.Option(metavar="TEXT", help="To which address it went, or where it is published.")],
    on: On,
    relation: Relations = None,
    document: MaybeKept = None,
) -> None:
    """Enter that Helsedirektoratet has the agreement (A-07).

    Example: ./saksgang agreement report-sent samarbeidsavtale-2027 --way sent --where postmottak --on 2027-03-20
    """
    how: Literal["sent", "published"] = "sent" if way is Way.SENT else "published"
    act = a.ReportSent(on=parse_day(on), way=how, where=where, relations=_named(relation), proof=document)
    await act_on(door, agreement, act)


async def review(
    door: Door,
    agreement: AgreementRef,
    outcome: Annotated[ReviewOutcome, typer.Option(help="What came of it.")],
    body: Annotated[str, typer.Option(metavar="BODY", help="Where it was reviewed.")],
    on: On,
    case: Annotated[str | None, typer.Option(metavar="CASE", help="The case in which it was.")] = None,
) -> None:
    """Enter the yearly review (A-08).

    Example: ./saksgang agreement review samarbeidsavtale-2027 --outcome no_change --body BODY --on 2028-05-04
    """
    row = None if case is None else await door.record("case", case)
    act = a.RecordReview(on=parse_day(on), outcome=outcome, body=body, case=None if row is None else row.record_id)
    await act_on(door, agreement, act)


async def succeed(
    door: Door,
    agreement: AgreementRef,
    was: Annotated[list[str], typer.Option(metavar="PARTY", help="Who is no more. Repeat it.")],
    becomes: Annotated[str, typer.Option(metavar="PARTY", help="Who takes their place.")],
    since: Annotated[str, typer.Option(metavar="DAY", help="From which day: YYYY-MM-DD.")],
    source: Annotated[str, typer.Option(metavar="TEXT", help="By what: the resolution on the merger.")],
    document: MaybeKept = None,
) -> None:
    """Enter that a party has taken the place of others, as in a merger (A-01).

    Example: ./saksgang agreement succeed samarbeidsavtale-2027 --was a --was b --becomes ab --since 2028-01-01
    --source "Kgl.res. 1. juni 2027" --as p-2h9c
    """
    act = a.SucceedParty(was=tuple(was), becomes=becomes, since=parse_day(since), source=source, document=document)
    await act_on(door, agreement, act)


def _named(relations: list[str] | None) -> tuple[RelationId, ...] | None:
    return tuple(relations) if relations else None


COMMANDS: dict[str, Callable[..., Awaitable[None]]] = {
    "draft": draft,
    "revise": revise,
    "participation": participation,
    "send": send,
    "approve": approve,
    "sign": sign,
    "report-sent": report_sent,
    "review": review,
    "succeed": succeed,
}

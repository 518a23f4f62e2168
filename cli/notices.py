"""`saksgang notice ...`: notice given, received, corrected, taken back, told of (A-10..A-13, T-05)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from cli.agreement_sight import AgreementRef, act_on
from cli.case_options import party_acting
from cli.door import Door
from cli.moments import ZONE_NAME, parse_day, parse_evidence
from models import acts as a
from models.agreement import Resolution
from models.base import Digest
from models.periods import Moment
from register.notices import evidence

LATEST = date.max.year - 1
Number = Annotated[int, typer.Option("--notice", metavar="N", min=1, help="Which notice; `agreement show` has them.")]
Document = Annotated[Digest | None, typer.Option(metavar="DIGEST", help="The paper, as `document add` named it.")]
When = Annotated[str, typer.Option(metavar="DATE|INSTANT", help="A local day, or a moment with its offset.")]
Relations = Annotated[
    list[str] | None, typer.Option("--relation", metavar="RELATION", help="Only this relation; may be repeated.")
]


def _moment(text: str) -> Moment:
    return evidence(parse_evidence(text, latest=LATEST), ZONE_NAME)


async def give(
    door: Door,
    agreement: AgreementRef,
    *,
    sent: When,
    body: Annotated[str, typer.Option(metavar="BODY", help="Who resolved it: kommunestyret, styret.")],
    on: Annotated[str, typer.Option(metavar="DAY", help="The day of that resolution.")],
    case_number: Annotated[str, typer.Option(metavar="NUMBER", help="Its case number: PS 12/27.")],
    relation: Relations = None,
    part: Annotated[
        list[str] | None, typer.Option("--part", metavar="PART", help="Only this part; may be repeated.")
    ] = None,
    named_end: Annotated[str | None, typer.Option(metavar="DAY", help="The last day that the notice names.")] = None,
    document: Document = None,
    resolution: Annotated[
        Digest | None, typer.Option(metavar="DIGEST", help="The resolution, as `document add` named it.")
    ] = None,
) -> None:
    """Give notice on an agreement for the party named by --party (A-10); nothing runs before it is received.

    Example: ./saksgang notice give samarbeidsavtale --party moss --sent 2027-02-24 --body kommunestyret
    --on 2027-02-18 --case-number "PS 9/27" --as p-2h9c
    """
    act = a.GiveNotice(
        by=party_acting(door),
        sent=_moment(sent),
        authority=Resolution(body=body, on=parse_day(on), case_number=case_number, document=resolution),
        relations=tuple(relation) if relation else None,
        parts=tuple(part) if part else None,
        document=document,
        named_end=None if named_end is None else parse_day(named_end),
    )
    await act_on(door, agreement, act, resolution)


async def receipt(
    door: Door,
    agreement: AgreementRef,
    *,
    notice: Number,
    received: When,
    address: Annotated[str | None, typer.Option(metavar="ADDRESS", help="The official address it came to.")] = None,
    document: Document = None,
) -> None:
    """Record when a notice came to the party named by --party: from there it runs (T-02).

    Example: ./saksgang notice receipt samarbeidsavtale --notice 1 --party sykehuset --received 2028-02-29 --as p-2h9c
    """
    act = a.RecordReceipt(
        notice=notice, parties=(party_acting(door),), received=_moment(received), address=address, document=document
    )
    await act_on(door, agreement, act)


async def known(
    door: Door,
    agreement: AgreementRef,
    *,
    notice: Number,
    at: Annotated[str, typer.Option("--at", metavar="DATE|INSTANT", help="When the party learned of it.")],
) -> None:
    """Record when the party named by --party learned of a notice: from there one side cannot take it back (A-13).

    Example: ./saksgang notice known samarbeidsavtale --notice 1 --party sykehuset --at 2028-03-01T08:15+01:00
    --as p-2h9c
    """
    act = a.RecordKnowledge(notice=notice, party=party_acting(door), known=_moment(at))
    await act_on(door, agreement, act)


async def correct(
    door: Door,
    agreement: AgreementRef,
    *,
    notice: Number,
    received: When,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why. It stands in the record.")],
) -> None:
    """Correct when a notice came to the party named by --party; what was computed before is kept (T-05).

    Example: ./saksgang notice correct samarbeidsavtale --notice 1 --party sykehuset --received 2028-03-01
    --reason "Stemplet dagen etter" --as p-2h9c
    """
    act = a.CorrectReceipt(notice=notice, party=party_acting(door), received=_moment(received), reason=reason)
    await act_on(door, agreement, act)


async def withdraw(
    door: Door,
    agreement: AgreementRef,
    *,
    notice: Number,
    arrived: Annotated[str, typer.Option(metavar="DATE|INSTANT", help="When word of it came to the counterpart.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why. It stands in the record.")],
) -> None:
    """Take a notice back; once the counterpart has learned of it, only if that one agrees in writing (A-13).

    Example: ./saksgang notice withdraw samarbeidsavtale --notice 1 --party moss --arrived 2028-03-04
    --reason "Partene er enige" --as p-2h9c
    """
    await act_on(door, agreement, a.WithdrawNotice(notice=notice, arrived=_moment(arrived), reason=reason))


async def answer_withdrawal(
    door: Door,
    agreement: AgreementRef,
    *,
    notice: Number,
    agrees: Annotated[bool, typer.Option("--agrees/--refuses", help="Whether the notice may be taken back.")],
    document: Document = None,
) -> None:
    """Say for the party named by --party whether a notice may be taken back; a yes is in writing (A-13).

    Example: ./saksgang notice answer-withdrawal samarbeidsavtale --notice 1 --party sykehuset --refuses --as p-2h9c
    """
    act = a.AnswerWithdrawal(notice=notice, party=party_acting(door), agrees=agrees, document=document)
    await act_on(door, agreement, act)


async def report(
    door: Door,
    agreement: AgreementRef,
    *,
    notice: Number,
    on: Annotated[str, typer.Option(metavar="DAY", help="The day Helsedirektoratet was told.")],
    way: Annotated[str, typer.Option(metavar="TEXT", help="How: e-post, brev.")],
    proof: Annotated[
        Digest | None, typer.Option(metavar="DIGEST", help="The proof of sending, as `document add` named it.")
    ] = None,
) -> None:
    """Record that Helsedirektoratet has been told of a notice, or that it is withdrawn (A-11, A-13).

    Example: ./saksgang notice report samarbeidsavtale --notice 1 --on 2028-03-02 --way e-post --proof 3f6c...
    --as p-2h9c
    """
    act = a.ReportNotice(notice=notice, on=parse_day(on), way=way, proof=proof)
    await act_on(door, agreement, act)


async def agree_end(
    door: Door,
    agreement: AgreementRef,
    *,
    last_day: Annotated[str, typer.Option("--last-day", metavar="DAY", help="The last day it is in force.")],
    confirmed: Annotated[
        list[str], typer.Option("--confirmed", metavar="PARTY", help="Who has confirmed it in writing; repeat it.")
    ],
    document: Annotated[Digest, typer.Option(metavar="DIGEST", help="What they have signed.")],
    relation: Relations = None,
) -> None:
    """Record a last day that the parties have fixed together, in writing; it goes before what notices come to (T-08).

    Example: ./saksgang agreement agree-end samarbeidsavtale --last-day 2028-12-31 --confirmed moss
    --confirmed sykehuset --document 3f6c... --as p-2h9c
    """
    act = a.AgreeEnd(
        last_day=parse_day(last_day),
        confirmed_by=tuple(confirmed),
        document=document,
        relations=tuple(relation) if relation else None,
    )
    await act_on(door, agreement, act)


async def council_dates(
    door: Door,
    agreement: AgreementRef,
    *,
    day: Annotated[list[str], typer.Option("--day", metavar="DAY", help="A day it meets; repeat it.")],
) -> None:
    """Record when the council or board of the party named by --party meets; all known days at once (A-12).

    Example: ./saksgang agreement council-dates samarbeidsavtale --party moss --day 2027-06-17 --day 2027-09-23
    --as p-2h9c
    """
    act = a.RecordCouncilDates(party=party_acting(door), dates=tuple(parse_day(one) for one in day))
    await act_on(door, agreement, act)


async def answer_main(
    door: Door,
    agreement: AgreementRef,
    *,
    goes_on: Annotated[bool, typer.Option("--goes-on/--falls", help="Whether it goes on without the main one.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why. It stands in the record.")],
) -> None:
    """Say for the party named by --party whether a supplementary agreement goes on alone (A-20).

    Example: ./saksgang agreement answer-main tillegg-2024 --party KS --goes-on --reason "Egen finansiering"
    --as p-2h9c
    """
    await act_on(door, agreement, a.AnswerMainEnded(party=party_acting(door), goes_on=goes_on, reason=reason))

"""`saksgang position write | answer-after`, `saksgang written ...`: apart from the roll call (P-22, P-31)."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.acts import Choice, position, stance_of
from cli.case_options import CaseId, OnText
from cli.door import Door, command
from cli.sight import conclude, digest_of_text, see_case
from models import acts as a

app = typer.Typer(no_args_is_help=True, help="Decide what cannot wait in writing, when everybody accepts that.")

Said = Annotated[Choice, typer.Argument(help="consent, stand-aside, reserve; afterwards also object.")]
Statement = Annotated[str | None, typer.Option(metavar="TEXT", help="A statement for the minutes (P-27).")]
Grounds = Annotated[str | None, typer.Option(metavar="TEXT", help="With object: the grounds.")]
Parties = Annotated[
    list[str] | None, typer.Option("--parties", metavar="PARTY", help="With reserve: for whom; repeat.")
]
TreatedBy = Annotated[str | None, typer.Option(metavar="WHO", help="With reserve: kommunestyret, styret, ...")]
TreatedOn = Annotated[str | None, typer.Option(metavar="DAY", help="With reserve: on which day.")]


@command(position, "write", acts=True)
async def write(
    door: Door,
    case: CaseId,
    choice: Said,
    *,
    statement: Statement = None,
    parties: Parties = None,
    treated_by: TreatedBy = None,
    treated_on: TreatedOn = None,
    text: OnText = None,
) -> None:
    """Take a position in writing before the meeting, where the procedure lets it count (P-22).

    Example: ./saksgang position write 2026-1 consent --as p-rh9p --seat SEAT-3
    """
    seen = await see_case(door, case)
    before = await door.earlier(a.TakeWrittenPosition)
    digest = before.text_digest if before and text is None else await digest_of_text(door, text, seen)
    stance = stance_of(choice, statement=statement, parties=parties, treated_by=treated_by, treated_on=treated_on)
    await conclude(door, await door.act(seen.row, a.TakeWrittenPosition(stance=stance, text_digest=digest)))


@command(position, "answer-after", acts=True)
async def answer_after(
    door: Door,
    case: CaseId,
    choice: Said,
    *,
    statement: Statement = None,
    grounds: Grounds = None,
    parties: Parties = None,
    treated_by: TreatedBy = None,
    treated_on: TreatedOn = None,
    text: OnText = None,
) -> None:
    """Answer after the meeting for an absent seat, where the procedure lets it (P-22).

    Example: ./saksgang position answer-after 2026-1 consent --as p-rh9p --seat SEAT-3
    """
    seen = await see_case(door, case)
    before = await door.earlier(a.AnswerAfterMeeting)
    digest = before.text_digest if before and text is None else await digest_of_text(door, text, seen)
    stance = stance_of(
        choice,
        statement=statement,
        grounds=grounds,
        parties=parties,
        treated_by=treated_by,
        treated_on=treated_on,
    )
    await conclude(door, await door.act(seen.row, a.AnswerAfterMeeting(stance=stance, text_digest=digest)))


@command(app, "propose", acts=True)
async def propose(
    door: Door, case: CaseId, reason: Annotated[str, typer.Option(metavar="TEXT", help="Why it cannot wait.")]
) -> None:
    """Put a deliberated case to every counted seat for a written decision (P-31).

    Example: ./saksgang written propose 2026-1 --reason "Ordningen løper ut" --as p-2h9c
    """
    row = await door.record("case", case)
    await conclude(door, await door.act(row, a.ProposeInWriting(reason=reason)))


@command(app, "answer", acts=True)
async def answer(
    door: Door,
    case: CaseId,
    *,
    not_text: Annotated[bool, typer.Option("--not-text", help="The seat does not accept the text.")] = False,
    not_written: Annotated[
        bool, typer.Option("--not-written", help="The seat does not accept that it is decided in writing.")
    ] = False,
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help="Why not.")] = None,
    statement: Statement = None,
    text: OnText = None,
) -> None:
    """Accept, for a counted seat, both the text and that it is decided in writing; or not (P-31).

    Example: ./saksgang written answer 2026-1 --as p-mj9p --seat SEAT-1

    Example: ./saksgang written answer 2026-1 --not-written --reason "Bør tas i møte" --as p-3peu --seat SEAT-2
    """
    seen = await see_case(door, case)
    before = await door.earlier(a.AnswerInWriting)
    answered = a.AnswerInWriting(
        text_digest=before.text_digest if before and text is None else await digest_of_text(door, text, seen),
        accepts_text=not not_text,
        accepts_procedure=not not_written,
        reason=reason,
        statement=statement,
    )
    await conclude(door, await door.act(seen.row, answered))

"""What somebody names at the command line, looked up in the register: a community, a record, a person."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from cli.first_step import first_step
from cli.output import Failed, Status, failed
from cli.refusals import meant, no_such_record
from register import queries
from register.directory import matching, persons_like, persons_of, record_named, records_like


async def community_named(connection: AsyncConnection, wanted: str | None) -> str:
    """The community that is meant: the one named, or the only one there is."""
    known: list[str] = [row.community for row in await queries.communities(connection)]
    if wanted is not None:
        if wanted not in known:
            remedy = f"name one of {', '.join(known)}" if known else f"found one: `{first_step()}`"
            raise failed(
                Status.REFUSED,
                "no_such_community",
                f"There is no health community {wanted!r} here",
                remedy=remedy,
            )
        return wanted
    if len(known) == 1:
        return known[0]
    if not known:
        raise failed(
            Status.REFUSED,
            "no_community",
            "No health community has been founded here",
            remedy=f"found one: `{first_step()}`",
        )
    raise failed(
        Status.USAGE,
        "which_community",
        "Several health communities are here",
        f"they are {', '.join(known)}",
        remedy="say which: --community ID",
    )


async def row_named(connection: AsyncConnection, kind: str, wanted: str, community: str | None) -> Any:
    """The row of a case or meeting, by its id or the ending of it; of that community, where one is named."""
    row = await record_named(connection, kind, wanted)
    if row is None or community not in (None, row.community):
        near = await records_like(connection, kind, wanted, community)
        raise Failed(no_such_record(wanted, kind, near))
    return row


async def person_named(connection: AsyncConnection, wanted: str, community: str) -> str:
    """The id of the person that an id, an e-mail address or a name means."""
    known = await persons_of(connection, community)
    found = matching(known, wanted)
    if len(found) == 1:
        return found[0].person
    if not found:
        raise failed(
            Status.REFUSED,
            "no_such_person",
            f"Nobody here is {wanted[:60]!r}",
            "no person of that id, e-mail address or name is in the roster",
            remedy=f"{meant([f'{p.person} ({p.name})' for p in persons_like(known, wanted)])}"
            "`./saksgang roster show` lists who is",
        )
    listed = "\n".join(f"{p.person}  {p.name}  {p.email}" for p in found[:10])
    raise failed(
        Status.USAGE,
        "which_person",
        f"{len(found)} persons can be meant by {wanted[:60]!r}",
        listed,
        remedy="give the id or the e-mail address",
    )

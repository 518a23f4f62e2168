"""The witnesses that the settings name, and how many of them have seen what waits for them."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from audit.log.note import UnreadableNote
from audit.log.policy import AskedWitness, read_policy
from audit.log.witnessed import most_witnessed
from cli.door import Status, failed
from models.base import CommunityId, RecordId
from models.state import AwaitedWitnesses, CaseState
from register.log import leaf_of
from register.witnesses import cosigned_over
from settings import settings


def witnesses() -> tuple[AskedWitness, ...]:
    """Those of the settings' file; none where it names no file.

    Raises:
        Failed: the file cannot be read.
    """
    file = settings().checkpoints.witness_file
    if file is None:
        return ()
    try:
        return tuple(read_policy(file.read_text(encoding="utf-8")).witnesses.values())
    except (OSError, UnicodeDecodeError, UnreadableNote) as error:
        title, remedy = (
            f"{file} names no witnesses",
            "docs/evidence-log.md, «Witnesses», says how it is written",
        )
        raise failed(Status.USAGE, "unreadable_file", title, str(error), remedy=remedy) from error


def waits_for_witnesses(state: CaseState) -> AwaitedWitnesses | None:
    """What a decision waits for that binds nobody yet; None where it waits for no witnesses (P-19)."""
    awaited = state.witnesses
    return None if awaited is None or awaited.seen is not None or state.bindings else awaited


async def seen_so_far(connection: AsyncConnection, community: CommunityId, case: RecordId, state: CaseState) -> str:
    """That a decision waits for witnesses, and how many have seen it; empty where it waits for none."""
    awaited = waits_for_witnesses(state)
    if awaited is None:
        return ""
    leaf = await leaf_of(connection, case, awaited.entry)
    seen = 0
    if leaf is not None:
        texts = await cosigned_over(connection, community, leaf.position, at_least=1)
        origin = f"{settings().checkpoints.origin}/{community}"
        found = most_witnessed(texts, origin, leaf.position, [witness.key for witness in witnesses()])
        seen = 0 if found is None else len(found.by)
    return f"waits for witnesses, {seen} of {awaited.needed}"

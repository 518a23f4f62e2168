"""The witnesses that the settings name, and how many of them have seen what waits for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from audit.log.note import PublicKey, UnreadableNote
from audit.log.policy import AskedWitness, read_policy
from audit.log.witnessed import most_witnessed
from audit.naming import listed
from cli.door import Status, failed
from cli.moments import local
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


@dataclass(frozen=True)
class Awaiting:
    """A decision that binds nobody yet: how many witnesses it waits for, since when, and which have seen it."""

    needed: int
    since: datetime
    seen: tuple[str, ...]  # by the names of their keys
    named: tuple[str, ...]  # those that the settings know, whoever has seen it

    @property
    def short(self) -> str:
        """`waits for witnesses, 1 of 2`."""
        return f"waits for witnesses, {len(self.seen)} of {self.needed}"

    @property
    def words(self) -> str:
        """How many of how many have seen it, since when it waits, and what can be done."""
        who = f" ({listed(self.seen)})" if self.seen else ""
        return f"{self.short}{who}, since {local(self.since)}; {self._what_to_do()}"

    def _what_to_do(self) -> str:
        file = "the file of SAKSGANG_CHECKPOINTS__WITNESS_FILE"
        if len(self.named) < self.needed:
            return f"it cannot bind before {self.needed} are named in {file}, and {len(self.named)} are"
        waited = listed(name for name in self.named if name not in self.seen)
        return f"see that {waited} {'runs' if len(self.named) - len(self.seen) == 1 else 'run'}: `saksgang witness`"


async def seen_so_far(
    connection: AsyncConnection, community: CommunityId, case: RecordId, state: CaseState
) -> Awaiting | None:
    """What a decision waits for, and who has seen it; None where it waits for no witnesses (P-19)."""
    awaited = waits_for_witnesses(state)
    if awaited is None:
        return None
    leaf = await leaf_of(connection, case, awaited.entry)
    keys = [witness.key for witness in witnesses()]
    by: tuple[PublicKey, ...] = ()
    if leaf is not None:
        texts = await cosigned_over(connection, community, leaf.position, at_least=1)
        found = most_witnessed(texts, f"{settings().checkpoints.origin}/{community}", leaf.position, keys)
        by = () if found is None else found.by
    return Awaiting(awaited.needed, awaited.since, tuple(k.name for k in by), tuple(k.name for k in keys))

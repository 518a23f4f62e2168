"""The activity that finds out who has seen a decision in the log, and the look that says when to ask it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection
from temporalio import activity

from audit.log.leaves import grow
from audit.log.merkle import Tree
from audit.log.note import PublicKey
from audit.log.witnessed import Witnessed, most_witnessed
from models.base import CommunityId, RecordId
from models.entries import WitnessesSeen, WitnessName
from models.work import SeekWitnesses, WitnessesFound
from register.database import Register
from register.log import Leaf, leaf_of, leaves_of
from register.witnesses import cosigned_over, waiting_for_witnesses

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class AskedOf:
    """Whose cosignatures count, and what the names of the logs begin with."""

    origin: str
    witnesses: Sequence[PublicKey]


class Witnessing:
    """What the log in the register says of witnesses, by their keys."""

    def __init__(self, register: Register, asked: AskedOf | None) -> None:
        """`asked` None: no witnesses are named, and nothing has been seen by anybody."""
        self._register, self._asked = register, asked

    @activity.defn(name="seek_witnesses")
    async def seek_witnesses(self, ask: SeekWitnesses) -> WitnessesFound:
        """Who has cosigned a checkpoint with the entry in it: by key, and over the leaves the register has (P-19)."""
        async with self._register.as_of_one_moment() as connection:
            leaf = await leaf_of(connection, ask.record, ask.entry)
            found = await self._seen(connection, ask.community, leaf, ask.needed)
            if leaf is None or found is None:
                return WitnessesFound()
            size = found.checkpoint.size
            tree = await grow(Tree(), leaves_of(connection, ask.community, until=size))
        if leaf.hash != ask.digest or tree.size != size or tree.root() != found.checkpoint.root:
            log.error("witnesses_saw_another_log", record=ask.record, size=size)
            return WitnessesFound()
        names = tuple(WitnessName(name=key.name, key_id=key.key_id.hex()) for key in found.by)
        return WitnessesFound(seen=WitnessesSeen(size=size, root=found.checkpoint.root.hex(), witnesses=names))

    async def seen_enough(self) -> tuple[RecordId, ...]:
        """The cases that wait for witnesses, where enough have cosigned by now."""
        async with self._register.reading() as connection:
            enough = []
            for record, community, awaited in await waiting_for_witnesses(connection):
                leaf = await leaf_of(connection, record, awaited.entry)
                if await self._seen(connection, community, leaf, awaited.needed) is not None:
                    enough.append(record)
            return tuple(enough)

    async def _seen(
        self, connection: AsyncConnection, community: CommunityId, leaf: Leaf | None, needed: int
    ) -> Witnessed | None:
        if self._asked is None or leaf is None:
            return None
        texts = await cosigned_over(connection, community, leaf.position, at_least=needed)
        origin = f"{self._asked.origin}/{community}"
        found = most_witnessed(texts, origin, leaf.position, self._asked.witnesses)
        return found if found is not None and len(found.by) >= needed else None

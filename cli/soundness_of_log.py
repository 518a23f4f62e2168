"""What `register verify` looks at of the signed log: checkpoints, what is written under them, who tells of them.

A checkpoint, and the line of a witness, may be gone without a gap in the tables. But letters carry the newest
checkpoint, receipts the lines under it as well, and the record of a decision that waited for witnesses says who had
seen it: what they name was there. Of timestamps nothing tells.
"""

from __future__ import annotations

import hashlib
import quopri
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy import Row, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from audit.log.checkpoint import cosignatures, read_checkpoint
from audit.log.found import RECEIPT_ENDING, checkpoints_in, texts_in
from audit.log.leaves import grow
from audit.log.merkle import Tree
from audit.log.note import Note, Signature, Unproved, UnreadableNote, encoded, opened, read_public_key
from audit.log.timestamp import read_timestamp, stamped_bytes
from audit.log.trust import NotWitnessed, Trust, Undecided, read_trust
from models.base import CommunityId
from models.entries import Entry, WitnessesSeen
from register import queries
from register.log import CHECKPOINT, COSIGNATURE, ENTRY, LogBroken, keys_document, leaves_of
from register.soundness import Unsound
from register.timestamps import TIMESTAMP

_SIGNED: Final = "\n— ".encode()  # as a line of a letter's text says it
_SIGNED_QUOTED: Final = b"\n=E2=80=94 "
_ENCLOSED: Final = RECEIPT_ENDING.encode()


async def unsound_log(connection: AsyncConnection, kept: Kept) -> AsyncIterator[Unsound]:
    """Checkpoints, cosignatures and timestamps that are not of what they are kept for, and those that are gone."""
    for row in await queries.communities(connection):
        async for found in _checkpoints(connection, row.community):
            yield found
    async for found in _beside(connection, COSIGNATURE, "log_cosignature", lambda row: row.witness, _line_fault):
        yield found
    async for found in _beside(connection, TIMESTAMP, "log_timestamp", lambda row: row.digest[:12], _stamp_fault):
        yield found
    async for found in _witnessed(connection, kept):
        yield found


async def _checkpoints(connection: AsyncConnection, community: str) -> AsyncIterator[Unsound]:
    """Every checkpoint is signed by the log, and of the tree that its leaves make."""
    try:
        tree = await grow(Tree(), leaves_of(connection, community))
    except LogBroken as broken:
        yield Unsound("log_leaf", community, str(broken))
        return
    try:
        document = await keys_document(connection, community)
        trust = None if document is None else read_trust(document)
    except (Unproved, UnreadableNote) as error:
        yield Unsound("log_keys", community, str(error))
        return
    for row in await connection.execute(select(CHECKPOINT).where(CHECKPOINT.c.community == community)):
        fault = _checkpoint_fault(row.note, row.size, tree, trust)
        if fault is not None:
            yield Unsound("log_checkpoint", f"{community}:{row.place}", fault)


def _checkpoint_fault(note: str, size: int, tree: Tree, trust: Trust | None) -> str | None:
    try:
        held, _ = read_checkpoint(note)
        if held.size != size:
            return f"it is of {held.size} leaves, not of {size}"
        if size > tree.size or tree.root(size) != held.root:
            return "the leaves of the log do not make its root"
        if trust is None:
            return "no key is known that could have signed it"
        trust.believed(note)
    except (NotWitnessed, Undecided):  # what a key signed that was revoked later was not changed by that
        return None
    except (Unproved, UnreadableNote) as error:
        return str(error)
    return None


async def _beside(
    connection: AsyncConnection,
    table: Table,
    what: str,
    name: Callable[[Row[Any]], str],
    fault_of: Callable[[str, Row[Any]], str | None],
) -> AsyncIterator[Unsound]:
    """What is kept beside a checkpoint is of that checkpoint."""
    notes = {row.place: row.note for row in await connection.execute(select(CHECKPOINT))}
    for row in await connection.execute(select(table)):
        known = row.checkpoint in notes
        fault = fault_of(notes[row.checkpoint], row) if known else "there is no such checkpoint"
        if fault is not None:
            yield Unsound(what, f"{row.checkpoint}:{name(row)}", fault)


def _stamp_fault(note: str, row: Row[Any]) -> str | None:
    """A timestamp is of its checkpoint. Whether it is the authority's, says who has the authority's certificate."""
    try:
        agrees = read_timestamp(row.response).digest == hashlib.sha256(stamped_bytes(note)).digest()
    except UnreadableNote as error:
        return str(error)
    return None if agrees else "it is of another checkpoint"


def _line_fault(note: str, row: Row[Any]) -> str | None:
    """A witness's line is of the key that it is kept for. Whether that is the witness's, says who has its key."""
    try:
        given = cosignatures(read_checkpoint(note + row.line)[1], (read_public_key(row.witness),))
    except (Unproved, UnreadableNote) as error:
        return str(error)
    return None if given else "its line is of another witness"


# --- what others say of them ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Kept:
    """The signatures that are kept of each log, the log's own and those of witnesses, by the text they are under."""

    signatures: Mapping[CommunityId, Mapping[str, Collection[Signature]]]
    trust: Mapping[CommunityId, Trust]

    def wrong_in(self, community: CommunityId, mail: bytes) -> str | None:
        """What a letter carries of the log that is not kept; None where all is, or it carries nothing of it.

        What people wrote may look like a checkpoint: only what the log's own key has signed was ever kept here, and
        lines of witnesses count in a receipt alone, which no hand has written.
        """
        kept = self.signatures.get(community, {})
        for note in _notes_in(mail):
            size = read_checkpoint(str(note))[0].size
            missing = [signature for signature in note.signatures if signature not in kept.get(note.text, ())]
            if not missing or not self._signed(community, note):
                continue
            if note.text not in kept:
                return f"it carries a checkpoint of {size} leaves that is not kept"
            if _ENCLOSED in mail:
                name = missing[0].name
                return f"it carries what {name} wrote under the checkpoint of {size} leaves, which is not kept"
        return None

    def _signed(self, community: CommunityId, note: Note) -> bool:
        trust = self.trust.get(community)
        try:
            return trust is not None and bool(opened(note, [known.key for known in trust.keys]))
        except Unproved:
            return False


def _notes_in(mail: bytes) -> Iterator[Note]:
    if _ENCLOSED in mail:
        texts = texts_in(mail)
    elif _SIGNED_QUOTED in mail or _SIGNED in mail:
        # PERFORMANCE: a letter's text stands before its page, and papers behind both may be large.
        texts = (quopri.decodestring(mail.partition(b"\nContent-Type: text/html")[0]).decode("utf-8", "replace"),)
    else:
        return
    for text in texts:
        yield from (read_checkpoint(found)[1] for found in checkpoints_in(text))


async def kept_signatures(connection: AsyncConnection) -> Kept:
    """What is kept of every log; what cannot be read is named where it stands."""
    checkpoints = {row.place: row for row in await connection.execute(select(CHECKPOINT))}
    lines = [(row, row.note) for row in checkpoints.values()]
    others = [row for row in await connection.execute(select(COSIGNATURE)) if row.checkpoint in checkpoints]
    lines += [(checkpoints[row.checkpoint], checkpoints[row.checkpoint].note + row.line) for row in others]
    found: dict[CommunityId, dict[str, set[Signature]]] = defaultdict(lambda: defaultdict(set))
    for checkpoint, text in lines:
        with suppress(UnreadableNote):
            note = read_checkpoint(text)[1]
            found[checkpoint.community][note.text].update(note.signatures)
    trust: dict[CommunityId, Trust] = {}
    for row in await queries.communities(connection):
        with suppress(Unproved, UnreadableNote):
            trust[row.community] = read_trust(await keys_document(connection, row.community) or "")
    return Kept(found, trust)


async def _witnessed(connection: AsyncConnection, kept: Kept) -> AsyncIterator[Unsound]:
    """What a record says that witnesses have seen (P-19), and what they wrote, is kept."""
    rows = select(ENTRY.c.community, ENTRY.c.canonical).where(ENTRY.c.kind == "witnesses_seen")
    for row in await connection.execute(rows.order_by(ENTRY.c.record_id, ENTRY.c.seq)):
        with suppress(ValidationError):  # it is named where it stands
            entry = Entry.model_validate_json(row.canonical)
            for missing, what in _unseen(entry, kept.signatures.get(row.community, {})):
                yield Unsound(missing, entry.entry_id, what)


def _unseen(entry: Entry, kept: Mapping[str, Collection[Signature]]) -> Iterator[tuple[str, str]]:
    assert isinstance(entry.body, WitnessesSeen)
    seen = f"\n{entry.body.size}\n{encoded(bytes.fromhex(entry.body.root))}\n"
    under = [signatures for text, signatures in kept.items() if text.endswith(seen)]
    if not under:
        yield (
            "log_checkpoint",
            f"that of {entry.body.size} leaves is not kept, though that entry says who has seen it",
        )
        return
    lines = {(signature.name, signature.key_id.hex()) for signatures in under for signature in signatures}
    for witness in entry.body.witnesses:
        if (witness.name, witness.key_id) not in lines:
            what = (
                f"the line of {witness.name} ({witness.key_id}) is not kept, though that entry says that it was seen"
            )
            yield "log_cosignature", what

"""The sender's view of the register: each call one committed transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Any

import structlog
from sqlalchemy import func

from activities.minuting import corrected_minutes
from activities.post.address import Attachment, Contact, Kept, Language
from activities.post.outbox import Claimed
from activities.post.words_of_disputes import DISPUTE_WORDS
from audit.log.found import RECEIPT_ENDING
from audit.log.leaves import grow
from audit.log.merkle import Tree
from audit.log.note import Unproved, UnreadableNote, opened, read_note
from audit.log.receipt import make_receipt
from audit.log.trust import read_trust
from models.base import CommunityId, Digest, RecordId, SeatId
from models.messages import Message, MessageKind, Recipient, ToNemnda, ToParty
from models.procedure import Procedure
from models.roster import Roster
from register import post
from register.database import Register
from register.disputes import prove_sending
from register.documents import Withheld, withheld_by
from register.log import community_of, leaves_of, newest_of, receipt_parts
from register.queries import person_names

log = structlog.get_logger()


class RegisterOutbox:
    """The outbox kept in the register."""

    def __init__(self, register: Register, *, lease: timedelta, nemnda: str | None = None) -> None:
        """`lease`: how long a claim is left alone before its sender counts as gone; longer than one sending takes.

        `nemnda`: its address; without one, what goes there is given up, and the secretariat sees why.
        """
        self._register = register
        self._lease = lease
        self._nemnda = nemnda
        self._trees: dict[CommunityId, Tree] = {}
        self._corrected: dict[tuple[RecordId, int], tuple[Digest, ...]] = {}

    async def claim_next(self) -> Claimed | None:
        """Claim the oldest message that is due, or None."""
        async with self._register.transaction() as connection:
            row = await post.claim_next(connection, self._lease)
        if row is None:
            return None
        return Claimed(row.message, row.attempts, row.legal_now, row.raw, row.in_doubt_for, row.failing_for)

    async def store_raw(self, message: Message, raw: bytes) -> None:
        """Keep the rendered bytes, under the keys of those they name, so that sending again sends the same."""
        async with self._register.at_once() as connection:
            await post.store_raw(connection, message, raw)

    async def mark_sent(self, message_id: str) -> None:
        """The relay has taken it."""
        async with self._register.transaction() as connection:
            await post.came_to_rest(connection, message_id, "sent")
            await prove_sending(connection, message_id)

    async def mark_failed(
        self, message_id: str, error: str, *, retry_after: timedelta, in_doubt: bool, of_itself: bool
    ) -> None:
        """Not now: due again after a while; in doubt it stays claimed; what fails of itself is given up in time."""
        now = func.clock_timestamp()
        values: dict[str, object] = {"state": "claimed" if in_doubt else "waiting", "error": error}
        if not in_doubt:
            values["claimed_at"] = None
        if of_itself:
            values["failing_since"] = func.coalesce(post.DELIVERY.c.failing_since, now)
        async with self._register.at_once() as connection:
            await post.set_delivery(connection, message_id, **values, next_try=now + retry_after)

    async def mark_given_up(self, message_id: str, error: str) -> None:
        """Undeliverable; the secretariat sees it."""
        await self._rest(message_id, "given_up", error)

    async def mark_unknown(self, message_id: str, error: str) -> None:
        """Perhaps delivered; the secretariat sees it and decides."""
        await self._rest(message_id, "unknown", error)

    async def _rest(self, message_id: str, state: str, error: str) -> None:
        async with self._register.at_once() as connection:
            await post.came_to_rest(connection, message_id, state, error)

    async def contact(self, to: Recipient, record: RecordId) -> Contact:
        """Name, address and language of a recipient in the record's community."""
        if isinstance(to, ToNemnda):
            return await self._contact_of_nemnda(record)
        async with self._register.reading() as connection:
            community, _, _ = await post.rules_of(connection, record)
            card = await post.card_of(connection, community, to)
        return Contact.model_validate({"name": card.name, "email": card.email, "language": card.language})

    async def _contact_of_nemnda(self, record: RecordId) -> Contact:
        if self._nemnda is None:
            raise LookupError("no address of the nemnda is set: SAKSGANG_MAIL__NEMNDA_ADDRESS")
        procedure, _ = await self.community(record)
        language: Language = "nn" if procedure.language == "nn" else "nb"
        return Contact(name=DISPUTE_WORDS[language].nemnda, email=self._nemnda, language=language)

    async def community(self, record: RecordId) -> tuple[Procedure, Roster]:
        """The procedure the record runs under and the roster in force."""
        async with self._register.reading() as connection:
            _, procedure, roster = await post.rules_of(connection, record)
        return procedure, roster

    async def attachments(self, message: Message) -> Sequence[Attachment]:
        """The papers and documents the message names, in its order; of what is withheld, only the ground (P-34)."""
        if message.kind is MessageKind.RECEIPT:
            return await self._proof(message)
        named = (*message.facts.papers, *message.facts.documents)
        if message.kind is MessageKind.MINUTES_CORRECTED:
            named = await self._corrected_minutes(message.record, message.seq)
        if not named:
            return []
        async with self._register.reading() as connection:
            community, _, _ = await post.rules_of(connection, message.record)
            rows = await post.documents_by(connection, community, named)
            withheld = await withheld_by(connection, community, message.facts.papers)
        return [_attachment(row, withheld.get(row.digest, ())) for row in rows]

    async def _proof(self, message: Message) -> Sequence[Attachment]:
        """The receipt that proves itself (C2SP tlog-proof), where a checkpoint has the entry in it."""
        async with self._register.reading() as connection:
            community = str(await community_of(connection, message.record))
            parts = await receipt_parts(connection, community, message.record, message.seq, message.seq)
            if parts is None:
                return []
            # PERFORMANCE: the leaves are read once; what is read later is what came since.
            tree = self._trees.setdefault(community, Tree())
            await grow(tree, leaves_of(connection, community, tree.size))
        try:
            proof = make_receipt(tree, parts.leaf.position, parts.signed.text, parts.entries)
        except Unproved as error:
            self._trees.pop(community)
            log.error("log_differs_from_checkpoint", community=community, why=str(error))  # noqa: TRY400
            return []
        name = f"{message.record}-{message.seq}{RECEIPT_ENDING}"
        return [Attachment(title=name, media_type="application/octet-stream", content=proof.encode())]

    async def _corrected_minutes(self, meeting: RecordId, seq: int) -> tuple[Digest, ...]:
        """Written once for all who get them; after a restart once more, to the same bytes."""
        if (meeting, seq) not in self._corrected:
            async with self._register.transaction() as connection:
                self._corrected = {(meeting, seq): await corrected_minutes(connection, meeting, seq)}
        return self._corrected[meeting, seq]

    async def kept(self, record: RecordId) -> Kept | None:
        """The newest checkpoint of the log that the record is in, with its key; None where none has been signed."""
        async with self._register.reading() as connection:
            newest = await newest_of(connection, record)
        if newest is None or newest.note is None or newest.keys is None:
            return None
        try:
            signer = _signer(newest.note, newest.keys)
        except (UnreadableNote, Unproved) as error:
            log.error("checkpoint_not_the_logs", community=newest.community, why=str(error))  # noqa: TRY400
            return None
        return Kept(newest.note, signer)

    async def holders(self, message: Message) -> Mapping[SeatId, str]:
        """Who sits in the seats that speak for the party a notice goes to (P-07); none for other messages."""
        if message.kind is not MessageKind.NOTICE or not isinstance(message.to, ToParty):
            return {}
        async with self._register.reading() as connection:
            community, procedure, roster = await post.rules_of(connection, message.record)
            names = await person_names(connection, community)
        members = post.members_told_of(message, procedure, roster)
        return {seat: names[person] for seat, person in members.items() if person in names}


@lru_cache(maxsize=8)
def _signer(note: str, document: str) -> str:
    """Whose signature a checkpoint bears, by the log's own keys; verified once for all mails that carry it."""
    signer, *_ = opened(read_note(note), [known.key for known in read_trust(document).keys])
    return str(signer)


def _attachment(row: Any, withheld: tuple[Withheld, ...]) -> Attachment:
    if withheld:
        grounds = "; ".join(dict.fromkeys(one.ground for one in withheld))
        return Attachment(title=grounds, media_type=row.media_type, content=b"", withheld=grounds)
    return Attachment(title=row.name, media_type=row.media_type, content=row.content)

"""The one sender: claim, render, store, send. It is the only loop that hands messages to the relay.

SMTP has no way to send once and be sure of it (RFC 1047). So a claim is committed before anything leaves; a claim
found without a result is not sent again before the relay has said that it never took the message; and where the
relay cannot say, a person decides. Whoever starts a sender sees to it that there is only one.
"""

from __future__ import annotations

import asyncio
import contextlib
from datetime import timedelta
from email import policy
from email.headerregistry import AddressHeader
from email.parser import BytesHeaderParser
from typing import Final

import structlog

from activities.post.address import House
from activities.post.outbox import Claimed, Outbox
from activities.post.relay import Accepted, Deferred, Refused, Relay, Taken
from activities.post.render import message_id_header, render

log = structlog.get_logger()

LONGEST_BACK_OFF: Final = timedelta(minutes=15)
LONGEST_PAUSE: Final = timedelta(seconds=30)
PATIENCE: Final = timedelta(hours=48)


def back_off(attempts: int) -> timedelta:
    """1, 2, 4 ... seconds after the first, second, third attempt; never more than a quarter of an hour."""
    return min(timedelta(seconds=2 ** min(attempts - 1, 20)), LONGEST_BACK_OFF)


class Sender:
    """Hands over what the outbox holds, oldest first, one at a time over one session."""

    def __init__(
        self,
        outbox: Outbox,
        relay: Relay,
        house: House,
        *,
        asks: bool,
        settle: timedelta,
        idle: timedelta = timedelta(seconds=1),
        patience: timedelta = PATIENCE,
    ) -> None:
        """A sender.

        Args:
            outbox: What is owed.
            relay: Where it is handed over.
            house: What the messages say of their sender.
            asks: Whether the relay is ours and answers for Message-IDs; if not, what is in doubt is left to people.
            settle: How long to wait after a lost claim before asking, so that a message still on its way is taken.
            idle: How long to wait when nothing is due, unless poked.
            patience: How long a message may fail, in machine time, before it is given up; a relay that is away
                wears out nobody's.
        """
        self._outbox = outbox
        self._relay = relay
        self._house = house
        self._asks = asks
        self._settle = settle
        self._idle = idle
        self._patience = patience
        self._poked = asyncio.Event()
        self._stopped = asyncio.Event()
        self._failures = 0  # in a row, of the relay or the register

    def poke(self) -> None:
        """There is something to send."""
        self._poked.set()

    def stop(self) -> None:
        """Finish the message at hand and end."""
        self._stopped.set()
        self._poked.set()

    async def run(self) -> None:
        """Send until stopped. Neither a message nor an outage ends it."""
        try:
            while not self._stopped.is_set():
                try:
                    found = await self.step()
                except Exception as error:
                    self._failures += 1
                    log.exception("mail_loop_failed", error=type(error).__name__, failures=self._failures)
                    await self._rest(self._pause())
                    continue
                if not found:
                    await self._relay.close()
                    await self._rest(self._idle)
        finally:
            await self._relay.close()

    async def step(self) -> bool:
        """Deal with one message; False when none is due."""
        claimed = await self._outbox.claim_next()
        if claimed is None:
            return False
        try:
            await self._deal_with(claimed)
        except Exception as error:  # noqa: BLE001  whatever it was, it is told with its trace, and no other waits
            await self._later(claimed, f"{type(error).__name__}: {error}", None, in_doubt=True, trace=True)
        return True

    async def _deal_with(self, claimed: Claimed) -> None:
        # Nothing leaves before its bytes are stored: a lost claim without bytes was never sent.
        if claimed.in_doubt_for is not None and claimed.raw is not None and not await self._may_send(claimed):
            return
        raw = claimed.raw or await self._rendered(claimed)
        if raw is not None:
            await self._settled(claimed, await self._relay.hand_over(_recipient(raw), raw))

    async def _may_send(self, claimed: Claimed) -> bool:
        """Whether a message whose earlier sending ended without a result may be sent again."""
        message_id = claimed.message.message_id
        assert claimed.in_doubt_for is not None
        remaining = self._settle - claimed.in_doubt_for
        if remaining > timedelta(0) and await self._stopped_within(remaining):
            return False
        header = message_id_header(message_id, self._house)
        taken = await self._relay.has_taken(header) if self._asks else Taken.CANNOT_SAY
        match taken:
            case Taken.YES:
                await self._outbox.mark_sent(message_id)
                log.info("mail_reconciled", **_facts(claimed), taken=True)
                return False
            case Taken.NO:
                log.info("mail_reconciled", **_facts(claimed), taken=False)
                return True
            case Taken.ASK_LATER:
                await self._later(claimed, "the relay could not be asked", None, in_doubt=True, away=True)
                return False
            case Taken.CANNOT_SAY:
                why = "it may have been delivered, and the relay cannot say; send it again only if it has not arrived"
                await self._outbox.mark_unknown(message_id, why)
                log.warning("mail_unknown", **_facts(claimed))
                return False

    async def _rendered(self, claimed: Claimed) -> bytes | None:
        """The message as bytes, stored; None where it can never be written, and that is told."""
        message = claimed.message
        try:
            recipient = await self._outbox.contact(message.to, message.record)
            procedure, roster = await self._outbox.community(message.record)
        except (LookupError, ValueError) as error:
            await self._give_up(claimed, f"{type(error).__name__}: {error}", None)
            return None
        attachments = await self._outbox.attachments(message)
        holders = await self._outbox.holders(message)
        kept = await self._outbox.kept(message.record)
        try:
            raw = render(
                message,
                procedure=procedure,
                roster=roster,
                recipient=recipient,
                house=self._house,
                sent_at=claimed.legal_now,
                attachments=attachments,
                holders=holders,
                kept=kept,
            )
        except Exception as error:  # noqa: BLE001  rendering is pure: what fails now fails always, for this message only
            await self._give_up(claimed, f"cannot be rendered: {type(error).__name__}: {error}", None)
            return None
        await self._outbox.store_raw(message, raw)
        return raw

    async def _settled(self, claimed: Claimed, outcome: Accepted | Deferred | Refused) -> None:
        match outcome:
            case Accepted():
                await self._outbox.mark_sent(claimed.message.message_id)
                self._failures = 0
                log.info("mail_sent", **_facts(claimed))
            case Refused(error=error, code=code):
                self._failures = 0
                await self._give_up(claimed, error, code)
            case Deferred() as deferred:
                await self._later(
                    claimed,
                    deferred.error,
                    deferred.code,
                    in_doubt=deferred.in_doubt,
                    away=deferred.unreachable,
                )

    async def _later(
        self,
        claimed: Claimed,
        error: str,
        code: int | None,
        *,
        in_doubt: bool,
        away: bool = False,
        trace: bool = False,
    ) -> None:
        """Try again later. A relay that is away holds up everything alike, so all wait and no one is put behind."""
        if not away and claimed.failing_for is not None and claimed.failing_for >= self._patience:
            await self._stop_trying(claimed, error, code, in_doubt=in_doubt)
            return
        if away:
            self._failures += 1
        wait = self._pause() if away else back_off(claimed.attempts)
        if in_doubt:
            wait = max(wait, self._settle)
        await self._outbox.mark_failed(
            claimed.message.message_id, error, retry_after=wait, in_doubt=in_doubt, of_itself=not away
        )
        facts = _facts(claimed) | {"code": code, "seconds": wait.total_seconds(), "in_doubt": in_doubt}
        log.warning("mail_delayed", **facts, exc_info=trace)
        if away:
            await self._rest(wait)

    async def _stop_trying(self, claimed: Claimed, error: str, code: int | None, *, in_doubt: bool) -> None:
        """Patience has run out: people take over, knowing the last error."""
        tried = f"{error} (tried {claimed.attempts} times)"
        if not in_doubt:
            await self._give_up(claimed, tried, code)
            return
        await self._outbox.mark_unknown(claimed.message.message_id, f"it may have been delivered: {tried}")
        log.warning("mail_unknown", **_facts(claimed))

    async def _give_up(self, claimed: Claimed, error: str, code: int | None) -> None:
        await self._outbox.mark_given_up(claimed.message.message_id, error)
        # The text may name the recipient; it stands in the row, for the secretariat, and not in the log.
        reason = None if code else error.split(":", maxsplit=1)[0]
        log.error("mail_undeliverable", **_facts(claimed), code=code, reason=reason)

    async def _stopped_within(self, wait: timedelta) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait.total_seconds()):
                await self._stopped.wait()
        return self._stopped.is_set()

    def _pause(self) -> timedelta:
        return min(timedelta(seconds=2 ** min(self._failures - 1, 20)), LONGEST_PAUSE)

    async def _rest(self, wait: timedelta) -> None:
        """Wait, but not when stopped, nor when poked."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait.total_seconds()):
                await self._poked.wait()
        if not self._stopped.is_set():
            self._poked.clear()


def _recipient(raw: bytes) -> str:
    """The address in the message itself: what was rendered is what is sent, and to whom."""
    # The headers alone: parsing the enclosed papers takes as long as writing the whole message.
    to = BytesHeaderParser(policy=policy.SMTP).parsebytes(raw)["To"]
    assert isinstance(to, AddressHeader) and len(to.addresses) == 1, "a message has one recipient"
    return to.addresses[0].addr_spec


def _facts(claimed: Claimed) -> dict[str, object]:
    message = claimed.message
    return {
        "message_id": message.message_id,
        "kind": message.kind.value,
        "record": message.record,
        "attempts": claimed.attempts,
    }

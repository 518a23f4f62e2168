"""One SMTP session with the relay, kept open for many messages, and what the relay's answers mean."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from aiosmtplib import SMTP, SMTPException, SMTPResponseException

_OURS: Final = "saksgang"  # in the greeting of `local/relay.py`


@dataclass(frozen=True)
class Accepted:
    """The relay has taken the message."""


@dataclass(frozen=True)
class Deferred:
    """Not taken now, or not known to be."""

    error: str
    code: int | None = None
    unreachable: bool = False  # no session at all: it says nothing of this message
    in_doubt: bool = False  # the message had begun to leave, and no answer came


@dataclass(frozen=True)
class Refused:
    """The relay will never take this message for this recipient (5xx)."""

    error: str
    code: int


class Taken(Enum):
    """What the relay says when asked whether it has taken a message before."""

    YES = "yes"
    NO = "no"
    CANNOT_SAY = "cannot say"
    ASK_LATER = "ask later"


class Relay:
    """The relay we hand messages to. One sender uses it, one message at a time."""

    def __init__(self, host: str, port: int, *, from_address: str, timeout_seconds: float) -> None:
        self._host = host
        self._port = port
        self._from = from_address
        self._timeout = timeout_seconds
        self._smtp: SMTP | None = None
        self._answers = False

    async def hand_over(self, recipient: str, raw: bytes) -> Accepted | Deferred | Refused:
        """Offer one message for one recipient; a session that has died since the last message is replaced once."""
        reused = self._smtp is not None
        outcome = await self._offer(recipient, raw)
        dropped = isinstance(outcome, Deferred) and self._smtp is None
        if dropped and reused and isinstance(outcome, Deferred) and not outcome.in_doubt:
            return await self._offer(recipient, raw)
        return outcome

    async def has_taken(self, message_id_header: str) -> Taken:
        """Ask by `VRFY <id@domain>`; only a relay of ours can answer for a Message-ID.

        250 means taken, 550 not taken. Whatever else a relay says, it does not know; and where another relay says 550
        it means a mailbox, so only one that greets as ours is believed.
        """
        try:
            smtp = await self._session()
            if not self._answers:
                return Taken.CANNOT_SAY
            answer = await smtp.execute_command(b"VRFY", message_id_header.encode("ascii"))
        except (SMTPException, OSError):
            self._drop()
            return Taken.ASK_LATER
        if answer.code == 250:
            return Taken.YES
        if answer.code == 550:
            return Taken.NO
        return Taken.ASK_LATER if 400 <= answer.code < 500 else Taken.CANNOT_SAY

    async def close(self) -> None:
        """End the session, if there is one."""
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        try:
            await smtp.quit()
        except (SMTPException, OSError):
            smtp.close()

    async def _offer(self, recipient: str, raw: bytes) -> Accepted | Deferred | Refused:
        try:
            smtp = await self._session()
        except (SMTPException, OSError) as error:
            self._drop()
            return Deferred(_said(error), unreachable=True)
        leaving = False
        try:
            await smtp.mail(self._from)
            await smtp.rcpt(recipient)
            leaving = True
            await smtp.data(raw)
        except SMTPResponseException as error:
            await self._start_over(smtp)
            if error.code >= 500:
                return Refused(_said(error), error.code)
            return Deferred(_said(error), error.code)
        except (SMTPException, OSError) as error:
            self._drop()
            return Deferred(_said(error), in_doubt=leaving)
        return Accepted()

    async def _session(self) -> SMTP:
        if self._smtp is not None and not self._smtp.is_connected:
            self._drop()
        if self._smtp is None:
            smtp = SMTP(
                hostname=self._host,
                port=self._port,
                timeout=self._timeout,
                local_hostname="localhost",  # else the library asks the name service who we are
                use_tls=False,
                start_tls=None,  # where the relay offers it
            )
            greeting = await smtp.connect()
            self._answers = _OURS in greeting.message
            self._smtp = smtp
        return self._smtp

    async def _start_over(self, smtp: SMTP) -> None:
        """After a no, the session is ready for the next message, or gone."""
        try:
            await smtp.rset()
        except (SMTPException, OSError):
            self._drop()

    def _drop(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()


def _said(error: Exception) -> str:
    if isinstance(error, SMTPResponseException):
        return f"{error.code} {error.message}"
    return f"{type(error).__name__}: {error}"

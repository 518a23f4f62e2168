"""Our own mail relay: a real SMTP server that keeps what it receives and can tell what it has taken.

    python -m local.relay --port 2525 --mailbox DIR

Each message becomes `DIR/<Message-ID>.eml` before it is answered, whole and on disk; another message of the
same id is answered alike and not kept. `DIR/relay.log` has a line for each message taken, in JSON. A sender
that lost the answer asks with `VRFY <Message-ID>`: 250 taken, 550 not taken. So a message is sent again only
when it is known to be missing.

`DIR/control.json`, read again for each message, makes the relay behave badly for tests (see `Control`).
Delivering further is not done here; a real relay takes this one's place in production.
"""

import argparse
import asyncio
import fnmatch
import hashlib
import json
import os
import re
import signal
import sys
from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from email.policy import compat32
from pathlib import Path
from typing import Any, Final, Literal

import structlog
import uvloop
from aiosmtpd.smtp import SMTP
from pydantic import BaseModel, ConfigDict, Field, ValidationError

import logs
from local.process import LOOPBACK, Child, Server, free_ports, port_open
from settings import SettingsError, settings

log = structlog.get_logger(__name__)

SIZE_LIMIT = 25 * 1024 * 1024
MAILBOX = "mailbox"  # in the state folder
MESSAGE_ID: Final = re.compile(r"<?([0-9a-f]{32})@[A-Za-z0-9.-]{1,253}>?")
TAKEN_LOG = "relay.log"
CONTROL_FILE = "control.json"


class Refusal(BaseModel):
    """A recipient the relay refuses."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    recipient: str  # an address, or a pattern such as *@example.org
    code: int = Field(default=550, ge=400, le=599)  # 4xx: later perhaps; 5xx: never
    text: str = Field(default="refused by the test", pattern=r"^[ -~]{1,200}$")


class Control(BaseModel):
    """How the relay misbehaves for a test; as it stands, not at all."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    refuse: tuple[Refusal, ...] = ()
    stall_seconds: float = Field(default=0.0, ge=0)  # between keeping a message and answering
    # answer: as it should. hang_up: keep the message and close without an answer. lose: close, keep nothing
    after_data: Literal["answer", "hang_up", "lose"] = "answer"

    def write(self, mailbox: Path) -> None:
        """Put it in force for all that comes from now on."""
        part = mailbox / f".{CONTROL_FILE}.{os.getpid()}"
        part.write_text(self.model_dump_json())
        part.replace(mailbox / CONTROL_FILE)


class Mailbox:
    """The folder of messages taken."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def control(self) -> Control:
        """What a test has asked for.

        Raises:
            ValidationError: The file cannot be understood.
        """
        try:
            return Control.model_validate_json((self.folder / CONTROL_FILE).read_bytes())
        except FileNotFoundError:
            return Control()

    def has(self, message_id: str) -> bool:
        """Whether a message of this id was taken; an id that is not of our making never was."""
        match = MESSAGE_ID.fullmatch(message_id)
        return match is not None and (self.folder / f"{match[1]}.eml").exists()

    def take(self, content: bytes, recipients: int) -> None:
        """Keep a message, whole and on disk, and write the line that says so."""
        message_id = header_message_id(content)
        name = file_name(message_id, content)
        duplicate = not self._keep(name, content)
        line = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "message_id": message_id,
            "file": name,
            "recipients": recipients,
            "size": len(content),
            "duplicate": duplicate,
        }
        append_line(self.folder / TAKEN_LOG, json.dumps(line))
        log.info("message_taken", file=name, size=len(content), duplicate=duplicate)

    def _keep(self, name: str, content: bytes) -> bool:
        """Whether it was kept; False when there is one of that name, which stays as it is."""
        part = self.folder / f".{name}.{os.getpid()}.{os.urandom(4).hex()}"
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as output:
                output.write(content)
                output.flush()
                os.fsync(output.fileno())
            os.link(part, self.folder / name)  # unlike a rename it never takes another's place
        except FileExistsError:
            return False
        finally:
            part.unlink()
        sync_folder(self.folder)
        return True


class Handler:
    """What aiosmtpd asks at each step of an SMTP conversation."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox

    async def handle_VRFY(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, _envelope: Any, address: str
    ) -> str:
        """Say whether a message of this id was taken."""
        return "250 Taken" if self.mailbox.has(address) else "550 Not taken"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        """Accept a recipient, unless a test wants it refused."""
        try:
            control = self.mailbox.control()
        except ValidationError as error:
            log.error("control_file_unreadable", error=str(error))  # noqa: TRY400 - told, not raised
            return f"451 {CONTROL_FILE} cannot be understood"
        for refusal in control.refuse:
            if fnmatch.fnmatchcase(address.lower(), refusal.recipient.lower()):
                return f"{refusal.code} {refusal.text}"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep the message, then answer."""
        control = self.mailbox.control()
        if control.after_data != "lose":
            await asyncio.to_thread(self.mailbox.take, envelope.content, len(envelope.rcpt_tos))
        await asyncio.sleep(control.stall_seconds)
        if control.after_data != "answer":
            server.transport.abort()
        return "250 Taken"


class Relay(Server):
    """The relay as a child process of ours."""

    def __init__(self, mailbox: Path, *, log_file: Path, port: int | None = None) -> None:
        """Describe a relay; nothing is started or written yet.

        Args:
            mailbox: The folder of messages.
            log_file: Where it writes what it does.
            port: Any free one when None, chosen at every start.
        """
        self.mailbox = mailbox.resolve()
        self.log_file = log_file
        self.host = LOOPBACK
        self.port = port or 0
        self._asked_port = port

    def spawn(self) -> None:
        """Start the relay and return at once."""
        self.port = self._asked_port or free_ports(1)[0]
        options = ["--host", self.host, "--port", str(self.port), "--mailbox", str(self.mailbox)]
        self._child = Child.start(
            "Mail relay",
            [sys.executable, "-m", "local.relay", *options],
            log_file=self.log_file,
            cwd=Path(__file__).resolve().parent.parent,
        )

    def answers(self) -> bool:
        """Whether it listens."""
        return port_open(self.port)

    def stop(self) -> None:
        """Stop the relay. Does nothing when it does not run."""
        if self._child is not None:
            self._child.stop()
            self._child = None


def header_message_id(content: bytes) -> str:
    """The Message-ID as the message has it, or the empty text."""
    parsed = BytesHeaderParser(policy=compat32).parsebytes(content[: 64 * 1024])
    return str(parsed.get("Message-ID", "")).strip()[:998]


def file_name(message_id: str, content: bytes) -> str:
    """The file of a message: its own id when that is one of ours, else a digest, so that no path can come."""
    match = MESSAGE_ID.fullmatch(message_id)
    if match is not None:
        return f"{match[1]}.eml"
    return f"other-{hashlib.sha256(message_id.encode('utf-8', 'replace') or content).hexdigest()[:32]}.eml"


def append_line(file: Path, line: str) -> None:
    """Add a line in one write and see it on disk."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, f"{line}\n".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """See the names in a folder on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


async def serve(mailbox: Path, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT."""
    loop = asyncio.get_running_loop()
    handler = Handler(Mailbox(mailbox))

    def conversation() -> Any:
        return SMTP(
            handler, data_size_limit=SIZE_LIMIT, hostname="localhost", ident="saksgang relay",
            enable_SMTPUTF8=True, loop=loop,
        )  # fmt: skip

    server = await loop.create_server(conversation, host, port)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    log.info("relay_listening", host=host, port=port, mailbox=str(mailbox))
    await stop.wait()
    server.close()
    log.info("relay_stopped")


def main(arguments: list[str] | None = None) -> None:
    """Run the relay from the command line; what is not said there comes from the settings."""
    parser = argparse.ArgumentParser(prog="python -m local.relay", description="A mail relay that keeps all.")
    parser.add_argument("--port", type=int, help="port to listen on (default: SAKSGANG_MAIL__PORT)")
    parser.add_argument("--host", help="address to listen on (default: SAKSGANG_MAIL__HOST)")
    parser.add_argument("--mailbox", type=Path, help="folder of the messages (default: in the state folder)")
    given = parser.parse_args(arguments)
    try:
        known = settings()
    except SettingsError as error:
        raise SystemExit(str(error)) from None
    port = given.port or known.mail.port
    if port is None:
        parser.error("--port or SAKSGANG_MAIL__PORT is needed")
    host = given.host or known.mail.host
    logs.configure(known.log)
    try:
        uvloop.run(serve(given.mailbox or known.state_folder / MAILBOX, host, port))
    except OSError as error:
        raise SystemExit(f"the relay cannot run on {host}:{port}: {error}") from error


if __name__ == "__main__":
    main()

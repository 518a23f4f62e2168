"""`saksgang witness`: cosign checkpoints of logs, over HTTP (C2SP tlog-witness). Needs no register, no Temporal."""

from __future__ import annotations

import asyncio
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Annotated

import structlog
import typer

from audit.log.note import KeyUse, PrivateKey, UnreadableNote, check_name, read_private_key
from audit.log.trust import Trust
from audit.log.witness import MOST_BYTES, Witness, read_seen, seen_written
from cli.audit_results import Unreadable, trust_given
from cli.door import Door, Status, command, failed
from cli.signing import alone_in, write_whole
from local.supervise import on_stop_signal
from logs import configure
from settings import settings

app = typer.Typer(no_args_is_help=True, help="Watch logs of others, and cosign what only grows.")
log = structlog.get_logger(__name__)

ADD = "/add-checkpoint"
SOCKET_SECONDS = 10.0
_LENGTH = re.compile(r"[0-9]{1,9}")


@command(app, "witness", in_community=False)
async def witness(
    door: Door,
    logs: Annotated[
        list[str], typer.Option("--log", metavar="KEY", help="The key, or the file of keys, of a log to watch.")
    ],
    folder: Annotated[
        Path, typer.Option("--folder", metavar="DIR", help="Where its key and what it has seen are kept.")
    ] = Path("witness"),
    name: Annotated[
        str | None,
        typer.Option("--name", metavar="NAME", help="Its name, the first time: kommune.example/vitne."),
    ] = None,
    host: Annotated[str, typer.Option(help="The address it listens on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port; 0 for any that is free.")] = 8620,
) -> None:
    """Cosign the checkpoints of logs you name, each only where it extends the last you cosigned.

    Runs until it is stopped. The first time it makes a key, and prints what the log's operator is to be given.

    Example: ./saksgang witness --log log.keys.json --name kommune.example/vitne
    """
    try:
        trusted = [trust_given(one) for one in logs]
        keeper = Keeper(folder, name, {trust.origin: trust for trust in trusted})
    except (Unreadable, UnreadableNote) as error:
        title = "The witness does not begin"
        remedy = "name each log's key with --log, and the first time the witness with --name"
        raise failed(Status.USAGE, "unreadable", title, str(error), remedy=remedy) from None
    configure(settings().log)
    try:
        with alone_in(folder, "witness"):
            await _serve(door, keeper, host, port)
    except BlockingIOError:
        where = f"a witness of {folder} runs already"
        raise failed(Status.CONFLICT, "witness_runs", "It runs already", where) from None


class Keeper:
    """A witness with its files: what it has seen is kept before anybody gets its line."""

    def __init__(self, folder: Path, name: str | None, logs: dict[str, Trust]) -> None:
        """The key is made where there is none.

        Raises:
            UnreadableNote: a file cannot be read, or there is none and no name for a new key.
        """
        self._seen_file = folder / "seen.json"
        self._lock = threading.Lock()
        key = _key(folder / "witness.key", name)
        seen = read_seen(self._seen_file.read_text(encoding="utf-8")) if self._seen_file.exists() else {}
        self._witness = Witness(key, logs, seen)
        self.public = key.public

    def add(self, text: str) -> tuple[int, str, str]:
        """Status, type and body of the answer to one request; one after the other."""
        with self._lock:
            answer = self._witness.answered(text, int(time.time()))
            if answer.status == 200:
                write_whole(self._seen_file, seen_written(answer.seen))
                self._witness = self._witness.after(answer)
        log.info("checkpoint_asked", status=answer.status)
        if answer.alarm:
            log.error("log_may_have_been_rewritten", why=answer.alarm, checkpoint=text.partition("\n\n")[2])
        return answer.status, answer.content_type, answer.body


def _key(file: Path, name: str | None) -> PrivateKey:
    if file.exists():
        return read_private_key(file.read_text(encoding="utf-8"))
    if name is None:
        raise UnreadableNote(f"there is no key in {file}, and no name for a new one")
    key = PrivateKey.new(check_name(name), KeyUse.WITNESS)
    write_whole(file, key.written() + "\n")
    return key


async def _serve(door: Door, keeper: Keeper, host: str, port: int) -> None:
    server = ThreadingHTTPServer((host, port), handler_of(keeper))
    server.daemon_threads = True
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    where = f"http://{host}:{server.server_address[1]}"
    door.out.line(f"witness {keeper.public.name} {keeper.public} {where}", style="bold")
    door.out.document({"witness": keeper.public.name, "key": str(keeper.public), "url": where})
    stop = asyncio.Event()
    with on_stop_signal(stop.set):
        await stop.wait()
    server.shutdown()
    server.server_close()


def handler_of(keeper: Keeper) -> type[BaseHTTPRequestHandler]:
    """What answers requests."""

    class Handler(BaseHTTPRequestHandler):
        """One request of a log."""

        timeout = SOCKET_SECONDS
        server_version = "saksgang-witness"
        sys_version = ""

        def do_POST(self) -> None:
            """Cosign, or say why not."""
            length = self.headers.get("Content-Length", "")
            if self.path != ADD:
                self._say(404, "text/plain", f"ask at {ADD}\n")
            elif not _LENGTH.fullmatch(length) or int(length) > MOST_BYTES:
                self._say(413, "text/plain", f"a request has at most {MOST_BYTES} bytes\n")
            else:
                try:
                    text = self.rfile.read(int(length)).decode("utf-8")
                except UnicodeDecodeError:
                    self._say(400, "text/plain", "a request is UTF-8\n")
                    return
                self._say(*keeper.add(text))

        def _say(self, status: int, content_type: str, body: str) -> None:
            content = body.encode()
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Told of by `Keeper.add`, without addresses."""

    return Handler

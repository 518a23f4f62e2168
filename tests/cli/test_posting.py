"""Whoever is asked over HTTP may answer anything, or nothing: the signer goes on, and never waits for long."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from cli import posting
from cli.posting import Away, in_time, post

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"


@contextmanager
def answering(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that does what it is told with each caller."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                caller, _ = listening.accept()
            except OSError:
                return
            with caller:
                caller.recv(65_536)
                with suppress(OSError):
                    answer(caller)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def asked(url: str, seconds: float = 5.0) -> posting.Said:
    return post(url, b"?", "text/plain", most=100, seconds=seconds)


def test_an_answer_is_given_with_its_status_and_kind() -> None:
    with answering(lambda caller: caller.sendall(HEAD + b"Content-Length: 2\r\n\r\nja")) as url:
        said = asked(url)

    assert (said.status, said.kind, said.body) == (200, "text/plain", b"ja")


def test_a_refusal_is_an_answer() -> None:
    with answering(lambda caller: caller.sendall(b"HTTP/1.1 409 Conflict\r\nContent-Length: 1\r\n\r\n7")) as url:
        said = asked(url)

    assert (said.status, said.body) == (409, b"7")


@pytest.mark.parametrize(
    "rubbish",
    [
        b"rubbish\r\n\r\n",
        b"",
        HEAD + b"Content-Length: 50\r\n\r\nhalf",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200 + b"\r\n",
    ],
)
def test_what_is_no_answer_is_nobody(rubbish: bytes) -> None:
    with answering(lambda caller: caller.sendall(rubbish)) as url, pytest.raises(Away):
        asked(url)


def test_nobody_is_nobody() -> None:
    with answering(socket.socket.close) as url:
        pass
    with pytest.raises(Away):
        asked(url)


def test_a_byte_at_a_time_is_nobody_before_long() -> None:
    def drip(caller: socket.socket) -> None:
        caller.sendall(HEAD + b"Content-Length: 90\r\n\r\n")
        for _ in range(90):
            caller.sendall(b"x")
            time.sleep(0.05)

    with answering(drip) as url, pytest.raises(Away, match="slowly"):
        asked(url, seconds=0.2)


async def test_a_head_that_never_ends_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "LONGEST", 0.2)
    stop = threading.Event()

    def drip(caller: socket.socket) -> None:
        caller.sendall(b"HTTP/1.1 200 OK\r\nA: ")
        while not stop.wait(0.05):
            caller.sendall(b"x")

    try:
        with answering(drip) as url, pytest.raises(Away, match="longer than"):
            await in_time(lambda: asked(url))
    finally:
        stop.set()

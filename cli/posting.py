"""One question over HTTP to somebody outside, who may be away, speak something else, or say a byte a second."""

from __future__ import annotations

import asyncio
import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

SECONDS: Final = 5.0  # whoever is away costs no more
LONGEST: Final = 15.0  # nor whoever speaks slowly

Got = TypeVar("Got")


class Away(Exception):
    """Nobody answers, or not in time, or not in HTTP."""


@dataclass(frozen=True)
class Said:
    """An answer, whatever its status."""

    status: int
    kind: str  # Content-Type
    body: bytes  # not more than was asked for


def post(url: str, body: bytes, kind: str, *, most: int, seconds: float = SECONDS) -> Said:
    """What is answered to a POST, its first `most` bytes.

    Raises:
        Away: as said.
    """
    asking = urllib.request.Request(url, body, {"Content-Type": kind}, method="POST")  # noqa: S310
    until = time.monotonic() + 2 * seconds
    try:
        with urllib.request.urlopen(asking, timeout=seconds) as answer:  # noqa: S310  the operator named the address
            return Said(answer.status, answer.headers.get("Content-Type", ""), _read(answer, most, until))
    except urllib.error.HTTPError as error:  # an answer, too
        with error:
            return Said(error.code, error.headers.get("Content-Type", ""), error.read(most))
    except (OSError, http.client.HTTPException) as error:
        raise Away(f"{type(error).__name__}: {error}") from None


def _read(answer: http.client.HTTPResponse, most: int, until: float) -> bytes:
    content = b""
    while len(content) < most and (part := answer.read1(most - len(content))):
        content += part
        if time.monotonic() > until:
            raise TimeoutError("it answers too slowly")
    missing = answer.length or 0  # of what it said that it would say
    if missing > 0:
        raise http.client.IncompleteRead(content, missing)
    return content


async def in_time(does: Callable[[], Got]) -> Got:
    """What a question comes to that is asked in a thread; nobody waits longer than `LONGEST`.

    Raises:
        Away: it took longer.
    """
    try:
        async with asyncio.timeout(LONGEST):
            return await asyncio.to_thread(does)
    except TimeoutError:
        raise Away(f"it takes longer than {LONGEST:.0f} s") from None

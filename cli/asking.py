"""How the signer asks witnesses to cosign what it has signed (C2SP tlog-witness, the log's side)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog

from audit.log.checkpoint import Cosigned, cosignatures, read_checkpoint
from audit.log.merkle import Tree
from audit.log.note import Note, Signature, Unproved, UnreadableNote, decimal, read_signature
from audit.log.policy import AskedWitness
from audit.log.witness import SIZE_TYPE, Request
from cli.posting import Away, in_time, post

log = structlog.get_logger(__name__)

MOST_BYTES = 65_536


class WitnessAway(Exception):
    """The witness does not answer, or not as one does."""


async def ask_all(tree: Tree, note: str, witnesses: Sequence[AskedWitness]) -> tuple[tuple[Cosigned, str], ...]:
    """Who has cosigned a checkpoint of the tree, with their lines; who is away or refuses is logged."""
    asked = [witness for witness in witnesses if witness.url is not None]
    answers = await asyncio.gather(*(_asked(tree, note, witness) for witness in asked))
    return tuple(answer for answer in answers if answer is not None)


async def _asked(tree: Tree, note: str, witness: AskedWitness) -> tuple[Cosigned, str] | None:
    try:
        return await in_time(lambda: ask(tree, note, witness))
    except (Away, WitnessAway, UnreadableNote, Unproved) as error:
        log.warning("witness_gave_no_line", witness=witness.key.name, why=str(error))
        return None


def ask(tree: Tree, note: str, witness: AskedWitness) -> tuple[Cosigned, str]:
    """The witness's line under a checkpoint; told that it has seen another size, it is asked once more from there.

    Raises:
        WitnessAway: it gives none.
        Unproved, UnreadableNote: what it gives is none of its own.
    """
    checkpoint, read = read_checkpoint(note)
    status, kind, body = _post(witness, _request(tree, checkpoint.size, checkpoint.size, note))
    if status == 409 and kind == SIZE_TYPE:
        old = decimal(body.strip(), "the size it has seen")
        if old > checkpoint.size:
            raise WitnessAway(f"it has seen {old} leaves already")
        status, _, body = _post(witness, _request(tree, old, checkpoint.size, note))
    if status != 200:
        raise WitnessAway(f"it answers {status}: {body[:200].strip()}")
    return _own_line(read, body, witness)


def _request(tree: Tree, old: int, size: int, note: str) -> str:
    return str(Request(old, tree.consistency(old, size), note))


def _own_line(note: Note, body: str, witness: AskedWitness) -> tuple[Cosigned, str]:
    for line in body.split("\n"):
        if line:
            signature: Signature = read_signature(line)
            if signature.names(witness.key):
                return cosignatures(note.with_signatures([signature]), [witness.key])[0], str(signature)
    raise WitnessAway("its answer bears no line of its key")


def _post(witness: AskedWitness, body: str) -> tuple[int, str, str]:
    try:
        said = post(f"{witness.url}/add-checkpoint", body.encode(), "text/plain", most=MOST_BYTES)
    except Away as error:
        raise WitnessAway(str(error)) from None
    return said.status, said.kind, _text(said.body)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise WitnessAway("its answer is not UTF-8") from None

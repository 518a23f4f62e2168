"""A witness: somebody beside the operator who has seen each checkpoint extend the last (C2SP tlog-witness).

It trusts the log for nothing. It remembers the size and the root it cosigned last, and cosigns a larger tree only
with the proof that it begins with that one: two views of one log cannot both get its line.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from audit.log.checkpoint import Checkpoint, cosign, read_checkpoint
from audit.log.merkle import EMPTY_ROOT, HASH_BYTES, proves_consistency
from audit.log.note import PrivateKey, Unproved, UnreadableNote, decimal, decoded, encoded
from audit.log.trust import Trust

FORMAT = "saksgang-witness/1"
SIZE_TYPE = "text/x.tlog.size"
TEXT_TYPE = "text/plain; charset=utf-8"
LONGEST_PROOF = 63
MOST_BYTES = 131_072


@dataclass(frozen=True)
class Seen:
    """The largest tree of a log that the witness has cosigned."""

    size: int = 0
    root: bytes = EMPTY_ROOT


@dataclass(frozen=True)
class Answer:
    """What the witness answers, as HTTP has it; `seen` is to be kept before it is sent."""

    status: int
    body: str
    seen: Mapping[str, Seen]
    content_type: str = TEXT_TYPE
    alarm: str = ""  # what the log has signed that cannot stand beside what was seen, for whoever runs the witness


@dataclass(frozen=True)
class Request:
    """What a log asks of a witness."""

    old: int
    proof: tuple[bytes, ...]
    checkpoint: str

    def __str__(self) -> str:
        return "\n".join((f"old {self.old}", *map(encoded, self.proof), "")) + "\n" + self.checkpoint


def read_request(text: str) -> Request:
    """A request in its written form.

    Raises:
        UnreadableNote: it is none.
    """
    head, blank, checkpoint = text.partition("\n\n")
    first, *lines = head.split("\n")
    if len(text) > MOST_BYTES or not blank or not first.startswith("old ") or len(lines) > LONGEST_PROOF:
        raise UnreadableNote(
            f"a request is a line 'old N', up to {LONGEST_PROOF} hashes, an empty line, a checkpoint"
        )
    proof = tuple(decoded(line, "a hash of the proof") for line in lines)
    if any(len(hashed) != HASH_BYTES for hashed in proof):
        raise UnreadableNote(f"a hash has {HASH_BYTES} bytes")
    return Request(decimal(first.removeprefix("old "), "the old size"), proof, checkpoint)


@dataclass(frozen=True)
class Witness:
    """A witness: its key, the logs it knows, and what it has seen of each."""

    key: PrivateKey
    logs: Mapping[str, Trust]  # by origin
    seen: Mapping[str, Seen]

    def after(self, answer: Answer) -> Witness:
        """The witness with what it has seen since."""
        return replace(self, seen=answer.seen)

    def answered(self, text: str, at: int) -> Answer:
        """The answer to a request to add a checkpoint, at a second by the witness's own clock."""
        try:
            request = read_request(text)
            checkpoint, note = read_checkpoint(request.checkpoint)
        except UnreadableNote as error:
            return self._no(400, str(error))
        trust = self.logs.get(checkpoint.origin)
        if trust is None:
            return self._no(404, f"{checkpoint.origin} is no log that is known here")
        try:
            trust.signed(request.checkpoint)
        except Unproved as error:
            return self._no(403, str(error))
        return self._judged(request, checkpoint, note.text, at)

    def _judged(self, request: Request, checkpoint: Checkpoint, text: str, at: int) -> Answer:
        last = self.seen.get(checkpoint.origin, Seen())
        if request.old > checkpoint.size:
            return self._no(400, "the old size is larger than the checkpoint's")
        if request.old != last.size:
            return Answer(409, f"{last.size}\n", self.seen, SIZE_TYPE)
        if checkpoint.size == last.size and checkpoint.root != last.root:
            alarm = f"the log has signed two trees of {last.size} leaves"
            return Answer(409, f"{last.size}\n", self.seen, SIZE_TYPE, alarm=alarm)
        if not proves_consistency(last.size, last.root, checkpoint.size, checkpoint.root, request.proof):
            why = f"the proof does not show that the tree begins with the {last.size} leaves seen"
            return replace(
                self._no(422, why), alarm=f"of the tree of {checkpoint.size} leaves that the log signed {why}"
            )
        seen = {**self.seen, checkpoint.origin: Seen(checkpoint.size, checkpoint.root)}
        return Answer(200, str(cosign(text, self.key, at)), seen)

    def _no(self, status: int, why: str) -> Answer:
        return Answer(status, f"{why}\n", self.seen)


def seen_written(seen: Mapping[str, Seen]) -> str:
    """What a witness has seen, as it stands in its file."""
    logs = {origin: {"size": one.size, "root": one.root.hex()} for origin, one in sorted(seen.items())}
    return json.dumps({"format": FORMAT, "logs": logs}, ensure_ascii=False, indent=2) + "\n"


def read_seen(text: str) -> dict[str, Seen]:
    """What a witness has seen, from its file.

    Raises:
        UnreadableNote: it is none.
    """
    try:
        document = json.loads(text)
        seen = {origin: Seen(one["size"], bytes.fromhex(one["root"])) for origin, one in document["logs"].items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableNote(f"what the witness has seen cannot be read: {error}") from None
    if document.get("format") != FORMAT or any(len(one.root) != HASH_BYTES or one.size < 0 for one in seen.values()):
        raise UnreadableNote("what the witness has seen is in another form")
    return seen


def lines_of(answer: str, wanted: Sequence[str]) -> tuple[str, ...]:
    """The signature lines in a witness's answer that bear one of these names; others are passed over."""
    return tuple(
        f"{line}\n" for line in answer.split("\n") if line.startswith(tuple(f"— {name} " for name in wanted))
    )

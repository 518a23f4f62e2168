"""What somebody holds of the log: a letter, a receipt, a checkpoint, a bundle; and what is in it."""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from audit.bundle.container import UnreadableBundle
from audit.bundle.content import Bundle
from audit.bundle.logged import Held, Log, Standing
from audit.bundle.records import Fault
from audit.bundle.verify import checks_without_rules, read_bundle
from audit.log.found import checkpoints_in, receipts_in
from audit.log.leaves import head_hash
from audit.log.merkle import Tree
from audit.log.note import Unproved, UnreadableNote
from audit.log.receipt import Receipt, check_receipt, read_receipt
from audit.log.trust import Trust
from audit.outcomes import BROKEN, NOT_CHECKED, PROVED, Check
from cli.audit_against_log import first_open
from cli.audit_results import MOST_BYTES, Unreadable, bytes_in, file_or_text

ZIP = b"PK\x03\x04"
ENCLOSED_ZIP = re.compile(rb"(?m)^UEsDB")  # its first bytes, as a mail has an enclosure


@dataclass(frozen=True)
class Given:
    """One thing that was given, as it was read: of a bundle the bundle, of anything else its texts."""

    name: str
    texts: tuple[str, ...]
    bundle: Bundle | None = None
    encloses: bool = False  # a bundle, as a mail has it

    @cached_property
    def checkpoints(self) -> tuple[tuple[str, str], ...]:
        """Every checkpoint in it, with what it was found in; of a bundle, the one that its log has.

        Raises:
            Unreadable: there is none.
        """
        if self.bundle is not None:
            return ((self.name, self.bundle.log.checkpoint),)
        found = tuple(dict.fromkeys(note for text in self.texts for note in checkpoints_in(text)))
        if not found:
            raise Unreadable(f"there is no checkpoint in {self.name}")
        if len(found) == 1:
            return ((self.name, found[0]),)
        return tuple((f"{self.name}, the {number}.", note) for number, note in enumerate(found, start=1))

    @cached_property
    def receipts(self) -> tuple[Receipt | str, ...]:
        """The receipts in it; of what begins as one and cannot be read, why."""
        found: list[Receipt | str] = []
        for written in dict.fromkeys(one for text in self.texts for one in receipts_in(text)):
            try:
                found.append(read_receipt(written))
            except UnreadableNote as error:
                found.append(str(error))
        return tuple(found)

    def checks(self, trust: Trust | None) -> Iterator[Check]:
        """Whether what stands in a bundle or a receipt is what its own checkpoint vouches for."""
        if self.bundle is not None:
            yield self._whole(self.bundle, trust)
        if self.encloses:
            why = "save it as a file of its own, and give that"
            yield Check(f"{self.name}: what is in the bundle enclosed in it", NOT_CHECKED, why)
        for receipt in self.receipts:
            what = f"{self.name}: what its receipt says is what its leaf in the log says"
            if isinstance(receipt, str):
                why = f"it cannot be read as it stands here: {receipt}; give the enclosure as a file of its own"
                yield Check(what, NOT_CHECKED, why)
                continue
            try:
                check_receipt(receipt)
            except Unproved as error:
                yield Check(what, BROKEN, str(error))
            else:
                yield Check(what, PROVED, f"entry {receipt.seqs[1]} of {receipt.record}")

    def _whole(self, bundle: Bundle, trust: Trust | None) -> Check:
        what = f"{self.name}: what stands in it is what its own log has"
        checks = list(checks_without_rules(bundle, Held(trust=trust)))
        found = first_open(checks)
        # Without a key it is said of all that was given together that nobody knows who signed it.
        if found is not None and (found.outcome == BROKEN or trust is not None):
            return Check(what, found.outcome, f"{found.what}: {found.why}")
        return Check(what, PROVED, "whether it follows the rules, `./saksgang audit verify` tells")

    def where(self, note: str, tree: Tree) -> str:
        """Which entry in it stands otherwise in another tree, in words; empty where that cannot be told from it.

        Args:
            note: One of its checkpoints.
            tree: The log as others have it.
        """
        heads = [(leaf.position, leaf.record, leaf.seq, leaf.digest) for leaf in self._leaves(note)]
        heads += [
            (receipt.proof.index, receipt.record, receipt.seqs[1], str(receipt.entries[-1]["hash"]))
            for receipt in self.receipts
            if isinstance(receipt, Receipt) and receipt.proof.checkpoint == note
        ]
        for position, record, seq, digest in heads:
            if position < tree.size and tree.node(0, position) != head_hash(record, seq, digest):
                return f"; the first leaf that differs here is {position}: entry {seq} of {record}"
        return ""

    def _leaves(self, note: str) -> tuple[Standing, ...]:
        if self.bundle is None or self.bundle.log.checkpoint != note:
            return ()
        try:
            return Log(self.bundle).leaves
        except (Fault, UnreadableBundle):
            return ()


def read_given(given: str) -> Given:
    """What was given: the name of a file, or the text itself.

    Raises:
        Unreadable, UnreadableBundle: it cannot be read.
    """
    bundle = _bundle_given(given)
    if bundle is not None:
        return Given(given, (), bundle)
    name, texts = file_or_text(given)
    return Given(name, texts, encloses="\n" not in given and _encloses(bytes_in(Path(given), MOST_BYTES)))


def _encloses(content: bytes) -> bool:
    return ENCLOSED_ZIP.search(content) is not None


def checkpoints_given(given: str) -> tuple[tuple[str, str], ...]:
    """Every checkpoint in what was given; raises as `read_given` and `Given.checkpoints`."""
    return read_given(given).checkpoints


def _bundle_given(given: str) -> Bundle | None:
    """The bundle, where that is what was given."""
    file = Path(given) if "\n" not in given else None
    if file is None or not file.is_file():
        return None
    try:
        with file.open("rb") as opened:
            content = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):  # it cannot be read, or is empty: as of every file, `file_or_text` says so
        return None
    if content[: len(ZIP)] != ZIP:
        return None
    found = read_bundle(memoryview(content))
    if isinstance(found, Check):
        raise Unreadable(f"{given}: {found.why}")
    return found

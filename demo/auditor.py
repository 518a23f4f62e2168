"""The auditor at the end of the story: exports a decision, verifies it alone, and finds a planted forgery.

Everything is done by the commands that an auditor would type; the two that verify, each in a process of its own, are
told of no database and no server. The key is the one the log's signer publishes, and the letter is the last that a
municipality received about the case. What the reports say is written down, since the register goes with the demo.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from audit.bundle.content import Bundle, members_of
from audit.bundle.manifest import packed
from audit.bundle.verify import read_bundle
from audit.log.found import checkpoints_in, texts_in
from local.process import environment_without
from local.supervise import PROJECT_FOLDER
from models.base import CommunityId, PartyId, RecordId
from models.canonical import canonical_bytes, text_digest
from models.entries import BeslutningMade, Entry, Unsealed, seal
from register.database import Register
from register.log import latest_checkpoint, unsigned

FOLDER: Final = "proof"
BUNDLE, FORGED, KEYS, LETTER, LOG = "decision.zip", "forged.zip", "log.keys.json", "letter.eml", "log"
REPORTS: Final[Mapping[str, tuple[str, ...]]] = {  # what each says goes into the file
    "decisions.txt": ("audit", "decisions"),
    "anomalies.txt": ("audit", "anomalies"),
    "sample.txt": ("audit", "sample", "2", "--seed", "2027"),
}
PATIENCE: Final = 60.0  # seconds of the machine for the signer to come round
FIRST: Final = "first_broken"


class AuditFailed(Exception):
    """A command of the auditor did not do what it is for."""


@dataclass(frozen=True)
class Verified:
    """What `audit verify` said of a file."""

    result: str
    checks: tuple[Mapping[str, str], ...]
    first_broken: Mapping[str, str] | None


@dataclass(frozen=True)
class Letter:
    """A letter as a party has it."""

    party: PartyId
    file: Path


@dataclass(frozen=True)
class Audited:
    """What the auditor found."""

    case: RecordId
    entries: int
    real: Verified
    forged: Verified
    letter_to: PartyId

    @property
    def differs(self) -> tuple[str, ...]:
        """Where it did not come out as it should."""
        found = []
        if self.real.result != "proved":
            found.append(f"the bundle of {self.case} is {self.real.result}, not proved")
        if self.forged.result != "broken":
            found.append(f"the forged bundle of {self.case} is {self.forged.result}, not broken")
        return tuple(found)


class Auditor:
    """Somebody who trusts neither the secretariat nor us."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        """`folder` is where the files go; `environment` is how commands find the register."""
        self.folder = folder
        bare = environment_without("TEMPORAL_", "SAKSGANG_") | {"PYTHONPATH": str(PROJECT_FOLDER)}
        self._house = bare | dict(environment)
        self._nowhere = bare | {
            "SAKSGANG_DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/nothing",
            "TEMPORAL_ADDRESS": "127.0.0.1:1",
            "SAKSGANG_STATE_FOLDER": str(folder / "nothing"),
        }

    async def look(self, case: RecordId, letters: Sequence[Letter], sentence: str) -> Audited:
        """Export a case, verify it, forge its decision by a sentence, verify that; write down what the reports say.

        Args:
            case: The case.
            letters: What the municipalities received about it, in order.
            sentence: What the forger adds to the decided text.

        Raises:
            AuditFailed: a command could not be carried out, or nothing was signed.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        audited, _ = await asyncio.gather(self._look(case, letters, sentence), self._report())
        return audited

    async def _look(self, case: RecordId, letters: Sequence[Letter], sentence: str) -> Audited:
        bundle, forgery = self.folder / BUNDLE, self.folder / FORGED
        letter = _last_with_checkpoint(letters)
        shutil.copyfile(letter.file, self.folder / LETTER)
        export = ("audit", "export", case, "-o", str(bundle))
        keys, *_ = await self._ask(("log", "keys"), export, ("log", "export", LOG))
        (self.folder / KEYS).write_text(keys, encoding="utf-8")
        content = bundle.read_bytes()
        found = read_bundle(content)
        if not isinstance(found, Bundle):
            raise AuditFailed(f"the bundle cannot be read: {found.why}")
        forgery.write_bytes(packed(members_of(forged(found, sentence))))
        real, false = await asyncio.gather(self._verify(bundle), self._verify(forgery))
        return Audited(case, sum(len(part.entries) for part in found.records), real, false, letter.party)

    async def _report(self) -> None:
        for (name, words), said in zip(REPORTS.items(), await self._ask(*REPORTS.values()), strict=True):
            (self.folder / name).write_text(f"$ ./saksgang {' '.join(words)}\n\n{said}", encoding="utf-8")

    async def _ask(self, *commands: Sequence[str]) -> list[str]:
        """What commands that need the register say, in one process, which loads what they need once."""
        answers = await self._run(self._house, "cli.together", (), (0,), json.dumps(commands))
        return [said for _, said in json.loads(answers)]

    async def _verify(self, file: Path) -> Verified:
        words = ("audit", "verify", file.name, "--key", KEYS, "--checkpoint", LETTER, "--json")
        said = json.loads(await self._run(self._nowhere, "cli", words, (0, 1, 3)))
        return Verified(said["result"], tuple(said["checks"]), said[FIRST])

    async def _run(
        self, environment: Mapping[str, str], module: str, words: Sequence[str], good: Sequence[int], given: str = ""
    ) -> str:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            module,
            *words,
            env=dict(environment),
            cwd=self.folder,  # files are named as an auditor beside them would
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await process.communicate(given.encode())
        if process.returncode not in good:
            asked = " ".join(words[:2]) or module
            raise AuditFailed(f"{asked} ended with status {process.returncode}: {err.decode()[:500]}")
        return out.decode()


def forged(bundle: Bundle, sentence: str) -> Bundle:
    """The bundle with a sentence more in the decided text, and every digest of the case made anew after it."""
    case = bundle.records[0]
    entries = [Entry.model_validate_json(line) for line in case.entries]
    texts, prev, written = dict(bundle.texts), "", []
    for number, entry in enumerate(entries):
        body = entry.body
        if isinstance(body, BeslutningMade):
            proposal = f"{body.proposal} {sentence}"
            texts[text_digest(proposal)] = proposal.encode()
            body = body.model_copy(update={"proposal": proposal, "text_digest": text_digest(proposal)})
        kept: dict[str, Any] = {name: getattr(entry, name) for name in Unsealed.__annotations__}
        anew = seal(Unsealed(**kept | {"body": body, "prev": prev if number else entry.prev}))
        prev = anew.hash
        written.append(canonical_bytes(anew))
    return replace(bundle, records=(replace(case, entries=tuple(written)), *bundle.records[1:]), texts=texts)


async def log_begun(register: Register, community: CommunityId) -> None:
    """Until the first checkpoint is signed: a letter that leaves from now on carries one.

    Raises:
        AuditFailed: the signer does not come round.
    """

    async def begun() -> bool:
        async with register.reading() as connection:
            return await latest_checkpoint(connection, community) is not None

    await _signer(begun)


async def all_signed(register: Register) -> None:
    """Until everything that has happened is in a signed checkpoint.

    Raises:
        AuditFailed: the signer does not come round.
    """

    async def signed() -> bool:
        async with register.reading() as connection:
            return all(log.oldest is None for log in await unsigned(connection))

    await _signer(signed)


async def _signer(done: Callable[[], Awaitable[bool]]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not await done():
        if time.monotonic() > deadline:
            raise AuditFailed(f"the log is not signed after {PATIENCE:.0f} s")
        await asyncio.sleep(0.1)


def _last_with_checkpoint(letters: Sequence[Letter]) -> Letter:
    """The last of them that carries a checkpoint."""
    for letter in reversed(letters):
        if any(checkpoints_in(text) for text in texts_in(letter.file.read_bytes())):
            return letter
    raise AuditFailed("no letter to a municipality about the case carries a checkpoint")

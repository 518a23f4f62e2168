"""Who was erased, in a file outside the database: a backup put back does not know of it, and is told again.

A line names a community, an id and a basis, and no person. The file is kept beside the backups and not in them: it
would go back with what is put back.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from cli.output import Status, failed
from cli.signing import write_whole
from models.base import CommunityId, Frozen, Instant, PersonId, Text
from models.state import ErasedPerson


class Erasure(Frozen):
    """A line of the file."""

    community: CommunityId
    person: PersonId
    at: Instant
    basis: Text


def read_erasures(file: Path) -> list[Erasure]:
    """The lines of a file.

    Raises:
        Failed: it cannot be read.
    """
    try:
        return [Erasure.model_validate_json(line) for line in file.read_text(encoding="utf-8").splitlines() if line]
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        remedy = "`person erase` writes it: SAKSGANG_ERASED_FILE says where"
        raise failed(Status.USAGE, "unreadable_file", f"{file} is no list of erasures", remedy=remedy) from error


def note_erasures(file: Path, community: CommunityId, erased: Iterable[ErasedPerson]) -> None:
    """Add whoever the register has erased and the file does not name: a line that was lost once comes the next time.

    Raises:
        Failed: what is there is no such file.
        OSError: it cannot be written.
    """
    known = read_erasures(file) if file.exists() else []
    named = {(one.community, one.person) for one in known}
    fresh = [
        Erasure(community=community, person=one.person, at=one.at, basis=one.basis)
        for one in erased
        if (community, one.person) not in named
    ]
    if fresh:
        write_whole(file, "".join(f"{one.model_dump_json()}\n" for one in (*known, *fresh)))

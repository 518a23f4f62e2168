"""The manifest of a bundle: what it is about, in which form it is written, and the digest of every other member."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from audit.bundle.container import BrokenBundle, UnreadableBundle, opened, written
from audit.log.note import UnreadableNote
from audit.log.receipt import plain_json
from models.canonical import canonical_bytes

FORMAT = "saksgang-bundle/1"
MANIFEST = "manifest.json"
DOCUMENTS = "documents/"
MOST_BYTES = 4_194_304
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


@dataclass(frozen=True)
class Packed:
    """What is in a bundle's file: the record it is about, its community, and every member but the manifest."""

    about: str
    community: str
    members: Mapping[str, bytes]


def packed(packed: Packed) -> bytes:
    """The file: a container of the members with the manifest over them. The same members give the same bytes.

    Raises:
        UnreadableBundle: it would be none that is read here.
    """
    return written({**packed.members, MANIFEST: manifest_of(packed)})


def manifest_of(packed: Packed) -> bytes:
    """The manifest over these members."""
    listed = [
        {"name": name, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
        for name, content in sorted(packed.members.items())
    ]
    return canonical_bytes(
        {"about": packed.about, "community": packed.community, "format": FORMAT, "members": listed}
    )


def unpacked(content: bytes | memoryview) -> Packed:
    """What is in a file, every byte of it as the manifest says.

    Raises:
        UnreadableBundle: it is no bundle in this form.
        BrokenBundle: a member is missing, is one too many, or is not what the manifest says.
    """
    members = opened(content)
    manifest = members.pop(MANIFEST, None)
    if manifest is None:
        raise UnreadableBundle(f"it has no {MANIFEST}: it is a zip file of another kind")
    document = read_json(manifest, MANIFEST)
    form = document.get("format")
    if form != FORMAT:
        raise UnreadableBundle(f"it is in the form {str(form)[:60]!r}; {FORMAT} is read here")
    about, community = (document.get(of) for of in ("about", "community"))
    ids = all(isinstance(name, str) and _ID.fullmatch(name) for name in (about, community))
    if set(document) != {"about", "community", "format", "members"} or not ids:
        raise UnreadableBundle(f"{MANIFEST} says what it is about, of which community, its form and members")
    _check_members(document["members"], members)
    found = Packed(str(about), str(community), {name: _read(name, inside) for name, inside in members.items()})
    if manifest_of(found) != manifest:
        raise UnreadableBundle(f"{MANIFEST} does not list its members in order, by name, digest and size")
    return found


def _read(name: str, inside: memoryview) -> bytes:
    """A member, to be kept; a paper is left in the file, since nothing but its digest is ever asked of it."""
    return cast("bytes", inside) if name.startswith(DOCUMENTS) else bytes(inside)


def _check_members(listed: Any, members: Mapping[str, memoryview]) -> None:
    """The first member that is not what the manifest says."""
    if not isinstance(listed, list) or not all(map(_is_listed, listed)):
        raise UnreadableBundle(f"{MANIFEST} lists its members by name, digest and size")
    digests = {line.get("name"): line.get("sha256") for line in listed}
    for name, digest in digests.items():
        if name not in members:
            raise BrokenBundle(f"{str(name)[:200]} is missing; the manifest names it")
        if hashlib.sha256(members[name]).hexdigest() != digest:
            raise BrokenBundle(f"{name} is not what its digest in the manifest says")
    extra = next((name for name in members if name not in digests), None)
    if extra is not None:
        raise BrokenBundle(f"{extra} is in the file, and the manifest does not name it")


def _is_listed(line: Any) -> bool:
    return isinstance(line, dict) and all(isinstance(line.get(of), str) for of in ("name", "sha256"))


def read_json(content: bytes | memoryview, name: str) -> dict[str, Any]:
    """A member that is one JSON object, in the one way it is written (RFC 8785).

    Raises:
        UnreadableBundle: it is none.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableBundle(f"{name} has {len(content)} bytes; at most {MOST_BYTES} are read of one JSON object")
    try:
        document: dict[str, Any] = plain_json(bytes(content))
    except UnreadableNote as error:
        raise UnreadableBundle(f"{name}: {error}") from None
    return document

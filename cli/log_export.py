"""`saksgang log export`: the log as files that any web server can publish (C2SP tlog-tiles)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncConnection

from audit.log.checkpoint import read_checkpoint
from audit.log.leaves import head_leaf
from audit.log.merkle import Tree, leaf_hash
from audit.log.tiles import (
    CHECKPOINT,
    WIDTH,
    bundle_bytes,
    bundle_path,
    check_against,
    tile_bytes,
    tile_path,
    tiles_of,
)
from audit.log.timestamp import stamped_bytes
from audit.naming import counted
from cli.door import Door, Status, command, failed
from cli.log_published import KEYS
from cli.signing import write_whole
from register.log import keys_document, latest_checkpoint, leaves_of
from register.timestamps import StampedCheckpoint, stamped_checkpoints


def add_to(app: typer.Typer) -> None:
    """Make it a command of `app`."""
    command(app, "export")(export)


async def export(
    door: Door,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder; what is there already is kept.")],
) -> None:
    """Write the log as files that any web server can publish: hashes, leaves, keys, checkpoint, timestamps.

    Given again, only what is new is written; the checkpoint last, so that whoever reads meanwhile misses nothing.

    Example: ./saksgang log export public/log
    """
    community = await door.community()
    async with door.reading() as connection:
        newest = await latest_checkpoint(connection, community)
        document = await keys_document(connection, community)
        if newest is None or document is None:
            title, remedy = "Nothing of the log has been signed yet", "`./saksgang log sign --once` signs it"
            raise failed(Status.UNAVAILABLE, "not_signed_yet", title, remedy=remedy)
        leaves = await _leaves(connection, community, newest.size)
        stamped = await stamped_checkpoints(connection, community)
    tree = Tree(map(leaf_hash, leaves))
    checkpoint, _ = read_checkpoint(newest.text)
    check_against(checkpoint.root, [tree.node(0, position) for position in range(tree.size)])
    files = files_of(leaves, tree)
    for checkpoint_stamped in stamped:
        files |= files_stamped(checkpoint_stamped)
    written = [path for path, content in files.items() if _write_new(folder / path, content)]
    write_whole(folder / KEYS, document, mode=0o644)
    write_whole(folder / CHECKPOINT, newest.text, mode=0o644)
    door.out.line(
        f"{tree.size} leaves of {checkpoint.origin} in {folder}; {counted(len(written), 'file')} new.", style="bold"
    )
    door.out.document(
        {"origin": checkpoint.origin, "size": tree.size, "folder": folder, "files": len(files), "new": len(written)}
    )


async def _leaves(connection: AsyncConnection, community: str, size: int) -> list[bytes]:
    return [
        head_leaf(leaf.record, leaf.seq, leaf.hash)
        async for part in leaves_of(connection, community, until=size)
        for leaf in part
    ]


def files_of(leaves: list[bytes], tree: Tree) -> dict[str, bytes]:
    """Every tile and every bundle of a tree, by its path."""
    files: dict[str, bytes] = {}
    for level, index, width in tiles_of(tree.size):
        files[tile_path(level, index, width)] = tile_bytes(tree, level, index, width)
        if level == 0:
            files[bundle_path(index, width)] = bundle_bytes(leaves[index * WIDTH : index * WIDTH + width])
    return files


def files_stamped(stamped: StampedCheckpoint) -> dict[str, bytes]:
    """A checkpoint that has a timestamp, as it was stamped, and the timestamp beside it."""
    name = f"timestamp/{stamped.size}-{stamped.digest[:8]}"
    return {f"{name}.checkpoint": stamped_bytes(stamped.note), f"{name}.tsr": stamped.response}


def _write_new(file: Path, content: bytes) -> bool:
    """Write a file that never changes; whether it was not there."""
    if file.exists():
        if file.read_bytes() != content:
            title = f"{file} is of another log, or the past was rewritten"
            remedy = "keep both, and find out why: `./saksgang audit compare` with the checkpoint that is there"
            raise failed(Status.FAILURE, "published_otherwise", title, remedy=remedy)
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}.new")
    beside.write_bytes(content)
    beside.replace(file)
    return True

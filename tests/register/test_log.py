"""The log in the register: every entry is a leaf, once and for ever, and only an extension of it is signed."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import LiteralString

import pytest
from sqlalchemy import text

from audit.log.checkpoint import trusted_checkpoint
from audit.log.note import read_private_key
from audit.log.signer import WouldFork
from audit.log.trust import read_trust
from cli.checkup import Checkup, judge_logs
from cli.signing import KeyMissing, Signing
from cli.soundness import unsound
from models import acts as a
from register.database import Register
from register.log import (
    Leaf,
    Unsigned,
    checkpoints_of,
    differing,
    follow,
    keep_checkpoint,
    keep_cosignature,
    keys_document,
    latest_checkpoint,
    leaf_of,
    leaves_of,
    log_size,
    unsigned,
)
from tests.house import House
from tests.register.brought import acted, brought
from tests.register.databases import APP, OWNER, as_owner, tried

COMMUNITY = "ostfold"
TABLES = ("log_leaf", "log_keys", "log_checkpoint", "log_cosignature")
DELETIONS: tuple[LiteralString, ...] = (
    "DELETE FROM log_leaf",
    "DELETE FROM log_keys",
    "DELETE FROM log_checkpoint",
    "DELETE FROM log_cosignature",
)
AN_ENTRY_MORE = (
    (
        "INSERT INTO entry (record_id, seq, community, kind, at, recorded_at, hash, canonical)"
        " SELECT record_id, seq + 1, community, kind, at, recorded_at, repeat('e', 64), canonical FROM entry"
        " WHERE record_id = 'community-ostfold' ORDER BY seq DESC LIMIT 1"
    ),
    "UPDATE head SET seq = seq + 1 WHERE record_id = 'community-ostfold'",
)
A_LEAF_CHANGED: tuple[LiteralString, ...] = ("UPDATE log_leaf SET hash = md5(hash) WHERE position = 0",)
AN_OLDER_COPY: tuple[LiteralString, ...] = (
    "ALTER TABLE entry DISABLE TRIGGER append_only",
    "DELETE FROM log_leaf WHERE record_id LIKE 'case-%'",
    "DELETE FROM entry WHERE record_id LIKE 'case-%'",
    "UPDATE head SET seq = 0 WHERE record_id LIKE 'case-%'",
)
ORIGIN = "saksgang.example/log"


async def leaves(register: Register) -> list[Leaf]:
    async with register.reading() as connection:
        return [leaf async for part in leaves_of(connection, COMMUNITY) for leaf in part]


async def followed(register: Register) -> int:
    async with register.transaction() as connection:
        return await follow(connection, COMMUNITY)


async def entries(register: Register) -> set[tuple[str, int, str]]:
    async with register.reading() as connection:
        return {tuple(row) for row in await connection.execute(text("SELECT record_id, seq, hash FROM entry"))}


class TestLeaves:
    """Every entry that is committed becomes a leaf, at a place without a gap, and stays there."""

    async def test_every_entry_once_in_the_order_of_its_record(self, register: Register) -> None:
        case = await brought(register, "En sak")
        first = await followed(register)
        await acted(register, case, a.WithdrawCase(reason="Trukket"))
        second, again = await followed(register), await followed(register)

        found = await leaves(register)

        assert (first > 0, second > 0, again) == (True, True, 0)
        assert [leaf.position for leaf in found] == list(range(first + second))
        assert {(leaf.record, leaf.seq, leaf.hash) for leaf in found} == await entries(register)
        assert [leaf.seq for leaf in found if leaf.record == case] == list(
            range(1, 1 + sum(leaf.record == case for leaf in found))
        )

    async def test_an_entry_committed_late_comes_later_and_moves_nothing(self, register: Register) -> None:
        """Places of entries are given before commit: who follows them by place would pass over this one."""
        await followed(register)
        before = await leaves(register)
        async with register.transaction() as slow:
            for command in AN_ENTRY_MORE:
                await slow.execute(text(command))
            case = await brought(register, "Den som kom senere og ble ferdig før")
            await followed(register)
            between = await leaves(register)
        await followed(register)
        after = await leaves(register)

        assert (before, between) == (after[: len(before)], after[: len(between)])
        assert {leaf.record for leaf in between[len(before) :]} == {case}
        assert {leaf.record for leaf in after[len(between) :]} == {"community-ostfold"}

    async def test_several_at_once_add_nothing_twice(self, register: Register) -> None:
        await brought(register, "En sak")

        await asyncio.gather(*(followed(register) for _ in range(5)))

        assert len(await leaves(register)) == len(await entries(register)) == await size(register)

    async def test_neither_program_nor_owner_changes_a_leaf(self, register: Register, house: House) -> None:
        await followed(register)

        refused = [await tried(house, register, OWNER, command) for command in DELETIONS]
        assert refused == [f"{table} is append-only: DELETE refused" for table in TABLES]
        assert await tried(house, register, APP, "UPDATE log_leaf SET hash = ''") == (
            "permission denied for table log_leaf"
        )


class TestSigning:
    """A round makes leaves of what has happened and signs the tree they make; keys stay in their folder."""

    async def test_what_has_happened_is_signed_once(self, register: Register, tmp_path: Path) -> None:
        signing = Signing(register, tmp_path / "keys", ORIGIN)
        await brought(register, "En sak")
        first = await signing.round(COMMUNITY)
        again = await signing.round(COMMUNITY)
        await brought(register, "En sak til")
        second = await Signing(register, tmp_path / "keys", ORIGIN).round(COMMUNITY)

        async with register.reading() as connection:
            kept = await checkpoints_of(connection, COMMUNITY)
            document = await keys_document(connection, COMMUNITY)
        trust = read_trust(str(document))

        assert first == again
        assert [checkpoint.note for checkpoint in kept] == [first.note, second.note]
        assert [trust.believed(c.note).checkpoint.size for c in kept] == [first.edge.size, await size(register)]
        assert (tmp_path / "keys" / "ostfold.key").stat().st_mode & 0o777 == 0o600

    async def test_no_part_of_a_private_key_is_in_the_register(self, register: Register, tmp_path: Path) -> None:
        await Signing(register, tmp_path, ORIGIN).round(COMMUNITY)
        written = (tmp_path / "ostfold.key").read_text(encoding="utf-8").strip()

        async with register.reading() as connection:
            rows = [str(row) for table in TABLES for row in await connection.execute(text(f"SELECT * FROM {table}"))]

        assert read_private_key(written).public.name == f"{ORIGIN}/ostfold"
        assert rows != []
        assert [row for row in rows if written.split("+", 4)[4][8:40] in row] == []

    async def test_a_crash_between_signing_and_storing_loses_nothing(
        self, register: Register, tmp_path: Path
    ) -> None:
        signing = Signing(register, tmp_path, ORIGIN)
        signed = await signing.round(COMMUNITY)
        async with register.transaction() as connection:
            for _ in range(2):
                await keep_checkpoint(connection, COMMUNITY, signed.edge.size, str(signed.note))
            stored = await latest_checkpoint(connection, COMMUNITY)
            assert stored is not None
            for line in ("— w 1\n", "— w 2\n"):
                await keep_cosignature(connection, stored.place, "w", line)
            cosigned = await latest_checkpoint(connection, COMMUNITY)
            kept = await checkpoints_of(connection, COMMUNITY)

        assert len(kept) == 1
        assert cosigned is not None and cosigned.text == f"{signed.note}— w 1\n"

    @pytest.mark.parametrize(
        ("past", "says"),
        [
            pytest.param(A_LEAF_CHANGED, "rewritten", id="a leaf changed"),
            pytest.param(AN_OLDER_COPY, "older copy", id="an older copy restored"),
        ],
    )
    async def test_an_owner_who_rewrites_the_past_gets_no_signature(
        self, past: tuple[LiteralString, ...], says: str, register: Register, house: House, tmp_path: Path
    ) -> None:
        await brought(register, "En sak")
        await Signing(register, tmp_path, ORIGIN).round(COMMUNITY)
        await as_owner(house, register, "ALTER TABLE log_leaf DISABLE TRIGGER append_only", *past)

        with pytest.raises(WouldFork, match=says):
            await Signing(register, tmp_path, ORIGIN).round(COMMUNITY)

    async def test_an_entry_changed_beneath_its_leaf_is_named(self, register: Register, house: House) -> None:
        case = await brought(register, "En sak")
        await followed(register)
        async with register.reading() as connection:
            assert await differing(connection, COMMUNITY) is None
        await as_owner(
            house,
            register,
            "ALTER TABLE entry DISABLE TRIGGER append_only",
            "UPDATE entry SET hash = repeat('0', 64) WHERE record_id LIKE 'case-%' AND seq = 1",
        )

        async with register.reading() as connection:
            found = await differing(connection, COMMUNITY)
            leaf = await leaf_of(connection, case, 1)

        assert leaf is not None
        assert found == f"entry 1 of {case} has digest {'0' * 64}; its leaf says {leaf.hash}"

    async def test_how_long_something_waits_for_it_can_be_seen(self, register: Register, tmp_path: Path) -> None:
        async with register.reading() as connection:
            (never,) = await unsigned(connection)
        signed = await Signing(register, tmp_path, ORIGIN).round(COMMUNITY)
        async with register.reading() as connection:
            (all_of_it,) = await unsigned(connection)
        await brought(register, "En sak")
        async with register.reading() as connection:
            (some,) = await unsigned(connection)
        await followed(register)
        async with register.reading() as connection:
            (same,) = await unsigned(connection)

        assert (never.size, never.oldest is not None) == (None, True)
        assert all_of_it == Unsigned(COMMUNITY, signed.edge.size, None)
        assert (some.size, some.oldest is not None) == (signed.edge.size, True)
        assert some == same

    def test_what_waits_too_long_is_a_fault(self) -> None:
        now = datetime(2027, 1, 5, 12, tzinfo=UTC)
        logs = [
            Unsigned("a", 3, now - timedelta(minutes=11)),
            Unsigned("b", 3, now - timedelta(minutes=9)),
            Unsigned("c", 3, None),
            Unsigned("d", None, now - timedelta(days=9)),  # nobody has ever signed here
        ]
        seen = Checkup(logs=tuple(logs))

        judge_logs(seen, now)

        assert [(fault.code, fault.what) for fault in seen.faults] == [
            ("log_unsigned", "What happened in a is in no signed checkpoint; the oldest of it 11 min")
        ]

    async def test_a_log_signed_before_is_not_signed_with_new_keys(self, register: Register, tmp_path: Path) -> None:
        signed = await Signing(register, tmp_path / "here", ORIGIN).round(COMMUNITY)

        with pytest.raises(KeyMissing, match="has been signed before"):
            await Signing(register, tmp_path / "there", ORIGIN).round(COMMUNITY)

        ring = Signing(register, tmp_path / "here", ORIGIN)
        ring.keyring(COMMUNITY).memory_file.unlink()
        with pytest.raises(KeyMissing):
            await ring.round(COMMUNITY)
        assert await ring.resume(COMMUNITY, str(signed.note)) == signed
        assert await ring.round(COMMUNITY) == signed

    async def test_a_new_key_signs_what_the_old_one_did_and_goes_on(self, register: Register, tmp_path: Path) -> None:
        signing = Signing(register, tmp_path, ORIGIN)
        old = await signing.round(COMMUNITY)
        ring = signing.keyring(COMMUNITY)
        ring.rotate()
        new = await signing.round(COMMUNITY)
        newer = await signing.round(COMMUNITY)
        trust = ring.revoke(ring.trust().keys[0].key.key_id.hex(), 0, "prøve")

        assert [k.since for k in trust.keys] == [0, old.edge.size]
        assert trusted_checkpoint(str(new.note), [trust.current])[0].size > old.edge.size  # the keys are a leaf
        assert trust.believed(str(newer.note)).signers == (trust.current,)
        assert [leaf.seq for leaf in await leaves(register) if leaf.record == "keys-ostfold"] == [1, 2]
        await signing.round(COMMUNITY)
        async with register.as_of_one_moment() as connection:
            assert [str(found) async for found in unsound(connection)] == [], "what it signed was not changed"

    async def test_a_change_of_keys_cut_off_is_brought_to_its_end(self, register: Register, tmp_path: Path) -> None:
        signing = Signing(register, tmp_path, ORIGIN)
        await signing.round(COMMUNITY)
        ring = signing.keyring(COMMUNITY)
        before = ring.key_file.read_text(encoding="utf-8")
        trust = ring.rotate()
        ring.key_file.replace(ring.next_file)
        ring.key_file.write_text(before, encoding="utf-8")

        assert ring.key().public == trust.current
        assert not ring.next_file.exists()


async def size(register: Register) -> int:
    async with register.reading() as connection:
        return await log_size(connection, COMMUNITY)

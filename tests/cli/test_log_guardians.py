"""A key of the log that is lost, and the parties who put another in its place: as the commands say it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from audit.log.note import read_public_key
from audit.log.trust import read_trust
from register.database import Register
from settings import settings
from tests.cli.desk import Desk, Said
from tests.register.brought import brought

PARTIES = ("halden", "moss", "rade")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where the signer's keys are, as the settings have it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SAKSGANG_CHECKPOINTS__KEY_FOLDER", str(tmp_path / "keys"))
        settings.cache_clear()
        yield tmp_path
    settings.cache_clear()


async def well(desk: Desk, line: str) -> Said:
    said = await desk.give(line)
    assert said.status == 0, said.out + said.err
    return said


async def test_a_lost_key_is_replaced_by_two_of_three(register: Register, folder: Path) -> None:
    desk = Desk({"TEMPORAL_ADDRESS": "127.0.0.1:1", "SAKSGANG_DATABASE_URL": register.url})
    nowhere = Desk({"TEMPORAL_ADDRESS": "127.0.0.1:1", "SAKSGANG_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x"})
    await well(desk, "log sign --once")
    keys = [
        (await well(nowhere, f"log guardian-key {folder}/{party}.key --name {party}.example/key")).out.strip()
        for party in PARTIES
    ]
    (folder / "policy").write_text("needed 2  # of three\n" + "\n".join(keys), encoding="utf-8")
    named = await well(desk, f"log guard {folder}/policy")
    await well(desk, "log sign --once")
    (folder / "early.keys").write_text((await well(desk, "log keys")).out, encoding="utf-8")
    (folder / "early").write_text((await well(desk, "audit checkpoint")).out, encoding="utf-8")
    (folder / "keys" / "ostfold.key").unlink()
    (folder / "keys" / "ostfold.keys.json").unlink()
    lost = await desk.give("log sign --once --json")

    asked = await well(desk, f'log replace-key --reason "maskinen brant" -o {folder}/lost.txt')
    told = [
        await well(
            nowhere,
            f"log vouch {folder}/lost.txt --key {folder}/{party}.key --log {folder}/early.keys -o {folder}/{party}",
        )
        for party in PARTIES[:2]
    ]
    twice = f"--vouched {folder}/halden --vouched {folder}/halden"
    too_few = await desk.give(f"log replace-key {twice} --json")
    replaced = await well(desk, f"log replace-key --vouched {folder}/halden --vouched {folder}/moss --json")
    await brought(register, "En sak")
    await well(desk, "log sign --once")
    (folder / "late").write_text((await well(desk, "audit checkpoint")).out, encoding="utf-8")
    compared = await desk.give(f"audit compare {folder}/early {folder}/late --key {folder}/early.keys")
    again = await desk.give(f"log guardian-key {folder}/moss.key --name moss.example/key --json")

    assert "2 of 3 parties can replace a lost key." in named.out
    assert (lost.status, lost.document["code"]) == (5, "key_missing")
    assert "is lost (maskinen brant)" in asked.out
    assert all("is lost (maskinen brant)" in said.out for said in told)
    assert (too_few.status, too_few.document["detail"]) == (3, "1 of the 2 guardians that are needed have signed it")
    trust = read_trust(replaced.document["document"])
    assert [k.lost for k in trust.keys] == [None, "maskinen brant"]
    assert trust.current == read_public_key(replaced.document["key"])
    assert not (folder / "keys" / "ostfold.key.next").exists()
    assert compared.status == 0, compared.out
    assert again.document["code"] == "key_is_there"


async def test_guardians_agree_to_others_after_them(register: Register, folder: Path) -> None:
    desk = Desk({"TEMPORAL_ADDRESS": "127.0.0.1:1", "SAKSGANG_DATABASE_URL": register.url})
    await well(desk, "log sign --once")
    keys = [
        (await well(desk, f"log guardian-key {folder}/{party}.key --name {party}.example/key")).out.strip()
        for party in PARTIES
    ]
    (folder / "one").write_text(f"needed 1\n{keys[0]}", encoding="utf-8")
    (folder / "other").write_text(f"needed 2\n{keys[1]}\n{keys[2]}", encoding="utf-8")
    await well(desk, f"log guard {folder}/one")
    await well(desk, "log sign --once")

    await well(desk, f"log guard {folder}/other -o {folder}/new.txt")
    unasked = await desk.give(f"log guard --vouched {folder}/new.txt --json")
    await well(desk, f"log vouch {folder}/new.txt --key {folder}/halden.key -o {folder}/signed.txt")
    agreed = await well(desk, f"log guard --vouched {folder}/signed.txt --json")
    strange = await desk.give(f"log replace-key --vouched {folder}/signed.txt --json")

    assert (unasked.status, unasked.document["detail"]) == (3, "0 of the 1 guardians that are needed have signed it")
    assert agreed.document["keys"] == keys[1:]
    assert strange.document["detail"] == "it says who can replace a key, not that one is lost"

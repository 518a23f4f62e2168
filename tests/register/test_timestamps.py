"""The signer has its checkpoints stamped, and goes on where nobody stamps them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from cli.signing import Authority as Asked
from cli.signing import Signing
from register.database import Register
from register.timestamps import stamped_checkpoints
from settings import settings
from tests.audit.log.authority import Authority
from tests.cli.desk import Desk
from tests.register.brought import brought

COMMUNITY = "ostfold"
ORIGIN = "saksgang.example/log"
DAY = timedelta(days=1)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where the signer's keys are, as the settings have it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SAKSGANG_CHECKPOINTS__KEY_FOLDER", str(tmp_path / "keys"))
        settings.cache_clear()
        yield tmp_path
    settings.cache_clear()


async def test_the_newest_checkpoint_is_stamped_once_in_a_while_and_goes_out_with_the_log(
    register: Register, folder: Path
) -> None:
    authority = Authority(folder / "authority")
    desk = Desk({"TEMPORAL_ADDRESS": "127.0.0.1:1", "SAKSGANG_DATABASE_URL": register.url})
    before = await desk.give(f"audit checkpoint --stamped {folder}/none.tsr --community {COMMUNITY} --json")
    with authority.answering() as url:
        signing = Signing(register, folder / "keys", ORIGIN, authority=Asked(url, authority.root, DAY))
        unsigned = await signing.stamped(COMMUNITY)
        first = await signing.round(COMMUNITY)
        stamped = [await signing.stamped(COMMUNITY), await signing.stamped(COMMUNITY)]
        await brought(register, "En sak")
        await signing.round(COMMUNITY)
        stamped.append(await signing.stamped(COMMUNITY))
        at_once = Signing(register, folder / "keys", ORIGIN, authority=Asked(url, authority.root, timedelta(0)))
        stamped.append(await at_once.stamped(COMMUNITY))

    async with register.reading() as connection:
        kept = await stamped_checkpoints(connection, COMMUNITY)
    printed = await desk.give(f"audit checkpoint --stamped {folder}/last.tsr")
    (folder / "last.checkpoint").write_text(printed.out, encoding="utf-8")
    await desk.give(f"log export {folder}/public")
    (folder / "keys.json").write_text((await desk.give("log keys")).out, encoding="utf-8")
    verify = "audit timestamp verify {0}.tsr --checkpoint {0}.checkpoint --certificate {1} --key {2}/keys.json"
    files = sorted((folder / "public" / "timestamp").glob("*.tsr"))
    proved = [
        (await desk.give(verify.format(file.with_suffix(""), authority.root, folder))).status
        for file in (folder / "last.tsr", *files)
    ]

    assert before.document["code"] == "not_signed_yet"
    assert (unsigned, stamped) == (False, [True, False, False, True])
    assert kept[0].note == first.note
    assert printed.out == kept[-1].note
    assert proved == [0, 0, 0]


async def test_an_authority_that_is_away_or_strange_holds_up_nothing(register: Register, tmp_path: Path) -> None:
    authority = Authority(tmp_path / "authority")
    away = Signing(register, tmp_path, ORIGIN, authority=Asked("http://127.0.0.1:9/", None, DAY))
    signed = await away.round(COMMUNITY)
    stamped = [await away.stamped(COMMUNITY), await away.stamped(COMMUNITY)]
    with Authority(tmp_path / "other").answering() as url:
        strange = Signing(register, tmp_path, ORIGIN, authority=Asked(url, authority.root, DAY))
        stamped.append(await strange.stamped(COMMUNITY))
    await brought(register, "En sak")

    assert (await away.round(COMMUNITY)).edge.size > signed.edge.size
    assert stamped == [False, False, False]
    async with register.reading() as connection:
        assert await stamped_checkpoints(connection, COMMUNITY) == ()

"""A decision waits for two witnesses: real ones, over HTTP, of a signed log; a forged line counts for nothing."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from activities.witnessing import AskedOf, Witnessing
from audit.log.checkpoint import read_checkpoint
from audit.log.note import KeyUse, PrivateKey, Signature
from audit.log.policy import read_policy
from cli.signing import Keyring, Signing
from cli.witness import Keeper
from cli.witnesses import seen_so_far
from models import entries as e
from models.messages import MessageKind
from models.state import CaseStage
from register.log import keep_cosignature, latest_checkpoint
from rules.case.proof import BEFORE_BINDING
from settings import settings
from tests.cli.test_witness import served
from tests.house import House, with_numbers
from tests.register.test_soundness import found_after, owned
from tests.story import Story, telling
from worker import working

PREFIX = "saksgang.example/log"
COMMUNITY = "ostfold"


async def forge(story: Story, name: str, key_id: bytes) -> None:
    """Somebody with the register writes a line in a witness's name under the newest checkpoint."""
    stranger = PrivateKey.new(name, KeyUse.WITNESS)
    async with story.register.transaction() as connection:
        newest = await latest_checkpoint(connection, COMMUNITY)
        assert newest is not None
        value = (1_900_000_000).to_bytes(8, "big") + stranger.sign(b"cosignature/v1\n")
        await keep_cosignature(connection, newest.place, name, str(Signature(name, key_id, value)))


async def decided(story: Story) -> str:
    first, second = await story.meeting("SEKR", 28), await story.meeting("SEKR", 56)
    case = await story.open_case()
    await story.hold_drofting(case, first)
    await story.roll_call(case, second)
    await story.until(case, lambda s: s.witnesses is not None)
    return case


async def test_a_decision_binds_after_the_second_of_two_witnesses(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    keyring = Keyring(tmp_path / "keys", PREFIX, COMMUNITY)
    keyring.make()
    logs = {f"{PREFIX}/{COMMUNITY}": keyring.trust()}
    keepers = [Keeper(tmp_path / name, f"{name}.example", logs) for name in ("one", "two")]
    keys = [read_policy(f"witness w {k.public}\nquorum none\n").witnesses["w"].key for k in keepers]
    named = tmp_path / "witnesses"
    named.write_text(
        "".join(f"witness w{n} {key}\n" for n, key in enumerate(keys)) + "quorum none\n", encoding="utf-8"
    )
    monkeypatch.setenv("SAKSGANG_CHECKPOINTS__WITNESS_FILE", str(named))
    settings.cache_clear()
    request.addfinalizer(settings.cache_clear)
    files = with_numbers(house.community, **{BEFORE_BINDING: 2})
    works = partial(working, witnesses=AskedOf(PREFIX, keys))
    async with telling(house, files=files, works=works) as story:
        case = await decided(story)
        with served(keepers[0]) as one, served(keepers[1]) as two:
            asked = read_policy(f"witness a {keys[0]} {one}\nwitness b {keys[1]} {two}\nquorum none\n").witnesses
            signing = Signing(story.register, tmp_path / "keys", PREFIX, (asked["a"],))
            await signing.round(COMMUNITY)
            assert await signing.cosigned(COMMUNITY) == 1
            await forge(story, keys[1].name, keys[1].key_id)
            await story.cases.poke(case)
            state = await story.case_state(case)

            async with story.register.reading() as connection:
                said = await seen_so_far(connection, COMMUNITY, case, state)
            assert said is not None and said.short == "waits for witnesses, 1 of 2"
            assert said.seen == (keys[0].name,) and set(said.named) == {key.name for key in keys}
            assert await Witnessing(story.register, AskedOf(PREFIX, keys)).seen_enough() == ()
            assert (state.stage, state.bindings, state.announced) == (CaseStage.BESLUTTET, (), False)
            assert await story.messages(MessageKind.DECISION_ANNOUNCED, record=case) == []
            assert (await story.kinds(case))[-1] == "witnesses_awaited"

            await story.open_case("En annen sak")
            both = Signing(story.register, tmp_path / "keys", PREFIX, tuple(asked.values()))
            await both.round(COMMUNITY)
            assert await both.cosigned(COMMUNITY) == 2
            state = await story.until(case, lambda s: s.announced)

        seen = next(x.body for x in await story.entries(case) if isinstance(x.body, e.WitnessesSeen))
        async with story.register.reading() as connection:
            newest = await latest_checkpoint(connection, COMMUNITY)
        assert newest is not None
        checkpoint, _ = read_checkpoint(newest.text)
        assert (seen.size, seen.root) == (checkpoint.size, checkpoint.root.hex())
        assert {(w.name, w.key_id) for w in seen.witnesses} == {(key.name, key.key_id.hex()) for key in keys}
        assert {b.party for b in state.bindings} == set(state.affected)
        kinds = await story.kinds(case)
        assert kinds.count("witnesses_awaited") == 1
        assert kinds[kinds.index("witnesses_seen") + 1] == "binding_effect"
        await story.check()
        await assert_missed(story, house, f"{case}:{kinds.index('witnesses_seen') + 1}", seen)


async def assert_missed(story: Story, house: House, where: str, seen: e.WitnessesSeen) -> None:
    """What the owner takes away of what witnesses saw, the record's entry tells of."""
    async with owned(house, story.register) as connection:
        lines = await found_after(connection, "DELETE FROM log_cosignature")
        both = await found_after(connection, "DELETE FROM log_cosignature", "DELETE FROM log_checkpoint")
    told = "is not kept, though that entry says"
    for one in seen.witnesses:
        assert f"log_cosignature {where}: the line of {one.name} ({one.key_id}) {told} that it was seen" in lines
    assert f"log_checkpoint {where}: that of {seen.size} leaves {told} who has seen it" in both

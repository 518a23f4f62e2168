"""Legal time: the machine's, but in a register that was made for a story, whose clock goes forward when told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import LiteralString

import pytest
import pytest_asyncio
from sqlalchemy.exc import DBAPIError

from local.postgres import APP, OWNER, Role
from register.database import Register, legal_now, move_legal_clock
from tests.house import House
from tests.register.databases import real_register, tried


async def moved(register: Register, to: datetime) -> datetime:
    async with register.transaction() as connection:
        await move_legal_clock(connection, to)
    async with register.reading() as connection:
        return await legal_now(connection)


@pytest_asyncio.fixture(scope="module")
async def real(house: House) -> AsyncIterator[Register]:
    """A register that was not made for a story; no attempt may change it."""
    async with real_register(house) as register:
        yield register


class TestRealRegister:
    """Nobody moves the clock by which deadlines are judged."""

    async def test_it_says_the_machines_time(self, real: Register) -> None:
        async with real.reading() as connection:
            said = await legal_now(connection)

        assert abs(said - datetime.now(UTC)) < timedelta(seconds=5)

    async def test_it_cannot_be_moved(self, real: Register) -> None:
        with pytest.raises(DBAPIError, match="only the clock of a register made for a story can be moved"):
            await moved(real, datetime.now(UTC) + timedelta(days=1))

    @pytest.mark.parametrize("role", [APP, OWNER])
    @pytest.mark.parametrize(
        ("command", "said"),
        [
            ("UPDATE installation SET shift = interval '1 hour'", "only the clock of a register made for a story"),
            ("UPDATE installation SET kind = 'story'", "never becomes a real one, nor the other way"),
            ("UPDATE installation SET kind = 'story', shift = interval '1 hour'", "never becomes a real one"),
        ],
    )
    async def test_not_by_hand_either(
        self, house: House, real: Register, role: Role, command: LiteralString, said: str
    ) -> None:
        refused = await tried(house, real, role, command)

        assert refused is not None and said in refused

    async def test_nor_is_a_second_installation_made(self, house: House, real: Register) -> None:
        commands: tuple[LiteralString, ...] = (
            "DELETE FROM installation",
            "INSERT INTO installation (single, kind) VALUES (false, 'story')",
        )

        refused = [await tried(house, real, OWNER, command) for command in commands]

        assert refused[0] == "an installation is not removed"
        assert refused[1] is not None and "violates check constraint" in refused[1]


class TestStorysRegister:
    """A story's clock goes where it is told, and never back."""

    async def test_it_goes_forward(self, register: Register) -> None:
        to = datetime(2032, 2, 29, 12, tzinfo=UTC)

        assert timedelta() <= await moved(register, to) - to < timedelta(seconds=5)

    async def test_it_never_goes_back(self, register: Register) -> None:
        async with register.reading() as connection:
            before = await legal_now(connection)

        assert await moved(register, before - timedelta(days=3)) >= before

    async def test_it_never_becomes_a_real_one(self, house: House, register: Register) -> None:
        refused = await tried(house, register, OWNER, "UPDATE installation SET kind = 'real', shift = interval '0'")

        assert refused is not None and "never becomes a real one, nor the other way" in refused

"""From where on a watchdog that begins compares records with their workflows."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from register.watch import place_before
from tests.house import House
from tests.register.databases import as_owner, real_register

DAY = timedelta(days=1)
UNLOCK = "ALTER TABLE entry DISABLE TRIGGER append_only"
ENTERED_BEFORE = "UPDATE entry SET recorded_at = recorded_at - interval '25 hours' WHERE seq = 1"


async def test_a_day_is_counted_from_the_newest_entry(house: House) -> None:
    """A machine that was off for a week has lost what it did last, not what it did yesterday."""
    async with real_register(house) as register:
        async with register.reading() as connection:
            first, count = (await connection.execute(text("SELECT min(place), count(*) FROM entry"))).one()
            none_before = await place_before(connection, DAY)

        await as_owner(house, register, UNLOCK, ENTERED_BEFORE)
        async with register.reading() as connection:
            one_before = await place_before(connection, DAY)
        await as_owner(house, register, "UPDATE entry SET recorded_at = recorded_at - interval '7 days'")
        async with register.reading() as connection:
            after_a_week = await place_before(connection, DAY)

    assert count > 1
    assert (none_before, one_before, after_a_week) == (0, first, first)

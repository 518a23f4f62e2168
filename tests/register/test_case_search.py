"""Cases found by their words and by where they stand, and a register of an earlier version made searchable."""

from __future__ import annotations

import asyncio

import pytest
from alembic import command
from sqlalchemy import text

from local.postgres import OWNER
from models import acts as a
from models.canonical import text_digest
from register import schema
from register.case_search import CaseQuery, find_cases, says_nothing
from register.database import Register
from tests.house import House
from tests.register.brought import acted, brought
from tests.register.test_rebuild import rebuilt, rows_of


async def found(register: Register, search: str, **more: object) -> list[str]:
    async with register.reading() as connection:
        cases = await find_cases(connection, "ostfold", CaseQuery(search=search, **more))  # type: ignore[arg-type]
    return [row.title for row in cases.rows]


async def three_cases(register: Register) -> None:
    await brought(register, "Kommunale akuttplasser", summary="Om ØYEBLIKKELIG hjelp og døgnplasser.")
    await brought(register, "Felles jordmortjeneste", summary="Vakt i helgene.", affected=("moss",))
    await brought(register, "Ambulant team", summary="Bare nevner akuttplasser.", proposal="Teamet begynner.")


class TestWords:
    """All words, in any of their Norwegian forms, wherever they stand in the case."""

    @pytest.mark.parametrize(
        ("search", "titles"),
        [
            pytest.param("døgnplass", ["Kommunale akuttplasser"], id="another form"),
            pytest.param("øyeblikkelig", ["Kommunale akuttplasser"], id="capital letters beyond ASCII"),
            pytest.param("akuttplassene", ["Kommunale akuttplasser", "Ambulant team"], id="in a title or a summary"),
            pytest.param("akutt døgn", ["Kommunale akuttplasser"], id="the beginnings of words written together"),
            pytest.param("akuttplasser -komm", ["Kommunale akuttplasser", "Ambulant team"], id="left out by name"),
            pytest.param("nev", [], id="a few letters are no beginning"),
            pytest.param("'akutt'' <-> \\ ('", ["Ambulant team", "Kommunale akuttplasser"], id="signs of a query"),
            pytest.param("akuttplasser døgnplasser", ["Kommunale akuttplasser"], id="title and summary together"),
            pytest.param("akuttplasser -team", ["Kommunale akuttplasser"], id="without a word"),
            pytest.param("jordmortjenesten or teamet", ["Ambulant team", "Felles jordmortjeneste"], id="either"),
            pytest.param('"vakt i helgene"', ["Felles jordmortjeneste"], id="a phrase"),
            pytest.param("helikopter", [], id="nowhere"),
            pytest.param("'; DROP TABLE entry; --", [], id="no command"),
        ],
    )
    async def test_found(self, register: Register, search: str, titles: list[str]) -> None:
        await three_cases(register)

        by_fitness = await found(register, search, order="fitting")

        assert sorted(by_fitness) == sorted(titles)

    async def test_what_has_the_word_in_its_title_fits_best(self, register: Register) -> None:
        await three_cases(register)

        by_fitness = await found(register, "akuttplasser", order="fitting")

        assert by_fitness == ["Kommunale akuttplasser", "Ambulant team"]

    async def test_words_of_later_entries_and_of_earlier_texts_too(self, register: Register) -> None:
        case = await brought(register, "Sak", proposal="Den første teksten.")
        digest = text_digest("Den første teksten.")
        change = a.AmendText(rests_on=digest, proposal="Noe annet.", substantial=False, reason="Skrivefeil")
        await acted(register, case, change)

        assert await found(register, "første teksten") == ["Sak"]
        assert await found(register, "skrivefeil annet") == ["Sak"]
        assert (await rebuilt(register)).changed == ()

    async def test_words_that_stand_everywhere_say_nothing(self, register: Register) -> None:
        async with register.reading() as connection:
            said = [await says_nothing(connection, words) for words in ("og i det", "", "akutt")]

        assert said == [True, True, False]

    async def test_a_case_of_endless_words_is_kept_and_found(self, register: Register) -> None:
        case = await brought(register, "Lang sak", summary="Begynner med fjellrev.")
        before = "Vi gjør dette."
        for part in range(12):
            after = " ".join(f"{part * 3_000 + word:x}" for word in range(3_000))
            digest = text_digest(before)
            change = a.AmendText(rests_on=digest, proposal=after, substantial=False, reason="Lengre")
            await acted(register, case, change)
            before = after

        assert await found(register, "fjellrev") == ["Lang sak"]

    async def test_limited_and_counted(self, register: Register) -> None:
        await three_cases(register)

        async with register.reading() as connection:
            cases = await find_cases(connection, "ostfold", CaseQuery(limit=2))

        assert (len(cases.rows), cases.count) == (2, 3)

    async def test_concerning_a_party(self, register: Register) -> None:
        await three_cases(register)

        async with register.reading() as connection:
            halden = await find_cases(connection, "ostfold", CaseQuery(party="halden"))
            moss = await find_cases(connection, "ostfold", CaseQuery(party="moss"))

        assert (halden.count, moss.count) == (2, 3)


class TestEarlierVersion:
    """What stood in the register before can be searched after the upgrade, as if it had been written now."""

    async def test_filled_as_a_rebuild_would(self, register: Register, house: House) -> None:
        await three_cases(register)
        now = await rows_of(register, ["case_search_view"])
        url = house.postgres.url(str(register.engine.url.database), OWNER)
        await register.engine.dispose()
        await asyncio.to_thread(command.downgrade, schema._config(url), "0002")

        await asyncio.to_thread(schema.upgrade, url)

        assert await rows_of(register, ["case_search_view"]) == now
        assert await found(register, "jordmortjeneste") == ["Felles jordmortjeneste"]
        async with register.reading() as connection:
            plan = await connection.scalars(
                text(
                    "EXPLAIN (COSTS OFF) SELECT record_id FROM case_search_view"
                    " WHERE vector @@ websearch_to_tsquery('norwegian', 'vakt')"
                )
            )
            assert "case_search_view" in "\n".join(plan)

"""Cards and mail under persons' keys: what is kept, what it costs, and what is left of it once a key is destroyed."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncIterator

import psycopg
import pytest
from alembic import command
from psycopg.types.json import Jsonb
from sqlalchemy import text, update
from temporalio.client import Client

from cases import Answer, Cases, Refused
from local.postgres import APP, OWNER
from models import entries as e
from models.persons import commitment_of
from models.roster import PersonCard
from models.work import Outcome
from register import schema
from register.database import Register
from register.directory import persons_of, rules_in_force
from register.documents import keep_document
from register.intake import ActConflict
from register.persons import (
    PERSON,
    KeyDestroyed,
    card_of,
    cards_of,
    documents_naming,
    forget,
    keep_persons,
    opened_mail,
    sealed_mail,
    where_entered,
)
from register.queries import entries_of
from register.schema import upgrade
from register.sealing import SealBroken
from tests.house import SECRETARIAT, House
from tests.post.owed import Outbox
from tests.post.test_sender import owed

COMMUNITY = "ostfold"
RECORD = f"community-{COMMUNITY}"
KARI = PersonCard(person="p-kari", name="Kari Åsbakk", email="kari@moss.example", phone="+47 22 33 44 55")
OLA = PersonCard(person="p-ola", name="Ola Øy", email="ola@moss.example")
MAIL = "0" * 32


async def kept(register: Register, *cards: PersonCard) -> list[str]:
    """Whose cards had to be entered."""
    async with register.transaction() as connection:
        return [p.person for p in await keep_persons(connection, COMMUNITY, cards)]


class TestKept:
    """Each card under a key of its own; the record binds the id to it."""

    async def test_everybody_of_the_roster_is_bound_by_an_entry(self, register: Register, house: House) -> None:
        async with register.reading() as connection:
            cards = await cards_of(connection, COMMUNITY)
            entries = await entries_of(connection, RECORD)
            where = await where_entered(connection, COMMUNITY, cards[0].commitment)

        [entered] = [entry for entry in entries if isinstance(entry.body, e.PersonsEntered)]
        assert isinstance(entered.body, e.PersonsEntered)
        assert entered.seq == where
        assert {p.person: p.commitment for p in entered.body.persons} == {
            k.card.person: commitment_of(k.card, k.salt) for k in cards
        }
        by_id = {card.person: card for card in house.community.roster_file.persons}
        assert {k.card.person: k.card for k in cards} == by_id
        assert len({k.salt for k in cards}) == len(cards)

    async def test_only_what_changed_is_entered_again_with_another_salt(self, register: Register) -> None:
        first = await kept(register, KARI, OLA)
        async with register.reading() as connection:
            before = await card_of(connection, COMMUNITY, KARI.person)
        again = await kept(register, KARI, OLA)
        changed = await kept(register, KARI.model_copy(update={"phone": None}), OLA)
        async with register.reading() as connection:
            after = await card_of(connection, COMMUNITY, KARI.person)

        assert (first, again, changed) == (["p-kari", "p-ola"], [], ["p-kari"])
        assert before is not None
        assert after is not None
        assert (before.card, after.card.phone) == (KARI, None)
        assert before.salt != after.salt

    async def test_a_card_put_in_anothers_place_is_not_read(self, register: Register) -> None:
        await kept(register, KARI, OLA)
        async with register.transaction() as connection:
            other = await connection.scalar(PERSON.select().with_only_columns(PERSON.c.sealed).limit(1))
            await connection.execute(update(PERSON).where(PERSON.c.person == KARI.person).values(sealed=other))

        with pytest.raises(SealBroken, match="card of p-kari in ostfold"):
            async with register.reading() as connection:
                await card_of(connection, COMMUNITY, KARI.person)

    async def test_a_community_of_two_hundred_is_looked_through_at_once(self, register: Register) -> None:
        await kept(register, *(KARI.model_copy(update={"person": f"p-{n:04}"}) for n in range(200)))
        async with register.reading() as connection:
            known = await persons_of(connection, COMMUNITY)
            took = []
            for _ in range(5):
                begun = time.process_time()
                await persons_of(connection, COMMUNITY)
                took.append(time.process_time() - begun)

        assert len(known) > 200
        assert min(took) < 0.05, took


class TestMail:
    """Readable only while everyone it names is known."""

    async def test_under_the_keys_of_all_it_names(self, register: Register) -> None:
        await kept(register, KARI, OLA)
        async with register.transaction() as connection:
            row = await sealed_mail(connection, COMMUNITY, MAIL, b"Kjaere Kari og Ola", ["p-ola", "p-kari", "p-ola"])
            opened = await opened_mail(connection, COMMUNITY, MAIL, row["raw"], row["sealed_for"])
            with pytest.raises(SealBroken):
                await opened_mail(connection, COMMUNITY, "1" * 32, row["raw"], row["sealed_for"])
            await forget(connection, COMMUNITY, "p-ola")
            with pytest.raises(KeyDestroyed, match="p-ola"):
                await opened_mail(connection, COMMUNITY, MAIL, row["raw"], row["sealed_for"])

        assert row["sealed_for"] == ["p-kari", "p-ola"]
        assert b"Ola" not in row["raw"]
        assert opened == b"Kjaere Kari og Ola"

    async def test_that_names_nobody_is_kept_as_it_is(self, register: Register) -> None:
        async with register.transaction() as connection:
            row = await sealed_mail(connection, COMMUNITY, MAIL, b"Til postmottak", [])

        assert row == {"raw": b"Til postmottak", "sealed_for": None}


class TestErased:
    """Once, by one transaction; what is not taken in leaves nothing behind."""

    async def test_the_same_act_again_gives_the_same_answer_and_another_is_refused(self, register: Register) -> None:
        await kept(register, KARI, OLA)
        act_id = str(uuid.uuid4())

        first = await erased(register, act_id, KARI.person)
        again = await erased(register, act_id, KARI.person)
        with pytest.raises(ActConflict):
            await erased(register, act_id, KARI.person, "en annen hjemmel")
        with pytest.raises(Refused, match=r"p-kari has been erased") as twice:
            await erased(register, str(uuid.uuid4()), KARI.person)
        with pytest.raises(Refused, match=r"p-kari has been erased") as back:
            await entered_again(register, KARI)

        assert first == again
        assert (first.outcome, twice.value.refusal.remedy) == (Outcome.ACCEPTED, "nothing more is needed")
        assert "a new id" in back.value.refusal.remedy
        async with register.reading() as connection:
            assert [card.person for card in await persons_of(connection, COMMUNITY) if card.person == "p-kari"] == []
            assert (await connection.execute(text("SELECT * FROM person_key WHERE person = 'p-kari'"))).all() == []

    async def test_not_while_mail_waits_and_then_the_address_is_gone_from_what_went_wrong(
        self, register: Register
    ) -> None:
        outbox = Outbox(register)
        await outbox.register_case()
        message = owed(KARI.person)
        await outbox.owe(message)
        with pytest.raises(Refused, match=r"1 messages to or about p-kari have not left"):
            await erased(register, str(uuid.uuid4()), KARI.person)
        await outbox.store_raw(message, b"To: p-kari@moss.example\r\n\r\n")
        await outbox.mark_given_up(message.message_id, "550 no such user p-kari@moss.example")
        before = await outbox.raw(message)

        await erased(register, str(uuid.uuid4()), KARI.person)

        assert before == b"To: p-kari@moss.example\r\n\r\n"
        assert await outbox.raw(message) is None
        assert await outbox.row(message) == ("given_up", 0, "the person has been erased")

    async def test_a_basis_with_the_name_in_it_is_stored_nowhere(self, register: Register) -> None:
        await kept(register, KARI)
        with pytest.raises(Refused, match="the basis names the person"):
            await erased(register, str(uuid.uuid4()), KARI.person, "Kari har bedt om det")

        async with register.reading() as connection:
            assert await connection.scalar(text("SELECT count(*) FROM intake WHERE body::text LIKE '%Kari%'")) == 0


async def erased(
    register: Register, act_id: str, person: str, basis: str = "personvernforordningen art. 17"
) -> Answer:
    """The secretariat erases a person; nothing of it needs Temporal."""
    return await Cases(register, away, task_queue="none").erase_person(act_id, SECRETARIAT, COMMUNITY, person, basis)


async def away() -> Client:
    raise RuntimeError("Temporal is away")


async def entered_again(register: Register, card: PersonCard) -> None:
    async with register.reading() as connection:
        _, roster = await rules_in_force(connection, COMMUNITY)
    cases = Cases(register, away, task_queue="none")
    await cases.renew_roster(str(uuid.uuid4()), SECRETARIAT, roster, "Hun er tilbake.", (card,), ())


async def test_documents_that_name_somebody_are_found_with_the_pdf_beside_them(register: Register) -> None:
    said = "Til stede: Kari Åsbakk"
    async with register.transaction() as connection:
        for content, media, name in (
            (said.encode(), "text/plain", "protokoll-x.txt"),
            (b"%PDF- squeezed", "application/pdf", "protokoll-x.pdf"),
            (b"%PDF- other", "application/pdf", "notat.pdf"),
            (b"Til stede: Ola", "text/plain", "notat.txt"),
            (b"ring +47 22 33 44 55", "text/markdown", "ring.md"),
        ):
            await keep_document(connection, COMMUNITY, content, media, name)
        found = [row.name for row in await documents_naming(connection, COMMUNITY, KARI)]

    assert found == ["protokoll-x.pdf", "protokoll-x.txt", "ring.md"]


async def test_a_name_is_found_as_pages_write_it(register: Register) -> None:
    card = KARI.model_copy(update={"name": "Kari O'Åsbakk & Vik"})
    pages = ("O&#x27;Åsbakk &amp; Vik", "O&#39;Åsbakk &amp; Vik", "O'Åsbakk &amp; Vik", "O'Åsbakk")
    async with register.transaction() as connection:
        for number, said in enumerate(pages):
            await keep_document(connection, COMMUNITY, f"<p>Kari {said}</p>".encode(), "text/html", f"{number}.html")
        found = [row.name for row in await documents_naming(connection, COMMUNITY, card)]

    assert found == ["0.html", "1.html", "2.html"]


@pytest.fixture
async def before_keys(house: House) -> AsyncIterator[str]:
    """The name of a database in which names stand in clear, with a person and a mail to them."""
    name = f"clear_{next(house.numbers)}"
    await asyncio.to_thread(house.postgres.create_database, name)
    await asyncio.to_thread(_in_clear, house, name)
    yield name
    await asyncio.to_thread(house.postgres.drop_database, name)


def _in_clear(house: House, name: str) -> None:
    url = house.postgres.url(name, OWNER)
    upgrade(url)
    command.downgrade(schema._config(url), "0009")
    with psycopg.connect(house.postgres.conninfo(name, OWNER)) as connection:
        connection.execute(
            "INSERT INTO person VALUES (%s, %s, %s, %s, %s, %s)",
            (COMMUNITY, KARI.person, KARI.name, KARI.email, KARI.language, KARI.phone),
        )
        for message, kind, to in (
            (MAIL, "receipt", {"kind": "person", "person": KARI.person, "capacity": "member"}),
            ("1" * 32, "notice", {"kind": "party", "party": "moss"}),
        ):
            connection.execute(
                "INSERT INTO message_view (message_id, community, record_id, seq, letter, kind, recipient, at)"
                " VALUES (%s, %s, 'case', 1, 'x', %s, %s, now())",
                (message, COMMUNITY, kind, Jsonb(to)),
            )
            connection.execute(
                "INSERT INTO delivery (message_id, community, state, attempts, next_try, raw)"
                " VALUES (%s, %s, 'sent', 1, now(), %s)",
                (message, COMMUNITY, KARI.name.encode()),
            )


async def test_names_that_stood_in_clear_are_sealed_when_the_schema_moves(house: House, before_keys: str) -> None:
    owner = house.postgres.url(before_keys, OWNER)
    await asyncio.to_thread(upgrade, owner)
    register = Register(house.postgres.url(before_keys, APP), pool_size=1)
    async with register.transaction() as connection:
        found = await card_of(connection, COMMUNITY, KARI.person)
        rows = (await connection.execute(text("SELECT * FROM delivery ORDER BY message_id"))).all()
        opened = [await opened_mail(connection, COMMUNITY, r.message_id, r.raw, r.sealed_for) for r in rows]
        entered = await keep_persons(connection, COMMUNITY, [KARI])
        salt = await card_of(connection, COMMUNITY, KARI.person)
    await register.close()
    await asyncio.to_thread(command.downgrade, schema._config(owner), "0009")
    with psycopg.connect(house.postgres.conninfo(before_keys, OWNER)) as down:
        clear = down.execute("SELECT person, name, email, language, phone FROM person").fetchall()

    assert found is not None
    assert salt is not None
    assert (found.card, found.commitment, found.salt) == (KARI, None, salt.salt)
    assert [p.person for p in entered] == [KARI.person], "it is entered when cards are next handed in"
    assert opened == [KARI.name.encode(), None], "whom a notice to a party named is not known any more"
    assert clear == [(KARI.person, KARI.name, KARI.email, KARI.language, KARI.phone)]

"""Documents of a community: kept once, withheld on a ground, the same file in two communities."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from alembic import command
from sqlalchemy import text

from activities.outbox import RegisterOutbox
from local.postgres import OWNER
from models import acts as a
from models.messages import Message, MessageFacts, MessageKind, ToPerson
from register import schema
from register.database import Register
from register.documents import (
    DocumentUnusable,
    Withheld,
    digest_of_content,
    document_by,
    documents_like,
    keep_document,
    media_type_of,
    withheld_by,
)
from tests.house import House
from tests.register.brought import acted, brought
from tests.register.databases import as_owner

GROUND = "offl. § 13"
LIMIT = 10_000
WHOLE = (
    b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\n"
    b"endobj\nxref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000058 00000 n \n"
    b"trailer\n<< /Size 3 /Root 1 0 R >>\nstartxref\n110\n%%EOF\n"
)


async def kept(register: Register, community: str, content: bytes, name: str) -> str:
    async with register.transaction() as connection:
        return await keep_document(connection, community, content, "text/plain", name)


async def name_of(register: Register, community: str, digest: str) -> str | None:
    async with register.reading() as connection:
        row = await document_by(connection, community, digest)
    return None if row is None else str(row.name)


class TestPdf:
    """What begins as a PDF must be one that can be opened."""

    @pytest.mark.parametrize("ending", [b"", b"\n\n", b"\x00" * 500])
    def test_a_whole_one_is_taken_in(self, ending: bytes) -> None:
        assert media_type_of("a.pdf", WHOLE + ending, LIMIT) == "application/pdf"

    @pytest.mark.parametrize(
        "content",
        [
            pytest.param(b"%PDF-1.4\nhei\n", id="thirteen bytes"),
            pytest.param(WHOLE[:-30], id="cut off"),
            pytest.param(WHOLE.replace(b"startxref\n110", b"startxref\n99999"), id="points behind its end"),
            pytest.param(b"%PDF-1.7\nstartxref\n0\n%%EOF\n", id="without a single object"),
        ],
    )
    def test_another_is_refused_with_the_remedy(self, content: bytes) -> None:
        with pytest.raises(DocumentUnusable, match="cannot be opened as one: it is cut off or broken; save it"):
            media_type_of("a.pdf", content, LIMIT)


class TestCommunities:
    """A document belongs to a community."""

    async def test_two_keep_the_same_file_each_by_its_own_name(self, register: Register) -> None:
        digest = await kept(register, "ostfold", b"hei", "a.txt")
        await kept(register, "bergen", b"hei", "b.txt")
        await kept(register, "ostfold", b"hei", "c.txt")

        async with register.reading() as connection:
            mine = await documents_like(connection, "ostfold", digest[:8])
        names = [await name_of(register, community, digest) for community in ("ostfold", "bergen", "moere")]

        assert names == ["a.txt", "b.txt", None]
        assert [row.community for row in mine] == ["ostfold"]

    async def test_documents_of_an_earlier_version_stay_with_their_community(
        self, register: Register, house: House
    ) -> None:
        url = house.postgres.url(str(register.engine.url.database), OWNER)
        await register.engine.dispose()
        await asyncio.to_thread(command.downgrade, schema._config(url), "0003")
        digest = digest_of_content(b"hei")
        await as_owner(
            house, register,
            "INSERT INTO document (community, digest, media_type, size, name, content, added_at)"
            f" VALUES ('ostfold', '{digest}', 'text/plain', 3, 'a.txt', 'hei', now())",
        )  # fmt: skip

        await asyncio.to_thread(schema.upgrade, url)
        await kept(register, "bergen", b"hei", "b.txt")

        names = [await name_of(register, community, digest) for community in ("ostfold", "bergen")]
        assert names == ["a.txt", "b.txt"]
        with pytest.raises(Exception, match=r"permission denied|append-only"):
            async with register.transaction() as connection:
                await connection.execute(text("UPDATE document SET name = 'x'"))


class TestWithheld:
    """The register knows which case withholds a document, and what is withheld does not leave by mail (P-34)."""

    async def test_by_case_and_ground_until_it_is_released(self, register: Register) -> None:
        open_digest = await kept(register, "ostfold", b"a", "a.txt")
        held_digest = await kept(register, "ostfold", b"b", "b.txt")
        case = await brought(register, "Sak")
        await acted(register, case, a.AddPaper(document=open_digest, title="A"))
        await acted(register, case, a.AddPaper(document=held_digest, title="B", withheld=GROUND))
        digests = (open_digest, held_digest)

        async with register.reading() as connection:
            before = await withheld_by(connection, "ostfold", digests)
            elsewhere = await withheld_by(connection, "bergen", digests)
        mail = Message(
            message_id="0" * 32, record=case, seq=1, kind=MessageKind.NOTICE,
            to=ToPerson(person="p-2h9c", capacity="member"), facts=MessageFacts(papers=digests),
        )  # fmt: skip
        going = await RegisterOutbox(register, lease=timedelta(seconds=60)).attachments(mail)
        await acted(register, case, a.ReleasePaper(document=held_digest, reason="Ferdig"))
        async with register.reading() as connection:
            after = await withheld_by(connection, "ostfold", digests)

        assert before == {held_digest: (Withheld(case, GROUND),)}
        assert (elsewhere, after) == ({}, {})
        assert [(one.content, one.withheld) for one in going] == [(b"a", None), (b"", GROUND)]

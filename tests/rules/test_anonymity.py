"""What the automatic check flags before a person looks, and what it lets a person look at alone (N-09)."""

from __future__ import annotations

import io
import random
import zipfile

import pytest

from models.dispute import FindingKind
from register.documents import OFFICE
from register.reading import text_of
from rules.dispute.anonymity import findings_in, flagged

NUMBER, PHONE, NAME = FindingKind.IDENTITY_NUMBER, FindingKind.PHONE_NUMBER, FindingKind.LIKELY_NAME


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        # Month 81: check digits are right, and nobody is born then.
        pytest.param("Fødselsnummer 01810750126.", {NUMBER}, id="identity number"),
        pytest.param("Nr. 018107 50126", {NUMBER}, id="with a space"),
        pytest.param("Nr. 01.81.07-50126", {NUMBER}, id="as a date with a dash"),
        pytest.param("D-nummer 41810750381", {NUMBER}, id="D-number"),
        pytest.param("Nr. 018107/50126", {NUMBER}, id="with a slash"),
        pytest.param("Nr. 018107\u202f50126", {NUMBER}, id="with a narrow blank"),
        pytest.param("Nr. 018107 – 50126", {NUMBER}, id="with a dash between blanks"),
        pytest.param("Født 01.81.1907 50126", {NUMBER}, id="with the year in full"),
        pytest.param("fnr01810750126", {NUMBER}, id="written together with a word"),
        pytest.param("018107\u00ad50126", {NUMBER}, id="with a soft hyphen"),
        pytest.param("Rad 31 01810750126", {NUMBER}, id="after another number"),
        pytest.param("Arkivnummer 01810750127", set(), id="wrong check digit"),
        pytest.param("Ring 912 34 567.", {PHONE}, id="mobile"),
        pytest.param("Ring +47 22334455", {PHONE}, id="with the country"),
        pytest.param("tlf.91234567", {PHONE}, id="after a short word with a stop"),
        pytest.param("91.23.45.67", {PHONE}, id="with stops"),
        pytest.param("912-34-567", {PHONE}, id="with hyphens"),
        pytest.param("+46 70 123 45 67", {PHONE}, id="of another country"),
        pytest.param("Møtet 20.01.2031, sak 31/12345678", set(), id="a date and a case number"),
        pytest.param("I 2031 var det 1200 døgn.", set(), id="year and count"),
        pytest.param("Saken gjelder Kari Eksempel.", {NAME}, id="two capitalised words"),
        pytest.param("Eksempel, Kari", {NAME}, id="family name first"),
        pytest.param("KARI EKSEMPEL", {NAME}, id="in capitals"),
        pytest.param("Kari\u00a0Eksempel", {NAME}, id="held together by the word processor"),
        pytest.param("Kari_Eksempel.docx", {NAME}, id="a name of a file"),
        pytest.param("Áile Eksempel og José Éxémplo", {NAME}, id="letters of other languages"),
        pytest.param("Notat av K. Eksempel", {NAME}, id="an initial"),
        pytest.param("SSU OG FSU", set(), id="abbreviations"),
        pytest.param("pasienten Kari ble utskrevet", {NAME}, id="one name after pasienten"),
        pytest.param("Dr. Eksempel ringte", {NAME}, id="one name after a title"),
        pytest.param("Halden kommune og Sykehuset Østfold mener det.", set(), id="parties that are known"),
        pytest.param("Kommunen betaler fra første døgn.", set(), id="the beginning of a sentence"),
    ],
)
def test_what_is_flagged(words: str, kinds: set[FindingKind]) -> None:
    found = findings_in(f"notat\n{words}", known=("halden", "sykehuset", "østfold"))

    assert {finding.kind for finding in found} == kinds
    assert {finding.line for finding in found} <= {2}


def test_what_cannot_be_read_is_a_finding_of_its_own() -> None:
    assert [f.kind for f in findings_in(text_of("application/pdf", b"%PDF-1.7"))] == [FindingKind.UNREADABLE]
    assert [f.kind for f in findings_in(text_of(OFFICE["docx"], b"PK broken"))] == [FindingKind.UNREADABLE]


@pytest.mark.parametrize("seed", range(4))
def test_a_broken_office_document_is_unreadable_and_stops_nobody(seed: int) -> None:
    content, chance = io.BytesIO(), random.Random(seed)
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "<w:p>" + "".join(chance.choices("abc æøå ", k=900)) + "</w:p>")
    whole = content.getvalue()

    read = []
    for _ in range(250):
        broken = bytearray(whole)
        broken[chance.randrange(len(whole))] ^= chance.randrange(1, 256)
        read.append(text_of(OFFICE["docx"], bytes(broken[: chance.choice((None, None, len(whole) // 2))])))

    assert None in read
    assert text_of(OFFICE["docx"], whole) is not None


def test_a_locked_office_document_is_unreadable() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("word/document.xml", "<w:p>Hei</w:p>")
    locked = bytearray(content.getvalue())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + flags] |= 1

    assert text_of(OFFICE["docx"], bytes(locked)) is None


def test_an_office_document_is_read_with_who_wrote_it() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("word/document.xml", "<w:p><w:t>Ring </w:t><w:t>912 34 567</w:t></w:p>")
        archive.writestr("docProps/core.xml", "<dc:creator>Kari Eksempel</dc:creator>")

    text = text_of(OFFICE["docx"], content.getvalue())

    assert text is not None
    assert [words for _, words in flagged(text)] == ["912 34 567", "Kari Eksempel"]


def test_what_stands_apart_in_an_office_document_is_not_read_as_one_word() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("word/document.xml", "<w:p><w:t>Kari</w:t><w:tab/><w:t>Eksempel</w:t></w:p>")
        archive.writestr("xl/worksheets/sheet1.xml", "<row><c><v>7</v></c><c><v>41810750381</v></c></row>")
        archive.writestr("ppt/slides/slide1.xml", "<a:t>018107</a:t><a:br/><a:t>50126</a:t>")

    text = text_of(OFFICE["docx"], content.getvalue())

    assert text is not None
    assert {finding.kind for finding in findings_in(text)} == {NAME, NUMBER}
    assert len([words for finding, words in flagged(text) if finding.kind is NUMBER]) == 2

"""P-33: minutes as PDF/A for everybody, the same bytes for the same records."""

from __future__ import annotations

import io
from datetime import timedelta

import pikepdf
import pytest

from activities.minutes import minutes_facts
from activities.minutes_pdf import minutes_pdf
from activities.post.address import Language
from models import entries as e
from models.acts import ContributionKind, Mark
from models.minutes import Minutes, MinutesChange, MinutesContest
from tests.post.material import LANGUAGES, STARTS_AT, procedure, roster
from tests.post.test_minutes import BLOCKED, DECIDED, HELD, NAMES, meeting, opened, record

HOSTILE = '#panic("ut") *stor* $x$ <b> \\ @ref'


def pdf_of(language: Language = "nb", *, words: str = "Hvem betaler?") -> bytes:
    """Approved minutes of three items, with everything in them that there can be."""
    state = meeting(("c-1", Mark.BESLUTNING), ("c-2", Mark.DROFTING), ("c-3", Mark.BESLUTNING))
    approved = Minutes(
        text="a" * 64,
        html="b" * 64,
        approved_in="meeting-ostfold-SEKR-2027-2",
        approved_at=STARTS_AT + timedelta(days=28),
        changes=(
            MinutesChange(item=1, old_text="Før.", new_text=words, reason="Tatt inn.", at=STARTS_AT),
            MinutesChange(
                old_text="Mos",
                new_text=words,
                reason="Skrivefeil.",
                at=STARTS_AT + timedelta(days=60),
                by="p-2h9c",
                clerical=True,
            ),
        ),
        contests=(
            MinutesContest(
                contest=1, item=1, case="c-1", seat="SEKR-M4", claim=words, at=STARTS_AT, settled="stands"
            ),
        ),
    )
    said = e.Contributed(seat="SEKR-GP", about=ContributionKind.QUESTION, text=words)
    cases = (record("c-1", *DECIDED), record("c-2", opened(Mark.DROFTING, 2), said, HELD), record("c-3", *BLOCKED))
    state = state.model_copy(update={"minutes": approved})
    return minutes_pdf(minutes_facts(state, cases, procedure(), roster(), NAMES, language))


def test_the_same_records_give_the_same_bytes() -> None:
    assert pdf_of() == pdf_of()
    assert pdf_of() != pdf_of(words="Hvem eier?")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_tagged_titled_and_made_to_be_kept(language: Language) -> None:
    with pikepdf.open(io.BytesIO(pdf_of(language))) as pdf, pdf.open_metadata() as about:
        root = pdf.Root

        assert bool(root.MarkInfo.Marked)
        assert "/StructTreeRoot" in root
        assert str(root.Lang).split("-")[0] == language
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert "Samhandlingssekretariatet" in about["dc:title"] or "Interaction" in about["dc:title"]
        assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("2", "A")
        assert about["pdfuaid:part"] == "1"


def test_every_font_is_in_it() -> None:
    with pikepdf.open(io.BytesIO(pdf_of())) as pdf:
        fonts = [font for page in pdf.pages for font in dict(page.Resources.Font.items()).values()]
        descriptors = [font.DescendantFonts[0].FontDescriptor for font in fonts]

        assert fonts
        assert all({"/FontFile2", "/FontFile3"} & set(d.keys()) for d in descriptors)


def test_tables_and_headings_are_said_to_be_what_they_are() -> None:
    with pikepdf.open(io.BytesIO(pdf_of())) as pdf:
        roles = {str(o.S) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/S" in o and "/P" in o}

        assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/LI"} <= roles


def test_what_people_wrote_is_never_markup() -> None:
    assert pdf_of(words=HOSTILE).startswith(b"%PDF-1.7")

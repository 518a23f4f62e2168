"""The timeline: whose entries, in which order; and the page, which stands alone and keeps words as words."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest

from audit.came_to import came_to, words_of
from audit.naming import Names
from audit.outcomes import BROKEN, NOT_CHECKED, PROVED, Check
from audit.timeline import Moment, meetings_of, story_of, timeline
from audit.timeline_page import File, Subject, page
from models.entries import CaseRegistered, Entry
from models.evidence import Evidence, RecordEvidence
from rules.derivations import Language
from tests.workflows.kept import manifest

CASE, FIRST, SECOND = "case-ostfold-2031-1", "meeting-ostfold-SEKR-2031-1", "meeting-ostfold-SEKR-2031-2"
FILE = File("sak.zip", "5e" * 32)
SUBJECT = Subject(CASE, "Felles prosedyre", ("Decided by consensus.",))


def entries_of(record: str) -> tuple[Entry, ...]:
    return next(kept for kept in manifest() if (kept.story, kept.record) == ("decided", record)).entries()


def told(*more: tuple[Entry, ...]) -> tuple[Moment, ...]:
    return timeline(CASE, (entries_of(CASE), *more), Names())


class TestTimeline:
    """The case's entries in their own order, and between them what its meetings entered of it."""

    def test_each_record_keeps_its_order(self) -> None:
        found = told(entries_of(FIRST), entries_of(SECOND))

        for record in (CASE, FIRST, SECOND):
            seqs = [moment.seq for moment in found if moment.record == record]
            assert seqs == sorted(seqs)
        assert [m.seq for m in found if m.record == CASE] == list(range(1, len(entries_of(CASE)) + 1))

    def test_what_a_meeting_entered_of_another_case_is_left_out(self) -> None:
        first = entries_of(FIRST)
        about_case = [entry for entry in first if getattr(entry.body, "case", None) == CASE]
        elsewhere = timeline("case-ostfold-2031-2", (first,), Names())

        assert about_case
        assert not {entry.seq for entry in about_case} & {moment.seq for moment in elsewhere}
        assert {moment.seq for moment in elsewhere}

    def test_a_position_says_who_as_what_under_which_rule_and_on_which_text(self) -> None:
        position = next(moment for moment in told() if "stands aside" in moment.words)

        assert position.capacity == "member in SEKR-M3"
        assert position.rules == ("P-20", "P-18")
        assert position.text is not None
        assert re.fullmatch("[0-9a-f]{64}", position.text)


class Outline(HTMLParser):
    """What a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


class TestPage:
    """One page that stands alone, and that everybody can read."""

    def test_it_needs_nothing_else(self) -> None:
        text = page(SUBJECT, told(), (), (Check("all", PROVED),), file=FILE)
        outline = Outline(text)

        assert not {tag for tag, _ in outline.tags} & {"script", "link", "img", "iframe", "object", "base", "form"}
        assert "http" not in text.replace("http-equiv", "")
        assert "url(" not in text and "@import" not in text
        assert {a["href"] for a in outline.of("a")} <= {f"#{tag.get('id')}" for _, tag in outline.tags}
        assert outline.of("meta")[2]["content"] == "default-src 'none'; style-src 'unsafe-inline'"

    def test_its_parts_are_named_for_who_cannot_see_them(self) -> None:
        outline = Outline(page(SUBJECT, told(), (), (Check("all", PROVED),), file=FILE))

        stamps = [f"{stamp['datetime']}" for stamp in outline.of("time")]
        assert stamps and all(re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?Z)?", stamp) for stamp in stamps)
        assert outline.of("html")[0]["lang"] == "en"
        assert len(outline.of("h1")) == 1
        assert all(cell["scope"] in ("col", "row", "rowgroup") for cell in outline.of("th"))
        assert len(outline.of("caption")) == len(outline.of("table")) == 3
        assert all("datetime" in stamp for stamp in outline.of("time"))
        assert {quote["lang"] for quote in outline.of("blockquote")} == {"no"}

    def test_the_story_comes_first_and_the_machinery_is_folded(self) -> None:
        """What is proved is opened by whoever asks for it; where something is open or broken it stands open."""
        proved, partly = (
            page(SUBJECT, told(), (), (Check("all", PROVED), Check("b", outcome)), not_claimed=["that it arrived"])
            for outcome in (PROVED, NOT_CHECKED)
        )

        order = ["Decided by consensus.", "Verification: proved", "What happened", "That it arrived.", "<details>"]
        places = [proved.index(words) for words in order]
        assert places == sorted(places)
        assert ["<details open>" in text for text in (proved, partly)] == [False, True]

    def test_what_people_wrote_is_words_and_nothing_else(self) -> None:
        first, *rest = entries_of(CASE)
        body = first.body
        assert isinstance(body, CaseRegistered)
        spoiled = first.model_copy(update={"body": body.model_copy(update={"summary": "<script>alert(1)</script>"})})
        moments = timeline(CASE, ([spoiled, *rest],), Names())

        text = page(Subject(CASE, "<b>x", ("&",)), moments, (), (), file=File("<i>", ""))

        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
        assert not {"script", "b", "i"} & {tag for tag, _ in Outline(text).tags}

    def test_a_page_of_a_file_names_its_bytes_and_where_there_may_be_names(self) -> None:
        of_file, of_register = (page(SUBJECT, (), (), (), file=file) for file in (FILE, None))

        assert f"sak.zip (SHA-256 {FILE.sha256})" in of_file
        assert "a name beside one" not in of_file and "minutes and papers in the file (documents/) may" in of_file
        assert "a name beside one" in of_register and "SHA-256 5e" not in of_register

    def test_the_whole_decided_text_stands_after_its_digest_and_before_whom_it_binds(self) -> None:
        came = came_to(entries_of(CASE), "ostfold")
        assert came is not None and came.decided is not None
        text = f"{came.decided.text}\n2. <Ny> linje."
        _, digest, binds, *_ = words = words_of(came, Names(), whole=True)

        said = page(replace(SUBJECT, came_to=words, text=text), (), (), ())

        assert came.decided.text_digest in digest and came.decided.first_line not in digest
        places = [said.index(html.escape(words)) for words in (digest, text, binds)]
        assert places == sorted(places)

    @pytest.mark.parametrize(
        ("language", "said"),
        [
            ("nb", "avtaler og tvister fører, fortelles på engelsk"),
            ("nn", "avtaler og tvistar fører, blir fortalt på engelsk"),
        ],
    )
    def test_a_norwegian_page_says_what_is_told_in_english(self, language: Language, said: str) -> None:
        assert said in page(SUBJECT, (), (), (), language=language)

    @pytest.mark.parametrize(
        ("language", "said"),
        [
            ("nb", "mandag 3. mars 2031"),
            ("nn", "måndag 3. mars 2031"),
            ("en", "Monday 3 March 2031"),
        ],
    )
    def test_a_day_is_written_out_in_the_language_asked_for(self, language: Language, said: str) -> None:
        assert said in page(
            SUBJECT, [replace(told()[0], at=datetime(2031, 3, 3, 9, tzinfo=UTC))], (), (), language=language
        )

    def test_what_could_not_be_checked_or_is_broken_is_said_first(self) -> None:
        broken = page(SUBJECT, (), (), (Check("a", BROKEN, "timer 3"), Check("b", PROVED)))
        partly = page(SUBJECT, (), (), (Check("a", PROVED), Check("b", NOT_CHECKED, "gone")))

        for page_, word, why in ((broken, "broken", "A: timer 3"), (partly, "not fully checked", "B: gone")):
            assert f"Verification: {word}" in page_
            assert page_.index(why) < page_.index('id="timeline"')

    @pytest.mark.parametrize(
        ("language", "decided", "verdict", "entries"),
        [
            pytest.param("nb", "Hva som er besluttet, slik", "Kontroll: bevist", "innføringer i saken, og ", id="nb"),
            pytest.param("nn", "Kva som er avgjort, slik", "Kontroll: prova", "innføringar i saka, og ", id="nn"),
            pytest.param(
                "en", "What is decided, as", "Verification: proved", "entries of the record itself, and ", id="en"
            ),
        ],
    )
    def test_what_is_decided_stands_first_in_the_language_asked_for(
        self, language: Language, decided: str, verdict: str, entries: str
    ) -> None:
        moments = told(entries_of(FIRST), entries_of(SECOND))
        came = came_to(entries_of(CASE), "ostfold")
        assert came is not None
        subject = replace(SUBJECT, came_to=words_of(came, Names(), language))

        text = page(subject, moments, (), (Check("all", PROVED),), language=language)

        own = sum(moment.record == CASE for moment in moments)
        assert f'<html lang="{language}">' in text
        assert text.index(decided) < text.index(html.escape(subject.came_to[0])) < text.index(verdict)
        assert f"{own} {entries}{len(moments) - own} " in text


class TestOrder:
    """By time; at one time the record it is about first, then each record in its own order."""

    FIRST_AT, *_ = entries_of(CASE)

    def entry(self, record: str, seq: int, minute: int, **said: object) -> Entry:
        body = self.FIRST_AT.body.model_copy(update=said)
        at = self.FIRST_AT.at + timedelta(minutes=minute)
        return self.FIRST_AT.model_copy(update={"record": record, "seq": seq, "at": at, "body": body})

    def order(self, *records: list[Entry]) -> list[tuple[str, int]]:
        return [(moment.record, moment.seq) for moment in timeline(CASE, records, Names())]

    def test_by_time(self) -> None:
        case, meeting = [self.entry(CASE, 1, 0), self.entry(CASE, 2, 2)], [self.entry(FIRST, 7, 1)]

        for records in ((case, meeting), (meeting, case)):
            assert self.order(*records) == [(CASE, 1), (FIRST, 7), (CASE, 2)]

    def test_at_one_time_the_record_it_is_about_first(self) -> None:
        case, other = [self.entry(CASE, 9, 1)], [self.entry("aaa", 2, 1), self.entry("aaa", 3, 1)]

        assert self.order(other, [self.entry("aab", 1, 1)], case) == [(CASE, 9), ("aaa", 2), ("aaa", 3), ("aab", 1)]

    def test_what_bears_an_earlier_time_than_the_one_before_stands_after_it(self) -> None:
        assert self.order([self.entry(CASE, 1, 5), self.entry(CASE, 2, 1)], [self.entry(FIRST, 1, 3)]) == [
            (FIRST, 1),
            (CASE, 1),
            (CASE, 2),
        ]

    def test_each_moment_is_an_entry_that_can_be_looked_up(self) -> None:
        [moment] = timeline(CASE, [[self.FIRST_AT]], Names())

        assert (moment.at, moment.record, moment.seq) == (self.FIRST_AT.at, CASE, 1)
        assert moment.digest == self.FIRST_AT.hash
        assert moment.words.startswith("The case is registered")


class TestOfEvidence:
    """The record's own entries and its meetings'; of other records nothing."""

    def evidence(self) -> Evidence:
        kinds = {
            CASE: "case",
            FIRST: "meeting",
            SECOND: "meeting",
            "meeting-ostfold-SU-2031-9": "meeting",
            "case-x": "case",
        }
        return Evidence.model_construct(
            about=CASE,
            records=tuple(
                RecordEvidence.model_construct(
                    record=record,
                    kind=kind,
                    entries=entries_of(record) if record in (CASE, FIRST, SECOND) else entries_of(CASE),
                )
                for record, kind in kinds.items()
            ),
        )

    def test_its_meetings_are_those_it_was_in(self) -> None:
        assert meetings_of(self.evidence()) == (FIRST, SECOND)

    def test_the_story_is_of_the_record_and_its_meetings(self) -> None:
        found = story_of(self.evidence(), Names())

        assert {moment.record for moment in found} == {CASE, FIRST, SECOND}
        assert list(found) == list(timeline(CASE, [entries_of(r) for r in (CASE, FIRST, SECOND)], Names()))
        assert sum(moment.record == CASE for moment in found) == len(entries_of(CASE))

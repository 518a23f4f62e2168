"""P-33: draft minutes say who was there, what was treated, how each seat answered in words, and what came of it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest

from activities.minutes import CaseRecordForMinutes, draft_minutes, minutes_facts, text_and_html
from activities.minutes_parts import Held
from activities.minutes_pdf import minutes_pdf
from activities.minuting import in_this_meeting
from activities.post.address import Language
from activities.post.minutes_words import MINUTES_WORDS
from models import entries as e
from models.acts import (
    Consent,
    ConsentWithReservation,
    ContributionKind,
    Derivation,
    ItemOutcome,
    Mark,
    Objection,
    SeatAttendance,
    Stance,
    StandAside,
)
from models.canonical import EMPTY_HEAD, text_digest
from models.entries import CaseBody, Entry, Unsealed, seal
from models.state import AgendaItem, MeetingStage, MeetingState
from rules.case.fold import fold_all
from rules.seats import counted_seats, holdings_of
from tests.post.material import ENDS_AT, LANGUAGES, MEETING, PROPOSAL, STARTS_AT, procedure, roster
from tests.post.test_letters import Page

DAY = date(2027, 2, 4)
DIGEST = text_digest(PROPOSAL)
NEW_TEXT = PROPOSAL + "\n3. Ordningen evalueres etter ett år."
MEMBERS = {seat.seat: holdings_of(seat.seat, roster(), DAY)[0].person for seat in procedure().body("SEKR").seats}
DEPUTY = "p-27fh"  # first deputy of SEKR-M2
HELD = e.DroftingHeld(meeting=MEETING, body="SEKR", day=DAY, round=1, outcome=ItemOutcome.READY, text_digest=DIGEST)
DUE = Derivation(name="takeover", rule="P-30", anchor="", steps=(), day=DAY, at=STARTS_AT)
PLACED = e.PlacedOnAgenda(
    meeting=MEETING, body="SEKR", mark=Mark.BESLUTNING, day=DAY, starts_at=STARTS_AT, text_digest=DIGEST
)
WITHDRAWN = e.CaseWithdrawn(reason="Umoden.", takeover_due=DUE)
NAMES = {person: f"Navn {person}" for person in (*MEMBERS.values(), DEPUTY)}
ATTENDANCE = tuple(
    SeatAttendance(seat=seat, person=DEPUTY if seat == "SEKR-M2" else person)
    for seat, person in MEMBERS.items()
    if seat not in ("SEKR-ANSATT", "SEKR-H5")
)


def record(case: str, *bodies: CaseBody) -> CaseRecordForMinutes:
    """A case's record: registered, then what happened in the meeting."""
    entries = entries_of(case, *bodies)
    return CaseRecordForMinutes(state=fold_all(entries, "ostfold"), entries=entries[1:])


def entries_of(case: str, *bodies: CaseBody) -> tuple[Entry, ...]:
    """The whole record."""
    registered = e.CaseRegistered(
        title=f"Sak {case}",
        summary="Om saken.",
        proposal=PROPOSAL,
        text_digest=DIGEST,
        affected=("moss",),
        consequences=(),
        procedure=EMPTY_HEAD,
        roster=EMPTY_HEAD,
    )
    entries: list[Entry] = []
    for number, body in enumerate((registered, *bodies)):
        at = STARTS_AT + timedelta(minutes=number)
        head = entries[-1].hash if entries else EMPTY_HEAD
        entries.append(seal(Unsealed(record=case, seq=number + 1, at=at, prev=head, body=body)))
    return tuple(entries)


def opened(mark: Mark, item: int = 1) -> e.CaseItemOpened:
    return e.CaseItemOpened(
        meeting=MEETING, item=item, mark=mark, body="SEKR", attendance=ATTENDANCE, text_digest=DIGEST
    )


def position(seat: str, stance: Stance, digest: str = DIGEST) -> e.PositionTaken:
    return e.PositionTaken(
        seat=seat,
        person=DEPUTY if seat == "SEKR-M2" else MEMBERS[seat],
        counted=procedure().seat(seat).counts,
        parties=(),
        stance=stance,
        text_digest=digest,
    )


def consents(*others: str, digest: str = DIGEST) -> tuple[e.PositionTaken, ...]:
    """Every counted seat that is present consents, but these."""
    return tuple(
        position(seat, Consent(), digest)
        for seat in counted_seats(procedure(), "SEKR")
        if seat not in ("SEKR-H5", *others)
    )


def decided(**changed: object) -> e.BeslutningMade:
    made = e.BeslutningMade(
        meeting=MEETING,
        body="SEKR",
        day=DAY,
        text_digest=DIGEST,
        proposal=PROPOSAL,
        consenting=(),
        standing_aside=(),
        reserving=(),
        absent=("SEKR-H5",),
        heard=("SEKR-GP",),
        parties=("moss", "rade", "sykehuset-ostfold"),
        reserved_parties=("halden",),
    )
    return made.model_copy(update=changed)


def meeting(*cases: tuple[str, Mark]) -> MeetingState:
    notice = Derivation(name="notice-due", rule="P-06", anchor="", steps=(), day=DAY, at=STARTS_AT)
    return MeetingState(
        record=MEETING,
        community="ostfold",
        stage=MeetingStage.CLOSED,
        body="SEKR",
        day=DAY,
        starts_at=STARTS_AT,
        ends_at=ENDS_AT,
        place="Rådhuset i Moss",
        notice_due=notice,
        agenda=tuple(
            AgendaItem(item=number, case=case, title=f"Sak {case}", mark=mark, text_digest=DIGEST)
            for number, (case, mark) in enumerate(cases, start=1)
        ),
        attendance=ATTENDANCE,
        uncovered=(),
    )


def written(
    mark: Mark, *bodies: CaseBody, language: Language = "nb", case: CaseRecordForMinutes | None = None
) -> tuple[str, str]:
    told = case or record("c-1", *bodies)
    return draft_minutes(meeting(("c-1", mark)), (told,), procedure(), roster(), NAMES, language)


DECIDED: tuple[CaseBody, ...] = (
    opened(Mark.BESLUTNING),
    *consents("SEKR-M1", "SEKR-M3", "SEKR-M4"),
    position("SEKR-M1", Consent(statement="Vi ber om evaluering.\nEtter ett år.")),
    position(
        "SEKR-M3",
        ConsentWithReservation(parties=("halden",), treated_by="kommunestyret", treated_on=date(2027, 3, 18)),
    ),
    position("SEKR-M4", StandAside()),
    position("SEKR-GP", Objection(grounds="Fastlegene får for lite tid.", would_be_removed_by="En måned til.")),
    decided(),
)
BLOCKED: tuple[CaseBody, ...] = (
    opened(Mark.BESLUTNING),
    *consents("SEKR-M2"),
    position("SEKR-M2", Objection(grounds="Kostnaden er ikke utredet.", would_be_removed_by="Et regnestykke.")),
    e.NoConsensus(meeting=MEETING, body="SEKR", objecting=("SEKR-M2",), written_objections=(), text_digest=DIGEST),
)


class TestAttendance:
    """Who attended in which capacity, and who was absent."""

    def test_time_place_and_body(self) -> None:
        text, _ = written(Mark.BESLUTNING, *DECIDED)

        assert text.startswith("Utkast til protokoll: Samhandlingssekretariatet (SEKR) torsdag 4. februar 2027\n")
        assert "Tid: torsdag 4. februar 2027 kl. 12.00–14.00 (norsk tid)\nSted: Rådhuset i Moss\n" in text

    def test_a_deputy_is_named_with_the_member(self) -> None:
        text, _ = written(Mark.BESLUTNING, *DECIDED)

        assert "- Fredrikstad og Hvaler: Navn p-mj9p – medlem\n" in text
        assert "- Mosseregionen: Navn p-27fh – varamedlem for Navn p-3peu\n" in text
        assert "- Fastlegene (høres, teller ikke): Navn p-8fq7 – medlem\n" in text

    def test_empty_seats_are_named_with_their_members(self) -> None:
        text, _ = written(Mark.BESLUTNING, *DECIDED)

        absent = text.split("Ikke til stede\n")[1].split("Sak 1")[0]
        assert "- Navn p-3peu (Mosseregionen); varamedlem møtte\n" in absent
        assert "- Navn p-fy2e (Sykehuset Østfold – plass 5); ingen møtte\n" in absent
        assert "- Navn p-6af5 (Ansattorganisasjonene); ingen møtte\n" in absent
        assert "Alle plasser var besatt." not in absent

    def test_a_member_whose_deputy_sat_was_away_though_every_seat_was_filled(self) -> None:
        full = tuple(SeatAttendance(seat=s, person=DEPUTY if s == "SEKR-M2" else p) for s, p in MEMBERS.items())
        state = meeting().model_copy(update={"attendance": full})

        text, _ = draft_minutes(state, (), procedure(), roster(), NAMES, "nb")

        absent = text.split("Ikke til stede\n")[1]
        assert "- Navn p-3peu (Mosseregionen); varamedlem møtte\n\nAlle plasser var besatt.\n" in absent

    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("nb", "Møtet: åpnet kl. 12.00, hevet kl. 12.13\nMøteleder: Navn p-mj9p\nFørt av: p-2h9c\n"),
            ("nn", "Møtet: opna kl. 12.00, heva kl. 12.13\nMøteleiar: Navn p-mj9p\nFørt av: p-2h9c\n"),
            ("en", "The meeting: opened at 12:00, closed at 12:13\nChaired by: Navn p-mj9p\nMinutes by: p-2h9c\n"),
        ],
    )
    def test_when_it_was_held_who_led_it_and_who_wrote(self, language: Language, words: str) -> None:
        held = Held(STARTS_AT, STARTS_AT + timedelta(minutes=13), "p-mj9p", ("p-2h9c",))

        text, _ = text_and_html(minutes_facts(meeting(), (), procedure(), roster(), NAMES, language, held))

        assert words in text
        assert text.rstrip().endswith(f": {MEETING}"), "the machine's name for it comes last"

    def test_a_meeting_of_two_days_says_which_day_each_hour_is_of(self) -> None:
        state = meeting(("c-1", Mark.DROFTING)).model_copy(update={"ends_at": ENDS_AT + timedelta(days=1)})
        told = record("c-1", opened(Mark.DROFTING))
        late = told.entries[0].model_copy(update={"at": STARTS_AT + timedelta(days=1)})
        told = CaseRecordForMinutes(state=told.state, entries=(late,))
        held = Held(STARTS_AT, STARTS_AT + timedelta(days=1, hours=1), None, ())

        facts = minutes_facts(state, (told,), procedure(), roster(), NAMES, "nb", held)
        text, _ = text_and_html(facts)

        days = "torsdag 4. februar 2027 – fredag 5. februar 2027"
        assert text.startswith(f"Utkast til protokoll: Samhandlingssekretariatet (SEKR) {days}\n")
        assert (
            "Tid: torsdag 4. februar 2027 kl. 12.00 (norsk tid) – fredag 5. februar 2027 kl. 14.00 (norsk tid)\n"
            in text
        )
        assert "Møtet: åpnet kl. 12.00, hevet fredag 5. februar 2027 kl. 13.00 (norsk tid)\n" in text
        assert "Tatt opp: fredag 5. februar 2027 kl. 12.00 (norsk tid)\n" in text
        assert minutes_pdf(facts) == minutes_pdf(facts)

    def test_those_who_came_and_went_are_there_with_the_hour(self) -> None:
        left = e.CaseAttendanceChanged(seat="SEKR-M1", person=None)
        came = e.CaseAttendanceChanged(seat="SEKR-H5", person="p-fy2e")

        text, _ = written(Mark.DROFTING, opened(Mark.DROFTING), left, came)

        assert "- Fredrikstad og Hvaler: plassen ble forlatt kl. 12.02.\n" in text
        assert "- Sykehuset Østfold – plass 5: Navn p-fy2e tok plassen kl. 12.03.\n" in text
        assert "- Sykehuset Østfold – plass 5: Navn p-fy2e – medlem\n" in text


class TestRollCall:
    """Each seat's position in words; nothing is counted up."""

    def test_every_seat_has_its_position_in_words(self) -> None:
        text, _ = written(Mark.BESLUTNING, *DECIDED)

        calls = text.split("Oppropet:\n")[1].split("\n\n")[0].splitlines()
        assert calls == [
            "- Fredrikstad og Hvaler: Navn p-mj9p – tilslutning med protokolltilførsel",
            "- Mosseregionen: Navn p-27fh – tilslutning",
            (
                "- Halden og Aremark: Navn p-rh9p – tilslutning med forbehold for Halden kommune, til behandling i "
                "kommunestyret torsdag 18. mars 2027"
            ),
            "- Sarpsborg: Navn p-zfn9 – avstår",
            "- Indre Østfold: Navn p-m9zh – tilslutning",
            "- Sykehuset Østfold – plass 1: Navn p-eaq3 – tilslutning",
            "- Sykehuset Østfold – plass 2: Navn p-g77k – tilslutning",
            "- Sykehuset Østfold – plass 3: Navn p-m6sf – tilslutning",
            "- Sykehuset Østfold – plass 4: Navn p-f6rg – tilslutning",
            "- Sykehuset Østfold – plass 5: ikke til stede",
            "- Fastlegene (høres, teller ikke): Navn p-8fq7 – innsigelse",
        ]

    def test_statements_stand_word_for_word(self) -> None:
        text, html = written(Mark.BESLUTNING, *DECIDED)

        assert "Protokolltilførsler\n\nFredrikstad og Hvaler:\n> Vi ber om evaluering.\n> Etter ett år.\n" in text
        assert "<blockquote>Vi ber om evaluering.\nEtter ett år.</blockquote>" in html

    def test_an_announced_statement_is_awaited_until_it_comes(self) -> None:
        announced = position("SEKR-M1", Consent(statement_follows=True))
        came = e.StatementDelivered(seat="SEKR-M1", text="Her er den.")

        before, _ = written(Mark.BESLUTNING, opened(Mark.BESLUTNING), announced, decided())
        after, _ = written(Mark.BESLUTNING, opened(Mark.BESLUTNING), announced, decided(), came)

        assert "Fredrikstad og Hvaler har varslet protokolltilførsel." in before
        assert "har varslet" not in after
        assert "> Her er den." in after

    def test_the_decision_binds_those_named_and_waits_for_others(self) -> None:
        text, _ = written(Mark.BESLUTNING, *DECIDED)

        assert "Konsensus. Beslutningen er tatt.\n" in text
        assert "Beslutningen binder Moss kommune, Råde kommune og Sykehuset Østfold HF.\n" in text
        assert "Beslutningen binder ennå ikke Halden kommune." in text
        assert f"> {PROPOSAL.splitlines()[0]}\n" in text
        assert DIGEST in text

    def test_one_objection_is_no_decision_and_no_count(self) -> None:
        text, html = written(Mark.BESLUTNING, *BLOCKED)

        assert "Ikke konsensus. Ingen beslutning.\n" in text
        assert "Mosseregionen:\n> Kostnaden er ikke utredet.\n" in text
        assert "Innsigelsen faller bort hvis:\n> Et regnestykke.\n" in text
        for words in (text, " ".join(Page(html).words)):
            assert not re.search(r"\b\d{1,2}\s?[-–:]\s?\d{1,2}\b(?!\d)", re.sub(r"kl\. [\d.–]+|\w+-\w+", "", words))
            assert not re.search(r"flertall|majority|vedtatt|stemme", words)

    def test_a_written_objection_that_stood_is_there_with_its_grounds(self) -> None:
        lodged = e.ObjectionLodged(
            objection=1,
            party="aremark",
            grounds="Vi er ikke hørt.",
            would_be_removed_by="Et møte.",
            text_digest=DIGEST,
        )
        blocked = BLOCKED[-1]
        assert isinstance(blocked, e.NoConsensus)
        stood = blocked.model_copy(update={"objecting": (), "written_objections": (1,)})

        text, _ = written(Mark.BESLUTNING, lodged, opened(Mark.BESLUTNING), *consents(), stood)

        assert "Aremark kommune (skriftlig):\n> Vi er ikke hørt.\n" in text

    def test_a_change_of_text_starts_the_roll_call_anew(self) -> None:
        amended = e.TextAmended(
            version=2,
            proposal=NEW_TEXT,
            text_digest=text_digest(NEW_TEXT),
            replaces=DIGEST,
            substantial=True,
            reason="Evaluering lagt til.",
        )
        made = decided(text_digest=text_digest(NEW_TEXT), proposal=NEW_TEXT)

        text, _ = written(
            Mark.BESLUTNING,
            opened(Mark.BESLUTNING),
            position("SEKR-M1", Objection(grounds="Mangler evaluering.")),
            amended,
            *consents(digest=text_digest(NEW_TEXT)),
            made,
        )

        assert "Teksten ble endret i møtet, og endringen var vesentlig." in text
        assert "> Evaluering lagt til." in text
        assert "> 3. Ordningen evalueres etter ett år." in text
        assert "Mangler evaluering." not in text


class TestOutcomes:
    """How each item ended, in words."""

    @pytest.mark.parametrize(
        ("mark", "ending", "words"),
        [
            (Mark.ORIENTERING, e.OrienteringGiven(meeting=MEETING, summary="Kort."), "Orienteringen ble gitt."),
            (
                Mark.DROFTING,
                e.DroftingHeld(
                    meeting=MEETING, body="SEKR", day=DAY, round=1, outcome=ItemOutcome.READY, text_digest=DIGEST
                ),
                "Saken er klar for beslutning i et senere møte. Ingen er bundet.",
            ),
            (
                Mark.DROFTING,
                e.DroftingHeld(
                    meeting=MEETING,
                    body="SEKR",
                    day=DAY,
                    round=1,
                    outcome=ItemOutcome.ANOTHER_ROUND,
                    text_digest=DIGEST,
                ),
                "Saken trenger en ny runde med drøfting.",
            ),
            (
                Mark.BESLUTNING,
                e.DecisionPostponed(meeting=MEETING, rule="P-22", reason="engine words", uncovered=("moss",)),
                "Utsatt. Ingen beslutning.\n\nIngen talte for Moss kommune.",
            ),
            (
                Mark.BESLUTNING,
                e.DecisionPostponed(meeting=MEETING, rule="P-12", reason="Vi rakk det ikke."),
                "Utsatt. Ingen beslutning.\n\n> Vi rakk det ikke.",
            ),
            (
                Mark.DROFTING,
                e.LeftAgenda(meeting=MEETING, reason="Vi rakk det ikke.", rule="P-12"),
                "Utsatt. Ingen beslutning.\n\n> Vi rakk det ikke.",
            ),
        ],
    )
    def test_an_ending(self, mark: Mark, ending: CaseBody, words: str) -> None:
        text, _ = written(mark, opened(mark), ending)

        assert words in text
        assert "engine words" not in text

    def test_what_was_said_in_drofting_is_marked_as_binding_nobody(self) -> None:
        said = e.Contributed(seat="SEKR-GP", about=ContributionKind.QUESTION, text="Hvem betaler?")

        text, _ = written(Mark.DROFTING, opened(Mark.DROFTING), said)

        assert (
            "Sagt i drøftingen (binder ingen)\n\nFastlegene (høres, teller ikke), spørsmål:\n> Hvem betaler?" in text
        )

    def test_items_stand_in_order_and_what_was_not_reached_says_so(self) -> None:
        state = meeting(("c-1", Mark.BESLUTNING), ("c-2", Mark.DROFTING))

        text, _ = draft_minutes(state, (record("c-1", *DECIDED),), procedure(), roster(), NAMES, "nb")

        assert text.index("Sak 1: Sak c-1") < text.index("Sak 2: Sak c-2")
        assert "Ikke behandlet i møtet." in text.split("Sak 2")[1]

    def test_a_case_withdrawn_while_it_was_open_has_the_proposers_reason(self) -> None:
        left = e.LeftAgenda(meeting=MEETING, reason="engine words", rule="P-30")

        text, _ = written(Mark.BESLUTNING, opened(Mark.BESLUTNING), *consents(), WITHDRAWN, left)

        assert "Saken ble trukket. Ingen beslutning.\n\n> Umoden.\n" in text
        assert "engine words" not in text

    def test_what_was_withdrawn_after_drofting_was_deliberated_all_the_same(self) -> None:
        text, _ = written(Mark.DROFTING, opened(Mark.DROFTING), HELD, WITHDRAWN)

        assert "Saken er klar for beslutning i et senere møte." in text
        assert "trukket" not in text

    def test_a_text_changed_after_the_item_is_not_the_meetings(self) -> None:
        later = e.TextAmended(
            version=2,
            proposal=NEW_TEXT,
            text_digest=text_digest(NEW_TEXT),
            replaces=DIGEST,
            substantial=True,
            reason="Ny runde.",
        )

        record = entries_of("c-1", PLACED, *BLOCKED, later)

        text, _ = written(Mark.BESLUTNING, case=in_this_meeting(MEETING, record, "ostfold"))

        assert "endret i møtet" not in text
        assert f"> {PROPOSAL.splitlines()[0]}\n" in text
        assert "Ordningen evalueres" not in text

    @pytest.mark.parametrize(
        ("bodies", "words"),
        [
            pytest.param((), "Ikke behandlet i møtet.", id="not reached"),
            pytest.param(
                (e.DecisionPostponed(meeting=MEETING, rule="P-32", reason="engine words"),),
                "Ikke behandlet i møtet.",
                id="P-32, and the case has been told",
            ),
            pytest.param(
                (e.LeftAgenda(meeting=MEETING, rule="P-12", reason="engine words"),),
                "Saken ble tatt av sakslista. Ingen beslutning.",
                id="moved to another meeting",
            ),
            pytest.param(
                (
                    e.CaseWithdrawn(reason="Umoden.", takeover_due=DUE),
                    e.LeftAgenda(meeting=MEETING, rule="P-30", reason="engine words"),
                ),
                "Saken ble trukket. Ingen beslutning.\n\n> Umoden.",
                id="withdrawn before it was taken up",
            ),
            pytest.param(
                (e.CaseWithdrawn(reason="Umoden.", takeover_due=DUE), e.CaseTakenOver(party="halden", reason="Nei.")),
                "Ikke behandlet i møtet.",
                id="withdrawn and taken over",
            ),
        ],
    )
    def test_a_case_that_was_called_and_not_taken_up(self, bodies: tuple[CaseBody, ...], words: str) -> None:
        waiting = in_this_meeting(MEETING, entries_of("c-1", PLACED, *bodies), "ostfold")

        text, _ = written(Mark.BESLUTNING, case=waiting)

        assert words in text
        assert "engine words" not in text
        assert "Oppropet" not in text

    def test_an_item_that_left_after_the_notice_is_named(self) -> None:
        state = meeting(("c-1", Mark.BESLUTNING), ("c-2", Mark.DROFTING))
        gone, early = (i.model_copy(update={"removed": True}) for i in state.agenda)
        called = state.model_copy(update={"agenda": (gone.model_copy(update={"in_notice": True}), early)})

        text, _ = draft_minutes(called, (), procedure(), roster(), NAMES, "nb")

        assert "Saken ble tatt av sakslista. Ingen beslutning." in text.split("Sak 1: Sak c-1")[1]
        assert "Sak 2" not in text

    def test_what_was_put_off_unopened_names_the_parties_nobody_spoke_for(self) -> None:
        state = meeting(("c-1", Mark.BESLUTNING))
        line = state.agenda[0].model_copy(update={"conclusion": "engine words"})
        put_off = state.model_copy(update={"agenda": (line,), "uncovered": ("moss",)})

        text, _ = draft_minutes(put_off, (record("c-1"),), procedure(), roster(), NAMES, "nb")

        assert "Utsatt. Ingen beslutning.\n\nIngen talte for Moss kommune." in text
        assert "engine words" not in text


class TestDocument:
    """Readable in each language, by everyone, the same each time."""

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("bodies", [DECIDED, BLOCKED], ids=["decided", "blocked"])
    def test_each_language_is_complete_and_accessible(self, language: Language, bodies: tuple[CaseBody, ...]) -> None:
        text, html = written(Mark.BESLUTNING, *bodies, language=language)

        page = Page(html)

        names = [name for name, _ in page.elements]
        heads = [int(name[1]) for name in names if re.fullmatch(r"h[1-6]", name)]
        assert page.elements[0] == ("html", {"lang": language})
        assert page.open == []
        assert heads[0] == 1
        assert heads.count(1) == 1
        assert all(below - above <= 1 for above, below in pairwise(heads))
        assert names.count("table") == names.count("caption") == 2
        assert all("scope" in attributes for name, attributes in page.elements if name == "th")
        assert "None" not in text
        assert "{" not in text
        assert MINUTES_WORDS[language].no_consensus in text or bodies is DECIDED
        assert written(Mark.BESLUTNING, *bodies, language=language) == (text, html)

    def test_no_consensus_in_the_words_of_each_language(self) -> None:
        assert [MINUTES_WORDS[language].no_consensus for language in LANGUAGES] == [
            "Ikke konsensus. Ingen beslutning.",
            "Ikkje konsensus. Inga avgjerd.",
            "No consensus. No decision.",
        ]

    def test_markup_from_people_is_shown_as_text(self) -> None:
        hostile = "<script>alert(1)</script>"
        said = e.Contributed(seat="SEKR-M1", about=ContributionKind.VIEW, text=hostile)
        names = dict.fromkeys(NAMES, hostile)

        _, html = draft_minutes(
            meeting(("c-1", Mark.DROFTING)),
            (record("c-1", opened(Mark.DROFTING), said),),
            procedure(),
            roster(),
            names,
            "nb",
        )

        assert "script" not in {name for name, _ in Page(html).elements}

    def test_a_language_we_do_not_have_is_refused(self) -> None:
        with pytest.raises(ValueError, match="nb, nn, en, not in 'se'"):
            draft_minutes(meeting(), (), procedure(), roster(), NAMES, "se")

    def test_the_hours_are_those_of_the_procedures_zone(self) -> None:
        text, _ = written(Mark.DROFTING, opened(Mark.DROFTING))
        assert "Tatt opp: kl. 12.01\n" in text

"""`saksgang demo` as a person gets it: how both cases end, what is told, and what is left behind."""

from __future__ import annotations

import io
import json
import re
import shlex
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from functools import cache, cached_property
from pathlib import Path

import pytest
import pytest_asyncio
from rich.console import Console

from demo.epilogue import document, tell_ending
from demo.main import Performance, perform, the_community
from demo.tale import Tale
from models import entries as e
from models.entries import Entry, chain_fault
from rules.effects.letters_of_receipts import receipt_letter
from tests.cli.desk import Desk

pytestmark = pytest.mark.timeout(300)  # the first test waits for the whole story

NOWHERE = Desk({"TEMPORAL_ADDRESS": "127.0.0.1:1", "SAKSGANG_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x"})
# No tally in words or numbers; a digest, an id or a date is none.
NEVER = re.compile(r"(?<![\w-])(9 ?[-–:] ?1|9 (mot|til|to) 1|adopted|nedstemt av)(?![\w-])", re.IGNORECASE)


@dataclass(frozen=True)
class Told:
    """The demo as it went, once for all tests of this file."""

    performed: Performance
    words: str

    @property
    def folder(self) -> Path:
        return self.performed.written.folder

    @property
    def records(self) -> list[str]:
        return sorted(file.stem for file in (self.folder / "records").glob("*.json"))

    def case(self, number: int) -> str:
        return self.performed.ending.cases[number - 1].record

    def record(self, name: str) -> tuple[Entry, ...]:
        return self._read(name)

    @cached_property
    def _read(self) -> Callable[[str], tuple[Entry, ...]]:
        """Each record is read once for all tests."""

        def read(name: str) -> tuple[Entry, ...]:
            written = json.loads((self.folder / "records" / f"{name}.json").read_text(encoding="utf-8"))
            return tuple(Entry.model_validate_json(json.dumps(entry)) for entry in written["entries"])

        return cache(read)

    def kinds(self, name: str) -> list[str]:
        return [entry.body.kind for entry in self.record(name)]

    @cached_property
    def mails(self) -> dict[str, EmailMessage]:
        parser = BytesParser(_class=EmailMessage, policy=policy.default)
        return {file.name: parser.parsebytes(file.read_bytes()) for file in (self.folder / "mails").iterdir()}


@pytest_asyncio.fixture(scope="module")
async def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    community = the_community()
    stream = io.StringIO()
    tale = Tale(Console(file=stream, width=100), "en", community)
    place = tmp_path_factory.mktemp("a folder with spaces") / "left behind"
    performed = await perform(place, tale, community)
    tell_ending(tale, performed)
    return Told(performed, stream.getvalue())


class TestHowItEnds:
    def test_both_cases_end_as_they_should(self, told: Told) -> None:
        assert told.performed.ending.differs == ()
        assert [case.body for case in told.performed.ending.cases] == ["SEKR", "SU"]
        assert document(told.performed)["ended_as_it_should"] is True

    def test_every_record_is_whole(self, told: Told) -> None:
        faults = {name: chain_fault(told.record(name)) for name in told.records}

        assert len(faults) == 15  # the community, four cases, seven meetings, two agreements, a dispute
        assert set(faults.values()) == {None}

    @pytest.mark.parametrize("number", [1, 2])
    def test_all_fourteen_parties_are_bound_and_only_after_consensus(self, told: Told, number: int) -> None:
        kinds = told.kinds(told.case(number))

        assert kinds.count("binding_effect") == 14
        assert kinds.index("binding_effect") > kinds.index("beslutning_made")

    def test_the_general_practitioners_objection_is_heard_and_does_not_stop_the_first_case(self, told: Told) -> None:
        made = next(x.body for x in told.record(told.case(1)) if isinstance(x.body, e.BeslutningMade))

        assert "SEKR-GP" in made.heard
        assert len(made.consenting) == 10

    def test_nothing_is_decided_in_the_second_case_before_the_new_round(self, told: Told) -> None:
        kinds = told.kinds(told.case(2))
        before = kinds[: kinds.index("path_chosen")]

        assert "no_consensus" in before
        assert not {"beslutning_made", "binding_effect", "announced", "follow_up_opened"} & set(before)
        assert kinds.index("path_chosen") < kinds.index("text_amended") < kinds.index("beslutning_made")

    def test_a_deputy_and_a_recusal_are_seen_in_the_first_case(self, told: Told) -> None:
        record = told.record(told.case(1))
        [recusal] = [x.body for x in record if isinstance(x.body, e.RecusalDecided)]
        persons = {x.body.seat: x.body.person for x in record if isinstance(x.body, e.PositionTaken)}

        assert (recusal.seat, recusal.disqualified) == ("SEKR-H2", True)
        assert persons["SEKR-H2"] == recusal.deputy != recusal.person
        assert persons["SEKR-M2"] == "p-27fh"

    def test_the_second_case_is_raised_and_a_council_lifts_its_reservation(self, told: Told) -> None:
        record = told.record(told.case(2))
        [demand] = [x.body for x in record if isinstance(x.body, e.HigherBodyDemanded)]
        [answer] = [x for x in record if isinstance(x.happened, e.ReservationAnswered)]
        effects = {x.body.party: x for x in record if isinstance(x.body, e.BindingEffect)}

        assert (demand.seat, demand.decision_body) == ("SEKR-M4", "SU")
        assert told.kinds(told.case(2)).index("binding_withheld") < record.index(answer)
        assert record.index(effects["aremark"]) > record.index(answer)
        assert record.index(effects["halden"]) < record.index(answer)

    def test_what_the_secretariat_enters_has_both_names_and_acts_for_seats_and_parties_a_receipt(
        self, told: Told
    ) -> None:
        entered = [
            x
            for name in told.records
            for x in told.record(name)
            if x.actor is not None and x.actor.entered_by is not None
        ]
        acts = {
            x.act.act_id
            for name in told.records
            for x in told.record(name)
            if x.act is not None and receipt_letter(x)
        }
        receipts = [name for name in told.mails if "_receipt_" in name]

        assert {x.actor.entered_by for x in entered if x.actor} == {"p-2h9c"}
        assert len(receipts) == len(acts) > len(entered) > 20


class TestWhatIsTold:
    def test_a_majority_is_never_spoken_of_as_a_decision(self, told: Told) -> None:
        everything = {"the telling": told.words}
        for file in told.folder.glob("*/*"):
            if file.suffix in (".txt", ".html", ".json", ".md"):
                everything[file.name] = file.read_text(encoding="utf-8")
        for name, mail in told.mails.items():
            parts = [part for part in mail.walk() if part.get_content_maintype() == "text"]
            everything[name] = "\n".join(str(part.get_content()) for part in parts)

        found = [(name, hit[0]) for name, text in everything.items() for hit in NEVER.finditer(text)]

        assert found == []

    def test_it_fits_the_width_of_a_page_and_ends_no_line_in_blanks(self, told: Told) -> None:
        lines = told.words.split("\n")

        assert [line for line in lines if len(line) > 100 or line != line.rstrip()] == []

    @pytest.mark.parametrize(
        "words",
        [
            "nobody can be bound in it",
            "P-01",
            "heard and does not count (rule",
            "there is no consensus, so nothing is",
            "Aremark kommune has not answered",
            "no party was bound",
            "saksgang up",
        ],
    )
    def test_it_says(self, told: Told, words: str) -> None:
        assert words in " ".join(told.words.split())


class TestWhatIsLeftBehind:
    def test_every_mail_that_was_owed_is_there_once(self, told: Told) -> None:
        ids = Counter(str(mail["Message-ID"]) for mail in told.mails.values())

        assert len(told.mails) == told.performed.ending.mails > 400
        assert set(ids.values()) == {1}

    def test_every_mail_bears_the_day_on_which_it_was_owed(self, told: Told) -> None:
        """Months pass in seconds; no reminder may leave after the deadline that it speaks of."""
        days = {name: parsedate_to_datetime(mail["Date"]).date().isoformat() for name, mail in told.mails.items()}

        assert {name: day for name, day in days.items() if f"_{day}_" not in name} == {}

    def test_a_notice_has_text_page_invitation_and_the_paper(self, told: Told) -> None:
        notice = next(mail for name, mail in sorted(told.mails.items()) if "_notice_" in name)
        kinds = [part.get_content_type() for part in notice.walk()]

        assert {"text/plain", "text/html", "text/calendar", "text/markdown"} <= set(kinds)

    def test_the_minutes_of_six_meetings_are_there_as_text_and_as_page(self, told: Told) -> None:
        pages = told.performed.written.minutes

        assert len(pages) == 6
        assert all(page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>") for page in pages)
        assert all(page.with_suffix(".txt").is_file() for page in pages)

    def test_the_minutes_of_the_contested_meeting_give_the_grounds_and_no_decision(self, told: Told) -> None:
        text = told.performed.written.minutes[3].with_suffix(".txt").read_text(encoding="utf-8")

        assert "Vi kan ikke binde kommunestyrene til faste driftsutgifter uten dekning." in text
        assert "Ikke konsensus. Ingen beslutning." in text

    def test_each_record_can_be_read_as_a_story(self, told: Told) -> None:
        for name in told.records:
            text = (told.folder / "records" / f"{name}.txt").read_text(encoding="utf-8")

            assert re.search(rf"\b{len(told.record(name))} entr(y|ies)\b", text)

    def test_the_papers_and_a_word_of_explanation_are_there(self, told: Told) -> None:
        documents = {file.name for file in (told.folder / "documents").iterdir()}

        assert documents == {"felles-prosedyre-kad.md", "kostnader-ambulant-team.csv"}
        assert "invented" in (told.folder / "README.txt").read_text(encoding="utf-8")

    def test_nothing_else_is_left(self, told: Told) -> None:
        assert [path.name for path in told.folder.parent.iterdir()] == ["left behind"]
        assert not (told.folder / "logs").exists()


class TestTheAuditor:
    """A decision is proved from one file, and a forgery of it is caught where it is."""

    def test_the_contested_case_is_proved_and_nothing_is_left_unchecked(self, told: Told) -> None:
        audited = told.performed.audited

        assert audited.case == told.case(2)
        assert audited.real.result == "proved"
        assert {check["outcome"] for check in audited.real.checks} == {"proved"}
        assert "Proved: the decision was made as the parties' own procedure asks" in told.words

    def test_the_forgery_is_broken_at_the_decision(self, told: Told) -> None:
        found = told.performed.audited.forged.first_broken

        assert told.performed.audited.forged.result == "broken"
        assert found is not None and f"of {told.case(2)} (beslutning made)" in found["why"]
        assert document(told.performed)["audited"]["forgery_found"] == found

    def test_what_the_auditor_had_is_left_behind(self, told: Told) -> None:
        left = {file.name for file in (told.folder / "proof").iterdir()}

        reports = {"decisions.txt", "anomalies.txt", "sample.txt"}
        assert left == {"decision.zip", "forged.zip", "log.keys.json", "letter.eml", "log", *reports}

    async def test_the_letter_agrees_with_the_published_log_and_no_server_is_asked(self, told: Told) -> None:
        proof = told.folder / "proof"
        words = [str(proof / "letter.eml"), "--log", str(proof / "log"), "--key", str(proof / "log.keys.json")]

        said = await NOWHERE.give("audit compare", *words)

        assert said.status == 0, said.out + said.err
        assert f"audit compare {shlex.quote(words[0])}".replace(" ", "") in "".join(told.words.split())

    def test_the_letter_is_one_to_a_municipality_about_the_case(self, told: Told) -> None:
        content = (told.folder / "proof" / "letter.eml").read_bytes()
        letter = BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(content)
        body = letter.get_body(("plain",))

        assert "kommune <postmottak@" in str(letter["To"])
        assert body is not None and told.case(2) in body.get_content()

    def test_what_the_reports_say_is_written_down(self, told: Told) -> None:
        texts = {name: (told.folder / "proof" / f"{name}.txt").read_text() for name in ("decisions", "sample")}
        anomalies = (told.folder / "proof" / "anomalies.txt").read_text()

        assert texts["decisions"].startswith("$ ./saksgang audit decisions\n")
        assert "2 decisions, 2 proved" in texts["decisions"] and "2 of 2 decisions" in texts["sample"]
        assert "conditional consent" in anomalies and told.case(2) in anomalies
        assert "minutes not approved" in anomalies  # P-33: the body met again, and approved none

    def test_what_to_type_then_names_the_files_of_the_folder(self, told: Told) -> None:
        said = "".join(told.words.split())

        for name in ("decision.zip", "forged.zip"):
            file = shlex.quote(str(told.folder / "proof" / name))
            assert f"audit verify {file}".replace(" ", "") in said

    def test_every_letter_carries_a_checkpoint(self, told: Told) -> None:
        texts = {name: mail.get_body(("plain",)) for name, mail in told.mails.items()}
        signed = "— saksgang.example/log/ostfold "

        assert [n for n, text in texts.items() if text is None or signed not in text.get_content()] == []

"""What people read: every kind of message in every language, as the mail program of the recipient takes it apart."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from typing import get_args

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError

from activities.post.address import Attachment, Contact, Kept, Language
from activities.post.language import Tongue, chosen
from activities.post.letter import NEEDED, CannotRenderError, missing_facts
from activities.post.render import file_name, file_names, render
from activities.post.rule_names import RULE_NAMES, rule_name
from activities.post.words import WORDS
from audit.log.checkpoint import Checkpoint, sign_checkpoint
from audit.log.found import checkpoints_in, keys_in, texts_in
from audit.log.note import KeyUse, PrivateKey
from models import acts
from models.acts import ContributionKind, Mark
from models.base import Frozen
from models.entries import CaseBody, MeetingBody
from models.messages import Message, MessageFacts, MessageKind, ToPerson
from models.procedure import DatedValue
from models.rulebook import Refusal, RefusalCode
from rules.case.context import BETWEEN_RECORDS
from rules.rulebook import CARRIED_OUT
from tests.post.material import (
    CASE,
    DIGEST,
    DISPUTE,
    FACTS,
    HOUSE,
    LANGUAGES,
    MEMBER,
    MIDNIGHT,
    PARTY,
    PROPOSAL,
    SENT_AT,
    contact,
    message,
    procedure,
    roster,
)

EVERY = [pytest.param(k, lang, id=f"{k.value}-{lang}") for k in MessageKind for lang in LANGUAGES]
SILENCE = {"nb": "Hva det betyr å ikke svare", "nn": "Kva det tyder å ikkje svare", "en": "What silence means"}
NOT_CONSENT = {
    "nb": r"ikke samtykke|ikke samtykket",
    "nn": r"ikkje (å )?samtyk|ikkje samtykt",
    "en": r"not consent",
}
_LOG = PrivateKey("saksgang.example/log/ostfold", KeyUse.LOG, Ed25519PrivateKey.from_private_bytes(bytes(32)))
CHECKPOINT = str(sign_checkpoint(Checkpoint(_LOG.name, 7, bytes(range(32))), _LOG))
KEPT = Kept(CHECKPOINT, str(_LOG.public))
HAVE_DEADLINE = [k for k in MessageKind if FACTS[k].get("due_at") is not None]
ABOUT_CONSENT = (
    MessageKind.NOTICE,
    MessageKind.MEETING_MOVED,
    MessageKind.FORANKRING_ASKED,
    MessageKind.FORANKRING_REMINDER,
    MessageKind.DECISION_ANNOUNCED,
    MessageKind.POSTPONED,
    MessageKind.CASE_TAKEN_OVER,
)


def sent(
    message: Message,
    recipient: Contact | None = None,
    attachments: tuple[Attachment, ...] = (),
    holders: Mapping[str, str] | None = None,
    kept: Kept | None = KEPT,
) -> bytes:
    return render(
        message,
        procedure=procedure(),
        roster=roster(),
        recipient=recipient or contact(),
        house=HOUSE,
        sent_at=SENT_AT,
        attachments=attachments,
        holders=holders,
        kept=kept,
    )


def received(raw: bytes) -> EmailMessage:
    mail = message_from_bytes(raw, policy=default)
    assert isinstance(mail, EmailMessage)
    assert not mail.defects
    return mail


@cache
def raw_of(kind: MessageKind, language: Language) -> bytes:
    """The message of that kind, as it leaves."""
    return sent(message(kind), contact(language))


@cache
def mail_of(kind: MessageKind, language: Language) -> EmailMessage:
    """The message of that kind, as received."""
    return received(raw_of(kind, language))


@cache
def part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    text = body.get_content()
    assert isinstance(text, str)
    return text.replace("\r\n", "\n")


class Page(HTMLParser):
    """The words of a page, its elements and what is not closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"{tag} closes something else"

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style", "title"):
            self.words.extend(data.split())


class TestCheckpoint:
    """Every letter carries the newest checkpoint of the log, to be kept: whoever has it can tell a past rewritten."""

    @pytest.mark.parametrize(("kind", "language"), EVERY)
    def test_stands_in_both_parts_as_it_was_signed(self, kind: MessageKind, language: Language) -> None:
        mail, texts = mail_of(kind, language), texts_in(raw_of(kind, language))

        assert checkpoints_in(part(mail, "plain")) == (CHECKPOINT,)
        assert [c for text in texts for c in checkpoints_in(text)] == [CHECKPOINT]
        assert " ".join(CHECKPOINT.split()) in " ".join(Page(part(mail, "html")).words)
        assert WORDS[language].proof_kept in part(mail, "plain")
        assert [k for text in texts for k in keys_in(text)] == [KEPT.key]
        assert KEPT.key in part(mail, "html")

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_an_enclosed_receipt_is_said_to_prove_itself(self, language: Language) -> None:
        proof = Attachment(title=f"{CASE}-7.tlog-proof", media_type="application/octet-stream", content=b"x")
        mail = received(sent(message(MessageKind.RECEIPT), contact(language), (proof,)))

        assert WORDS[language].proof_enclosed in part(mail, "plain")
        assert [enclosed.get_filename() for enclosed in mail.iter_attachments()] == [proof.title]
        assert texts_in(mail.as_bytes())[-1] == "x"

    def test_a_file_that_is_no_mail_is_read_as_it_stands(self) -> None:
        assert texts_in(CHECKPOINT.encode()) == (CHECKPOINT,)
        assert texts_in(b"a: b\n\n" + CHECKPOINT.encode()) == (f"a: b\n\n{CHECKPOINT}",)
        with pytest.raises(UnicodeDecodeError):
            texts_in(b"\xff")

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_where_none_has_been_signed_it_is_said_that_it_comes(self, language: Language) -> None:
        mail = received(sent(message(MessageKind.RECEIPT), contact(language), kept=None))

        assert WORDS[language].proof_later in part(mail, "plain")
        assert WORDS[language].proof_kept not in part(mail, "plain") + part(mail, "html")

    def test_is_found_in_an_answer_that_quotes_it_and_in_lines_broken_on_the_way(self) -> None:
        quoted = "".join(f"> > {line}\r\n" for line in CHECKPOINT.split("\n"))
        *above, line, _ = CHECKPOINT.split("\n")
        broken = "\n".join([*above, line[:60], line[60:], ""])
        after_name = CHECKPOINT.replace("ostfold ", "ostfold\n")

        assert [checkpoints_in(text) for text in (quoted, broken, after_name)] == [(CHECKPOINT,)] * 3
        assert checkpoints_in(f"{CHECKPOINT}\n{CHECKPOINT}") == (CHECKPOINT,)
        assert checkpoints_in(CHECKPOINT.replace("— ", "-- ")) == ()

    def test_its_key_is_found_alike_and_nothing_that_only_looks_like_one(self) -> None:
        quoted = f"> > {KEPT.key}\r\n> {KEPT.key[:70]}\r\n> {KEPT.key[70:]}\r\n"
        other_id = KEPT.key.replace("+", "+0", 1)[: len(KEPT.key)]

        assert keys_in(quoted) == (KEPT.key,)
        assert keys_in(f"{other_id}\n{KEPT.key[:-3]}\nthe key {KEPT.key}") == ()


class TestEveryMessage:
    """Each kind can be written in each language, in text and HTML, and says what it must say."""

    @pytest.mark.parametrize(("kind", "language"), EVERY)
    def test_both_parts_say_the_same(self, kind: MessageKind, language: Language) -> None:
        mail = mail_of(kind, language)

        text, html = part(mail, "plain"), part(mail, "html")

        in_text = set(re.findall(r"\w+", text))
        in_html = set(re.findall(r"\w+", " ".join(Page(html).words)))
        table_heads = set(re.findall(r"\w+", " ".join(WORDS[language].roll_call[1:])))
        assert in_text - in_html == set()
        assert in_html - in_text <= table_heads

    @pytest.mark.parametrize(("kind", "language"), EVERY)
    def test_it_names_what_it_is_about_and_what_silence_means(self, kind: MessageKind, language: Language) -> None:
        mail = mail_of(kind, language)

        text = part(mail, "plain")

        about = FACTS[kind].get("case") or FACTS[kind].get("meeting")
        about = about or (DISPUTE.dispute if "dispute" in FACTS[kind] else None)
        if "about" in FACTS[kind]:
            about = FACTS[kind]["about"].agreement
        assert (about or chosen(procedure().seat(FACTS[kind]["seat"]).names, language)) in text
        assert SILENCE[language] in text
        assert WORDS[language].ask in text
        assert mail["Content-Language"] == language
        assert "None" not in text
        assert not re.search(r"\b(p|case|meeting)_\w+", text)

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("kind", [k for k in MessageKind if FACTS[k].get("text_digest")])
    def test_it_names_the_text_shortly_and_in_full(self, kind: MessageKind, language: Language) -> None:
        text = part(mail_of(kind, language), "plain")

        assert f"{DIGEST[:4]} {DIGEST[4:8]} {DIGEST[8:12]}" in text
        assert DIGEST in text

    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("nb", "torsdag 21. januar 2027 kl. 24.00 (norsk tid)"),
            ("nn", "torsdag 21. januar 2027 kl. 24.00 (norsk tid)"),
            ("en", "Thursday 21 January 2027 at 24:00 (Norwegian time)"),
        ],
    )
    @pytest.mark.parametrize("kind", HAVE_DEADLINE)
    def test_a_deadline_has_day_hour_and_zone(self, kind: MessageKind, language: Language, words: str) -> None:
        mail = mail_of(kind, language)

        assert words in part(mail, "plain")
        assert words in part(mail, "html")

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("kind", ABOUT_CONSENT)
    def test_silence_is_said_not_to_be_consent(self, kind: MessageKind, language: Language) -> None:
        text = part(mail_of(kind, language), "plain")

        assert re.search(NOT_CONSENT[language], text)

    @pytest.mark.parametrize(("kind", "language"), EVERY)
    def test_the_page_is_accessible(self, kind: MessageKind, language: Language) -> None:
        html = part(mail_of(kind, language), "html")

        page = Page(html)

        names = [name for name, _ in page.elements]
        heads = [int(name[1]) for name in names if re.fullmatch(r"h[1-6]", name)]
        assert page.elements[0] == ("html", {"lang": language})
        assert page.open == []
        assert names.count("h1") == 1
        assert heads[0] == 1
        assert all(below - above <= 1 for above, below in pairwise(heads))
        assert names.count("table") == names.count("caption")
        assert all("scope" in attributes for name, attributes in page.elements if name == "th")
        assert not {"img", "script", "link", "a"} & set(names)
        assert "http" not in html

    @pytest.mark.parametrize(("kind", "language"), EVERY)
    def test_the_same_message_is_the_same_bytes(self, kind: MessageKind, language: Language) -> None:
        first = raw_of(kind, language)

        assert sent(message(kind), contact(language)) == first
        assert all(len(line) <= 998 and line.isascii() for line in first.split(b"\r\n"))
        assert b"\n" not in first.replace(b"\r\n", b"")

    def test_the_secretariat_can_find_a_message_by_its_number(self) -> None:
        notice = message(MessageKind.NOTICE)

        mail = received(sent(notice))

        assert mail["Message-ID"] == f"<{notice.message_id}@saksgang.example>"
        assert notice.message_id in part(mail, "plain")
        assert mail["Date"] == "Tue, 05 Jan 2027 08:00:00 +0100"
        assert mail["Auto-Submitted"] == "auto-generated"


class TestWhoReadsIt:
    """A member, a deputy and a municipality's postmottak are told different things."""

    def test_a_party_is_told_who_speaks_for_it(self) -> None:
        text = part(received(sent(message(MessageKind.NOTICE, PARTY), contact(name="Moss kommune"))), "plain")

        assert "Moss kommune får innkallingen fordi plassen «Mosseregionen» taler for dere i møtet." in text

    def test_a_party_is_told_who_sits_in_the_seat_and_what_each_case_is_about(self) -> None:
        agenda = [
            line.model_copy(update={"summary": f"Kort om {line.case}."})
            for line in FACTS[MessageKind.NOTICE]["agenda"]
        ]
        owed = message(MessageKind.NOTICE, PARTY, agenda=tuple(agenda))

        text = part(received(sent(owed, holders={"SEKR-M2": "Ingunn Nesheim"})), "plain")

        assert "fordi plassen «Mosseregionen» (Ingunn Nesheim) taler for dere i møtet." in text
        assert [f"> Kort om {line.case}." in text for line in agenda] == [True] * 3

    @pytest.mark.parametrize(
        ("language", "decides", "heading", "none"),
        [
            ("nb", "tar den opp til beslutning torsdag 4. februar 2027 kl. 12.00",
             "Følger for Moss kommune", "Saken nevner ingen egne følger for Moss kommune."),
            ("nn", "tek ho opp til avgjerd torsdag 4. februar 2027 kl. 12.00",
             "Følgjer for Moss kommune", "Saka nemner ingen eigne følgjer for Moss kommune."),
            ("en", "takes it up for decision on Thursday 4 February 2027 at 12:00",
             "Consequences for Moss kommune", "The case names no consequences for Moss kommune."),
        ],
    )  # fmt: skip
    def test_a_party_taking_a_case_home_has_all_it_needs(
        self, language: Language, decides: str, heading: str, none: str
    ) -> None:
        whole = part(received(sent(message(MessageKind.FORANKRING_ASKED, PARTY), contact(language))), "plain")
        bare = part(
            received(sent(message(MessageKind.FORANKRING_ASKED, PARTY, consequences=()), contact(language))), "plain"
        )

        assert decides in " ".join(whole.split())
        assert "> Felles prosedyre for de seks plassene." in whole
        assert heading in whole
        assert "Et halvt årsverk." in whole
        assert re.search(r"2028: 1.200.000.kr", whole)
        assert none in bare
        assert none not in whole

    def test_a_deputy_is_told_not_to_come_unless_called(self) -> None:
        deputy = ToPerson(person="p-27fh", capacity="deputy", seat="SEKR-M2")

        text = part(received(sent(message(MessageKind.NOTICE, deputy))), "plain")

        assert "Du møter bare hvis medlemmet ikke kan." in text

    def test_a_bound_party_is_told_to_follow_up_by_a_day(self) -> None:
        bound = part(received(sent(message(MessageKind.DECISION_ANNOUNCED, PARTY))), "plain")
        waiting = part(
            received(sent(message(MessageKind.DECISION_ANNOUNCED, PARTY, bound=(), waiting=("moss",)))), "plain"
        )

        assert "i egne planer og i budsjettet for 2028, innen fredag 31. desember 2027." in bound
        assert "Behandle forbeholdet" in waiting

    @pytest.mark.parametrize(
        ("language", "left"),
        [("nb", "har gått ut av"), ("nn", "har gått ut av"), ("en", "has left the health community")],
    )
    def test_who_is_unbound_because_its_agreement_ended_is_not_said_to_have_left(
        self, language: Language, left: str
    ) -> None:
        gone, unbound = (
            part(received(sent(message(MessageKind.PARTY_DEPARTED, step=step), contact(language))), "plain")
            for step in (None, "agreement_ended")
        )

        assert left in " ".join(gone.split())
        assert left not in " ".join(unbound.split())

    def test_a_decision_says_which_body_made_it_and_when(self) -> None:
        decided = message(MessageKind.DECISION_ANNOUNCED, decided_on=date(2027, 2, 4))

        said = part(received(sent(decided)), "plain")

        assert "tok torsdag 4. februar 2027 denne beslutningen ved konsensus:" in said

    def test_a_receipt_for_a_position_says_which(self) -> None:
        mail = received(sent(message(MessageKind.RECEIPT)))

        assert mail["Subject"] == "Ført for Mosseregionen: posisjon i oppropet: innsigelse"
        assert "kl. 12.00 (norsk tid)" in part(mail, "plain")

    def test_a_seat_that_is_heard_not_counted_is_marked(self) -> None:
        text = part(received(sent(message(MessageKind.NO_CONSENSUS))), "plain")

        assert "Fastlegene: innsigelse (høres, teller ikke)" in text
        assert "Det ble ikke konsensus, så ingenting er besluttet." in text
        assert "Innsigelsene kom fra Mosseregionen, Halden og Aremark og Aremark kommune." in text
        assert not re.search(r"\d+ ?[-–] ?\d+ ", text.split("Opplysninger")[0])

    def test_an_agenda_without_decisions_says_that_nobody_can_be_bound(self) -> None:
        agenda = tuple(line for line in FACTS[MessageKind.NOTICE]["agenda"] if line.mark is not Mark.BESLUTNING)

        text = part(received(sent(message(MessageKind.NOTICE, agenda=agenda))), "plain")

        assert "Ingen kan bli bundet i dette møtet." in text
        assert "innsigelse" not in text.lower()

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_a_notice_without_cases_and_a_disagreement_in_writing_alone_can_be_sent(self, language: Language) -> None:
        empty = message(MessageKind.NOTICE, agenda=())
        unspoken = message(MessageKind.NO_CONSENSUS, roll_call=())

        for each in (empty, unspoken):
            assert part(received(sent(each, contact(language))), "plain")

    def test_papers_are_enclosed_as_long_as_there_is_room(self) -> None:
        papers = (
            Attachment("Økonomi og årsverk 2027", "application/pdf", b"%PDF-1.7"),
            Attachment("Stor rapport", "application/pdf", bytes(15_000_000)),
        )

        mail = received(sent(message(MessageKind.NOTICE), attachments=papers))

        assert [a.get_filename() for a in mail.iter_attachments()] == ["Økonomi og årsverk 2027.pdf"]
        assert "Vedlagt: Økonomi og årsverk 2027" in part(mail, "plain")
        assert "fås hos sekretariatet: Stor rapport" in part(mail, "plain")

    def test_text_says_how_its_letters_are_written(self) -> None:
        papers = (
            Attachment("Kostnader på år.csv", "text/csv", "år;beløp\n2027;1\n".encode()),
            Attachment("Gammel.txt", "text/plain", "år".encode("latin-1")),
        )

        csv, old = received(sent(message(MessageKind.NOTICE), attachments=papers)).iter_attachments()

        assert (csv.get_content_charset(), csv.get_content()) == ("utf-8", "år;beløp\n2027;1\n")
        assert old.get_content_charset() is None
        assert csv.get_filename() == "Kostnader på år.csv"

    def test_of_a_withheld_paper_only_the_ground_goes_out(self) -> None:
        withheld = Attachment("offl. § 13", "application/pdf", b"", withheld="offl. § 13")

        mail = received(sent(message(MessageKind.NOTICE), attachments=(withheld,)))

        assert list(mail.iter_attachments()) == []
        assert "unntatt offentlighet og leses hos sekretariatet: offl. § 13" in part(mail, "plain")


class TestWhatStandsAgainst:
    """Who objects, why, and what would remove it, reaches everybody it concerns (P-20, P-28)."""

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("kind", [MessageKind.NO_CONSENSUS, MessageKind.CHOOSE_PATH])
    def test_written_objections_stand_with_their_grounds(self, kind: MessageKind, language: Language) -> None:
        text = part(mail_of(kind, language), "plain")

        written = WORDS[language].written_objection
        assert f"{written} Aremark kommune:\n> Vi er ikke hørt.\n" in text
        assert f"{Tongue(language, procedure(), roster()).seat('SEKR-M3')}:\n> Halden har ikke" in text

    @pytest.mark.parametrize(
        ("language", "label"),
        [
            ("nb", "Innsigelsen faller bort hvis"),
            ("nn", "Motsegna fell bort om"),
            ("en", "The objection would be removed by"),
        ],
    )
    def test_what_would_remove_an_objection_is_told_with_it(self, language: Language, label: str) -> None:
        text = part(received(sent(message(MessageKind.OBJECTION_LODGED), contact(language))), "plain")

        assert f"{label}:\n> Et regnestykke.\n" in text

    @pytest.mark.parametrize(
        ("language", "proposed", "raised"),
        [
            ("nb", "Ny drøfting, gjerne på et endret forslag. (Foreslått i prosedyren.)", "Saken løftes til "),
            ("nn", "Ny drøfting, gjerne på eit endra framlegg. (Føreslått i prosedyren.)", "Saka blir løfta til "),
            (
                "en",
                "A new deliberation, preferably on an amended proposal. (Proposed by the procedure.)",
                "raised to",
            ),
        ],
    )
    def test_the_chair_is_told_the_ways_that_the_procedure_leaves_open(
        self, language: Language, proposed: str, raised: str
    ) -> None:
        from_below = part(mail_of(MessageKind.CHOOSE_PATH, language), "plain")
        highest = dict(FACTS[MessageKind.CHOOSE_PATH]) | {"body": "SU"}
        at_the_top = message(MessageKind.CHOOSE_PATH).model_copy(update={"facts": MessageFacts(**highest)})
        from_above = part(received(sent(at_the_top, contact(language))), "plain")

        above = Tongue(language, procedure(), roster()).body("SU")
        assert proposed in from_below
        assert proposed in from_above
        assert raised in from_below
        assert above in from_below
        assert raised not in from_above

    def test_without_a_chair_the_secretariat_is_not_called_chair(self) -> None:
        secretariat = ToPerson(person="p-2h9c", capacity="secretariat")

        text = part(received(sent(message(MessageKind.CHOOSE_PATH, secretariat))), "plain")

        assert "Du er leder" not in text
        assert "plassen har ikke noe medlem nå" in text


class TestReceipts:
    """Whoever is acted for is told what was entered in their name, or that it was refused and by which rule."""

    REFUSAL = Refusal(
        code=RefusalCode.UNHEARD_SEATS, rule="P-20", detail="not yet heard: SEKR-M4", remedy="call the seat"
    )

    def test_a_position_is_told_in_words_with_its_grounds(self) -> None:
        text = part(received(sent(message(MessageKind.RECEIPT))), "plain")

        assert "Posisjon: innsigelse\n" in text
        assert "Begrunnelse eller protokolltilførsel:\n> Kostnaden er ikke utredet.\n" in text
        assert "Posisjonen kan endres så lenge oppropet er åpent." in text

    @pytest.mark.parametrize(
        ("language", "subject", "words"),
        [
            (
                "nb",
                "Kvittering for Mosseregionen: posisjon i oppropet: innsigelse",
                ("Du har tatt denne posisjonen på vegne av Mosseregionen", "Ta vare på dette brevet"),
            ),
            (
                "nn",
                "Kvittering for Mosseregionen: posisjon i oppropet: motsegn",
                ("Du har teke denne posisjonen på vegner av Mosseregionen", "Ta vare på dette brevet"),
            ),
            (
                "en",
                "Receipt for The Moss area: position in the roll call: objects",
                ("You took this position on behalf of The Moss area", "Keep this letter"),
            ),
        ],
    )
    def test_who_acted_is_told_so_and_to_keep_the_letter(
        self, language: Language, subject: str, words: tuple[str, ...]
    ) -> None:
        proof = Attachment(title="case-1.tlog-proof", media_type="application/octet-stream", content=b"proof")
        own = message(MessageKind.RECEIPT, own=True)

        mail, bare = (received(sent(own, contact(language), enclosed)) for enclosed in ((proof,), ()))

        assert mail["Subject"] == subject
        for said in words:
            assert said in part(mail, "plain") and said in part(bare, "plain")
        assert "audit prove" in part(bare, "plain") and "audit prove" not in part(mail, "plain")

    @pytest.mark.parametrize(
        ("recipient", "says"),
        [
            (
                ToPerson(person="p-3peu", capacity="contact"),
                "Til Ingunn Nesheim – kontaktperson for Moss kommune",
            ),
            (ToPerson(person="p-3peu", capacity="sender"), "Til Ingunn Nesheim – avsender"),
        ],
    )
    def test_who_holds_no_place_in_a_seat_is_called_what_they_are(self, recipient: ToPerson, says: str) -> None:
        for_party = message(MessageKind.RECEIPT, own=True, seat=None, party="moss", refusal=self.REFUSAL)

        text = part(received(sent(for_party.model_copy(update={"to": recipient}))), "plain")

        assert says in text
        assert "Du har prøvd å gjøre dette på vegne av Moss kommune:" in text

    def test_a_seat_that_there_is_not_is_called_as_the_sender_called_it(self) -> None:
        refused = message(MessageKind.RECEIPT, own=True, seat="NO-SUCH", roll_call=(), refusal=self.REFUSAL)
        sender = ToPerson(person="p-3peu", capacity="sender")

        mail = received(sent(refused.model_copy(update={"to": sender})))

        assert mail["Subject"] == "Kvittering, avvist, for NO-SUCH: posisjon i oppropet"

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_what_else_was_entered_is_told_word_for_word(self, language: Language) -> None:
        entered = message(MessageKind.RECEIPT, act_kind="contributed", roll_call=(), reason="Hvem betaler?")

        text = part(received(sent(entered, contact(language))), "plain")

        assert "\n> Hvem betaler?\n" in text

    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("nb", "Regel P-20 (konsensus i oppropet) avviste det. Avvisningen står i protokollføringen av saken."),
            (
                "nn",
                "Regel P-20 (konsensus i oppropet) avviste det. At det vart avvist, står i protokollføringa",
            ),
            (
                "en",
                "Rule P-20 (consensus in the roll call) refused it. The refusal stands in the record",
            ),
        ],
    )
    def test_a_refusal_is_explained_in_the_readers_language(self, language: Language, words: str) -> None:
        refused = message(MessageKind.RECEIPT, act_kind="close_item", roll_call=(), refusal=self.REFUSAL)

        mail = received(sent(refused, contact(language)))

        text = part(mail, "plain")
        assert words in text
        assert text.index(words) < text.index("> not yet heard: SEKR-M4") < text.index("> call the seat")
        assert language == "en" or '<blockquote lang="en">call the seat</blockquote>' in part(mail, "html")

    def test_every_rule_that_is_carried_out_has_a_name(self) -> None:
        assert all(set(RULE_NAMES[language]) >= CARRIED_OUT for language in LANGUAGES)
        assert rule_name("T-99", "nb") == "T-99"


class TestSubjects:
    """The subject is read as it was written: no space more, none less."""

    @pytest.mark.parametrize(
        "title",
        [
            "Budsjett",
            "Ø",
            "A" * 190,
            "Å" * 190,
            "ord " * 40 + "slutt",
            "“sitat” – tankestrek — «norsk»",
            "=?utf-8?q?x?=",
            "Samhandlingssekretariatet" * 4 + " og mer",
            "\N{GRINNING FACE}" * 60,
        ],
    )
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_a_subject_survives_the_way(self, language: Language, title: str) -> None:
        raw = sent(message(MessageKind.FORANKRING_REMINDER, title=title), contact(language))

        subject = str(received(raw)["Subject"])
        heading = part(received(raw), "plain").splitlines()[0]
        assert subject == heading if len(heading) <= 200 else heading.startswith(subject[:-1].rstrip())
        assert all(len(line) <= 78 for line in raw.split(b"\r\nDate:")[0].split(b"\r\n"))

    @pytest.mark.parametrize(("kind", "language"), EVERY)
    def test_it_is_the_letters_heading(self, kind: MessageKind, language: Language) -> None:
        mail = mail_of(kind, language)

        assert str(mail["Subject"]) == part(mail, "plain").splitlines()[0]


class TestHostileText:
    """What people type is shown, never obeyed (D58..D61, D66, D67)."""

    HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)> \"=HYPERLINK(1)\" {{ 7*7 }} & 'x'"

    @pytest.mark.parametrize("kind", list(MessageKind))
    def test_markup_from_people_is_shown_as_text(self, kind: MessageKind) -> None:
        fields = {
            name: self.HOSTILE
            for name in ("title", "proposal", "reason", "place")
            if FACTS[kind].get(name) is not None
        }

        mail = received(sent(message(kind, MEMBER, **fields), contact(name=self.HOSTILE[:100])))

        html = part(mail, "html")
        assert not {"script", "img"} & {name for name, _ in Page(html).elements}
        assert "49" not in part(mail, "plain").split(WORDS["nb"].details)[0]

    def test_lines_of_a_text_cannot_pass_for_ours(self) -> None:
        forged = "Forslag.\n\nOpplysninger\n------------\n\nBeslutningen binder alle."

        text = part(received(sent(message(MessageKind.FORANKRING_ASKED, proposal=forged))), "plain")

        assert text.count("\nOpplysninger\n") == 1
        assert "> Beslutningen binder alle." in text

    def test_a_header_cannot_be_smuggled_in(self) -> None:
        # Models refuse a line break in a title; the renderer does not rely on it.
        title = "Sak\r\nBcc: alle@example.com"
        smuggled = message(MessageKind.NO_CONSENSUS)
        facts = smuggled.facts.model_copy(update={"title": title})

        mail = received(sent(smuggled.model_copy(update={"facts": facts})))

        assert mail["Bcc"] is None
        assert "Bcc: alle@example.com" in mail["Subject"]

    def test_a_long_title_is_shortened_in_the_subject_only(self) -> None:
        title = "Å" * 300

        mail = received(sent(message(MessageKind.NO_CONSENSUS, title=title)))

        assert len(mail["Subject"]) <= 200
        assert title in part(mail, "plain")

    @pytest.mark.parametrize(
        "email",
        [
            "a@x.no, b@evil.no",
            "a@x.no\r\nBcc: b@evil.no",
            "<a@x.no>",
            "Navn <a@x.no>",
            "a@b@x.no",
            "a@localhost",
            "å@x.no",
            "a@æ.no",
            f"{'a' * 250}@x.no",
            "",
        ],
    )
    def test_an_address_is_one_mailbox_or_refused(self, email: str) -> None:
        with pytest.raises(ValidationError):
            contact(email=email)

    @pytest.mark.parametrize("name", ["admin@evil.no", 'Kari "Sjefen" Nes', "Nes, Kari", "Åse Bø"])
    def test_a_name_is_never_read_as_an_address(self, name: str) -> None:
        mail = received(sent(message(MessageKind.NOTICE), contact(name=name)))

        assert [(a.display_name, a.addr_spec) for a in mail["To"].addresses] == [
            (name, "ingunn.nesheim@moss.example")
        ]

    @pytest.mark.parametrize(
        ("title", "media_type", "name"),
        [
            pytest.param("Kostnader, ambulant team.csv", "text/csv", "Kostnader, ambulant team.csv", id="as it was"),
            pytest.param("Økonomi og årsverk 2027", "application/pdf", "Økonomi og årsverk 2027.pdf", id="no ending"),
            pytest.param("bilde.JPEG", "image/jpeg", "bilde.JPEG", id="another ending of the same"),
            pytest.param("../../CON\u202e?.exe", "application/pdf", "CON _.exe.pdf", id="one plain name"),
            pytest.param("???", "x/y", "vedlegg", id="nothing left"),
            pytest.param("a\r\nBcc: b@evil.no.md", "text/markdown", "a Bcc_ b@evil.no.md", id="no header"),
            pytest.param("å" * 300 + ".csv", "text/csv", "å" * 100 + ".csv", id="too long"),
        ],
    )
    def test_a_paper_keeps_its_name_as_far_as_a_name_may_go(self, title: str, media_type: str, name: str) -> None:
        assert file_name(Attachment(title, media_type, b"")) == name

    def test_two_papers_of_one_name_become_two_files(self) -> None:
        same = (Attachment("Notat.pdf", "application/pdf", b"1"), Attachment("notat.pdf", "application/pdf", b"2"))

        assert file_names(same) == ("Notat.pdf", "notat (2).pdf")


class TestWhatCannotBeWritten:
    """A message that would say too little, or something untrue, is not written."""

    def test_a_question_without_a_deadline_is_refused(self) -> None:
        undated = message(MessageKind.FORANKRING_ASKED, due_at=None)

        assert missing_facts(undated) == ("due_at",)
        with pytest.raises(CannotRenderError, match="due_at"):
            sent(undated)

    def test_a_procedure_in_which_silence_is_consent_needs_other_words(self) -> None:
        numbers = tuple(
            n.model_copy(update={"values": (DatedValue(since=date(2018, 4, 1), value=True),)})
            if n.name == "silence_is_consent"
            else n
            for n in procedure().numbers
        )

        with pytest.raises(CannotRenderError, match="silence_is_consent"):
            render(
                message(MessageKind.NOTICE),
                procedure=procedure().model_copy(update={"numbers": numbers}),
                roster=roster(),
                recipient=contact(),
                house=HOUSE,
                sent_at=SENT_AT,
            )

    def test_every_kind_says_what_it_needs(self) -> None:
        assert set(NEEDED) == set(MessageKind)
        assert all(missing_facts(message(kind)) == () for kind in MessageKind)


class TestWords:
    """Every value a message can hold has its word in every language."""

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_no_word_is_missing(self, language: Language) -> None:
        words = WORDS[language]
        stances = {s.model_fields["kind"].default for s in get_args(get_args(acts.Stance)[0])}

        assert set(words.marks) == set(words.to_marks) == set(Mark)
        assert set(words.contributions) == set(ContributionKind)
        assert stances <= set(words.positions)
        assert set(words.capacities) == {"member", "deputy", "secretariat", "chair", "contact", "sender"}
        assert len({frozenset(w.acts) for w in WORDS.values()}) == 1
        assert len({frozenset(w.positions) for w in WORDS.values()}) == 1

    def test_every_act_a_person_can_do_has_a_word(self) -> None:
        between_records = {kind_of(act) for act in BETWEEN_RECORDS}
        subjects = (acts.CaseAct, acts.MeetingAct, acts.AgreementAct, acts.CommunityAct)
        all_acts = [act for subject in subjects for act in get_args(subject)]
        kinds = {kind_of(act) for act in all_acts} - between_records - {"found_community"}  # before there are letters

        assert kinds <= set(WORDS["nb"].acts)

    def test_entries_that_answer_an_act_are_called_by_it(self) -> None:
        words = WORDS["nb"]
        entries = {kind_of(b) for b in (*get_args(CaseBody), *get_args(MeetingBody))}

        named = {kind for kind in entries if words.act(kind) != words.some_act}

        assert {"position_taken", "contributed", "objection_lodged", "meeting_opened", "case_withdrawn"} <= named


def kind_of(model: type[Frozen]) -> str:
    return str(model.model_fields["kind"].default)


class TestTimes:
    """Nobody misreads a deadline."""

    @pytest.mark.parametrize(
        ("at", "words"),
        [
            pytest.param(MIDNIGHT, "torsdag 21. januar 2027 kl. 24.00 (norsk tid)", id="midnight in winter"),
            pytest.param(
                datetime(2027, 6, 30, 22, 0, tzinfo=UTC),
                "onsdag 30. juni 2027 kl. 24.00 (norsk tid)",
                id="midnight in summer",
            ),
            pytest.param(
                datetime(2027, 1, 1, 7, 30, tzinfo=UTC), "fredag 1. januar 2027 kl. 08.30 (norsk tid)", id="morning"
            ),
            pytest.param(
                datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
                "søndag 25. oktober 2026 kl. 02.30 (norsk tid, sommertid)",
                id="the hour that comes twice, first",
            ),
            pytest.param(
                datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
                "søndag 25. oktober 2026 kl. 02.30 (norsk tid, normaltid)",
                id="the hour that comes twice, second",
            ),
        ],
    )
    def test_a_deadline_in_words(self, at: datetime, words: str) -> None:
        assert Tongue("nb", procedure(), roster()).deadline(at) == words

    def test_a_meeting_past_midnight_names_both_days(self) -> None:
        start, end = datetime(2027, 1, 21, 22, 0, tzinfo=UTC), datetime(2027, 1, 21, 23, 30, tzinfo=UTC)

        words = Tongue("en", procedure(), roster()).span(start, end)

        assert words == (
            "Thursday 21 January 2027 at 23:00 (Norwegian time) – Friday 22 January 2027 at 00:30 (Norwegian time)"
        )


def test_the_proposal_stands_word_for_word() -> None:
    mail = received(sent(message(MessageKind.DECISION_ANNOUNCED, MEMBER)))

    quoted = [line.removeprefix("> ") for line in part(mail, "plain").splitlines() if line.startswith(">")]
    assert "\n".join(quoted) == PROPOSAL
    assert PROPOSAL in part(mail, "html")

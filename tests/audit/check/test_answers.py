"""What the auditor's questions are answered with: each kind of entry in its words, by the entry that says it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from audit.check.asked import NO_ENTRY
from audit.check.roll_calls import who
from models import acts as a
from models import entries as e
from models.acts import Actor
from models.agreement import ApprovalResult, Resolution, Signatory
from models.canonical import digest_of
from models.entries import EntryBody
from models.roster import Mandate, Source
from tests.audit.check.telling import (
    BEGAN,
    CASE,
    DAY,
    DIGEST,
    HOLDERS,
    M1,
    PEOPLE,
    PERSON,
    SECOND,
    SMALL,
    Telling,
    amended,
    asked_in_writing,
    days,
    due,
    imported,
    item,
    planned,
    recusal,
)

AGREEMENT, COMMUNITY = "agreement-ostfold-1", "community-ostfold"
ONE = "SEKR-M1"
SEAT, OTHER_SEAT = "SEKR-M1 (Fredrikstad og Hvaler)", "SEKR-M4 (Sarpsborg)"
WHEN = "2031-03-03 10:00"
DOCUMENT = "d" * 64
SOURCE = Source(organ="Kommunestyret", dated=date(2030, 12, 1))
ACTING = Actor(person="p-1")


def telling(*bodies: EntryBody, of: str = CASE) -> Telling:
    """A record that says this, and little else."""
    told = Telling()
    told.records = {CASE: told.records[CASE][:2]}
    told.records.setdefault(of, [])
    told.records[of] = told.records[of] + [(BEGAN, body, None) for body in bodies]
    return told


def answered(question: int, *bodies: EntryBody, of: str = CASE) -> tuple[tuple[str, ...], list[str]]:
    """The words of an answer, and the kinds of entries that it rests on."""
    told = telling(*bodies, of=of)
    answer = told.answers()[question]
    assert answer.applies
    kinds = [str(told.records[proof.record][proof.seq - 1][1].kind) for proof in answer.proofs]
    return answer.words, kinds


def not_asked(question: int, *bodies: EntryBody, of: str = CASE) -> str:
    """Why a question does not apply."""
    answer = telling(*bodies, of=of).answers()[question]
    assert (answer.applies, answer.proofs) == (False, ())
    assert answer.words == ()
    return answer.plain.removeprefix("Does not apply: ").removesuffix(".")


RESOLUTION = Resolution(body="kommunestyret", on=date(2031, 1, 2), case_number="7/31", document=DOCUMENT)
MOVED = {"reason": "Gjelder mer."}
EACH: list[tuple[int, str, EntryBody, str]] = [
    (4, CASE, recusal(ONE), "SEKR decided: p-m1 does not take part (x)"),
    (4, CASE, recusal(ONE, disqualified=False), "SEKR decided: p-m1 takes part (x)"),
    (
        4,
        CASE,
        recusal(ONE).model_copy(update={"deputy": "p-9"}),
        "SEKR decided: p-m1 does not take part (x); p-9 steps in",
    ),
    (
        4,
        CASE,
        e.RecusalNotified(seat=ONE, person="p-m1", ground=a.RecusalGround.SPECIAL, reason="Slekt."),
        f"p-m1 in {SEAT} said so: {a.RecusalGround.SPECIAL.value}, Slekt.",
    ),
    (7, CASE, e.PaperAdded(document=DOCUMENT, title="Tillegg", late=True), f"late paper Tillegg, {WHEN}"),
    (
        7,
        CASE,
        e.DecisionPostponed(meeting=SECOND, rule="P-12", reason="Ikke klar."),
        f"decision postponed {WHEN}: Ikke klar.",
    ),
    (7, CASE, e.LatePapersOpposed(seat=ONE, reason="For sent."), f"late papers opposed {WHEN}: For sent."),
    (7, CASE, asked_in_writing(), f"written procedure opened {WHEN}: Haster."),
    (
        7,
        CASE,
        e.WrittenProcedureEnded(why=e.WhyNotInWriting.SILENCE, seats=()),
        f"written procedure ended {WHEN}: ",
    ),
    (7, SECOND, planned(BEGAN, extraordinary="Brann."), f"{SECOND} was called at short notice: Brann."),
    (
        8,
        CASE,
        e.CaseClassified(
            larger_economic=False,
            larger_administrative=False,
            in_doubt=False,
            drofting_body="SEKR",
            decision_body="SU",
            reason="Faglig.",
            agreed_by=("p-1", "p-2"),
        ),
        f"classified by p-1, p-2 {WHEN}: drøfting in SEKR, beslutning in SU; Faglig.",
    ),
    (
        8,
        CASE,
        e.HigherBodyDemanded(seat=ONE, decision_body="SU", reason="Stort."),
        f"{SEAT} demanded SU {WHEN}: Stort.",
    ),
    (
        8,
        CASE,
        e.CaseRaised(
            trigger=a.RaiseTrigger.CHAIR,
            from_body="SEKR",
            decision_body="SU",
            new_drofting=True,
            drofting_body="SU",
            reason="Prinsipp.",
        ),
        f"raised from SEKR to SU by Saksgang itself {WHEN} (chair): Prinsipp.",
    ),
    (
        8,
        CASE,
        e.CaseMoved(how=a.MoveKind.SPLIT, into=("case-x-2", "case-x-3"), reason="To saker."),
        "split into case-x-2, case-x-3 by Saksgang itself: To saker.",
    ),
    (
        10,
        AGREEMENT,
        e.NoticeReported(notice=1, on=DAY, way="sent", proof=DOCUMENT),
        f"{AGREEMENT}: notice reported on 2031-03-03",
    ),
    (
        10,
        AGREEMENT,
        e.AgreementReported(relations=("r",), on=DAY, way="sent", where="x"),
        f"{AGREEMENT}: agreement reported on 2031-03-03",
    ),
    (10, AGREEMENT, e.ReportOverdue(relation="r", due=due()), f"{AGREEMENT}: report overdue {WHEN}"),
    (
        10,
        AGREEMENT,
        e.NoticeReportReminded(notice=1, reminder=1, target=DAY),
        f"{AGREEMENT}: notice report reminded {WHEN}",
    ),
    (
        11,
        AGREEMENT,
        e.ApprovalRecorded(party="halden", version=1, result=ApprovalResult.APPROVED, resolution=RESOLUTION),
        "Halden kommune: approved by kommunestyret on 2031-01-02, case 7/31",
    ),
    *(
        (
            11,
            AGREEMENT,
            e.AgreementSigned(
                party="halden",
                relations=("r",),
                version=1,
                signed_on=DAY,
                by=Signatory(office="ordfører", person="p-1"),
                approved=approved,
            ),
            f"Halden kommune signed on 2031-03-03, {before}",
        )
        for approved, before in (
            (True, "after its approval"),
            (False, "before its approval, which completes nothing"),
        )
    ),
    (12, AGREEMENT, e.UsersHeard(organisation="FFO", how="Møte", on=DAY), f"{AGREEMENT}: FFO, Møte"),
    (
        12,
        CASE,
        e.ParticipationRecorded(
            participation=a.Participation(who=a.Participant.USERS, organisation="FFO", how="Møte", on=DAY)
        ),
        "in the case, users: FFO, Møte, 2031-03-03",
    ),
    (
        13,
        CASE,
        e.FollowUpYearEnded(body="SEKR", budget_year=2031, unbudgeted=M1),
        "costs that were in no budget for 2031 when the year before ended: Fredrikstad kommune, Hvaler kommune",
    ),
    (
        13,
        CASE,
        e.FollowUpYearEnded(body="SEKR", budget_year=2031, unbudgeted=()),
        "costs that were in no budget for 2031 when the year before ended: nobody",
    ),
    (
        15,
        CASE,
        e.PaperAdded(document=DOCUMENT, title="Vedlegg", late=False, withheld="offl. § 13 jf. fvl. § 13 nr. 2"),
        "Vedlegg: withheld on offl. § 13 jf. fvl. § 13 nr. 2",
    ),
    (
        15,
        CASE,
        e.PaperWithheld(document=DOCUMENT, ground="offl. § 14"),
        f"{'d' * 12}: withheld from {WHEN} on offl. § 14",
    ),
    (
        15,
        CASE,
        e.PaperReleased(document=DOCUMENT, ground="offl. § 14", reason="Avtalt."),
        f"{'d' * 12}: open from {WHEN}; Avtalt.",
    ),
    (
        15,
        CASE,
        e.DocumentRead(document=DOCUMENT, ground="offl. § 14", capacity="seat", seat=ONE),
        f"{'d' * 12}: read by Saksgang itself as seat {WHEN}",
    ),
]


@pytest.mark.parametrize(
    ("question", "record", "body", "words"),
    [pytest.param(*row, id=f"{row[0]} {row[2].kind} {n}") for n, row in enumerate(EACH)],
)
def test_what_an_entry_says(question: int, record: str, body: EntryBody, words: str) -> None:
    said, kinds = answered(question, body, of=record)

    assert said == (words,)
    assert kinds == [body.kind]


NO_AGREEMENT = "no agreement belongs to this case's story"


@pytest.mark.parametrize(
    ("question", "bodies", "why"),
    [
        (2, (), "no item was opened"),
        (8, (), "it is not classified yet"),
        (10, (), NO_AGREEMENT),
        (11, (), NO_AGREEMENT),
        (12, (), NO_AGREEMENT),
        (13, (e.FollowUpReported(party="halden"),), "nobody is bound yet"),
        (15, (e.PaperAdded(document=DOCUMENT, title="Åpent", late=False),), "no paper is withheld"),
    ],
)
def test_where_nothing_says_it_the_question_does_not_apply(
    question: int, bodies: tuple[EntryBody, ...], why: str
) -> None:
    assert not_asked(question, *bodies).startswith(why)


def plainly(question: int, *bodies: EntryBody, of: str = CASE) -> str:
    """The first sentences of an answer, for whoever knows the procedure and not the program."""
    return telling(*bodies, of=of).answers()[question].plain


@pytest.mark.parametrize(
    ("question", "of", "bodies", "plain"),
    [
        (4, CASE, (), "No: nobody said so, and no body decided so."),
        (
            7,
            CASE,
            (e.PaperAdded(document=DOCUMENT, title="I tide", late=False),),
            "No, so far: no notice was to leave yet, nothing was postponed, and nothing is decided in writing.",
        ),
        (
            7,
            SECOND,
            (e.NoticeSent(items=(1,)),),
            (
                "No, by the entries: papers were in time, as was the day that notice was to leave, and nothing was "
                "postponed or decided in writing; whether the letters of the notices were sent is not known here."
            ),
        ),
        (10, AGREEMENT, (e.ReviewReminded(year=2031, last_day=DAY),), "No: nothing is entered that it was told"),
        (
            11,
            AGREEMENT,
            (e.ReviewReminded(year=2031, last_day=DAY),),
            "No: neither a council's approval nor a signature is entered.",
        ),
        (12, AGREEMENT, (e.ReviewReminded(year=2031, last_day=DAY),), "No: it is entered of none."),
    ],
)
def test_that_nothing_says_it_is_an_answer_and_each_records_last_entry_proves_it(
    question: int, of: str, bodies: tuple[EntryBody, ...], plain: str
) -> None:
    told = telling(*bodies, of=of)
    answer = told.answers()[question]
    heads = [record.entries[-1].hash for record in told.evidence().records if record.entries]

    assert answer.plain.startswith(plain)
    assert (answer.applies, answer.words) == (True, (NO_ENTRY,))
    assert [proof.hash for proof in answer.proofs] == heads


class TestShortNotice:
    """Who consented to it, where there was one (7)."""

    @staticmethod
    def consent(seat: str, *, agrees: bool) -> e.ShortNoticeAnswered:
        """What a seat says of it."""
        return e.ShortNoticeAnswered(seat=seat, person=PERSON[seat], agrees=agrees)

    def test_each_seat_as_it_answered(self) -> None:
        answers = (self.consent(ONE, agrees=True), self.consent("SEKR-M4", agrees=False))
        words, kinds = answered(7, planned(BEGAN, extraordinary="Brann."), *answers, of=SECOND)

        assert words[1:] == (f"  {SEAT} consented {WHEN}", f"  {OTHER_SEAT} did not consent {WHEN}")
        assert kinds == ["meeting_planned", "short_notice_answered", "short_notice_answered"]

    def test_of_a_meeting_that_was_called_in_time_nobody_is_asked(self) -> None:
        assert plainly(7, planned(BEGAN), self.consent(ONE, agrees=True), of=SECOND).startswith("No, so far: ")


class TestPresent:
    """Who sat there, by which place and mandate (2)."""

    def present(self, *mandates: Mandate, **holding: Any) -> str:
        """What is said of the first seat's holder."""
        told = telling(item(ONE))
        held = HOLDERS[0].model_copy(update=holding)
        told.roster = PEOPLE.model_copy(update={"holdings": (*HOLDERS[1:], held), "mandates": mandates})
        heading, line = told.answers()[2].words
        assert heading == f"{SECOND}, item 1 (beslutning), {WHEN}:"
        assert line.startswith(f"  {SEAT}: p-m1, ")
        return line.removeprefix(f"  {SEAT}: p-m1, ")

    @pytest.mark.parametrize(
        ("holding", "said"),
        [
            ({}, "member 2030-01-01 to further notice; the place is the authority"),
            ({"rank": 1}, "deputy 1 2030-01-01 to further notice; the place is the authority"),
            ({"until": DAY}, "member 2030-01-01 to 2031-03-03; the place is the authority"),
            (
                {"source": SOURCE},
                "member 2030-01-01 to further notice, by Kommunestyret 2030-12-01; the place is the authority",
            ),
            ({"person": "p-9"}, "by a later roster"),
            ({"seat": "SEKR-M4"}, "by a later roster"),
        ],
    )
    def test_by_the_place(self, holding: dict[str, Any], said: str) -> None:
        assert self.present(**holding) == said

    def test_by_the_mandates_for_that_seat(self) -> None:
        since = date(2030, 2, 1)
        mine = Mandate(seat=ONE, person="p-m1", since=since)
        for_one = Mandate(seat=ONE, person="p-m1", parties=("hvaler",), since=since, until=DAY, source=SOURCE)
        others = (Mandate(seat="SEKR-M4", person="p-m1", since=since), Mandate(seat=ONE, person="p-9", since=since))

        assert self.present(mine, for_one, *others) == (
            "member 2030-01-01 to further notice; mandate for every party of the seat 2030-02-01 to further notice; "
            "mandate for Hvaler kommune 2030-02-01 to 2031-03-03, by Kommunestyret 2030-12-01"
        )

    def test_who_comes_and_goes(self) -> None:
        comes = e.CaseAttendanceChanged(seat=ONE, person="p-m1")
        words, kinds = answered(2, comes, e.CaseAttendanceChanged(seat="SEKR-M4", person=None))

        assert words[0].startswith(f"  from {WHEN} {SEAT}: p-m1, member")
        assert words[1] == f"  from {WHEN} {OTHER_SEAT}: nobody"
        assert kinds == ["case_attendance_changed"] * 2


class TestDecided:
    """On which drøfting and text (1, 6)."""

    def answered(self, told: Telling) -> tuple[tuple[str, ...], tuple[str, ...], dict[int, list[str]]]:
        """What is said of both, and by which entries."""
        answers = told.answers(told.judged())
        kinds = {n: [str(told.records[p.record][p.seq - 1][1].kind) for p in answers[n].proofs] for n in (1, 6)}
        return answers[1].words, answers[6].words, kinds

    def test_as_it_was_sent_out(self) -> None:
        first, text, kinds = self.answered(Telling())

        assert first == (
            f"drøfting in meeting-ostfold-SEKR-2031-1 on 2031-02-17, beslutning in {SECOND} on 2031-03-03",
        )
        assert text == (f"the text decided, {DIGEST}, is the one sent out",)
        assert kinds == {
            1: ["drofting_held", "case_item_opened", "notice_sent", "beslutning_made"],
            6: ["papers_went_out", "beslutning_made"],
        }

    def test_after_an_import(self) -> None:
        told = Telling().before(e.DroftingHeld, imported(day=days(-14).date(), vouched_by="p-1"))
        first, _, kinds = self.answered(told.without(e.DroftingHeld))

        assert first == (f"decided in {SECOND} on 2031-03-03; its drøfting is imported and vouched for, not proved",)
        assert "drofting_held" not in kinds[1]

    @pytest.mark.parametrize(("substantial", "how"), [(True, "in substance"), (False, "editorially")])
    def test_amended(self, substantial: bool, how: str) -> None:
        change = amended("Nytt.", substantial=substantial, positions_kept=True)
        told = Telling().after(e.PositionTaken, change)
        told.before(e.PapersWentOut, amended("Før.", after="0" * 64)).says(
            e.BeslutningMade, proposal="Nytt.", text_digest=change.text_digest
        )
        _, text, kinds = self.answered(told)

        assert text == (
            f"the text decided, {change.text_digest}, was amended 1 time after it was sent out",
            f"  amended {how} {WHEN} from {DIGEST}: Språk.",
        )
        assert kinds[6] == ["papers_went_out", "text_amended", "beslutning_made"]

    def test_amended_after_it_was_decided_is_no_change_of_it(self) -> None:
        _, text, _ = self.answered(Telling().after(e.BeslutningMade, amended("Senere.")))

        assert text == (f"the text decided, {DIGEST}, is the one sent out",)


def test_by_which_version_and_who_changed_it() -> None:
    """The case's first entry, and the community's that adopted it (5)."""
    words, kinds = answered(
        5, e.ProcedureAdopted(procedure="0" * 64, reason="Ny."), e.NoticeSent(items=()), of=COMMUNITY
    )

    assert words[0] == f"{SMALL.procedure}, version {SMALL.version}, from {SMALL.valid_from}"
    assert words[1:] == (f"adopted by the community {WHEN} by Saksgang itself",)
    assert kinds == ["drofting_held", "procedure_adopted"]


def test_that_it_was_moved_to_another_version() -> None:
    moved = e.ProcedureChanged(procedure=digest_of(SMALL), replaces="0" * 64, reason="Ny.")
    words = telling(moved).answers()[5].words

    assert words[1:] == (f"moved to another version {WHEN} by Saksgang itself: Ny.",)


def test_what_each_party_has_carried_out() -> None:
    """In the order in which it was reported (13)."""
    opened = (e.FollowUpOpened(party=party, budget_year=2032, due=DAY) for party in M1)
    done, planned_ = a.FollowUpStatus.DONE, a.FollowUpStatus.PLANNED
    reports = (
        e.FollowUpReported(party="hvaler", status=planned_),
        e.FollowUpReported(party="hvaler", goal="Mer."),
        e.FollowUpReported(party="hvaler", status=done),
    )
    words, kinds = answered(13, *opened, *reports)

    assert words == (
        "Fredrikstad kommune: nothing reported yet",
        f"Hvaler kommune: {planned_.value} -> {done.value}",
    )
    assert kinds == ["follow_up_opened"] * 2 + ["follow_up_reported"] * 3


def test_of_parties_without_a_cost_it_is_not_said_that_one_is_in_a_budget() -> None:
    opened = (e.FollowUpOpened(party=p, budget_year=2032, due=DAY, costs=p == "hvaler") for p in (*M1, "moss"))
    reports = (e.FollowUpReported(party="moss", costs=True), e.FollowUpReported(party="moss", goal="Mer."))
    ended = e.FollowUpYearEnded(body="SEKR", budget_year=2032, unbudgeted=("hvaler", "moss"))
    words, _ = answered(13, *opened, *reports, ended)

    assert words[-1] == (
        "costs that were in no budget for 2032 when the year before ended: Hvaler kommune, Moss kommune; "
        "no cost is named for Fredrikstad kommune"
    )


def test_how_dates_were_computed() -> None:
    """Those of meetings with the meeting's name, and the same once (9)."""
    words, kinds = answered(
        9, planned(BEGAN), e.NoticeSent(items=()), e.MeetingOpened(attendance=(), uncovered=()), of=SECOND
    )

    assert words == (
        f"{SECOND}: x: {WHEN} Norwegian time; x (T-06)",
        (
            f"{SECOND}: its notice was to leave {WHEN} Norwegian time; "
            "whether the letters of the notice were sent is not known here"
        ),
    )
    assert kinds == ["meeting_planned", "notice_sent"]
    own, own_kinds = answered(9, asked_in_writing(), asked_in_writing())
    assert (own, own_kinds) == ((f"x: {WHEN} Norwegian time; x (T-06)",), ["written_procedure_opened"] * 2)


def test_that_each_record_is_whole_to_its_last_entry() -> None:
    """And that the rest is the log's to prove (14)."""
    told = telling(planned(BEGAN), of=SECOND)
    told.records[AGREEMENT] = []
    answer = told.answers()[14]
    heads = [(record.record, record.entries[-1]) for record in told.evidence().records if record.entries]

    assert answer.words[:-1] == tuple(
        f"{name}: {last.seq} entries, each sealed anew and found as it stands; the last is {last.hash}"
        for name, last in heads
    )
    assert answer.words[-1].startswith("that nothing else was there before is for the log to prove")
    assert [(proof.record, proof.hash) for proof in answer.proofs] == [(name, last.hash) for name, last in heads]


def test_who_made_an_act() -> None:
    entry = telling().evidence().records[0].entries[0]

    def by(actor: Actor | None) -> str:
        return who(entry.model_copy(update={"actor": actor}))

    assert by(None) == by(Actor(record=SECOND)) == "Saksgang itself"
    assert by(ACTING) == "p-1"
    assert by(Actor(person="p-1", entered_by="p-2")) == "p-1, entered by p-2"

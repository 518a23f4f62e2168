"""How a case comes in: registered, imported, or to hear the others first; each condition alone (P-01..P-05, P-36)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from models import acts as a
from models import entries as e
from models.acts import CaseKind, ImportedDrofting, ImportedPosition, ImportedText, IntakeForm, KnownPosition
from models.canonical import digest_of, text_digest
from models.roster import Office
from models.state import CaseStage, Involvement
from rules.case.judge import judge_case
from rules.verdict import Verdict
from tests.rules.asking import DAY, HASH, Standing, due, kinds, ringing, shared, waiting, why, words
from tests.rules.world import BEGINS, PROCEDURE, ROSTER, SECRETARIAT, Who, World

M2, MOSS = Who(person="p-3peu", seat="SEKR-M2"), Who(person="p-q22r", party="moss")
STRANGER = Who(person="p-3peu", party="moss")
TODAY = BEGINS.date()
NAME = "case-ostfold-2031-1"


@shared
def nothing() -> Standing:
    """A record in which nothing stands yet."""
    world = World()
    world.new(NAME, "case")
    return Standing(world, NAME)


def come_in(act: Any, by: Who = SECRETARIAT) -> Verdict:
    """What an empty record says to it."""
    return judge_case(None, nothing().received(act, by), PROCEDURE, ROSTER)


def case(**but: Any) -> a.RegisterCase:
    fields: dict[str, Any] = {"title": "T", "summary": "S", "proposal": "P"}
    return a.RegisterCase(**(fields | but))


class TestP02P03Registering:
    """By seats and parties, and for others through the secretariat; what it names is there."""

    @pytest.mark.parametrize(
        ("but", "refused", "said"),
        [
            pytest.param({"affected": ("moss",)}, None, "", id="of parties here"),
            pytest.param(
                {"affected": ("oslo", "moss")}, ("unknown_party", "P-03"), "oslo is no party", id="affected"
            ),
            pytest.param({"proposer_party": "oslo"}, ("unknown_party", "P-03"), "oslo is no party", id="proposed by"),
            pytest.param(
                {"consequences": (a.Consequence(party="oslo"),)}, ("unknown_party", "P-03"), "oslo is", id="costs"
            ),
            pytest.param({"proposer_seat": "SEKR-M2"}, None, "", id="by a seat here"),
            pytest.param({"proposer_seat": "SEKR-M9"}, ("unknown_seat", "P-02"), "no seat 'SEKR-M9'", id="by none"),
            pytest.param(
                {"form": IntakeForm(attachments=tuple(a.Attachment(document=d * 64, title="T") for d in "12"))},
                None,
                "",
                id="two documents",
            ),
            pytest.param(
                {"form": IntakeForm(attachments=tuple(a.Attachment(document=d * 64, title="T") for d in "121"))},
                ("nothing_to_change", "P-03"),
                "the document 111111111111 is attached twice",
                id="one twice",
            ),
        ],
    )
    def test_what_it_names(self, but: dict[str, Any], refused: Any, said: str) -> None:
        verdict = come_in(case(**but))

        assert (why(verdict), said in words(verdict)) == (refused, True)

    @pytest.mark.parametrize(
        ("drofting", "beslutning", "refused"),
        [
            pytest.param(0, 1, None, id="today and after"),
            pytest.param(-1, None, ("too_late", "P-03"), id="drøfting past"),
            pytest.param(None, -1, ("too_late", "P-03"), id="beslutning past"),
            pytest.param(3, 3, ("too_soon", "P-12"), id="on one day"),
            pytest.param(3, 2, ("too_soon", "P-12"), id="the wrong way round"),
            pytest.param(None, 3, None, id="beslutning alone"),
        ],
    )
    def test_what_it_wishes(self, drofting: int | None, beslutning: int | None, refused: Any) -> None:
        days = {"drofting_wished": drofting, "beslutning_wished": beslutning}
        wished = {name: TODAY + timedelta(days=n) for name, n in days.items() if n is not None}

        verdict = come_in(case(**wished))

        assert why(verdict) == refused
        assert refused != ("too_late", "P-03") or f"wished on {TODAY - timedelta(days=1)}" in words(verdict)

    @pytest.mark.parametrize(
        ("by", "refused", "said"),
        [
            pytest.param(M2, None, "", id="a seat"),
            pytest.param(MOSS, None, "", id="a party's contact"),
            pytest.param(SECRETARIAT, None, "", id="the secretariat"),
            pytest.param(
                Who(person="p-rh9p", seat="SEKR-M2"), ("no_capacity", "P-02"), "neither member", id="no holder"
            ),
            pytest.param(
                Who(person="p-3peu", seat="SEKR-M9"), ("unknown_seat", "P-02"), "'SEKR-M9'", id="no such seat"
            ),
            pytest.param(STRANGER, ("no_capacity", "P-02"), "does not answer for moss", id="no contact"),
            pytest.param(Who(person="p-3peu"), ("no_capacity", "P-02"), "names no seat", id="somebody"),
            pytest.param(Who(person="p-2h9c", party="moss"), ("no_capacity", "P-02"), "for moss", id="for a party"),
        ],
    )
    def test_who(self, by: Who, refused: Any, said: str) -> None:
        verdict = come_in(case(), by)

        assert (why(verdict), said in words(verdict)) == (refused, True)

    @pytest.mark.parametrize(
        ("by", "but", "party", "seat"),
        [
            pytest.param(M2, {}, None, "SEKR-M2", id="a seat for itself"),
            pytest.param(MOSS, {}, "moss", None, id="a party for itself"),
            pytest.param(SECRETARIAT, {"proposer_party": "halden"}, "halden", None, id="for a party"),
            pytest.param(SECRETARIAT, {"proposer_seat": "SEKR-M3"}, None, "SEKR-M3", id="for a seat"),
            pytest.param(M2, {"proposer_party": "halden"}, "halden", None, id="a seat for a party"),
            pytest.param(MOSS, {"proposer_seat": "SEKR-M3"}, None, "SEKR-M3", id="a party for a seat"),
            pytest.param(
                Who(person="p-3peu", seat="SEKR-M2", party="moss"), {}, None, "SEKR-M2", id="a seat before a party"
            ),
        ],
    )
    def test_who_proposed_it(self, by: Who, but: dict[str, Any], party: str | None, seat: str | None) -> None:
        [body] = come_in(case(**but), by).bodies

        assert isinstance(body, e.CaseRegistered)
        assert (body.proposer_party, body.proposer_seat) == (party, seat)
        assert (body.text_digest, body.procedure, body.roster) == (
            text_digest("P"),
            digest_of(PROCEDURE),
            digest_of(ROSTER),
        )
        assert body.affected == tuple(p.party for p in ROSTER.parties)

    def test_whom_it_affects(self) -> None:
        [body] = come_in(case(affected=("moss", "halden"))).bodies

        assert isinstance(body, e.CaseRegistered)
        assert body.affected == ("moss", "halden")

    @pytest.mark.parametrize(
        ("by", "but", "rule"),
        [
            (Who(record="agreement-1"), {"agreement": "agreement-1", "notice": 1}, None),
            (Who(record="agreement-2"), {"agreement": "agreement-1", "notice": 1}, "A-12"),
            (SECRETARIAT, {"agreement": "agreement-1", "review": 2031}, "A-08"),
        ],
    )
    def test_for_an_agreement_only_as_it_says_itself(self, by: Who, but: dict[str, Any], rule: str | None) -> None:
        verdict = come_in(case(**but), by)

        assert why(verdict) == (None if rule is None else ("not_your_office", rule))


def early(own: date | None = TODAY + timedelta(days=40), **but: Any) -> a.RegisterCase:
    form = IntakeForm(case_kind=CaseKind.EARLY_INVOLVEMENT, own_decision_on=own)
    return case(**({"form": form, "affected": ("moss", "halden", "rade")} | but))


class TestP36Early:
    """A party hears the others before it decides by itself; nothing is decided here."""

    @pytest.mark.parametrize(
        ("act", "by", "found", "said"),
        [
            pytest.param(early(), MOSS, ["case_registered", "involvement_asked"], "", id="in time"),
            pytest.param(early(None), MOSS, ("incomplete", "P-36"), "it is not said on which day", id="no day"),
            pytest.param(early(TODAY), MOSS, ("too_late", "P-36"), f"decides by itself on {TODAY}, and", id="today"),
            pytest.param(early(), SECRETARIAT, ("incomplete", "P-36"), "opened by the party", id="by no party"),
            pytest.param(early(affected=("moss",)), MOSS, ("incomplete", "P-36"), "nobody but moss", id="for nobody"),
            pytest.param(early(affected=()), MOSS, ["case_registered", "involvement_asked"], "", id="for all"),
            pytest.param(
                case(form=IntakeForm(own_decision_on=TODAY)),
                MOSS,
                ("incomplete", "P-36"),
                "of another kind",
                id="other",
            ),
            pytest.param(case(form=IntakeForm()), MOSS, ["case_registered"], "", id="an ordinary case"),
        ],
    )
    def test_opened(self, act: Any, by: Who, found: Any, said: str) -> None:
        verdict = come_in(act, by)

        assert (why(verdict) or kinds(verdict)) == found
        assert said in words(verdict)

    def test_the_others_are_asked(self) -> None:
        asked = come_in(early(), MOSS).bodies[1]

        assert isinstance(asked, e.InvolvementAsked)
        assert (asked.parties, asked.own_decision_on) == (("halden", "rade"), TODAY + timedelta(days=40))
        assert (asked.due.name, asked.reminder is not None) == ("involvement-due", True)
        assert asked.reminder is not None and asked.reminder.name.startswith("involvement-reminder")

    def test_where_there_are_too_few_days_nobody_is_reminded(self) -> None:
        received = nothing().received(early(), MOSS, dates=(due("involvement-due"),))

        asked = judge_case(None, received, PROCEDURE, ROSTER).bodies[1]

        assert isinstance(asked, e.InvolvementAsked)
        assert (asked.due, asked.reminder) == (due("involvement-due"), None)

    @staticmethod
    def heard(*, open_: bool = True, seconds: int = 60, **but: Any) -> Standing:
        at = waiting().world.now + timedelta(seconds=seconds)
        it = Involvement(
            open=open_,
            due=due("involvement-due").model_copy(update={"at": at}),
            own_decision_on=DAY,
            parties=("moss", "rade"),
            heard=("rade",),
        )
        fields = {"involvement": it, "stage": CaseStage.TIL_INNSPILL, "proposer_party": "halden", "placement": None}
        return waiting().with_(**(fields | but))

    INPUT = a.GiveInput(party="moss", text="T")

    @pytest.mark.parametrize(
        ("how", "by", "refused", "said"),
        [
            pytest.param({}, MOSS, None, "", id="while it runs"),
            pytest.param({"open_": False}, MOSS, ("too_late", "P-36"), "write to the party", id="closed"),
            pytest.param({"seconds": 0}, MOSS, ("too_late", "P-36"), "input closed at", id="due now"),
            pytest.param({"involvement": None}, MOSS, ("wrong_stage", "P-36"), "speak in drøfting", id="not asked"),
            pytest.param({}, STRANGER, ("no_capacity", "P-36"), "", id="by nobody of the party"),
        ],
    )
    def test_input(self, how: dict[str, Any], by: Who, refused: Any, said: str) -> None:
        verdict = self.heard(**how).asked(self.INPUT, by)

        assert (why(verdict), said in words(verdict)) == (refused, True)
        assert refused or verdict.bodies == (e.InputGiven(party="moss", text="T"),)

    def test_what_is_said_anew_replaces_and_only_what_was_said_is_taken_back(self) -> None:
        rade, oslo = (self.INPUT.model_copy(update={"party": p}) for p in ("rade", "oslo"))
        back = a.WithdrawInput(party="rade", reason="R")

        assert self.heard().asked(rade).bodies == (e.InputGiven(party="rade", text="T", replaces=True),)
        assert why(self.heard().asked(oslo)) == ("unknown_party", "P-36")
        assert self.heard().asked(back).bodies == (e.InputWithdrawn(party="rade", reason="R"),)
        assert why(self.heard().asked(a.WithdrawInput(party="moss"))) == ("nothing_to_change", "P-36")
        assert why(self.heard(open_=False).asked(back)) == ("too_late", "P-36")

    @pytest.mark.parametrize(
        ("how", "by", "refused", "said"),
        [
            pytest.param({"seconds": 0}, SECRETARIAT, None, "", id="when it is due"),
            pytest.param({"open_": False}, SECRETARIAT, None, "", id="when it is closed"),
            pytest.param({}, SECRETARIAT, ("too_soon", "P-36"), "input is open to", id="not before"),
            pytest.param(
                {"involvement": None}, SECRETARIAT, ("wrong_stage", "P-36"), "close the item", id="not asked"
            ),
            pytest.param({"seconds": 0}, MOSS, ("not_yours", "P-36"), "or to halden", id="by another party"),
            pytest.param({"seconds": 0, "proposer_party": "moss"}, MOSS, None, "", id="by the opener"),
            pytest.param({"seconds": 0, "ended": True}, SECRETARIAT, ("ended", "P-29"), "", id="over"),
        ],
    )
    def test_summed_up(self, how: dict[str, Any], by: Who, refused: Any, said: str) -> None:
        verdict = self.heard(**how).asked(a.SummariseInvolvement(summary="S"), by)

        assert (why(verdict), said in words(verdict)) == (refused, True)
        assert refused or verdict.bodies == (e.InvolvementSummarised(summary="S"),)

    @pytest.mark.parametrize(
        ("but", "refused"),
        [({}, ("wrong_stage", "P-36")), ({"ended": True}, ("ended", "P-29")), ({"involvement": None}, None)],
    )
    def test_nothing_is_decided_in_it(self, but: dict[str, Any], refused: Any) -> None:
        act = a.SetCaseKind(case_kind=CaseKind.GENERAL, reason="R")

        verdict = self.heard(**but).with_(form=IntakeForm(case_kind=CaseKind.YEARLY_REVIEW)).asked(act)

        assert why(verdict) == refused

    @pytest.mark.parametrize("name", ["involvement-due", "involvement-reminder"])
    def test_its_clocks(self, name: str) -> None:
        now = waiting().world.now
        from_clock = self.heard(clocks=(ringing(waiting(), name),))
        act = a.DeadlineReached(clock=name, due_at=now)

        [body] = from_clock.asked(act, Who(record=NAME)).bodies
        nothing = from_clock.with_(involvement=None).asked(act, Who(record=NAME)).bodies

        assert nothing == ()
        assert body in (e.InvolvementClosed(unanswered=("moss",)), e.InvolvementReminded(parties=("moss",)))
        assert (body.kind == "involvement_closed") is (name == "involvement-due")


PAST = date(2030, 12, 2)
HELD = ImportedDrofting(meeting="SEKR 3/30", body="SEKR", day=PAST, vouched_by="p-2h9c")


def imported(**but: Any) -> a.ImportCase:
    fields: dict[str, Any] = {
        "reference": "Sak 14/30",
        "title": "T",
        "summary": "S",
        "proposal": "P",
        "stage": "droftet",
        "drofting_body": "SEKR",
        "decision_body": "SEKR",
        "drofting": HELD,
    }
    return a.ImportCase(**(fields | but))


def held(**but: Any) -> ImportedDrofting:
    return HELD.model_copy(update=but)


BARE = {"stage": "meldt", "drofting_body": None, "decision_body": None, "drofting": None}
SORTED = {"stage": "klassifisert", "drofting": None}
YES = KnownPosition.CONSENT


class TestP01Importing:
    """Under way, and as far as it says where, when and who vouches for it; nothing of it is proved."""

    def test_what_is_entered(self) -> None:
        act = imported(
            affected=("moss",), brought_on=PAST, larger=False, earlier_texts=(ImportedText(text="F", since=PAST),)
        )

        [body] = come_in(act).bodies
        [everybody] = come_in(imported()).bodies

        assert isinstance(body, e.CaseImported) and isinstance(everybody, e.CaseImported)
        assert (body.affected, everybody.affected) == (("moss",), tuple(p.party for p in ROSTER.parties))
        assert (body.text_digest, body.procedure, body.roster) == (
            text_digest("P"),
            digest_of(PROCEDURE),
            digest_of(ROSTER),
        )

    @pytest.mark.parametrize("stage", [*CaseStage, "noe annet"])
    def test_only_what_is_under_way(self, stage: str) -> None:
        before = {"meldt": BARE, "klassifisert": SORTED}.get(str(stage), {})

        verdict = come_in(imported(**(before | {"stage": str(stage)})))

        under_way = ("meldt", "klassifisert", "droftet", "under_forankring", "til_beslutning", "utsatt")
        assert why(verdict) == (None if stage in under_way else ("wrong_stage", "P-01"))

    @pytest.mark.parametrize(
        ("but", "refused", "said"),
        [
            pytest.param({"proposer_party": "oslo"}, ("unknown_party", "P-03"), "", id="of no party here"),
            pytest.param(BARE | {"drofting_body": "SEKR"}, ("wrong_stage", "P-05"), "", id="meldt with a body"),
            pytest.param(BARE | {"decision_body": "SEKR"}, ("wrong_stage", "P-05"), "", id="meldt with another"),
            pytest.param(BARE | {"drofting": HELD}, ("wrong_stage", "P-05"), "", id="meldt with a drøfting"),
            pytest.param(
                {"drofting_body": None}, ("unknown_body", "P-05"), "drofting_body is missing", id="no first body"
            ),
            pytest.param(
                {"decision_body": None}, ("unknown_body", "P-05"), "decision_body is missing", id="no second"
            ),
            pytest.param({"decision_body": "FRU"}, ("unknown_body", "P-05"), "has no body 'FRU'", id="none there is"),
            pytest.param(
                {"drofting_body": "SU"}, ("wrong_body", "P-05"), "drøfting in SU and", id="above the decision"
            ),
            pytest.param({"decision_body": "SU"}, None, "", id="below it"),
            pytest.param({"larger": True}, ("wrong_body", "P-04"), "", id="larger, decided below"),
            pytest.param({"larger": True, "decision_body": "SU"}, None, "", id="larger, decided above"),
            pytest.param(BARE | {"larger": True}, None, "", id="larger, and not placed yet"),
        ],
    )
    def test_where(self, but: dict[str, Any], refused: Any, said: str) -> None:
        verdict = come_in(imported(**but))

        assert (why(verdict), said in words(verdict)) == (refused, True)

    @pytest.mark.parametrize(
        ("but", "refused"),
        [
            ({"brought_on": TODAY}, None),
            ({"brought_on": TODAY + timedelta(days=1)}, "brought_on"),
            ({"earlier_texts": (ImportedText(text="F", since=TODAY + timedelta(days=1)),)}, "an earlier text"),
            ({"earlier_texts": (ImportedText(text="F"),)}, None),
            (
                {"positions": (ImportedPosition(position=YES, seat="SEKR-M2", on=TODAY + timedelta(days=1)),)},
                "a known position",
            ),
        ],
    )
    def test_what_is_told_of_the_past_has_happened(self, but: dict[str, Any], refused: str | None) -> None:
        verdict = come_in(imported(**(SORTED | but)))

        assert why(verdict) == (("too_soon", "T-01") if refused else None)
        assert words(verdict).startswith(refused or "")

    @pytest.mark.parametrize(
        ("but", "refused", "said"),
        [
            pytest.param(SORTED | {"drofting": HELD}, ("not_deliberated", "P-01"), "a drøfting is given", id="early"),
            pytest.param({"drofting": None}, ("not_deliberated", "P-01"), "drøfting drofting is missing", id="none"),
            pytest.param({"drofting": held(body=None)}, ("not_deliberated", "P-01"), "body is missing", id="no body"),
            pytest.param({"drofting": held(day=None)}, ("not_deliberated", "P-01"), "day is missing", id="no day"),
            pytest.param(
                {"drofting": held(vouched_by=None)},
                ("not_deliberated", "P-01"),
                "vouched_by is missing",
                id="no voucher",
            ),
            pytest.param({"drofting": held(round=1, day=TODAY)}, None, "", id="today"),
            pytest.param(
                {"drofting": held(day=TODAY + timedelta(days=1))},
                ("not_deliberated", "P-01"),
                "cannot have",
                id="to come",
            ),
            pytest.param({"drofting": held(round=0)}, ("not_deliberated", "P-01"), "round 0", id="no round"),
            pytest.param({"drofting": held(round=99)}, None, "", id="the last round"),
            pytest.param({"drofting": held(round=100)}, ("not_deliberated", "P-01"), "round 100", id="beyond it"),
            pytest.param({"brought_on": PAST}, None, "", id="on the day it was brought"),
            pytest.param(
                {"brought_on": PAST + timedelta(days=1)},
                ("not_deliberated", "P-01"),
                "was before the case",
                id="before",
            ),
            pytest.param({"drofting": held(body="FRU")}, ("unknown_body", "P-05"), "no body 'FRU'", id="in no body"),
            pytest.param(
                {"drofting": held(vouched_by="p-none")}, ("no_capacity", "P-01"), "p-none vouches", id="nobody"
            ),
            pytest.param({"drofting": held(vouched_by="p-3peu")}, None, "", id="by a holder"),
            pytest.param({"drofting": held(body="SU")}, ("wrong_body", "P-05"), "drøfting in SU", id="above"),
            pytest.param({"drofting": held(body="SU"), "decision_body": "SU"}, None, "", id="in the deciding body"),
        ],
    )
    def test_its_drofting(self, but: dict[str, Any], refused: Any, said: str) -> None:
        verdict = come_in(imported(**but))

        assert (why(verdict), said in words(verdict)) == (refused, True)

    def test_whoever_holds_an_office_vouches_too(self) -> None:
        only = next(o.person for o in ROSTER.offices if o.office is Office.SECRETARIAT)
        assert all(h.person != only for h in ROSTER.holdings)

        assert why(come_in(imported(drofting=held(vouched_by=only)))) is None

    @pytest.mark.parametrize(
        ("positions", "refused", "said"),
        [
            pytest.param(({"seat": "SEKR-M2"}, {"party": "moss"}), None, "", id="of a seat and a party"),
            pytest.param(
                ({"seat": "SEKR-M2"}, {"seat": "SEKR-M2"}), ("nothing_to_change", "P-20"), "SEKR-M2 is", id="two"
            ),
            pytest.param(
                ({"party": "moss"}, {"party": "moss"}), ("nothing_to_change", "P-20"), "moss is", id="twice"
            ),
            pytest.param(({},), ("unknown_seat", "P-20"), "or neither", id="of nobody"),
            pytest.param(({}, {}), ("unknown_seat", "P-20"), "or neither", id="of nobody twice"),
            pytest.param(
                ({"seat": "SEKR-M2", "party": "moss"},), ("unknown_seat", "P-20"), "or neither", id="of both"
            ),
            pytest.param(({"seat": "SEKR-M9"},), ("unknown_seat", "P-20"), "no seat 'SEKR-M9'", id="of no seat"),
            pytest.param(({"party": "oslo"},), ("unknown_party", "P-20"), "oslo is no party", id="of no party"),
        ],
    )
    def test_known_positions(self, positions: Any, refused: Any, said: str) -> None:
        known = tuple(ImportedPosition(position=YES, **one) for one in positions)

        verdict = come_in(imported(positions=known))

        assert (why(verdict), said in words(verdict)) == (refused, True)

    def test_by_the_secretariat(self) -> None:
        assert why(come_in(imported(), M2)) == ("not_your_office", "ENGINE")

    def test_where_there_is_no_case_nothing_else_is_asked(self) -> None:
        verdict = come_in(a.AddPaper(document=HASH, title="T"))

        assert why(verdict) == ("wrong_stage", "ENGINE")
        assert "the case is not registered" in words(verdict)

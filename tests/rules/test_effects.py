"""What entries make other records be told, and whom letters go to: each condition of it alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models import acts as a
from models import entries as e
from models.acts import Actor, LateGround, Mark
from models.agreement_state import Relation
from models.base import BodyId
from models.entries import ActRef, Entry
from models.messages import MessageKind, ToParty, ToPerson
from models.roster import Office, Source
from models.rulebook import Refusal, RefusalCode
from models.state import CaseStage, CaseState, Classification, Forankring, Placement
from rules.effects.acts import (
    SendAct,
    anchored,
    awaits_beslutning,
    effects_of_case_entry,
    effects_of_meeting_entry,
    wants_following,
)
from rules.effects.acts_of_agreements import no_longer_bound
from rules.effects.addressees import Addressees
from rules.effects.letters import letters_of_case_entry, letters_of_meeting_entry
from rules.effects.letters_of_receipts import receipt_letter, with_receipts
from rules.effects.letters_of_seats import letters_of_community_entry
from tests.agreements import TRUST, an_agreement
from tests.rules.agreed import brought_in
from tests.rules.asking import ASKED, DAY, HASH, HELD, ONE, OVER, entries_of, open_item, placed, with_
from tests.rules.sitting import MEETING, STATE, claim, item, proposal, with_minutes
from tests.rules.test_making import approve, asked, signed
from tests.rules.world import PROCEDURE, ROSTER

TO = Addressees(PROCEDURE, ROSTER, DAY)
ENTERED = Actor(person="p-1", seat="SEKR-M2", rank=0, entered_by="p-2h9c")
SECRETARIAT, CONTACT = (Office.SECRETARIAT,), (Office.PARTY_CONTACT,)


def entry(body: Any, record: str = "case-1", actor: Actor | None = None) -> Entry:
    [made] = entries_of(body, record=record)
    return made.model_copy(update={"actor": actor, "act": ActRef(act_id="0" * 32, number=2, digest=HASH)})


def of_case(body: Any, before: CaseState | None = None, actor: Actor | None = None, **but: Any) -> list[SendAct]:
    return list(effects_of_case_entry(entry(body, actor=actor), before, with_(**but)))


def of_meeting(body: Any, actor: Actor | None = None, **but: Any) -> list[SendAct]:
    state = STATE.model_copy(update=but)
    return list(effects_of_meeting_entry(entry(body, MEETING, actor), state, state))


REGISTERED = e.CaseRegistered(
    title="T", summary="s", proposal="p", affected=(), consequences=(), procedure=HASH, roster=HASH, text_digest=HASH
)


class TestWhatACaseTells:
    """The agreement it comes from, and the meeting it stands in or stood in (A-08, A-12, P-08, P-29, P-32)."""

    def test_an_agreement_whose_notice_or_review_opened_it(self) -> None:
        of_notice = REGISTERED.model_copy(update={"agreement": "agreement-1", "notice": 2})
        of_review = REGISTERED.model_copy(update={"agreement": "agreement-1", "review": 2031})

        assert of_case(of_notice) == [SendAct(to="agreement-1", act=a.RenegotiationOpened(notice=2, case="case-1"))]
        assert of_case(of_review) == [SendAct(to="agreement-1", act=a.ReviewOpened(year=2031, case="case-1"))]
        assert of_case(REGISTERED) == of_case(REGISTERED.model_copy(update={"agreement": "agreement-1"})) == []

    @pytest.mark.parametrize(
        ("but", "told"),
        [
            ({"placement": placed(Mark.DROFTING)}, True),
            ({}, False),
            ({"placement": placed(Mark.DROFTING, papers_sent=True)}, False),
            ({"placement": placed(Mark.DROFTING), "item": open_item()}, False),
        ],
    )
    def test_a_text_that_changes_before_its_papers_have_left(self, but: dict[str, Any], *, told: bool) -> None:
        paper = e.PaperAdded(document=HASH, title="Notat", late=False)

        assert [one.act.kind for one in of_case(paper, **but)] == (["change_agenda_item"] if told else [])

    def test_that_its_item_ended_but_not_where_it_leaves_the_agenda(self) -> None:
        opened = with_(item=open_item())
        given = e.OrienteringGiven(meeting=ONE)
        left = e.LeftAgenda(meeting=ONE, reason="Trukket.", rule="P-30")

        [ended] = of_case(given, opened)

        assert ended.to == ONE
        assert of_case(given, None) == of_case(given, with_()) == of_case(given, opened, item=open_item()) == []
        assert [one.act.kind for one in of_case(left, opened)] == ["take_off_agenda"]

    def test_that_the_minutes_are_wrong_is_for_the_meeting_and_nothing_else_is(self) -> None:
        late = e.LateObjectionLodged(
            objection=1, about=LateGround.MINUTES_WRONG, by_seat="SEKR-M2", grounds="Feil.", meeting=ONE
        )

        [told] = of_case(late, actor=Actor(person="p-1", seat="SEKR-M2", rank=0))

        assert (told.to, told.act.kind) == (ONE, "contest_relayed")
        assert of_case(late.model_copy(update={"about": LateGround.OTHER})) == []


ELSEWHERE = Classification(drofting_body="SEKR", decision_body="SU", larger=False)
WAITING: dict[str, Any] = {"stage": CaseStage.DROFTET, "drofting": HELD}


class TestP12WhatWaitsForAMeeting:
    """Deliberated, undecided, on no agenda; told once for each body that is to decide it."""

    @pytest.mark.parametrize(
        ("but", "waits"),
        [
            ({}, True),
            ({"stage": CaseStage.UTSATT}, True),
            ({"stage": CaseStage.LOFTET, "drofting": None}, False),
            ({"stage": CaseStage.TRUKKET}, False),
            ({"placement": placed(Mark.BESLUTNING)}, False),
            ({"item": open_item()}, False),
            ({"ended": True}, False),
        ],
    )
    def test_which_do(self, but: dict[str, Any], *, waits: bool) -> None:
        assert awaits_beslutning(with_(**(WAITING | but))) is waits

    @pytest.mark.parametrize(
        ("before", "after", "body"),
        [
            (None, {}, "SEKR"),
            ({"drofting": None}, {}, "SEKR"),
            ({"classification": None, "drofting": None}, {}, "SEKR"),
            ({"placement": placed(Mark.BESLUTNING)}, {}, "SEKR"),
            ({}, {}, None),
            ({"classification": ELSEWHERE}, {}, "SEKR"),
            ({}, {"classification": ELSEWHERE}, "SU"),
            ({}, {"ended": True}, None),
            (None, {"drofting": None}, None),
        ],
    )
    def test_for_which_body_from_now(
        self, before: dict[str, Any] | None, after: dict[str, Any], body: BodyId | None
    ) -> None:
        was = None if before is None else with_(**(WAITING | before))

        assert wants_following(was, with_(**(WAITING | after))) == body

    def test_forankring_has_been_held_when_it_is_over(self) -> None:
        assert [anchored(with_(forankring=held)) for held in (None, ASKED, OVER)] == [False, False, True]


class TestWhatAMeetingTells:
    """The cases on its agenda, and of those the ones that it concerns (P-08, P-12, P-29, P-33)."""

    AGENDA = (item(1), item(2, removed=True), item(3, conclusion="utsatt"), item(4, open=True))

    @pytest.mark.parametrize(
        ("body", "told"),
        [
            (e.NoticeSent(items=(1, 4)), ["case-1", "case-4"]),
            (e.MeetingCancelled(reason="Uvær."), ["case-1", "case-4"]),
            (e.MeetingClosed(unreached=(1,)), ["case-1"]),
            (e.MeetingAttendanceChanged(seat="SEKR-M2", uncovered=()), ["case-4"]),
            (e.MeetingItemConcluded(item=1, case="case-1", conclusion="utsatt: Tiden."), ["case-1"]),
            (e.MeetingItemConcluded(item=4, case="case-4", conclusion="drøftet"), []),
            (e.MinutesOverdue(), []),
        ],
        ids=lambda one: getattr(one, "kind", ""),
    )
    def test_whom(self, body: Any, told: list[str]) -> None:
        assert [one.to for one in of_meeting(body, agenda=self.AGENDA)] == told

    @pytest.mark.parametrize(("uncovered", "rule"), [((), "P-12"), (("halden",), "P-22")])
    def test_why_it_fell_away(self, uncovered: tuple[str, ...], rule: str) -> None:
        [told] = of_meeting(e.MeetingCancelled(reason="Uvær."), agenda=(item(1),), uncovered=uncovered)
        [lost] = of_meeting(e.MeetingClosed(unreached=(1,)), agenda=(item(1),), uncovered=uncovered)

        assert isinstance(told.act, a.MeetingFellAway) and isinstance(lost.act, a.MeetingFellAway)
        assert (told.act.rule, told.act.uncovered, lost.act.rule) == (rule, uncovered, "P-32")

    def test_a_claim_that_is_settled_is_told_to_the_case_it_is_about(self) -> None:
        claims = (claim(1, "SEKR-M2"), claim(2, "SEKR-M3", 2, case="case-2"))
        but = with_minutes(contests=claims, corrections=(proposal(1), proposal(2, contest=2)))
        corrected = e.MinutesCorrected(
            item=2, old_text="a", new_text="b", reason="c", clerical=False, correction=2, contest=2
        )

        for body, right in (
            (e.MinutesContestWithdrawn(contest=2, reason="Nei."), False),
            (e.CorrectionRejected(correction=2, refused_by="SEKR-M3"), False),
            (corrected, True),
        ):
            [told] = of_meeting(body, **but)
            assert isinstance(told.act, a.ContestSettled)
            assert (told.to, told.act.contest, told.act.corrected) == ("case-2", 2, right)
        assert of_meeting(e.CorrectionRejected(correction=1), **but) == [], "nobody had claimed it"
        assert of_meeting(corrected.model_copy(update={"contest": None}), **but) == []

    def test_what_it_refuses_a_case_is_answered_to_the_case(self) -> None:
        refusal = Refusal(code=RefusalCode.NOTICE_SENT, rule="P-08", detail="d", remedy="r")
        refused = e.ActRefused(act_kind="put_on_agenda", refusal=refusal)

        [told] = of_meeting(refused, Actor(record="case-1"))

        assert (told.to, told.act) == ("case-1", a.AgendaRefused(meeting=MEETING, rule="P-08", detail="d"))
        assert of_meeting(refused, Actor(person="p-1")) == of_meeting(refused) == []
        assert of_meeting(refused.model_copy(update={"act_kind": "open_item"}), Actor(record="case-1")) == []


class TestA15WhoIsNoLongerBound:
    """Whom no agreement that carries the procedure binds any more, by the last day that one did."""

    @pytest.mark.parametrize(
        ("ends", "last"),
        [
            ([None], None),
            ([date(2031, 1, 31)], date(2031, 1, 31)),
            ([date(2031, 1, 31), None], None),
            ([date(2031, 1, 31), date(2031, 3, 31)], date(2031, 3, 31)),
            ([date(2031, 3, 31), date(2031, 1, 31)], date(2031, 3, 31)),
        ],
    )
    def test_by_the_last_of_its_ends(self, ends: list[date | None], last: date | None) -> None:
        state = brought_in(an_agreement("halden")).it
        relations = tuple(
            Relation(relation=f"halden-{n}", parties=("halden", TRUST), entered_on=DAY, ended_on=end)
            for n, end in enumerate(ends)
        )
        for carries, found in ((True, last), (False, None)):
            text = state.agreement.model_copy(update={"carries_procedure": carries})
            left = no_longer_bound([state.model_copy(update={"relations": relations, "agreement": text})])
            assert {one.party: one.last_day for one in left} == (
                {} if found is None else dict.fromkeys(("halden", TRUST), found)
            )


class TestWhomLettersGoTo:
    """The people and parties it is about, each once; receipts to whom an act was entered for."""

    @pytest.mark.parametrize(
        ("body", "words"),
        [
            (e.Contributed(seat="SEKR-M2", about=a.ContributionKind.VIEW, text="Et syn."), "Et syn."),
            (e.StatementDelivered(seat="SEKR-M2", text="En tekst."), "En tekst."),
            (e.ObjectionKept(objection=1, reason="Fordi."), "Fordi."),
            (e.ObjectionAnswered(objection=1, answer="Slik."), "Slik."),
            (e.ConsentWithdrawn(party="halden", reason="Vi forhandler.", passed_on=False), "Vi forhandler."),
            (e.MinutesOverdue(), None),
        ],
        ids=lambda one: getattr(one, "kind", ""),
    )
    def test_a_receipt_has_the_words_that_were_entered(self, body: Any, words: str | None) -> None:
        letter = receipt_letter(entry(body, actor=ENTERED))

        assert letter is not None
        assert (letter.facts.reason, letter.to) == (
            words,
            (ToPerson(person="p-1", capacity="member", seat="SEKR-M2"),),
        )

    @pytest.mark.parametrize(
        ("actor", "to"),
        [
            (None, None),
            (Actor(person="p-1", seat="SEKR-M2", rank=0), ToPerson(person="p-1", capacity="member", seat="SEKR-M2")),
            (ENTERED, ToPerson(person="p-1", capacity="member", seat="SEKR-M2")),
            (ENTERED.model_copy(update={"rank": 1}), ToPerson(person="p-1", capacity="deputy", seat="SEKR-M2")),
            (Actor(person="p-1", seat="NO-SUCH"), ToPerson(person="p-1", capacity="sender")),
            (
                Actor(person="p-2h9c", seat="SEKR-M2", entered_by="p-2h9c"),
                ToPerson(person="p-2h9c", capacity="sender"),
            ),
            (Actor(person="p-3", party="moss", offices=CONTACT), ToPerson(person="p-3", capacity="contact")),
            (Actor(person="p-3", party="moss"), ToPerson(person="p-3", capacity="sender")),
            (Actor(person="p-2h9c", party="moss", offices=SECRETARIAT), ToParty(party="moss")),
            (
                Actor(person="p-2h9c", party="moss", offices=(*SECRETARIAT, *CONTACT)),
                ToPerson(person="p-2h9c", capacity="contact"),
            ),
            (Actor(person="p-2h9c", party="moss", entered_by="p-2h9c"), ToParty(party="moss")),
            (Actor(party="moss", entered_by="p-2h9c"), ToParty(party="moss")),
            (Actor(person="p-4", chairs=("SEKR",), entered_by="p-2h9c"), ToPerson(person="p-4", capacity="sender")),
            (Actor(person="p-2h9c", entered_by="p-2h9c"), None),
            (Actor(person="p-2h9c", offices=SECRETARIAT), None),
            (Actor(person="p-4", chairs=("SEKR",)), None),
            (Actor(record="meeting-1"), None),
        ],
    )
    def test_a_receipt_goes_to_whoever_acts_for_a_seat_or_a_party_and_not_in_office(
        self, actor: Actor | None, to: Any
    ) -> None:
        letter = receipt_letter(entry(e.MinutesOverdue(), actor=actor))

        assert (None if letter is None else letter.to) == (None if to is None else (to,))

    @pytest.mark.parametrize(
        ("entered_by", "own"), [(None, True), ("p-1", True), ("p-2h9c", None)], ids=["alone", "twice", "entered"]
    )
    def test_a_receipt_says_whether_one_acted_oneself(self, entered_by: str | None, own: bool | None) -> None:
        actor = Actor(person="p-1", seat="SEKR-M2", rank=0, entered_by=entered_by)

        letter = receipt_letter(entry(e.MinutesOverdue(), actor=actor))

        assert letter is not None and letter.facts.own is own

    def test_what_no_act_made_or_only_counts_refused_acts_has_no_receipt(self) -> None:
        of_the_house = entry(e.MinutesOverdue(), actor=ENTERED).model_copy(update={"act": None})
        counted = e.RefusalsSummarised(sender="SEKR-M2", hour=of_the_house.at, count=3)

        assert receipt_letter(of_the_house) is None
        assert receipt_letter(entry(counted, actor=ENTERED)) is None

    def test_an_act_has_one_receipt_with_the_first_entry_that_tells_of_it(self) -> None:
        lodged = entry(e.MinutesOverdue(), actor=ENTERED)
        counted = entry(e.RefusalsSummarised(sender="SEKR-M2", hour=lodged.at, count=3), actor=ENTERED)
        other = lodged.model_copy(update={"act": ActRef(act_id="1" * 32, number=3, digest=HASH)})

        def receipts(*entries: Entry, before: Entry | None = None) -> list[int]:
            return [len(letters) for _, letters in with_receipts([(one, ()) for one in entries], before)]

        assert receipts(lodged, lodged, other) == [1, 0, 1]
        assert receipts(counted, lodged) == [0, 1]
        assert [receipts(lodged, before=former) for former in (None, lodged, other, counted)] == [[1], [0], [1], [1]]

    def test_who_leaves_the_community_is_told_with_everybody_once(self) -> None:
        left = e.PartyDeparted(
            roster=HASH, party="moss", group="G2", last_day=DAY, source=Source(organ="kommunestyret", dated=DAY)
        )

        [letter] = letters_of_community_entry(entry(left, "community-ostfold"), TO)

        parties = [one.party for one in letter.to if isinstance(one, ToParty)]
        assert parties[0] == "moss" and sorted(parties) == sorted(p.party for p in ROSTER.parties)
        assert (letter.facts.party, letter.facts.last_day) == ("moss", DAY)

    @pytest.mark.parametrize(
        ("but", "last"),
        [
            ({"proposer_party": "sarpsborg"}, ToParty(party="sarpsborg")),
            ({}, ToParty(party="moss")),
        ],
    )
    def test_other_rules_are_told_to_bodies_parties_and_who_proposed_it(self, but: dict[str, Any], last: Any) -> None:
        changed = e.ProcedureChanged(procedure=HASH, replaces="d" * 64, reason="Kortere frist.")

        [letter] = letters_of_case_entry(entry(changed), with_(**but), TO)
        [unclassified] = letters_of_case_entry(entry(changed), with_(classification=None, **but), TO)

        members = [one for one in letter.to if isinstance(one, ToPerson)]
        assert [one.seat for one in members] == [seat.seat for seat in PROCEDURE.body("SEKR").seats]
        assert letter.to[-1] == unclassified.to[-1] == last
        assert not [one for one in unclassified.to if isinstance(one, ToPerson)]

    def test_who_proposed_it_in_a_seat_is_its_holder(self) -> None:
        changed = e.ProcedureChanged(procedure=HASH, replaces="d" * 64, reason="Kortere frist.")
        state = with_(classification=None, proposer_seat="SEKR-GP")

        [letter] = letters_of_case_entry(entry(changed), state, TO)

        assert letter.to[-1] == TO.holder("SEKR-GP")[-1]

    @pytest.mark.parametrize(
        ("placement", "forankring", "asked"),
        [
            (placed(Mark.BESLUTNING), ASKED, True),
            (placed(Mark.BESLUTNING), OVER, False),
            (placed(Mark.BESLUTNING), None, False),
            (None, ASKED, False),
        ],
    )
    def test_who_is_let_in_while_the_others_are_asked_at_home_is_asked_too(
        self, placement: Placement | None, forankring: Forankring | None, *, asked: bool
    ) -> None:
        state = with_(placement=placement, forankring=forankring)
        [party] = [p for p in ROSTER.parties if p.party == "moss"]
        came = e.PartyLetIn(party=party, group="G2", reason="Kom til.")
        went = e.PartyLeftCase(party="moss", last_day=DAY, unbound=True)

        letters = letters_of_case_entry(entry(came), state, TO)

        assert [one.kind for one in letters] == [
            MessageKind.PARTY_JOINED,
            *([MessageKind.FORANKRING_ASKED] if asked else []),
        ]
        assert [one.kind for one in letters_of_case_entry(entry(went), state, TO)] == [MessageKind.PARTY_DEPARTED]

    def test_a_mandate_that_runs_out_is_told_to_its_holder_and_whom_it_is_for(self) -> None:
        person = next(h.person for h in ROSTER.holdings if (h.seat, h.rank) == ("SEKR-M3", 1))
        expiring = e.MandateExpiring(seat="SEKR-M3", person=person, parties=("halden",), last_day=DAY, days_before=14)

        [letter] = letters_of_community_entry(entry(expiring, "community-ostfold"), TO)

        assert letter.to[0] == ToPerson(person=person, capacity="deputy", seat="SEKR-M3")
        assert (letter.to[-1], letter.facts.step) == (ToParty(party="halden"), "deputy")

    def test_a_decision_that_is_held_is_told_to_the_secretariat_with_where_and_why(self) -> None:
        held = e.DecisionHeld(record="case-1", entry=9, broken_rule="P-20", what="Noe annet.")

        [letter] = letters_of_case_entry(entry(held), with_(), TO)

        assert (letter.to, letter.facts.step, letter.facts.number) == (TO.secretariat(), "case-1", 9)
        assert (letter.facts.rule, letter.facts.reason) == ("P-20", "Noe annet.")

    def test_a_correction_that_is_rejected_is_told_with_its_own_words(self) -> None:
        proposed = (proposal(1, old_text="Ett."), proposal(2, item=2, old_text="To."))
        state = STATE.model_copy(update=with_minutes(corrections=proposed))

        [letter] = letters_of_meeting_entry(entry(e.CorrectionRejected(correction=2), MEETING), state, TO)

        assert (letter.facts.old_words, letter.facts.case) == ("To.", "case-2")

    def test_who_has_entered_it_is_told_of_the_days_of_that_relation_alone(self) -> None:
        agreed = asked("halden", "moss")
        for party in ("halden", "moss", TRUST):
            agreed.do(approve(party))
        for party in ("halden", "moss", TRUST):
            agreed.do(signed(party))

        told = {m.facts.about for m in agreed.owed if m.kind is MessageKind.AGREEMENT_ENTERED}

        by_party = {about.parties[0]: [d.name for d in about.days or ()] for about in told if about is not None}
        assert {party: len(days) for party, days in by_party.items()} == {"halden": 1, "moss": 1}
        assert all(party in days[0] for party, days in by_party.items())

"""What each duty is called, of one who is asked and of several, and what to type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from models.outlook import Duty


@dataclass(frozen=True)
class Asked:
    """What is asked for, after the name of one who is asked and of several, and what to type."""

    one: str
    several: str
    command: str
    acts: bool = True  # False: it is looked up, and needs no --as


DUTIES: Final[Mapping[Duty, Asked]] = {
    Duty.CLASSIFY: Asked(
        "classifies the case, agreed by both samhandlingssjefer (P-04)",
        "classify the case",
        "case classify {record} --reason TEXT {agreed_by}",
    ),
    Duty.PLACE: Asked(
        "places it for {mark} in a meeting of {body}",
        "place it for {mark}",
        "case place {record} MEETING --mark {mark_id}",
    ),
    Duty.PLAN_MEETING: Asked(
        "plans a meeting of {body}: none is planned that fits",
        "plan a meeting of {body}",
        "meeting plan {body} --starts TIME --ends TIME --place TEXT",
    ),
    Duty.CONTRIBUTE: Asked(
        "can say something; nobody is bound (P-10)",
        "can say something; nobody is bound (P-10)",
        "case contribute {record} --seat {seat} --text TEXT",
    ),
    Duty.ANSWER_FORANKRING: Asked(
        "says what came of its own treatment; it binds nobody",
        "say what came of their own treatment; it binds nobody",
        "forankring answer {record} ANSWER --party {party} --treated-by TEXT --treated-on DAY",
    ),
    Duty.GIVE_INPUT: Asked(
        "can give input on the change; it binds nobody (P-36)",
        "can give input on the change; it binds nobody (P-36)",
        "case input {record} --party {party} --text TEXT",
    ),
    Duty.SUMMARISE_INVOLVEMENT: Asked(
        "sums up what came in (P-36)",
        "sum up what came in (P-36)",
        "case summarise {record} --party {party} --text TEXT",
    ),
    Duty.TAKE_POSITION: Asked(
        "takes a position in the roll call",
        "take a position in the roll call",
        "position take {record} POSITION --seat {seat}",
    ),
    Duty.WITHDRAW_OBJECTION: Asked(
        "can take objection {objection} back; while it stands nothing is decided",
        "can take their objections back; while one stands nothing is decided",
        "objection withdraw {record} {objection}",
    ),
    Duty.CLOSE_ITEM: Asked("closes item {item}", "close item {item}", "meeting item-close {meeting} {item}"),
    Duty.CHOOSE_PATH: Asked(
        "chooses the way on (P-13)", "choose the way on", "case choose-path {record} --path PATH --reason TEXT"
    ),
    Duty.TAKE_OVER: Asked(
        "can take the case over (P-30)",
        "can take the case over (P-30)",
        "case take-over {record} --party {party} --reason TEXT",
    ),
    Duty.ANSWER_RESERVATION: Asked(
        "says what {waits_for} came to; it is not bound before",
        "say what their councils and boards came to; they are not bound before",
        "case reservation {record} --party {party} --approved --treated-by TEXT --treated-on DAY --reference TEXT",
    ),
    Duty.RATIFY_CONSENT: Asked(
        "says whether it stands by the consent given without a mandate in force; it is not bound before (P-24)",
        "say whether they stand by the consent given without a mandate in force; they are not bound before (P-24)",
        "case ratify {record} --of {party} --organ TEXT --dated DAY --reference TEXT --party {party}",
    ),
    Duty.SETTLE_AUTHORITY: Asked(
        "concludes the review of a disputed mandate, late objection {objection} (P-29)",
        "concludes the reviews of disputed mandates (P-29)",
        "objection settle-authority {record} {objection} --outcome OUTCOME --reason TEXT --reference TEXT",
    ),
    Duty.ANSWER_JOINT_MEASURE: Asked(
        "gives what the law asks of a joint measure before it can be decided: {answers} (A-04)",
        "give what the law asks of a joint measure before it can be decided: {answers} (A-04)",
        "case joint-measure {record} {options}",
    ),
    Duty.RECORD_USERS: Asked(
        "records how user organisations took part; the law asks it before the case can be decided (P-03)",
        "record how user organisations took part; the law asks it before the case can be decided (P-03)",
        "case participation {record} users --organisation TEXT --how TEXT --on DAY",
    ),
    Duty.DELIVER_STATEMENT: Asked(
        "delivers the statement announced (P-27)",
        "deliver the statements announced (P-27)",
        "case statement {record} --seat {seat} --text TEXT",
    ),
    Duty.CONFIRM_INHERITED: Asked(
        "confirms, as new holder, what was said in the seat's name (P-25)",
        "confirm, as new holders, what was said in the seats' names (P-25)",
        "position take {record} POSITION --seat {seat} --inherited-seen",
    ),
    Duty.CARRY_OUT: Asked(
        "carries it out at home, puts it in its budget and reports (P-35)",
        "carry it out at home, put it in their budgets and report (P-35)",
        "followup report {record} --party {party} --status STATUS",
    ),
    Duty.OPEN_MEETING: Asked("opens the meeting", "open the meeting", "meeting open {meeting} --all-members"),
    Duty.CALL_OFF_MEETING: Asked(
        "calls the meeting off: its day is over, and nobody opened it",
        "call the meeting off: its day is over, and nobody opened it",
        "meeting cancel {meeting} --reason TEXT",
    ),
    Duty.OPEN_ITEM: Asked("opens item {item}", "open item {item}", "meeting item-open {meeting} {item}"),
    Duty.CLOSE_MEETING: Asked(
        "closes the meeting: every item is dealt with", "close the meeting", "meeting close {meeting}"
    ),
    Duty.ANSWER_AFTER: Asked(
        "answers after the meeting; silence is not consent (P-22)",
        "answer after the meeting; silence is not consent (P-22)",
        "position answer-after {record} POSITION --seat {seat}",
    ),
    Duty.CHECK_DECISION: Asked(
        "finds out why the record of the decision does not pass the check, and asks for another (P-19)",
        "find out why the record of the decision does not pass the check, and ask for another (P-19)",
        "case check {record}",
    ),
    Duty.SEE_TO_WITNESSES: Asked(
        "can see to it that witnesses of the log run and are named: until enough have seen the decision, nobody is "
        "bound (P-19)",
        "can see to it that witnesses of the log run and are named: until enough have seen the decision, nobody is "
        "bound (P-19)",
        "case show {record}",
        acts=False,
    ),
    Duty.ANSWER_IN_WRITING: Asked(
        "accepts the text and that it is decided in writing, or not (P-31)",
        "accept the text and that it is decided in writing, or not (P-31)",
        "written answer {record} --seat {seat}",
    ),
    Duty.CONSENT_NOTICE: Asked(
        "consents to the short notice, without which the meeting cannot open (P-31)",
        "consent to the short notice, without which the meeting cannot open (P-31)",
        "meeting consent-notice {record} --seat {seat}",
    ),
    Duty.ANSWER_COMMENT: Asked(
        "answers comment {item} on the minutes (P-33)",
        "answer the comments on the minutes (P-33)",
        "minutes answer {record} {item} --answer TEXT",
    ),
    Duty.SETTLE_CLAIM: Asked(
        "proposes a correction of item {item}, whose minutes are contested (P-33)",
        "propose a correction of item {item}, whose minutes are contested (P-33)",
        "minutes propose {record} {item} --old TEXT --new TEXT --reason TEXT",
    ),
    Duty.AGREE_CORRECTION: Asked(
        "agrees to correction {item} of the minutes, or says no (P-33)",
        "agree to correction {item} of the minutes, or say no (P-33)",
        "minutes agree {record} {item} --seat {seat}",
    ),
    Duty.APPROVE_MINUTES: Asked(
        "has the minutes approved in the next meeting (P-33)",
        "have the minutes approved in the next meeting (P-33)",
        "minutes approve {record} --in MEETING",
    ),
    Duty.APPROVE_AGREEMENT: Asked(
        "says what its council or board came to on the agreement; silence is no approval (A-09)",
        "say what their councils and boards came to on the agreement; silence is no approval (A-09)",
        "agreement approve {record} --party {party} --result RESULT --body TEXT --on DAY --case-number TEXT",
    ),
    Duty.REPORT_AGREEMENT: Asked(
        "has the agreement sent to Helsedirektoratet, and enters it (A-07)",
        "have the agreement sent to Helsedirektoratet, and enter it (A-07)",
        "agreement report-sent {record} --way WAY --where TEXT --on DAY",
    ),
    Duty.REVIEW_AGREEMENT: Asked(
        "has the agreement reviewed by its parties, and enters it (A-08)",
        "have the agreement reviewed by its parties, and enter it (A-08)",
        "agreement review {record} --outcome OUTCOME --body BODY --on DAY",
    ),
    Duty.ENTER_RECEIPT: Asked(
        "says on which day notice {item} came to it; before that nothing runs (T-02)",
        "say on which day notice {item} came to them; before that nothing runs (T-02)",
        "notice receipt {record} --notice {item} --received DAY --party {party}",
    ),
    Duty.ANSWER_WITHDRAWAL: Asked(
        "says whether notice {item} may be taken back; silence is not consent (A-13)",
        "say whether notice {item} may be taken back; silence is not consent (A-13)",
        "notice answer-withdrawal {record} --notice {item} --agrees --party {party}",
    ),
    Duty.SIGN_AGREEMENT: Asked(
        "signs the agreement, which all who sign it have approved (A-09)",
        "sign the agreement, which all who sign it have approved (A-09)",
        "agreement sign {record} --party {party} --office OFFICE --on DAY",
    ),
    Duty.REPORT_NOTICE: Asked(
        "has Helsedirektoratet told of notice {item}, or that it is withdrawn, and enters it with proof (A-11)",
        "have Helsedirektoratet told of notice {item}, or that it is withdrawn, and enter it with proof (A-11)",
        "notice report {record} --notice {item} --on DAY --way TEXT --proof DIGEST",
    ),
    Duty.BRING_DISPUTE: Asked(
        "can bring it before Tvisteløsningsnemnda, on a decision of its own; till then the chair may choose "
        "otherwise (N-01)",
        "can bring it before Tvisteløsningsnemnda, each on a decision of its own; till then the chair may choose "
        "otherwise (N-01)",
        "dispute bring --case {record} --party {party} --counterpart PARTY --kind KIND --title TEXT --question TEXT "
        "--decided-by BODY --decided-on DAY --case-number NUMBER",
    ),
    Duty.CONSENT_TO_DISPUTE: Asked(
        "says whether it consents, on a decision of its own; silence is no consent (N-03, N-04)",
        "say whether they consent, each on a decision of its own; silence is no consent (N-03, N-04)",
        "dispute consent {record} --yes --decided-by BODY --decided-on DAY --case-number NUMBER --party {party}",
    ),
    Duty.SET_CONSENT_RULE: Asked(
        "decides, with a reason, whether consent is needed: no source says (N-03)",
        "decide, with a reason, whether consent is needed: no source says (N-03)",
        "dispute consent-rule {record} RULE --reason TEXT",
    ),
    Duty.WAIVE_LOCAL_STEPS: Asked(
        "says that it does without treatment in the local bodies, of which none is on record, or has them treat it "
        "(`dispute treated`); it takes both sides (N-06)",
        "say that they do without treatment in the local bodies, of which none is on record, or have them treat it "
        "(`dispute treated`); it takes both sides (N-06)",
        "dispute waive-local {record} --reason TEXT --party {party}",
    ),
    Duty.CHECK_DOCUMENT: Asked(
        "has «{document_title}» looked through for what may point to a person (N-09)",
        "have the documents looked through for what may point to a person (N-09)",
        "dispute document-check {record} {document}",
    ),
    Duty.CONFIRM_ANONYMISED: Asked(
        "reads «{document_title}» and confirms that it points to nobody, or names somebody else who does; "
        "otherwise it is taken out (`dispute document-remove`, N-09)",
        "read the documents and confirm of each that it points to nobody (N-09)",
        "dispute document-confirm {record} {document} {options}",
    ),
    Duty.SUBMIT_DISPUTE: Asked(
        "sends it to the nemnda: nothing is missing, documents can still be added (N-10)",
        "send it to the nemnda",
        "dispute submit {record} --contact PERSON {options}",
    ),
    Duty.SEE_IT_LEAVE: Asked(
        "sees to it that the submission leaves: the relay has not taken it yet (N-10)",
        "see to it that the submission leaves",
        "mail list --record {record}",
        acts=False,
    ),
    Duty.ENTER_NEMNDA_RECEIPT: Asked(
        "enters that the nemnda has it, when it says so (N-11)",
        "enter that the nemnda has it",
        "dispute receipt {record} --on DAY --reference TEXT",
    ),
    Duty.REPLY_TO_DISPUTE: Asked(
        "can reply in writing; no deadline is known (N-11)",
        "can reply in writing; no deadline is known (N-11)",
        "dispute reply {record} --on DAY --document DIGEST --party {party}",
    ),
    Duty.ENTER_WITHDRAWAL_ANSWER: Asked(
        "enters what the nemnda says follows from the withdrawal of {party_name} (N-05)",
        "enter what the nemnda says follows from the withdrawals of consent (N-05)",
        "dispute withdrawal-answer {record} --goes-on --reference TEXT --party {party}",
    ),
    Duty.ENTER_MEDIATION: Asked(
        "enters what the mediation came to; no deadline is known (N-11, N-12)",
        "enter what the mediation came to",
        "dispute outcome {record} --agreed --on DAY --reference TEXT --summary TEXT",
    ),
    Duty.ENTER_OPINION: Asked(
        "enters what the nemnda gives: advice, never a decision; no deadline is known (N-11, N-12)",
        "enter what the nemnda gives",
        "dispute outcome {record} --recommendation TEXT --on DAY --reference TEXT --summary TEXT",
    ),
    Duty.FOLLOW_ADVICE: Asked(
        "says whether it follows the advice, and why (N-13)",
        "say whether they follow the advice, and why (N-13)",
        "dispute follow {record} --yes --reason TEXT --party {party}",
    ),
    Duty.SETTLE_MEDIATION: Asked(
        "has the agreement drawn up as it was mediated (`agreement draft`, or `agreement revise` of one that is "
        "here), sends it to every council and board (`agreement send`), and says here which it is (N-13, A-09)",
        "have the agreement drawn up as it was mediated, and say which it is (N-13, A-09)",
        "dispute settle {record} --agreement AGREEMENT",
    ),
}
LED: Final = (
    Duty.CLOSE_ITEM, Duty.CHOOSE_PATH, Duty.OPEN_MEETING, Duty.OPEN_ITEM, Duty.CLOSE_MEETING, Duty.SETTLE_CLAIM,
    Duty.APPROVE_MINUTES, Duty.CALL_OFF_MEETING,
)  # fmt: skip

"""The few words that stand for values of the models, once per language. Sentences are in `templates/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from activities.post.address import Language
from models.acts import ContributionKind, Mark
from models.base import RuleId

# Which act an entry answers, where people would call both the same.
_ACT_OF: Final[Mapping[str, str]] = {
    "case_registered": "register_case",
    "case_imported": "import_case",
    "case_classified": "classify_case",
    "higher_body_demanded": "demand_higher_body",
    "placed_on_agenda": "place_case",
    "text_amended": "amend_text",
    "editorial_contested": "contest_editorial",
    "time_asked": "ask_for_time",
    "paper_added": "add_paper",
    "paper_withheld": "withhold_paper",
    "paper_released": "release_paper",
    "document_read": "read_document",
    "late_papers_opposed": "object_to_late_papers",
    "contributed": "contribute",
    "position_taken": "take_position",
    "inheritance_confirmed": "confirm_inheritance",
    "objection_lodged": "lodge_objection",
    "objection_answered": "answer_objection",
    "objection_resolved": "resolve_objection",
    "objection_kept": "keep_objection",
    "objection_withdrawn": "withdraw_objection",
    "late_objection_lodged": "lodge_late_objection",
    "authority_settled": "settle_authority",
    "forankring_answered": "answer_forankring",
    "drofting_held": "close_item",
    "orientering_given": "close_item",
    "beslutning_made": "close_item",
    "no_consensus": "close_item",
    "decision_postponed": "close_item",
    "path_chosen": "choose_path",
    "case_raised": "raise_case",
    "case_withdrawn": "withdraw_case",
    "case_taken_over": "take_over_case",
    "seat_holder_replaced": "replace_seat_holder",
    "consent_ratified": "ratify_consent",
    "recusal_notified": "notify_recusal",
    "recusal_decided": "decide_recusal",
    "statement_delivered": "deliver_statement",
    "reservation_answered": "answer_reservation",
    "follow_up_reported": "report_follow_up",
    "meeting_planned": "plan_meeting",
    "meeting_moved": "move_meeting",
    "meeting_cancelled": "cancel_meeting",
    "meeting_opened": "open_meeting",
    "meeting_attendance_changed": "change_attendance",
    "meeting_item_opened": "open_item",
    "meeting_closed": "close_meeting",
    "minutes_commented": "comment_on_minutes",
    "minutes_comment_answered": "answer_minutes_comment",
    "minutes_edited": "edit_minutes",
    "minutes_approved": "approve_minutes",
    "minutes_corrected": "correct_minutes",
    "minutes_contested": "contest_minutes",
    "minutes_contest_withdrawn": "withdraw_contest",
    "correction_proposed": "propose_correction",
    "correction_answered": "answer_correction",
    "correction_rejected": "drop_correction",
}


@dataclass(frozen=True)
class Words:
    """One language's words."""

    sender: str  # display name of the sender
    ask: str  # heading: what is asked
    silence: str  # heading: what silence means
    details: str
    case: str
    before: str
    imported: str
    meeting: str
    text: str
    fingerprint: str
    papers: str
    enclosed: str
    too_large: str
    withheld: str
    page: str
    number_of_message: str
    not_counted: str
    to: str
    capacities: Mapping[str, str]
    roll_call: tuple[str, str, str, str]  # caption; seat, position, words
    written_objection: str  # from whom stands after it
    removed_by: str
    recusal_grounds: Mapping[str, str]
    steps: Mapping[str, str]  # what became of an objection
    marks: Mapping[Mark, str]
    to_marks: Mapping[Mark, str]
    positions: Mapping[str, str]  # by the kind of stance
    with_statement: str  # consent with a statement in the minutes
    contributions: Mapping[ContributionKind, str]
    postponed: Mapping[RuleId, str]  # why, where the rule says it all
    acts: Mapping[str, str]  # by the kind of act
    some_act: str

    def position(self, kind: str, *, statement: bool) -> str:
        """A position in words; a kind we have no word for stands as it is."""
        if kind == "consent" and statement:
            return self.with_statement
        return self.positions.get(kind, kind)

    def act(self, kind: str) -> str:
        """An act in words, by its own kind or that of the entry it became."""
        return self.acts.get(_ACT_OF.get(kind, kind), self.some_act)


_NB: Final = Words(
    sender="Sekretariatet",
    ask="Dette ber vi om",
    silence="Hva det betyr å ikke svare",
    details="Opplysninger",
    case="Sak",
    before="Tidligere behandling",
    imported="importert, ikke bevist",
    meeting="Møte",
    text="Tekstens fingeravtrykk, kort",
    fingerprint="Tekstens fingeravtrykk, fullt (SHA-256)",
    papers="Fingeravtrykk av papirene (SHA-256)",
    enclosed="Vedlagt",
    too_large="For stort for e-post, fås hos sekretariatet",
    withheld="Papirer som er unntatt offentlighet og leses hos sekretariatet",
    page="På nett",
    number_of_message="Meldingens nummer",
    not_counted="høres, teller ikke",
    to="Til",
    capacities={"member": "medlem", "deputy": "varamedlem", "secretariat": "sekretariatet", "chair": "leder"},
    roll_call=("Oppropet", "Plass", "Posisjon", "Begrunnelse eller protokolltilførsel"),
    written_objection="Skriftlig innsigelse fra",
    removed_by="Innsigelsen faller bort hvis",
    recusal_grounds={
        "party": "er selv part i saken",
        "near_a_party": "står en part nær",
        "leads_a_party": "leder en virksomhet som er part",
        "special": "særegne forhold svekker tilliten til upartiskheten",
    },
    steps={
        "withdrawn": "Den er trukket av den som ga den.",
        "resolved": "Den som ga den, sier at den endrede teksten fjerner den.",
        "case_closed": "Saken er avsluttet.",
        "new_round": "Saken går tilbake til drøfting.",
        "text_replaced": "Teksten den gjaldt, er erstattet av en annen.",
        "roll_call_ended": "Oppropet den ble gitt i, endte uten utfall, og alle blir spurt på nytt.",
        "objector_away": (
            "Den som ga den, hadde forlatt plassen eller var inhabil. Den som møter i stedet, blir spurt på nytt."
        ),
    },
    marks={Mark.ORIENTERING: "orientering", Mark.DROFTING: "drøfting", Mark.BESLUTNING: "beslutning"},
    to_marks={
        Mark.ORIENTERING: "til orientering",
        Mark.DROFTING: "til drøfting",
        Mark.BESLUTNING: "til beslutning",
    },
    positions={
        "consent": "tilslutning",
        "stand_aside": "avstår",
        "consent_with_reservation": "tilslutning med forbehold om egen behandling",
        "objection": "innsigelse",
        "absent": "ikke til stede",
        "unheard": "ikke hørt",
    },
    with_statement="tilslutning med protokolltilførsel",
    contributions={
        ContributionKind.VIEW: "synspunkt",
        ContributionKind.QUESTION: "spørsmål",
        ContributionKind.STUDY: "ønske om utredning",
        ContributionKind.CONSEQUENCE: "konsekvens",
        ContributionKind.PROPOSAL: "forslag",
    },
    postponed={
        "P-22": "En part ingen talte for, kan ikke bindes.",
        "P-20": "Hver plass som teller, må si ja, og ikke alle var til stede.",
        "P-17": "Teksten ble endret i møtet, og ikke alle plasser som teller, godtok endringen.",
        "P-09": "En plass som teller, motsatte seg å beslutte på sakspapirer som kom etter innkallingen.",
        "P-32": "Møtet rakk ikke saken.",
    },
    some_act="handling",
    acts={
        "confirm_inheritance": "bekrefte at det som er sagt i plassens navn, er lest",
        "register_case": "melde en sak",
        "import_case": "overføre en sak som er i gang",
        "classify_case": "klassifisere saken",
        "demand_higher_body": "kreve at det høyere organet beslutter",
        "place_case": "sette saken på sakslista",
        "amend_text": "endre forslaget til beslutning",
        "contest_editorial": "si at endringen av teksten er vesentlig",
        "ask_for_time": "be om mer tid",
        "add_paper": "legge til et sakspapir",
        "withhold_paper": "unnta et sakspapir fra offentlighet",
        "release_paper": "gjøre et unntatt sakspapir offentlig",
        "read_document": "lese et unntatt sakspapir",
        "object_to_late_papers": "motsette seg beslutning på sene sakspapirer",
        "contribute": "si noe i drøftingen",
        "take_position": "ta posisjon i oppropet",
        "lodge_objection": "levere skriftlig innsigelse",
        "answer_objection": "svare på innsigelsen",
        "resolve_objection": "si at den endrede teksten fjerner innsigelsen",
        "keep_objection": "opprettholde innsigelsen",
        "withdraw_objection": "trekke innsigelsen",
        "lodge_late_objection": "gi innsigelse etter beslutningen",
        "settle_authority": "avslutte gjennomgangen av fullmakten",
        "answer_forankring": "svare på forankring",
        "close_item": "lukke saken i møtet",
        "choose_path": "velge vei videre",
        "raise_case": "løfte saken",
        "withdraw_case": "trekke saken",
        "take_over_case": "overta saken",
        "replace_seat_holder": "bytte innehaver av plassen",
        "ratify_consent": "godkjenne et samtykke i ettertid",
        "notify_recusal": "si fra om mulig inhabilitet",
        "decide_recusal": "avgjøre et spørsmål om inhabilitet",
        "deliver_statement": "levere protokolltilførsel",
        "answer_reservation": "svare på forbeholdet",
        "report_follow_up": "melde hvordan oppfølgingen står",
        "plan_meeting": "planlegge møtet",
        "move_meeting": "flytte møtet",
        "cancel_meeting": "avlyse møtet",
        "open_meeting": "åpne møtet",
        "change_attendance": "endre hvem som er til stede",
        "open_item": "åpne saken i møtet",
        "close_meeting": "lukke møtet",
        "comment_on_minutes": "kommentere utkastet til protokoll",
        "answer_minutes_comment": "svare på en merknad til protokollen",
        "edit_minutes": "endre utkastet til protokoll",
        "approve_minutes": "godkjenne protokollen",
        "correct_minutes": "rette en skrivefeil i protokollen",
        "contest_minutes": "bestride protokollen",
        "withdraw_contest": "trekke påstanden om protokollen",
        "propose_correction": "foreslå rettelse av protokollen",
        "answer_correction": "svare på den foreslåtte rettelsen",
        "drop_correction": "avslutte den foreslåtte rettelsen",
    },
)

_NN: Final = Words(
    sender="Sekretariatet",
    ask="Dette bed vi om",
    silence="Kva det tyder å ikkje svare",
    details="Opplysningar",
    case="Sak",
    before="Tidlegare handsaming",
    imported="importert, ikkje prova",
    meeting="Møte",
    text="Fingeravtrykket til teksten, kort",
    fingerprint="Fingeravtrykket til teksten, fullt (SHA-256)",
    papers="Fingeravtrykk av papira (SHA-256)",
    enclosed="Vedlagt",
    too_large="For stort for e-post, kan fåast hos sekretariatet",
    withheld="Papir som er unnatekne frå offentlegheit og kan lesast hos sekretariatet",
    page="På nett",
    number_of_message="Nummeret til meldinga",
    not_counted="blir høyrd, tel ikkje",
    to="Til",
    capacities={"member": "medlem", "deputy": "varamedlem", "secretariat": "sekretariatet", "chair": "leiar"},
    roll_call=("Oppropet", "Plass", "Posisjon", "Grunngiving eller protokolltilførsel"),
    written_objection="Skriftleg motsegn frå",
    removed_by="Motsegna fell bort om",
    recusal_grounds={
        "party": "er sjølv part i saka",
        "near_a_party": "står ein part nær",
        "leads_a_party": "leier ei verksemd som er part",
        "special": "særeigne forhold svekkjer tilliten til at vedkomande er upartisk",
    },
    steps={
        "withdrawn": "Ho er trekt av den som gav ho.",
        "resolved": "Den som gav ho, seier at den endra teksten fjernar ho.",
        "case_closed": "Saka er avslutta.",
        "new_round": "Saka går tilbake til drøfting.",
        "text_replaced": "Teksten ho galdt, er bytt ut med ein annan.",
        "roll_call_ended": "Oppropet ho vart gjeven i, enda utan utfall, og alle blir spurde på nytt.",
        "objector_away": (
            "Den som gav ho, hadde forlate plassen eller var inhabil. Den som møter i staden, blir spurd på nytt."
        ),
    },
    marks={Mark.ORIENTERING: "orientering", Mark.DROFTING: "drøfting", Mark.BESLUTNING: "avgjerd"},
    to_marks={
        Mark.ORIENTERING: "til orientering",
        Mark.DROFTING: "til drøfting",
        Mark.BESLUTNING: "til avgjerd",
    },
    positions={
        "consent": "tilslutning",
        "stand_aside": "avstår",
        "consent_with_reservation": "tilslutning med atterhald om eiga handsaming",
        "objection": "motsegn",
        "absent": "ikkje til stades",
        "unheard": "ikkje høyrd",
    },
    with_statement="tilslutning med protokolltilførsel",
    contributions={
        ContributionKind.VIEW: "synspunkt",
        ContributionKind.QUESTION: "spørsmål",
        ContributionKind.STUDY: "ønske om utgreiing",
        ContributionKind.CONSEQUENCE: "konsekvens",
        ContributionKind.PROPOSAL: "framlegg",
    },
    postponed={
        "P-22": "Ein part ingen tala for, kan ikkje bindast.",
        "P-20": "Kvar plass som tel, må seie ja, og ikkje alle var til stades.",
        "P-17": "Teksten vart endra i møtet, og ikkje alle plassar som tel, godtok endringa.",
        "P-09": "Ein plass som tel, sette seg imot å ta avgjerd på sakspapir som kom etter innkallinga.",
        "P-32": "Møtet rakk ikkje saka.",
    },
    some_act="handling",
    acts={
        "confirm_inheritance": "stadfeste at det som er sagt i namnet til plassen, er lese",
        "register_case": "melde ei sak",
        "import_case": "overføre ei sak som er i gang",
        "classify_case": "klassifisere saka",
        "demand_higher_body": "krevje at det høgare organet avgjer",
        "place_case": "setje saka på sakslista",
        "amend_text": "endre framlegget til avgjerd",
        "contest_editorial": "seie at endringa av teksten er vesentleg",
        "ask_for_time": "be om meir tid",
        "add_paper": "leggje til eit sakspapir",
        "withhold_paper": "gjere unntak frå offentlegheit for eit sakspapir",
        "release_paper": "gjere eit unnateke sakspapir offentleg",
        "read_document": "lese eit unnateke sakspapir",
        "object_to_late_papers": "setje seg imot avgjerd på seine sakspapir",
        "contribute": "seie noko i drøftinga",
        "take_position": "ta posisjon i oppropet",
        "lodge_objection": "levere skriftleg motsegn",
        "answer_objection": "svare på motsegna",
        "resolve_objection": "seie at den endra teksten fjernar motsegna",
        "keep_objection": "halde oppe motsegna",
        "withdraw_objection": "trekkje motsegna",
        "lodge_late_objection": "gje motsegn etter avgjerda",
        "settle_authority": "avslutte gjennomgangen av fullmakta",
        "answer_forankring": "svare på forankring",
        "close_item": "lukke saka i møtet",
        "choose_path": "velje veg vidare",
        "raise_case": "løfte saka",
        "withdraw_case": "trekkje saka",
        "take_over_case": "ta over saka",
        "replace_seat_holder": "byte innehavar av plassen",
        "ratify_consent": "godkjenne eit samtykke i ettertid",
        "notify_recusal": "seie frå om mogleg inhabilitet",
        "decide_recusal": "avgjere eit spørsmål om inhabilitet",
        "deliver_statement": "levere protokolltilførsel",
        "answer_reservation": "svare på atterhaldet",
        "report_follow_up": "melde korleis oppfølginga står",
        "plan_meeting": "planleggje møtet",
        "move_meeting": "flytte møtet",
        "cancel_meeting": "avlyse møtet",
        "open_meeting": "opne møtet",
        "change_attendance": "endre kven som er til stades",
        "open_item": "opne saka i møtet",
        "close_meeting": "lukke møtet",
        "comment_on_minutes": "kommentere utkastet til protokoll",
        "answer_minutes_comment": "svare på ein merknad til protokollen",
        "edit_minutes": "endre utkastet til protokoll",
        "approve_minutes": "godkjenne protokollen",
        "correct_minutes": "rette ein skrivefeil i protokollen",
        "contest_minutes": "bestride protokollen",
        "withdraw_contest": "trekkje påstanden om protokollen",
        "propose_correction": "gjere framlegg om retting av protokollen",
        "answer_correction": "svare på framlegget om retting",
        "drop_correction": "avslutte framlegget om retting",
    },
)

_EN: Final = Words(
    sender="The secretariat",
    ask="What we ask of you",
    silence="What silence means",
    details="Details",
    case="Case",
    before="Earlier treatment",
    imported="imported, not proved",
    meeting="Meeting",
    text="The text's fingerprint, in short",
    fingerprint="The text's fingerprint, in full (SHA-256)",
    papers="Fingerprints of the papers (SHA-256)",
    enclosed="Enclosed",
    too_large="Too large for e-mail, to be had from the secretariat",
    withheld="Papers withheld from the public, to be read with the secretariat",
    page="On the web",
    number_of_message="Message number",
    not_counted="heard, not counted",
    to="To",
    capacities={"member": "member", "deputy": "deputy", "secretariat": "the secretariat", "chair": "chair"},
    roll_call=("The roll call", "Seat", "Position", "Grounds or statement"),
    written_objection="Written objection from",
    removed_by="The objection would be removed by",
    recusal_grounds={
        "party": "is a party to the matter",
        "near_a_party": "is near a party to the matter",
        "leads_a_party": "leads an undertaking that is a party",
        "special": "special circumstances weaken confidence in the impartiality",
    },
    steps={
        "withdrawn": "Whoever made it has withdrawn it.",
        "resolved": "Whoever made it says that the amended text removes it.",
        "case_closed": "The case is closed.",
        "new_round": "The case goes back to deliberation.",
        "text_replaced": "The text it was about has been replaced.",
        "roll_call_ended": "The roll call it was made in ended without an outcome, and everybody is asked anew.",
        "objector_away": "Whoever made it had left the seat or was recused. Whoever steps in is asked anew.",
    },
    marks={
        Mark.ORIENTERING: "information",
        Mark.DROFTING: "deliberation (drøfting)",
        Mark.BESLUTNING: "decision (beslutning)",
    },
    to_marks={
        Mark.ORIENTERING: "for information",
        Mark.DROFTING: "for deliberation (drøfting)",
        Mark.BESLUTNING: "for decision (beslutning)",
    },
    positions={
        "consent": "consents",
        "stand_aside": "stands aside",
        "consent_with_reservation": "consents, subject to its own council's or board's approval",
        "objection": "objects",
        "absent": "not present",
        "unheard": "not heard",
    },
    with_statement="consents, with a statement in the minutes",
    contributions={
        ContributionKind.VIEW: "view",
        ContributionKind.QUESTION: "question",
        ContributionKind.STUDY: "request for more study",
        ContributionKind.CONSEQUENCE: "consequence",
        ContributionKind.PROPOSAL: "proposal",
    },
    postponed={
        "P-22": "A party nobody spoke for cannot be bound.",
        "P-20": "Every counted seat must say yes, and not all of them were there.",
        "P-17": "The text was changed in the meeting, and not every counted seat accepted the change.",
        "P-09": "A counted seat opposed deciding on papers that came after the notice.",
        "P-32": "The meeting did not reach the case.",
    },
    some_act="an act",
    acts={
        "confirm_inheritance": "confirm that what was said in the seat's name has been read",
        "register_case": "register a case",
        "import_case": "import a case that is under way",
        "classify_case": "classify the case",
        "demand_higher_body": "demand that the higher body decides",
        "place_case": "put the case on the agenda",
        "amend_text": "amend the proposed decision",
        "contest_editorial": "say that the change of the text is one of substance",
        "ask_for_time": "ask for more time",
        "add_paper": "add a paper",
        "withhold_paper": "withhold a paper from the public",
        "release_paper": "release a withheld paper",
        "read_document": "read a withheld paper",
        "object_to_late_papers": "oppose deciding on late papers",
        "contribute": "say something in the deliberation",
        "take_position": "take a position in the roll call",
        "lodge_objection": "lodge a written objection",
        "answer_objection": "answer the objection",
        "resolve_objection": "say that the amended text removes the objection",
        "keep_objection": "keep the objection",
        "withdraw_objection": "withdraw the objection",
        "lodge_late_objection": "object after the decision",
        "settle_authority": "conclude the review of a mandate",
        "answer_forankring": "answer the question put to the party (forankring)",
        "close_item": "close the item",
        "choose_path": "choose the way on",
        "raise_case": "raise the case",
        "withdraw_case": "withdraw the case",
        "take_over_case": "take over the case",
        "replace_seat_holder": "replace the holder of the seat",
        "ratify_consent": "ratify a consent",
        "notify_recusal": "say what may disqualify",
        "decide_recusal": "decide on a recusal",
        "deliver_statement": "deliver a statement for the minutes",
        "answer_reservation": "answer the reservation",
        "report_follow_up": "report how the follow-up stands",
        "plan_meeting": "plan the meeting",
        "move_meeting": "move the meeting",
        "cancel_meeting": "cancel the meeting",
        "open_meeting": "open the meeting",
        "change_attendance": "change who is present",
        "open_item": "open the item",
        "close_meeting": "close the meeting",
        "comment_on_minutes": "comment on the draft minutes",
        "answer_minutes_comment": "answer a comment on the minutes",
        "edit_minutes": "change the draft minutes",
        "approve_minutes": "approve the minutes",
        "correct_minutes": "correct a clerical error in the minutes",
        "contest_minutes": "contest the minutes",
        "withdraw_contest": "take back the claim about the minutes",
        "propose_correction": "propose a correction of the minutes",
        "answer_correction": "answer the proposed correction",
        "drop_correction": "end the proposed correction",
    },
)

WORDS: Final[Mapping[Language, Words]] = {"nb": _NB, "nn": _NN, "en": _EN}

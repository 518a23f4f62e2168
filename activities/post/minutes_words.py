"""The words of the minutes, once per language. The order in which they stand is in `templates/minutes.j2`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from activities.post.address import Language
from models.acts import RecusalGround


@dataclass(frozen=True)
class MinutesWords:
    """One language's words; braces are filled in with names, days and texts."""

    heading: str
    not_approved: str
    time: str
    place: str
    present: str
    present_caption: str
    present_heads: tuple[str, str, str]
    member: str
    deputy: str
    deputy_for: str
    no_place: str
    absent: str
    nobody_absent: str
    absent_met: str
    absent_empty: str
    held: str
    opened_closed: str
    led_by: str
    kept_by: str
    vacant: str
    uncovered: str
    item: str
    case: str
    marked: str
    taken_up: str
    proposal: str
    decision: str
    amended_substantially: str
    amended_editorially: str
    amended_because: str
    amended_how: str
    not_editorial: str
    changes: str
    took_seat: str
    left_seat: str
    said: str
    said_by: str
    summary: str
    roll_call: str
    roll_call_heads: tuple[str, str, str]
    reserves: str
    statements: str
    statement_awaited: str
    objections: str
    written: str
    removed_by: str
    outcome: str
    informed: str
    ready: str
    another_round: str
    decided: str
    binds: str
    waits: str
    outside: str
    unmandated: str
    answered: str
    recused: str
    stepped_in: str
    not_stepped_in: str
    grounds: Mapping[RecusalGround, str]
    no_consensus: str
    postponed: str
    back_to_drofting: str
    withdrawn: str
    left: str
    not_reached: str
    heading_approved: str
    approved: str
    approved_in: str
    changed: str
    corrections: str
    is_corrected: str
    corrected_clerical: str
    corrected_agreed: str
    old_words: str
    new_words: str
    changed_because: str
    contested: str
    claimed_by: str
    claim_open: str
    claim_corrected: str
    claim_stands: str
    claim_withdrawn: str
    whole: str
    item_alone: str


_NB: Final = MinutesWords(
    heading="Utkast til protokoll",
    not_approved="Utkastet er ikke godkjent. Merknader sendes til sekretariatet.",
    time="Tid",
    place="Sted",
    present="Til stede",
    present_caption="Hvem som satt i hvilken plass",
    present_heads=("Plass", "Navn", "Deltok som"),
    member="medlem",
    deputy="varamedlem",
    deputy_for="varamedlem for {member}",
    no_place="uten plass i oversikten",
    absent="Ikke til stede",
    nobody_absent="Alle plasser var besatt.",
    absent_met="{member} ({seat}); varamedlem møtte",
    absent_empty="{member} ({seat}); ingen møtte",
    held="Møtet",
    opened_closed="åpnet {opened}, hevet {closed}",
    led_by="Møteleder",
    kept_by="Ført av",
    vacant="plassen har ikke noe medlem",
    uncovered="Ingen talte for {parties}.",
    item="Sak {number}: {title}",
    case="Saksnummer",
    marked="Merket",
    taken_up="Tatt opp",
    proposal="Forslag til beslutning",
    decision="Beslutning",
    amended_substantially="Teksten ble endret i møtet, og endringen var vesentlig.",
    amended_editorially="Teksten ble endret i møtet, bare i ordlyden.",
    amended_because="Begrunnelse for endringen",
    amended_how="Endringen: [-tatt ut-] {+satt inn+}",
    not_editorial="{seat} mente at endringen var vesentlig. Den regnes som det.",
    changes="Endret deltakelse under saken",
    took_seat="{seat}: {person} tok plassen {when}.",
    left_seat="{seat}: plassen ble forlatt {when}.",
    said="Sagt i drøftingen (binder ingen)",
    said_by="{seat}, {kind}",
    summary="Oppsummering",
    roll_call="Oppropet",
    roll_call_heads=("Plass", "Gitt av", "Posisjon"),
    reserves="tilslutning med forbehold for {parties}, til behandling i {treated_by} {day}",
    statements="Protokolltilførsler",
    statement_awaited="{seat} har varslet protokolltilførsel. Teksten er ikke levert ennå.",
    objections="Innsigelser",
    written="{who} (skriftlig)",
    removed_by="Innsigelsen faller bort hvis",
    outcome="Utfall",
    informed="Orienteringen ble gitt. Ingenting ble besluttet.",
    ready="Drøftet. Saken er klar for beslutning i et senere møte. Ingen er bundet.",
    another_round="Drøftet. Saken trenger en ny runde med drøfting. Ingen er bundet.",
    decided="Konsensus. Beslutningen er tatt.",
    binds="Beslutningen binder {parties}.",
    waits="Beslutningen binder ennå ikke {parties}. Det er tatt forbehold om egen behandling.",
    outside="Beslutningen binder ikke {parties}, som avsto.",
    unmandated=(
        "Beslutningen binder ennå ikke {parties}: Den som talte for dem, hadde ikke gyldig fullmakt. De er "
        "bundet når fullmakten er fornyet for møtedagen, eller når de har godkjent samtykket."
    ),
    answered="{said} av {seats} plasser som teller, svarte.",
    recused="{seat}: {person} var inhabil i saken ({ground}). {body} avgjorde det uten medlemmet. {reason}",
    stepped_in="{person} møtte som vara for {seat}.",
    not_stepped_in="Ingen vara møtte for {seat}. Plassen regnes som fraværende.",
    grounds={
        RecusalGround.PARTY: "er selv part i saken",
        RecusalGround.NEAR_A_PARTY: "står en part nær",
        RecusalGround.LEADS_A_PARTY: "leder en virksomhet som er part",
        RecusalGround.SPECIAL: "særegne forhold som svekker tilliten til upartiskheten",
    },
    no_consensus="Ikke konsensus. Ingen beslutning.",
    postponed="Utsatt. Ingen beslutning.",
    back_to_drofting="{seat} ba om tid. Saken går tilbake til drøfting. Ingen beslutning.",
    withdrawn="Saken ble trukket. Ingen beslutning.",
    left="Saken ble tatt av sakslista. Ingen beslutning.",
    not_reached="Ikke behandlet i møtet.",
    heading_approved="Protokoll",
    approved="Protokollen er godkjent {day}.",
    approved_in="Godkjent i møte",
    changed="Endringer i utkastet",
    corrections="Rettelser etter godkjenningen",
    is_corrected="Den er rettet etterpå. Rettelsene står til slutt, og det som ble godkjent, er ikke endret.",
    corrected_clerical="Skrivefeil, rettet {day} av {who}.",
    corrected_agreed="Rettet {day}. Alle plasser som teller og deltok, er enige.",
    old_words="Slik sto det",
    new_words="Slik står det nå",
    changed_because="Begrunnelse",
    contested="Bestridt",
    claimed_by="{seat}, om sak {item}",
    claim_open="Påstanden er ikke avgjort.",
    claim_corrected="Protokollen er rettet. Alle plasser som teller og deltok, er enige.",
    claim_stands="Protokollen står. Ikke alle som deltok, var enige i å rette den.",
    claim_withdrawn="Påstanden er trukket.",
    whole="Hele protokollen",
    item_alone="Sak {item}",
)

_NN: Final = MinutesWords(
    heading="Utkast til protokoll",
    not_approved="Utkastet er ikkje godkjent. Merknader skal sendast til sekretariatet.",
    time="Tid",
    place="Stad",
    present="Til stades",
    present_caption="Kven som sat i kva plass",
    present_heads=("Plass", "Namn", "Deltok som"),
    member="medlem",
    deputy="varamedlem",
    deputy_for="varamedlem for {member}",
    no_place="utan plass i oversynet",
    absent="Ikkje til stades",
    nobody_absent="Alle plassar var fylte.",
    absent_met="{member} ({seat}); varamedlem møtte",
    absent_empty="{member} ({seat}); ingen møtte",
    held="Møtet",
    opened_closed="opna {opened}, heva {closed}",
    led_by="Møteleiar",
    kept_by="Ført av",
    vacant="plassen har ikkje noko medlem",
    uncovered="Ingen tala for {parties}.",
    item="Sak {number}: {title}",
    case="Saksnummer",
    marked="Merkt",
    taken_up="Teken opp",
    proposal="Framlegg til avgjerd",
    decision="Avgjerd",
    amended_substantially="Teksten vart endra i møtet, og endringa var vesentleg.",
    amended_editorially="Teksten vart endra i møtet, berre i ordlyden.",
    amended_because="Grunngiving for endringa",
    amended_how="Endringa: [-teke ut-] {+sett inn+}",
    not_editorial="{seat} meinte at endringa var vesentleg. Ho er rekna som det.",
    changes="Endra deltaking under saka",
    took_seat="{seat}: {person} tok plassen {when}.",
    left_seat="{seat}: plassen vart forlaten {when}.",
    said="Sagt i drøftinga (bind ingen)",
    said_by="{seat}, {kind}",
    summary="Oppsummering",
    roll_call="Oppropet",
    roll_call_heads=("Plass", "Gjeven av", "Posisjon"),
    reserves="tilslutning med atterhald for {parties}, til handsaming i {treated_by} {day}",
    statements="Protokolltilførslar",
    statement_awaited="{seat} har varsla protokolltilførsel. Teksten er ikkje levert enno.",
    objections="Motsegner",
    written="{who} (skriftleg)",
    removed_by="Motsegna fell bort om",
    outcome="Utfall",
    informed="Orienteringa vart gjeven. Ingenting vart avgjort.",
    ready="Drøfta. Saka er klar for avgjerd i eit seinare møte. Ingen er bunden.",
    another_round="Drøfta. Saka treng ein ny runde med drøfting. Ingen er bunden.",
    decided="Konsensus. Avgjerda er teken.",
    binds="Avgjerda bind {parties}.",
    waits="Avgjerda bind enno ikkje {parties}. Det er teke atterhald om eiga handsaming.",
    outside="Avgjerda bind ikkje {parties}, som avstod.",
    unmandated=(
        "Avgjerda bind enno ikkje {parties}: Den som tala for dei, hadde ikkje gyldig fullmakt. Dei er bundne "
        "når fullmakta er fornya for møtedagen, eller når dei har godkjent samtykket."
    ),
    answered="{said} av {seats} plassar som tel, svara.",
    recused="{seat}: {person} var inhabil i saka ({ground}). {body} avgjorde det utan medlemen. {reason}",
    stepped_in="{person} møtte som vara for {seat}.",
    not_stepped_in="Ingen vara møtte for {seat}. Plassen blir rekna som fråverande.",
    grounds={
        RecusalGround.PARTY: "er sjølv part i saka",
        RecusalGround.NEAR_A_PARTY: "står ein part nær",
        RecusalGround.LEADS_A_PARTY: "leier ei verksemd som er part",
        RecusalGround.SPECIAL: "særeigne forhold som svekkjer tilliten til at dei er upartiske",
    },
    no_consensus="Ikkje konsensus. Inga avgjerd.",
    postponed="Utsett. Inga avgjerd.",
    back_to_drofting="{seat} bad om tid. Saka går tilbake til drøfting. Inga avgjerd.",
    withdrawn="Saka vart trekt. Inga avgjerd.",
    left="Saka vart teken av saklista. Inga avgjerd.",
    not_reached="Ikkje handsama i møtet.",
    heading_approved="Protokoll",
    approved="Protokollen er godkjend {day}.",
    approved_in="Godkjend i møte",
    changed="Endringar i utkastet",
    corrections="Rettingar etter godkjenninga",
    is_corrected="Han er retta etterpå. Rettingane står til slutt, og det som vart godkjent, er ikkje endra.",
    corrected_clerical="Skrivefeil, retta {day} av {who}.",
    corrected_agreed="Retta {day}. Alle plassar som tel og tok del, er samde.",
    old_words="Slik stod det",
    new_words="Slik står det no",
    changed_because="Grunngiving",
    contested="Bestride",
    claimed_by="{seat}, om sak {item}",
    claim_open="Påstanden er ikkje avgjord.",
    claim_corrected="Protokollen er retta. Alle plassar som tel og tok del, er samde.",
    claim_stands="Protokollen står. Ikkje alle som tok del, var samde i å rette han.",
    claim_withdrawn="Påstanden er trekt.",
    whole="Heile protokollen",
    item_alone="Sak {item}",
)

_EN: Final = MinutesWords(
    heading="Draft minutes",
    not_approved="The draft has not been approved. Comments go to the secretariat.",
    time="Time",
    place="Place",
    present="Present",
    present_caption="Who sat in which seat",
    present_heads=("Seat", "Name", "Took part as"),
    member="member",
    deputy="deputy",
    deputy_for="deputy for {member}",
    no_place="not in the roster for this seat",
    absent="Not present",
    nobody_absent="Every seat was filled.",
    absent_met="{member} ({seat}); a deputy attended",
    absent_empty="{member} ({seat}); nobody attended",
    held="The meeting",
    opened_closed="opened {opened}, closed {closed}",
    led_by="Chaired by",
    kept_by="Minutes by",
    vacant="the seat has no member",
    uncovered="Nobody spoke for {parties}.",
    item="Item {number}: {title}",
    case="Case number",
    marked="Marked",
    taken_up="Taken up",
    proposal="Proposed decision",
    decision="Decision",
    amended_substantially="The text was changed in the meeting, in substance.",
    amended_editorially="The text was changed in the meeting, in wording only.",
    amended_because="Reason for the change",
    amended_how="The change: [-taken out-] {+put in+}",
    not_editorial="{seat} held that the change was one of substance. It counts as one.",
    changes="Who came and went during the item",
    took_seat="{seat}: {person} took the seat {when}.",
    left_seat="{seat}: the seat was left {when}.",
    said="Said in the deliberation (binding nobody)",
    said_by="{seat}, {kind}",
    summary="Summary",
    roll_call="The roll call",
    roll_call_heads=("Seat", "Given by", "Position"),
    reserves="consents with a reservation for {parties}, to be treated by {treated_by} on {day}",
    statements="Statements for the minutes",
    statement_awaited="{seat} has announced a statement. Its text has not been delivered yet.",
    objections="Objections",
    written="{who} (in writing)",
    removed_by="The objection would be removed by",
    outcome="Outcome",
    informed="The information was given. Nothing was decided.",
    ready="Deliberated. The case is ready for decision in a later meeting. Nobody is bound.",
    another_round="Deliberated. The case needs another round of deliberation. Nobody is bound.",
    decided="Consensus. The decision is made.",
    binds="The decision binds {parties}.",
    waits="The decision does not yet bind {parties}. It awaits their own treatment.",
    outside="The decision does not bind {parties}, who stood aside.",
    unmandated=(
        "The decision does not yet bind {parties}: whoever spoke for them had no mandate in force. They are "
        "bound when the mandate is renewed for the day of the meeting, or when they have ratified the "
        "consent."
    ),
    answered="{said} of {seats} counted seats answered.",
    recused="{seat}: {person} was recused in this case ({ground}). {body} decided so without the member. {reason}",
    stepped_in="{person} attended as deputy for {seat}.",
    not_stepped_in="No deputy attended for {seat}. The seat counts as absent.",
    grounds={
        RecusalGround.PARTY: "is a party to the matter",
        RecusalGround.NEAR_A_PARTY: "is near a party to the matter",
        RecusalGround.LEADS_A_PARTY: "leads an undertaking that is a party",
        RecusalGround.SPECIAL: "special circumstances that weaken confidence in the impartiality",
    },
    no_consensus="No consensus. No decision.",
    postponed="Postponed. No decision.",
    back_to_drofting="{seat} asked for time. The case goes back to deliberation. No decision.",
    withdrawn="The case was withdrawn. No decision.",
    left="The case was taken off the agenda. No decision.",
    not_reached="Not dealt with in the meeting.",
    heading_approved="Minutes",
    approved="The minutes were approved on {day}.",
    approved_in="Approved in meeting",
    changed="Changes in the draft",
    corrections="Corrections after the approval",
    is_corrected="Corrected since: the corrections stand at the end, and what was approved is not changed.",
    corrected_clerical="Clerical error, corrected on {day} by {who}.",
    corrected_agreed="Corrected on {day}. All counted seats that took part agree.",
    old_words="It said",
    new_words="It now says",
    changed_because="Reason",
    contested="Contested",
    claimed_by="{seat}, on item {item}",
    claim_open="The claim is not settled.",
    claim_corrected="The minutes are corrected. All counted seats that took part agree.",
    claim_stands="The minutes stand. Not everybody who took part agreed to correct them.",
    claim_withdrawn="The claim has been taken back.",
    whole="The minutes as a whole",
    item_alone="Item {item}",
)

MINUTES_WORDS: Final[Mapping[Language, MinutesWords]] = {"nb": _NB, "nn": _NN, "en": _EN}

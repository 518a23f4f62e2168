"""What stands in a bundle for whoever opens it without having seen one: in bokmål and English, the same in each."""

from __future__ import annotations

README = """\
BEVISPAKKE (English below)

Denne filen beviser hva som er ført i en sak mellom parter i et helsefellesskap, og hva den førte til. Den er laget av
Saksgang, men kan kontrolleres uten Saksgang, uten nett og uten å stole på den som laget den.

Slik kontrolleres den
1. Skaff loggens offentlige nøkkel fra et annet sted enn denne filen: et brev, partens egen arkivkopi, nettsiden.
   Nøkkelen i log/keys.json er ikke nok alene: den som forfalsker pakken, kan legge sin egen nøkkel der.
2. Med Saksgang: saksgang audit verify PAKKE.zip --key NØKKEL. Uten Saksgang: se «Uten Saksgang» nedenfor.
3. Har du et sjekkpunkt fra før (det står i alle brev skrevet etter at loggen først ble signert) eller en kvittering,
   gi dem med: --checkpoint, --receipt.
   Bare slik oppdages det at noen med rett nøkkel har skrevet fortiden om.
Svaret er: bevist (0), brutt (1, med det første som ikke stemmer), uleselig (2), ikke fullt kontrollert (3, med hva).

Uten Saksgang
Hver byte er beskrevet i kildekoden til Saksgang, i docs/evidence-format.md, og loggen i docs/evidence-log.md; en
kontroll til, på en side og uten noe av vårt, er docs/evidence-vectors/verify.py. Dette er det vesentlige:
a. Hver fil her har den SHA-256 som manifest.json sier, og ingen fil er til overs.
b. Hver linje i entries/ er ett JSON-objekt i kanonisk form (RFC 8785). Tas medlemmet "hash" bort, er SHA-256 av
   resten det som "hash" sa. "prev" er "hash" i linjen før (64 nuller i den første), og "seq" teller fra 1 uten hull.
c. Loggens blad for en innføring er SHA-256 av en byte 0, fulgt av
   {"hash":"<hash>","kind":"head","record":"<record>","seq":<seq>}
d. Bladene står i log/leaves.jsonl, alle eller de siste, og er et tre etter RFC 6962: over to noder står SHA-256 av en
   byte 1, fulgt av den venstre og den høyre. Kvitteringene i log/receipts/ har nodene fra et blad opp til roten.
e. Roten er tredje linje i log/checkpoint. Loggens nøkkel har signert de tre første linjene med Ed25519.
Det viser hva som er ført, og at loggen har det. At det følger av reglene, må utledes på nytt, slik Saksgang gjør.

Hva som ligger her
records.json       hvilke saker og møter pakken inneholder, og hva de ble åpnet under
entries/           hver innføring, en per linje, som de bytene som ble hashet; hver navngir den forrige
acts/              det som ble sendt inn, slik det ble mottatt
procedures/        prosedyreversjonene, rosters/ hvem som satt i hvilket sete med hvilket mandat
texts/             tekstene det ble tatt stilling til; documents/ sakspapirer og protokoller
messages.jsonl     hvem som skulle ha hvilket brev, uten navn og adresser; at et er sendt eller oppgitt, når det ble
                   sendt, og at det kom fram, er avsenderens ord alene
histories/         kjøringene slik de ble lagret
log/               sjekkpunktet med signaturer, nøklene, loggens siste blader, en kvittering for hver protokoll
manifest.json      SHA-256 av hver fil her

I innføringer, handlinger og meldinger står personer bare med id; protokollene og sakspapirene i documents/ har navn,
og fritekst sier det den sier. Unntatte dokumenter ligger ikke her; innføringene sier hvilke og med hvilken hjemmel.


EVIDENCE BUNDLE

This file proves what was entered in a case between parties of a health community, and what came of it. It was made by
Saksgang, and can be checked without Saksgang, without a network, and without trusting whoever made it.

How to check it
1. Get the log's public key from elsewhere than this file: a letter, a party's own archive, the web page.
   The key in log/keys.json is not enough by itself: whoever forges a bundle can put a key of their own there.
2. With Saksgang: saksgang audit verify BUNDLE.zip --key KEY. Without it: see "Without Saksgang" below.
3. If you have a checkpoint from before (every letter written after the log was first signed has one) or a receipt,
   give it too: --checkpoint, --receipt.
   Only so is it found out when somebody with the right key has rewritten the past.
The answer is: proved (0), broken (1, with the first that fails), unreadable (2), not fully checked (3, with what).

Without Saksgang
Every byte is described in Saksgang's source code, in docs/evidence-format.md, and the log in docs/evidence-log.md; a
second verifier, on one page and with nothing of ours, is docs/evidence-vectors/verify.py. This is the essence of it:
a. Each file here has the SHA-256 that manifest.json says, and there is no file besides.
b. Each line of entries/ is one JSON object in canonical form (RFC 8785). Without its member "hash", SHA-256 of the
   rest is what "hash" said. "prev" is the "hash" of the line before (64 zeros in the first); "seq" counts from 1
   without a gap.
c. The log's leaf of an entry is SHA-256 of a byte 0, followed by
   {"hash":"<hash>","kind":"head","record":"<record>","seq":<seq>}
d. The leaves stand in log/leaves.jsonl, all or the last ones, and are a tree as in RFC 6962: above two nodes is
   SHA-256 of a byte 1, followed by the left and the right. The receipts in log/receipts/ have the nodes from a leaf
   up to the root.
e. The root is the third line of log/checkpoint. The log's key has signed the first three lines with Ed25519.
This shows what was entered, and that the log has it. That it follows from the rules has to be derived anew, as
Saksgang does.

What is here
records.json       which cases and meetings the bundle holds, and what they were opened under
entries/           every entry, one a line, as the bytes that were hashed; each names the one before it
acts/              what was submitted, as it was received
procedures/        the versions of the procedure; rosters/ who sat in which seat with which mandate
texts/             the texts that positions were taken on; documents/ papers and minutes
messages.jsonl     who was owed which letter, without names and addresses; that one was sent or given up, when it was
                   sent, and that it arrived, is the sender's word alone
histories/         the runs as they were archived
log/               the checkpoint with its signatures, the keys, the log's last leaves, a receipt of each record
manifest.json      SHA-256 of every file here

In entries, acts and messages persons stand by id alone; the minutes and papers in documents/ have names, and free
text says what it says. Withheld documents are not here; the entries say which, and on what legal ground.
""".encode()

"""The rules of bringing a dispute before Tvisteløsningsnemnda for helse- og omsorgssektoren (N-01..N-15)."""

from __future__ import annotations

from models.rulebook import Force, Rule

_PAPER = "Ministry's consultation paper (2020) on helse- og omsorgstjenesteloven § 6-2, on Tvisteløsningsnemnda"
_HDIR = "helsedirektoratet.no, page on Tvisteløsningsnemnda for helse- og omsorgssektoren"

DISPUTE_RULES: tuple[Rule, ...] = (
    Rule(
        id="N-01",
        title="Who may bring a dispute",
        text="Only a contracting party: a municipality, the regional health authority or the trust it has "
        "named. A body, a seat, a GP or a patient cannot, and a seat cannot for a municipality "
        "without that municipality.",
        source=_PAPER,
        force=Force.NATIONAL,
    ),
    Rule(
        id="N-02",
        title="Parties two by two",
        text="Agreements are between one municipality and the trust, so a dispute with five municipalities "
        "needs five consents, kept in one dispute.",
        source=f"{_PAPER} (like-worded agreements with each); one dispute for several: our choice",
        force=Force.CHOICE,
    ),
    Rule(
        id="N-03",
        title="Consent first",
        text="Disagreement about entering an agreement, or about an existing one, is submitted only when "
        "every party's consent is recorded. For payment and grey-zone patients no source says; the "
        "secretariat decides with a reason, and the counterpart is always asked.",
        source=_PAPER,
        force=Force.NATIONAL,
    ),
    Rule(
        id="N-04",
        title="Refusal",
        text="If a party says no, the way to the nemnda ends and the case goes back to the local bodies "
        "with the refusal on record. Silence is never consent: after reminders the request is closed "
        "as not consented.",
        source=f"{_PAPER}; the days: our choice",
        force=Force.NATIONAL,
    ),
    Rule(
        id="N-05",
        title="Withdrawing consent",
        text="Possible until the nemnda has given its opinion; the nemnda is told and says what follows.",
        source="No source settles it",
        force=Force.CHOICE,
    ),
    Rule(
        id="N-06",
        title="Local steps first",
        text="The dispute has been treated in the deciding body at least once before it is submitted, "
        "unless both parties waive it or the local agreement says otherwise.",
        source="No source requires it; published practice in other areas",
        force=Force.CHOICE,
    ),
    Rule(
        id="N-07",
        title="Copy to the counterpart",
        text="The counterpart gets a copy of every document sent.",
        source=_HDIR,
        force=Force.RECOMMENDED,
    ),
    Rule(
        id="N-08",
        title="Contact person",
        text="A submission names somebody whom the nemnda can ask, with e-mail and telephone.",
        source=_HDIR,
        force=Force.PRACTICE,
    ),
    Rule(
        id="N-09",
        title="Anonymised papers",
        text="No document is sent before a named person has confirmed, for that document, that it is anonymised. "
        "What the index says itself (the question, titles) is looked through when the dispute is submitted.",
        source=_HDIR,
        force=Force.PRACTICE,
    ),
    Rule(
        id="N-10",
        title="Form",
        text="A submission goes by e-mail to Helsedirektoratet with a subject that names the nemnda.",
        source=_HDIR,
        force=Force.PRACTICE,
    ),
    Rule(
        id="N-11",
        title="No deadlines known",
        text="No deadline is enforced for bringing a dispute, for the reply or for the opinion; there are "
        "reminders only. Time limits for the claims themselves run on.",
        source="No source gives one; the nemnda's own rules of procedure were not available",
        force=Force.CHOICE,
    ),
    Rule(
        id="N-12",
        title="Advice, not a decision",
        text="What the nemnda gives is recorded and shown as advice, and never as a beslutning.",
        source=_PAPER,
        force=Force.NATIONAL,
    ),
    Rule(
        id="N-13",
        title="After the outcome",
        text="The next meeting is informed, and each party says with a reason whether it follows the "
        "advice. Where two parties both do, the case goes through both stages again; between others the "
        "dispute closes unsolved and the options are listed. Mediation that succeeds leads to an agreement, "
        "which the secretariat has drawn up and names in the dispute, and which each party approves.",
        source="No source settles it",
        force=Force.CHOICE,
    ),
    Rule(
        id="N-14",
        title="Meanwhile",
        text="What is not in dispute continues, the disputed beslutning is on hold, and existing agreements apply.",
        source="No source settles it",
        force=Force.CHOICE,
    ),
    Rule(
        id="N-15",
        title="Publication of opinions",
        text="A link to the published opinion and an anonymised summary are kept with the case.",
        source="ks.no and KS Advokatene, on opinions published by Helsedirektoratet",
        force=Force.PRACTICE,
    ),
)

"""The rules of a case's way, from submission through drøfting and beslutning to follow-up (P-01..P-38)."""

from __future__ import annotations

from models.rulebook import Force, Rule

_FACT_BOX = "Meld. St. 7 (2019-2020), fact box on a two-stage procedure"
_TRUST_PAGE = "the hospital trust's page on the bodies of 2018-2020"

CASE_RULES: tuple[Rule, ...] = (
    Rule(
        id="P-01",
        title="Two stages",
        text="No beslutning without an earlier drøfting in another meeting, which ended before the "
        "deciding meeting began. There is no exception for small or urgent cases.",
        source=f"{_FACT_BOX}; {_TRUST_PAGE}",
        force=Force.AGREEMENT,
    ),
    Rule(
        id="P-02",
        title="Who may submit a case",
        text="Members, observers, sub-committees and the highest body submit directly, everybody "
        "else through the secretariat, which gives its reason when it declines.",
        source="No source settles it; compare a later text on the observers' right to propose",
        force=Force.CHOICE,
    ),
    Rule(
        id="P-03",
        title="What a case contains",
        text="A case has a title, a proposer, a type with its reason, a proposed text and the parties "
        "affected, with consequences for each. A joint measure must say who is responsible, who "
        "employs, how it is organised and how it is paid for; a cooperation agreement must record "
        "that user organisations took part. What is attached becomes the case's papers.",
        source="No source settles the form; the four answers and the users' part: helse- og "
        "omsorgstjenesteloven § 6-2 second paragraph and § 6-1",
        force=Force.CHOICE,
    ),
    Rule(
        id="P-04",
        title="Who decides",
        text="Cases with larger economic or administrative consequences go to the body for those, "
        "professional cases with smaller ones to the other. The two samhandlingssjefer classify "
        "together and give a reason; in doubt the higher body decides. A professional case that concerns "
        "only the parties of a local body may be deliberated and decided there, where there is one.",
        source=f"{_FACT_BOX}; that either kind of consequence is enough, and who classifies: our choice",
        force=Force.AGREEMENT,
    ),
    Rule(
        id="P-05",
        title="Where the first stage is held",
        text="Drøfting is held in the body named as default. Another body that the procedure allows may "
        "hold it when a reason is given that its chair and the secretariat share. A case deliberated "
        "in the higher body is not decided in the lower one.",
        source=f"{_FACT_BOX}; {_TRUST_PAGE}; criterion for the direct way: our choice",
        force=Force.AGREEMENT,
    ),
    Rule(
        id="P-06",
        title="Notice",
        text="Agenda and papers go out notice_days calendar days before the meeting, never fewer than "
        "notice_floor_days; days are local dates, and the day of sending is not counted.",
        source="No source gives a number; compare kommuneloven § 11-3 (reasonable notice), "
        "helseforetaksloven § 18 (one week) and domstolloven § 148 (which day counts)",
        force=Force.CHOICE,
    ),
    Rule(
        id="P-07",
        title="Who gets notice",
        text="Notice goes to every seat, counted or not, to deputies for information, and to the official "
        "address of every party that a seat of the body speaks for.",
        source="No source settles it; deputies got copies in published notices of other areas",
        force=Force.CHOICE,
    ),
    Rule(
        id="P-08",
        title="The stage stands on the agenda",
        text="Each item is marked orientering, drøfting or beslutning in the notice. What was not marked "
        "beslutning cannot be decided in that meeting.",
        source="No source settles it; follows from the two stages",
        force=Force.CHOICE,
    ),
    Rule(
        id="P-09",
        title="Late papers",
        text="Late papers never stop a drøfting. A beslutning on late papers is possible only if no "
        "counted seat objects to taking the item up.",
        source="No source settles it; compare kommuneloven § 11-3",
        force=Force.CHOICE,
    ),
    Rule(
        id="P-10",
        title="What a drøfting records",
        text="Views, questions, wishes for more study, consequences and proposals are recorded, and "
        "whether the case is ready for beslutning. Nothing said at this stage binds anybody.",
        source="No source settles it; that nothing binds follows from the two stages",
        force=Force.CHOICE,
    ),
    Rule(
        id="P-11",
        title="Forankring",
        text="Between the stages every represented party is asked what it thinks and may answer until the "
        "papers for the beslutning go out; those who have not answered are reminded. Silence is shown "
        "as silence and is never consent.",
        source=f"{_FACT_BOX} (the parties deliberate, there is room for forankring); how: our choice",
        force=Force.AGREEMENT,
    ),
    Rule(
        id="P-12",
        title="The following meeting",
        text="Beslutning is set up for the next meeting of the deciding body that begins at least "
        "min_gap_days after the drøfting and leaves room for notice and for min_forankring_days in which the "
        "parties take the case home. Two meetings on one day never qualify; postponing needs a reason.",
        source=f"{_FACT_BOX} (a following meeting); which one and how far off: our choice",
        force=Force.AGREEMENT,
    ),
    Rule(
        id="P-13",
        title="Another round of drøfting",
        text="A case may be deliberated any number of times; rounds are counted, and after "
        "rounds_before_path_choice of them the chair is asked to choose a path. After no consensus the chair of "
        "the deciding body chooses, and until then nobody changes the text or takes the case to another body.",
        source="No source settles it",
        force=Force.CHOICE,
    ),
    Rule(
        id="P-14",
        title="Raising a case",
        text="A case is raised to the higher body when its type changes, a counted seat demands it, there "
        "is no consensus, or the chair decides so. With an unchanged text the drøfting held counts; "
        "after a change of substance a new drøfting is held first, and for want of consensus what "
        "raise_after_no_consensus says.",
        source=f"{_FACT_BOX} (who decides what); {_TRUST_PAGE} (the lower body may hold the first stage); when "
        "and how: our choice",
        force=Force.AGREEMENT,
    ),
    Rule(
        id="P-15",
        title="Raising to the highest body",
        text="Possible after no consensus in the body below it, or when the case proves to be one of principle.",
        source="No source settles it; the national level gives the leaders' meeting matters of principle",
        force=Force.CHOICE,
    ),
    Rule(
        id="P-16",
        title="Sending down, merging, splitting",
        text="Each makes a new case that refers to the old one, or leads into cases that are under way: one, or "
        "several where a case is split. History is referred to, never edited.",
        source="No source settles it",
        force=Force.CHOICE,
    ),
    Rule(
        id="P-17",
        title="The text is fixed",
        text="The proposed text sent with the notice is fixed by its digest, and every position names the "
        "text it is given on. An editorial change in the meeting is shown as a difference; a change "
        "of substance needs every counted seat and that none asks for time, else the case goes back "
        "to drøfting.",
        source="No source settles it",
        force=Force.CHOICE,
    ),
    Rule(
        id="P-18",
        title="Who counts",
        text="Only seats of the municipalities and of the hospital trust count for consensus. GP, staff and user "
        "seats are heard, their objections recorded and published, and nothing is blocked by them. A party "
        "that joins is spoken for by the seats of the group it joins, and one that leaves by nobody; where a "
        "counted seat would then speak for nobody, the procedure is changed first.",
        source=_FACT_BOX,
        force=Force.AGREEMENT,
    ),
    Rule(
        id="P-19",
        title="Binding on consensus only",
        text="A beslutning binds when the procedure says that consensus binds and consensus was reached; otherwise "
        "there is no beslutning, and there is no vote and no majority. It takes effect when its record has been "
        "checked: where the check does not come to what is entered, the decision is held and not announced, and the "
        "secretariat is told what and where, and asks for another check once it is mended (`case check`). Where "
        "witnesses_before_binding asks for witnesses, it binds nobody and is not announced until so many of them "
        "have cosigned a checkpoint of the log with the decision in it; the record names them.",
        source=_FACT_BOX,
        force=Force.AGREEMENT,
    ),
    Rule(
        id="P-20",
        title="Consensus",
        text="Consensus is what consensus_mode says: as a rule that every counted seat present has been asked in a "
        "roll call and none objects; else that every counted seat says yes, that no objection stands which was "
        "answered and kept, or that every party has been answered for by one of its seats. An objection blocks in "
        "every mode, consent binds, and standing aside binds where abstention_binds says so, else it leaves its "
        "parties outside the decision. A reservation holds back the binding effect for its parties until their "
        "council or board says yes, however long that takes; when it says no there was no consensus, and nobody is "
        "bound.",
        source="No source defines consensus",
        force=Force.CHOICE,
    ),
    Rule(
        id="P-21",
        title="One party, several seats",
        text="Any counted seat may object, also when other seats speak for the same party, unless block_unit lets "
        "one spokesperson a group be asked and block for it. The lead seat, the group's first in the body, "
        "may withdraw the objection for the party; that is recorded, and the same is not said again of the "
        "same text.",
        source="No source settles it; the trust is one legal person (helseforetaksloven § 6)",
        force=Force.CHOICE,
    ),
    Rule(
        id="P-22",
        title="Every party is heard",
        text="Every represented party must be present through member or deputy, and every counted seat "
        "heard, before a beslutning. Where the procedure says so, a position given in writing before the meeting "
        "counts for a seat that is then empty, or those who were absent may answer within "
        "quorum_answer_days, during which the decision does not bind them. "
        "Whoever is not heard is not bound, and silence is not consent unless law or agreement says so.",
        source="No source settles it; follows from consensus binding those who agree",
        force=Force.CHOICE,
    ),
    Rule(
        id="P-23",
        title="Deputies",
        text="A deputy counts fully when the member is absent or disqualified, in ranked order. A person "
        "holds at most one counted seat in a meeting, and the deputy's authority is looked at for "
        "each party of the group.",
        source="No source for the two-stage procedure; deputies are published practice in several areas",
        force=Force.CHOICE,
    ),
    Rule(
        id="P-24",
        title="Mandates end",
        text="The seat is warned mandate_warning_days_first and again mandate_warning_days_second days before its "
        "mandate ends. After the end the holder may speak, but a consent holds back its effect until the "
        "party renews the mandate for the day of the beslutning (`roster mandate`) or ratifies the consent "
        "(`case ratify`); where it refuses, the chair chooses a path; a mandate that is entered goes on from like "
        "ones or covers them, and cuts none that lasts longer. Who has left the post does not count at "
        "all from the day after (`roster left`): in an open roll call what they said falls away, and a "
        "consent that has decided already is flagged as given on disputed authority and reviewed as in P-29.",
        source=f"No source settles the effect; that mandates are limited in time: {_TRUST_PAGE}; compare "
        "avtaleloven §§ 15 and 25",
        force=Force.CHOICE,
    ),
    Rule(
        id="P-25",
        title="A new member or party in the middle of a case",
        text="Positions belong to the seat and its parties, not to the person: a new member sees what was "
        "inherited and confirms or changes it before the beslutning, and nothing decided reopens. The roster "
        "of a case is frozen at its opening, and a list handed in changes no parties; a party that joins later "
        "(`roster joined`) is represented from when it is let in (`case let-in`), which is before the item "
        "opens. A party that leaves (`roster "
        "departed`) is out of every running case at once: nobody waits for it, its own objection lapses, and "
        "what is decided after its last day does not bind it, while what was decided before does.",
        source="No source settles it",
        force=Force.CHOICE,
    ),
    Rule(
        id="P-26",
        title="Disqualification",
        text="Who is disqualified in an item takes no part in it, what they have said towards its beslutning falls "
        "away, and the deputy is called in; representing one's own party is no ground, and who is disqualified "
        "reads no withheld paper of the case, except for a party as its contact. The holder says in good time "
        "what may disqualify (`case recusal-notify`), the body itself decides without the holder (`case recuse`), "
        "and the principal is told. A seat "
        "without a deputy is absent, and that is noticed when the recusal is entered and when the item opens: "
        "those who run the meeting are told whom nobody then speaks for.",
        source="Forvaltningsloven (1967) §§ 6, 8 and 10; helseforetaksloven § 5",
        force=Force.LAW,
    ),
    Rule(
        id="P-27",
        title="Statements in the minutes",
        text="Any participant, counted or not, may have a statement entered under their seat. It is asked "
        "for before the item closes, its text comes within statement_working_days, and nobody else "
        "edits it.",
        source="No source for such bodies; modelled on helseforetaksloven § 26",
        force=Force.CHOICE,
    ),
    Rule(
        id="P-28",
        title="Objection before the meeting",
        text="From the moment papers are sent a counted seat of the body that decides, or a party represented in "
        "it, may object in writing, and says what would remove the objection. All parties see it, the "
        "proposer or the secretariat may answer it, and while it stands it blocks. It stands until the objector "
        "withdraws it or says that an amended text removes it, or until the round, the text or the case it was "
        "about is gone.",
        source="No source settles it",
        force=Force.CHOICE,
    ),
    Rule(
        id="P-29",
        title="Objection after the beslutning",
        text="The beslutning stands. A claim that the minutes are wrong goes to correction, a claim that "
        "somebody lacked authority to a review of the mandate, anything else becomes a new case or a "
        "possible dispute.",
        source="No source settles it; follows from consensus having been reached in the meeting",
        force=Force.CHOICE,
    ),
    Rule(
        id="P-30",
        title="Withdrawing a case",
        text="The proposer may withdraw a case before its beslutning, with a reason. Another party may "
        "take it over within takeover_days, with its number and history, but not through the seat that "
        "withdrew it; until then nothing is decided, chosen or changed in it, and nothing else brings it back. A "
        "withdrawn case is never deleted.",
        source="No source settles it",
        force=Force.CHOICE,
    ),
    Rule(
        id="P-31",
        title="Urgent matters",
        text="Both stages are kept: in extraordinary meetings with notice shortened by consent of every "
        "counted seat, never below notice_floor_days, or in writing if every counted seat accepts both the text "
        "and the written way within written_reply_days. It is then decided with the last answer where min_gap_days "
        "have passed since the drøfting and forankring is over, else when those days are. One who refuses the "
        "written way, or is silent, ends it; so it does when the case is amended, raised, withdrawn or taken up in "
        "a meeting meanwhile.",
        source="No source knows a shortcut; compare kommuneloven § 11-8",
        force=Force.CHOICE,
    ),
    Rule(
        id="P-32",
        title="Several cases in one meeting",
        text="Every item has its own stage, attendance, recusals and roll call. One item is open at a "
        "time, and what happens in it does not touch the next.",
        source="No source settles it",
        force=Force.CHOICE,
    ),
    Rule(
        id="P-33",
        title="Minutes and their correction",
        text="Draft minutes come within minutes_draft_working_days and are open to comment for "
        "minutes_comment_working_days; the next meeting approves them. Approved minutes are never "
        "changed: corrections of words that stand there are appended, and one about what was decided or who agreed "
        "needs all who took part; that a seat objected is first claimed by that seat. A position found to be entered "
        "wrongly after its roll call has closed is corrected so too: without the confirmation of the seat itself the "
        "minutes stand.",
        source="Published practice of several areas (drafts sent for comment); compare kommuneloven § 11-4; "
        "numbers: our choice",
        force=Force.CHOICE,
    ),
    Rule(
        id="P-34",
        title="Publication",
        text="Documents are open when they are sent, and withheld one by one with the legal basis named. "
        "Who has a right to a withheld one reads it all the same: the secretariat, the seats of the case's "
        "bodies, the contacts of its parties. Each reading stands in the record, and so does each refused one.",
        source="Offentleglova §§ 2 and 3; how a joint body publishes: our choice",
        force=Force.LAW,
    ),
    Rule(
        id="P-35",
        title="Follow-up",
        text="A binding beslutning gives each bound party one follow-up item with a due date, its budget "
        "year and a status that returns to the body. Those who have not reported are reminded "
        "followup_reminder_days_first and _second days before the year ends; costs that are in no budget "
        "when it has ended are flagged to the deciding body, and the decision stands. What was done is taken up "
        "again with a reason only.",
        source="Ministry's consultation paper (2020) on helse- og omsorgstjenesteloven § 6-2; kommuneloven § "
        "14-3; helseforetaksloven § 28",
        force=Force.RECOMMENDED,
    ),
    Rule(
        id="P-36",
        title="Early involvement",
        text="A party that considers a change with consequences for others opens a case for it, with a "
        "time that proves it came before the party's own decision. The others have involvement_days for "
        "their input, at the longest to the day before that decision, and may replace it or take it back so "
        "long; those who have said nothing are reminded involvement_reminder_days before. It is summed up, and "
        "nothing is decided.",
        source="Agreement between the government and KS on the health communities 2024-2027",
        force=Force.NATIONAL,
    ),
    Rule(
        id="P-37",
        title="No personal health data",
        text="No case, document or message carries information about patients.",
        source="Forvaltningsloven on the duty of secrecy; that the system holds none at all: our choice",
        force=Force.LAW,
    ),
    Rule(
        id="P-38",
        title="Rules have versions",
        text="A case keeps the procedure it was opened under. A change applies to new cases, and to "
        "running ones only by an act that is recorded.",
        source="No source settles it; compare forvaltningsloven (2025) § 13 on documenting the rules in systems",
        force=Force.CHOICE,
    ),
)

"""The rules of agreements, their notice periods (A-01..A-20) and of how time is computed (T-01..T-10)."""

from __future__ import annotations

from models.rulebook import Force, Rule

_HOL = "Helse- og omsorgstjenesteloven"
_NATIONAL = "Agreement between the government and KS on the health communities 2024-2027"

AGREEMENT_RULES: tuple[Rule, ...] = (
    Rule(
        id="A-01",
        title="Duty to have an agreement",
        text="The municipal council itself enters a cooperation agreement with the regional health "
        "authority or the trust it has named, alone or together with other municipalities.",
        source=f"{_HOL} § 6-1; spesialisthelsetjenesteloven § 2-1 e",
        force=Force.LAW,
    ),
    Rule(
        id="A-02",
        title="Users take part",
        text="User organisations take part in drawing up the agreement and users' experience is weighed; "
        "the record shows how before anybody approves it.",
        source=f"{_HOL} § 6-1",
        force=Force.LAW,
    ),
    Rule(
        id="A-03",
        title="Minimum content",
        text="The agreement covers the thirteen points of the law. Points have stable keys, and the number "
        "shown is the one in force on the day.",
        source=f"{_HOL} § 6-2 first paragraph",
        force=Force.LAW,
    ),
    Rule(
        id="A-04",
        title="Joint measures",
        text="An agreement on a joint measure says who is responsible, who employs, how it is organised "
        "and how it is paid for; without all four it is not put up for beslutning.",
        source=f"{_HOL} § 6-2 second paragraph",
        force=Force.LAW,
    ),
    Rule(
        id="A-05",
        title="One agreement or several",
        text="The parties may have one agreement or several; each part names the points it covers, and the "
        "gaps are shown.",
        source=f"Ministry's consultation paper (2020) on {_HOL[0].lower()}{_HOL[1:]} § 6-2",
        force=Force.CHOICE,
    ),
    Rule(
        id="A-06",
        title="A deadline set by the ministry",
        text="Where the ministry has set a deadline for entering agreements, it is kept with its source.",
        source=f"{_HOL} § 6-3",
        force=Force.LAW,
    ),
    Rule(
        id="A-07",
        title="Sending to Helsedirektoratet",
        text="The regional health authority sends the agreement within helsedir_send_months of its being entered.",
        source=f"{_HOL} § 6-4",
        force=Force.LAW,
    ),
    Rule(
        id="A-08",
        title="Yearly review",
        text="The parties review the agreement every year, as a case of its own that may end in no change: "
        "the reminder opens it, unless one still waits, and a review entered without a change closes it. "
        "By default a calendar year without a review is overdue on 1 January; an agreement brought in without one "
        "has its first in the year in which the reminder comes, nine months later.",
        source=f"{_HOL} § 6-5; what a year is counted from: our choice",
        force=Force.LAW,
    ),
    Rule(
        id="A-09",
        title="Approval party by party",
        text="Each municipality and the trust approves on its own before that party signs. One refusal "
        "does not stop the others; an amendment makes a new draft for all.",
        source=f"{_HOL} § 6-1; kommuneloven § 6-1; what a refusal does to the others: our choice",
        force=Force.LAW,
    ),
    Rule(
        id="A-10",
        title="Termination",
        text="A party may terminate with statutory_notice_years of notice, in writing and to the other "
        "party, with its own decision attached. The period runs from notice_anchor. A part ends by itself only where "
        "the agreement says so, and what of the law's points nothing else in it covers then is said.",
        source=f"{_HOL} § 6-5 second paragraph; form, addressee and starting point: our choice",
        force=Force.LAW,
    ),
    Rule(
        id="A-11",
        title="Helsedirektoratet is told",
        text="Whichever party terminates, the regional health authority is told at once and notifies "
        "Helsedirektoratet, by our target within rhf_notify_target_days: reminded half-way, on the day, and "
        "after each such period, more people each time, six times at most; it stands in the secretariat's work list "
        "until it is entered with proof. A notice told of and then withdrawn is told again.",
        source=f"{_HOL} § 6-5; the days: our choice",
        force=Force.LAW,
    ),
    Rule(
        id="A-12",
        title="Renegotiation",
        text="A notice of termination opens a renegotiation case the same day, with milestones 9, 6, 3 and "
        "1 months before the end. Where no known meeting of a council or board is left before it, that is said as "
        "soon as it is known (`agreement council-dates`).",
        source=f"Follows from the duty in {_HOL[0].lower()}{_HOL[1:]} § 6-1; the milestones: our choice",
        force=Force.CHOICE,
    ),
    Rule(
        id="A-13",
        title="Withdrawing a notice",
        text="One-sided only before or when the counterpart learns of it, later with its written consent. "
        "Each relation is a matter of its own: where one counterpart consents and another does not, the notice is "
        "withdrawn for the one and runs on for the other. The notice stays in the record, and a new one starts a new "
        "period.",
        source="No source settles it; modelled on avtaleloven § 7",
        force=Force.CHOICE,
    ),
    Rule(
        id="A-14",
        title="The agreement meanwhile",
        text="It is in force unchanged until the end of its last day, and its review is still due.",
        source=f"{_HOL} § 6-5",
        force=Force.LAW,
    ),
    Rule(
        id="A-15",
        title="The agreement and the bodies",
        text="After the end for one municipality its group's seat no longer binds it; earlier beslutninger "
        "stand and open cases are flagged for that party, as new ones are, unless another agreement that carries "
        "the procedure binds it.",
        source="No source settles it; the bodies have their force from the local agreement",
        force=Force.CHOICE,
    ),
    Rule(
        id="A-16",
        title="End of the national agreement",
        text="It ends with national_fixed_end or with a notice of at least national_notice_months, "
        "whichever is first.",
        source=_NATIONAL,
        force=Force.NATIONAL,
    ),
    Rule(
        id="A-17",
        title="At least",
        text="A notice may name a later day than the shortest period gives. An earlier one is taken as the "
        "earliest day allowed, with a warning.",
        source=f"{_NATIONAL}; what a too early day means: our choice",
        force=Force.CHOICE,
    ),
    Rule(
        id="A-18",
        title="Renewal",
        text="Reminders go out 12, 9, 6 and 3 months before the end; nothing is renewed by itself.",
        source=f"{_NATIONAL} says nothing about prolonging it",
        force=Force.CHOICE,
    ),
    Rule(
        id="A-19",
        title="No effect on local cases",
        text="The end of the national agreement is shown and stops no local case, agreement or body.",
        source="Ministry's consultation paper (2020): health communities are voluntary in principle",
        force=Force.CHOICE,
    ),
    Rule(
        id="A-20",
        title="End of the supplementary agreement",
        text="It has the same term as the national agreement. If that is terminated early the parties are "
        "asked (`agreement answer-main`), and nothing ends by itself.",
        source="Supplementary agreement between HOD and KS on trials, section 1; early end: our choice",
        force=Force.NATIONAL,
    ),
)

TIME_RULES: tuple[Rule, ...] = (
    Rule(
        id="T-01",
        title="Legal dates are local",
        text="Legal dates are dates in the procedure's time zone. Instants are kept in UTC as evidence of "
        "dispatch and receipt. A date that somebody gives is within fifty years of the day it is given, "
        "and one of something that has happened is not after it.",
        source="Lov om målenheter, måling og normaltid § 6; that dates are local: our choice",
        force=Force.CHOICE,
    ),
    Rule(
        id="T-02",
        title="The first day",
        text="A period is counted from the local date of its anchor, by default the day of receipt "
        "(notice_anchor). A clause of the agreement may say dispatch, or the end of the month; its reference stands "
        "with the date.",
        source="No source settles it; avtaleloven §§ 2 and 7 build on receipt",
        force=Force.CHOICE,
    ),
    Rule(
        id="T-03",
        title="The last day",
        text="The last day has the same number that many months or years later; where the month has no "
        "such day, it is the month's last. It is computed from the first day in one step.",
        source="Domstolloven § 148, by analogy",
        force=Force.CHOICE,
    ),
    Rule(
        id="T-04",
        title="The whole last day counts",
        text="What ends on a day is in force through all of it: the end is midnight after it, local time, "
        "checked again when the timer fires.",
        source="Ot.prp. nr. 38 (1977-1978), by analogy",
        force=Force.CHOICE,
    ),
    Rule(
        id="T-05",
        title="Recomputed before it acts",
        text="When a timer fires, the date is computed again from the facts on record. A corrected fact "
        "moves the timer, and the old computation stays.",
        source="No source settles it",
        force=Force.CHOICE,
    ),
    Rule(
        id="T-06",
        title="A date tells where it comes from",
        text="Every computed date keeps the version of the rules, its anchor and evidence, its parameters, "
        "any extended date, each step in words, and who may contest it.",
        source="No source settles it",
        force=Force.CHOICE,
    ),
    Rule(
        id="T-07",
        title="Dispatch and receipt differ",
        text="Both last days are shown, and the agreement is treated as in force until the later one "
        "unless the parties agree on a date in writing.",
        source="No source settles it",
        force=Force.CHOICE,
    ),
    Rule(
        id="T-08",
        title="An agreed day",
        text="A last day that both parties confirm in writing (`agreement agree-end`) overrides the "
        "computation; a day before the notice period would be over holds too, where all have confirmed it, "
        "and is remarked on in the record and in the letter.",
        source="Domstolloven § 148, by analogy",
        force=Force.CHOICE,
    ),
    Rule(
        id="T-09",
        title="Holidays",
        text="For an act to be done (extend_acts_to_working_day), a last day on a Saturday, Sunday, 1 January, "
        "Maundy Thursday, Good Friday, Easter, Ascension Day, Whitsun, 25 or 26 December, 1 or 17 May is moved to "
        "the next working day, and both are shown. The end of an agreement is not moved, unless "
        "extend_end_of_agreement_to_working_day or its clause says so. Christmas Eve and New Year's Eve are "
        "working days.",
        source="Helligdagsfredloven § 2; lov om 1 og 17 mai § 1; domstolloven § 149, by analogy",
        force=Force.LAW,
    ),
    Rule(
        id="T-10",
        title="Long timers",
        text="A timer of a year or more survives deployments, limits of history and changes of the clock.",
        source="No source settles it; follows from the length of the notice periods",
        force=Force.CHOICE,
    ),
)

"""The standing item on follow-up as plain text, in the language of the community's minutes (P-35)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from audit.naming import Names
from models.acts import FollowUpStatus
from models.procedure import Procedure
from register.followup import FollowUpLine


@dataclass(frozen=True)
class Words:
    """One language's words for the list."""

    title: str
    none: str
    overdue: str
    due: str
    unbudgeted: str
    budget: str
    unit: str
    goal: str
    risk: str
    reason: str
    statuses: Mapping[FollowUpStatus, str]


_NB = Words(
    title="Oppfølging av beslutninger i {body}, per {day}",
    none="Det er ingenting å følge opp.",
    overdue="Fristen {due} er ute",
    due="Frist {due}",
    unbudgeted="kostnaden lå ikke i budsjettet ved årsskiftet; beslutningen gjelder uendret",
    budget="budsjett {year}",
    unit="Ansvar",
    goal="Mål",
    risk="Risiko",
    reason="Begrunnelse",
    statuses={
        FollowUpStatus.OPEN: "ikke meldt",
        FollowUpStatus.PLANNED: "planlagt",
        FollowUpStatus.IN_BUDGET: "i budsjettet",
        FollowUpStatus.DONE: "gjennomført",
        FollowUpStatus.DROPPED: "lagt bort",
    },
)
_NN = Words(
    title="Oppfølging av avgjerder i {body}, per {day}",
    none="Det er ingenting å følgje opp.",
    overdue="Fristen {due} er ute",
    due="Frist {due}",
    unbudgeted="kostnaden låg ikkje i budsjettet ved årsskiftet; avgjerda gjeld uendra",
    budget="budsjett {year}",
    unit="Ansvar",
    goal="Mål",
    risk="Risiko",
    reason="Grunngiving",
    statuses={
        FollowUpStatus.OPEN: "ikkje meldt",
        FollowUpStatus.PLANNED: "planlagt",
        FollowUpStatus.IN_BUDGET: "i budsjettet",
        FollowUpStatus.DONE: "gjennomført",
        FollowUpStatus.DROPPED: "lagt bort",
    },
)
_EN = Words(
    title="Follow-up of decisions of {body}, as of {day}",
    none="There is nothing to follow up.",
    overdue="Overdue since {due}",
    due="Due {due}",
    unbudgeted="the cost was in no budget when the year ended; the decision stands unchanged",
    budget="budget for {year}",
    unit="Responsible",
    goal="Goal",
    risk="Risk",
    reason="Reason",
    statuses={
        FollowUpStatus.OPEN: "not reported",
        FollowUpStatus.PLANNED: "planned",
        FollowUpStatus.IN_BUDGET: "in the budget",
        FollowUpStatus.DONE: "done",
        FollowUpStatus.DROPPED: "dropped",
    },
)
WORDS: Mapping[str, Words] = {"nb": _NB, "nn": _NN, "en": _EN}


def paper_of(lines: Sequence[FollowUpLine], day: date, body: str, names: Names, procedure: Procedure) -> str:
    """The list by case, overdue first in each; the same lines give the same bytes."""
    w = WORDS[procedure.language]
    title = w.title.format(body=_body_name(body, procedure), day=day)
    parts = [title, "=" * len(title), ""]
    if not lines:
        parts += [w.none, ""]
    by_case = sorted(lines, key=lambda x: (x.title, x.case, not x.overdue, x.item.due, x.item.party))
    for (case, heading), group in groupby(by_case, key=lambda x: (x.case, x.title)):
        parts += [f"{heading} ({case})", ""]
        parts += [said for line in group for said in _item(line, names, w)]
        parts.append("")
    return "\n".join(parts)


def _body_name(body: str, procedure: Procedure) -> str:
    named = procedure.body(body).names
    return {"nb": named.nb, "nn": named.nn, "en": named.en}[procedure.language]


def _item(line: FollowUpLine, names: Names, w: Words) -> list[str]:
    item = line.item
    due = (w.overdue if line.overdue else w.due).format(due=item.due)
    status = w.statuses[item.status] + (f" ({item.reference})" if item.reference else "")
    said = [f"- {names.party(item.party)}: {status}. {due}, {w.budget.format(year=item.budget_year)}."]
    if item.flagged:
        said.append(f"  ! {w.unbudgeted}")
    for label, text in ((w.unit, item.unit), (w.goal, item.goal), (w.risk, item.risk), (w.reason, item.reason)):
        if text:
            said.append(f"  {label}: {' '.join(text.split())}")
    return said

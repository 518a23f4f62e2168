"""`saksgang case form | kind | joint-measure | participation`: what the intake form and the law ask (P-03, A-04)."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.door import Door
from cli.moments import parse_day
from cli.sight import conclude
from models import acts as a

CaseId = Annotated[str, typer.Argument(metavar="CASE", help="The case: its id, or the ending of it (2026-1).")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why. It stands in the record.")]
FORM = """\
# A case, to be brought with `./saksgang case open --form FILE`. Lines that begin with # say what belongs where;
# remove what does not apply. No names of patients, no national identity numbers (P-37).
title: Felles ambulant team
proposer_party: halden          # or proposer_seat
summary: >-
  Hva saken gjelder, og hvorfor den kommer nå.
proposal: >-
  Forslaget til beslutning, slik det skal stå.
affected: []                    # parties it concerns; empty: all
consequences:                   # economic and administrative, a line for each party (P-03)
  - party: halden
    economic: To årsverk.
    administrative: Ny turnus.
    amounts:
      - {year: 2027, amount: 1900000}
drofting_wished: null           # 2027-02-04
beslutning_wished: null
form:
  case_kind: general            # joint_measure (samarbeidstiltak) | cooperation_agreement (samarbeidsavtalen)
                                # | tidlig_involvering: a change that proposer_party considers (P-36)
  own_decision_on: null         # only of tidlig_involvering: the day the party decides by itself
  kind_reason: Ingen ny enhet opprettes.
  patient_group: Voksne med samtidig rus og psykisk lidelse
  law_points: [2, 6]            # helse- og omsorgstjenesteloven § 6-2 first paragraph, by number
  sources:                      # the data it rests on
    - {name: Styringsdata for området, version: "3", dated: 2026-10-01}
  participation:                # users | staff | gps
    - {who: users, organisation: Brukerutvalget, how: Møte om utkastet, on: 2026-11-03}
  exempt: null                  # offl. § 13, where what is attached is not open to the public (P-34)
  joint:                        # a joint measure needs all four before it can be decided (§ 6-2 second paragraph)
    responsibility: null
    employer: null
    organisation: null
    financing: null
  attachments: []               # - {document: DIGEST of `./saksgang document add`, title: Utredning}; its papers
"""


async def case_form(door: Door) -> None:
    """Print the intake form as a YAML file to fill in, for `./saksgang case open --form` (P-03).

    Example: ./saksgang case form > sak.yaml
    """
    for line in FORM.splitlines():
        door.out.line(line)
    door.out.document({"form": FORM})


async def case_kind_set(
    door: Door,
    case: CaseId,
    to: Annotated[a.CaseKind, typer.Argument(metavar="KIND", help="general, joint_measure, cooperation_agreement.")],
    reason: Reason,
) -> None:
    """Say that a case is of another kind; the law then asks accordingly (P-03).

    Example: ./saksgang case kind 2026-1 joint_measure --reason "Oppretter et felles team" --as p-2h9c
    """
    row = await door.record("case", case)
    await conclude(door, await door.act(row, a.SetCaseKind(case_kind=to, reason=reason)))


async def joint_measure(
    door: Door,
    case: CaseId,
    *,
    responsibility: Annotated[str | None, typer.Option(metavar="TEXT", help="Who is responsible for what.")] = None,
    employer: Annotated[str | None, typer.Option(metavar="TEXT", help="Who employs.")] = None,
    organisation: Annotated[str | None, typer.Option(metavar="TEXT", help="How it is organised.")] = None,
    financing: Annotated[str | None, typer.Option(metavar="TEXT", help="How it is paid for.")] = None,
) -> None:
    """Give or change the four answers a joint measure needs before it can be decided (A-04).

    Example: ./saksgang case joint-measure 2026-1 --employer "Halden kommune" --as p-2h9c
    """
    row = await door.record("case", case)
    answers = a.JointAnswers(
        responsibility=responsibility, employer=employer, organisation=organisation, financing=financing
    )
    await conclude(door, await door.act(row, a.AnswerJointMeasure(answers=answers)))


async def participation(
    door: Door,
    case: CaseId,
    who: Annotated[a.Participant, typer.Argument(help="users, staff or gps.")],
    organisation: Annotated[str, typer.Option(metavar="TEXT", help="Which organisation; no person's name.")],
    how: Annotated[str, typer.Option(metavar="TEXT", help="How they took part.")],
    on: Annotated[str, typer.Option(metavar="DAY", help="On which day.")],
) -> None:
    """Record that users, staff or GPs took part in preparing a case (P-03).

    Example: ./saksgang case participation 2026-1 users --organisation Brukerutvalget --how "Møte" --on 2026-11-03
    --as p-2h9c
    """
    row = await door.record("case", case)
    took = a.Participation(who=who, organisation=organisation, how=how, on=parse_day(on))
    await conclude(door, await door.act(row, a.RecordParticipation(participation=took)))

"""Faults planted in the demo roster, some of which show only beside the procedure."""

from __future__ import annotations

from procedures.loading import OSTFOLD_DEMO_ROSTER
from tests.procedures.planted import Planted

ROSTER = OSTFOLD_DEMO_ROSTER.read_text("utf-8")

H1 = "    - {seat: SEKR-H1, person: p-eaq3, rank: 0, since: 2026-01-01"
ROSTER_FAULTS = (
    Planted(
        "a group without a party of the name",
        "[halden, aremark]",
        "[halden, aremrk]",
        "aremrk",
        'there is no party aremrk (ENGINE) - did you mean "aremark"?',
        more=1,
    ),
    Planted(
        "D83 seat of another community",
        "seat: SU-M3",
        "seat: SSU-M3",
        "SSU-M3",
        'ostfold-2018 has no seat SSU-M3 (ENGINE) - did you mean "SU-M3"?',
    ),
    Planted(
        "P-18 a party in two groups",
        "[halden, aremark]",
        "[halden, aremark, moss]",
        "group: halden",
        "moss is in two municipal groups, mosseregionen and halden-aremark"
        " (P-18) - leave it in one: a party has one voice on its side",
    ),
    Planted(
        "P-18 the trust in a municipal group",
        "[halden, aremark]",
        "[halden, aremark, sykehuset-ostfold]",
        "group: halden",
        "sykehuset-ostfold is a trust in a municipal group"
        " (P-18) - move it to a group of its own side, or correct its kind",
    ),
    Planted(
        "P-22 a party nobody speaks for",
        "[halden, aremark]",
        "[halden]",
        "party: aremark",
        "the party aremark is in no group: nobody speaks for it (P-22) - add it to a group, or remove it",
    ),
    Planted(
        "a party twice in a group",
        "[halden, aremark]",
        "[halden, aremark, halden]",
        "group: halden",
        "the group halden-aremark names the party halden twice (ENGINE) - remove one of them",
    ),
    Planted(
        "a group misspelt",
        "group: sarpsborg,",
        "group: sarpsburg,",
        "sarpsburg",
        'no seat of ostfold-2018 speaks for the group sarpsburg (P-18) - did you mean "sarpsborg"?',
        more=1,
    ),
    Planted(
        "a party twice",
        "party: moss, kind",
        "party: halden, kind",
        "name: Moss kommune",
        "the party halden stands twice (ENGINE) - give every party its own id",
        more=3,
    ),
    Planted(
        "a holder who is nobody",
        H1,
        H1.replace("p-eaq3", "p-0000"),
        "p-0000",
        "nobody below persons has the id p-0000 (ENGINE) - add the person, or correct the id",
    ),
    Planted(
        "P-23 one member of two seats",
        "seat: SEKR-H2, person: p-g77k, rank: 0",
        "seat: SEKR-H2, person: p-eaq3, rank: 0",
        "SEKR-H2",
        "p-eaq3 is member of two counted seats: SEKR-H1 and SEKR-H2 (P-23) - give one of the seats another member",
    ),
    Planted(
        "P-24 two members of one seat",
        H1,
        H1 + "}\n" + H1,
        H1,
        "SEKR-H1 has two members on 2026-01-01 (P-24) - end the earlier one with until, or give another rank",
    ),
    Planted(
        "P-23 two deputies of one rank",
        "seat: SEKR-H2, person: p-ea7k",
        "seat: SEKR-H1, person: p-ea7k",
        "p-ea7k",
        "SEKR-H1 has two deputies of rank 1 on 2026-01-01"
        " (P-23) - end the earlier one with until, or give another rank",
    ),
    Planted(
        "P-24 ends before it begins",
        H1,
        H1 + ", until: 2025-12-31",
        "2025-12-31",
        "it ends on 2025-12-31, before it begins on 2026-01-01"
        " (P-24) - put since and until in order; until is the last day",
    ),
    Planted(
        "an office that is none",
        "office: secretariat",
        "office: secretary",
        "secretary",
        '"office" of p-2h9c is "secretary" (ENGINE) - did you mean "secretariat"?',
    ),
    Planted(
        "chair is no office",
        "office: secretariat",
        "office: chair",
        "office: chair",
        '"office" of p-2h9c is "chair"'
        " (ENGINE) - allowed here: party_contact, samhandlingssjef_hospital, samhandlingssjef_municipal, secretariat",
    ),
    Planted(
        "P-11 a contact without a party",
        ", party: halden}",
        "}",
        "p-mjm6",
        'a contact without a party (P-11) - add "party: ..." with the party the contact answers for',
    ),
    Planted(
        "P-11 a contact of no party",
        ", party: halden}",
        ", party: holden}",
        "holden",
        'there is no party holden (ENGINE) - did you mean "halden"?',
    ),
    Planted(
        "P-07 no address for a party",
        "  - {party: moss, email: postmottak@moss.example, language: nb}\n",
        "",
        "party: moss, kind",
        "the party moss has no address: it could get no notice (P-07) - add a line for it below party_cards",
    ),
    Planted(
        "P-07 two addresses in one",
        "postmottak@moss.example",
        "a@moss.example;b@moss.example",
        "a@moss",
        '"a@moss.example;b@moss.example" is no e-mail address: '
        "The part after the @-sign contains invalid characters: ';', '@'"
        " (P-07) - write one address, as name@house.example",
    ),
    Planted(
        "a language without templates",
        "language: nn",
        "language: no",
        "language: no",
        'no message is written in the language "no" (ENGINE) - one of: nb, nn, en',
    ),
    Planted(
        "community with capitals",
        "community: ostfold",
        "community: Østfold",
        "community",
        '"community" of "roster" is "Østfold", which has not the form it must have'
        " (ENGINE) - use 2 to 30 small letters and digits",
    ),
    Planted(
        "rank below nought",
        H1,
        H1.replace("rank: 0", "rank: -1"),
        "rank: -1",
        '"rank" of SEKR-H1 is -1 (ENGINE) - give 0 or more',
    ),
    Planted(
        "a body that is none",
        "office: secretariat, ",
        "office: secretariat, body: SSU, ",
        "SSU",
        'ostfold-2018 has no body SSU (ENGINE) - did you mean "SU"?',
    ),
)

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
        "moss is in two groups of SEKR, mosseregionen and halden-aremark"
        " (P-18) - leave it in one: a party has one voice in a body",
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
        more=5,
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
    Planted(
        "P-23 a deputy of rank 3 without one of rank 2",
        "person: p-bc6w, rank: 1",
        "person: p-bc6w, rank: 3",
        "rank: 3",
        "SEKR-M3 has a deputy of rank 3, but none of rank 2 (P-23) - number the deputies 1, 2, 3 in the order they"
        " step in",
    ),
    Planted(
        "P-23 a member who is their own deputy",
        "person: p-bc6w, rank: 1",
        "person: p-rh9p, rank: 1",
        "seat: SEKR-M3, person: p-rh9p, rank: 1",
        "p-rh9p has two places in SEKR-M3 on 2026-01-01 (P-23) - end the earlier one with until: a person cannot be"
        " their own deputy",
        more=1,
    ),
    Planted(
        "P-23 a deputy employed by nobody here",
        "employed_by: hvaler",
        "employed_by: oslo",
        "oslo",
        "there is no party oslo (ENGINE) - one of: halden, moss, sarpsborg, fredrikstad, hvaler, rade, valer,"
        " skiptvet, indre-ostfold, rakkestad ...",
    ),
    Planted(
        "P-23 a mandate for a party of another seat",
        "      parties: [moss, rade, valer, vestby]\n      since: 2026-01-01\n      until",
        "      parties: [moss, rade, valer, halden]\n      since: 2026-01-01\n      until",
        "halden]",
        'SEKR-M2 does not speak for halden (P-23) - did you mean "rade"?',
    ),
    Planted(
        "P-23 a mandate for a party that is none",
        "      parties: [moss, rade, valer, vestby]",
        "      parties: [moss, rade, valer, vestbyen]",
        "vestbyen",
        'there is no party vestbyen (ENGINE) - did you mean "vestby"?',
    ),
    Planted(
        "P-23 a mandate without a place",
        "    - seat: SEKR-M5\n      person: p-w8tn",
        "    - seat: SEKR-M4\n      person: p-w8tn",
        "- seat: SEKR-M4\n      person: p-w8tn",
        "p-w8tn has a mandate in SEKR-M4, and no place in it while it lasts (P-23) - add the place below holdings, or"
        " correct the seat, the person or the dates",
        more=3,
    ),
    Planted(
        "P-24 a mandate that ends before it begins",
        "      until: 2035-12-31",
        "      until: 2025-12-31",
        "until: 2025-12-31",
        "it ends on 2025-12-31, before it begins on 2026-01-01 (P-24) - put since and until in order; until is the"
        " last day",
        more=1,
    ),
    Planted(
        "P-24 two like mandates on one day",
        "    - seat: SU-H1\n      person: p-45qn\n      since: 2026-01-01\n",
        "    - {seat: SU-H1, person: p-45qn, since: 2028-01-01}\n"
        "    - seat: SU-H1\n      person: p-45qn\n      since: 2026-01-01\n",
        "- seat: SU-H1\n",
        "p-45qn has two like mandates in SU-H1 for every party on 2028-01-01 (P-24) - end the earlier one with until,"
        " or leave one of them out",
    ),
    Planted(
        "P-23 delegated by somebody without a seat",
        "delegated_by: p-mj9p",
        "delegated_by: p-2h9c",
        "delegated_by: p-2h9c",
        "p-2h9c, who delegated it, holds no seat (P-23) - name the holder who delegated it; leave the key out where"
        " the parties gave it themselves",
    ),
    Planted(
        "P-23 delegated by somebody without the authority",
        "delegated_by: p-mj9p",
        "delegated_by: p-3peu",
        "delegated_by: p-3peu",
        "p-3peu has no authority for fredrikstad on 2026-01-01 to delegate (P-23) - correct the dates or the parties,"
        " or name who did delegate it",
        more=1,
    ),
    Planted(
        "P-23 a delegation in a circle",
        "delegated_by: p-mj9p",
        "delegated_by: p-eqn3",
        "delegated_by: p-eqn3",
        "the delegation to p-eqn3 goes in a circle (P-23) - let the chain begin with a mandate that a party gave"
        " directly",
    ),
    Planted(
        "P-18 a mandate for a seat that is only heard",
        "    - seat: SU-H1\n      person: p-45qn\n",
        "    - {seat: SU-GP, person: p-nt7p, since: 2026-01-01}\n    - seat: SU-H1\n      person: p-45qn\n",
        "seat: SU-GP, person: p-nt7p, since",
        "SU-GP is heard, not counted: it can bind nobody (P-18) - remove the mandate; who sits there speaks and"
        " proposes all the same",
    ),
)

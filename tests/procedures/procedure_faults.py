"""Faults planted in the procedure of Østfold; the ids name what a reader would call them (D: kinds of bad input)."""

from __future__ import annotations

from procedures.loading import OSTFOLD_2018
from tests.procedures.planted import Planted

PROCEDURE = OSTFOLD_2018.read_text("utf-8")


def number(name: str) -> str:
    """The lines of one number in the procedure file."""
    start = PROCEDURE.index(f"\n  {name}:\n") + 1
    return PROCEDURE[start : PROCEDURE.index("      2018-04-01:", start)] + "      2018-04-01:"


GAP, NOTICE, SILENCE = number("min_gap_days"), number("notice_days"), number("silence_is_consent")
BINDING, REMINDER = number("binding_by_agreement"), number("forankring_reminder_days_first")
SEAT_M1 = "      - seat: SEKR-M1\n"

PROCEDURE_FAULTS = (
    Planted(
        "D76 doubled key",
        "    level: 1\n",
        "    level: 1\n    level: 2\n",
        "level: 2",
        'the key "level" stands twice, on lines 39 and 40 (ENGINE) - remove one of them',
    ),
    Planted(
        "D77 tag",
        "level: 1",
        "level: !!python/object:os.system 1",
        "level: !!",
        "a tag, !!python/object:os.system (ENGINE) - remove the tag; quotes make a value text",
    ),
    Planted(
        "D77 anchor",
        "level: 1",
        "level: &a 1",
        "level: &a",
        "an anchor, &a (ENGINE) - write the value out where it is used",
    ),
    Planted(
        "D77 alias",
        "level: 1",
        "level: *a",
        "level: *a",
        "an alias, *a (ENGINE) - write the value out where it is used",
    ),
    Planted(
        "D78 tab",
        "    level: 1",
        "\tlevel: 1",
        "\tlevel",
        "cannot be read: found a tab character that violates indentation, begun on line 38"
        " (ENGINE) - indent with spaces, not tabs",
    ),
    Planted(
        "D78 bracket left open",
        "drofting_direct: [SU]",
        "drofting_direct: [SU",
        "bodies:",
        "cannot be read: did not find expected ',' or ']', begun on line 29"
        " (ENGINE) - check quotes, colons, brackets and indentation",
    ),
    Planted(
        "D78 colon in a text",
        "unit: mode",
        "unit: mode: x",
        "unit: mode: x",
        "cannot be read: mapping values are not allowed in this context"
        " (ENGINE) - put a text that has a colon in quotes",
    ),
    Planted(
        "D78 control character",
        "unit: mode",
        "unit: mo\x07de",
        "unit: mo",
        "the character U+0007 is not allowed (ENGINE) - remove it",
    ),
    Planted(
        "D78 a line's end that no editor shows",
        "unit: mode",
        "unit: mo\u2028de",
        "unit: mo",
        "the character U+2028 is not allowed (ENGINE) - remove it",
    ),
    Planted(
        "D78 second document",
        "routing:",
        "---\nrouting:",
        "---",
        "a second document begins (ENGINE) - keep one document in a file",
    ),
    Planted(
        "D79 unknown key",
        "    level: 1",
        "    level: 1\n    levle: 1",
        "levle",
        'unknown key "levle" of SEKR (ENGINE) - did you mean "level"?',
    ),
    Planted(
        "D79 unknown key at the top",
        "timezone:",
        "timezones: x\ntimezone:",
        "timezones",
        'unknown key "timezones" (ENGINE) - did you mean "timezone"?',
    ),
    Planted(
        "D79 missing key",
        "    level: 1\n",
        "",
        "body: SEKR",
        '"level" of SEKR is missing (ENGINE) - add "level: ..." here',
    ),
    Planted(
        "D79 missing source",
        GAP,
        GAP.replace("    source:", "    # source:"),
        "min_gap_days:",
        '"source" of min_gap_days is missing (P-38) - name where it stands, or say that no source settles it',
    ),
    Planted(
        "D79 number without unit",
        NOTICE,
        NOTICE.replace("    unit:", "    # unit:"),
        "notice_days:",
        '"unit" of notice_days is missing (ENGINE) - add "unit: ..." here',
    ),
    Planted(
        "D79 empty unit",
        NOTICE,
        NOTICE.replace("unit: calendar days", "unit:"),
        "unit:",
        '"unit" of notice_days is empty (ENGINE) - give it a value or remove the key',
    ),
    Planted(
        "no word of the list",
        "side: gp",
        "side: doctor",
        "side: doctor",
        '"side" of SEKR-GP is "doctor" (ENGINE) - allowed here: advisers, gp, hospital, municipal, staff, users',
    ),
    Planted(
        "force misspelt",
        "force: agreement",
        "force: agrement",
        "agrement",
        '"force" of two_stage_required is "agrement" (ENGINE) - did you mean "agreement"?',
    ),
    Planted(
        "number for text",
        'version: "1"',
        "version: 1",
        "version: 1",
        '"version" is 1, not text (ENGINE) - put it in quotes: "1"',
    ),
    Planted(
        "text for number",
        "level: 1",
        'level: "1"',
        'level: "1"',
        '"level" of SEKR is "1" (ENGINE) - give a whole number, without quotes or decimals',
    ),
    Planted(
        "D75 yes is not true",
        "counts: true",
        "counts: yes",
        "counts: yes",
        '"counts" of SEKR-M1 is "yes" (ENGINE) - write true or false, without quotes',
    ),
    Planted(
        "a day that does not exist",
        "valid_from: 2018-04-01",
        "valid_from: 2019-02-29",
        "valid_from",
        '"valid_from" is "2019-02-29", which is no date (ENGINE) - write a day that exists, as 2026-12-31',
    ),
    Planted(
        "a value's day that does not exist",
        NOTICE,
        NOTICE.replace("04-01:", "04-31:"),
        "04-31",
        '"since" of 2018-04-31 of notice_days is "2018-04-31", which is no date'
        " (ENGINE) - write a day that exists, as 2026-12-31",
    ),
    Planted(
        "a list for a value",
        NOTICE + " 14",
        NOTICE + " [14]",
        "2018-04-01: [",
        '"value" of 2018-04-01 of notice_days is a list (ENGINE) - give a whole number, true, false or a word',
    ),
    Planted(
        "values are one value",
        "    values:\n      2018-04-01: true",
        "    values: true",
        "values: true",
        '"values" of two_stage_required has no keys of its own'
        ' (ENGINE) - write lines of the form "key: value" below it, indented',
    ),
    Planted(
        "numbers are a list",
        "numbers:\n",
        "numbers: [1]\nothers:\n",
        "numbers: [1]",
        '"numbers" of the file has no keys of its own'
        ' (ENGINE) - write lines of the form "key: value" below it, indented',
    ),
    Planted(
        "seats are no list",
        "    seats:\n" + SEAT_M1,
        "    seats: none\n    rest:\n" + SEAT_M1,
        "seats: n",
        '"seats" of SEKR is "none", not a list (ENGINE) - write one entry a line, each after a dash',
        more=1,
    ),
    Planted(
        "D80 a body without seats",
        "    seats:\n" + SEAT_M1,
        "    seats: []\n    rest:\n" + SEAT_M1,
        "seats: []",
        '"seats" of SEKR is empty (ENGINE) - give at least one',
        more=1,
    ),
    Planted(
        "an id with a blank",
        "seat: SEKR-M2",
        "seat: SEKR M2",
        "SEKR M2",
        '"seat" of SEKR M2 is "SEKR M2", which has not the form it must have'
        " (ENGINE) - use letters a-z, digits, dots and dashes",
    ),
    Planted(
        "a name beside the key",
        NOTICE,
        NOTICE.replace("    label", "    name: x\n    label"),
        "name: x",
        'unknown key "name" of notice_days (ENGINE) - the key above is its name',
    ),
    Planted(
        "D80 a chair that nobody holds",
        "chair: SEKR-M1",
        "chair: SEKR-M7",
        "chair: SEKR-M7",
        'SEKR has no seat SEKR-M7 that could chair it: nobody can convene it (P-07) - did you mean "SEKR-M5"?',
    ),
    Planted(
        "D80 routing to no body",
        "professional: SEKR",
        "professional: SECR",
        "professional: SECR",
        'the procedure has no body SECR (P-04) - did you mean "SEKR"?',
    ),
    Planted(
        "D80 a case that could not begin",
        "    level: 1\n",
        "    level: 1\n    deliberates: false\n",
        "drofting_default",
        "SEKR does not deliberate: no case could begin (P-05) - name a body that deliberates",
    ),
    Planted(
        "a case that could not end",
        "    level: 2\n",
        "    level: 2\n    decides: false\n",
        "larger_consequences",
        "SU does not decide: the case could never end (P-04) - name a body that decides",
        more=1,
    ),
    Planted(
        "levels upside down",
        "    level: 2\n",
        "    level: 0\n",
        "larger_consequences",
        "SU stands below SEKR, so no case could be raised"
        " (P-14) - let the body for larger consequences have the higher level",
        more=2,
    ),
    Planted(
        "one seat id twice",
        "seat: SU-M1",
        "seat: SEKR-M1",
        "seat: SEKR-M1",
        "the seat SEKR-M1 stands twice, in SEKR and in SU"
        " (ENGINE) - give every seat its own id, in the whole procedure",
    ),
    Planted(
        "P-18 a GP seat that counts",
        "side: gp\n        counts: false",
        "side: gp\n        group: x\n        counts: true",
        "counts: true",
        "SEKR-GP counts, but stands for gp (P-18) - only municipal and hospital seats may count: set counts to false",
    ),
    Planted(
        "P-18 counted for nobody",
        "        group: mosseregionen\n",
        "",
        "SEKR-M2",
        "SEKR-M2 counts, but speaks for no group: nobody would be bound"
        ' (P-18) - add "group: ..." with the group whose parties it binds',
    ),
    Planted(
        "P-18 heard, with a group",
        "side: gp\n",
        "side: gp\n        group: x\n",
        "group: x",
        "SEKR-GP is only heard, but speaks for the group x (P-18) - remove the group, or let the seat count",
    ),
    Planted(
        "P-06 notice below its floor",
        NOTICE + " 14",
        NOTICE + " 6",
        "2018-04-01: 6",
        "notice_days is 6 on 2018-04-01, notice_floor_days is 7 (P-06) - let notice_days be at least 7",
    ),
    Planted(
        "P-06 notice below its floor later",
        NOTICE + " 14",
        NOTICE + " 14\n      2027-01-01: 5",
        "2027",
        "notice_days is 5 on 2027-01-01, notice_floor_days is 7 (P-06) - let notice_days be at least 7",
    ),
    Planted(
        "P-12 gap below the floor",
        GAP + " 14",
        GAP + " 3",
        "2018-04-01: 3",
        "min_gap_days is 3 on 2018-04-01, notice_floor_days is 7 (P-12) - let min_gap_days be at least 7",
    ),
    Planted(
        "D80 reminders in the wrong order",
        REMINDER + " 7",
        REMINDER + " 2",
        "2018-04-01: 2",
        "forankring_reminder_days_first is 2 on 2018-04-01, forankring_reminder_days_second is 2"
        " (P-11) - let forankring_reminder_days_first be at least 3",
    ),
    Planted(
        "D80 a negative reminder",
        REMINDER + " 7",
        REMINDER + " -1",
        "2018-04-01: -1",
        "forankring_reminder_days_first is -1 from 2018-04-01 (P-11) - give a number from 1 to 366",
    ),
    Planted(
        "P-22 silence by our choice",
        SILENCE + " false",
        SILENCE + " true",
        "2018-04-01: true",
        "silence_is_consent is true, and no more behind it than our choice"
        " (P-22) - set it to false, or give force law or agreement and the clause as source",
        more=1,
    ),
    Planted(
        "P-22 silence by agreement, which this version cannot carry out",
        SILENCE + " false",
        SILENCE.replace("our choice\n", "agreement\n") + " true",
        "2018-04-01: true",
        "silence_is_consent is true from 2018-04-01 (P-22) - only false can be carried out",
        more=1,
    ),
    Planted(
        "P-19 binding by our choice",
        BINDING,
        BINDING.replace("agreement\n", "our choice\n"),
        "2018",
        "binding_by_agreement is true, and no more behind it than our choice"
        " (P-19) - set it to false, or give force law or agreement and the clause as source",
    ),
    Planted(
        "consensus never a majority",
        "roll_call_no_objection",
        "two_thirds",
        "two_thirds",
        "consensus_mode is two_thirds from 2018-04-01 (P-20) - this version can carry out: roll_call_no_objection, "
        "every_counted_seat_consents, no_sustained_objection, every_party_consents",
    ),
    Planted(
        "P-01 one stage",
        number("two_stage_required") + " true",
        number("two_stage_required") + " false",
        "2018",
        "two_stage_required is false from 2018-04-01 (P-01) - only true can be carried out",
    ),
    Planted(
        "a decimal number",
        NOTICE + " 14",
        NOTICE + " 14.5",
        "14.5",
        "notice_days is 14.5 from 2018-04-01 (P-06) - give a whole number from 1 to 366",
    ),
    Planted(
        "P-38 days in falling order",
        NOTICE,
        NOTICE.replace("2018", "2018-05-01: 21\n      2018"),
        "2018-04-01",
        "notice_days: 2018-04-01 stands below 2018-05-01"
        " (P-38) - put the dated values in rising order, a later day below an earlier one",
        more=1,
    ),
    Planted(
        "P-38 no value at the start",
        NOTICE,
        NOTICE.replace("2018-04-01", "2019-01-01"),
        "2019-01-01",
        "notice_days has no value from 2018-04-01 until 2019-01-01"
        " (P-38) - date the first value 2018-04-01 or earlier",
    ),
    Planted(
        "a number the engine does not know",
        "  notice_days:",
        "  notise_days:",
        "  notise_days:",
        'nothing uses a number called notise_days (ENGINE) - did you mean "notice_days"?',
        more=1,
    ),
    Planted(
        "a rule that does not exist",
        "rule: P-06",
        "rule: P-66",
        "rule: P-66",
        "there is no rule P-66 (ENGINE) - name a rule of docs/rules.md",
    ),
    Planted(
        "no such time zone",
        "Europe/Oslo",
        "Europe/Osslo",
        "Europe/Osslo",
        'no time zone is called "Europe/Osslo" (T-01) - write a name of the tz database, such as Europe/Oslo',
    ),
)

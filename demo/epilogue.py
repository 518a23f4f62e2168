"""The end of the telling: what the cases came to, what was checked, what was written, what to try next."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import Any

from demo.auditor import BUNDLE, FOLDER, FORGED, KEYS, LETTER, LOG, REPORTS, Audited
from demo.main import Performance
from demo.tale import Tale

PROJECT = Path(__file__).resolve().parent.parent
AUDITOR_CHAPTER, LAST_CHAPTER = 5, 6
CONTESTED_MEETING = 3  # counted from 0: the one where a counted seat objected


def tell_ending(tale: Tale, performed: Performance) -> None:
    """In words."""
    ending, written = performed.ending, performed.written
    tale.timeless()
    tell_audit(tale, performed.audited)
    tale.chapter(LAST_CHAPTER, LAST_CHAPTER, "chapter_end")
    if ending.differs:
        tale.tell("differs")
        for what in ending.differs:
            tale.bullet("", what)
    else:
        rows = [
            (
                case.record,
                tale.say("end_decided", body=case.body, day=tale.short_day(case.day) if case.day else "-"),
                tale.say("end_bound", parties=case.bound),
                str(case.entries),
            )
            for case in ending.cases
        ]
        tale.table("th_end", rows)
        tale.tell("checked", records=ending.records, entries=ending.entries, mails=ending.mails)
    tale.tell("story_time", months=performed.months, seconds=f"{performed.seconds:.0f}")
    tale.gap()
    tale.tell("files", folder=shown(written.folder))
    tale.bullet("minutes/", tale.say("file_minutes", count=len(written.minutes)))
    tale.bullet("mails/", tale.say("file_mails", count=written.mails))
    tale.bullet("records/", tale.say("file_records", count=written.records))
    tale.bullet(f"{FOLDER}/", _proofs(tale, performed.audited))
    tale.bullet("documents/", tale.say("file_documents", count=written.documents))
    if ending.differs:
        tale.bullet("logs/", tale.say("file_logs"))
        return
    tale.gap()
    tale.tell("next")
    launcher = "./saksgang" if Path.cwd() == PROJECT else shlex.quote(str(PROJECT / "saksgang"))
    proof = written.folder / FOLDER
    file = {name: shlex.quote(shown(proof / name)) for name in (BUNDLE, FORGED, KEYS, LETTER, LOG)}
    other = "en" if tale.language == "nb" else "nb"
    tale.table(
        "th_next",
        [
            (shown(written.minutes[CONTESTED_MEETING]), tale.say("next_minutes")),
            (shown(written.folder / "records" / f"{ending.cases[-1].record}.txt"), tale.say("next_record")),
            (shown(PROJECT / "docs" / "rules.md"), tale.say("next_rules")),
            (f"{launcher} up", tale.say("next_up")),
            (f"{launcher} demo --language {other}", tale.say("next_language")),
            (launcher, tale.say("next_commands")),
        ],
    )
    tale.gap()
    tale.tell("next_verify")
    for bundle in (BUNDLE, FORGED):
        with_what = f"--key {file[KEYS]}", f"--checkpoint {file[LETTER]}"
        tale.text(" \\\n    ".join((f"{launcher} audit verify {file[bundle]}", *with_what)))
    tale.gap()
    tale.tell("next_compare")
    tale.text(
        " \\\n    ".join((f"{launcher} audit compare {file[LETTER]}", f"--log {file[LOG]}", f"--key {file[KEYS]}"))
    )
    tale.gap()
    tale.tell("next_replay")
    tale.text(" \\\n    ".join((f"{launcher} audit replay {file[BUNDLE]}", f"--key {file[KEYS]}")))


def _proofs(tale: Tale, audited: Audited) -> str:
    kept = tale.say(
        "file_proof",
        bundle=BUNDLE,
        forged=FORGED,
        keys=KEYS,
        letter=LETTER,
        log=f"{LOG}/",
        party=tale.parties([audited.letter_to]),
    )
    said = (f"`{' '.join(words)}` ({name})" for name, words in REPORTS.items())
    return f"{kept}; {tale.say('file_reports', reports=tale.tongue.listed(said))}"


def tell_audit(tale: Tale, audited: Audited) -> None:
    """What the auditor held, what was checked, and where the forgery was found; checks in the command's own words."""
    tale.chapter(AUDITOR_CHAPTER, LAST_CHAPTER, "chapter_audit")
    party = tale.parties([audited.letter_to])
    tale.tell("audit_held", case=audited.case, entries=audited.entries, party=party)
    tale.table("th_audit", [(check["outcome"], check["what"]) for check in audited.real.checks])
    tale.tell(f"audit_{audited.real.result}")
    tale.tell("audit_forged", sentence=tale.say("forged_sentence"))
    found = audited.forged.first_broken
    if found is not None:
        tale.tell("audit_found", what=found["what"], why=found["why"])


def document(performed: Performance) -> dict[str, Any]:
    """The same for programs."""
    ending, written, audited = performed.ending, performed.written, performed.audited
    return {
        "ended_as_it_should": not ending.differs,
        "differs": list(ending.differs),
        "cases": [
            {
                "record": case.record,
                "title": case.title,
                "decided_in": case.body,
                "decided_on": case.day,
                "parties_bound": case.bound,
                "entries": case.entries,
            }
            for case in ending.cases
        ],
        "records": ending.records,
        "entries": ending.entries,
        "mails": ending.mails,
        "audited": {
            "case": audited.case,
            "letter_to": audited.letter_to,
            "bundle": audited.real.result,
            "forged": audited.forged.result,
            "forgery_found": audited.forged.first_broken,
        },
        "months": performed.months,
        "seconds": round(performed.seconds, 1),
        "folder": written.folder,
        "minutes": list(written.minutes),
    }


def shown(path: Path) -> str:
    """A path as the reader would type it: from the folder they stand in, where it lies below that."""
    try:
        return str(path.relative_to(Path.cwd())) + (os.sep if path.is_dir() else "")
    except ValueError:
        return str(path)

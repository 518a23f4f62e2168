"""The recorded histories replayed strictly in a process of its own: `python -m tests.workflows.under_seed [planted]`.

Run under another PYTHONHASHSEED each time (B3). With `planted` a rule walks through a set, as none may.
"""

from __future__ import annotations

import asyncio
import json
import sys

import rules.case.followup
from audit.replay import replay_strictly
from models.entries import FollowUpOpened
from rules.case.context import Case
from tests.workflows.kept import manifest
from workflows.sandbox import runner

EACH_FOURTH = 4


def plant() -> None:
    """What each bound party has to follow up comes in an order of its own in every process."""
    ordered = rules.case.followup.follow_ups

    def by_chance(case: Case) -> tuple[FollowUpOpened, ...]:
        items = {item.party: item for item in ordered(case)}
        return tuple(items[party] for party in set(items))

    rules.case.followup.follow_ups = by_chance


async def main(*, planted: bool) -> None:
    """Replay, and say how many and what differed."""
    decided = [one for one in manifest() if one.story == "decided" and one.record.startswith("case")]
    chosen = decided if planted else manifest()[::EACH_FOURTH]
    agrees = [(await replay_strictly(one.history(), one.entries(), runner=runner())).agrees for one in chosen]
    differing = [one.file for one, agreed in zip(chosen, agrees, strict=True) if not agreed]
    sys.stdout.write(json.dumps({"replayed": len(chosen), "differing": differing}))


if __name__ == "__main__":
    if sys.argv[1:] == ["planted"]:
        plant()
    asyncio.run(main(planted=sys.argv[1:] == ["planted"]))

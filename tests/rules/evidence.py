"""Evidence made in memory: what the world of the rules has played, as the register would give it."""

from __future__ import annotations

from models import acts as a
from models.acts import Actor, Facts, ReceivedAct
from models.canonical import EMPTY_HEAD, digest_of
from models.evidence import Evidence, RecordEvidence
from models.state import RecordHead
from models.submission import Claim, Submission, submission_digest
from rules.community import Community, judge_community
from rules.legal_dates import local_day
from rules.recording import record_act
from tests.rules.world import BEGINS, World

COMMUNITY_RECORD = "community-ostfold"


def evidence_from(world: World, about: str) -> Evidence:
    """A record of the world with every other, and the community as it was founded."""
    others = sorted(name for name in world.records if name != about)
    return Evidence(
        about=about,
        community=world.roster.community,
        records=(*(_record(world, name) for name in (about, *others)), _community(world)),
        procedures=(world.procedure,),
        rosters=(world.roster,),
    )


def _record(world: World, name: str) -> RecordEvidence:
    record = world.records[name]
    return RecordEvidence(
        record=name,
        kind=record.kind,
        procedure=digest_of(world.procedure),
        roster=digest_of(world.roster),
        opened_at=record.opened_at or BEGINS,
        entries=tuple(record.entries),
        acts=tuple(record.acts),
    )


def _community(world: World) -> RecordEvidence:
    procedure, roster = digest_of(world.procedure), digest_of(world.roster)
    act = a.FoundCommunity(community=world.roster.community, procedure=procedure, roster=roster)
    submission = Submission(act_id="f" * 32, claim=Claim(), act=act)
    received = ReceivedAct(
        act_id=submission.act_id,
        record=COMMUNITY_RECORD,
        number=1,
        received_at=BEGINS,
        digest=submission_digest(COMMUNITY_RECORD, submission),
        actor=Actor(),
        facts=Facts(day=local_day(BEGINS, world.procedure.timezone)),
        act=act,
    )
    verdict = judge_community(received, Community(world.procedure, world.roster))
    head = RecordHead(record=COMMUNITY_RECORD, seq=0, hash=EMPTY_HEAD, judged=0)
    return RecordEvidence(
        record=COMMUNITY_RECORD,
        kind="community",
        procedure=procedure,
        roster=roster,
        opened_at=BEGINS,
        entries=record_act(head, received, verdict, 20).entries,
        acts=(received,),
    )

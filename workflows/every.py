"""Every workflow there is, for whoever runs or replays them."""

from workflows.agreement import AgreementWorkflow
from workflows.case import CaseWorkflow
from workflows.dispute import DisputeWorkflow
from workflows.meeting import MeetingWorkflow

WORKFLOWS: tuple[type, ...] = (CaseWorkflow, MeetingWorkflow, AgreementWorkflow, DisputeWorkflow)

BUILD_ID = "saksgang-0.1"
"""The version of this code, as Temporal's histories name it."""

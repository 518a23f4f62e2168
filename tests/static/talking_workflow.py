"""A workflow that says something at each step, in both ways, with an activity that does too."""

from datetime import timedelta

from temporalio import activity, workflow

with workflow.unsafe.imports_passed_through():
    import structlog


@activity.defn
async def speak() -> None:
    """Say one line."""
    structlog.get_logger("activity").info("activity_spoke")


@workflow.defn
class TalkingWorkflow:
    """Three steps, each a line of its own."""

    @workflow.run
    async def run(self) -> None:
        """Speak, wait, let an activity speak."""
        for step in (1, 2, 3):
            structlog.get_logger("workflow").info("step_taken", step=step)
            workflow.logger.info("step_told", extra={"step": step})
            await workflow.sleep(60)
            await workflow.execute_activity(speak, start_to_close_timeout=timedelta(seconds=5))

"""The server's background work: procrastinate, with a sweep for jobs whose worker died, and the nightly erasure."""

from __future__ import annotations

import procrastinate

STALLED_AFTER_SECONDS = 60.0


def on_app_ready(app: procrastinate.App) -> None:
    """Register the periodic sweep; procrastinate itself leaves a dead worker's jobs `doing` for ever."""

    @app.periodic(cron="40 3 * * *")
    @app.task(name="kakanai.server.erase_expired", queueing_lock="erase_expired")
    def erase_expired(timestamp: int) -> int:  # noqa: ARG001 - periodic's signature
        """Erase, each night, the personal values whose time is over, of every municipality; return of how many visits."""
        from kakanai.desk import actions
        from kakanai.trust import tenancy
        from kakanai.trust.models import Municipality

        erased = 0
        for municipality in Municipality.objects.values_list("code", flat=True):
            with tenancy.tenant(municipality):
                while count := actions.erase_expired():
                    erased += count
        return erased

    @app.periodic(cron="* * * * *")
    @app.task(name="kakanai.server.retry_stalled_jobs", queueing_lock="retry_stalled_jobs", pass_context=True)
    async def retry_stalled_jobs(context: procrastinate.JobContext, timestamp: int) -> int:  # noqa: ARG001 - periodic's signature
        """Put each job of a worker without a heartbeat back into its queue; return how many."""
        manager = context.app.job_manager
        jobs = list(await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS))
        for job in jobs:
            await manager.retry_job(job)
        return len(jobs)

"""10,000 queued items claimed by 4 processes on the test database: claims per second and double claims."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kakanai.server.settings")
CITY = "990019"


def claim_all(name: str) -> list[str]:
    """Claim until nothing is left; return what was claimed."""
    from django.db import connections

    from kakanai.robots import actions
    from kakanai.robots.models import Lane, Runner
    from kakanai.trust import tenancy

    with tenancy.tenant(CITY):
        runner, got = Runner.objects.get(name=name), []
        while (handed := actions.claim_item(runner, ["juki"])) is not None:
            Lane.objects.filter(item=handed.claim.job.item).update(lease_until=None, item=None)
            got.append(handed.claim.job.item)
    connections.close_all()
    return got


def main() -> None:
    """Fill the queue, let four processes race, count."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=int, default=10_000)
    items = parser.parse_args().items
    import django

    django.setup()
    from django.db import connections

    import kakanai.demo.targets as targets
    from kakanai.robots import actions
    from kakanai.robots.models import Lane, Target
    from kakanai.robots.queuefill import fill
    from kakanai.server import environment, testdatabase
    from kakanai.trust import tenancy
    from kakanai.trust.crypto import make_key_file

    make_key_file(environment.var() / "secrets" / "master.key")
    with testdatabase.prepared(), tenancy.tenant(CITY):
        text = (Path(targets.__file__).parent / "maps" / "juki.transfer_in.yaml").read_text()
        actions.approve_map(actions.propose_map(text), by="benchmark")
        target = Target.objects.get(code="juki")
        # What is claimed here is never worked on: no lease may run out before the last claim.
        Target.objects.update(lease_seconds=3600)
        for number in range(1, 8):
            Lane.objects.create(municipality=CITY, target=target, number=number)
        for number in range(4):
            actions.enrol_runner(f"racer-{number}", ["juki"], actor="benchmark")
        fill(CITY, "juki", "transfer_in", items)
        connections.close_all()
        names = [f"racer-{number}" for number in range(4)]
        with ProcessPoolExecutor(4, multiprocessing.get_context("fork")) as racers:
            started = time.perf_counter()
            got = [item for mine in racers.map(claim_all, names) for item in mine]
            seconds = time.perf_counter() - started
    print(f"{len(got)} claims by 4 processes in {seconds:.1f} s ({len(got) / seconds:.0f}/s), "
          f"{len(got) - len(set(got))} double, {items - len(set(got))} left")  # fmt: skip


if __name__ == "__main__":
    main()

"""Forms that the robot was never shown: the challenge's 70 fields by caption, and MiniWoB's eleven form tasks × 50."""

from __future__ import annotations

import os
import time

from kakanai.robots.runner.drivers.browser import running_browser
from kakanai.robots.runner.tests import test_unknown_forms as forms


def main() -> None:
    """Print each task's score."""
    with running_browser() as browser:
        runs = [forms.challenge(browser) for _ in range(5)]
        print(f"challenge: {runs[0][0]}, best of 5 {min(s for _, s in runs):.2f} s")
        total = right = 0
        for task in forms.TASKS:
            started = time.perf_counter()
            rewards = forms.play(browser, task, 50)
            total, right = total + len(rewards), right + rewards.count(1)
            print(f"{task}: {rewards.count(1)}/{len(rewards)} in {time.perf_counter() - started:.1f} s", flush=True)
        print(f"miniwob: {right} of {total}; load average {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()

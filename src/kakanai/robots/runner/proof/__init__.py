"""The fault suite of the commit point: every way in which a save can go wrong, counted in the target's own ledger.

A simulated target and a simulated clock, with the real engine and the real rules. A naive robot that retries on any
error meets the same faults, so that the suite is known to catch what it must.
"""

from kakanai.robots.runner.proof.ledgers import MAP, Ledger, MemoryLedger
from kakanai.robots.runner.proof.simulated import FAULTS, Clock
from kakanai.robots.runner.proof.suite import Counts, run_cases

__all__ = ["FAULTS", "MAP", "Clock", "Counts", "Ledger", "MemoryLedger", "run_cases"]

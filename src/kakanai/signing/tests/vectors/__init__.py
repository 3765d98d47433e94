"""The vector suite: bundles that must be judged right, each made with real keys on the spot.

A vector is a name, a bundle, whom to trust, the verdict that must come out and, where it matters, the check that
must be the one to fail. `resealed` vectors carry a correct server seal: what a dishonest server could make.
"""

from kakanai.signing.tests.vectors.certificates import authorities, good_ones, key_uses, times
from kakanai.signing.tests.vectors.damage import tampered, truncated
from kakanai.signing.tests.vectors.dishonest import algorithms, replays, seals
from kakanai.signing.tests.vectors.model import Group, Vector
from kakanai.signing.tests.vectors.revocation import revocations

GROUPS: dict[str, Group] = {
    "good": good_ones,
    "times": times,
    "authorities": authorities,
    "key uses": key_uses,
    "revocation": revocations,
    "truncated": truncated,
    "tampered": tampered,
    "algorithms": algorithms,
    "replays": replays,
    "seals": seals,
}

__all__ = ["GROUPS", "Group", "Vector"]

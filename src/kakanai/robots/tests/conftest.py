"""A municipality with approved maps of the sample systems and one enrolled runner."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

import kakanai.demo.targets as targets
from kakanai.demo.targets.samples import family_values
from kakanai.robots import actions
from kakanai.robots.models import Runner
from kakanai.trust import tenancy

# Playwright runs an event loop in this thread; Django would take every query for one made inside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
CITY = "990019"
MAPS = Path(targets.__file__).parent / "maps"


@pytest.fixture
def city(db):
    with tenancy.tenant(CITY):
        for path in sorted(MAPS.glob("*.yaml")):
            actions.approve_map(actions.propose_map(path.read_text()), by="見本市 担当")
        yield CITY


@pytest.fixture
def token(city):
    return actions.enrol_runner("runner-1", ["juki", "jidoteate"], actor="test")


@pytest.fixture
def runner(token):
    return Runner.objects.get(name="runner-1")


@pytest.fixture
def family():
    return family_values(timezone.localdate() - timedelta(days=3))


@pytest.fixture
def put(city, family):
    def put(application="A1", target="juki", operation="transfer_in:p1", version=1, **more):
        given = {"values": family} | more
        return actions.enqueue(
            municipality=CITY, application=application, target=target, operation=operation, version=version, **given
        )

    return put

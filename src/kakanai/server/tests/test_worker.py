"""The background work: what runs by itself at night."""

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django import app

from kakanai.demo.city import build_city
from kakanai.desk import actions
from kakanai.desk.models import Visit
from kakanai.trust import tenancy
from kakanai.trust.models import User

pytestmark = pytest.mark.django_db


def test_the_nightly_erasure_works_for_every_municipality_without_being_told_which():
    city = build_city()
    with tenancy.tenant(city.code):
        clerk = User.objects.get(username=city.username("desk_clerk"))
        visit = actions.open_visit(event="move-in", counter="1", clerk=clerk)
        actions.close_visit(visit, clerk)
        Visit.objects.update(closed_at=timezone.now() - timedelta(days=40))
    assert app.tasks["kakanai.server.erase_expired"].func(0) == 1
    with tenancy.tenant(city.code):
        assert Visit.objects.get().erased_at is not None
    assert app.tasks["kakanai.server.erase_expired"].func(0) == 0


def test_the_periodic_work_is_registered_with_its_times():
    registered = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert registered["kakanai.server.erase_expired"] == "40 3 * * *"
    assert registered["kakanai.server.retry_stalled_jobs"] == "* * * * *"

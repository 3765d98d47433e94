"""Set up the sample city: staff, counters, the protected household. Can be run again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

from django.conf import settings
from django.db import transaction

from kakanai import yamldata
from kakanai.trust import actions, queries, tenancy
from kakanai.trust.models import Municipality, User

PASSWORD = "mihon-demo-2026"  # noqa: S105 - printed on purpose: a demonstration on one machine


@dataclass(frozen=True)
class City:
    """The sample city as data."""

    code: str
    name: str
    staff: list[dict[str, Any]]
    counters: list[str]
    protected: list[dict[str, Any]]
    second: dict[str, str]

    def username(self, role: str) -> str:
        """Return the staff number of the first person with a role."""
        return str(next(person["username"] for person in self.staff if role in person["roles"]))


def load_city() -> City:
    """Load the sample city."""
    raw = yamldata.read((files("kakanai.demo") / "data" / "city.yaml").read_text("utf-8"))
    own = raw["municipality"]
    return City(own["code"], own["name"], raw["staff"], raw["counters"], raw["protected"], raw["second_municipality"])


@transaction.atomic
def build_city() -> City:
    """Write the sample city into the database, adding only what is missing. Refused in production."""
    if settings.KAKANAI_PRODUCTION:
        raise RuntimeError("the sample city is not built in production")
    city = load_city()
    for code, name in ((city.code, city.name), (city.second["code"], city.second["name"])):
        Municipality.objects.get_or_create(code=code, defaults={"name": name, "sample": True})
    with tenancy.tenant(city.code):
        _add_staff(city)
        _add_protection(city)
    return city


def _add_staff(city: City) -> None:
    known = set(User.objects.values_list("username", flat=True))
    for person in city.staff:
        if person["username"] in known:
            continue
        User.objects.create_user(
            person["username"],
            PASSWORD,
            display_name=person["name"],
            office=person["office"],
            roles=person["roles"],
            municipality_id=city.code,
        )


def _add_protection(city: City) -> None:
    for person in city.protected:
        if not queries.is_protected([(person["name"], person["birth"])]):
            actions.register_protection(
                name=person["name"],
                birth=person["birth"],
                starts_on=date(2026, 4, 1),
                planned_end=None,
                actor="demo",
            )

"""A small city with the people who review forms, and drawn forms to review."""

from __future__ import annotations

from pathlib import Path

import pytest

from kakanai.demo.city import build_city
from kakanai.reform import actions
from kakanai.reform.engine.drawing import DrawingProcess
from kakanai.reform.engine.gold.emit import emit
from kakanai.reform.engine.gold.spec import load_forms
from kakanai.reform.models import Form
from kakanai.trust import tenancy
from kakanai.trust.models import User


@pytest.fixture
def city(db):
    built = build_city()
    with tenancy.tenant(built.code):
        yield built


@pytest.fixture
def officer(city):
    return User.objects.get(username=city.username("reform_officer"))


@pytest.fixture
def reviewer(city):
    return User.objects.get(username=city.username("reviewer"))


@pytest.fixture(scope="session")
def drawn(tmp_path_factory):
    """Return the bytes of a drawn form: `drawn("suido-kaishi")`, in any of the gold set's formats."""
    forms = {form.id: form for form in load_forms()}
    folder: Path = tmp_path_factory.mktemp("drawer")

    def make(name: str, how: str = "docx") -> bytes:
        path = folder / f"{name}.{how}"
        if not path.exists():
            path.write_bytes(emit(forms[name], how))
        return path.read_bytes()

    return make


@pytest.fixture(scope="session")
def read_drawn(drawn, tmp_path_factory):
    """Read a drawn form once for all tests, in the engine's own process."""
    folder, known = tmp_path_factory.mktemp("read"), {}

    def read(name: str):
        if name not in known:
            path = folder / f"{name}.docx"
            path.write_bytes(drawn(name))
            with DrawingProcess() as process:
                known[name] = process.read_drawn(path)
        return known[name]

    return read


@pytest.fixture
def bring_in(city, officer, drawn, read_drawn):
    """Put drawn forms into the inventory and into an event's bundle, and return them by name."""

    def bring(*names: str, event: str = "move-in", sheets: int = 1) -> dict[str, Form]:
        offices = {form.id: form.office for form in load_forms()}
        forms = {}
        for name in names:
            path = f"{offices[name]}/{name}.docx"
            forms[name], _ = actions.store_form(path, offices[name], drawn(name), read_drawn(name), officer)
            actions.set_entry(forms[name], event, officer, sheets=sheets, judge=False)
        actions.judge_all()
        return {name: Form.objects.get(pk=form.pk) for name, form in forms.items()}

    return bring

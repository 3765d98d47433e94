"""Every record of the sample family's move-in is typed, saved and read back, in each core system, by forty fields or more."""

from __future__ import annotations

import pytest

from kakanai.demo import targets
from kakanai.demo.targets import desktop
from kakanai.demo.targets.hall import MAPS, PROCEDURES, Hall


@pytest.mark.desktop
def test_the_desktop_program_is_filled_and_read_back_too(tmp_path, monkeypatch):
    if desktop.missing():
        pytest.skip(desktop.missing())
    session = desktop.Session()
    for name, value in session.environment.items():
        monkeypatch.setenv(name, value)
    hall = Hall(None, tmp_path, session)
    try:
        one = hall.enter("dog_registration", "household")
        stored = hall.records(targets.DESKTOP)
    finally:
        hall.close()
        session.close()
    assert (one.state, one.fields, one.filled, one.read_back, len(stored)) == ("done", 43, 43, 43, 1)


@pytest.mark.browser
@pytest.mark.slow
def test_every_record_of_the_familys_fourteen_procedures_is_typed_saved_and_read_back(chromium, tmp_path):
    hall = Hall(chromium, tmp_path)
    entered = []
    try:
        for procedure, (target, _, subjects) in PROCEDURES.items():
            if target not in targets.codes():
                continue
            before = len(hall.records(target))
            entered += [hall.enter(procedure, subject) for subject in subjects]
            assert len(hall.records(target)) - before == len(subjects), procedure
    finally:
        hall.close()
    assert {(one.procedure, one.subject, one.state) for one in entered if one.state != "done"} == set()
    assert all(one.read_back >= 35 and one.filled >= 33 for one in entered), entered
    assert len(entered) == 22


def test_each_of_the_fourteen_screens_holds_forty_fields_or_more():
    sizes = {}
    for procedure, (target, operation, _) in PROCEDURES.items():
        screen_map = MAPS[f"{target}.{operation}"]
        sizes[procedure] = len(screen_map.screen.controls) if screen_map.screen else len(screen_map.fields)
    assert len(sizes) == 14
    assert min(sizes.values()) >= 40, sizes

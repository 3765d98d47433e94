"""A changed screen: cosmetic changes pass, any other stops the runner before the first key, none is ever silent."""

from __future__ import annotations

import pytest

from kakanai.demo.targets import drift
from kakanai.demo.targets.bench import WebBench, WindowsBench
from kakanai.demo.targets.changes import ALL, CarelessDrivers, each_kind, expected, judge, run_mutations
from kakanai.robots.runner import jobs


def unexpected(found, *, states_lengths):
    return {n: v for n, v in found.items() if v not in expected(n, states_lengths=states_lengths)}


def silent_or_stopped_for_nothing(found):
    return [(n, v) for n, v in found if v == "SILENT" or (v != "right" and set(n) <= set(drift.COSMETIC))]


def test_at_least_sixteen_kinds_of_change_are_known():
    assert len(ALL) >= 16


@pytest.mark.browser
def test_each_change_of_a_page_is_typed_right_or_stopped_before_the_first_key(bench):
    assert unexpected(each_kind(bench), states_lengths=True) == {}


@pytest.mark.browser
@pytest.mark.slow
def test_two_hundred_mutations_of_a_page_make_no_silent_error(bench):
    assert silent_or_stopped_for_nothing(run_mutations(bench, 200)) == []


@pytest.mark.desktop
def test_each_change_of_a_desktop_window_is_typed_right_or_stopped_before_the_first_key(window):
    assert unexpected(each_kind(window), states_lengths=False) == {}


@pytest.mark.desktop
@pytest.mark.slow
def test_mutations_of_a_desktop_window_make_no_silent_error(window):
    """Fifty here; `benchmarks/robots/screen_changes.py` runs two hundred on every driver."""
    assert silent_or_stopped_for_nothing(run_mutations(window, 50)) == []


def test_each_change_and_two_hundred_mutations_behind_ui_automation_make_no_silent_error():
    bench = WindowsBench()
    assert unexpected(each_kind(bench), states_lengths=False) == {}
    assert silent_or_stopped_for_nothing(run_mutations(bench, 200)) == []


def test_each_change_of_a_hosts_screen_is_typed_right_or_stopped_before_the_first_key(host):
    assert unexpected(each_kind(host), states_lengths=True) == {}


@pytest.mark.slow
def test_two_hundred_mutations_of_a_hosts_screen_make_no_silent_error(host):
    assert silent_or_stopped_for_nothing(run_mutations(host, 200)) == []


@pytest.mark.browser
@pytest.mark.parametrize("way", sorted(CarelessDrivers.ALL))
def test_careless_ways_write_wrong_data_silently_and_the_suite_says_so(chromium, monkeypatch, way):
    monkeypatch.setattr(jobs, "read_back", lambda *_: [])
    bench = WebBench(chromium, driver=CarelessDrivers.ALL[way])
    names = (
        "reverse_rows",
        "insert_field",
        "swap_captions",
        "wrong_screen",
        "second_caption",
        "swap_options",
        "move_field",
    )
    try:
        found = {name: judge(bench, [name]) for name in names}
    finally:
        bench.close()
    assert list(found.values()).count("SILENT") >= 2, found

"""A screen that nobody mapped: proposals with confidence, unsure fields left out, and a canary that sees changes."""

from __future__ import annotations

import pytest

from kakanai.demo.targets import MAPS
from kakanai.demo.targets.web import ACCOUNT, PASSWORD, serve
from kakanai.robots.runner import canaries, draft, learn
from kakanai.robots.runner.drivers.web import WebPort
from kakanai.robots.runner.screenmap import load, parse

pytestmark = pytest.mark.browser


@pytest.fixture
def juki(chromium):
    with serve("juki") as core:
        port = WebPort(chromium, core.address)
        yield core, port
        port.close()


def test_a_screen_nobody_mapped_is_read_into_a_draft_that_agrees_with_the_persons_map(juki):
    _, port = juki
    port.open("/entry", "main")
    screen = port.scan()
    learned = learn.learn(screen)
    text = draft.draft(screen, learned, target="juki", operation="draft", place="/entry", frame="main")
    drafted = {(f.section, f.caption): f for f in parse(text).fields}
    approved = {(f.section, f.caption): f for f in load(MAPS / "juki.transfer_in.yaml").fields}
    assert len(drafted) >= 20
    wrong = {p: (f.item, approved[p].item) for p, f in drafted.items()
             if p in approved and approved[p].item and f.item.partition(":")[2] != approved[p].item.partition(":")[2]}  # fmt: skip
    same = {("address.movedDate", "move.date"), ("address.building", "address.new"),
            ("person.fullName", "household.headName")}  # fmt: skip
    wrong = {p: pair for p, pair in wrong.items() if tuple(x.partition(":")[2] for x in pair) not in same}
    assert wrong == {}
    assert drafted[("本人", "生年月日(年月日)")].format == "era_digits"
    assert drafted[("異動情報", "受付番号")].key


def test_what_the_mapper_is_not_sure_of_stands_in_the_draft_as_a_comment_only(juki):
    _, port = juki
    port.open("/entry", "main")
    screen = port.scan()
    learned = {x.control.caption: x for x in learn.learn(screen)}
    assert learned["国保資格"].field is None
    text = draft.draft(screen, list(learned.values()), target="juki", operation="draft", place="/entry")
    assert "# 未対応: 付帯情報 国保資格" in text
    assert "国保資格" not in [f.caption for f in parse(text).fields]


@pytest.mark.parametrize("name", ["juki.transfer_in", "jidoteate.claim"])
def test_the_canary_is_silent_on_a_known_screen_and_names_what_changed(chromium, name):
    screen_map = load(MAPS / f"{name}.yaml")
    with serve(screen_map.target) as core:
        windows = screen_map.login.windows if screen_map.login else ()
        secrets = {"user": ACCOUNT, "password": PASSWORD}.__getitem__
        port = WebPort(chromium, core.address, windows=windows)
        assert canaries.look_at(screen_map, port, secrets)[0] == []
        core.orders.tell("drift", times=-1, value="shorten")
        found = canaries.look_at(screen_map, port, secrets)[0]
        assert any(line.startswith("知らない項目") for line in found)
        assert core.ledger.all() == []
        port.close()

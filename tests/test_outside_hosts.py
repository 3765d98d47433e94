"""No page of ours names another host: no script, style, font, picture, form or link leaves the machine."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
KINDS = {".html", ".css", ".js", ".svg", ".typ"}
HOST = re.compile(
    r"""(?<![\w/])(?:(?:https?|wss?):)?//(?P<host>[A-Za-z0-9][A-Za-z0-9.-]*\.[A-Za-z]{2,}|\d+\.\d+\.\d+\.\d+)"""
)
NAMESPACES = {"www.w3.org"}
"""XML namespaces look like addresses and are never fetched."""


def outside_hosts(text):
    return [found["host"] for found in HOST.finditer(text) if found["host"] not in NAMESPACES]


def pages():
    return [file for file in (ROOT / "src").rglob("*") if file.suffix in KINDS]


def test_no_template_style_script_or_picture_names_another_host():
    found = {
        str(file.relative_to(ROOT)): hosts for file in pages() if (hosts := outside_hosts(file.read_text("utf-8")))
    }
    assert len(pages()) > 50
    assert found == {}


@pytest.mark.parametrize(
    "planted",
    [
        '<script src="https://cdn.example.jp/a.js"></script>',
        "@import '//fonts.example.com/css';",
        "fetch(`http://192.0.2.1/collect`)",
        "new WebSocket('wss://live.example.org')",
        '<form action="//example.net/post">',
    ],
)
def test_a_planted_host_is_found(planted):
    assert outside_hosts(planted)


@pytest.mark.parametrize("harmless", ["// a comment", 'xmlns="http://www.w3.org/2000/svg"', "a // b", "/static//x.css"])
def test_what_only_looks_like_one_passes(harmless):
    assert outside_hosts(harmless) == []

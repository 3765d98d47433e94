"""No screen gives one key to two controls that stand there at the same time."""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1] / "src" / "kakanai"
STEP = (
    "desk/card_read.html",
    "desk/parts/now_start.html",
    "desk/parts/now_documents.html",
    "desk/parts/now_person.html",
)
ALWAYS = ("desk/parts/keys.html", "desk/procedures.html", "ui/base.html")
KEY = re.compile(r'data-key="([a-zA-Z/?])"')


def keys_of(*names):
    found = Counter()
    for name in names:
        (file,) = ROOT.glob(f"*/templates/{name}")
        found += Counter(set(KEY.findall(file.read_text("utf-8"))))
    return found


def test_the_first_step_of_a_visit_gives_each_letter_once():
    assert [key for key, count in keys_of(*STEP, *ALWAYS).items() if count > 1] == []
    assert {"f", "d", "m", "h", "t", "l"} <= set(keys_of(*STEP, *ALWAYS))


def test_every_other_step_gives_each_letter_once():
    steps = ("now_questions", "now_values", "now_ready")
    for step in [*(f"desk/parts/{name}.html" for name in steps), "desk/preview.html", "desk/handover.html"]:
        assert [key for key, count in keys_of(step, *ALWAYS).items() if count > 1] == [], step


def test_the_department_and_the_robots_pages_give_each_letter_once():
    for page in ("desk/case.html", "desk/cases.html", "desk/home.html", "robots/board.html", "robots/item.html"):
        assert [key for key, count in keys_of(page, "ui/base.html").items() if count > 1] == [], page

"""Every screen of the played visit, held against axe-core as it stands in the browser."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kakanai.server import environment
from kakanai.server.errors import ServerError

AXE = "axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PLANTED = "<html><body><img src='data:,'><button></button><input></body></html>"
"""A page with faults on purpose: an inspection that finds nothing here finds nothing anywhere."""
EXPECTED_IN_PLANTED = {"image-alt", "button-name", "label", "html-has-lang", "document-title"}


class InspectionError(ServerError):
    """The accessibility check cannot be made, or does not find a planted fault."""

    code = "inspection"


@dataclass
class Inspector:
    """Collects what axe-core finds, by the name of the screen."""

    screens: int = 0
    planted: int = 0
    violations: dict[str, list[str]] = field(default_factory=dict)

    def prove(self, page: Any) -> None:
        """Open the planted page in a tab of its own; raises InspectionError when its faults are not found."""
        tab = page.context.new_page()
        try:
            tab.set_content(PLANTED)
            found = violations(tab)
        finally:
            tab.close()
        missed = EXPECTED_IN_PLANTED - {one.split()[0] for one in found}
        if missed:
            raise InspectionError(f"axe-core did not find the planted faults {sorted(missed)}")
        self.planted = len(found)

    def look(self, name: str, page: Any) -> None:
        """Inspect the screen that the page shows now."""
        if not self.planted:
            self.prove(page)
        self.screens += 1
        if found := violations(page):
            self.violations[name] = found

    @property
    def count(self) -> int:
        """How many violations there are on all screens."""
        return sum(map(len, self.violations.values()))


def violations(page: Any) -> list[str]:
    """Return what axe-core finds on a page: the rule and the beginning of the element."""
    script = environment.node_modules() / AXE
    if not script.exists():
        raise InspectionError("axe-core is not installed; run `./kakanai setup --dev`")
    # By the debugger, not by a script element: the page's own policy stays as strict as in use.
    page.evaluate(script.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})"
        ".then(r => r.violations.map(v => v.id + ' ' + v.nodes[0].html.slice(0, 160)))",
        RULES,
    )
    return found

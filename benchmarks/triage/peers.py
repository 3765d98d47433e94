"""Other engines on the same decision. Each is a function from flat records to the set of decisions that hold."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

from flat import Node, python_text

Flat = dict[str, Any]
Engine = Callable[[Sequence[Flat]], list[frozenset[str]]]


def plain_python(decisions: dict[str, Node]) -> Engine:
    """Predicates as a programmer would write them: no unknown, no reasons."""
    names = list(decisions)
    parts = ", ".join(python_text(node, lambda name: f"h[{name!r}]") for node in decisions.values())
    scope: dict[str, Any] = {}
    exec(f"def judge(h):\n    return ({parts},)\n", scope)
    judge = scope["judge"]

    def run(records: Sequence[Flat]) -> list[frozenset[str]]:
        return [
            frozenset(name for name, truth in zip(names, judge(record), strict=True) if truth) for record in records
        ]

    return run


def json_logic(decisions: dict[str, Node]) -> Engine:
    """json-logic-qubit."""
    import json_logic as library

    def rule(node: Node) -> Any:
        kind = node[0]
        if kind in {"all", "any"}:
            return {"and" if kind == "all" else "or": [rule(part) for part in node[1:]]}
        if kind == "not":
            return {"!": [rule(node[1])]}
        if kind == "true":
            return {"==": [1, 1]}
        name = {"var": node[1]}
        if kind == "at_least":
            return {">=": [name, node[2]]}
        if kind == "born_by":
            return {"<=": [name, node[2]]}
        return {"in": [name, list(node[2])]} if len(node[2]) > 1 else {"===": [name, node[2][0]]}

    rules = {name: rule(node) for name, node in decisions.items()}

    def run(records: Sequence[Flat]) -> list[frozenset[str]]:
        judge = library.jsonLogic
        return [frozenset(name for name, each in rules.items() if judge(each, record)) for record in records]

    return run


def zen(decisions: dict[str, Node]) -> Engine:
    """zen-engine: one expression node with every decision, evaluated in one call for each household."""
    import zen as library

    expressions = [
        {"id": str(number), "key": f"d{number}", "value": python_text(node)}
        for number, node in enumerate(decisions.values())
    ]
    node = {"type": "expressionNode", "id": "e", "name": "rules", "position": {"x": 0, "y": 0}}
    graph = {
        "nodes": [
            {"type": "inputNode", "id": "i", "name": "in", "position": {"x": 0, "y": 0}},
            node | {"content": {"expressions": expressions}},
            {"type": "outputNode", "id": "o", "name": "out", "position": {"x": 0, "y": 0}},
        ],
        "edges": [
            {"id": "1", "sourceId": "i", "targetId": "e", "type": "edge"},
            {"id": "2", "sourceId": "e", "targetId": "o", "type": "edge"},
        ],
    }
    decision = library.ZenEngine().create_decision(json.dumps(graph))
    names = list(decisions)

    def run(records: Sequence[Flat]) -> list[frozenset[str]]:
        found = []
        for record in records:
            numbers = {key: int(value) if isinstance(value, bool) else value for key, value in record.items()}
            result = decision.evaluate(numbers)["result"]
            found.append(frozenset(name for number, name in enumerate(names) if result[f"d{number}"]))
        return found

    return run


def spiff(decisions: dict[str, Node]) -> Engine:
    """SpiffWorkflow's DMN engine: one COLLECT table, one row for each decision."""
    from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
    from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine
    from SpiffWorkflow.dmn.specs.model import DecisionTable, Input, InputEntry, Rule

    table = DecisionTable("t", "rules", "COLLECT")
    column = Input("c", "always", "", "always", "number")
    for number, (name, node) in enumerate(decisions.items()):
        row = Rule(f"r{number}")
        row.description = name
        row.row_number = number
        entry = InputEntry(f"e{number}", column)
        entry.lhs = [f"? == 1 and {python_text(node)}"]
        row.inputEntries = [entry]
        table.rules.append(row)
    engine = DMNEngine(table)
    workflow = SimpleNamespace(script_engine=PythonScriptEngine())

    def run(records: Sequence[Flat]) -> list[frozenset[str]]:
        found = []
        for record in records:
            task = SimpleNamespace(data={**record, "always": 1}, workflow=workflow)
            found.append(frozenset(row.description for row in engine.decide(task)))
        return found

    return run


class OpenFisca:
    """OpenFisca-core: each decision a variable with a vector formula."""

    def __init__(self, decisions: dict[str, Node], example: Flat, codes: dict[str, int]) -> None:
        import numpy as np
        from openfisca_core.entities import build_entity
        from openfisca_core.periods import DateUnit
        from openfisca_core.taxbenefitsystems import TaxBenefitSystem
        from openfisca_core.variables import Variable

        warnings.simplefilter("ignore")
        self.codes, self.names = codes, list(decisions)
        entity = build_entity(key="household", plural="households", label="", is_person=True)
        self.system = TaxBenefitSystem([entity])
        common = {"entity": entity, "definition_period": DateUnit.YEAR, "label": ""}
        for name in example:
            self.system.add_variable(type(name, (Variable,), {**common, "value_type": int}))
        for number, node in enumerate(decisions.values()):
            formula = self._formula(node, np)
            self.system.add_variable(
                type(f"d{number}", (Variable,), {**common, "value_type": bool, "formula": formula})
            )
        self.types = list(example)

    def _formula(self, node: Node, np: Any) -> Callable[[Any, Any], Any]:
        def text(part: Node) -> str:
            kind = part[0]
            if kind in {"all", "any"}:
                return "(" + (" & " if kind == "all" else " | ").join(map(text, part[1:])) + ")"
            if kind == "not":
                return f"(~{text(part[1])})"
            if kind == "true":
                return "np.ones(household.count, bool)"
            name = f"household({part[1]!r}, period)"
            if kind in {"at_least", "born_by"}:
                return f"({name} {'>=' if kind == 'at_least' else '<='} {part[2]})"
            values = [int(value) if isinstance(value, bool) else self.codes[value] for value in part[2]]
            return "(" + " | ".join(f"({name} == {value})" for value in values) + ")"

        scope: dict[str, Any] = {"np": np}
        exec(f"def formula(household, period):\n    return {text(node)}\n", scope)
        formula: Callable[[Any, Any], Any] = scope["formula"]
        return formula

    def columns(self, records: Sequence[Flat]) -> dict[str, Any]:
        """Return the records as columns of whole numbers."""
        import numpy as np

        def code(value: Any) -> int:
            return self.codes[value] if isinstance(value, str) else int(value)

        return {name: np.array([code(record[name]) for record in records]) for name in self.types}

    def run_columns(self, columns: dict[str, Any], count: int) -> dict[str, Any]:
        """Judge columns at once."""
        from openfisca_core.simulations import SimulationBuilder

        simulation = SimulationBuilder().build_default_simulation(self.system, count=count)
        for name, values in columns.items():
            simulation.set_input(name, "2026", values)
        return {f"d{number}": simulation.calculate(f"d{number}", "2026") for number in range(len(self.names))}

    def run(self, records: Sequence[Flat]) -> list[frozenset[str]]:
        """Judge one household for each call."""
        found = []
        for record in records:
            result = self.run_columns(self.columns([record]), 1)
            found.append(frozenset(name for number, name in enumerate(self.names) if result[f"d{number}"][0]))
        return found

"""The catalogue as a workbook, which is what a city office edits, and back without loss.

One row per procedure, with sheets of their own for laws, deadlines, documents and confirmations, for questions, groups of
people and the municipality's own values. Conditions stand in YAML beside their Japanese reading; the reading is for
people and is ignored on the way back.
"""

from kakanai.catalogue.sheets.changes import Change, changes
from kakanai.catalogue.sheets.columns import READING
from kakanai.catalogue.sheets.reading import Workbook, import_workbook
from kakanai.catalogue.sheets.writing import export_workbook, write_folder, write_yaml

__all__ = [
    "READING",
    "Change",
    "Workbook",
    "changes",
    "export_workbook",
    "import_workbook",
    "write_folder",
    "write_yaml",
]

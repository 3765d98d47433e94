"""Form definitions: every office's form as dated data, with a schema and a linter."""

from kakanai.catalogue.forms.errors import FormDefinitionInvalidError, FormsError
from kakanai.catalogue.forms.loader import load_forms, read_all, read_file, read_text
from kakanai.catalogue.forms.model import Certainty, FormDefinition, Row, Section, Sheet
from kakanai.catalogue.forms.paper import PaperBurden, paper_burden
from kakanai.catalogue.forms.people import People, people_of

__all__ = [
    "Certainty",
    "FormDefinition",
    "FormDefinitionInvalidError",
    "FormsError",
    "PaperBurden",
    "People",
    "Row",
    "Section",
    "Sheet",
    "load_forms",
    "paper_burden",
    "people_of",
    "read_all",
    "read_file",
    "read_text",
]

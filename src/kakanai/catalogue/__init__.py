"""Life events, procedures, conditions, deadlines, questions and forms as dated data, with loader and linter."""

from kakanai.catalogue.errors import CatalogueError, MalformedError, UnknownEventError, UnknownMunicipalityError
from kakanai.catalogue.loader import load, municipalities
from kakanai.catalogue.model import Catalogue, Certainty, Procedure, Question

__all__ = [
    "Catalogue",
    "CatalogueError",
    "Certainty",
    "MalformedError",
    "Procedure",
    "Question",
    "UnknownEventError",
    "UnknownMunicipalityError",
    "load",
    "municipalities",
]

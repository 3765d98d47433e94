"""What screens and other rooms may ask of the review of forms. The desk asks for the catalogue in force on a day."""

from kakanai.reform.queries.catalogue import catalogue_in_force, forms_in_force

__all__ = ["catalogue_in_force", "forms_in_force"]

"""The screens of the review of forms."""

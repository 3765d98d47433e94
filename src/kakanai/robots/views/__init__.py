"""The robots room's pages."""

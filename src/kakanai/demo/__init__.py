"""A sample city: synthetic residents, virtual cards, old core systems to type into, played visits."""

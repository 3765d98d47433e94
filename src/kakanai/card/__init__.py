"""The My Number Card: commands, files, integrity, certificates and signatures, PC/SC and a virtual card.

Nothing here has been tried on a physical card. No official command specification is public; what is implemented
comes from published independent implementations, and each uncertain point is named in docs/reference/card.md.
"""

"""`python -m kakanai` is the `kakanai` command."""

from kakanai.cli import main

main()

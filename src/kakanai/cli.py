"""The `kakanai` command: finds the room that a word belongs to and hands over. Holds no logic."""

from __future__ import annotations

from importlib import import_module

import click

COMMANDS = {
    "agent": "kakanai.agent.cli:agent",
    "audit": "kakanai.trust.cli:audit",
    "card": "kakanai.card.cli:card",
    "catalogue": "kakanai.catalogue.cli:catalogue",
    "demo": "kakanai.demo.cli:demo",
    "documents": "kakanai.documents.cli:documents",
    "manage": "kakanai.server.cli:manage",
    "reform": "kakanai.reform.cli:reform",
    "robot": "kakanai.robots.cli:robot",
    "server": "kakanai.server.cli:server",
    "signing": "kakanai.signing.cli:signing",
    "test": "kakanai.server.testing:test",
    "triage": "kakanai.triage.cli:triage",
    "vocabulary": "kakanai.vocabulary.cli:vocabulary",
}
"""Each word and the click command of its room, imported only when the word is used."""


class _Rooms(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        target = COMMANDS.get(cmd_name)
        if target is None:
            return None
        module, name = target.split(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=_Rooms, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Kakanai: a paperless one-stop desk for Japanese municipalities."""


if __name__ == "__main__":
    main()

"""The switches of targets: pause, release, kill, where they are."""

from __future__ import annotations

from kakanai.robots.actions import stored
from kakanai.robots.errors import RobotsError
from kakanai.robots.models import EVERY_TARGET, MODES, Target
from kakanai.robots.runner.jobs import Run
from kakanai.trust import audit, tenancy


def set_target_address(code: str, address: str) -> None:
    """Tell the runners where a target is."""
    Target.objects.filter(municipality=tenancy.current(), code=code).update(address=address)


def set_mode(code: str, mode: Run, *, actor: str) -> None:
    """Say what robots do with new work of a target. Work that is queued already keeps its own. Raises RobotsError."""
    if mode not in MODES:
        raise RobotsError(f"unknown mode {mode}")
    Target.objects.filter(municipality=tenancy.current(), code=code).update(mode=mode)
    audit.record(case=audit.SYSTEM_CASE, action="robots.mode", actor=actor, detail={"target": code, "mode": mode})


def note_look(code: str) -> None:
    """Note that a target's screens were looked at and are as mapped."""
    Target.objects.filter(municipality=tenancy.current(), code=code).update(looked_at=stored.now())


def pause_target(code: str, *, actor: str, note: str = "", reason: str = "by_person") -> None:
    """Stop a target's queue by hand, or because the canary saw a changed screen."""
    target = Target.objects.get(municipality=tenancy.current(), code=code)
    stored.freeze(target, reason, note)
    _record("robots.pause_by_person", actor, code)


def release_target(code: str, *, actor: str) -> None:
    """Let a paused target's queue run again."""
    Target.objects.filter(municipality=tenancy.current(), code=code).update(
        paused_reason="", paused_note="", paused_at=None
    )
    _record("robots.release", actor, code)


def set_kill_switch(code: str, *, on: bool, actor: str) -> None:
    """Stop a target at once, or all with `*`: nobody may claim or write INTENT while it is on."""
    defaults = {"killed": on, "name": "すべて" if code == EVERY_TARGET else code}
    target, created = Target.objects.get_or_create(municipality=tenancy.current(), code=code, defaults=defaults)
    if not created:
        Target.objects.filter(municipality=target.municipality, pk=target.pk).update(killed=on)
    _record("robots.kill" if on else "robots.unkill", actor, code)


def _record(action: str, actor: str, code: str) -> None:
    audit.record(case=audit.SYSTEM_CASE, action=action, actor=actor, detail={"target": code})

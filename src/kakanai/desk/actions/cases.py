"""The department's decisions on applications. A named person decides."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from kakanai.desk.actions.log import CLERK, record_event
from kakanai.desk.errors import ValueRefusedError, WrongStateError
from kakanai.desk.models import Application
from kakanai.desk.models.application import ApplicationState
from kakanai.trust import audit
from kakanai.trust.models import User
from kakanai.trust.policies import may


@transaction.atomic
def approve_application(application: Application, by: User) -> Application:
    """Finish an application."""
    return _decide(application, by, ApplicationState.APPROVED, None)


@transaction.atomic
def return_application(application: Application, by: User, reason: str) -> Application:
    """Return an application with a reason; raises ValueRefusedError without one."""
    if not reason.strip():
        raise ValueRefusedError("a return needs a reason", "差し戻しの理由を入力してください。")
    return _decide(application, by, ApplicationState.RETURNED, reason.strip())


@transaction.atomic
def assign_application(application: Application, to: User, by: User) -> Application:
    """Hand an application to a colleague who may decide; raises WrongStateError for anybody else."""
    if to.municipality_id != application.municipality or not may(to, "case.decide"):
        raise WrongStateError("the colleague may not decide", "この職員には、審査の権限がありません。")
    application = _undecided(application)
    application.assigned_to = to
    application.save(update_fields=["assigned_to"])
    _audit(application, "application.assigned", by, {"to": str(to.id)})
    return application


@transaction.atomic
def take_up_again(application: Application, by: User) -> Application:
    """Put a returned application before the department again, once what was missing is there."""
    application = _undecided(application)
    if application.state != ApplicationState.RETURNED:
        raise WrongStateError("the application was not returned", "この申請は、差し戻されていません。")
    application.state = ApplicationState.ACCEPTED
    application.save(update_fields=["state"])
    record_event(application.visit, "application.again", CLERK)
    _audit(application, "application.again", by, {})
    return application


def _undecided(application: Application) -> Application:
    application = Application.objects.select_for_update().get(pk=application.pk)
    if application.state == ApplicationState.APPROVED:
        raise WrongStateError("the application is decided", "この申請はすでに完了しています。")
    return application


def _audit(application: Application, action: str, by: User, detail: dict[str, str]) -> None:
    audit.record(
        case=str(application.visit_id),
        action=action,
        actor=str(by.id),
        detail={"application": str(application.id), **detail},
    )


def _decide(application: Application, by: User, state: ApplicationState, reason: str | None) -> Application:
    application = _undecided(application)
    application.state, application.decided_by, application.decided_at = state, by, timezone.now()
    application.return_reason = reason
    application.save(update_fields=["state", "decided_by", "decided_at", "return_reason"])
    record_event(application.visit, "application.decide", "reviewer", detail={"state": str(state)})
    _audit(application, f"application.{state}", by, {})
    return application

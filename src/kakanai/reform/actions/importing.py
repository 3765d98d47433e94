"""Bring form files in: store them, read each in a killable process, and say what is new, changed or refused."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path, PurePosixPath
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kakanai.reform.actions.judging import judge_all
from kakanai.reform.actions.log import record
from kakanai.reform.changes import changes_between
from kakanai.reform.engine import ReformError, guard
from kakanai.reform.engine.drawing import DrawingProcess, DrawnDocument
from kakanai.reform.engine.errors import HostileFileError, NeedsOcrError
from kakanai.reform.engine.model import ENGINE_VERSION
from kakanai.reform.errors import SettingRefusedError
from kakanai.reform.fields import rows_of, stored_document, with_city_meanings
from kakanai.reform.models import Form, FormField, FormStatus, Import, ImportFile, Outcome, Reading
from kakanai.reform.queries.meanings import synonyms
from kakanai.trust import tenancy
from kakanai.trust.models import User

MOST_FILES = 400
MOST_BYTES = 600_000_000
"""Of one import together; a folder of forms has a few dozen megabytes."""
File = tuple[str, bytes]
"""Path below the folder that it came from, and bytes."""


@transaction.atomic
def take_files(files: Iterable[File], by: User | None, office: str = "") -> Import:
    """Store files to be read; `read_waiting` reads them (the background worker does, after this transaction).

    The office is the one given, or else the first folder of a file's path. Raises SettingRefusedError without a file
    or with more than 400 of them.
    """
    batch = Import(municipality=tenancy.current(), by=by)
    batch.save(force_insert=True)
    count = size = 0
    for name, body in files:
        count, size = count + 1, size + len(body)
        if count > MOST_FILES or size > MOST_BYTES:
            limit = f"{MOST_FILES}件、合わせて{MOST_BYTES // 1_000_000}MBまで"
            raise SettingRefusedError(
                "too much at once", f"一度に取り込めるのは{limit}です。分けて取り込んでください。"
            )
        _take(batch, _plain_name(name), body, office)
    if not count:
        raise SettingRefusedError("no file", "ファイルが選ばれていません。")
    record(None, "import", by, files=count, batch=str(batch.pk))
    return batch


def _take(batch: Import, name: str, body: bytes, office: str) -> None:
    first = PurePosixPath(name).parts[0] if "/" in name else ""
    file = ImportFile(municipality=batch.municipality, batch=batch, name=name, office=(office or first)[:60], body=body)
    if len(body) > guard.MAX_BYTES:
        _refuse(file, HostileFileError(f"{len(body)} bytes"))
    file.save(force_insert=True)


def _plain_name(name: str) -> str:
    plain = "".join(one for one in name.replace("\\", "/") if one.isprintable())
    parts = [part for part in PurePosixPath(plain).parts if part not in {"/", "..", "."}]
    return "/".join(parts)[-300:] or "file"


def read_waiting(batch_id: UUID | str) -> None:
    """Read every file of an import that still waits, then judge anew. Can be run again after a crash."""
    batch = Import.objects.get(municipality=tenancy.current(), pk=batch_id)
    waiting = ImportFile.objects.filter(municipality=batch.municipality, batch=batch, outcome=Outcome.WAITING)
    with DrawingProcess() as process, tempfile.TemporaryDirectory() as folder:
        for file in waiting.order_by("name"):
            _read_one(file, batch.by, process, Path(folder))
    judge_all()
    batch.ended_at = timezone.now()
    batch.save(update_fields=["ended_at"])


def _read_one(file: ImportFile, by: User | None, process: DrawingProcess, folder: Path) -> None:
    body = bytes(file.body or b"")
    rows = Form.objects.filter(municipality=file.municipality, name=file.name).select_related("reading")
    form = rows.defer("reading__file", "reading__pages", "reading__document").first()
    if form is not None and _same(form, body):
        file.outcome, file.form = Outcome.SAME, form
    else:
        try:
            drawn = _read(body, file.name, process, folder)
        except ReformError as error:
            _refuse(file, error)
        else:
            form, reading = store_form(file.name, file.office, body, drawn, by)
            file.form, file.changes = form, reading.changes
            file.outcome = Outcome.NEW if reading.version == 1 else Outcome.CHANGED
    file.body = None
    file.save()


def _same(form: Form, body: bytes) -> bool:
    reading = form.reading
    return (
        reading is not None
        and reading.sha256 == hashlib.sha256(body).hexdigest()
        and reading.engine == ENGINE_VERSION
        and form.status != FormStatus.RETIRED
    )


def _read(body: bytes, name: str, process: DrawingProcess, folder: Path) -> DrawnDocument:
    # Only the last part: it decides the file type, and a name that says 記入例 is refused.
    path = folder / PurePosixPath(name).name[-60:]
    path.write_bytes(body)
    try:
        return process.read_drawn(path)
    except NeedsOcrError:
        from kakanai.reform.engine import ocr_available

        if not ocr_available():
            raise
        with DrawingProcess(wall_seconds=guard.OCR_SECONDS, memory_bytes=guard.OCR_MEMORY_BYTES) as own:
            return own.read_drawn(path, ocr=True)
    finally:
        path.unlink(missing_ok=True)


def _refuse(file: ImportFile, error: ReformError) -> None:
    file.outcome, file.body = Outcome.REFUSED, None
    file.reason_code, file.reason = error.code, error.ja


@transaction.atomic
def store_form(name: str, office: str, body: bytes, drawn: DrawnDocument, by: User | None) -> tuple[Form, Reading]:
    """Store what was read as a new form, or as the next reading of the form of that name.

    Decisions stay with the fields that are still asked; a decided form goes back to review when its questions changed.
    """
    municipality = tenancy.current()
    form = Form.objects.select_for_update().filter(municipality=municipality, name=name).first()
    if form is None:
        form = Form(municipality=municipality, name=name, title=drawn.document.title[:200])
        form.save(force_insert=True)
    changes = changes_between(stored_document(form), drawn.document) if form.reading_id else {}
    reading = _store_reading(form, body, drawn, changes, by)
    _describe(form, office, drawn, reading, changes)
    _replace_fields(form, drawn)
    record(form, "read", by, version=reading.version, sha256=reading.sha256, fields=len(drawn.document.fields))
    return form, reading


def _store_reading(
    form: Form, body: bytes, drawn: DrawnDocument, changes: dict[str, list[str]], by: User | None
) -> Reading:
    document = replace(drawn.document, name=form.name)
    reading = Reading(
        municipality=form.municipality,
        form=form,
        version=Reading.objects.filter(municipality=form.municipality, form=form).count() + 1,
        sha256=document.sha256,
        file_type=document.file_type,
        engine=ENGINE_VERSION,
        document={**document.to_json(), "texts": list(document.texts)},
        pages=drawn.pages,
        file=body,
        changes=changes,
        by=by,
    )
    reading.save(force_insert=True)
    return reading


def _describe(form: Form, office: str, drawn: DrawnDocument, reading: Reading, changes: dict[str, list[str]]) -> None:
    form.reading, form.changed_at = reading, timezone.now()
    form.title = drawn.document.title[:200]
    form.form_number = drawn.document.form_number[:80]
    form.rule_reference = drawn.document.rule_reference[:120]
    form.office = office[:60] or form.office
    if form.status == FormStatus.RETIRED:
        form.status = FormStatus.NEW
    elif form.status in {FormStatus.DECIDED, FormStatus.PUBLISHED} and changes:
        form.status = FormStatus.REVIEWING
    form.save()


def _replace_fields(form: Form, drawn: DrawnDocument) -> None:
    document, settled = with_city_meanings(drawn.document, synonyms())
    FormField.objects.filter(municipality=form.municipality, form=form).delete()
    FormField.objects.bulk_create(rows_of(form, document, settled))

"""The resident's card signs in place of the pen: from the tap on the tablet through the agent to the acceptance."""

import hashlib
import io
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_der_x509_certificate
from django.core.management import CommandError, call_command
from django.urls import reverse

from kakanai.card.virtual.authority import SIGN, Authority
from kakanai.counter import anchors, api, revocation
from kakanai.counter import queries as counter
from kakanai.counter.models import CardJob
from kakanai.counter.tests.conftest import through_django
from kakanai.desk import actions
from kakanai.desk.actions.confirmation import seal_key
from kakanai.desk.models import Application, Signature
from kakanai.desk.tests import test_visit
from kakanai.desk.tests.signing import CounterPC, counter_pc
from kakanai.signing import Trust, Verdict, verify
from kakanai.trust.models import AuditEntry

desk, tablet, prepared, sign = test_visit.desk, test_visit.tablet, test_visit.prepared, test_visit.sign


@pytest.fixture(scope="session")
def world() -> Authority:
    return Authority.create()


@pytest.fixture
def installed(world, tmp_path, settings, monkeypatch):
    """The deck's anchors count here, and its responder answers about revocation."""
    world.save(tmp_path / "world")
    settings.KAKANAI_CARD_ANCHORS = str(tmp_path / "anchors")
    anchors.install(tmp_path / "world" / "anchors.json", "virtual")
    monkeypatch.setenv("KAKANAI_REVOCATION", f"virtual:{tmp_path / 'world'}")
    monkeypatch.setattr(api, "_POLL_SECONDS", 0.0)
    return tmp_path / "world"


@pytest.fixture
def pc(installed, world, clerk) -> CounterPC:
    with httpx.Client(transport=httpx.MockTransport(through_django), base_url="http://127.0.0.1") as http:
        yield counter_pc(http, world, clerk)


def at_the_signature(tablet, confirmation):
    for page in range(1, len(confirmation.pages) + 1):
        tablet.post(reverse("desk:tablet_next"), {"page": page})
    return tablet.get(reverse("desk:tablet_page")).context["screen"]


def tap_card(tablet, confirmation):
    answer = tablet.post(reverse("desk:tablet_card"), {"digest": confirmation.document_digest})
    return answer.context["screen"]


def look(tablet):
    return tablet.get(reverse("desk:tablet_page")).context["screen"]


def glance(desk, visit):
    return desk.get(reverse("desk:visit_now", args=[visit.id])).context["now"]


def revoke(pc, world):
    from kakanai.card.virtual.responder import responder_of

    certificate = pc.slot.card.image.applications[0].files[1].content
    serial = load_der_x509_certificate(certificate).serial_number
    responder_of(revocation_folder()).world.revoked[serial] = datetime.now(UTC) - timedelta(days=1)


def revocation_folder():
    import os
    from pathlib import Path

    return Path(os.environ["KAKANAI_REVOCATION"].removeprefix("virtual:"))


def visit_anew(visit):
    visit.refresh_from_db()
    return visit


def trust_of(visit, world, **more):
    authorities = tuple(one.certificate for one in world.authorities[SIGN])
    return Trust(frozenset({seal_key(visit.municipality).public}), authorities, **{"accept_virtual": True, **more})


def test_the_card_signs_what_the_tablet_showed_and_one_transaction_accepts(prepared, tablet, desk, visit, pc, world):
    assert at_the_signature(tablet, prepared).kind == "sign"
    person = pc.lay("p1")
    pc.types(person.secret("sign_password"))
    screen = tap_card(tablet, prepared)
    assert (screen.kind, screen.waits_for) == ("card", "requested")
    assert screen.pairing_code == glance(desk, visit).card_job.pairing_code
    assert pc.agent.serve_once()
    asked = pc.typist.asked[-1]
    assert asked.job.pairing_code == screen.pairing_code
    assert "申請内容" in asked.job.document_label
    assert look(tablet).kind == "thanks"
    visit.refresh_from_db()
    assert (visit.state, visit.card_job) == ("accepted", None)
    signature = Signature.objects.get(confirmation=prepared)
    assert (signature.kind, signature.document_digest) == ("card", prepared.document_digest)
    assert Application.objects.filter(visit=visit, signature=signature).count() >= 14
    assert AuditEntry.objects.filter(case=str(visit.id), action="visit.accept").count() == 1
    assert glance(desk, visit).kind == "handover"
    assert "仮想カード" in desk.get(reverse("desk:visit", args=[visit.id])).content.decode()
    assert look(tablet).virtual
    assert CardJob.objects.get(visit_ref=str(visit.id)).result is None


def signed(prepared, tablet, pc, person="p1"):
    at_the_signature(tablet, prepared)
    pc.types(pc.lay(person).secret("sign_password"))
    tap_card(tablet, prepared)
    pc.agent.serve_once()
    look(tablet)
    return bytes(Signature.objects.get(confirmation=prepared).bundle)


def test_the_bundle_binds_the_shown_bytes_and_verifies_offline_only_with_the_right_trust(
    prepared,
    tablet,
    visit,
    pc,
    world,
):
    bundle = signed(prepared, tablet, pc)
    report = verify(bundle, trust_of(visit, world))
    assert (report.verdict, report.document_sha256) == (Verdict.VALID, prepared.document_digest)
    assert report.context["virtual"] is True
    assert verify(bundle, trust_of(visit, world, accept_virtual=False)).verdict is Verdict.INVALID
    assert verify(bundle, trust_of(visit, Authority.create())).verdict is not Verdict.VALID
    pdf = zipfile.ZipFile(io.BytesIO(bundle)).read("signed.pdf")
    assert CardJob.objects.get().digest == digest_around_the_signature(pdf)


def digest_around_the_signature(pdf: bytes) -> str:
    start = pdf.index(b"/ByteRange")
    first, length, second, rest = map(int, pdf[pdf.index(b"[", start) + 1 : pdf.index(b"]", start)].split())
    return hashlib.sha256(pdf[first : first + length] + pdf[second : second + rest]).hexdigest()


def test_pdfsig_and_openssl_agree_on_the_signed_confirmation(prepared, tablet, visit, pc, world, tmp_path):
    members = zipfile.ZipFile(io.BytesIO(signed(prepared, tablet, pc)))
    pdf = tmp_path / "signed.pdf"
    pdf.write_bytes(members.read("signed.pdf"))
    assert pdf.read_bytes().startswith(bytes(prepared.document))
    told = subprocess.run(["pdfsig", "-nocert", str(pdf)], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid." in told
    assert "Total document signed" in told
    holder = load_der_x509_certificate(members.read("evidence/certificate.der"))
    (tmp_path / "holder.pem").write_bytes(holder.public_bytes(Encoding.PEM))
    newest = world.authorities[SIGN][-1].certificate
    (tmp_path / "ca.pem").write_bytes(newest.public_bytes(Encoding.PEM))
    check = ["openssl", "verify", "-purpose", "any", "-CAfile", str(tmp_path / "ca.pem"), str(tmp_path / "holder.pem")]
    assert subprocess.run(check, capture_output=True, check=False).returncode == 0


def test_the_clerks_key_starts_the_card_too_and_the_pen_ends_it(prepared, tablet, desk, visit, pc):
    desk.post(reverse("desk:card_sign", args=[visit.id]))
    assert glance(desk, visit).card_job.running
    assert at_the_signature(tablet, prepared).kind == "card"
    assert desk.post(reverse("desk:card_sign_cancel", args=[visit.id])).status_code == 200
    assert look(tablet).kind == "sign"
    desk.post(reverse("desk:card_sign", args=[visit.id]))
    job = CardJob.objects.get(pk=visit_anew(visit).card_job)
    assert sign(tablet, prepared).json() == {"ok": True}
    assert counter.job(str(job.pk)).state == "cancelled"
    assert Signature.objects.get(confirmation=prepared).kind == "ink"


WRONG = {
    "pin-wrong": lambda pc, world: pc.types("WRONG123"),
    "cancelled": lambda pc, world: pc.types(""),
    "card-removed": lambda pc, world: setattr(pc.slot, "remove_after", 3),
    "certificate-revoked": revoke,
    "other-signer": lambda pc, world: pc.types(pc.lay("p2").secret("sign_password")),
    "other-signer by its birth date alone": lambda pc, world: pc.lay("p1", birth="19850413"),
    "other-signer by its name alone": lambda pc, world: pc.lay("p1", name="見本　花子"),
}


def test_what_goes_wrong_is_said_on_both_screens_and_the_pen_is_still_there(prepared, tablet, desk, visit, pc, world):
    at_the_signature(tablet, prepared)
    for code, arrange in WRONG.items():
        pc.types(pc.lay("p1").secret("sign_password"))
        arrange(pc, world)
        tap_card(tablet, prepared)
        pc.agent.serve_once()
        pc.slot.remove_after = None
        screen = look(tablet)
        job = CardJob.objects.get(pk=visit_anew(visit).card_job)
        assert (job.failure, job.result) == (code.split()[0], None)
        assert (screen.kind, screen.card_failed) == ("sign", True)
        said = glance(desk, visit).card_job.message
        assert said == counter.job(str(job.pk)).message
        assert said.endswith("。")
        assert not Application.objects.filter(visit=visit).exists()
    assert sign(tablet, prepared).json() == {"ok": True}


def test_a_name_with_substituted_characters_is_the_same_person_and_overwrites_nothing(prepared, tablet, visit, pc):
    at_the_signature(tablet, prepared)
    pc.types(pc.lay("p1", name="葛\U0002f9b2　健一").secret("sign_password"))
    tap_card(tablet, prepared)
    pc.agent.serve_once()
    assert look(tablet).kind == "thanks"


def test_with_nobody_to_ask_about_revocation_the_card_is_refused_unless_the_city_records_it_as_undecided(
    prepared, tablet, desk, visit, pc, world, monkeypatch
):
    monkeypatch.setenv("KAKANAI_REVOCATION", "")
    at_the_signature(tablet, prepared)
    pc.types(pc.lay("p1").secret("sign_password"))
    tap_card(tablet, prepared)
    pc.agent.serve_once()
    assert look(tablet).card_failed
    assert "失効していないか" in glance(desk, visit).card_job.message
    monkeypatch.setenv("KAKANAI_REVOCATION_UNKNOWN", "record")
    tap_card(tablet, prepared)
    pc.agent.serve_once()
    assert look(tablet).kind == "thanks"
    bundle = bytes(Signature.objects.get(confirmation=prepared).bundle)
    report = verify(bundle, trust_of(visit, world))
    assert (report.verdict, report.failed()) == (Verdict.INDETERMINATE, ["revocation"])


def test_a_change_while_the_card_is_asked_lets_the_card_go(prepared, tablet, desk, visit, pc):
    at_the_signature(tablet, prepared)
    pc.types(pc.lay("p1").secret("sign_password"))
    tap_card(tablet, prepared)
    desk.post(
        reverse("desk:value_enter", args=[visit.id]),
        {"subject": "household", "item": "contact.phone", "value": "0120000000"},
    )
    assert pc.agent.serve_once() is False
    assert CardJob.objects.get(visit_ref=str(visit.id)).state == "cancelled"
    assert not Application.objects.filter(visit=visit).exists()


def test_a_signature_that_arrives_after_a_change_is_wiped_and_accepts_nothing(prepared, tablet, desk, visit, pc):
    at_the_signature(tablet, prepared)
    pc.types(pc.lay("p1").secret("sign_password"))
    tap_card(tablet, prepared)
    pc.agent.serve_once()
    prepared.void = True  # what a change in the same instant leaves behind
    prepared.save(update_fields=["void"])
    assert actions.settle_card_signature(visit_anew(visit)) is None
    job = CardJob.objects.get(visit_ref=str(visit.id))
    assert (job.state, job.failure, job.result) == ("failed", "document-changed", None)


def test_two_screens_that_poll_at_once_accept_once(prepared, tablet, visit, pc):
    at_the_signature(tablet, prepared)
    pc.types(pc.lay("p1").secret("sign_password"))
    tap_card(tablet, prepared)
    pc.agent.serve_once()
    stale = visit_anew(visit)
    assert actions.settle_card_signature(type(visit).objects.get(pk=visit.pk)) is not None
    assert actions.settle_card_signature(stale) is None
    assert Signature.objects.filter(confirmation=prepared).count() == 1


def test_the_tablet_cannot_have_another_document_signed(prepared, tablet, visit, pc):
    at_the_signature(tablet, prepared)
    answer = tablet.post(reverse("desk:tablet_card"), {"digest": "0" * 64})
    assert "変わりました" in answer.context["screen"].message
    assert not CardJob.objects.exists()


def test_in_production_a_virtual_card_cannot_sign(prepared, tablet, visit, pc, settings):
    at_the_signature(tablet, prepared)
    pc.types(pc.lay("p1").secret("sign_password"))
    settings.KAKANAI_PRODUCTION = True
    tap_card(tablet, prepared)
    pc.agent.serve_once()
    assert look(tablet).kind == "sign"
    assert not Signature.objects.exists()


def test_the_setting_for_revocation_names_a_responder_a_plug_in_or_an_error(installed, world, monkeypatch):
    from kakanai.counter.errors import RevocationSettingError

    monkeypatch.setenv("KAKANAI_REVOCATION", "kakanai.card.revocation:NobodyToAsk")
    assert revocation.source().__class__.__name__ == "NobodyToAsk"
    for wrong in ("nowhere.module:thing", "virtual:/nowhere", "kakanai.card.revocation:Gone"):
        monkeypatch.setenv("KAKANAI_REVOCATION", wrong)
        with pytest.raises(RevocationSettingError):
            revocation.source()


def test_an_exported_signature_is_checked_by_a_program_that_sees_no_database(prepared, tablet, visit, pc, tmp_path):
    signed(prepared, tablet, pc)
    out = StringIO()
    call_command("export_signature", visit.municipality, visit.number, "--out", str(tmp_path / "audit"), stdout=out)
    told = out.getvalue().split()
    assert told[:3] == ["kakanai", "signing", "verify"]
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path(__file__).parents[3]), "DATABASE_URL": "nowhere"}
    check = [sys.executable, "-m", "kakanai", *told[1:]]
    verdicts = {
        code: subprocess.run(
            [*check, *more], env=environment, cwd=tmp_path, capture_output=True, check=False
        ).returncode
        for code, more in (("production", []), ("demonstration", ["--accept-virtual"]))
    }
    assert verdicts == {"production": 1, "demonstration": 0}
    assert AuditEntry.objects.filter(case=str(visit.id), action="signature.export").count() == 1
    with pytest.raises(CommandError):
        call_command("export_signature", visit.municipality, "20990101-0001", "--out", str(tmp_path))

"""The settings: where the database is, and what production refuses."""

import os
import stat
import subprocess
import sys
import threading

import pytest

from kakanai.server import database, environment
from kakanai.server.errors import DatabaseUrlError


def test_a_database_url_names_every_part():
    parsed = database.parse_url("postgresql://desk:p%40ss%2Fword@db.example.jp:6432/kakanai?sslmode=verify-full")
    assert parsed == {
        "NAME": "kakanai",
        "USER": "desk",
        "PASSWORD": "p@ss/word",
        "HOST": "db.example.jp",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "verify-full"},
    }


def test_a_database_url_may_name_a_socket():
    parsed = database.parse_url("postgres:///kakanai?host=/run/postgresql")
    assert (parsed["HOST"], parsed["NAME"], parsed["USER"]) == ("/run/postgresql", "kakanai", "")


@pytest.mark.parametrize(
    "url", ["mysql://u:secret@h/n", "postgresql://u:secret@h", "postgresql://u:secret@h:port/n", "secret"]
)
def test_a_broken_database_url_is_refused_without_repeating_its_password(url):
    with pytest.raises(DatabaseUrlError) as caught:
        database.parse_url(url)
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


LOOK = "import kakanai.server.settings as s; print(s.ROOMS, s.STORAGES['staticfiles'])"


def load(*arguments, **changes):
    kept = {"PATH", "HOME", "LANG"}
    clean = {key: value for key, value in os.environ.items() if key in kept}
    return subprocess.run(
        [sys.executable, *(arguments or ("-c", LOOK))],
        check=False,
        capture_output=True,
        text=True,
        env=clean | {"PYTHONPATH": str(environment.REPOSITORY / "src")} | changes,
    )


@pytest.fixture
def safe(tmp_path):
    """Give an environment that production accepts."""
    return {
        "KAKANAI_VAR": str(tmp_path),
        "KAKANAI_PRODUCTION": "1",
        "KAKANAI_HOSTS": "madoguchi.example.jp",
        "DATABASE_URL": "postgresql://kakanai@db/kakanai",
        "KAKANAI_KEY_FILE": str(tmp_path / "key"),
    }


def test_production_starts_with_safe_settings_and_without_the_sample_city(safe):
    done = load(**safe)
    assert done.returncode == 0, done.stderr
    assert "demo" not in done.stdout
    assert "Manifest" in done.stdout


@pytest.mark.parametrize("missing", ["KAKANAI_HOSTS", "DATABASE_URL", "KAKANAI_KEY_FILE"])
def test_production_refuses_to_start_without(missing, safe):
    done = load(**{key: value for key, value in safe.items() if key != missing})
    assert done.returncode != 0
    assert f"InsecureSettingError: {missing}" in done.stderr


def test_production_refuses_every_host_and_a_database_that_may_lose_rows(safe):
    done = load(**safe | {"KAKANAI_HOSTS": "*", "KAKANAI_CLUSTER_FAST": "1"})
    assert "must not allow every host" in done.stderr
    assert "durability" in done.stderr


@pytest.mark.slow
def test_djangos_own_deployment_check_finds_nothing_in_production(safe):
    settings = {"DJANGO_SETTINGS_MODULE": "kakanai.server.settings"}
    done = load("-m", "django", "check", "--deploy", "--fail-level", "WARNING", **safe, **settings)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_every_static_file_can_be_collected_with_its_hash(safe):
    settings = {"DJANGO_SETTINGS_MODULE": "kakanai.server.settings"}
    done = load("-m", "django", "collectstatic", "--noinput", **safe, **settings)
    assert done.returncode == 0, done.stderr
    assert "post-processed" in done.stdout


def test_two_that_start_together_agree_on_one_secret(tmp_path):
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(environment.secret("shared", directory=tmp_path / "secrets")))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert len(found[0]) >= 64
    assert [stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "secrets").iterdir()] == [0o600]

"""The settings of the test run: secrets and files of its own, a database that may lose data, cheap password hashes."""

from __future__ import annotations

import os

from kakanai.server import environment

# A process that a test process started has inherited these already.
if os.environ.get("KAKANAI_CLUSTER") != "test":
    os.environ["KAKANAI_VAR"] = str(environment.var() / "test")
    os.environ["KAKANAI_CLUSTER"] = "test"
os.environ["KAKANAI_CLUSTER_FAST"] = "1"
# Playwright's loop runs in the test's own thread, which Django takes for an async context.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
os.environ.setdefault("KAKANAI_LOG_LEVEL", "WARNING")

from kakanai.server.settings import *  # noqa: F403 - the one place where a wildcard is what is meant

# Argon2 takes 50 ms a sign-in on purpose; the test of the real hasher names it.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

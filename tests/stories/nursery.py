"""Processes of the program for tests that kill them: forked in a moment from one that is loaded.

Each is a process of its own with connections of its own, on the database and with the settings
that its order names; `kill -9` of it is as real as of any other.
"""

import contextlib
import importlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kartoteka.config import env
from kartoteka.config.database import cluster
from tests.conftest import DATABASE

PATIENCE = 300  # what takes a second takes a minute where others keep all cores busy


def wait_for(happened: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < until, what
        time.sleep(0.05)


class Child:
    """A process that the nursery has let go."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def is_alive(self) -> bool:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, 0)
            return True
        return False

    def kill(self) -> None:
        """By -9; returns when it is gone."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        wait_for(lambda: not self.is_alive(), "a killed process is gone")


class Nursery:
    """The process that has the program loaded; what it let go ends with it."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.stories.nursery"],
            cwd=Path(__file__).resolve().parents[2],
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "kartoteka.config.tests"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def worker(self, **more: Any) -> Child:
        """A worker on the database that this test uses; `more` as `_one` takes it."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        order = {"database": os.environ[DATABASE], **more}
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return Child(int(self.process.stdout.readline()))

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


def _serve() -> None:
    import django

    django.setup()
    for name in ("kartoteka.kernel.jobs", "kartoteka.insight.operations", "typst", "smtplib"):
        importlib.import_module(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them: no zombies
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _one(**json.loads(line))
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def _one(
    *,
    database: str,
    settings: dict[str, Any] | None = None,
    constants: dict[str, Any] | None = None,
) -> None:
    """`settings` are Django's, `constants` are of modules (how many rows are one portion)."""
    cluster.die_with_parent(signal.SIGKILL)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    os.dup2(0, 1)

    from django.conf import settings as ours
    from django.db import connection

    from kartoteka.kernel import jobs

    os.environ[DATABASE] = database
    fresh = env.database("owner")
    ours.DATABASES["default"].update(fresh)
    connection.settings_dict.update(fresh)
    for name, value in (settings or {}).items():
        setattr(ours, name, value)
    for name, value in (constants or {}).items():
        module, _, constant = name.rpartition(".")
        setattr(importlib.import_module(module), constant, value)
    code = 1
    try:
        jobs.run_worker()
        code = 0
    finally:
        os._exit(code)


if __name__ == "__main__":
    _serve()

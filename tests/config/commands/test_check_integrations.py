"""`kartoteka check-integrations`: which outside registers answer, asked about nobody."""

import argparse
import json

import pytest
from pytest_django.fixtures import Settings

from kartoteka.config.commands import check_integrations
from kartoteka.kernel.actor import SYSTEM
from kartoteka.trail import proofs
from tests.outside import played

pytestmark = pytest.mark.django_db


def test_all_answer(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    from django.utils import timezone

    with played(settings) as outside:
        outside.world.today = timezone.localdate()
        code = check_integrations.run(argparse.Namespace(json=False))

    said = capsys.readouterr().out.splitlines()
    assert code == 0
    assert [line.split()[:3] for line in said] == [
        ["✓", name, "answers"]
        for name in ("bir", "white_list", "white_list_file", "vies", "rpo", "ruz", "fs")
    ]
    assert len(proofs.proofs(viewer=SYSTEM)) == 7


def test_one_that_does_not_answer_is_a_fault(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    from django.utils import timezone

    with played(settings) as outside:
        outside.world.today = timezone.localdate()
        outside.world.set("vies", "maintenance", None)
        del settings.GATEWAYS["bir"]
        code = check_integrations.run(argparse.Namespace(json=True))

    told = {one["name"]: one for one in json.loads(capsys.readouterr().out)}
    assert code == 1
    assert (told["vies"]["answers"], told["vies"]["why"]) == (False, "MAINTENANCE")
    assert (told["bir"]["answers"], told["bir"]["why"]) == (None, "NOT_SET_UP")
    assert told["rpo"]["answers"] is True

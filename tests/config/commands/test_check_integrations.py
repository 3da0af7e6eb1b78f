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


def test_the_registers_know_the_demos_customers(settings: Settings) -> None:
    from kartoteka.config.demo import registers
    from kartoteka.gateways import bir, rpo
    from kartoteka.gateways.evidence import Verdict
    from kartoteka.kernel import identifiers

    firms = registers.firms(400)
    with played(settings) as outside:
        outside.world.put(firms)
        slovak = [firm for firm in firms if firm.ico]
        assert {rpo.find(firm.ico).verdict for firm in slovak[:3] + slovak[-3:]} == {Verdict.YES}
        assert bir.find("NIP", firms[0].nip).verdict is Verdict.YES
    assert all(identifiers.check("regon", firm.regon).valid for firm in firms if firm.nip)
    assert all(identifiers.check("icdph", firm.icdph).valid for firm in firms if firm.icdph)

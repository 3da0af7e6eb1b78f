"""The fakes themselves: scenarios over HTTP, further firms, and nothing but what they are told."""

import requests

from kartoteka.gateways import bir
from kartoteka.gateways.evidence import Verdict, Why
from kartoteka.gateways.fakes.world import MAGIC
from kartoteka.kernel import identifiers
from tests.outside import Running


def test_a_scenario_is_set_over_http_for_so_many_calls(outside: Running) -> None:
    said = {"service": "bir", "scenario": "maintenance", "times": 1}
    requests.post(f"{outside.url}/_scenario", json=said, timeout=5)

    assert bir.find("NIP", "7740001454").why is Why.MAINTENANCE
    assert bir.find("NIP", "7740001454").verdict is Verdict.YES


def test_an_unknown_scenario_is_refused_with_the_known_ones(outside: Running) -> None:
    said = {"service": "bir", "scenario": "earthquake"}
    answer = requests.post(f"{outside.url}/_scenario", json=said, timeout=5)

    assert answer.status_code == 400
    assert "expired" in answer.json()["scenarios"]


def test_firms_are_added_and_all_is_reset(outside: Running) -> None:
    firm = {"name": "Nowa", "nip": "9990000089", "regon": "990000022", "accounts": ["1"]}
    requests.post(f"{outside.url}/_firms", json=[firm], timeout=5)
    assert bir.find("NIP", "9990000089").verdict is Verdict.YES
    requests.post(f"{outside.url}/_reset", timeout=5)
    assert bir.find("NIP", "9990000089").verdict is Verdict.NO


def test_magic_numbers_have_right_digits_and_bring_their_trouble(outside: Running) -> None:
    assert all(identifiers.check("nip", number).valid for number in MAGIC)
    broken = next(number for number, trouble in MAGIC.items() if trouble == "broken")
    assert bir.find("NIP", broken).why is Why.BROKEN
    assert bir.find("NIP", "7740001454").verdict is Verdict.YES


def test_a_path_that_is_nobodys_is_not_found(outside: Running) -> None:
    assert requests.get(f"{outside.url}/wp-admin", timeout=5).status_code == 404

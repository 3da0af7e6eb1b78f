"""The white list: who is found, what each error means, and that its limits are kept."""

import datetime as dt
import json
from pathlib import Path

import pytest

from kartoteka.gateways import white_list
from kartoteka.gateways.evidence import Verdict, Why
from kartoteka.kernel import allowance
from tests.outside import TODAY, Running

REFINERY, PAINTER = "7740001454", "8655104670"
ACCOUNT = "61109010140000071219812874"


def test_payers_are_found_by_their_nips_in_one_call(outside: Running) -> None:
    answer = white_list.search([REFINERY, PAINTER, "9990000089"], TODAY)

    assert answer.verdict is Verdict.YES
    found = answer.value or {}
    assert {nip: payer and payer.status for nip, payer in found.items()} == {
        REFINERY: "ACTIVE",
        PAINTER: "EXEMPT",
        "9990000089": None,
    }
    refinery = found[REFINERY]
    assert refinery is not None
    assert ACCOUNT in refinery.accounts
    assert refinery.address == "UL. TEST-KRUCZA 208, 50-038 WROCŁAW"
    assert outside.world.calls == {"wl": 1}


def test_the_answer_has_its_number_as_proof(outside: Running) -> None:
    (proof,) = white_list.search([REFINERY], TODAY).evidence

    assert proof.provider_id
    assert proof.provider_time == "26-11-2026 10:15:30"
    assert json.loads(proof.body)["result"]["requestId"] == proof.provider_id
    assert proof.request == {"nips": [REFINERY], "date": "2026-11-26"}
    assert proof.status == 200


def test_a_number_the_list_refuses_is_left_out(outside: Running) -> None:
    answer = white_list.search(["1234567890", REFINERY], TODAY)

    assert set(answer.value or {}) == {REFINERY}


def test_nobody_listed_is_a_no(outside: Running) -> None:
    answer = white_list.search(["9990000089"], TODAY)

    assert (answer.verdict, answer.value) == (Verdict.NO, {"9990000089": None})


def test_an_account_is_checked_with_its_nip(outside: Running) -> None:
    assert white_list.check(REFINERY, ACCOUNT, TODAY).verdict is Verdict.YES
    assert white_list.check(PAINTER, ACCOUNT, TODAY).verdict is Verdict.NO


@pytest.mark.parametrize(
    ("scenario", "why"),
    [
        ("limit", Why.LIMIT),
        ("slow", Why.TIMEOUT),
        ("broken", Why.BROKEN),
        ("maintenance", Why.MAINTENANCE),
        ("busy", Why.BUSY),
    ],
)
def test_trouble_is_no_answer_and_never_a_no(outside: Running, scenario: str, why: Why) -> None:
    outside.world.set("wl", scenario, None)
    for answer in (
        white_list.search([REFINERY], TODAY),
        white_list.check(REFINERY, ACCOUNT, TODAY),
    ):
        assert (answer.verdict, answer.value, answer.why) == (Verdict.NO_ANSWER, None, why)
        assert (answer.retry_in is not None) is (why is Why.LIMIT)


def test_a_day_that_they_count_as_used_up_is_not_asked_again(outside: Running) -> None:
    outside.world.set("wl", "limit", 1)
    white_list.search([REFINERY], TODAY)
    again = white_list.search([REFINERY], TODAY)

    assert again.why is Why.LIMIT
    assert again.retry_in is not None
    assert again.retry_in > 60
    assert outside.world.calls == {"wl": 1}
    assert white_list.check(REFINERY, ACCOUNT, TODAY).verdict is Verdict.YES


def test_our_own_count_stops_at_a_hundred_and_leaves_some_to_people(outside: Running) -> None:
    allowance.take(white_list.SEARCH, {"day": 100}, turns=90)

    assert white_list.search([REFINERY], TODAY, spare=10).why is Why.LIMIT
    assert white_list.search([REFINERY], TODAY).verdict is Verdict.YES


def test_a_day_that_is_to_come_is_refused_by_them(outside: Running) -> None:
    answer = white_list.search([REFINERY], TODAY + dt.timedelta(days=1))

    assert (answer.why, answer.detail) == (Why.REFUSED, "WL-103")


def test_status_asks_about_nobody(outside: Running) -> None:
    assert white_list.status(TODAY).verdict is Verdict.YES


def test_recorded_answers_are_read(samples: Path) -> None:
    folder = samples / "mf_whitelist"
    said = json.loads((folder / "nips_two_subjects.json").read_text())["result"]
    found = white_list._by_number(["0000000000", "1111111111", "2222222222"], said)
    assert found is not None
    assert [found[n] is not None for n in sorted(found)] == [True, True, False]
    one = json.loads((folder / "subject_docs_example.json").read_text())["result"]
    payer = (white_list._by_number(["1111111111"], one) or {})["1111111111"]
    assert payer is not None
    assert (payer.status, payer.krs, len(payer.accounts)) == ("EXEMPT", "0000636771", 2)
    assert "22222222222" not in repr(payer)

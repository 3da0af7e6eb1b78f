"""VIES and the Slovak registers, in good days and bad."""

import pytest

from kartoteka.gateways import calling, fs, rpo, ruz, vies
from kartoteka.gateways.evidence import Verdict, Why
from kartoteka.gateways.places import Place
from kartoteka.gateways.subject import State
from tests.outside import Running


def test_a_valid_number_comes_with_a_consultation_number(outside: Running) -> None:
    answer = vies.check("SK2029000006")

    assert answer.verdict is Verdict.YES
    assert answer.value == vies.Validity(is_valid=True, name="Vodárne Skúšobné, a.s.")
    assert answer.evidence[0].provider_id.startswith("WAPI")


def test_an_invalid_number_is_a_no(outside: Running) -> None:
    for number in ("DE123456789", "DE201"):
        assert vies.check(number).verdict is Verdict.NO


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("DE300", Why.BUSY), ("DE301", Why.BUSY), ("DE302", Why.TIMEOUT), ("DE202", Why.REFUSED),
        ("DE400", Why.LIMIT), ("DE401", Why.LIMIT), ("DE600", Why.BUSY),
    ],
)  # fmt: skip
def test_every_other_code_is_no_answer(
    outside: Running, number: str, why: Why, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vies, "_AGAIN_AFTER", 0.6)
    answer = vies.check(number)

    assert (answer.verdict, answer.value, answer.why) == (Verdict.NO_ANSWER, None, why)
    assert outside.world.calls["vies"] == (2 if number == "DE600" else 1)


@pytest.mark.parametrize(
    ("scenario", "why"),
    [("slow", Why.TIMEOUT), ("broken", Why.BROKEN), ("maintenance", Why.MAINTENANCE)],
)
def test_trouble_is_no_answer_anywhere(outside: Running, scenario: str, why: Why) -> None:
    for service in ("vies", "rpo", "ruz", "fs"):
        outside.world.set(service, scenario, None)
    answers = [vies.check("SK2029000006"), rpo.find("90000013"), ruz.dic("90000013"),
               fs.ic_dph("90000013")]  # fmt: skip

    assert [(one.verdict, one.value, one.why) for one in answers] == [
        (Verdict.NO_ANSWER, None, why)
    ] * 4


def test_rpo_tells_the_present_name_and_seat(outside: Running) -> None:
    (said,) = rpo.find("90000013").value or []

    assert (said.name, said.kind, said.state) == ("Vodárne Skúšobné, a.s.", "COMPANY", State.ACTIVE)
    assert (said.street, said.building, said.postal_code, said.city) == (
        "Mlynské nivy", "4924/44", "821 09", "Bratislava",
    )  # fmt: skip
    assert said.activities[0].code == "36000"


def test_a_trader_in_a_village_has_no_street(outside: Running) -> None:
    (said,) = rpo.find("90000021").value or []

    assert (said.kind, said.street, said.building) == ("SOLE_TRADER", "Malý Cetín", "12")


def test_rpo_knows_not_everybody(outside: Running) -> None:
    assert rpo.find("12345678").verdict is Verdict.NO


def test_words_that_were_encoded_twice_are_mended() -> None:
    assert rpo._words("VodÃ¡rne".encode().decode()) == "Vodárne"
    assert rpo._words({"value": "Žilina"}) == "Žilina"


def test_dic_comes_from_ruz_and_ic_dph_from_the_tax_office(outside: Running) -> None:
    assert ruz.dic("90000013").value == "2029000006"
    assert ruz.dic("90000021").verdict is Verdict.NO
    assert fs.ic_dph("90000013").value == "SK2029000006"
    assert fs.ic_dph("90000021").verdict is Verdict.NO
    assert fs.is_payer("SK2029000006").verdict is Verdict.YES


def test_a_key_that_the_tax_office_refuses_is_said_so(outside: Running) -> None:
    outside.world.set("fs", "bad_key", None)

    assert fs.ic_dph("90000013").why is Why.BAD_KEY


def test_all_say_whether_they_are_there(outside: Running) -> None:
    assert [one().verdict for one in (vies.status, rpo.status, ruz.status, fs.status)] == [
        Verdict.YES
    ] * 4


def test_an_answer_without_end_is_cut(outside: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "LARGEST", 100)
    answer = rpo.find("90000013")

    assert (answer.why, answer.detail) == (Why.BROKEN, "the answer is too large")


def test_nobody_listens_at_the_address(db: None) -> None:
    service = calling.Service("nobody", {"second": 5})
    reply = calling.ask(
        service, Place("http://127.0.0.1:9"), "/", operation="x", request={"pesel": "44051401359"}
    )

    assert (reply.why, reply.evidence.status) == (Why.UNREACHABLE, None)

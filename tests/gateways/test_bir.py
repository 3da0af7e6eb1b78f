"""BIR: sessions, silence, doubly escaped XML, errors inside rows, several hits."""

import datetime as dt
from pathlib import Path

import pytest

from kartoteka.gateways import bir
from kartoteka.gateways.bir import client, envelope, fields
from kartoteka.gateways.evidence import Verdict, Why
from kartoteka.gateways.subject import State
from tests.outside import Running


def test_a_firm_is_found_by_each_of_its_numbers(outside: Running) -> None:
    for kind, number in (("NIP", "7740001454"), ("REGON", "610188201"), ("KRS", "0000028860")):
        answer = bir.find(kind, number)

        assert answer.verdict is Verdict.YES
        assert answer.value is not None
        (hit,) = answer.value
        assert (hit.name, hit.regon, hit.postal_code) == (
            "Rafineria Próbna S.A.", "610188201", "50-038",
        )  # fmt: skip
        assert hit.street == "Test-Krucza"


def test_details_come_from_the_reports(outside: Running) -> None:
    hits = bir.find("NIP", "7740001454").value or []
    answer = bir.details(hits[0])

    assert answer.value is not None
    said = answer.value
    assert said.kind == "COMPANY"
    assert said.identifiers == {
        "NIP": "7740001454", "REGON": "610188201", "KRS": "0000028860",
    }  # fmt: skip
    assert (said.email, said.phone) == ("kancelaria@rafineria.example", "713456789")
    assert [(one.code, one.is_main, one.version) for one in said.activities] == [
        ("1920Z", True, "2025"),
        ("4671Z", False, "2025"),
    ]
    assert said.legal_form == "SPÓŁKI AKCYJNE"
    assert (said.state, said.state_on) == (State.ACTIVE, dt.date(1999, 10, 20))


def test_one_nip_may_have_several_hits(outside: Running) -> None:
    hits = bir.find("NIP", "8655104670").value or []

    assert [(hit.type, hit.silo) for hit in hits] == [("F", "1"), ("F", "2")]
    assert hits[1].street == "Góra Kalwaria"
    trade = bir.details(hits[0]).value
    assert trade is not None
    assert (trade.first_name, trade.last_name, trade.kind) == ("Zenon", "Żmuda", "SOLE_TRADER")


def test_who_is_not_there_is_a_no(outside: Running) -> None:
    answer = bir.find("NIP", "0123456789")

    assert (answer.verdict, answer.value, answer.why) == (Verdict.NO, [], None)
    assert answer.evidence[-1].verdict is Verdict.NO


def test_an_expired_session_is_renewed_once(outside: Running) -> None:
    bir.find("NIP", "7740001454")
    outside.world.sessions.clear()
    answer = bir.find("NIP", "7740001454")

    assert answer.verdict is Verdict.YES
    assert [one.operation for one in answer.evidence] == [
        "DaneSzukajPodmioty", "GetValue", "Zaloguj", "DaneSzukajPodmioty",
    ]  # fmt: skip


def test_all_processes_share_one_session(outside: Running) -> None:
    bir.find("NIP", "7740001454")
    bir.find("NIP", "7740001454")

    assert outside.world.calls["bir"] == 3


def test_a_bad_key_is_said_so(outside: Running) -> None:
    outside.world.set("bir", "bad_key", None)
    answer = bir.find("NIP", "7740001454")

    assert (answer.verdict, answer.why) == (Verdict.NO_ANSWER, Why.BAD_KEY)


@pytest.mark.parametrize(
    ("scenario", "why"),
    [
        ("slow", Why.TIMEOUT),
        ("broken", Why.BROKEN),
        ("maintenance", Why.MAINTENANCE),
        ("limit", Why.MAINTENANCE),
        ("busy", Why.BUSY),
    ],
)
def test_trouble_is_no_answer_and_never_a_no(outside: Running, scenario: str, why: Why) -> None:
    bir.find("NIP", "7740001454")
    outside.world.set("bir", scenario, None)
    answer = bir.find("NIP", "7740001454")

    assert (answer.verdict, answer.value, answer.why) == (Verdict.NO_ANSWER, None, why)
    assert answer.evidence[-1].why is why


def test_up_to_twenty_are_asked_about_at_once(outside: Running) -> None:
    answer = bir.find_many("NIP", ["7740001454", "9990000072", "0123456789"])

    assert sorted(hit.nip for hit in answer.value or []) == ["7740001454", "9990000072"]
    assert [hit.is_ended for hit in answer.value or []].count(True) == 1
    with pytest.raises(ValueError, match="1 to 20"):
        bir.find_many("NIP", [f"{n:010d}" for n in range(21)])


def test_a_register_that_is_not_set_up_is_not_asked(db: None) -> None:
    assert bir.find("NIP", "7740001454").why is Why.NOT_SET_UP


def test_the_key_is_in_no_evidence(outside: Running) -> None:
    for one in bir.find("NIP", "7740001454").evidence:
        assert "abcde12345" not in str(one.request)


def test_the_service_says_of_itself_that_it_is_there(outside: Running) -> None:
    assert bir.status().verdict is Verdict.YES
    assert outside.world.calls == {"bir": 1}


def test_recorded_answers_are_read(samples: Path) -> None:
    folder = samples / "bir_regon"
    login = (folder / "login_soap_response.xml").read_bytes()
    assert envelope.result("Zaloguj", "application/soap+xml", login) == "c47xb5n78ppgc9hks85f"
    (row,) = envelope.rows((folder / "search_single.xml").read_text())
    hit = fields.hit(row)
    assert (hit.regon, hit.type, hit.street, hit.flat) == ("02092251199990", "P", "Test-Krucza", "")
    (report,) = envelope.rows((folder / "full_report_person.xml").read_text())
    said = fields.subject(hit, report, {}, [])
    assert (said.postal_code, said.street, said.building) == ("69-000", "Adama Mickiewicza", "99")
    assert (said.state, said.state_on) == (State.ACTIVE, dt.date(1999, 10, 20))


@pytest.mark.parametrize(
    "hostile",
    [
        b'<!DOCTYPE x [<!ENTITY a "b">]><root><dane><Nazwa>&a;</Nazwa></dane></root>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><root>&a;</root>',
        b"<root><dane>",
        b"\x00\x01",
        b"",
    ],
)
def test_hostile_xml_is_unreadable(hostile: bytes) -> None:
    with pytest.raises(envelope.Unreadable):
        envelope.parsed(hostile)


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({"praw_dataZawieszeniaDzialalnosci": "2020-01-01"}, State.SUSPENDED),
        (
            {
                "fiz_dataZawieszeniaDzialalnosci": "2020-01-01",
                "fiz_dataWznowieniaDzialalnosci": "2021-01-01",
            },
            State.ACTIVE,
        ),
        ({"fiz_dataSkresleniazRegonDzialalnosci": "2020-01-01"}, State.ENDED),
        ({"praw_dataOrzeczeniaOUpadlosci": "2020-01-01"}, State.BANKRUPT),
        (
            {
                "praw_dataOrzeczeniaOUpadlosci": "2020-01-01",
                "praw_dataZakonczeniaPostepowaniaUpadlosciowego": "2021-01-01",
            },
            State.ACTIVE,
        ),
        ({"fizC_NiePodjetoDzialalnosci": "true"}, State.NOT_STARTED),
    ],
)
def test_the_state_is_read_from_its_dates(said: dict[str, str], state: State) -> None:
    hit = fields.hit({"Typ": "P", "SilosID": "6"})
    assert fields.subject(hit, said, {}, []).state is state


def test_limits_are_those_of_the_hour() -> None:
    import time_machine

    for moment, most in (("2026-11-26 09:00", 3), ("2026-11-26 22:30", 4)):
        with time_machine.travel(f"{moment}+01:00"):
            assert client.limits()["second"] == most

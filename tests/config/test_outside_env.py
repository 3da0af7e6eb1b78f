"""Where outside registers are is read from the environment, and nothing is asked unasked."""

import pytest

from kartoteka.config import env
from kartoteka.config.env import CannotStart

OUTSIDE = ("OUTSIDE_REGISTERS", "BIR_URL", "BIR_KEY", "VIES_URL", "OUTSIDE_TIMEOUT", "FAKES_PORT")


@pytest.fixture
def no_registers(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in OUTSIDE:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("no_registers")
def test_nothing_outside_is_asked_until_somebody_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.gateways() == {}
    assert not env.names_outside_registers()
    monkeypatch.setenv("BIR_URL", "https://bir.example/x.svc")
    monkeypatch.setenv("BIR_KEY", "k")
    assert env.gateways() == {
        "bir": {"url": "https://bir.example/x.svc", "key": "k", "timeout": 20.0}
    }
    assert env.names_outside_registers()


@pytest.mark.usefixtures("no_registers")
def test_live_names_all_and_an_address_of_ones_own_goes_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OUTSIDE_REGISTERS", "live")
    monkeypatch.setenv("VIES_URL", "http://127.0.0.1:1/vies")
    found = env.gateways()
    assert set(found) == {"bir", "white_list", "white_list_file", "vies", "rpo", "ruz", "fs"}
    assert found["vies"]["url"] == "http://127.0.0.1:1/vies"
    assert found["white_list"]["url"] == "https://wl-api.mf.gov.pl"


@pytest.mark.usefixtures("no_registers")
@pytest.mark.parametrize(
    ("name", "value"),
    [("OUTSIDE_REGISTERS", "yes"), ("BIR_URL", "ftp://x"), ("OUTSIDE_TIMEOUT", "0")],
)
def test_refuses_registers_that_are_none(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(CannotStart, match=name):
        env.gateways()


@pytest.mark.usefixtures("no_registers")
def test_played_registers_are_told_to_every_part(monkeypatch: pytest.MonkeyPatch) -> None:
    from kartoteka.config.launch import parts

    monkeypatch.setattr(parts, "_PLAYED", {})
    parts.play_outside_registers()
    told = parts.variables("worker")
    assert told["OUTSIDE_REGISTERS"] == "fake"
    assert told["FAKES_PORT"].isdecimal()
    assert parts.command("fakes")[-1] == "fakes"

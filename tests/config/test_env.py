"""The environment is read in one place, which refuses nonsense in words."""

from pathlib import Path

import pytest

from kartoteka.config import env, home
from kartoteka.config.env import CannotStart


@pytest.mark.parametrize("value", ["0", "65536", "eighty", "-1", "8080.5", "٣"])
def test_refuses_a_port_that_is_none(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("DESK_PORT", value)
    with pytest.raises(CannotStart, match=r"DESK_PORT is .* between 1 and 65535"):
        env.desk_port()


def test_refuses_a_yes_or_no_that_is_neither(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BEHIND_TLS_PROXY", "perhaps")
    with pytest.raises(CannotStart, match="write 1 for yes or 0 for no"):
        env.behind_tls_proxy()


@pytest.mark.parametrize(
    "url",
    ["mysql://u:p@h/d", "postgresql://h/d", "postgresql://u:p@h", "postgresql://u:p@h:x/d"],
)
def test_refuses_an_address_that_is_no_postgresql(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(CannotStart, match="DATABASE_URL"):
        env.database_url()


def test_the_desk_signs_in_as_itself_at_a_given_database(
    monkeypatch: pytest.MonkeyPatch, short_path: Path
) -> None:
    monkeypatch.delenv("KARTOTEKA_TEST_DATABASE", raising=False)
    monkeypatch.setenv("KARTOTEKA_HOME", str(short_path))
    monkeypatch.setenv("DATABASE_URL", "postgresql://boss:p%40ss@db:6432/office?sslmode=require")
    owner, desk = env.database("owner"), env.database("desk")
    assert (owner["USER"], owner["PASSWORD"]) == ("boss", "p@ss")
    assert (desk["USER"], desk["PASSWORD"]) == ("kartoteka_desk", home.secret("database-desk"))
    for settings in (owner, desk):
        assert (settings["HOST"], settings["PORT"], settings["NAME"]) == ("db", "6432", "office")
        assert settings["OPTIONS"]["sslmode"] == "require"


def test_refuses_a_home_that_is_not_a_whole_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KARTOTEKA_HOME", "somewhere")
    with pytest.raises(CannotStart, match="write the whole path"):
        home.here()


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

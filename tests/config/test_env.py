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


@pytest.mark.parametrize(
    ("url", "store"),
    [
        ("", "folder"),
        ("folder", "folder"),
        ("database", "database"),
        ("s3://key:se%2Fcret@s3.example.org/office/kartoteka?region=pl-1", "s3"),
    ],
)
def test_says_where_contents_are_kept(
    monkeypatch: pytest.MonkeyPatch, url: str, store: str
) -> None:
    monkeypatch.setenv("CONTENTS_URL", url)
    assert env.contents_store() == store
    bucket = env.bucket()
    if store == "s3":
        assert bucket == env.Bucket(
            "https://s3.example.org", "office", "key", "se/cret", "pl-1", "kartoteka"
        )
    else:
        assert bucket is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CONTENTS_URL", "ftp://x"),
        ("CONTENTS_URL", "/srv/files"),
        ("CONTENTS_URL", "s3://host/bucket"),
        ("CONTENTS_URL", "s3://key:secret@host"),
        ("CONTENTS_URL", "s3://key:secret@host:x/bucket"),
        ("CONTENTS_URL", "s3+http://key:secret@s3.example.org/bucket"),
        ("S3_URL", "folder"),
        ("SCANNER_URL", "127.0.0.1:3310"),
        ("SCANNER_URL", "clamd://"),
        ("SCANNER_URL", "clamd://host:x"),
        ("LARGEST_FILE", "0"),
        ("LARGEST_FILE", "201"),
        ("LARGEST_FILE", "much"),
        ("FILE_KINDS", "pdf html"),
    ],
)
def test_refuses_nonsense_about_files(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(CannotStart, match=name):
        asked()


def asked() -> None:
    """Everything that the settings ask about files."""
    env.contents_store()
    env.bucket()
    env.scanner_url()
    env.largest_file()
    env.file_kinds({"pdf", "png"}, {"pdf"})


def test_takes_the_kinds_of_file_that_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.file_kinds({"pdf", "png"}, {"pdf"}) == {"pdf"}
    monkeypatch.setenv("FILE_KINDS", "PNG, pdf")
    assert env.file_kinds({"pdf", "png"}, {"pdf"}) == {"pdf", "png"}


def test_the_watched_folder_must_be_a_folder_by_its_whole_path(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("WATCHED_FOLDER", raising=False)
    assert env.watched_folder() is None
    monkeypatch.setenv("WATCHED_FOLDER", str(tmp_path))
    assert env.watched_folder() == tmp_path
    link = tmp_path / "link"
    link.symlink_to(tmp_path)
    for value, said in (
        ("bank", "write the whole path"),
        (str(tmp_path / "none"), "no folder"),
        (str(link), "leads away"),
    ):
        monkeypatch.setenv("WATCHED_FOLDER", value)
        with pytest.raises(CannotStart, match=said):
            env.watched_folder()

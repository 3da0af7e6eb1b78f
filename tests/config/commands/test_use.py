"""Commands called wrongly, or on a database that has somebody in it already."""

import pytest

from kartoteka.config import cli


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["demo", "--customers", "0"], "'0' is no number from 1 to 1000000"),
        (["demo", "--customers", "-1"], "'-1' is no number from 1 to 1000000"),
        (["demo", "--customers", "abc"], "'abc' is no number from 1 to 1000000"),
        (["worker", "--concurrency", "0"], "'0' is no number from 1 to 64"),
        (["user", "add", "a b", "--name", "A"], "'a b' is no login: no spaces, at most 150"),
        (["user", "add", "", "--name", "A"], "'' is no login: no spaces, at most 150"),
        (["user", "add", "anna", "--name", " "], "' ' is no name: at most 150 letters"),
        (["user", "add", "a", "--name", "A", "--email", "a@b"], "'a@b' is no e-mail address"),
        (["serve", "everything"], "invalid choice: 'everything'"),
        ([], "the following arguments are required: COMMAND"),
    ],
)
def test_wrong_use_is_two_and_one_sentence(
    capsys: pytest.CaptureFixture[str], words: list[str], sentence: str
) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(words)
    said = capsys.readouterr()
    assert (left.value.code, said.out) == (2, "")
    assert sentence in said.err.splitlines()[-1]


@pytest.mark.parametrize("command", cli.COMMANDS)
def test_every_command_has_its_help(capsys: pytest.CaptureFixture[str], command: str) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main([command, "--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert left.value.code == 0
    assert f"{cli.COMMANDS[command].help.capitalize()}." in said


@pytest.mark.django_db(transaction=True)
def test_an_office_with_people_takes_no_demo_and_no_first_link(
    capsys: pytest.CaptureFixture[str],
) -> None:
    add = ["user", "add", "anna", "--name", "Anna Nowak"]
    assert cli.main(add) == 0
    assert capsys.readouterr().out.startswith("anna\t")
    for words, sentence in (
        (add, "This login is already in use. Choose another one.\n"),
        (
            ["user", "invite-first"],
            "This database has users: the link is for the first one only.\n",
        ),
        (
            ["demo", "--customers", "3"],
            "The demo firm goes only into an empty database, and this one has users.\n",
        ),
    ):
        assert cli.main(words) == 1
        said = capsys.readouterr()
        assert (said.out, said.err) == ("", sentence)

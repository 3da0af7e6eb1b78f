"""Lists: filtered, in the reader's alphabet, page after page."""

import pytest

from kartoteka.kernel.actor import Actor, Realm, Role
from kartoteka.register import operations as register
from kartoteka.register import queries
from tests.build import a_party

pytestmark = pytest.mark.django_db
CLERK = Actor(user_id=None, realm=Realm.DESK, role=Role.CLERK)


def names(**which: object) -> list[str]:
    return [line.name for line in queries.parties(viewer=CLERK, **which).lines]  # type: ignore[arg-type]


@pytest.fixture
def letters() -> None:
    for name in ("Zebra", "Łoś", "Lód", "Ćma", "Cel", "Żaba", "Źle", "Chata", "Hora", "Čaj"):
        a_party(name)


@pytest.mark.usefixtures("letters")
def test_the_order_is_of_the_reader_s_alphabet() -> None:
    polish = ["Čaj", "Cel", "Chata", "Ćma", "Hora", "Lód", "Łoś", "Zebra", "Źle", "Żaba"]

    assert names(language="pl") == polish
    assert names(language="pl", sort="-name") == polish[::-1]
    slovak = names(language="sk")
    assert slovak.index("Čaj") > slovak.index("Cel")
    assert slovak.index("Hora") < slovak.index("Chata")


@pytest.mark.usefixtures("letters")
@pytest.mark.parametrize("sort", ["name", "-name", "number", "-number", "added", "-added"])
def test_pages_lead_forth_and_back(sort: str) -> None:
    everything = names(sort=sort)
    first = queries.parties(viewer=CLERK, sort=sort, limit=4)
    second = queries.parties(viewer=CLERK, sort=sort, limit=4, after=first.after)
    third = queries.parties(viewer=CLERK, sort=sort, limit=4, after=second.after)
    back = queries.parties(viewer=CLERK, sort=sort, limit=4, before=third.before)

    pages = [first, second, third]
    assert [line.name for page in pages for line in page.lines] == everything
    assert (first.before, third.after) == ("", "")
    assert back.lines == second.lines


@pytest.mark.usefixtures("letters")
@pytest.mark.parametrize("mark", ["nonsense", "W10", "eyJhIjoxfQ", "WyJ4IiwieSJd", "☃"])
def test_a_mark_that_fits_nothing_begins_anew(mark: str) -> None:
    assert names(after=mark) == names()


def test_filters_narrow() -> None:
    a_party("Anna", kind="PERSON")
    gone = a_party("Firma Anny")
    register.archive_party(actor=CLERK, party_id=gone)

    assert names(text="ann") == ["Anna"]
    assert names(text="ann", state="") == ["Anna", "Firma Anny"]
    assert names(state="ARCHIVED") == ["Firma Anny"]
    assert names(kind="COMPANY", state="") == ["Firma Anny"]
    assert names(text="anna nobody") == []


def test_a_list_is_one_question(django_assert_num_queries: object) -> None:
    for name in "ABC":
        a_party(name)
    with django_assert_num_queries(1):  # type: ignore[operator]
        names(text="a")

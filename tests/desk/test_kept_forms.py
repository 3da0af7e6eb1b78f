"""What is sent after the session was lost comes back after sign-in, to its own login only."""

import html
import re

import pytest
from django.core.cache import cache
from django.test import Client

from kartoteka.kernel.actor import SYSTEM
from kartoteka.register import queries
from kartoteka.ui import kept_forms
from tests.build import PASSWORD, a_party, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty() -> None:
    cache.clear()


@pytest.fixture
def lost(client: Client) -> Client:
    """Anna's browser: it was signed in, and its session is gone."""
    a_user("anna")
    client.post("/account/login/", {"login": "anna", "password": PASSWORD})
    client.get("/")
    client.cookies.pop("kartoteka_desk")
    return client


def signed_in(client: Client, login: str, address: str) -> str:
    """The page to which signing in leads."""
    answer = client.post(address, {"login": login, "password": PASSWORD}, follow=True)
    return answer.text


def sent_again(client: Client, page: str) -> tuple[int, str]:
    form = page[page.index('<form method="post" action="/parties') :]
    form = form[: form.index("</form>")]
    action = re.search(r'action="([^"]*)"', form)
    fields = re.findall(r'name="([^"]*)" value="([^"]*)"', form)
    assert action is not None
    data = {html.unescape(name): html.unescape(value) for name, value in fields}
    answer = client.post(html.unescape(action[1]), data)
    return answer.status_code, answer.text


def name_of(party_id: int) -> str:
    party = queries.party(viewer=SYSTEM, party_id=party_id)
    assert party is not None
    return party.name


SAID = {"kind": "COMPANY", "country": "PL", "language": "pl"}


def test_what_was_typed_comes_back_and_is_saved(lost: Client) -> None:
    party_id = a_party("Stara")
    typed = SAID | {"name": 'Nowa "<b>nazwa</b>" & spółka', "note": "dwa\nwiersze"}
    answer = lost.post(f"/parties/{party_id}/change/?a=1", typed)

    assert "/account/login/?next=/kept-form/" in answer["Location"]
    assert name_of(party_id) == "Stara"
    page = signed_in(lost, "anna", answer["Location"])
    assert "What you typed is still here" in page
    assert "<b>nazwa" not in page
    status, _text = sent_again(lost, page)
    assert status == 302
    assert name_of(party_id) == typed["name"]


def test_a_form_that_is_refused_comes_back_with_everything(lost: Client) -> None:
    party_id = a_party("Stara")
    answer = lost.post(f"/parties/{party_id}/change/", SAID | {"name": "", "note": "ważne"})
    status, text = sent_again(lost, signed_in(lost, "anna", answer["Location"]))

    assert status == 422
    assert ">\nważne</textarea>" in text or ">ważne</textarea>" in text


def test_it_is_nobody_else_s(lost: Client) -> None:
    party_id = a_party("Stara")
    a_user("ewa")
    answer = lost.post(f"/parties/{party_id}/change/", SAID | {"name": "Tajna"})
    page = signed_in(lost, "ewa", answer["Location"])

    assert "Tajna" not in page
    assert "it is not yours" in page


def test_it_lies_sealed(lost: Client) -> None:
    party_id = a_party("Stara")
    answer = lost.post(f"/parties/{party_id}/change/", SAID | {"name": "Tajna nazwa"})

    token = answer["Location"].split("/kept-form/")[1].split("/")[0]
    sealed = cache.get(kept_forms._key(token))
    assert sealed is not None
    assert "Tajna" not in sealed
    assert cache.get(token) is None


@pytest.mark.parametrize(
    "said",
    [
        {"name": "x", "new_password": "korale-lampa-rzeka"},
        {"name": "x" * 200_001},
        {f"f{n}": "1" for n in range(2_001)},
    ],
)
def test_secrets_and_hostile_sizes_are_not_kept(lost: Client, said: dict[str, str]) -> None:
    answer = lost.post(f"/parties/{a_party()}/change/", said)
    assert "kept-form" not in answer.headers.get("Location", "")


def test_a_browser_that_nobody_used_keeps_nothing(client: Client) -> None:
    url = f"/parties/{a_party()}/change/"
    assert client.post(url, SAID)["Location"] == f"/account/login/?next={url}"
    client.cookies["kartoteka_desk_who"] = "1:forged:forged"
    assert client.post(url, SAID)["Location"] == f"/account/login/?next={url}"


def test_a_form_older_than_the_sign_in_is_kept_too(client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(a_user("anna"))
    url = f"/parties/{a_party('Stara')}/change/"
    said = SAID | {"name": "Nowa", "csrfmiddlewaretoken": "x" * 64}

    other = strict.post(url, said, headers={"origin": "https://evil.example"})
    assert other.status_code == 403
    none = strict.post(url, said)
    assert none.status_code == 403
    ours = strict.post(url, said, headers={"origin": "http://testserver"})
    assert ours["Location"].startswith("/kept-form/")
    assert "Nowa" in strict.get(ours["Location"]).text


def test_what_is_not_kept_any_more_says_so(client: Client) -> None:
    client.force_login(a_user("anna"))
    page = client.get(f"/kept-form/{'x' * 300}/", follow=True)
    assert "not kept any more" in page.text

"""Signing in at the desk: lock-out, sessions, passwords, second factor, where one lands."""

import re
import time
from urllib.parse import quote

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.test import Client

from kartoteka.access import operations
from kartoteka.access.models import DeskSession, User
from kartoteka.access.signin import SecondFactorAdapter
from kartoteka.kernel.actor import SYSTEM
from tests import build

pytestmark = pytest.mark.django_db
SIGN_IN = "/account/login/"
WRONG = "The login or the password is not right."
STOPPED = "Too many attempts that failed."


@pytest.fixture(autouse=True)
def _no_counters(db: None) -> None:
    cache.clear()


@pytest.fixture
def english(client: Client) -> Client:
    """A browser that asks for English."""
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def _sign_in(client: Client, login: str = "anna", password: str = build.PASSWORD, **more: str):
    return client.post(SIGN_IN, {"login": login, "password": password, **more})


def test_the_right_password_opens_the_start_page(english: Client) -> None:
    build.a_user()
    answer = _sign_in(english)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert "Good day, Anna" in english.get("/").text


def test_unknown_wrong_and_unusable_answer_the_same(english: Client) -> None:
    build.a_user()
    operations.portal_user_for(actor=SYSTEM, login="x@example.com", name="X", language="en")
    pages = {
        re.sub(
            r'value="[^"]*"|[A-Za-z0-9]{64}', "", _sign_in(english, login, "not the password").text
        )
        for login in ("anna", "nobody", "x@example.com")
    }
    assert len(pages) == 1
    assert WRONG in pages.pop()


def test_a_refused_form_keeps_the_login_and_answers_422(english: Client) -> None:
    answer = _sign_in(english, "somebody", "wrong")
    assert answer.status_code == 422
    assert 'value="somebody"' in answer.text
    assert "wrong" not in re.sub(r"<[^>]*name=\"login\"[^>]*>", "", answer.text).replace(WRONG, "")


def test_five_failures_stop_even_the_right_password_for_five_minutes(english: Client) -> None:
    build.a_user()
    with time_machine.travel("2026-11-22 12:00:00", tick=False) as clock:
        for _ in range(5):
            assert WRONG in _sign_in(english, "anna", "wrong").text
        assert STOPPED in _sign_in(english, "anna").text
        assert STOPPED in _sign_in(english, "ANNA").text
        assert DeskSession.objects.count() == 0
        clock.shift(301)
        assert _sign_in(english).status_code == 302


def test_failures_of_one_login_do_not_stop_another(english: Client) -> None:
    build.a_user()
    for _ in range(6):
        _sign_in(english, "nobody", "wrong")
    assert _sign_in(english).status_code == 302


def test_many_logins_from_one_place_are_stopped(english: Client) -> None:
    build.a_user()
    for number in range(20):
        _sign_in(english, f"guess{number}", "wrong")
    assert STOPPED in _sign_in(english).text


@pytest.mark.parametrize(
    ("next_address", "landed"),
    [
        ("/users/", "/users/"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\\elsewhere.example", "/"),
    ],
)
def test_next_leads_only_inside(english: Client, next_address: str, landed: str) -> None:
    build.an_administrator()
    answer = english.post(
        f"{SIGN_IN}?next={quote(next_address)}",
        {"login": "adam", "password": build.PASSWORD, "next": next_address},
    )
    assert answer.headers["Location"] == landed


def test_signing_in_changes_the_session_key(english: Client) -> None:
    build.a_user()
    english.get(SIGN_IN)
    session = english.session
    session["planted"] = "1"
    session.save()
    english.cookies["kartoteka_desk"] = session.session_key
    _sign_in(english)
    fresh = english.cookies["kartoteka_desk"].value
    assert fresh != session.session_key
    assert not DeskSession.objects.filter(session_key=session.session_key).exists()


def test_a_form_from_elsewhere_is_refused() -> None:
    build.a_user()
    strict = Client(enforce_csrf_checks=True)
    strict.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    answer = _sign_in(strict)
    assert answer.status_code == 403
    assert "The form has expired" in answer.text


def test_a_blocked_user_is_out_at_the_next_request(english: Client) -> None:
    anna = build.a_user()
    _sign_in(english)
    assert english.get("/panel/").status_code == 200
    operations.block_user(actor=SYSTEM, public_id=anna.public_id)
    assert english.get("/panel/").headers["Location"].startswith(SIGN_IN)
    assert _sign_in(english).headers["Location"] == "/account/inactive/"


def test_a_password_made_by_somebody_else_is_changed_before_anything(english: Client) -> None:
    build.a_user(must_change_password=True)
    _sign_in(english)
    for address in ("/", "/panel/", "/users/", "/search/?q=a"):
        assert english.get(address).headers["Location"] == "/account/password/"
    form = {"oldpassword": build.PASSWORD, "password1": "short", "password2": "short"}
    assert english.post("/account/password/", form).status_code == 422
    good = "zielony-kajak-noc"
    form = {"oldpassword": build.PASSWORD, "password1": good, "password2": good}
    assert english.post("/account/password/", form).status_code == 302
    assert english.get("/").status_code == 200
    user = User.objects.get()
    assert user.check_password(good)
    assert not user.must_change_password


def test_a_changed_password_ends_the_other_sessions(english: Client) -> None:
    build.a_user()
    other = Client()
    _sign_in(english)
    _sign_in(other)
    good = "zielony-kajak-noc"
    form = {"oldpassword": build.PASSWORD, "password1": good, "password2": good}
    english.post("/account/password/", form)
    assert english.get("/panel/").status_code == 200
    assert other.get("/panel/").status_code == 302


def test_signing_out_everywhere_else_leaves_this_one(english: Client) -> None:
    build.a_user()
    other = Client()
    _sign_in(other)
    _sign_in(english)
    assert "Sign out everywhere else" in english.get("/account/sessions/").text
    english.post("/account/sessions/")
    assert english.get("/panel/").status_code == 200
    assert other.get("/panel/").status_code == 302


def _code(secret: str) -> str:
    return f"{hotp_value(secret, next(iter(yield_hotp_counters_from_time()))):06}"


def test_an_app_turned_on_is_asked_for_at_sign_in(english: Client) -> None:
    anna = build.a_user()
    secret = generate_totp_secret()
    kept = SecondFactorAdapter().encrypt(secret)
    assert secret not in kept
    Authenticator.objects.create(user=anna, type="totp", data={"secret": kept})
    assert _sign_in(english).headers["Location"].startswith("/account/factors/authenticate/")
    assert english.get("/panel/").status_code == 302
    wrong = english.post("/account/factors/authenticate/", {"code": "000000"})
    assert (wrong.status_code, "The code is not right" in wrong.text) == (422, True)
    right = english.post("/account/factors/authenticate/", {"code": _code(secret)})
    assert right.headers["Location"] == "/"
    assert english.get("/panel/").status_code == 200


def test_important_settings_ask_for_the_password_again(english: Client) -> None:
    build.a_user()
    _sign_in(english)
    answer = english.get("/account/factors/app/")
    assert answer.headers["Location"].startswith("/account/reauthenticate/")
    english.post("/account/reauthenticate/", {"password": build.PASSWORD})
    page = english.get("/account/factors/app/")
    assert page.status_code == 200
    secret = re.search(r'k-secret">([A-Z2-7]+)<', page.text)
    assert secret
    done = english.post("/account/factors/app/", {"code": _code(secret[1])})
    assert done.headers["Location"] == "/account/factors/recovery/"
    codes = re.findall(
        r"<li><code>(\d{8})</code></li>", english.get("/account/factors/recovery/").text
    )
    assert len(codes) == 10


@pytest.mark.parametrize(
    "address",
    ["signup/", "password/reset/", "email/", "confirm-email/", "login/code/", "3rdparty/"],
)
def test_what_is_not_needed_has_no_address(english: Client, address: str) -> None:
    assert english.get(f"/account/{address}").status_code == 404


@pytest.mark.parametrize(
    "address", ["/", "/panel/", "/users/", "/units/", "/jobs/", "/account/sessions/"]
)
def test_everything_is_behind_the_sign_in(client: Client, address: str) -> None:
    assert client.get(address).headers["Location"].startswith(SIGN_IN)


def test_htmx_of_a_signed_out_page_loads_the_sign_in_whole(client: Client) -> None:
    answer = client.get(
        "/jobs/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/jobs/"}
    )
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, f"{SIGN_IN}?next=/jobs/")


def test_the_language_is_switched_signed_out_and_in(client: Client) -> None:
    for code in ("sk", "en", "pl"):
        answer = client.post("/account/language/", {"language": code, "next": SIGN_IN})
        assert answer.headers["Location"] == SIGN_IN
        assert f'<html lang="{code}"' in client.get(SIGN_IN).text
    build.a_user(language="en")
    _sign_in(client)
    assert '<html lang="en"' in client.get("/").text
    client.post("/account/language/", {"language": "sk", "next": "//elsewhere.example/"})
    assert User.objects.get().language == "sk"
    assert '<html lang="sk"' in client.get("/").text
    answer = client.post("/account/language/", {"language": "xx", "next": "//elsewhere.example/"})
    assert answer.headers["Location"] == "/"
    assert User.objects.get().language == "sk"


def test_an_unknown_login_takes_as_long_as_a_known_one(client: Client, settings: object) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]  # type: ignore[attr-defined]
    build.a_user()

    def fastest(login: str) -> float:
        taken = []
        for _ in range(3):
            cache.clear()
            began = time.process_time()
            _sign_in(client, login, "not the password")
            taken.append(time.process_time() - began)
        return min(taken)

    known, unknown = fastest("anna"), fastest("nobody")
    assert 0.5 < unknown / known < 2

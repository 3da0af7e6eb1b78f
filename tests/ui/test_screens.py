"""Page or fragment, refusals on a form, who may come in."""

from typing import Any, ClassVar

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.kernel.errors import Confirmable, Refusal
from kartoteka.ui import screens
from kartoteka.ui.middleware import RefusalMiddleware

# Every page asks now and then how the office is called.
pytestmark = pytest.mark.django_db


class Taken(Refusal):
    code = "test.taken"
    message = "%(name)s is taken."
    field = "name"


class Doubtful(Confirmable):
    code = "test.doubtful"
    message = "Are you sure?"


class Form(forms.Form):
    widths: ClassVar[dict[str, int]] = {"name": 6}

    name = forms.CharField(label="Name", help_text="As on paper.")
    kind = forms.ChoiceField(
        label="Kind", choices=[("a", "A"), ("b", "B")], required=False, widget=forms.RadioSelect
    )


def _request(data: dict[str, Any] | None = None, **headers: str) -> HttpRequest:
    make = RequestFactory()
    request = make.post("/", data, headers=headers) if data else make.get("/", headers=headers)
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
    request.user = AnonymousUser()
    request.actor = None  # type: ignore[attr-defined]
    return request


def _drawn(form: forms.Form, request: HttpRequest) -> str:
    return render_to_string("ui/form.html", {"form": form, "submit": "Save"}, request)


def test_a_refusal_stands_on_its_field_with_its_facts() -> None:
    form = Form({"name": "Anna"})
    assert form.is_valid()
    with screens.refusals_on(form):
        raise Taken(name="Anna")
    assert form.errors == {"name": ["Anna is taken."]}


def test_a_refusal_of_an_unknown_field_stands_on_top() -> None:
    form = Form({"name": "Anna"})
    with screens.refusals_on(form):
        raise Taken(name="Anna", field="gone")
    assert form.non_field_errors() == ["Anna is taken."]


def test_a_bug_is_not_a_refusal() -> None:
    with pytest.raises(ZeroDivisionError), screens.refusals_on(Form({"name": "Anna"})):
        raise ZeroDivisionError


def test_a_confirmable_refusal_brings_a_box_that_sends_its_code() -> None:
    request = _request({"name": "Anna", "confirm": "test.earlier"})
    form = Form(request.POST)
    with screens.refusals_on(form):
        raise Doubtful
    page = _drawn(form, request)
    assert '<input type="hidden" name="confirm" value="test.earlier">' in page
    assert 'type="checkbox" name="confirm" value="test.doubtful"' in page
    assert "Are you sure?" in page
    assert screens.confirmed(request) == {"test.earlier"}


def test_a_form_ties_label_help_and_error_to_the_control() -> None:
    request = _request({"name": " ", "kind": "b"})
    form = Form(request.POST)
    page = _drawn(form, request)
    assert '<a href="#id_name">Name</a>' in page
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert 'aria-invalid="true"' in page
    assert 'id="id_name_error"' in page
    assert 'id="id_name_helptext"' in page
    assert 'class="k-field col-md-6"' in page
    assert '<legend class="form-label">Kind</legend>' in page


def test_what_is_typed_cannot_become_markup() -> None:
    request = _request({"name": "<script>", "kind": "<b>"})
    form = Form(request.POST)
    assert not form.is_valid()
    page = _drawn(form, request)
    assert "<script>" not in page
    assert "<b>" not in page


def test_a_form_with_errors_answers_422() -> None:
    form = Form({"name": ""})
    answer = screens.page(_request(), "ui/form.html", {"form": form, "submit": "Save"})
    assert answer.status_code == 422
    assert answer.headers["Vary"] == "HX-Request"
    fresh = screens.page(_request(), "ui/form.html", {"form": Form(), "submit": "Save"})
    assert fresh.status_code == 200


@pytest.mark.parametrize(
    ("headers", "is_fragment"),
    [
        ({}, False),
        ({"HX-Request": "true"}, True),
        ({"HX-Request": "true", "HX-Boosted": "true"}, False),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, False),
    ],
)
def test_htmx_gets_the_fragment_others_the_page(headers: dict[str, str], is_fragment: bool) -> None:
    assert screens.wants_fragment(_request(**headers)) is is_fragment


@screens.staff(Role.ADMINISTRATOR)
def _view(request: screens.Request) -> HttpResponse:
    return HttpResponse(request.actor.name)


def test_staff_of_the_role_come_in() -> None:
    request = _request()
    request.actor = SYSTEM  # type: ignore[attr-defined]
    assert _view(request).content == b"system"


@pytest.mark.parametrize("realm", list(Realm))
def test_lesser_roles_and_customers_do_not(realm: Realm) -> None:
    request = _request()
    role = Role.CLERK if realm == Realm.DESK else None
    request.actor = Actor(user_id=1, realm=realm, role=role)  # type: ignore[attr-defined]
    with pytest.raises(PermissionDenied):
        _view(request)


def test_the_signed_out_go_to_the_sign_in_and_come_back() -> None:
    assert _view(_request()).headers["Location"] == "/account/login/?next=/"


def test_a_refusal_that_no_form_caught_is_told_in_the_fitting_form() -> None:
    told = RefusalMiddleware(lambda request: HttpResponse())
    program = told.process_exception(_request(Accept="application/json"), Taken(name="Anna"))
    assert program is not None
    assert program.status_code == 409
    assert program.content == b'{"code": "test.taken", "message": "Anna is taken."}'
    page = told.process_exception(_request(Accept="text/html"), Taken(name="Anna"))
    assert page is not None
    assert (page.status_code, "<html" in page.text) == (409, True)
    toast = told.process_exception(
        _request(Accept="text/html", **{"HX-Request": "true"}), Taken(name="Anna")
    )
    assert toast is not None
    assert "Anna is taken." in toast.text
    assert "<html" not in toast.text
    assert told.process_exception(_request(), ValueError("bug")) is None

"""Tags that pages use."""

import datetime as dt
from decimal import Decimal

import pytest
from django import forms
from django.test import RequestFactory
from django.utils.translation import override

from kartoteka.ui.templatetags import ui

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (TODAY, "today"),
        (dt.date(2026, 11, 21), "yesterday"),
        (dt.date(2026, 11, 23), "tomorrow"),
        (dt.date(2026, 10, 19), "34 days ago"),
        (dt.date(2026, 12, 5), "in 13 days"),
        (None, ""),
    ],
)
def test_days_ago_says_how_far_a_day_is(day: dt.date | None, words: str) -> None:
    with override("en"):
        assert ui.days_ago(day, TODAY) == words


@pytest.mark.parametrize(
    ("text", "shown"),
    [("", ""), ("żółw", "żółw"), ("żółwi", "żółwi"), ("żółwik", "żółw…"), ("abc efgh", "abc…")],
)
def test_a_long_text_is_shortened_with_an_ellipsis(text: str, shown: str) -> None:
    assert ui.shortened(text, 5) == shown


def test_nothing_is_a_dash() -> None:
    assert {ui.money(None), ui.day(None), ui.moment(None), ui.number(None)} == {"—"}


def test_a_moment_is_shown_in_the_office_time_zone() -> None:
    with override("pl"):
        late = dt.datetime(2026, 11, 22, 23, 30, tzinfo=dt.UTC)
        assert ui.moment(late) == "23.11.2026, 00:30"
        assert ui.day(late) == "23.11.2026"


def test_money_follows_the_language() -> None:
    with override("sk"):
        assert ui.money(Decimal("5.5"), "EUR") == "5,50\u202f€"


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Anna Kowalska", "AK"), ("Jan Maria Nowak", "JN"), ("anna", "A"), ("", "?"), ("- .", "?")],
)
def test_initials_are_two_letters(name: str, letters: str) -> None:
    assert ui.initials(name) == letters


class Asked(forms.Form):
    name = forms.CharField()
    kind = forms.ChoiceField(choices=[("a", "A")])
    note = forms.CharField(required=False)


class MostlyOptional(Asked):
    email = forms.CharField(required=False)
    phone = forms.CharField(required=False)
    web = forms.CharField(required=False)
    whose = forms.ChoiceField(choices=[("", "—"), ("a", "A")])


def test_the_rarer_of_required_and_optional_is_marked() -> None:
    with override("en"):
        marks = {field.name: ui.marked(field) for field in Asked()}
        assert marks == {"name": "", "kind": "", "note": "optional"}
        marks = {field.name: ui.marked(field) for field in MostlyOptional()}
        assert marks == {
            "name": "required",
            "kind": "",
            "note": "",
            "email": "",
            "phone": "",
            "web": "",
            "whose": "required",
        }


def test_countries_and_languages_have_names() -> None:
    with override("sk"):
        assert (ui.country("PL"), ui.language_name("pl")) == ("Poľsko", "poľština")
        assert (ui.country("?"), ui.language_name("xx")) == ("?", "xx")


def test_an_icon_is_decoration_without_a_namespace() -> None:
    svg = ui.icon("search")
    assert svg.startswith("<svg ")
    assert 'aria-hidden="true"' in svg
    assert "xmlns" not in svg
    with pytest.raises(KeyError):
        ui.icon("no-such-icon")


def test_a_browser_is_named_in_two_words() -> None:
    edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/129.0 Safari/537.36 Edg/129.0"
    assert ui.device(edge) == "Edge, Windows"


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("http://testserver/users/", "http://testserver/users/"),
        ("https://elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        (None, "/"),
    ],
)
def test_going_back_leads_nowhere_else(address: str | None, safe: str) -> None:
    assert ui.own_address(address, RequestFactory().get("/")) == safe


def test_a_column_head_sorts_up_then_down_and_keeps_the_filter() -> None:
    request = RequestFactory().get("/", {"q": "a&b", "sort": "name", "after": "7"})
    link = ui.sort_link({"request": request}, "name", "<Name>")
    assert 'href="?q=a%26b&amp;sort=-name"' in link
    assert "&lt;Name&gt;" in link

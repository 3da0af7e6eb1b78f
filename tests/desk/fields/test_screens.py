"""Fields and dictionaries at the desk: made by administrators, filled in by everybody."""

import re

import pytest
from django.test import Client

from kartoteka.register.models import CustomField, Dictionary, DictionaryValue, FieldTab
from kartoteka.register.queries import fields as queries
from tests.build import a_party, a_user, an_administrator
from tests.register.fields.making import a_field, a_tab, held, put

pytestmark = pytest.mark.django_db
FIELD = {
    "label_pl": "Moc", "label_en": "Power", "kind": "NUMBER", "decimals": "1", "minimum": "1",
    "currency": "PLN", "seen_by": "CLERK", "edited_by": "CLERK",
}  # fmt: skip


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(an_administrator())
    return client


@pytest.fixture
def desk() -> Client:
    client = Client()
    client.force_login(a_user())
    return client


def test_a_tab_and_its_fields_are_made_one_after_another(admin: Client) -> None:
    answer = admin.post("/fields/party/tabs/add/", {"label_pl": "Parametry sieci", "key": ""})
    tab = FieldTab.objects.get()
    assert (tab.key, tab.labels) == ("parametry_sieci", {"pl": "Parametry sieci"})
    assert answer["Location"] == f"/fields/tabs/{tab.pk}/add/"

    answer = admin.post(f"/fields/tabs/{tab.pk}/add/", {**FIELD, "tab": tab.pk, "more": "1"})
    assert answer["Location"] == f"/fields/tabs/{tab.pk}/add/"
    field = CustomField.objects.get()
    assert (field.key, field.kind, field.minimum, field.decimals) == ("moc", "NUMBER", "1", 1)
    assert "Power" in admin.get("/fields/").content.decode()
    assert "Power" in admin.get(f"/fields/tabs/{tab.pk}/preview/?kind=HOUSEHOLD").content.decode()


def test_a_change_that_breaks_values_shows_them_and_asks(admin: Client) -> None:
    tab = a_tab()
    field = a_field(tab, "moc", "NUMBER")
    party = a_party("Wodociągi")
    put(party, moc="5")
    said = {**FIELD, "tab": tab, "minimum": "10"}

    answer = admin.post(f"/fields/{field}/", said)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'<a href="/parties/{party}/">Wodociągi</a>' in page
    assert 'value="register.values_do_not_fit"' in page
    assert 'name="minimum" value="10"' in page

    answer = admin.post(f"/fields/{field}/", {**said, "confirm": "register.values_do_not_fit"})
    assert answer.status_code == 302
    assert CustomField.objects.get().minimum == "10"


def test_a_refused_definition_keeps_what_was_typed(admin: Client) -> None:
    tab = a_tab()
    answer = admin.post(
        f"/fields/tabs/{tab}/add/",
        {**FIELD, "tab": tab, "kind": "TEXT", "minimum": "", "pattern": "(a"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This is no pattern that can be used" in page
    assert 'value="(a"' in page


def test_a_condition_names_values_of_one_other_field(admin: Client) -> None:
    tab = a_tab()
    a_field(tab, "heating", "DICTIONARY", own_values=("Gas", "Coal"))
    a_field(tab, "smart", "YES_NO")
    said = {**FIELD, "tab": tab}
    mixed = {**said, "condition": ["heating:gas", "smart:true"]}
    assert admin.post(f"/fields/tabs/{tab}/add/", mixed).status_code == 422
    answer = admin.post(
        f"/fields/tabs/{tab}/add/", {**said, "condition": ["heating:gas", "heating:coal"]}
    )
    assert answer.status_code == 302
    field = CustomField.objects.get(key="moc")
    assert field.if_field is not None
    assert (field.if_field.key, field.if_values) == ("heating", ["gas", "coal"])
    page = admin.get(f"/fields/{field.pk}/").content.decode()
    assert '<option value="heating:gas" selected>' in page


def test_fields_move_by_buttons(admin: Client) -> None:
    tab = a_tab()
    first, second = a_field(tab, "first"), a_field(tab, "second")
    answer = admin.post(f"/fields/{second}/move/", {"up": "1"})
    assert answer["Location"] == f"/fields/#field-{second}"
    page = admin.get("/fields/").content.decode()
    assert page.index(f'id="field-{second}"') < page.index(f'id="field-{first}"')
    other = a_tab("Other")
    admin.post(f"/fields/tabs/{other}/move/", {"up": "1"})
    page = admin.get("/fields/").content.decode()
    assert page.index(f'id="tab-{other}"') < page.index(f'id="tab-{tab}"')


def test_what_is_in_use_is_retired_and_what_is_not_goes(admin: Client) -> None:
    tab = a_tab()
    field = a_field(tab, "moc")
    party = a_party()
    put(party, moc="x")
    page = admin.post(f"/fields/{field}/remove/", follow=True).content.decode()
    assert "Retire it: the values stay" in page
    admin.post(f"/fields/{field}/retire/")
    assert CustomField.objects.get().is_retired
    admin.post(f"/fields/{field}/retire/", {"again": "1"})
    put(party, moc="")
    admin.post(f"/fields/{field}/remove/")
    admin.post(f"/fields/tabs/{tab}/remove/")
    assert not FieldTab.objects.exists()


def test_a_dictionary_is_kept_with_its_values(admin: Client) -> None:
    answer = admin.post("/dictionaries/add/", {"label_pl": "Ogrzewanie", "key": ""})
    dictionary = Dictionary.objects.get()
    assert answer["Location"] == f"/dictionaries/{dictionary.pk}/"
    for words in ("Gaz", "Węgiel"):
        admin.post(f"/dictionaries/{dictionary.pk}/", {"label_pl": words, "colour": "green"})
    gas, coal = DictionaryValue.objects.order_by("place")
    assert (gas.code, coal.code, coal.colour) == ("gaz", "wegiel", "green")
    admin.post(f"/dictionaries/values/{coal.pk}/move/", {"up": "1"})
    admin.post(f"/dictionaries/values/{gas.pk}/", {"label_pl": "Gaz ziemny", "colour": ""})
    admin.post(f"/dictionaries/values/{coal.pk}/retire/")
    assert [
        (one.code, one.labels["pl"], one.is_retired)
        for one in DictionaryValue.objects.order_by("place")
    ] == [("wegiel", "Węgiel", True), ("gaz", "Gaz ziemny", False)]
    admin.post(f"/dictionaries/values/{coal.pk}/remove/")
    admin.post(f"/dictionaries/{dictionary.pk}/change/", {"label_pl": "Źródło ciepła"})
    assert "Źródło ciepła" in admin.get("/dictionaries/").content.decode()
    admin.post(f"/dictionaries/{dictionary.pk}/remove/")
    assert not Dictionary.objects.exists()


@pytest.mark.parametrize(
    "path",
    ["/fields/", "/fields/party/tabs/add/", "/dictionaries/", "/dictionaries/add/"],
)
def test_only_administrators_define(desk: Client, path: str) -> None:
    assert desk.get(path).status_code == 403
    assert Client().get(path).status_code == 302


def test_a_tab_of_the_card_shows_values_in_words(desk: Client) -> None:
    tab = a_tab("Network")
    a_field(tab, "heating", "DICTIONARY", own_values=("Gas", "Coal"))
    a_field(tab, "power", "NUMBER", is_required=True)
    a_field(tab, "owner", "PARTY", headings={"en": "Ownership"})
    owner, party = a_party("Owner"), a_party()
    put(party, heating="coal", owner=owner)
    card = desk.get(f"/parties/{party}/").content.decode()
    assert f'<a href="/parties/{party}/fields/network/">Network</a>' in card
    page = desk.get(f"/parties/{party}/fields/network/").content.decode()
    assert "Coal" in page
    assert "missing" in page
    assert "Ownership" in page
    assert f'<a href="/parties/{owner}/">Owner</a>' in page


def test_a_tab_in_details_is_a_panel_there(desk: Client) -> None:
    tab = a_tab("Network", is_in_details=True)
    a_field(tab, "power", "NUMBER")
    party = a_party()
    put(party, power="15")
    assert '/fields/network/"' not in desk.get(f"/parties/{party}/").content.decode()
    page = desk.get(f"/parties/{party}/details/").content.decode()
    assert "Network" in page
    assert f'href="/parties/{party}/fields/network/change/"' in page


def test_values_are_filled_in_by_a_form_that_loses_nothing(desk: Client) -> None:
    tab = a_tab("Network")
    a_field(tab, "power", "NUMBER", is_required=True)
    a_field(tab, "media", "MULTI_CHOICE", own_values=("Water", "Heat"))
    a_field(tab, "owner", "PARTY")
    a_field(tab, "since", "DATE")
    owner, party = a_party("Owner"), a_party()
    path = f"/parties/{party}/fields/network/change/"
    number = queries.Party.objects.get(pk=owner).number  # type: ignore[attr-defined]
    said = {"f_power": "x", "f_media": ["heat"], "f_owner": "nobody", "f_since": "2026-02-01"}

    answer = desk.post(path, said)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "There is no customer with the number nobody." in page
    answer = desk.post(path, {**said, "f_owner": number})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“x” is not a number." in page
    assert re.search(r'value="heat"[^>]*checked', page)
    assert 'value="2026-02-01"' in page

    answer = desk.post(path, {**said, "f_owner": number, "f_power": "12"})
    assert answer["Location"] == f"/parties/{party}/fields/network/"
    assert held(party) == {
        "power": 12, "media": ["heat"], "owner": owner, "since": "2026-02-01",
    }  # fmt: skip
    assert f'value="{number}"' in desk.get(path).content.decode()


def test_fields_of_other_roles_are_neither_shown_nor_taken(desk: Client) -> None:
    tab = a_tab("Network")
    a_field(tab, "open")
    a_field(tab, "secret", seen_by="ADMINISTRATOR", edited_by="ADMINISTRATOR")
    party = a_party()
    put(party, secret="szkatuła")
    for path in ("", "change/"):
        page = desk.get(f"/parties/{party}/fields/network/{path}").content.decode()
        assert "Secret" not in page
        assert "szkatuła" not in page
    said = {"f_open": "1", "f_secret": "2", "version": queries.held("party", party)[2]}
    desk.post(f"/parties/{party}/fields/network/change/", said)
    assert held(party) == {"open": "1", "secret": "szkatuła"}
    secret = a_tab("Secrets")
    a_field(secret, "more", seen_by="ADMINISTRATOR", edited_by="ADMINISTRATOR")
    assert desk.get(f"/parties/{party}/fields/secrets/").status_code == 404


def test_an_edit_in_between_asks_before_it_is_overwritten(desk: Client) -> None:
    a_field(a_tab("Network"), "node")
    party = a_party()
    put(party, node="one")
    path = f"/parties/{party}/fields/network/change/"
    version = re.search(r'name="version" value="(\d+)"', desk.get(path).content.decode())
    assert version is not None
    put(party, node="two")
    said = {"f_node": "three", "version": version[1]}
    assert desk.post(path, said).status_code == 422
    assert desk.post(path, {**said, "confirm": "register.changed_meanwhile"}).status_code == 302
    assert held(party) == {"node": "three"}

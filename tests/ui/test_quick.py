"""Words and addresses that are made once: the same as Django's, in each language and realm."""

import pytest
from django.template import Context, Template
from django.test import override_settings
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.safestring import mark_safe

WORDS = Template('{% load i18n ui %}{% translate "Save" %}|{% translate word %}')
ADDRESS = Template("{% load ui %}{% url 'party' number %}")


def test_words_are_those_of_the_language_of_each_page() -> None:
    said = []
    for language in ("pl", "sk", "en", "pl"):
        with translation.override(language):
            said.append(WORDS.render(Context({"word": "Cancel"})))
    assert said == ["Zapisz|Anuluj", "Uložiť|Zrušiť", "Save|Cancel", "Zapisz|Anuluj"]


@pytest.mark.parametrize("autoescape", [True, False])
def test_words_are_escaped_as_django_does(autoescape: bool) -> None:
    text = '{% translate "<b> & 100%%" %}'
    quick, djangos = Template("{% load i18n ui %}" + text), Template("{% load i18n %}" + text)
    for _time in range(2):
        assert quick.render(Context(autoescape=autoescape)) == djangos.render(
            Context(autoescape=autoescape)
        )


@override_settings(ROOT_URLCONF="kartoteka.config.urls_desk")
def test_an_address_of_a_number_is_djangos_own() -> None:
    for number in (1, 57, 10**12):
        assert ADDRESS.render(Context({"number": number})) == reverse("party", args=[number])
    assert ADDRESS.render(Context({"number": "58"})) == reverse("party", args=[58])


@override_settings(ROOT_URLCONF="kartoteka.config.urls_desk")
@pytest.mark.parametrize("number", [-1, "1/../2", mark_safe("x"), None])
def test_what_is_no_number_has_no_address(number: object) -> None:
    with pytest.raises(NoReverseMatch):
        ADDRESS.render(Context({"number": number}))


def test_each_realm_has_addresses_of_its_own() -> None:
    template = Template("{% load ui %}{% url 'party' 57 %}")
    with override_settings(ROOT_URLCONF="kartoteka.config.urls_desk"):
        assert template.render(Context()) == "/parties/57/"
    with (
        override_settings(ROOT_URLCONF="kartoteka.config.urls_portal"),
        pytest.raises(NoReverseMatch),
    ):
        template.render(Context())

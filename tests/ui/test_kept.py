"""Parts of pages that are made once: the same words again, other words for another key."""

from django.template import Context, Template
from django.utils import translation

from kartoteka.ui.templatetags import kept

PART = Template('{% load kept %}{% kept "tests" key %}{{ word }}{% endkept %}')


def test_makes_a_part_once_for_each_key() -> None:
    kept._made.clear()
    made = [PART.render(Context({"key": key, "word": word})) for key, word in ("1a", "1b", "2c")]
    assert made == ["a", "a", "c"]


def test_makes_a_part_for_each_language() -> None:
    kept._made.clear()
    for language in ("pl", "sk"):
        with translation.override(language):
            assert PART.render(Context({"key": 1, "word": language})) == language


def test_escapes_what_it_keeps_once_only() -> None:
    kept._made.clear()
    assert PART.render(Context({"key": 1, "word": "<&>"})) == "&lt;&amp;&gt;"
    assert PART.render(Context({"key": 1, "word": "<&>"})) == "&lt;&amp;&gt;"

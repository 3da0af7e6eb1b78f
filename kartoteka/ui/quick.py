"""Words and addresses of pages, made once in each process: a page of the desk has a hundred."""

from functools import cache
from typing import Any

from django import template
from django.conf import settings
from django.template.base import Node, Parser, Token
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as djangos_url
from django.templatetags.i18n import TranslateNode, do_translate
from django.urls import get_urlconf, reverse
from django.utils.translation import get_language

_PLACE = 2**62  # a number that stands in no address


@cache
def _around(name: str, urlconf: str) -> tuple[str, str]:
    before, after = reverse(name, urlconf=urlconf, args=[_PLACE]).split(str(_PLACE))
    return before, after


def address_of(name: str, number: int) -> str:
    """The address of that name with its one number; raises NoReverseMatch where there is none."""
    before, after = _around(name, str(get_urlconf() or settings.ROOT_URLCONF))
    return f"{before}{number}{after}"


def url(parser: Parser, token: Token) -> Node:
    """Django's `{% url %}`; an address of one whole number is looked up once."""
    node = djangos_url(parser, token)
    is_plain = len(node.args) == 1 and not node.kwargs and node.asvar is None
    name = node.view_name.var
    return _Address(node, name) if is_plain and isinstance(name, str) else node


def translate(parser: Parser, token: Token) -> Node:
    """Django's `{% translate %}`; the words of a text in quotes are looked up once a language."""
    node = do_translate(parser, token)
    is_plain = (
        isinstance(node, TranslateNode)
        and node.filter_expression.token[:1] in {'"', "'"}
        and not node.filter_expression.filters
        and (node.message_context, node.asvar) == (None, None)
    )
    return _Words(node) if is_plain else node


class _Address(Node):
    def __init__(self, node: URLNode, name: str) -> None:
        self.node, self.name = node, name

    def render(self, context: template.Context) -> str:
        number = self.node.args[0].resolve(context)
        if type(number) is int and number >= 0:
            return address_of(self.name, number)
        return self.node.render(context)


class _Words(Node):
    def __init__(self, node: TranslateNode) -> None:
        self.node = node
        self.made: dict[Any, str] = {}

    def render(self, context: template.Context) -> str:
        key = get_language(), context.autoescape
        found = self.made.get(key)
        if found is None:
            found = self.made[key] = self.node.render(context)
        return found

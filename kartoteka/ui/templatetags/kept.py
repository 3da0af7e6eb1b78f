"""Parts of pages that are the same for many requests, made once in each process."""

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()
MOST = 500
_made: dict[tuple[object, ...], SafeString] = {}


@register.tag
def kept(parser: Parser, token: Token) -> template.Node:
    """`{% kept "menu" key %} ... {% endkept %}`: what stands between depends on nothing else.

    Nothing but the language of the page and the given values, that is: never on the person, the
    request or the CSRF token. The first value is a name that no other kept part has.
    """
    _tag, *given = token.split_contents()
    if not given:
        raise template.TemplateSyntaxError("{% kept %} needs a name")
    inside = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(inside, [parser.compile_filter(value) for value in given])


class Kept(template.Node):
    """Renders what is inside once for each language and values."""

    def __init__(self, nodelist: NodeList, values: list[FilterExpression]) -> None:
        self.nodelist, self.values = nodelist, values

    def render(self, context: template.Context) -> SafeString:
        key = (get_language(), *(value.resolve(context) for value in self.values))
        found = _made.get(key)
        if found is None:
            if len(_made) >= MOST:
                _made.clear()
            found = _made[key] = mark_safe(self.nodelist.render(context))  # noqa: S308  (rendered)
        return found

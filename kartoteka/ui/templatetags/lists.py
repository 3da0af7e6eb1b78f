"""What a list page has by the hundred, written without a template's steps for each."""

from collections.abc import Collection, Iterable
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
BADGE = '<span class="k-badge{}">{}</span>'


def options(headings: Iterable[tuple[str, Iterable[Any]]]) -> SafeString:
    """The fields as options of a select under their headings, none of them chosen."""
    return format_html_join(
        "",
        '<optgroup label="{}">{}</optgroup>',
        (
            (
                heading,
                format_html_join(
                    "",
                    '<option value="{}">{}</option>',
                    ((one.key, str(one.label)) for one in fields),
                ),
            )
            for heading, fields in headings
        ),
    )


@register.filter
def choosing(made: SafeString, key: str) -> SafeString:
    """The options with that one chosen; keys have no signs that HTML would write otherwise."""
    return mark_safe(made.replace(f'value="{key}"', f'value="{key}" selected', 1))  # noqa: S308


@register.filter
def without(made: SafeString, fields: Collection[Any]) -> SafeString:
    """The options with those of the fields that cannot be chosen."""
    said = str(made)
    for one in fields:
        said = said.replace(f'value="{one.key}"', f'value="{one.key}" disabled', 1)
    return mark_safe(said)  # noqa: S308  (made by options)


@register.simple_tag
def further_cells(row: Any) -> SafeString:
    """The cells of a row after the first, each with the whole of a text in its title."""
    made = []
    for column, text, tone in row.cells[1:]:
        said = conditional_escape(text or "—")
        if tone is not None and text:
            said = format_html(BADGE, f" is-{tone}" if tone else "", said)
        title = "" if column.is_figure else f' title="{conditional_escape(text)}"'
        made.append(f'<td class="{column.look}"{title}>{said}</td>')
    return mark_safe("".join(made))  # noqa: S308  (each text is escaped)

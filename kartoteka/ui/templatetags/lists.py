"""What a list page has by the hundred, written without a template's steps for each."""

from collections.abc import Callable, Collection, Iterable
from html import escape
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kartoteka.kernel.criteria import Field

register = template.Library()
TICK = (
    '<td class="k-tick"><input class="form-check-input" type="checkbox" form="acts" name="row"'
    ' value="{}" aria-label="{}"></td>'
)
LEAD = '<td class="k-cut k-lead" title="{}"><a href="{}">{}</a>'
NARROW = '<span class="k-narrow">\u00a0{}</span>'
BADGE = '<span class="k-badge{}">{}</span>'


class Options:
    """Fields as options of selects under their headings, in the order in which they are declared.

    Each is written once: a page has three such selects, and a subject a hundred fields.
    """

    def __init__(self, fields: Iterable[Field]) -> None:
        headings: dict[int, str] = {}  # by object: a translated text is equal only when translated
        self._found: dict[str, list[tuple[Field, str]]] = {}
        for one in fields:
            if id(one.heading) not in headings:
                headings[id(one.heading)] = str(one.heading or _("Other"))
            option = f'<option value="{escape(one.key)}">{escape(str(one.label))}</option>'
            self._found.setdefault(headings[id(one.heading)], []).append((one, option))

    def of(self, fits: Callable[[Field], bool] = bool) -> SafeString:
        """Those of the fields that fit (all), none of them chosen."""
        made = []
        for heading, fields in self._found.items():
            inside = "".join(option for one, option in fields if fits(one))
            if inside:
                made.append(f'<optgroup label="{escape(heading)}">{inside}</optgroup>')
        return mark_safe("".join(made))  # noqa: S308  (each text is escaped)


def _escaped(text: Any) -> str:
    """As a template writes it; Django's own escape() asks of each text first whether it is lazy."""
    return text if isinstance(text, SafeString) else escape(str(text))


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
def first_cell(row: Any, acts: Collection[Any]) -> SafeString:
    """The cell that leads to the row, left open for the list's own words; before it its box."""
    words = _escaped(row.words)
    made = LEAD.format(words, _escaped(row.address), words or "—")
    if acts:
        select = _escaped(_("Select %(name)s") % {"name": row.words})
        made = TICK.format(row.id, select) + made
    return mark_safe(made)  # noqa: S308  (each text is escaped)


@register.simple_tag
def further_cells(row: Any) -> SafeString:
    """The cells of a row after the first, each with the whole of a text in its title."""
    made = []
    for column, text, tone in row.cells[1:]:
        words = _escaped(text) if text else ""
        said = words or "—"
        if tone is not None and text:
            said = BADGE.format(f" is-{tone}" if tone else "", said)
        title = "" if column.is_figure else f' title="{words}"'
        if column.is_money and text and row.currency:
            said += NARROW.format(_escaped(row.currency))
        look = column.look if text else f"{column.look} k-none"
        made.append(f'<td class="{look}"{title}>{said}</td>')
    return mark_safe("".join(made))  # noqa: S308  (each text is escaped)

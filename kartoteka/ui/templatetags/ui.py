"""Tags and filters of every page: icons, fields, and figures as the reader's language has them."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.http import HttpRequest
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from kartoteka.ui import figures, icons, quick

register = template.Library()
register.tag("url", quick.url)
register.tag("translate", quick.translate)

# Words of background jobs by their kind; the area that starts such a job adds its own.
JOB_NAMES: dict[str, str | Promise] = {}
# The template that shows what a job of a kind has done, where it shows more than that it is over.
JOB_REPORTS: dict[str, str] = {}


@register.simple_tag
def icon(name: str, size: int = 18) -> SafeString:
    """The lucide icon `name` as inline SVG, hidden from screen readers: words stand beside it."""
    return icons.svg(name, size)


@register.filter
def money(amount: Decimal | None, currency: str = "") -> str:
    """An amount with thin no-break groups, a true minus and, if given, the currency."""
    return "—" if amount is None else figures.money(amount, currency, get_language() or "pl")


@register.filter
def unit_price(amount: Decimal | None, currency: str = "") -> str:
    """A price of one unit, with as many places as it has and at least two."""
    return "—" if amount is None else figures.price(amount, currency, get_language() or "pl")


@register.filter
def quantity(value: Decimal | None) -> str:
    """How much of something, without needless zeros."""
    return "—" if value is None else figures.quantity(value, get_language() or "pl")


@register.filter
def number(value: int | Decimal | None) -> str:
    """A count, grouped."""
    return "—" if value is None else figures.number(value, get_language() or "pl")


@register.filter
def percent(value: Decimal | None) -> str:
    """A rate given in percent: 9.25 → 9,25 %."""
    return "—" if value is None else figures.percent(value, get_language() or "pl")


@register.filter
def day(value: dt.date | dt.datetime | str | None) -> str:
    """A date, also as the report of a job keeps it (ISO), as the locale writes it, on one line."""
    if value is None:
        return "—"
    if isinstance(value, str):
        value = dt.date.fromisoformat(value)
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value).date()
    return figures.day(value, get_language() or "pl")


@register.filter
def moment(value: dt.datetime | None) -> str:
    """A date with hours and minutes, in the office's time zone."""
    if value is None:
        return "—"
    return figures.moment(timezone.localtime(value), get_language() or "pl")


@register.filter
def days_ago(value: dt.date | None, today: dt.date | None = None) -> str:
    """How far a day is, in words: "today", "34 days ago", "in 5 days". Stands beside the date."""
    if value is None:
        return ""
    days = ((today or timezone.localdate()) - value).days
    if days in (-1, 0, 1):
        return {0: gettext("today"), 1: gettext("yesterday"), -1: gettext("tomorrow")}[days]
    if days > 0:
        return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days}
    return ngettext("in %(n)s day", "in %(n)s days", -days) % {"n": -days}


@register.filter
def group_iban(value: str | None) -> str:
    """An account number in fours, Polish ones without country as 2 + 6 × 4."""
    return figures.group_iban(value or "")


@register.filter
def iban_in_lines(value: str | None) -> str:
    """The same where the place is narrow: it may break, but only between its groups."""
    return group_iban(value).replace(figures.NO_BREAK, " ")


@register.filter
def country(code: str) -> str:
    """The name of a country (ISO 3166) in the reader's language."""
    return figures.country(code, get_language() or "pl")


@register.filter
def language_name(code: str) -> str:
    """The name of a language in the reader's language."""
    return figures.language_name(code, get_language() or "pl")


@register.filter
def shortened(text: str, most: int) -> str:
    """At most `most` signs of a text, with an ellipsis where something is left out."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


@register.filter
def initials(name: str) -> str:
    """Two letters for the round badge of a person."""
    words = [word for word in name.replace(".", " ").replace("-", " ").split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"


_CLASSES = (
    ((CheckboxSelectMultiple, RadioSelect), ""),
    ((CheckboxInput,), "form-check-input"),
    ((Select,), "form-select"),
)


@register.filter
def widget(field: BoundField) -> SafeString:
    """The field's control in our look, tied to its help and its error."""
    kind = next(
        (name for types, name in _CLASSES if isinstance(field.field.widget, types)), "form-control"
    )
    given = field.field.widget.attrs.get("class", "")
    invalid = "is-invalid" if field.errors else ""
    attrs: dict[str, Any] = {"class": " ".join(filter(None, [kind, given, invalid]))}
    return field.as_widget(attrs=attrs)


@register.filter
def is_tick(field: BoundField) -> bool:
    """Whether the field is a single box to tick, whose label stands beside it."""
    return type(field.field.widget) is CheckboxInput


@register.filter
def is_group(field: BoundField) -> bool:
    """Whether the field is several controls, which need a fieldset and a legend."""
    return isinstance(field.field.widget, CheckboxSelectMultiple | RadioSelect)


@register.filter
def marked(field: BoundField) -> str:
    """What stands beside the label: "optional"; where most of the form is so, "required" instead.

    A list with no empty line needs neither: something is always chosen.
    """
    fields = [one.field for one in field.form.visible_fields() if not is_tick(one)]
    mostly_optional = sum(not one.required for one in fields) * 2 > len(fields)
    if field.field.required:
        widget = field.field.widget
        is_chosen = isinstance(widget, Select) and "" not in dict(widget.choices)
        return gettext("required") if mostly_optional and not is_chosen else ""
    return "" if mostly_optional or field.field.disabled else gettext("optional")


@register.filter
def width_in(field: BoundField) -> str:
    """The field's share of a form's row, from the form's `widths` ({name: twelfths})."""
    return f"col-md-{getattr(field.form, 'widths', {}).get(field.name, 12)}"


@register.filter
def section_fields(form: Any, names: list[str]) -> list[BoundField]:
    """The bound fields called `names`."""
    return [form[name] for name in names if name in form.fields]


@register.simple_tag(takes_context=True)
def sort_link(context: template.Context, key: str, label: str) -> SafeString:
    """A column head that sorts by `key` and says which way it is sorted (`?sort=-key` is down)."""
    query = context["request"].GET.copy()
    current = context.get("sort") or query.get("sort", "")
    query["sort"] = f"-{key}" if current == key else key
    query.pop("after", None)
    arrow = {key: icons.svg("arrow-up", 14), f"-{key}": icons.svg("arrow-down", 14)}
    address = conditional_escape("?" + query.urlencode())
    shown = f"{conditional_escape(label)}{arrow.get(current, '')}"
    return mark_safe(f'<a class="k-sort" href="{address}">{shown}</a>')  # noqa: S308  (both parts are escaped)


@register.simple_tag(takes_context=True)
def again(context: template.Context, name: str) -> str:
    """The block `name` once more: the title of the window is the heading of the page."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    return str(blocks.get_block(name).render(context)) if blocks is not None else ""


@register.simple_tag(takes_context=True)
def confirmed_codes(context: template.Context) -> list[str]:
    """Codes of refusals that the person has overridden already: sent again with the form."""
    return context["request"].POST.getlist("confirm") if "request" in context else []


@register.filter
def own_address(address: str | None, request: HttpRequest) -> str:
    """`address` if it leads to this site, else its start page."""
    allowed = {request.get_host()}
    return address if address and url_has_allowed_host_and_scheme(address, allowed) else "/"


_SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")
_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"))


@register.filter
def device(user_agent: str) -> str:
    """A browser in two words instead of its own forty: "Firefox, Windows"."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    browser = browser or ("Safari" if "Safari/" in user_agent else gettext("Another program"))
    system = next((name for name in _SYSTEMS if name in user_agent), "")
    return f"{browser}, {system}" if system else browser


@register.simple_tag
def bars(
    first: Decimal, second: Decimal, rows: Iterable[tuple[Any, Decimal, Decimal]]
) -> SafeString:
    """Two bars whose length is their share of the largest in `rows`; the figures stand beside."""
    largest = max((max(one, other) for _what, one, other in rows), default=Decimal(0))
    widths = [int(200 * value / largest) if largest else 0 for value in (first, second)]
    return format_html(
        '<svg class="k-bars" width="200" height="14" aria-hidden="true" focusable="false">'
        '<rect class="is-first" width="{}" height="6"/><rect class="is-second" y="8" width="{}"'
        ' height="6"/></svg>',
        *widths,
    )


@register.filter
def job_name(kind: str) -> str:
    """What a background job is called on screen; rooms name theirs in `JOB_NAMES`."""
    return str(JOB_NAMES.get(kind, kind))


@register.filter
def job_report(kind: str) -> str:
    """The template of what a job of this kind has done, empty where there is none."""
    return JOB_REPORTS.get(kind, "")

"""A list as a screen: what it shows at first, what may be done with its rows, its addresses."""

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kartoteka.access import operations as access
from kartoteka.access import queries as access_queries
from kartoteka.access.operations.bulk import ACTS, Act, NothingSelected, act_of, start_bulk
from kartoteka.kernel import listing
from kartoteka.kernel.criteria import (
    EVERYTHING,
    BadQuery,
    Field,
    Group,
    Subject,
    Type,
    and_also,
    as_json,
    in_words,
    parse,
)
from kartoteka.kernel.errors import Refusal
from kartoteka.kernel.listing import Order, Which
from kartoteka.ui import screens
from kartoteka.ui.lists import builder, cells, export
from kartoteka.ui.lists.asked import (
    MOST_ORDERS,
    NO_VIEW,
    Beginning,
    State,
    columns_of,
    order_of,
    state_of,
)
from kartoteka.ui.lists.shown import Column, GroupRow, Row, kept_on_a_phone
from kartoteka.ui.quick import address_of
from kartoteka.ui.templatetags.lists import Options

PAGE, MOST_SELECTED = 50, 1000
_SHARE = "share"
_NAMED = re.compile(r"<\w+:(\w+)>")


# Every list that has addresses, by its subject: where a saved view opens.
LISTS: dict[str, "ListScreen"] = {}


@dataclass(frozen=True)
class ListScreen:
    """How a subject's rows are listed at a screen.

    `name` is that of its address (`<name>_export` and so on are made from it), `template` the page
    that includes `ui/list/list.html`, `row` the name of a row's address, made from its key, or what
    makes the address of a row's key and values. `phone`: which columns a narrow screen keeps.
    `always` are fields that the lead cell or the last one (`lead`, `last`: templates, given the
    `row`) need beside the columns, `empty` is what stands where there is nothing yet. `badges` are
    fields whose values stand in a badge, each value with its tone (`ok`, `late`, `warn`, `quiet`,
    "" for the plain one). `fixed(request, **place)` makes a condition that always holds, from what
    the `route` names; such a list is a part of another one, with the same views.
    `exporting(request, which, fields)` is asked before a file leaves: it answers with a page of its
    own, or with None to let it go.
    """

    subject: Subject
    name: str
    route: str
    template: str
    row: str | Callable[[int, Mapping[str, Any]], str]
    columns: tuple[str, ...]
    order: tuple[Order, ...]
    query: Group = EVERYTHING
    phone: tuple[str, ...] = ()
    always: tuple[str, ...] = ()
    lead: str = ""
    last: str = ""
    badges: Mapping[str, Mapping[Any, str]] | None = None
    fixed: Callable[..., Group] | None = None
    search_label: str | Promise = ""
    empty: str = "ui/list/none.html"
    file: str | Promise = "list"
    exporting: Callable[..., HttpResponse | None] | None = None
    act_forms: Mapping[str, type[forms.Form]] | None = None
    context: Callable[[screens.Request], dict[str, Any]] | None = None

    def urls(self) -> list[URLPattern]:
        """The addresses of the list and of all that can be done with it."""
        guard = screens.staff(self.subject.role)
        if self.fixed is None:
            LISTS.setdefault(self.subject.key, self)
        return [
            path(self.route, guard(self.show), name=self.name),
            path(f"{self.route}count/", guard(self.count), name=f"{self.name}_count"),
            path(f"{self.route}query/", guard(self.build), name=f"{self.name}_query"),
            path(f"{self.route}export.<str:kind>", guard(self.export), name=f"{self.name}_export"),
            path(f"{self.route}views/", guard(self.views), name=f"{self.name}_views"),
            path(f"{self.route}act/<slug:key>/", guard(self.act), name=f"{self.name}_act"),
        ]

    # The list

    @property
    def is_searched(self) -> bool:
        """Whether a text can be typed; a template would call the subject's `text` itself."""
        return self.subject.text is not None

    def show(self, request: screens.Request, /, **_place: Any) -> HttpResponse:
        """The page: rows or groups as the address asks; a sent form becomes an address first."""
        fields = self.subject.fields(request.actor)
        if builder.is_sent(request.GET):
            return self._from_query_form(request, fields)
        if "look" in request.GET:
            return self._from_look_form(request, fields)
        state = self._state(request, fields)
        return self._page(request, fields, state, builder.of_query(state.query, fields))

    def build(self, request: screens.Request, /, **_place: Any) -> HttpResponse:
        """The form of the query after one of its buttons, for htmx the form alone."""
        fields = self.subject.fields(request.actor)
        draft = builder.of_form(request.GET, fields)
        if screens.wants_fragment(request):
            context = self._builder(request, fields, draft)
            return screens.page(request, "ui/list/builder.html", context)
        return self._page(request, fields, self._state(request, fields), draft, is_open=True)

    def count(self, request: screens.Request, /, **_place: Any) -> HttpResponse:
        """How many rows there are and their sums: asked after the rows are shown."""
        fields = self.subject.fields(request.actor)
        state = self._state(request, fields)
        which = self._which(request, fields, state)
        found = listing.count(self.subject, which, exactly="exactly" in request.GET)
        summed = [name for name in state.columns if fields[name].is_summed]
        totals = listing.totals(self.subject, which, summed) if found.is_exact else {}
        language = get_language() or "pl"
        context = {
            "count": found,
            "totals": [
                (str(fields[name].label), cells.summed(fields[name], sums, language))
                for name, sums in totals.items()
                if fields[name].type == Type.MONEY and any(sums.values())
            ],
            "exactly": self._url(request, "_count") + state.address() + "&exactly=1",
        }
        return screens.page(request, "ui/list/count.html", context)

    def _from_query_form(
        self, request: screens.Request, fields: Mapping[str, Field]
    ) -> HttpResponse:
        draft = builder.of_form(request.GET, fields)
        state = self._state(request, fields)
        try:
            query = parse(draft.data(), fields)
        except BadQuery as refusal:
            return self._page(request, fields, state, draft, problem=refusal.sentence())
        return redirect(self._url(request) + state.address(query=query))

    def _from_look_form(
        self, request: screens.Request, fields: Mapping[str, Field]
    ) -> HttpResponse:
        state = self._state(request, fields)
        columns = columns_of(request.GET, fields) or state.columns
        order = order_of(request.GET, fields) or state.order
        return redirect(self._url(request) + state.address(columns=columns, order=order))

    def _page(
        self,
        request: screens.Request,
        fields: Mapping[str, Field],
        state: State,
        draft: builder.DraftGroup,
        *,
        is_open: bool = False,
        problem: str = "",
    ) -> HttpResponse:
        problem = problem or state.problem
        context = self._frame(request, fields, state) | self._builder(request, fields, draft)
        context |= {"is_open": is_open or bool(problem), "problem": problem}
        if state.group:
            context |= self._groups(request, fields, state)
        else:
            context |= self._rows(request, fields, state)
        if self.context is not None:
            context |= self.context(request)
        response = screens.page(request, self.template, context)
        if problem:
            response.status_code = screens.UNPROCESSABLE
        return response

    def _frame(
        self, request: screens.Request, fields: Mapping[str, Field], state: State
    ) -> dict[str, Any]:
        views = self._views(request)
        begins = State(query=self.query, columns=self.columns, order=self.order)
        here = state.address()
        return {
            "list": self,
            "state": state,
            "views": views,
            "view": next((one for one in views if str(one.public_id) == state.view), None),
            "pinned": [one for one in views if one.is_pinned],
            "words": in_words(state.query, fields),
            "where": as_json(state.query),
            "address": here,
            "list_url": self._url(request),
            "all_url": f"{self._url(request)}?view={NO_VIEW}",
            "is_beginning": state.kept() == begins.kept(),
            "clear_url": self._url(request) + state.address(query=EVERYTHING, text="", view=""),
            "query_url": self._url(request, "_query"),
            "views_url": self._url(request, "_views"),
            "count_url": self._url(request, "_count") + here,
            "csv_url": self._url(request, "_export", kind="csv") + here,
            "xlsx_url": self._url(request, "_export", kind="xlsx") + here,
            "hidden": state.parameters(text="", query=EVERYTHING),
            "acts": [(act, self._url(request, "_act", key=act.key)) for act in self._acts(request)],
            "chosen": [fields[name] for name in state.columns],
            "orders": [
                *((one.field, one.downwards) for one in state.order),
                *([("", False)] * (min(MOST_ORDERS, 3) - len(state.order))),
            ],
        }

    def _builder(
        self, request: screens.Request, fields: Mapping[str, Field], draft: builder.DraftGroup
    ) -> dict[str, Any]:
        options = Options(fields.values())
        return {
            "draft": draft,
            "options": options.of(),
            "listed": options.of(lambda one: one.is_listed),
            "sortable": options.of(lambda one: one.is_sorted),
            "groupable": options.of(lambda one: one.is_grouped),
            "query_url": self._url(request, "_query"),
        }

    def _rows(
        self, request: screens.Request, fields: Mapping[str, Field], state: State
    ) -> dict[str, Any]:
        language = get_language() or "pl"
        wanted = dict.fromkeys([*state.columns, *self.always])
        page = listing.page(
            self.subject,
            self._which(request, fields, state),
            list(wanted),
            state.order,
            after=request.GET.get("after", "")[:500],
            before=request.GET.get("before", "")[:500],
            limit=PAGE,
        )
        kept = kept_on_a_phone([fields[name] for name in state.columns], self.phone)
        columns = [
            self._column(fields[name], state, is_spare=name not in kept) for name in state.columns
        ]
        makers = [cells.shown(column.field, language) for column in columns]
        rows = [
            Row(
                id=pk,
                address=self._address(pk, values),
                cells=[
                    (column, make(values[column.field.key]), self._tone(column.field, values))
                    for column, make in zip(columns, makers, strict=True)
                ],
                values=values,
            )
            for pk, values in page.rows
        ]
        return {"columns": columns, "rows": rows, "after": page.after, "before": page.before}

    def _address(self, pk: int, values: Mapping[str, Any]) -> str:
        return self.row(pk, values) if callable(self.row) else address_of(self.row, pk)

    def _tone(self, field: Field, values: Mapping[str, Any]) -> str | None:
        """The tone of the badge in which the value stands; None where it stands without one."""
        tones = (self.badges or {}).get(field.key)
        return None if tones is None else tones.get(values[field.key])

    def _column(self, field: Field, state: State, *, is_spare: bool) -> Column:
        present = next((one for one in state.order if one.field == field.key), None)
        downwards = present is not None and not present.downwards
        arrow = "" if present is None else "arrow-down" if present.downwards else "arrow-up"
        address = state.address(order=(Order(field.key, downwards),))
        is_figure = cells.is_figure(field)
        look = ("num" if is_figure else "k-cut") + (" k-spare" if is_spare else "")
        return Column(field, capfirst(cells.head(field)), is_figure, look, address, arrow, is_spare)

    def _groups(
        self, request: screens.Request, fields: Mapping[str, Field], state: State
    ) -> dict[str, Any]:
        language = get_language() or "pl"
        by = fields[state.group]
        summed = [fields[name] for name in state.columns if fields[name].is_summed]
        lines = listing.groups(
            self.subject,
            self._which(request, fields, state),
            by.key,
            [field.key for field in summed],
        )
        words = cells.shown(by, language)
        return {
            "by": by,
            "summed": summed,
            "is_cut": len(lines) == listing.MOST_GROUPS,
            "lines": [
                GroupRow(
                    words=words(line.value),
                    address=state.address(query=listing.only(state.query, by, line), group=""),
                    rows=line.rows,
                    sums=[cells.summed(field, line.sums[field.key], language) for field in summed],
                )
                for line in lines
            ],
        }

    # Files

    def export(self, request: screens.Request, /, kind: str, **_place: Any) -> HttpResponseBase:
        """The list as it is seen, all pages, as a file: `csv` or `xlsx`."""
        if kind not in {"csv", "xlsx"}:
            raise Http404
        fields = self.subject.fields(request.actor)
        state = self._state(request, fields)
        if state.problem:
            return redirect(f"{self._url(request)}?{request.GET.urlencode()}")
        which = self._which(request, fields, state)
        shown = [fields[name] for name in state.columns]
        if self.exporting is not None:
            page = self.exporting(request, which, shown)
            if page is not None:
                return page
        rows = listing.everything(self.subject, which, state.columns, state.order)
        return export.file(rows, shown, kind, get_language() or "pl", str(self.file))

    # Views

    def views(self, request: screens.Request, /, **_place: Any) -> HttpResponse:
        """Saves, pins, removes a view; back to the list with it."""
        if request.method != "POST":
            return redirect(self._url(request))
        fields = self.subject.fields(request.actor)
        said = QueryDict(request.POST.get("address", "").removeprefix("?"))
        state = self._state(request, fields, said)
        if state.problem:
            messages.error(request, state.problem)
            return redirect(self._url(request))
        try:
            back = self._on_view(request, state)
        except Refusal as refusal:
            messages.error(request, refusal.sentence())
            back = state.address()
        return redirect(self._url(request) + back)

    def _on_view(self, request: screens.Request, state: State) -> str:
        verb, _colon, name = request.POST.get("do", "").partition(":")
        actor = request.actor
        if verb == "save":
            public_id = access.save_view(
                actor=actor,
                draft=access.ViewDraft(
                    subject=self.subject.key,
                    name=request.POST.get("name", ""),
                    state=state.kept(),
                    is_shared=_SHARE in request.POST,
                ),
                public_id=_uuid(name) if name else None,
            )
            messages.success(request, _("The view is saved."))
            return f"?view={public_id}"
        public_id = _uuid(name)
        if verb == "remove":
            access.remove_view(actor=actor, public_id=public_id)
            messages.success(request, _("The view is removed."))
            return f"?view={NO_VIEW}"
        if verb in {"pin", "unpin"}:
            access.mark_view(actor=actor, public_id=public_id, is_pinned=verb == "pin")
        elif verb in {"default", "undefault"}:
            access.mark_view(actor=actor, public_id=public_id, is_default=verb == "default")
        return state.address()

    # Acts on many rows

    def act(self, request: screens.Request, /, key: str, **_place: Any) -> HttpResponse:
        """What is about to be done with how many rows; sent on, it is put in the queue."""
        if request.method != "POST":
            return redirect(self._url(request))
        act = act_of(actor=request.actor, subject=self.subject.key, key=key)
        fields = self.subject.fields(request.actor)
        said = QueryDict(request.POST.get("address", "").removeprefix("?"))
        state = self._state(request, fields, said)
        if state.problem:
            messages.error(request, state.problem)
            return redirect(self._url(request) + "?" + said.urlencode())
        which = self._which(request, fields, state)
        takes_all = "all" in request.POST
        ids = None if takes_all else _selected(request.POST)
        if ids is not None and not ids:
            messages.error(request, NothingSelected().sentence())
            return redirect(self._url(request) + "?" + said.urlencode())
        form_class = (self.act_forms or {}).get(act.key, forms.Form)
        form = form_class(request.POST if "sure" in request.POST else None)
        if "sure" in request.POST and form.is_valid():
            with screens.refusals_on(form):
                job = start_bulk(
                    actor=request.actor,
                    subject=self.subject.key,
                    key=key,
                    which=which,
                    ids=ids,
                    options=form.cleaned_data,
                )
                return redirect("job", job)
        rows = (
            len(ids) if ids is not None else listing.count(self.subject, which, exactly=True).rows
        )
        context = {
            "list": self,
            "act": act,
            "form": form,
            "rows": rows,
            "ids": ids or [],
            "takes_all": takes_all,
            "address": "?" + said.urlencode(),
            "words": in_words(state.query, fields),
            "list_url": self._url(request),
        }
        return screens.page(request, "ui/list/act.html", context)

    # What all of these share

    def _place(self, request: screens.Request) -> dict[str, Any]:
        """What the route names of the list itself."""
        match = request.resolver_match
        given = match.kwargs if match is not None else {}
        return {name: given[name] for name in _NAMED.findall(self.route)}

    def _url(self, request: screens.Request, what: str = "", **more: Any) -> str:
        return reverse(self.name + what, kwargs={**self._place(request), **more})

    def _acts(self, request: screens.Request) -> Sequence[Act]:
        return [
            act
            for act in ACTS
            if act.subject.key == self.subject.key and request.actor.may(act.role)
        ]

    def _beginning(self) -> Beginning:
        return Beginning(self.query, self.columns, self.order)

    def _views(self, request: screens.Request) -> list[access_queries.View]:
        """The viewer's views, asked for once in a request."""
        kept = getattr(request, "list_views", None)
        if kept is None:
            kept = access_queries.views(viewer=request.actor, subject=self.subject.key)
            request.list_views = kept  # type: ignore[attr-defined]
        return kept

    def _state(
        self, request: screens.Request, fields: Mapping[str, Field], said: QueryDict | None = None
    ) -> State:
        asked = request.GET if said is None else said
        return state_of(asked, fields, self._beginning(), self._views(request))

    def _which(self, request: screens.Request, fields: Mapping[str, Field], state: State) -> Which:
        query = state.query
        if self.fixed is not None:
            asked = query.parts if query.kind == "all" else (query,)
            query = and_also(self.fixed(request, **self._place(request)), *asked)
        return Which(
            viewer=request.actor,
            today=timezone.localdate(),
            language=get_language() or "pl",
            query=query,
            text=state.text,
            fields=fields,
        )


def _selected(posted: QueryDict) -> list[int]:
    rows = [value for value in posted.getlist("row") if value.isdecimal() and len(value) < 19]  # noqa: PLR2004  (bigint)
    return [int(value) for value in rows[:MOST_SELECTED]]


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise access.NoSuchView from None

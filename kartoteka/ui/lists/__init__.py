"""The one way in which rows are listed: columns, orders, filters, groups, views, acts, export.

A screen declares a ListScreen for a Subject and puts its `urls()` beside its own; its page extends
the desk's frame and includes `ui/list/list.html`. See docs/rooms/ui.md.
"""

from kartoteka.ui.lists.screen import LISTS, ListScreen

__all__ = ["LISTS", "ListScreen"]

"""Saved views of lists: what is asked, which columns, in which order; one's own or everybody's."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from kartoteka.access.models import SavedView, ViewMark
from kartoteka.kernel import constraints
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal


class ViewNameMissing(Refusal):
    code = "access.view_name_missing"
    message = _("Give the view a name.")
    field = "name"


class ViewNameTaken(Refusal):
    code = "access.view_name_taken"
    message = _("You have a view of this name already. Give another one, or save that one.")
    field = "name"


class NoSuchView(Refusal):
    code = "access.no_such_view"
    message = _("This view is gone, or it is not yours to change.")


constraints.means("access_savedview_name_unique", ViewNameTaken)


@dataclass(frozen=True, slots=True)
class ViewDraft:
    """A view as a person saves it; `state` is what the list's address says (see ui.lists)."""

    subject: str
    name: str
    state: Mapping[str, Any]
    is_shared: bool = False


def save_view(*, actor: Actor, draft: ViewDraft, public_id: uuid.UUID | None = None) -> uuid.UUID:
    """Save a view, a new one or (`public_id`) over one that the actor may change.

    Raises ViewNameMissing, ViewNameTaken, NoSuchView.
    """
    name = " ".join(draft.name.split())[:80]
    if not name:
        raise ViewNameMissing
    with acting(actor), constraints.spoken():
        if public_id is None:
            view = SavedView(subject=draft.subject, owner_id=actor.user_id)
        else:
            view = _own(actor, public_id)
        view.name, view.state, view.is_shared = name, dict(draft.state), draft.is_shared
        view.save()
    return view.public_id


def remove_view(*, actor: Actor, public_id: uuid.UUID) -> None:
    """Remove a view; a shared one is removed for everybody. Raises NoSuchView."""
    with acting(actor):
        _own(actor, public_id).delete()


def mark_view(
    *,
    actor: Actor,
    public_id: uuid.UUID,
    is_pinned: bool | None = None,
    is_default: bool | None = None,
) -> None:
    """Pin a view beside the list, or open the list with it from now on; each for the actor only.

    Raises NoSuchView.
    """  # fmt: skip
    view = SavedView.objects.filter(public_id=public_id).first()
    if view is None or not (view.is_shared or view.owner_id == actor.user_id):
        raise NoSuchView
    user_id = actor.user_id or 0
    with acting(actor):
        mark, _made = ViewMark.objects.get_or_create(
            view=view, user_id=user_id, defaults={"subject": view.subject}
        )
        if is_default:
            ViewMark.objects.filter(user_id=user_id, subject=view.subject).update(is_default=False)
        if is_default is not None:
            mark.is_default = is_default
        if is_pinned is not None:
            mark.is_pinned = is_pinned
        mark.save()


def _own(actor: Actor, public_id: uuid.UUID) -> SavedView:
    """The view, locked: one's own, or a shared one for administrators."""
    view = SavedView.objects.select_for_update().filter(public_id=public_id).first()
    is_mine = view is not None and view.owner_id == actor.user_id
    is_ours = view is not None and view.is_shared and actor.may(Role.ADMINISTRATOR)
    if view is None or not (is_mine or is_ours):
        raise NoSuchView
    return view

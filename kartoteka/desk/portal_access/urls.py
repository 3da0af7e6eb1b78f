"""Addresses of a customer's access to the portal."""

from django.urls import path

from kartoteka.desk.portal_access import views
from kartoteka.desk.portal_access.lists import PORTAL_USERS_LIST

urlpatterns = [
    *PORTAL_USERS_LIST.urls(),
    path("parties/<int:party_id>/portal/", views.access, name="portal_access"),
    path("parties/<int:party_id>/portal/<int:user_id>/end/", views.end_grant, name="portal_end"),
    path(
        "parties/<int:party_id>/portal/invitations/<uuid:invitation>/end/",
        views.end_invitation,
        name="portal_invitation_end",
    ),
]

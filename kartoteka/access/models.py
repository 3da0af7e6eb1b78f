"""Tables of users, units, sessions and the progress of jobs."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel.actor import Actor, Realm, Role


class Language(models.TextChoices):
    PL = "pl", _("Polish")
    SK = "sk", _("Slovak")
    EN = "en", _("English")


class Unit(models.Model):
    """A part of the office: a department, a branch, a counter."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True)
    is_active = models.BooleanField(default=True)


class Users(BaseUserManager["User"]):
    """Users of this process's realm only: whoever signs in is looked for here."""

    def get_queryset(self) -> "models.QuerySet[User]":
        return super().get_queryset().filter(realm=settings.REALM)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(login__iexact=username)


class User(AbstractBaseUser):
    """Somebody who signs in: staff at the desk, or a customer in the portal."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    realm = models.CharField(max_length=6, choices=[(r.value, r.value) for r in Realm])
    login = models.CharField(max_length=150)
    name = models.CharField(max_length=150, blank=True)
    email = models.EmailField(blank=True)
    role = models.CharField(
        max_length=20,
        null=True,
        blank=True,
        choices=[
            (Role.CLERK.value, _("Clerk")),
            (Role.ADMINISTRATOR.value, _("Administrator")),
            (Role.SUPERADMINISTRATOR.value, _("Superadministrator")),
        ],
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.PL)
    theme = models.CharField(
        max_length=6,
        default="auto",
        choices=[("auto", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))],
    )
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Users] = Users()
    everyone: ClassVar["models.Manager[User]"] = models.Manager()

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "realm", models.functions.Lower("login"), name="access_user_login_unique"
            ),
            models.CheckConstraint(
                name="access_user_role_fits_realm",
                condition=models.Q(realm="desk", role__isnull=False)
                | models.Q(realm="portal", role__isnull=True),
            ),
        ]

    def as_actor(self, address: str = "") -> Actor:
        """The user as `viewer` of queries and `actor` of operations."""
        return Actor(
            user_id=self.pk,
            realm=Realm(self.realm),
            role=Role(self.role) if self.role else None,
            name=self.name or self.login,
            address=address,
        )


class _Session(AbstractBaseSession):
    """A browser that somebody signed in with, and who that is: every page asks for both."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta(AbstractBaseSession.Meta):
        abstract = True


class DeskSession(_Session):
    """A browser signed in at the desk. No role of the portal may read it."""

    class Meta(_Session.Meta):
        db_table = "access_desk_session"


class PortalSession(_Session):
    """A browser signed in at the portal. Row security asks here whose session a key opens."""

    class Meta(_Session.Meta):
        db_table = "access_portal_session"


class JobProgress(models.Model):
    """How far a background job is, for the person who started it."""

    class State(models.TextChoices):
        WAITING = "WAITING", _("waiting")
        RUNNING = "RUNNING", _("running")
        DONE = "DONE", _("done")
        FAILED = "FAILED", _("failed")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=60)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True, blank=True)
    message = models.TextField(blank=True)
    report = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)


class SavedView(models.Model):
    """A list as somebody wants to see it again: what is asked, its columns, order and groups."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, null=True)
    is_shared = models.BooleanField(default=False)
    state = models.JSONField(default=dict)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "owner", "subject", "name", name="access_savedview_name_unique"
            ),
        ]


class ViewMark(models.Model):
    """What a view is to one user: pinned beside the list, or the one the list opens with."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE)
    subject = models.CharField(max_length=40)
    is_pinned = models.BooleanField(default=False)
    is_default = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("user", "view", name="access_viewmark_unique"),
            models.UniqueConstraint(
                "user",
                "subject",
                condition=models.Q(is_default=True),
                name="access_viewmark_one_default",
            ),
        ]

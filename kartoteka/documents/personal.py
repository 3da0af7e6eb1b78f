"""Where documents hold personal data: whatever a kept file says. Whose it is the rooms know that
name it; they have it destroyed."""

from django.utils.translation import gettext_lazy as _

from kartoteka.kernel.personal import Place, Room

ROOM = Room(
    "documents",
    places=(
        Place(
            "documents_content",
            ("sha256", "name"),
            kept=_("Destroyed with the letter, invoice or attachment that it is the file of."),
        ),
    ),
    impersonal={"documents_content": ("media_type",)},
)

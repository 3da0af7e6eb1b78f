"""What else of the register hangs on a party and moves with it: blocks, roles, terms, people,
groups, wishes for contacts, and what outside registers said."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kartoteka.register.merging import Merging, Moved, Mover, Returned, Words
from kartoteka.register.models import ContactUse
from kartoteka.register.operations.fields.merging import FieldsMover
from kartoteka.register.operations.merging.keys import Keys, note, noted

_SAME_TIME = (
    "daterange(k.valid_from, k.valid_to, '[]') && daterange(r.valid_from, r.valid_to, '[]')"
)
_USES = "register_contactuse"


@dataclass(frozen=True, slots=True)
class _Uses:
    """Wishes follow their contacts. Of two contacts wished first for a purpose that of the party
    which stays remains the first, the other may be used."""

    keys: Keys

    @property
    def columns(self) -> frozenset[str]:
        """See merging.Mover."""
        return self.keys.columns

    @property
    def words(self) -> Mapping[str, Words]:
        """See merging.Mover."""
        return self.keys.words

    def move(self, merging: Merging) -> list[Moved]:
        """See merging.Mover."""
        first = ContactUse.Wish.PREFERRED
        theirs = ContactUse.objects.filter(party_id=merging.loser_id, wish=first)
        mine = set(
            ContactUse.objects.filter(party_id=merging.survivor_id, wish=first).values_list(
                "channel", "purpose"
            )
        )
        second = [use.pk for use in theirs if (use.channel, use.purpose) in mine]
        if second:
            ContactUse.objects.filter(pk__in=second).update(wish=ContactUse.Wish.ALLOWED)
            note(merging, _USES, [(pk, "wish", first, ContactUse.Wish.ALLOWED) for pk in second])
        return self.keys.move(merging)

    def put_back(self, merging: Merging) -> list[Returned]:
        """See merging.Mover."""
        returned = self.keys.put_back(merging)
        again = [row_id for row_id, column, _was, _is in noted(merging, _USES) if column == "wish"]
        ContactUse.objects.filter(
            pk__in=again, party_id=merging.loser_id, wish=ContactUse.Wish.ALLOWED
        ).update(wish=ContactUse.Wish.PREFERRED)
        return returned


PROFILE: list[Mover] = [
    Keys("register_block", "party_id", _("blocks"), called="r.reason"),
    Keys(
        "register_partyrole", "party_id", _("roles"),
        collides=f"k.role_id = r.role_id AND {_SAME_TIME}",
    ),
    Keys(
        "register_partyactivity", "party_id", _("activities"),
        collides="k.activity_id = r.activity_id OR (k.is_main AND r.is_main)",
    ),
    Keys(
        "register_tradeterms", "party_id", _("trade terms"), called="r.valid_from::text",
        collides=_SAME_TIME,
    ),
    Keys(
        "register_personlink", "party_id", _("persons of the customer"), called="r.title",
        collides="k.person_id = r.person_id AND k.function_id = r.function_id AND " + _SAME_TIME,
        only="r.person_id <> %(survivor)s",
    ),
    Keys(
        "register_personlink", "person_id", _("customers whom the person serves"),
        called="r.title", only="r.party_id <> %(survivor)s",
        collides="k.party_id = r.party_id AND k.function_id = r.function_id AND " + _SAME_TIME,
    ),
    Keys(
        "register_groupmember", "party_id", _("memberships of groups"),
        collides=f"k.group_id = r.group_id AND {_SAME_TIME}",
    ),
    _Uses(
        Keys(
            _USES, "party_id", _("wishes for contacts"),
            only="EXISTS (SELECT FROM register_contact c WHERE c.id = r.contact_id"
            " AND c.party_id IN (%(survivor)s, %(loser)s))",
        )
    ),
    Keys("register_enquiry", "party_id", _("questions to outside registers")),
    Keys(
        "register_standing", "party_id", _("states in outside registers"),
        collides="k.about = r.about AND k.account_id IS NOT DISTINCT FROM r.account_id",
    ),
    Keys(
        "register_outsidefacts", "party_id", _("facts from outside registers"), collides="true"
    ),
    FieldsMover(),
]  # fmt: skip

"""Taking what a register of firms said: a new party of it, or ticked fields into an old one."""

import contextlib
import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kartoteka.gateways.subject import Subject
from kartoteka.kernel import constraints, sql, staging
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Confirmable, Refusal
from kartoteka.register import comparing, rules
from kartoteka.register.drafts import AddressDraft, ContactDraft, PartyDraft
from kartoteka.register.models import Enquiry, OutsideFacts, Party
from kartoteka.register.operations.addresses import add_address, change_address
from kartoteka.register.operations.contacts import add_contact
from kartoteka.register.operations.editing import NotThere
from kartoteka.register.operations.identifiers import set_identifier
from kartoteka.register.operations.many_changes import PartyChange, change_many
from kartoteka.register.operations.outside.runs import NotYours
from kartoteka.register.operations.parties import add_party, change_party
from kartoteka.register.queries import card

_HERE = "kartoteka.register"
_ALWAYS = frozenset({"register.address_replaces"})


class NothingTicked(Refusal):
    """No field of what the register says was chosen."""

    code = "register.nothing_ticked"
    message = _("Tick what is to be taken.")


@dataclass(frozen=True, slots=True)
class TakenMany:
    """How many firms were brought in step, and why others were not, a sentence each."""

    taken: int
    refused: tuple[str, ...]


class FirmHasEnded(Confirmable):
    """Who is to be added does no business any more, says the register."""

    code = "register.firm_has_ended"
    message = _("According to the register this firm is %(state)s. Add it all the same?")


def draft_of(*, enquiry_id: int, choice: int, fields: Collection[str], language: str) -> PartyDraft:
    """A new party as the register says, of the ticked fields; its kind and name go without saying.

    Raises NotThere.
    """
    _row, subject = _found(enquiry_id, choice)
    return _draft(subject, fields, language)


def add_from_register(
    *,
    actor: Actor,
    enquiry_id: int,
    choice: int,
    fields: Collection[str],
    language: str,
    on: dt.date,
    confirmed: frozenset[str] = frozenset(),
) -> int:
    """Add the firm that an enquiry found, with the ticked fields; returns the party's id.

    Raises NotThere, FirmHasEnded unless confirmed, and what add_party raises: a number that
    another party has is refused as anywhere else.
    """
    row, subject = _found(enquiry_id, choice)
    if subject.state == "ENDED" and FirmHasEnded.code not in confirmed:
        raise FirmHasEnded(state=comparing.STATES[subject.state])
    with acting(actor), constraints.spoken():
        party_id = add_party(
            actor=actor, draft=_draft(subject, fields, language), confirmed=confirmed
        )
        keep_facts(
            actor=actor,
            party_id=party_id,
            enquiry_id=row.pk,
            choice=choice,
            fields=fields,
            on=on,
        )
    return party_id


def add_party_as_found(
    *,
    actor: Actor,
    draft: PartyDraft,
    source: tuple[int, int] | None,
    on: dt.date,
    confirmed: frozenset[str] = frozenset(),
) -> int:
    """As add_party; `source` (enquiry and choice) is where the form was filled in from, so legal
    state and lines of business are kept too. A source that is gone is passed over."""
    with acting(actor), constraints.spoken():
        party_id = add_party(actor=actor, draft=draft, confirmed=confirmed)
        if source is not None:
            with contextlib.suppress(NotThere):
                keep_facts(
                    actor=actor,
                    party_id=party_id,
                    enquiry_id=source[0],
                    choice=source[1],
                    fields={"state", "activities"},
                    on=on,
                )
    return party_id


def take_from_register(
    *,
    actor: Actor,
    party_id: int,
    enquiry_id: int,
    choice: int,
    fields: Collection[str],
    on: dt.date,
    confirmed: frozenset[str] = frozenset(),
) -> None:
    """Make the ticked fields of a party as the register says, all of them or none.

    A new registered address begins `on`; the present one ends the day before. Phone and e-mail
    are added to those that are there. Raises NotThere, NothingTicked, and what the operations on
    each field raise: IdentifierTaken, SameContact unless confirmed, and so on.
    """
    row, subject = _found(enquiry_id, choice)
    if not fields:
        raise NothingTicked
    party = card.party(viewer=actor, party_id=party_id)
    if party is None:
        raise NotThere
    with acting(actor), constraints.spoken():
        _take_identity(actor, party, subject, fields)
        for kind in comparing.IDENTIFIERS:
            if kind in fields and (value := subject.identifiers.get(kind)):
                set_identifier(actor=actor, party_id=party_id, kind=kind, value=value)
        if "address" in fields:
            _take_address(actor, party, subject, on)
        for contact in _contacts(subject, fields):
            if not any(one.value == contact.value for one in party.contacts):
                add_contact(actor=actor, party_id=party_id, draft=contact, confirmed=confirmed)
        keep_facts(
            actor=actor,
            party_id=party_id,
            enquiry_id=row.pk,
            choice=choice,
            fields=fields,
            on=on,
        )
        Enquiry.objects.filter(pk=row.pk).update(taken_at=Now())


def keep_facts(
    *,
    actor: Actor,
    party_id: int,
    enquiry_id: int,
    choice: int,
    fields: Collection[str],
    on: dt.date,
) -> None:
    """Keep what the register said beyond names and numbers (legal state, lines of business), of
    the ticked fields, and that the enquiry was about this party. Raises NotThere."""
    row, subject = _found(enquiry_id, choice)
    values: dict[str, Any] = {}
    if "state" in fields:
        values |= {
            "state": subject.state.value,
            "state_on": subject.state_on,
            "legal_form": subject.legal_form[:200],
        }
    if "activities" in fields:
        values["activities"] = comparing.written(subject)["activities"]
    with acting(actor):
        if not Party.objects.filter(pk=party_id).exists():
            raise NotThere
        if values:
            values |= {"source": row.way, "as_of": on, "evidence_id": row.evidence_id}
            OutsideFacts.objects.update_or_create(party_id=party_id, defaults=values)
        if row.party_id is None:
            Enquiry.objects.filter(pk=row.pk).update(party_id=party_id)


def take_from_run(
    *, actor: Actor, public_id: uuid.UUID, fields: Collection[str], on: dt.date
) -> TakenMany:
    """Take `name`, `address` and/or missing `numbers` of all firms that a comparison found to
    differ and that were not taken yet. New addresses begin `on`.

    A firm whose number another party has is left as it is, and told. Raises NotThere, NotYours,
    NothingTicked.
    """
    if not actor.may(Role.ADMINISTRATOR):
        raise NotYours
    if not fields:
        raise NothingTicked
    with acting(actor), constraints.spoken():
        rows = list(
            Enquiry.objects.select_for_update()
            .filter(run__public_id=public_id, about="SUBJECT", state="ANSWERED", taken_at=None)
            .exclude(changes=[])
            .exclude(found=[])
            .order_by("pk")
        )
        differing = [(row, {one["field"] for one in row.changes or []}) for row in rows]
        made = [
            (row, _change(row, subject, wanted, fields))
            for row, wanted in differing
            for subject in [comparing.read((row.found or [])[0]["subject"])]
        ]
        refusals = change_many(actor=actor, changes=[change for _row, change in made])
        refused = {refusal.row for refusal in refusals}
        good = [row for n, (row, _change_) in enumerate(made) if n not in refused]
        if "address" in fields:
            _take_addresses([row for row, wanted in differing if "address" in wanted], good, on)
        Enquiry.objects.filter(pk__in=[row.pk for row in good]).update(taken_at=Now())
    return TakenMany(len(good), tuple(refusal.sentence() for refusal in refusals))


def _change(
    row: Enquiry, subject: Subject, wanted: Collection[str], fields: Collection[str]
) -> PartyChange:
    values: dict[str, str] = {}
    if "name" in fields and "name" in wanted:
        values["name"] = rules.tidy(subject.name)[:250]
    if "numbers" in fields:
        for kind in comparing.IDENTIFIERS:
            if kind in wanted and (value := subject.identifiers.get(kind)):
                values[kind.lower()] = value
    return PartyChange(party_id=row.party_id or 0, values=values)


def _take_addresses(rows: Sequence[Enquiry], good: Collection[Enquiry], on: dt.date) -> None:
    """The registered addresses of the firms that were not refused, in two statements."""
    wanted = {row.pk for row in good}
    sql.run(_HERE, "take_begin")
    columns = ("street", "building", "flat", "postal_code", "city", "country")
    addresses = [
        (row.party_id, _address(comparing.read((row.found or [])[0]["subject"])))
        for row in rows
        if row.pk in wanted
    ]
    staging.fill(
        "register_taking",
        ("party_id", *columns),
        (
            (party_id, *[getattr(one, name) for name in columns])
            for party_id, one in addresses
            if one.city
        ),
    )
    sql.run(_HERE, "take_addresses", {"on": on})


def _found(enquiry_id: int, choice: int) -> tuple[Enquiry, Subject]:
    row = Enquiry.objects.filter(pk=enquiry_id, about="SUBJECT").first()
    if row is None or not row.found or not 0 <= choice < len(row.found):
        raise NotThere
    return row, comparing.read(row.found[choice]["subject"])


def _draft(subject: Subject, fields: Collection[str], language: str) -> PartyDraft:
    return PartyDraft(
        kind=subject.kind,
        name=rules.tidy(subject.name)[:250],
        first_name=subject.first_name if "first_name" in fields else "",
        last_name=subject.last_name if "last_name" in fields else "",
        country=subject.country,
        language=language,
        identifiers={
            kind: subject.identifiers[kind]
            for kind in comparing.IDENTIFIERS
            if kind in fields and subject.identifiers.get(kind)
        },
        addresses=(_address(subject),) if "address" in fields and subject.city else (),
        contacts=tuple(_contacts(subject, fields)),
    )


def _address(subject: Subject) -> AddressDraft:
    return AddressDraft(
        city=subject.city[:100],
        street=subject.street[:150],
        building=subject.building[:20],
        flat=subject.flat[:20],
        postal_code=subject.postal_code[:10],
        country=subject.country,
    )


def _contacts(subject: Subject, fields: Collection[str]) -> list[ContactDraft]:
    """Phone and e-mail that can be used; registers have them in all shapes."""
    found = []
    email, phone = rules.normalise_email(subject.email), None
    if subject.phone:
        phone = rules.normalise_phone(subject.phone, subject.country)
    if "email" in fields and email:
        found.append(ContactDraft(kind="EMAIL", value=email))
    if "phone" in fields and phone:
        found.append(ContactDraft(kind="PHONE", value=phone))
    return found


def _take_identity(
    actor: Actor, party: card.PartyCard, subject: Subject, fields: Collection[str]
) -> None:
    names = {"kind", "name", "first_name", "last_name"} & set(fields)
    if not names:
        return
    kept = ("kind", "name", "first_name", "last_name", "birth_date", "country", "language",
            "function", "note", "is_creditor")  # fmt: skip
    draft = PartyDraft(**{name: getattr(party, name) for name in kept})
    change_party(
        actor=actor,
        party_id=party.id,
        draft=replace(draft, **{name: getattr(subject, name) for name in names}),
        expected_version=party.version,
    )


def _take_address(actor: Actor, party: card.PartyCard, subject: Subject, on: dt.date) -> None:
    present = party.address(on, "REGISTERED")
    draft = _address(subject)
    if present is None:
        add_address(actor=actor, party_id=party.id, draft=draft)
    elif present.valid_from is not None and present.valid_from >= on:
        draft = replace(draft, valid_from=present.valid_from, valid_to=present.valid_to)
        change_address(actor=actor, address_id=present.id, draft=draft)
    else:
        add_address(
            actor=actor,
            party_id=party.id,
            draft=replace(draft, valid_from=on),
            confirmed=_ALWAYS,
        )

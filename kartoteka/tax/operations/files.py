"""Files of an information: its e-Declaration, its printed summary, its letter."""

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from kartoteka.access.operations.bulk import Outcome
from kartoteka.correspondence import queries as correspondence
from kartoteka.correspondence.operations import letters
from kartoteka.documents import operations as documents
from kartoteka.documents import queries as document_queries
from kartoteka.formats import edeclaration
from kartoteka.formats.edeclaration import DocumentRefused, Fault
from kartoteka.kernel import constraints
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.register.models import Identifier
from kartoteka.tax import installed, printing, rules
from kartoteka.tax.models import FormYear, Information, Written
from kartoteka.tax.models import Mapping as MappingRow
from kartoteka.tax.operations.issuing import NoSuchInformation
from kartoteka.tax.operations.rights import require

# Told of every file with personal data that leaves: (actor, party, what, its hash). Filled in
# config/wiring.py by whoever keeps the register of disclosures.
Disclosed = Callable[..., None]
DISCLOSED: list[Disclosed] = []


class PersonErased(Refusal):
    code = "tax.person_erased"
    message = _("The data of this person was erased: the information can no longer be made.")


class NoFormForYear(Refusal):
    code = "tax.no_form_for_year"
    message = _(
        "No form is chosen for %(year)s. Download the XSD of %(form)s that is in force for that "
        "year from the ministry's repository (crd.gov.pl) together with the files that it imports, "
        "install them (kartoteka forms install FILE.xsd …, or on the page of forms), and choose it "
        "for the year."
    )


class NothingMapped(Refusal):
    code = "tax.nothing_mapped"
    message = _("Nobody has said yet what stands where in the form %(name)s. Fill in its values.")


class NotValid(Refusal):
    code = "tax.not_valid"
    message = _("The form refuses this information. %(reasons)s")


class NoFileYet(Refusal):
    code = "tax.no_file_yet"
    message = _("The e-Declaration has not been written yet.")


class NoAddressForLetter(Refusal):
    code = "tax.no_address_for_letter"
    message = _("%(name)s has no address for letters.")


class OnlyTheNewest(Refusal):
    code = "tax.only_the_newest"
    message = _("This information was corrected. Work with the newest one.")


def write_xml(*, actor: Actor, public_id: UUID) -> int:
    """Write the e-Declaration of an information, valid by the XSD of its year, and keep it.

    Returns the kept content. Equal bytes are kept once. Raises NotAllowed, NoSuchInformation,
    OnlyTheNewest, NoFormForYear, NothingMapped, and NotValid with every reason.
    """
    require(actor)
    told = _information(public_id)
    if Information.objects.filter(corrects=told).exists():
        raise OnlyTheNewest
    year = told.taxpayer.year
    chosen = FormYear.objects.select_related("schema").filter(year=year).first()
    if chosen is None:
        raise NoFormForYear(year=year, form=told.form)
    values = _said(told)
    mapped = MappingRow.objects.filter(schema=chosen.schema).values_list("path", "value", "text")
    if not mapped:
        raise NothingMapped(name=chosen.schema.name)
    said = {path: values[value] if value else text for path, value, text in mapped}
    try:
        data = edeclaration.write(installed.form(chosen.schema_id), said)
    except DocumentRefused as refused:
        raise NotValid(reasons=" ".join(_worded(fault) for fault in refused.faults)) from None
    with acting(actor), constraints.spoken():
        name = f"{told.form}-{year}-{told.facts['person']['number']}-{told.sequence}.xml"
        content = _keep(actor, data, name, "application/xml")
        Written.objects.create(
            information=told,
            kind=Written.Kind.XML,
            content_id=content,
            schema=chosen.schema,
            actor=actor.user_id,
        )
    return content


def write_many(*, actor: Actor, ids: Sequence[int], options: Mapping[str, Any]) -> Outcome:
    """`write_xml` of the newest information of each taxpayer, as an act on a list; one that has its
    file already is left as it is. Raises NotAllowed."""
    del options
    require(actor)
    return _each(actor, ids, Written.Kind.XML, lambda told: write_xml(actor=actor, public_id=told))


def queue_letter(*, actor: Actor, public_id: UUID, on: dt.date) -> int:
    """Put the printed summary into the print queue, addressed as letters to the customer are.

    Returns the letter. Raises NotAllowed, NoSuchInformation, OnlyTheNewest, NoAddressForLetter.
    """
    require(actor)
    told = _information(public_id)
    if Information.objects.filter(corrects=told).exists():
        raise OnlyTheNewest
    party_id = told.taxpayer.party_id
    recipient = correspondence.recipient(viewer=actor, party_id=party_id, on=on)
    if recipient is None:
        raise NoAddressForLetter(name=told.facts["person"]["name"])
    with acting(actor), constraints.spoken(), translation.override("pl"):
        data = printing.summary(told, recipient=recipient.lines)
        name = f"{told.form}-{told.taxpayer.year}-{told.sequence}.pdf"
        content = _keep(actor, data, name, "application/pdf")
        Written.objects.create(
            information=told, kind=Written.Kind.PDF, content_id=content, actor=actor.user_id
        )
        return letters.queue_letter(
            actor=actor,
            party_id=party_id,
            kind="TAX",
            title=_t("Tax information for %(year)s") % {"year": told.taxpayer.year},
            content_id=content,
            recipient=recipient,
            language="pl",
        )


def queue_many(*, actor: Actor, ids: Sequence[int], options: Mapping[str, Any]) -> Outcome:
    """`queue_letter` of the newest information of each taxpayer, as an act on a list; one that was
    queued already is left as it is. `options` has `on`, an ISO day. Raises NotAllowed."""
    require(actor)
    on = dt.date.fromisoformat(options["on"])
    return _each(
        actor,
        ids,
        Written.Kind.PDF,
        lambda told: queue_letter(actor=actor, public_id=told, on=on),
    )


def hand_out_xml(*, actor: Actor, public_id: UUID) -> tuple[str, bytes]:
    """The newest kept e-Declaration, name and bytes: a disclosure, told to DISCLOSED.

    It holds a whole PESEL, so it is for administrators. Raises NotAllowed, NoSuchInformation,
    NoFileYet.
    """
    require(actor)
    told = _information(public_id)
    kept = (
        Written.objects.filter(information=told, kind=Written.Kind.XML)
        .select_related("content")
        .order_by("-pk")
        .first()
    )
    if kept is None:
        raise NoFileYet
    data = document_queries.read(viewer=actor, content_id=kept.content_id)
    _disclose(actor, told, _t("e-Declaration"), data)
    return kept.content.name, data


def hand_out_pdf(*, actor: Actor, public_id: UUID) -> tuple[str, bytes]:
    """The printed summary in Polish with the PESEL masked, name and bytes; told to DISCLOSED.

    Raises NotAllowed, NoSuchInformation.
    """
    require(actor, Role.CLERK)
    told = _information(public_id)
    with translation.override("pl"):
        data = printing.summary(told)
    _disclose(actor, told, _t("printed summary"), data)
    return f"{told.form}-{told.taxpayer.year}-{told.sequence}.pdf", data


def _each(actor: Actor, ids: Sequence[int], kind: str, write: Callable[[UUID], int]) -> Outcome:
    outcome = Outcome()
    newest = Information.objects.filter(taxpayer_id__in=ids, information=None)
    has = set(
        Written.objects.filter(information__in=newest, kind=kind).values_list(
            "information_id", flat=True
        )
    )
    # A file is made one by one; each is its own savepoint, so that one refusal spoils no other.
    for told in newest.order_by("pk"):
        if told.pk in has:
            outcome.same += 1
            continue
        try:
            with acting(actor):
                write(told.public_id)
            outcome.done += 1
        except Refusal as refusal:
            name = told.facts["person"]["name"]
            outcome.refused.append((told.taxpayer_id, name, refusal.sentence()))
    return outcome


def _information(public_id: UUID) -> Information:
    told = Information.objects.select_related("taxpayer").filter(public_id=public_id).first()
    if told is None:
        raise NoSuchInformation
    if not told.facts:
        raise PersonErased
    return told


def _said(told: Information) -> dict[str, str]:
    """The values of a form; whole identifiers are read from the register now, kept nowhere else."""
    numbers = dict(
        Identifier.objects.filter(
            party_id=told.taxpayer.party_id, kind__in=["PESEL", "NIP"]
        ).values_list("kind", "value")
    )
    return rules.values_of(
        told.facts,
        pesel=numbers.get("PESEL", ""),
        nip=numbers.get("NIP", ""),
        is_correction=told.corrects_id is not None,
        issued_on=told.issued_on,
        reason=told.reason,
    )


def _keep(actor: Actor, data: bytes, name: str, media_type: str) -> int:
    plain = "".join(sign if sign.isalnum() or sign in "-._" else "-" for sign in name)
    return documents.keep(actor=actor, data=data, name=plain[:200], media_type=media_type)


def _disclose(actor: Actor, told: Information, what: str, data: bytes) -> None:
    digest = hashlib.sha256(data).hexdigest()
    for hook in DISCLOSED:
        hook(actor=actor, party_id=told.taxpayer.party_id, what=what, sha256=digest)


def _worded(fault: Fault) -> str:
    expected = ", ".join(fault.expected)
    if fault.code == "missing":
        said = _t("Below %(element)s is missing: %(expected)s.")
    elif fault.code == "unexpected" and expected:
        said = _t("Before %(element)s is missing: %(expected)s.")
    elif fault.code == "unexpected":
        said = _t("%(element)s does not belong there.")
    elif fault.code == "unknown":
        said = _t("The form has no place %(element)s.")
    elif fault.code == "value":
        said = _t("%(element)s does not fit: %(detail)s")
    else:
        said = _t("%(element)s: %(detail)s")
    return said % {"element": fault.element, "expected": expected, "detail": fault.detail}

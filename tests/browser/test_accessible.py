"""Every page of both realms, as axe sees it: at both widths and in both themes.

The pages are read off the addresses: one that has no place here fails the test.
"""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.test import override_settings
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from kartoteka.access.models import Unit
from kartoteka.correspondence.operations import invitations
from kartoteka.documents import operations as documents
from kartoteka.documents.models import DocumentType
from kartoteka.kernel.actor import SYSTEM, Actor
from kartoteka.ledger import operations as ledger
from kartoteka.payments import operations as payments
from kartoteka.payments import queries
from kartoteka.payments.models import Statement
from kartoteka.privacy import operations as privacy
from kartoteka.privacy import queries as personal_data
from kartoteka.register import operations as register
from kartoteka.register.fields.definitions import CHOSEN, FieldType
from kartoteka.register.models import DictionaryValue, FieldTab, OutsideRun, Party
from kartoteka.register.queries import party as card_of
from kartoteka.register.queries import twins
from kartoteka.tax import queries as tax
from kartoteka.trail import proofs
from kartoteka.trail import queries as trail
from tests import build
from tests.billing.prices import a_price_list, an_item, in_group, published
from tests.browser.conftest import BUT_THE_FRAME, PHONE, WHOLE, WIDE, Visit, Visitor
from tests.browser.money import (
    LONG,
    NUMBER,
    an_overtaken_note,
    some_billing,
    some_cash,
    some_papers,
)
from tests.browser.profiles import a_full_profile
from tests.documents.making import a_document, a_picture, a_type
from tests.ledger.builders import a_debit, a_payment
from tests.outside import played
from tests.payments.builders import OWN, a_line, a_statement, taken
from tests.portal.conftest import make_cast
from tests.register.fields.making import a_field, a_tab, put
from tests.stories import old_program
from tests.tax.builders import a_form, a_told_taxpayer

if TYPE_CHECKING:
    from tests.conftest import Office

pytestmark = pytest.mark.browser

IBAN = "PL27114020040000300201355387"
# What answers with a file or only to a form.
NO_PAGE = {
    "party_archive", "party_restore", "block_user", "unblock_user",
    "reset_password", "receivable_pdf", "slip_pdf", "letters_print", "letter_pdf",
    "letter_withdraw", "letter_reprint", "run_pdf", "run_printed", "run_back", "email_again",
    "portal_end", "portal_invitation_end", "drop_held", "match_payments", "forget_payer",
    "assign_line", "note_line", "switch_cash_desk", "cash_pdf",
    "refund_file", "use_mask", "give_to_debt",
    "end_import_source",
    "check_import", "carry_out_import", "import_not_taken", "invoice_pdf", "slip", "switch",
    "party_inline", "party_contact_inline",
    "close_virtual_account", "outside_start", "outside_run_stop", "outside_run_take",
    "outside_pick", "party_outside_ask",
    "field_tab_move", "field_tab_remove", "field_move", "field_retire",
    "field_remove", "dictionary_remove", "dictionary_value_move", "dictionary_value_retire",
    "dictionary_value_remove",
    "attachment_file", "attachment_page", "attachment_remove",
    "attachment_restore", "document_row", "document_withdraw", "document_reinstate",
    "party_activity", "choice_move", "party_tree_move",
    "find_twins", "decide_twin", "end_sharing",
    "ksef_drop", "ksef_look", "ksef_take", "ksef_xml", "advances_post", "price_draft_drop",
    "receivable_note", "offset_print",
    "scheme_try_for_all", "interest_note_pdf",
    "report_file", "saved_report_send", "saved_report_remove", "report_run",
    "mailing_make", "mailing_drop", "mailing_volume", "slips_pdf",
    "tax_area_remove", "tax_pdf", "tax_xml", "tax_write", "tax_letter",
}  # fmt: skip
# Of every list: files, fragments, and what answers only to a form (ui.lists.ListScreen.urls).
OF_A_LIST = ("_export", "_count", "_views", "_act")
QUERY = (
    "?w.kind=all&w.0.field=kind&w.0.op=one_of&w.0.v=PERSON&w.1.kind=any&w.1.0.field=due.PLN"
    "&w.1.0.op=between&w.1.1.field=added&w.1.1.op=period&w.2.field=city&w.2.op=one_of&w.2.v=A"
)
# Walked by test_main_road.py and test_signin.py on their way, as are signing in and own settings.
ELSEWHERE = {
    "first", "kept_form", "job", "import", "import_table", "import_columns", "repeat_import",
}  # fmt: skip
TAXPAYER = ("taxpayer", "tax_residence", "tax_issue", "tax_correct")
# What width and theme can spoil; what a page says is the same in both.
BY_STYLE = (
    "color-contrast", "css-orientation-lock", "link-in-text-block", "scrollable-region-focusable",
    "page-has-heading-one", "empty-heading", "button-name", "link-name", "label",
)  # fmt: skip


def pages(urls: str, keys: dict[str, dict[str, Any]]) -> list[str]:
    """The address of every page of a realm; `keys` has what an address is made of, by its name."""
    found = []
    for one in _named(get_resolver(urls).url_patterns):
        if one.name in NO_PAGE | ELSEWHERE or one.name.endswith(OF_A_LIST):
            continue
        if one.name.endswith("_query") and "?" not in keys.get(one.name, {}):
            continue  # without conditions it is the list itself
        wanted = one.pattern.converters
        known = keys.get("", {}) | keys.get(one.name, {})
        given = {name: known.get(name) for name in wanted}
        assert None not in given.values(), f"{one.name} has no place in this walk"
        found.append(reverse(one.name, urls, kwargs=given) + keys.get(one.name, {}).get("?", ""))
    return found


def _named(patterns: list[Any]) -> Iterator[Any]:
    for one in patterns:
        if getattr(one, "name", None):
            yield one
        elif isinstance(one, URLResolver) and str(one.pattern) != "account/":
            yield from _named(one.url_patterns)


def looked_at(visit: Visit, address: str, *, whole: bool = False) -> list[str]:
    """What is wrong with a page, wide and light, and as a phone at night has it.

    Where the last page was looked at as a phone has it, this one is first: half as many changes.
    """
    visit.page.goto(address)
    found: list[str] = []
    looks = [(WIDE, "light"), (PHONE, "dark")]
    for size, scheme in reversed(looks) if visit.page.viewport_size == PHONE else looks:
        visit.page.set_viewport_size(size)  # type: ignore[arg-type]
        visit.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        rules = BY_STYLE if size == PHONE and not whole else ()
        told = visit.findings(WHOLE if whole else BUT_THE_FRAME, rules)
        found += [f"{scheme}: {words}" for words in told]
    return found


def walked(visit: Visit, address: str, places: list[str]) -> dict[str, list[str]]:
    """What is wrong, by page."""
    told = {place: looked_at(visit, address + place, whole=place == places[0]) for place in places}
    return {place: wrong for place, wrong in told.items() if wrong}


def a_busy_customer(creditor_id: int) -> dict[str, dict[str, Any]]:
    """Somebody with a long name and a large debt, with all that a card can hold."""
    party_id = build.a_party(
        LONG[:199],
        identifiers={"NIP": "5213017228", "PESEL": "44051401359"},
        addresses=(register.AddressDraft(street="Polna", building="3", city="Łódź"),),
        contacts=(register.ContactDraft("EMAIL", f"{'d.' * 25}d@{'d' * 50}.example"),),
        accounts=(register.AccountDraft(iban=IBAN),),
    )
    account_id = ledger.open_account(
        actor=SYSTEM, party_id=party_id, creditor_id=creditor_id, currency="PLN"
    )
    day = dt.date(2026, 3, 2)
    more = {"interest_kind": "pl_statutory_delay", "title": LONG[:200]}
    debit_id = a_debit(account_id, "123456789.01", "2026-02-02", number=NUMBER, **more)
    credit_id = a_payment(account_id, "100.00", f"{day}", title=LONG[:200])
    ledger.settle(actor=SYSTEM, credit_id=credit_id, on=day)
    a_debit(account_id, "30.00", "2026-01-10", kind="ADVANCE", number=NUMBER)
    unused_id = a_payment(account_id, "200.00", f"{day}", title=LONG[:200])
    invitations.invite_to_portal(
        actor=SYSTEM, party_id=party_id, email="biuro@example.org", on=timezone.localdate()
    )
    draft = register.PartyDraft(kind="COMPANY", name=LONG[:198])
    register.change_party(actor=SYSTEM, party_id=party_id, draft=draft)
    (renamed,) = trail.changes_of(viewer=SYSTEM, party_id=party_id, limit=1)
    attachment = documents.attach(
        actor=SYSTEM, subject="party", subject_id=party_id, data=a_picture(),
        name=f"{LONG[:99]}.png", note=LONG[:200],
    )  # fmt: skip
    paper = a_document(
        party_id, number=NUMBER, issuer=LONG[:199], valid_to=timezone.localdate(), note=LONG[:200]
    )
    a_document(party_id, "mandate", number=NUMBER, valid_to=dt.date(2026, 1, 1))
    DocumentType.objects.filter(code="policy").update(required_of=["COMPANY"])
    shown = card_of(viewer=SYSTEM, party_id=party_id)
    assert shown is not None
    a_scheme(creditor_id)
    return {
        "": {"party_id": party_id, "entry_id": debit_id, "account_id": account_id},
        "scheme": {"code": "OWN"},
        "scheme_change": {"code": "OWN"},
        "scheme_copy": {"code": "PL_UTILITY"},
        "party_identifier": {"pk": shown.identifiers[0].id},
        "party_identifier_reveal": {"pk": shown.identifiers[-1].id},
        "party_address": {"pk": shown.addresses[0].id},
        "party_contact": {"pk": shown.contacts[0].id},
        "party_account": {"pk": shown.accounts[0].id},
        "party_restore_value": {"change_id": renamed.id, "?": "?field=name"},
        "party_account_reveal": {"pk": shown.accounts[0].id},
        "attachment": {"public_id": attachment},
        "document": {"public_id": paper},
        "document_attach": {"public_id": paper},
        "document_add": {"?": f"?type={a_type('policy')}"},
        "document_type": {"type_id": a_type("policy")},
        **{name: {"credit_id": unused_id} for name in ("settle", "replay", "move_credit")},
        "withdraw": {"credit_id": credit_id},
        "receivable_add": {"?": f"?party={party_id}"},
        "search": {"?": "?q=a"},
        "parties_query": {"?": QUERY},
    }


def a_scheme(creditor_id: int) -> None:
    """A scheme of the office's own with a long name, used for a bailiff's money."""
    ledger.add_scheme(
        actor=SYSTEM,
        code="OWN",
        draft=ledger.SchemeDraft(
            labels={"pl": LONG[:120]}, country="PL", regime="civil", interest="POSTED",
            components=("COST", "INTEREST", "PRINCIPAL"), basis="AGREED", ahead_days=1,
        ),
    )  # fmt: skip
    ledger.choose_scheme(actor=SYSTEM, creditor_id=creditor_id, via="BAILIFF", scheme="OWN")


def some_privacy(party_id: int, sara: Actor) -> dict[str, dict[str, Any]]:
    """A late request, a restriction, a consent, a disclosure, a policy with somebody due."""
    today = timezone.localdate()
    marketing = next(
        one.id for one in personal_data.purposes(viewer=sara) if one.code == "MARKETING"
    )
    privacy.note_consent(
        actor=sara, party_id=party_id, purpose_id=marketing, channel="EMAIL", is_given=True,
        on=today, how="OFFICE", evidence=LONG, today=today,
    )  # fmt: skip
    disclosed = privacy.disclose(
        actor=sara,
        draft=privacy.DisclosureDraft("COURT", LONG[:200], ("IDENTITY", "MONEY"), "C", "HAND"),
        parties=[party_id],
        on=today,
    )
    asked = privacy.take_down(
        actor=sara, party_id=party_id, kind="ACCESS", received_on=today - dt.timedelta(days=60),
        channel="LETTER", text=LONG, today=today,
    )  # fmt: skip
    privacy.restrict(actor=sara, party_id=party_id, reason=LONG, on=today, today=today)
    policy = privacy.add_policy(
        actor=sara, draft=privacy.PolicyDraft(LONG[:100], ("PERSON",), 1, only_archived=False)
    )
    old = build.a_party(LONG[:199], kind="PERSON")
    Party.objects.filter(pk=old).update(created_at=timezone.now() - dt.timedelta(days=900))
    return {
        "disclosure": {"public_id": disclosed},
        "privacy_request": {"public_id": asked},
        "prolong_request": {"public_id": asked},
        "purpose": {"purpose_id": marketing},
        "policy": {"policy_id": policy},
        "policy_change": {"policy_id": policy},
    }


def some_twins() -> dict[str, dict[str, Any]]:
    """Two who may be one, two who were made one, and where each page of theirs stands."""
    place = register.AddressDraft(street="Wodna", building="7", city="Łódź")
    one, other, gone = (build.a_party(LONG[:180] + "Ltd", addresses=(place,)) for _n in range(3))
    done = register.merge(actor=SYSTEM, survivor_id=one, loser_id=gone)
    register.find_twins(actor=SYSTEM)
    pairs = twins(viewer=SYSTEM).pairs
    return {
        "twin": {"pair_id": pairs[0].id},
        "compare": {"first_id": one, "second_id": other},
        "merge": {"survivor_id": one, "loser_id": other},
        "merge_shown": {"public_id": done.public_id},
        "undo_merge": {"public_id": done.public_id},
        "likely_twins": {"?": "?name=" + LONG[:60].replace(" ", "+")},
    }


def an_outside_world(party_id: int) -> dict[str, dict[str, Any]]:
    """What outside registers say of a customer: found, checked one by one and all at once."""
    now, today = timezone.now(), timezone.localdate()
    shown = card_of(viewer=SYSTEM, party_id=party_id)
    assert shown is not None
    enquiry = register.look_up(actor=SYSTEM, number="7740001454")
    register.look_up_party(actor=SYSTEM, party_id=party_id)
    register.check_vat(actor=SYSTEM, party_id=party_id, on=today, at=now)
    register.check_account(actor=SYSTEM, account_id=shown.accounts[0].id, on=today, at=now)
    run = register.start_outside_run(actor=SYSTEM, kind="REFRESH", on=today, at=now)
    register.work_on(run_id=OutsideRun.objects.get().pk, now=timezone.now)
    return {
        "outside_found": {"enquiry_id": enquiry},
        "outside_call": {"public_id": proofs.proofs(viewer=SYSTEM)[0].public_id},
        "outside_run": {"public_id": run},
    }


def fields_of_every_type(party_id: int) -> dict[str, Any]:
    """A tab of customers and one of agreements, with a field of each type and values in some."""
    tab_id = a_tab(LONG[:99])
    for kind in FieldType:
        own = ("Gaz", LONG[:99]) if kind in CHOSEN else ()
        field_id = a_field(tab_id, kind.lower(), kind, own_values=own, helps={"en": LONG[:200]})
    a_field(a_tab("Delivery", record="agreement"), "power", "NUMBER", is_required=True)
    put(party_id, text=LONG[:200], money="123456789.01", dictionary="gaz", party=party_id)
    value = DictionaryValue.objects.order_by("pk")[0]
    return {
        "record": "party", "tab_id": tab_id, "field_id": field_id, "value_id": value.pk,
        "dictionary_id": value.dictionary_id, "key": FieldTab.objects.get(pk=tab_id).key,
    }  # fmt: skip


def test_a_fault_is_found_in_the_page_and_once_in_its_frame(visitor: Visitor) -> None:
    visit = visitor(size=PHONE)
    visit.page.set_content(
        "<!doctype html><html lang='en'><title>A</title><nav id='menu'><img src='menu.png'></nav>"
        "<main><h1>A</h1><img src='page.png' width='1000'></main></html>"
    )
    in_page = 'image-alt: img[src$="page.png"]'
    both = ["wider than the screen", f'image-alt: img[src$="menu.png"],{in_page[11:]}']
    assert visit.findings(WHOLE) == both
    assert visit.findings() == ["wider than the screen", "image-alt: img"]
    assert visit.findings(WHOLE) == both
    assert visit.findings(rules=BY_STYLE) == ["wider than the screen"]
    visit.axe = False
    assert visit.findings() == ["wider than the screen"]


def test_axe_finds_nothing_at_the_desk(
    office: "Office", visitor: Visitor, settings: Settings
) -> None:
    sara = build.a_superadministrator()
    cast = make_cast()
    keys = a_busy_customer(cast.creditor.pk)
    keys |= a_full_profile(keys[""]["party_id"])
    file = old_program.STATEMENT.replace(":25:/" + old_program.OUR_ACCOUNT, ":25:/" + OWN)
    keys["map_table"] = {
        "public_id": payments.hold(
            actor=SYSTEM, data=b"Data;Kwota;Opis\n2.9.2026;5,00;x\n", name="wyciag.csv"
        )
    }
    keys["take_in"] = {
        "public_id": payments.hold(actor=SYSTEM, data=file.encode(), name="wyciag.sta")
    }
    register.add_bank_account(
        actor=SYSTEM, party_id=cast.creditor.pk, draft=register.AccountDraft(iban=OWN)
    )
    taken(
        a_statement(
            a_line(
                "50.00",
                f"FV/{cast.anna.party.pk}/1 {LONG}"[:140],
                counterparty_name=LONG[:70],
                counterparty_account=OWN,
            ),
            a_line("122.80", f"FV/{cast.anna.party.pk}/1"),
        )
    )
    keys["payment_line"] = {"line_id": queries.waiting(viewer=SYSTEM)[0].line_id}
    keys["payer_account"] = keys["payment_line"]
    keys["split_payment"] = keys["payment_line"]
    keys |= some_cash(cast.creditor.pk)
    keys["statement"] = {"public_id": Statement.objects.get().public_id}
    with played(settings):
        keys |= an_outside_world(keys[""]["party_id"])
    keys |= some_billing(
        keys[""]["entry_id"], keys[""]["account_id"], cast.anna.party.agreements.get().pk
    )
    keys["creditor"] = keys["close_books"] = {"party_id": cast.creditor.pk}
    keys["user"] = {"public_id": sara.public_id}
    keys["unit"] = {"unit_id": Unit.objects.create(code="BOK", name=LONG[:100]).pk}
    keys["point"] = {"public_id": cast.anna.party.points.get().public_id}
    keys["agreement"] = {"public_id": cast.anna.party.agreements.get().public_id}
    keys |= some_privacy(keys[""]["party_id"], sara.as_actor())
    keys |= some_papers(cast.creditor.pk, sara.as_actor())
    keys |= some_twins()
    keys[""] |= fields_of_every_type(keys[""]["party_id"])
    told = a_told_taxpayer(LONG[:140])
    keys |= {name: {"taxpayer_id": told.id} for name in TAXPAYER}
    keys["tax_item"] = {"item_id": tax.items(viewer=SYSTEM, taxpayer_id=told.id)[0].id}
    issued = tax.informations(viewer=SYSTEM, taxpayer_id=told.id)[0]
    keys["tax_event"] = {"public_id": issued.public_id}
    with override_settings(CONTENT_STORE="database"):  # where the running desk finds it, too
        keys["tax_form"] = {"schema_id": a_form()}
    visit = visitor()
    visit.sign_in(office.desk, "sara")
    assert walked(visit, office.desk, pages("kartoteka.config.urls_desk", keys)) == {}
    assert visit.complaints == []


def test_axe_finds_nothing_at_the_portal(office: "Office", visitor: Visitor) -> None:
    cast = make_cast()
    published(a_price_list(cast.creditor.pk), "2026-01-01", "", an_item(unit="m" * 20))
    in_group(cast.anna.party.pk, None, "2026-01-01", discount="12.5")
    an_overtaken_note(cast.anna.account.pk, cast.anna.entries[1].pk)
    for one in (cast.anna, cast.bartek):
        one.user.set_password(build.PASSWORD)
        one.user.save(update_fields=["password"])
    keys: dict[str, dict[str, Any]] = {
        "activate": {"link": "x" * 43},
        "new_password": {"user": cast.anna.user.public_id, "token": "a-b"},
        "invoice": {"public_id": cast.anna.entries[1].public_id},
    }
    places = pages("kartoteka.config.urls_portal", keys)
    door = [place for place in places if place.startswith(("/activate", "/forgotten"))]
    assert walked(visitor(), office.portal, door) == {}
    visit = visitor()
    visit.sign_in(office.portal, "anna@example.org")
    inside = [place for place in places if place not in door]
    assert walked(visit, office.portal, [*inside, "/pay/?amount=0", "/nothing/"]) == {}
    overpaid = visitor()
    overpaid.sign_in(office.portal, "bartek@example.org")
    assert walked(overpaid, office.portal, ["/", "/payments/"]) == {}
    assert visit.complaints + overpaid.complaints == []

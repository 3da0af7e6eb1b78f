"""Addresses of receivables and slips."""

from django.urls import path

from kartoteka.desk.billing import (
    agreements,
    compensation,
    interest,
    interest_notes,
    interest_rates,
    ksef,
    limitation,
    plans,
    slips,
    views,
)
from kartoteka.desk.billing.lists import (
    ENTRIES_LIST,
    INTEREST_NOTES_LIST,
    LIMITATIONS_LIST,
    PLANS_LIST,
)

urlpatterns = [
    *ENTRIES_LIST.urls(),
    *LIMITATIONS_LIST.urls(),
    *PLANS_LIST.urls(),
    *INTEREST_NOTES_LIST.urls(),
    path("advances/add/", plans.add, name="advance_plan_add"),
    path("advances/post", plans.post, name="advances_post"),
    path("advances/<uuid:public_id>/", plans.plan, name="advance_plan"),
    path(
        "advances/<uuid:public_id>/<int:advance_id>/",
        plans.advance,
        name="advance_change",
    ),
    path("limitation/rules/", limitation.rules, name="limitation_rules"),
    path("receivables/<int:entry_id>/limitation/", limitation.record, name="limitation"),
    path(
        "receivables/<int:entry_id>/limitation/<int:event_id>/<slug:how>/",
        limitation.change,
        name="limitation_change",
    ),
    path("receivables/add/", views.receivable_add, name="receivable_add"),
    path("receivables/compensation/", compensation.many, name="compensations"),
    path("receivables/rates/", compensation.rates, name="exchange_rates"),
    path("receivables/<int:entry_id>/compensation/", compensation.one, name="compensation"),
    path("receivables/<int:entry_id>/interest/", interest.of_debt, name="debt_interest"),
    path("receivables/<int:entry_id>/interest/rate/", interest.agree, name="debt_rate"),
    path("parties/<int:party_id>/interest/", interest.of_party, name="party_interest"),
    path("interest/rates/", interest_rates.kinds, name="interest_rates"),
    path("interest/rates/compare/", interest_rates.compare, name="interest_rates_compare"),
    path("interest/rates/<slug:code>/", interest_rates.kind, name="interest_kind"),
    path("interest/rates/<slug:code>/<int:rate_id>/", interest_rates.correct, name="interest_rate"),
    path("interest/notes/run/", interest_notes.run, name="interest_run"),
    path("parties/<int:party_id>/interest/note/", interest_notes.add, name="interest_note_add"),
    path("interest/notes/<uuid:public_id>/", interest_notes.note, name="interest_note"),
    path("interest/notes/<uuid:public_id>/pdf", interest_notes.note_pdf, name="interest_note_pdf"),
    path(
        "interest/notes/<uuid:public_id>/withdraw/",
        interest_notes.withdraw,
        name="interest_note_withdraw",
    ),
    path("receivables/ksef/", ksef.hand_in, name="ksef_hand_in"),
    path("receivables/ksef/<uuid:public_id>/", ksef.held_set, name="ksef_set"),
    path("receivables/ksef/<uuid:public_id>/drop", ksef.drop, name="ksef_drop"),
    path("receivables/<int:entry_id>/ksef/<str:number>.xml", ksef.xml, name="ksef_xml"),
    path("receivables/<int:entry_id>/", views.receivable, name="receivable"),
    path("receivables/<int:entry_id>/pdf", views.receivable_pdf, name="receivable_pdf"),
    path("receivables/<int:entry_id>/note", views.receivable_note, name="receivable_note"),
    path("receivables/<int:entry_id>/attach/", views.receivable_attach, name="receivable_attach"),
    path(
        "receivables/<int:entry_id>/correct/", views.receivable_correct, name="receivable_correct"
    ),
    path(
        "receivables/<int:entry_id>/advances/",
        views.receivable_advances,
        name="receivable_advances",
    ),
    path("parties/<int:party_id>/slip/", slips.slip, name="slip"),
    path("parties/<int:party_id>/slip.pdf", slips.slip_pdf, name="slip_pdf"),
    path("parties/<int:party_id>/points/add/", agreements.point_add, name="point_add"),
    path("points/<uuid:public_id>/", agreements.point, name="point"),
    path("parties/<int:party_id>/agreements/add/", agreements.agreement_add, name="agreement_add"),
    path("agreements/<uuid:public_id>/", agreements.agreement, name="agreement"),
]

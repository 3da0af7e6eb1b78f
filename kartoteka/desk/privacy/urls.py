"""Addresses of the screens about personal data."""

from django.urls import path

from kartoteka.desk.privacy import disclosures, erasing, person, purposes, requests
from kartoteka.desk.privacy.lists import DISCLOSURES_LIST, REQUESTS_LIST

urlpatterns = [
    *REQUESTS_LIST.urls(),
    path("privacy/requests/<uuid:public_id>/", requests.request, name="privacy_request"),
    path("privacy/requests/<uuid:public_id>/prolong/", requests.prolong, name="prolong_request"),
    *DISCLOSURES_LIST.urls(),
    path("privacy/disclosures/add/", disclosures.add, name="disclosure_add"),
    path("privacy/disclosures/<uuid:public_id>/", disclosures.disclosure, name="disclosure"),
    path("privacy/purposes/", purposes.purposes, name="purposes"),
    path("privacy/purposes/add/", purposes.add, name="purpose_add"),
    path("privacy/purposes/<int:purpose_id>/", purposes.purpose, name="purpose"),
    path("privacy/erasure/", erasing.policies, name="policies"),
    path("privacy/erasure/add/", erasing.add, name="policy_add"),
    path("privacy/erasure/<int:policy_id>/", erasing.policy, name="policy"),
    path("privacy/erasure/<int:policy_id>/change/", erasing.change, name="policy_change"),
    path("parties/<int:party_id>/personal/", person.personal, name="party_personal"),
    path("parties/<int:party_id>/consents/add/", person.consent_add, name="consent_add"),
    path("parties/<int:party_id>/restriction/", person.restriction, name="restriction"),
    path("parties/<int:party_id>/requests/add/", requests.add, name="request_add"),
    path("parties/<int:party_id>/report/", person.report, name="person_report"),
    path("parties/<int:party_id>/erase/", erasing.erase, name="party_erase"),
]

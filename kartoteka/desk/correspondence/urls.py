"""Addresses of the print queue and the outbox."""

from django.urls import path

from kartoteka.desk.correspondence import views
from kartoteka.desk.correspondence.lists import EMAILS_LIST, LETTERS_LIST, PRINT_RUNS_LIST

urlpatterns = [
    path("letters/", views.letters, name="letters"),
    path("letters/print/", views.start_run, name="letters_print"),
    path("letters/<uuid:public_id>/pdf", views.letter_pdf, name="letter_pdf"),
    path("letters/<uuid:public_id>/withdraw/", views.withdraw, name="letter_withdraw"),
    path("letters/<uuid:public_id>/reprint/", views.reprint, name="letter_reprint"),
    path("letters/runs/<uuid:run>/pdf", views.run_pdf, name="run_pdf"),
    path("letters/runs/<uuid:run>/printed/", views.printed, name="run_printed"),
    path("letters/runs/<uuid:run>/back/", views.put_back, name="run_back"),
    *PRINT_RUNS_LIST.urls(),
    *LETTERS_LIST.urls(),
    *EMAILS_LIST.urls(),
    path("emails/<uuid:public_id>/again/", views.send_again, name="email_again"),
    path("mailbox/", views.mailbox, name="mailbox"),
]

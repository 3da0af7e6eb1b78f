"""WSGI of desk or portal, by DJANGO_SETTINGS_MODULE; imports the addresses before it accepts."""

import gc

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018  (Django would import them at the first request)

# What has been loaded stays for good: the collector need not walk over it in the midst of a page.
gc.collect()
gc.freeze()

"""What forms offer to choose from."""

from kartoteka.privacy.models import Basis, Channel, Disclosure, Erasure, Purpose, Request

BASES = Basis.choices
CHANNELS = Channel.choices
RECIPIENTS = Disclosure.Recipient.choices
WAYS = Disclosure.Way.choices
SCOPES = Disclosure.Scope.choices
KEPT_FROM = Purpose.After.choices
REQUEST_KINDS = Request.Kind.choices
REQUEST_STATES = Request.State.choices
ANSWERS = [one for one in Request.State.choices if one[0] != Request.State.OPEN]
GROUNDS = Erasure.Ground.choices

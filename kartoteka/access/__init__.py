"""Who may work here: users of two realms (desk and portal), units, roles, sessions, preferences.

A user belongs to one realm and is unique in it by login. Staff have a role (CLERK, ADMINISTRATOR,
SUPERADMINISTRATOR); a portal user has none and acts for parties through register.PortalGrant.
Everybody who asks or acts is an Actor: `viewer` of a query, `actor` of an operation.
"""

"""Personal data as such: why it is held, to whom it went, what a person may ask, when it goes.

Owns purposes, consents, disclosures, requests, restrictions, policies and erasures. What each room
holds of a person the room itself declares in its `personal.py`; `config/wiring.py` puts the
declarations into `rooms.ROOMS`. Invariants: consents, disclosures and erasures are only added;
nothing is erased while a hold stands; an erasure leaves proof without the data.
"""

"""Eight people at the one box, a key every 250 ms each: python -m bench.typing SECONDS < JSON.

The box asks after a pause of 120 ms, so each key is a question. What is measured runs from the
moment at which the box asks to the last byte of the answer, also where the answer before is late.
"""

import json
import selectors
import sys
import time
from typing import Any

from bench.load import Wire

KEY = 0.25
_HITS = "HX-Request: true\r\nHX-Target: hits\r\n"  # as the page asks: for the hits alone


def run(given: dict[str, Any], seconds: float) -> dict[str, object]:
    """Everybody types until the time is over; the first tenth of it is not counted."""
    selector = selectors.DefaultSelector()
    people = [
        Wire.to(given["port"], given["host"], cookies, _HITS) for cookies, _paths in given["people"]
    ]
    asked = [paths for _cookies, paths in given["people"]]
    for place, wire in enumerate(people):
        selector.register(wire.socket, selectors.EVENT_READ, place)
    began = time.perf_counter()
    due = [began + KEY * place / len(people) for place in range(len(people))]
    keys, busy = [0] * len(people), [False] * len(people)
    taken: list[float] = []
    while (now := time.perf_counter()) < began + seconds * 1.1:
        for place, wire in enumerate(people):
            if not busy[place] and due[place] <= now:
                wire.ask(asked[place][keys[place] % len(asked[place])], due[place])
                keys[place], busy[place] = keys[place] + 1, True
        waits = [due[place] for place in range(len(people)) if not busy[place]]
        for key, _events in selector.select(max(0.0, min([now + KEY, *waits]) - now)):
            wire = people[key.data]
            if wire.take():
                if now >= began + seconds / 10:
                    taken.append((time.perf_counter() - wire.asked_at) * 1000)
                busy[key.data], due[key.data] = False, due[key.data] + KEY
    return {"requests": len(taken), "seconds": seconds, "ms": taken}


if __name__ == "__main__":
    print(json.dumps(run(json.load(sys.stdin), float(sys.argv[1]))))

"""Google's Consent Mode as its hits declare it: the parameters gcs and gcd.

`gcs` is `G1`, then ad_storage and analytics_storage as 0 or 1. `gcd` is a version, then a pair of characters each for
ad_storage, analytics_storage, ad_user_data, ad_personalization; the second of a pair holds the default in the upper
two bits and the update in the lower two, where 1 is unset, 2 denied, 3 granted. Source: measured on Google's tags.
"""

from __future__ import annotations

from functools import lru_cache

TYPES = ("ad_storage", "analytics_storage", "ad_user_data", "ad_personalization")
_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_"
_STATES = {2: "denied", 3: "granted"}


def consent(gcs: str, gcd: str) -> dict[str, str]:
    """Consent type → granted or denied; what was never set is absent."""
    return dict(_consent(gcs, gcd)) if gcs or gcd else {}


@lru_cache(maxsize=256)
def _consent(gcs: str, gcd: str) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    if len(gcd) >= 9:
        for place, kind in enumerate(TYPES):
            index = _LETTERS.find(gcd[2 + 2 * place])
            state = _STATES.get(index & 3) or _STATES.get((index >> 2) & 3) if index >= 0 else None
            if state:
                found[kind] = state
    if len(gcs) == 4 and gcs.startswith("G1"):
        for kind, flag in zip(TYPES, gcs[2:], strict=False):
            if flag in "01":
                found[kind] = "granted" if flag == "1" else "denied"
    return tuple(found.items())

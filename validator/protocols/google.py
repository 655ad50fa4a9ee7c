"""What Google's tags have in common: the visitor's data, hashed, in one parameter (`em`).

Source: what Google's own tags were seen to send with enhanced conversions and user-provided data.
"""

from __future__ import annotations

_NAMES = {
    "em": "email",
    "pn": "phone_number",
    "fn": "first_name",
    "ln": "last_name",
    "sa": "street",
    "ct": "city",
    "rg": "region",
    "pc": "postal_code",
    "co": "country",
}


def user_data(content: str) -> dict[str, str]:
    """`tv.1~em.HASH~pn.HASH~fn0.HASH`: each field's hash by its name; a text of another form is the address's own."""
    if not content:
        return {}
    first, *parts = content.split("~", 40)
    if not first.startswith("tv."):
        return {"email": content}
    found: dict[str, str] = {}
    for part in parts:
        code, mark, value = part.partition(".")
        if mark and value:
            name = _NAMES.get(code.rstrip("0123456789"), code)
            found[name if name not in found else code] = value
    return found

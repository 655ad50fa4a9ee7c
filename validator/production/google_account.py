"""Signs in to Google as a service account (or as whatever this machine is), for reading Google Analytics only."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Protocol

from validator.model.location import UsageError

SCOPE = "https://www.googleapis.com/auth/analytics.readonly"
_INSTALL = "Signing in to Google needs the package google-auth.\n  → pip install 'tracking-validator[ga4]'"
# What Google's answer to a sign-in says → what it means, and what helps
_REFUSED = (
    (
        ("Invalid JWT Signature", "invalid_key"),
        "the key is not valid any more: it was deleted, has expired, or is another account's",
        "Make a new key of the service account (Google Cloud console, IAM, Service accounts, Keys).",
    ),
    (
        ("reasonable timeframe", "iat and exp"),
        "this machine's clock is wrong, so that Google takes the sign-in for an old one",
        "Set the clock (timedatectl set-ntp true).",
    ),
    (
        ("account not found", "Account has been deleted", "invalid_client", "Not a valid email"),
        "there is no such service account any more",
        "Make a new service account and key, and give it access to the property.",
    ),
    (
        ("disabled",),
        "the service account is switched off",
        "Switch it on again in the Google Cloud console, IAM, Service accounts.",
    ),
    (
        ("reauth", "Token has been expired or revoked", "invalid_rapt"),
        "the sign-in of this person has run out",
        "Type `gcloud auth application-default login`, or use a service account's key.",
    ),
    (
        ("invalid_scope", "unauthorized_client"),
        "the account may not read Google Analytics",
        "Switch on the Google Analytics Data API in its project.",
    ),
)


class Unavailable(Exception):
    """What could not be reached, though nothing is wrong with what was asked; its text says why."""


class Account(Protocol):
    """Who asks: gives the header of a request; `renew` takes a new token."""

    name: str

    def token(self) -> str: ...

    def renew(self) -> None: ...


class GoogleAccount:
    """A service account by its key file, or the machine's own account (workload identity, gcloud) without one.

    Raises UsageError where there is none, or where Google refuses it; Unavailable where Google cannot be reached.
    """

    def __init__(self, key: Path | None) -> None:
        self._credentials = _of_file(key) if key else _of_machine()
        self.name = str(getattr(self._credentials, "service_account_email", "") or "this account")

    def token(self) -> str:
        if not self._credentials.valid:
            self.renew()
        return str(self._credentials.token)

    def renew(self) -> None:
        from google.auth.exceptions import RefreshError, TransportError
        from google.auth.transport.requests import Request

        try:
            self._credentials.refresh(Request())
        except TransportError as error:
            raise Unavailable(
                f"Google could not be reached to sign in: {_short(error)}.\n  → Is this machine online?"
            ) from None
        except RefreshError as error:
            raise _refused(error) from None


def _refused(error: Exception) -> UsageError:
    told = " ".join(map(str, error.args))
    for marks, meaning, mend in _REFUSED:
        if any(mark.lower() in told.lower() for mark in marks):
            return UsageError(f"Google does not let this account in: {meaning}.\n  → {mend}")
    return UsageError(f"Google does not let this account in: {_short(error)}.")


def _short(error: Exception) -> str:
    return (str(error.args[0]) if error.args else str(error)).strip("('\")").split("\n")[0][:200].rstrip(".")


def _of_file(key: Path) -> Any:
    info = _read(key)
    kind = info.get("type")
    try:
        import google.auth
        from google.oauth2 import service_account
    except ImportError:
        raise UsageError(_INSTALL) from None
    try:
        if kind == "service_account":
            return service_account.Credentials.from_service_account_info(info, scopes=[SCOPE])  # type: ignore[no-untyped-call]
        return google.auth.load_credentials_from_dict(info, scopes=[SCOPE])[0]  # type: ignore[no-untyped-call]
    except Exception as error:
        lacking = "its private key cannot be read" if re.search("key|PEM", str(error)) else _short(error)
        raise UsageError(
            f"{key} is no usable key: {lacking}.\n  → Download it again from the Google Cloud console, as JSON."
        ) from None


def _read(key: Path) -> dict[str, Any]:
    try:
        info = json.loads(key.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"The key {key} cannot be read: {error.strerror or error}.") from None
    except ValueError:
        info = None
    if not isinstance(info, dict) or "type" not in info:
        kind = "an OAuth client, not a key" if isinstance(info, dict) and {"web", "installed"} & set(info) else "no key"
        raise UsageError(
            f"{key} is {kind} of a service account.\n"
            "  → Google Cloud console, IAM, Service accounts, Keys, Add key, JSON; name the file that is downloaded."
        )
    return info


def _of_machine() -> Any:
    try:
        import google.auth
        from google.auth.exceptions import DefaultCredentialsError
    except ImportError:
        raise UsageError(_INSTALL) from None
    try:
        return google.auth.default(scopes=[SCOPE])[0]
    except DefaultCredentialsError:
        raise UsageError(
            "There is no account by which to ask Google Analytics.\n"
            "  → Name a service account's key: --key FILE, or set GOOGLE_APPLICATION_CREDENTIALS."
        ) from None

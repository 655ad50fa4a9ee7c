"""Google on loopback: signs a service account in (RFC 7523) and answers runReport as the public API does."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.loopback import Quiet, on_loopback

Row = tuple[str, str, str, str, str, str, int]  # date, event, device, source, medium, campaign, count
Fault = tuple[int, dict[str, Any], dict[str, str]]
NAMES = ["date", "eventName", "deviceCategory", "sessionSource", "sessionMedium", "sessionCampaignName"]
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def error(code: int, status: str, message: str, *details: dict[str, Any], after: str = "") -> Fault:
    """An error as Google writes it."""
    told = {"error": {"code": code, "message": message, "status": status, "details": list(details)}}
    return code, told, {"Retry-After": after} if after else {}


class Google:
    """`rows` of the property; `faults` are answered first, one a request; `asked` keeps every report's request."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.faults: list[Fault] = []
        self.sign_in_faults: list[Fault] = []
        self.asked: list[dict[str, Any]] = []
        self.signed_in: list[dict[str, Any]] = []
        self.metadata: dict[str, Any] = {}
        self.quota = {"tokensPerDay": {"consumed": 4, "remaining": 199000}}
        self.properties = {"123456"}
        self.audiences: dict[str, Callable[[Row], bool]] = {}
        self.lost_tokens: set[str] = set()
        self.url = ""

    def key_file(self, folder: Path) -> Path:
        """The key of a service account, as Google lets people download it."""
        private = KEY.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        told = {
            "type": "service_account",
            "project_id": "shop",
            "private_key_id": "1",
            "private_key": private.decode(),
            "client_email": "reader@shop.iam.gserviceaccount.com",
            "client_id": "1",
            "token_uri": f"{self.url}/token",
        }
        file = folder / "key.json"
        file.write_text(json.dumps(told), encoding="utf-8")
        return file

    def sign_in(self, form: dict[str, list[str]]) -> Fault:
        if self.sign_in_faults:
            return self.sign_in_faults.pop(0)
        assert form["grant_type"] == ["urn:ietf:params:oauth:grant-type:jwt-bearer"]
        head, claims, signature = form["assertion"][0].split(".")
        KEY.public_key().verify(_bytes(signature), f"{head}.{claims}".encode(), padding.PKCS1v15(), hashes.SHA256())
        told = json.loads(_bytes(claims))
        assert told["iss"] == "reader@shop.iam.gserviceaccount.com"
        assert told["aud"].endswith("/token")
        assert told["scope"] == "https://www.googleapis.com/auth/analytics.readonly"
        self.signed_in.append(told)
        return 200, {"access_token": f"token-{len(self.signed_in)}", "expires_in": 3599, "token_type": "Bearer"}, {}

    def report(self, number: str, token: str, body: dict[str, Any]) -> Fault:
        self.asked.append(body)
        if self.faults:
            return self.faults.pop(0)
        if not token.startswith("token-") or token in self.lost_tokens:
            return error(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.")
        if number not in self.properties:
            told = "User does not have sufficient permissions for this property. To learn more, see https://example."
            return error(403, "PERMISSION_DENIED", told)
        assert [one["name"] for one in body["dimensions"]] == NAMES
        assert [one["name"] for one in body["metrics"]] == ["eventCount"]
        (span,) = body["dateRanges"]
        first, last = (span[key].replace("-", "") for key in ("startDate", "endDate"))
        meant = [row for row in self.rows if first <= row[0] <= last or row[0] == "(other)"]
        if "dimensionFilter" in body:
            wanted = body["dimensionFilter"]["filter"]
            assert wanted["fieldName"] == "audienceName"
            meant = [row for row in meant if self.audiences[wanted["stringFilter"]["value"]](row)]
        offset, limit = int(body["offset"]), min(int(body["limit"]), 250_000)
        document: dict[str, Any] = {
            "dimensionHeaders": [{"name": name} for name in NAMES],
            "metricHeaders": [{"name": "eventCount", "type": "TYPE_INTEGER"}],
            "rowCount": len(meant),
            "metadata": {"currencyCode": "EUR", "timeZone": "Europe/Berlin", **self.metadata},
            "kind": "analyticsData#runReport",
        }
        if body.get("returnPropertyQuota"):
            document["propertyQuota"] = self.quota
        if page := meant[offset : offset + limit]:  # an answer without rows has no key `rows`
            document["rows"] = [
                {"dimensionValues": [{"value": one} for one in row[:6]], "metricValues": [{"value": str(row[6])}]}
                for row in page
            ]
        return 200, document, {}


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@contextmanager
def serve() -> Iterator[Google]:
    google = Google()

    class Handler(Quiet):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            if self.path == "/token":
                answer = google.sign_in(parse_qs(body))
            else:
                number = self.path.removeprefix("/v1beta/properties/").removesuffix(":runReport")
                token = self.headers.get("Authorization", "").removeprefix("Bearer ")
                answer = google.report(number, token, json.loads(body))
            status, document, headers = answer
            told = json.dumps(document).encode()
            self.send_response(status)
            for name, value in {
                "Content-Type": "application/json",
                "Content-Length": str(len(told)),
                **headers,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(told)

    with on_loopback(Handler) as google.url:
        yield google

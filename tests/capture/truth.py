"""The ground truth: an HTTPS server on loopback that answers for every host name and remembers what reached it."""

from __future__ import annotations

import base64
import datetime
import hashlib
import ssl
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.capture.truth_http2 import Http2


@dataclass(frozen=True)
class Arrived:
    """One request that reached the server."""

    host: str
    path: str  # with its query
    method: str
    body: bytes
    headers: Mapping[str, str]


Page = tuple[int, dict[str, str], bytes]


@dataclass
class Truth:
    """`pages`: path → status, headers, body; asked with the host and the path with its query."""

    folder: Path
    arrived: list[Arrived] = field(default_factory=list)
    pages: Callable[[str, str], Page | None] = lambda host, path: None

    def __post_init__(self) -> None:
        key, certificate, self.spki = _certificate(self.folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.port = self._server.server_port
        self._http2 = Http2(certificate, key, lambda *told: self.arrived.append(Arrived(*told)))
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def arguments(self) -> list[str]:
        """Switches that make every host name lead here, with a certificate that the browser takes."""
        return [
            f"--host-resolver-rules=MAP h2.test:443 127.0.0.1:{self._http2.port}, MAP nowhere.test ~NOTFOUND, "
            f"MAP refused.test:443 127.0.0.1:9, MAP *:443 127.0.0.1:{self.port}, EXCLUDE 127.0.0.1",
            f"--ignore-certificate-errors-spki-list={self.spki}",
            "--autoplay-policy=no-user-gesture-required",
        ]

    def close(self) -> None:
        self._http2.close()
        self._server.shutdown()
        self._server.server_close()


def _handler(truth: Truth) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            chunked = self.headers.get("transfer-encoding") == "chunked"
            body = self._chunks() if chunked else self.rfile.read(length)
            host = (self.headers.get("host") or "").partition(":")[0]
            page = truth.pages(host, self.path)
            if page is None:
                if self.command != "OPTIONS" and urlsplit(self.path).path != "/favicon.ico":
                    truth.arrived.append(Arrived(host, self.path, self.command, body, dict(self.headers)))
                page = (204, {}, b"")
            status, headers, content = page
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if origin := self.headers.get("origin"):
                self.send_header("access-control-allow-origin", origin)
                self.send_header("access-control-allow-credentials", "true")
                asked = self.headers.get("access-control-request-headers")
                self.send_header("access-control-allow-headers", asked or "content-type")
            if status != 204:
                self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_OPTIONS = do_HEAD = answer

        def _chunks(self) -> bytes:
            body = b""
            while size := int(self.rfile.readline().strip() or b"0", 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return body

        def log_message(self, *parts: object) -> None:
            """The server is silent."""

        def handle(self) -> None:
            with suppress(ConnectionError, ssl.SSLError):  # the browser hung up
                super().handle()

    return Handler


def _certificate(folder: Path) -> tuple[Path, Path, str]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "truth.test")])
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("*.test")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    key_file, certificate_file = folder / "key.pem", folder / "certificate.pem"
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return key_file, certificate_file, base64.b64encode(hashlib.sha256(public).digest()).decode()

"""A small OpenID provider: it knows one person, and does whatever a test wants it to do wrong."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "data-retreat", "a secret of the provider's"


class AProvider:
    """Answers at `issuer`. `person` are the claims of whoever signs in there, `wrong` what else its tokens claim."""

    def __init__(self, port: int) -> None:
        self.issuer = f"http://127.0.0.1:{port}"
        self.key = RSAKey.generate_key(2048, parameters={"kid": "one"}, auto_kid=False)
        self.signing = self.key
        self.person: dict[str, Any] = {"sub": "1", "email": "nobody@example.org", "email_verified": True}
        self.wrong: dict[str, Any] = {}
        self.asked: dict[str, str] = {}

    def about(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }

    def authorize(self, address: str) -> tuple[str, str]:
        """Somebody is sent here and says yes; returns (code, state)."""
        self.asked = {name: it[0] for name, it in parse_qs(urlsplit(address).query).items()}
        return "a code", self.asked["state"]

    def token(self, form: dict[str, str], authorization: str) -> dict[str, Any]:
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        fits = form["code"] == "a code" and form["redirect_uri"] == self.asked["redirect_uri"]
        if authorization != f"Basic {basic}" or challenge != self.asked["code_challenge"] or not fits:
            return {"error": "invalid_grant"}
        return {"access_token": "x", "token_type": "Bearer", "id_token": self._id_token()}

    def _id_token(self) -> str:
        present = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": present, "exp": present + 60, "nonce": self.asked["nonce"]}
        header = {"alg": "RS256", "kid": "one"}
        return jwt.encode(header, {**claims, **self.person, **self.wrong}, self.signing)


@contextmanager
def provider() -> Iterator[AProvider]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = {
                "/.well-known/openid-configuration": it.about(),
                "/keys": {"keys": [it.key.as_dict(private=False)]},
            }
            self._answer(found[self.path])

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self._answer(it.token({name: one[0] for name, one in form.items()}, self.headers["Authorization"] or ""))

        def _answer(self, content: dict[str, Any]) -> None:
            body = json.dumps(content).encode()
            self.send_response(400 if "error" in content else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *given: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        it = AProvider(server.server_port)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield it
        server.shutdown()
        thread.join()

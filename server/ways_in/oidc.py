"""An OpenID provider: where people are sent to, and who they are when they come back (authorization code, PKCE)."""

import secrets
import threading
import time
from typing import Any

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from server.ways_in.provider import Person, ProviderFailed, Started

# What a provider signs with; never `none`, nor a secret that both sides have.
_ALGORITHMS = ["RS256", "RS512", "PS256", "ES256", "EdDSA", "Ed25519"]
_SECONDS = 10
_FRESH = 600  # seconds for which what the provider says about itself is not asked again


class Provider:
    """One issuer, as this installation is registered there. ProviderFailed for whatever goes wrong with it."""

    def __init__(self, issuer: str, client_id: str, client_secret: str) -> None:
        self._issuer, self._id, self._secret = issuer, client_id, client_secret
        self._lock = threading.Lock()
        self._known: tuple[float, dict[str, Any]] = (0, {})

    def start(self, back: str) -> tuple[str, Started]:
        """The address to send somebody to, who comes `back` from there."""
        started = Started(*(secrets.token_urlsafe(32) for _ in range(3)))
        try:
            with self._client(back) as client:
                address, _ = client.create_authorization_url(
                    self._about()["authorization_endpoint"],
                    state=started.state,
                    nonce=started.nonce,
                    code_verifier=started.verifier,
                )
        except (httpx.HTTPError, KeyError, ValueError) as error:
            raise ProviderFailed from error
        return str(address), started

    def finish(self, code: str, started: Started, back: str) -> Person:
        """Who it is that came back with this code."""
        try:
            with self._client(back) as client:
                token = client.fetch_token(
                    self._about()["token_endpoint"], code=code, code_verifier=started.verifier, redirect_uri=back
                )
            return self._person(token, started.nonce)
        except (httpx.HTTPError, AuthlibBaseError, JoseError, KeyError, ValueError, TypeError) as error:
            raise ProviderFailed from error

    def _person(self, token: dict[str, Any], nonce: str) -> Person:
        published: Any = _get(self._about()["jwks_uri"])
        keys = KeySet.import_key_set(published)
        signed = jwt.decode(token["id_token"], keys, algorithms=_ALGORITHMS)
        options = {"iss": {"essential": True, "value": self._issuer}, "aud": {"essential": True, "value": self._id}}
        asked = {"nonce": nonce, "client_id": self._id, "access_token": token.get("access_token")}
        claims = CodeIDToken(signed.claims, signed.header, options, asked)
        claims.validate(leeway=60)
        verified = claims.get("email_verified") is True and isinstance(claims.get("email"), str)
        return Person(f"{self._issuer} {claims['sub']}", claims["email"] if verified else None)

    def _client(self, back: str) -> OAuth2Client:
        ways = self._about().get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        way = "client_secret_basic" if "client_secret_basic" in ways else "client_secret_post"
        return OAuth2Client(
            self._id,
            self._secret,
            token_endpoint_auth_method=way,
            scope="openid email",
            redirect_uri=back,
            code_challenge_method="S256",
            timeout=_SECONDS,
        )

    def _about(self) -> dict[str, Any]:
        """What the provider says about itself, asked anew now and then."""
        with self._lock:
            at, about = self._known
            if time.monotonic() > at + _FRESH or not about:
                about = _get(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
                if about["issuer"] != self._issuer:
                    raise ValueError("This is another provider than the one that is configured.")
                self._known = (time.monotonic(), about)
            return about


def _get(address: str) -> dict[str, Any]:
    answer = httpx.get(address, timeout=_SECONDS).raise_for_status().json()
    if not isinstance(answer, dict):
        raise ValueError("This is no answer of an OpenID provider.")
    return answer

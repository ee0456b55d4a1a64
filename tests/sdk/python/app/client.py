"""What the frameworks share: the sign-in, the three sealed cookies, the sessions that live, the renewal, the sign-out."""

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import jwt
from cookies import ATTEMPT, TOKENS, Cookies
from cryptography.fernet import Fernet, InvalidToken
from pages import PageError
from scalekit import ScalekitClient
from scalekit.common.exceptions import (
    ScalekitBadRequestException,
    ScalekitException,
    ScalekitUnauthorizedException,
    ScalekitValidateTokenFailureException,
)
from scalekit.common.scalekit import (
    AuthorizationUrlOptions,
    CodeAuthenticationOptions,
    LogoutUrlOptions,
    TokenValidationOptions,
)

RENEW_EARLY_S = 30  # A token that is about to expire would expire on its way.
RENEWAL_KEPT_S = 60  # For requests that left the browser before the renewed cookies came.
PATIENCE_S = 5  # outage-is-survived: for a call to Scalekit.
KEYS_KEPT_S = 30  # At least, so that no token makes the application fetch them again and again.
CALLS = 32  # At once to Scalekit.
MOST_OCTETS = 3900  # Browsers drop a cookie of more than 4096, name and attributes included.
SESSION_LIVES_S = 30 * 24 * 60 * 60  # As long as one at Scalekit lasts by default.

# What Scalekit answers to a code or a refresh token that is not good, or no longer.
REFUSED = (ScalekitBadRequestException, ScalekitUnauthorizedException)

# What the SDK makes of an ID token that does not prove what it claims: one in an answer, one by itself, one whose key it
# does not know.
UNTRUSTED = (ScalekitValidateTokenFailureException, jwt.InvalidTokenError, KeyError)

# What is left of its exceptions: Scalekit did not answer, or half.
UNANSWERED = (ScalekitException, OSError, ValueError)


class Client:
    """The application's side of Scalekit. One for the process (one-client)."""

    def __init__(self, environment_url, client_id, client_secret, app_url):
        self.scalekit = ScalekitClient(environment_url, client_id, client_secret)
        self.app_url = app_url
        self.redirect_uri = f"{app_url}/auth/callback"
        # issuer-and-audience-are-checked: the SDK compares neither by itself.
        self.ours = TokenValidationOptions(issuer=environment_url, audience=[client_id])
        self.cookies = Cookies(app_url)
        # cookie-tokens-are-encrypted: a key of this process, as the list below is of this process. Servers that
        # share a store for the list share the key.
        self.fernet = Fernet(Fernet.generate_key())
        # session-dies-on-the-server: a cookie counts for as long as its session is in this list, with its beginning.
        self.living = {}
        # one-renewal: by the refresh token that was spent, when it was, and the tokens that come of it.
        self.renewals = {}
        self.lock = threading.Lock()
        self.calls = ThreadPoolExecutor(CALLS)
        self.keys_since = time.monotonic()

    def begin(self):
        """Begins a sign-in: where the browser goes, and what it keeps meanwhile in the cookie `state`."""
        # state-is-new binds the callback to this browser, pkce the code, and nonce-is-new the ID token.
        state, verifier, nonce = (secrets.token_urlsafe(32) for _ in range(3))
        options = AuthorizationUrlOptions()
        options.state, options.nonce = state, nonce
        # sdk-arguments: options are attributes, and the constructor takes none.
        options.scopes = ["openid", "profile", "email", "offline_access"]
        url = self.scalekit.get_authorization_url(self.redirect_uri, options)
        # The SDK's options have no place for a challenge.
        challenge = urlencode({"code_challenge": s256(verifier), "code_challenge_method": "S256"})
        return f"{url}&{challenge}", f"{state}.{verifier}.{nonce}"

    def finish(self, code, states, cookies):
        """Finishes a sign-in, and returns the values of the three cookies."""
        begun, _, proof = cookies.get(ATTEMPT, "").partition(".")
        verifier, _, nonce = proof.partition(".")
        # state-before-code: a callback of another browser spends no code, and of several states none counts.
        if len(states) != 1 or not same(states[0], begun):
            raise PageError(400, "This sign-in was not begun here")
        # callback-error-is-not-echoed: `error` and `error_description` are whatever the address bar says.
        if not code:
            raise PageError(403, "You have not signed in")
        tokens = self._exchanged(code, verifier, nonce)
        before, _ = self._opened(cookies)
        self.living.pop(before, None)  # sessions-do-not-stack
        session_id = secrets.token_urlsafe(32)  # session-id-is-new
        sealed = self._sealed(session_id, {name: tokens[field] for name, field in TOKENS.items()})
        self._forget_sessions()
        self.living[session_id] = time.time()
        return sealed

    def _exchanged(self, code, verifier, nonce):
        options = CodeAuthenticationOptions()
        options.code_verifier = verifier
        try:
            call = self.calls.submit(self.scalekit.authenticate_with_code, code, self.redirect_uri, options)
            tokens = call.result(PATIENCE_S)
            # id-token-is-verified: the SDK has looked at its signature alone.
            claims = self.scalekit.validate_token(tokens["id_token"], self.ours)
            if not same(claims.get("nonce"), nonce):
                raise jwt.InvalidTokenError("the answer to another sign-in")
            # requests-are-verified: from the first one on.
            if not self._is_ours(tokens["access_token"]):
                raise jwt.InvalidTokenError("an access token that is not ours")
        except REFUSED + UNTRUSTED as error:
            self._forget_keys()
            raise PageError(400, "Signing in did not work") from error
        except UNANSWERED as error:
            raise unavailable() from error
        return tokens

    def _is_ours(self, access_token):
        is_ours = self.scalekit.validate_access_token(access_token, self.ours)
        return is_ours or (self._forget_keys() and self.scalekit.validate_access_token(access_token, self.ours))

    def _forget_keys(self):
        """keys-are-cached: the SDK would keep the first ones for ever. After a rotation the next sign-in works."""
        is_due = time.monotonic() > self.keys_since + KEYS_KEPT_S
        if is_due:
            self.keys_since = time.monotonic()
            self.scalekit.core_client.keys = {}
        return is_due

    def session(self, cookies, force=False):
        """The person of these cookies, and the values of those that are to be set anew, or nobody and none.

        Renews tokens that are about to expire, or all (`force`).
        """
        session_id, tokens = self._opened(cookies)
        if session_id is None:
            return None, {}
        claims = claimed(tokens["idToken"])  # Verified before it was sealed.
        person = {"sub": claims["sub"], "email": claims.get("email"), "name": claims.get("name")}
        # requests-are-verified: at each request, besides the list.
        if not force and self._is_fresh(tokens["accessToken"]):
            return person, {}
        renewed = self._renewed(session_id, tokens["refreshToken"])
        if renewed is None:
            return None, {}
        # hint-after-renewal: the ID token stays the one of the sign-in.
        return person, self._sealed(session_id, {**renewed, "idToken": tokens["idToken"]})

    def _is_fresh(self, access_token):
        # lifetime-from-token, renewal-when-due
        if time.time() > claimed(access_token).get("exp", 0) - RENEW_EARLY_S:
            return False
        return self._is_ours(access_token)

    def _renewed(self, session_id, refresh_token):
        """The new tokens, or None where Scalekit has ended the session."""
        # Requests that come together wait for one call, and those that left the browser before it find what it brought.
        with self.lock:
            self._forget_renewals()
            if refresh_token not in self.renewals:
                self.renewals[refresh_token] = time.time(), self.calls.submit(self._exchange, refresh_token)
            _, renewal = self.renewals[refresh_token]
        try:
            tokens = renewal.result(PATIENCE_S)
        except REFUSED + UNTRUSTED:
            self.living.pop(session_id, None)  # dead-token-is-dropped
        except UNANSWERED as error:
            # outage-keeps-session: the next request tries again, or finds what came late.
            if renewal.done():
                self.renewals.pop(refresh_token, None)
            raise unavailable() from error
        # no-renewal-after-logout: the person may have signed out meanwhile.
        return tokens if session_id in self.living else None

    def _exchange(self, refresh_token):
        tokens = self.scalekit.refresh_access_token(refresh_token)
        if not self._is_ours(tokens["access_token"]):
            raise jwt.InvalidTokenError("an access token that is not ours")
        return {name: tokens[TOKENS[name]] for name in ("accessToken", "refreshToken")}

    def _forget_sessions(self):
        for session_id, begun in list(self.living.items()):
            if time.time() > begun + SESSION_LIVES_S:
                self.living.pop(session_id, None)

    def _forget_renewals(self):
        over = [token for token, (begun, _) in self.renewals.items() if time.time() > begun + RENEWAL_KEPT_S]
        for token in over:
            del self.renewals[token]

    def sign_out(self, cookies):
        """Ends the session of these cookies, and returns where the browser goes to end the one at Scalekit."""
        session_id, tokens = self._opened(cookies)
        self.living.pop(session_id, None)
        # logout-carries-hint, sdk-arguments: one object.
        # landing-page-waits: the address is open to everybody.
        options = LogoutUrlOptions(
            id_token_hint=tokens.get("idToken"), post_logout_redirect_uri=f"{self.app_url}/"
        )
        return self.scalekit.get_logout_url(options)

    def _sealed(self, session_id, tokens):
        """The values of the three cookies. The name is sealed too, so that no token stands in for another."""
        sealed = {}
        for name, token in tokens.items():
            sealed[name] = self.fernet.encrypt(json.dumps([session_id, name, token]).encode()).decode()
            if len(sealed[name]) > MOST_OCTETS:
                raise PageError(500, "Your roles do not fit into a cookie")  # cookie-fits
        return sealed

    def _opened(self, cookies):
        """The living session that all three cookies name, and its tokens, or None and none."""
        try:
            opened = [json.loads(self.fernet.decrypt(cookies.get(name, "").encode())) for name in TOKENS]
        except InvalidToken:
            return None, {}  # unreadable-cookie-is-cleared
        session_id = opened[0][0]
        names = [name for of, name, _ in opened if of == session_id and of in self.living]
        if names != list(TOKENS):
            return None, {}
        return session_id, {name: token for _, name, token in opened}


def unavailable():
    return PageError(503, "This does not work at the moment")


def claimed(token):
    """What a token says, taken at its word."""
    return jwt.decode(token, options={"verify_signature": False})


def s256(verifier):
    """The challenge of RFC 7636 §4.2."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def same(one, other):
    return bool(one and other) and hmac.compare_digest(one.encode(), other.encode())

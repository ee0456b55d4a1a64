"""A web app that signs people in with Scalekit, keeps them signed in, and signs them out.

The browser holds one random id. The tokens stay here, so that signing out is deleting an entry.
"""

import base64
import hashlib
import hmac
import secrets
import threading
import time
from urllib.parse import urlencode

from flask import Flask, redirect, request
from jwt import InvalidTokenError
from markupsafe import escape
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

STATE_LIVES_S = 10 * 60  # As long as an authorization code.
REFRESH_EARLY_S = 30  # A token that is about to expire would expire on its way.

# What Scalekit answers to a code or a refresh token that is not good, or no longer.
REFUSED = (ScalekitBadRequestException, ScalekitUnauthorizedException)

# What the SDK makes of an ID token that does not prove what it claims: one in an answer, one by itself.
UNTRUSTED = (ScalekitValidateTokenFailureException, InvalidTokenError)


def create_app(environment_url, client_id, client_secret, app_url):
    scalekit = ScalekitClient(environment_url, client_id, client_secret)
    redirect_uri = f"{app_url}/auth/callback"
    # The SDK checks neither unless it is told to.
    ours = TokenValidationOptions(issuer=environment_url, audience=[client_id])

    # A cookie is only deleted by the attributes it was set with: both uses share these.
    cookie = {
        "httponly": True,
        "samesite": "Lax",
        "secure": app_url.startswith("https:"),
        "path": "/",
    }

    # Use a store that your servers share. This one forgets everybody when the process ends.
    sessions = {}

    app = Flask(__name__)

    @app.after_request
    def keep_nothing(response):
        # No page of a signed-in person comes back with the "back" button after they signed out.
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    @app.before_request
    def from_this_site():
        """Another site's form may sign nobody out. What is no browser sends no such header."""
        site = request.headers.get("Sec-Fetch-Site", "none")
        if request.method == "POST" and site not in ("same-origin", "none"):
            return {"error": "cross_site"}, 403

    @app.get("/")
    def home():
        # Open to everybody: whoever signed out ends here, and is not sent to sign in again.
        return page("Welcome", '<a href="/login">Sign in</a> <a href="/dashboard">Dashboard</a>')

    @app.get("/login")
    def login():
        # The state binds the callback to this browser, the verifier its code (PKCE), and the nonce its ID token.
        state, verifier, nonce = (secrets.token_urlsafe(32) for _ in range(3))
        options = AuthorizationUrlOptions()
        options.state, options.nonce = state, nonce
        # Without `offline_access` there is no refresh token.
        options.scopes = ["openid", "profile", "email", "offline_access"]
        # The SDK's options have no place for a challenge.
        challenge = urlencode({"code_challenge": s256(verifier), "code_challenge_method": "S256"})
        response = redirect(f"{scalekit.get_authorization_url(redirect_uri, options)}&{challenge}")
        response.set_cookie("state", f"{state}.{verifier}.{nonce}", max_age=STATE_LIVES_S, **cookie)
        return response

    @app.get("/auth/callback")
    def callback():
        response = finish(request.args.get("code"))
        response.delete_cookie("state", **cookie)  # Good for one callback.
        return response

    def finish(code):
        state, _, proof = request.cookies.get("state", "").partition(".")
        verifier, _, nonce = proof.partition(".")
        if not same(request.args.get("state"), state):
            return page("This sign-in was not begun here", '<a href="/login">Begin again</a>', 400)
        if not code:
            # `error` and `error_description` are whatever the address bar says: none of it is shown.
            return page("You have not signed in", '<a href="/login">Try again</a>', 403)
        options = CodeAuthenticationOptions()
        options.code_verifier = verifier
        try:
            tokens = scalekit.authenticate_with_code(code, redirect_uri, options)
            # The SDK has looked at the signature alone: whose answer it is, and to whom, is for the app to see.
            claims = scalekit.validate_token(tokens["id_token"], ours)
            if not same(claims.get("nonce"), nonce):
                raise InvalidTokenError("the answer to another sign-in")
        except (ScalekitException, InvalidTokenError) as error:
            status = 400 if isinstance(error, REFUSED + UNTRUSTED) else 503
            return page("Signing in did not work", '<a href="/login">Try again</a>', status)
        sessions.pop(request.cookies.get("session"), None)
        # Always a new one: an id from before may be known to others.
        session_id = secrets.token_urlsafe(32)
        sessions[session_id] = Session(tokens)
        response = redirect("/dashboard")
        response.set_cookie("session", session_id, **cookie)
        return response

    @app.get("/dashboard")
    def dashboard():
        session = signed_in()
        if session is None:
            return forget(redirect("/login"))
        return page(
            "Dashboard",
            f"""<p>Signed in as {escape(session.user["email"])}</p>
            <form method="post" action="/logout"><button>Sign out</button></form>""",
        )

    @app.get("/api/me")
    def me():
        session = signed_in()
        if session is None:
            return unauthenticated()
        user = session.user
        return {"sub": user["id"], "email": user["email"], "name": user.get("name")}

    @app.post("/auth/refresh")
    def refresh():
        session = sessions.get(request.cookies.get("session"))
        if session is None or not renewed(session, session.access_token):
            return unauthenticated()
        return "", 204

    @app.post("/logout")
    def logout():
        # The session is over first, and its ID token is read before it is gone.
        session = sessions.pop(request.cookies.get("session"), None)
        options = LogoutUrlOptions(
            id_token_hint=session and session.id_token,
            post_logout_redirect_uri=f"{app_url}/",
        )
        # The browser itself has to go there: only it has the cookie of the session at Scalekit. And
        # 303, so that it goes with GET.
        response = forget(redirect(scalekit.get_logout_url(options), 303))
        response.delete_cookie("state", **cookie)
        return response

    @app.errorhandler(ScalekitException)
    def unreachable(_):
        return page("This does not work at the moment", "Please try again.", 503)

    def signed_in():
        """The session of whose tokens are good, or could be made good again."""
        session = sessions.get(request.cookies.get("session"))
        if session is None:
            return None
        token = session.access_token
        return session if is_fresh(session) or renewed(session, token) else None

    def is_fresh(session):
        if time.time() > session.expires_at - REFRESH_EARLY_S:
            return False
        return scalekit.validate_access_token(session.access_token, ours)

    def renewed(session, stale_token):
        """False when Scalekit has ended the session."""
        with session.lock:
            if session.access_token != stale_token:
                return True  # Somebody else's request did it while this one waited.
            try:
                session.renew(scalekit.refresh_access_token(session.refresh_token))
            except REFUSED:
                return False
            # An outage is no reason to sign anybody out: it goes on to `unreachable`.
        return True

    def unauthenticated():
        return forget(app.make_response(({"error": "unauthenticated"}, 401)))

    def forget(response):
        sessions.pop(request.cookies.get("session"), None)
        response.delete_cookie("session", **cookie)
        return response

    def page(title, body, status=200):
        html = f'<!doctype html><html lang="en"><title>{title}</title><h1>{title}</h1>{body}</html>'
        return app.make_response((html, status))

    return app


class Session:
    """The tokens of one browser."""

    def __init__(self, tokens):
        self.lock = threading.Lock()
        self.user = tokens["user"]
        self.id_token = tokens["id_token"]
        self.lifetime = tokens["expires_in"]
        self.renew(tokens)

    def renew(self, tokens):
        self.access_token = tokens["access_token"]
        self.refresh_token = tokens["refresh_token"]
        # The SDK drops a new token's `expires_in`: it lives as long as the one before.
        self.expires_at = time.time() + self.lifetime


def s256(verifier):
    """The challenge of RFC 7636 §4.2."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def same(one, other):
    return bool(one and other) and hmac.compare_digest(one.encode(), other.encode())

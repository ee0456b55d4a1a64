"""Flask with the SDK's own adapter, as its documentation has it: beside flask_app.py, to be compared with it."""

import secrets

from flask import Flask
from pages import account, welcome
from scalekit.frameworks.flask import ScalekitAuth


def create_app(environment_url, client_id, client_secret, app_url):
    app = Flask(__name__)
    auth = ScalekitAuth(
        app,
        env_url=environment_url,
        client_id=client_id,
        client_secret=client_secret,
        redirect_uri=f"{app_url}/auth/callback",
        callback_path="/auth/callback",
        post_login_redirect="/dashboard",
        post_logout_redirect_uri=f"{app_url}/",
        cookie_encryption_secret=secrets.token_urlsafe(32),
        cookie_secure=app_url.startswith("https:"),
    )

    @app.get("/")
    def home():
        return welcome()

    @app.get("/dashboard")
    @auth.requires_auth
    def show():
        return account(auth.current_user)

    @app.get("/api/me")
    @auth.requires_auth
    def me():
        return {"sub": auth.current_user["sub"]}

    return app

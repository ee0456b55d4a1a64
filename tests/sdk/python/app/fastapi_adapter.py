"""FastAPI with the SDK's own adapter, as its documentation has it: beside fastapi_app.py, to be compared with it."""

import secrets

from fastapi import Depends, FastAPI
from fastapi.responses import HTMLResponse
from pages import account, welcome
from scalekit.frameworks.fastapi import ScalekitAuth


def create_app(environment_url, client_id, client_secret, app_url):
    app = FastAPI(openapi_url=None)
    auth = ScalekitAuth(
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
    auth.install(app)

    @app.get("/", response_class=HTMLResponse)
    def home():
        return welcome()

    @app.get("/dashboard", response_class=HTMLResponse)
    def show(user: dict = Depends(auth.requires_auth)):
        return account(user)

    @app.get("/api/me")
    def me(user: dict = Depends(auth.requires_auth)):
        return {"sub": user["sub"]}

    return app

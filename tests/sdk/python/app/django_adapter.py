"""Django with the SDK's own adapter, as its documentation has it: beside django_app.py, to be compared with it."""

import secrets
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse, JsonResponse
from django.urls import path
from pages import account, welcome


def create_app(environment_url, client_id, client_secret, app_url):
    settings.configure(
        ALLOWED_HOSTS=[urlsplit(app_url).hostname],
        MIDDLEWARE=["scalekit.frameworks.django.ScalekitAuthMiddleware"],
        ROOT_URLCONF=__name__,
        SECRET_KEY="signs nothing: Django's own sessions and forms are not used",
        LOGGING_CONFIG=None,
        SCALEKIT_ENV_URL=environment_url,
        SCALEKIT_CLIENT_ID=client_id,
        SCALEKIT_CLIENT_SECRET=client_secret,
        SCALEKIT_REDIRECT_URI=f"{app_url}/auth/callback",
        SCALEKIT_POST_LOGIN_REDIRECT="/dashboard",
        SCALEKIT_POST_LOGOUT_REDIRECT_URI=f"{app_url}/",
        SCALEKIT_COOKIE_ENCRYPTION_SECRET=secrets.token_urlsafe(32),
    )
    django.setup()
    routes()
    return get_wsgi_application()


urlpatterns = []


def routes():
    # The adapter reads its settings where it is imported first.
    from scalekit.frameworks.django import callback_view, login_required, login_view, logout_view

    @login_required
    def show(request):
        return HttpResponse(account(request.scalekit_user))

    @login_required
    def me(request):
        return JsonResponse({"sub": request.scalekit_user["sub"]})

    urlpatterns.extend(
        [
            path("", lambda _: HttpResponse(welcome())),
            path("login", login_view),
            path("auth/callback", callback_view),
            path("logout", logout_view),
            path("dashboard", show),
            path("api/me", me),
        ]
    )

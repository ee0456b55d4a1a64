"""Django: the routes.

Its settings, routes and views are in this one file, as in its documentation's smallest project.
"""

from urllib.parse import urlsplit

import django
from client import Client
from cookies import ATTEMPT, TOKENS
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import path
from django.views.decorators.http import require_GET, require_POST
from pages import HEADERS, PageError, dashboard, is_for_scripts, is_from_this_site, welcome


def create_app(environment_url, client_id, client_secret, app_url):
    if not settings.configured:
        settings.configure(
            ALLOWED_HOSTS=[urlsplit(app_url).hostname, "127.0.0.1"],
            MIDDLEWARE=[f"{__name__}.around"],
            ROOT_URLCONF=__name__,
            SECRET_KEY="signs nothing: Django's own sessions and forms are not used",
            LOGGING_CONFIG=None,  # logs-carry-no-secrets
        )
        django.setup()
    settings.CLIENT = Client(environment_url, client_id, client_secret, app_url)
    return get_wsgi_application()


def around(get_response):
    def answer(request):
        if request.method == "POST" and not is_from_this_site(request.headers):
            response = JsonResponse({"error": "cross_site"}, status=403)
        else:
            response = get_response(request)
        for name, value in HEADERS.items():
            response[name] = value
        return response

    # Django calls this attribute of a middleware with each error of a view.
    answer.process_exception = lambda _, error: problem(error) if isinstance(error, PageError) else None
    return answer


def problem(error):
    return HttpResponse(error.page, status=error.status)


@require_GET
def home(request):
    return HttpResponse(welcome())


@require_GET
def login(request):
    url, attempt = settings.CLIENT.begin()
    return settings.CLIENT.cookies.begin(HttpResponseRedirect(url), attempt)


@require_GET
def callback(request):
    try:
        query = request.GET
        cookies = settings.CLIENT.finish(query.get("code"), query.getlist("state"), request.COOKIES)
        response = keep(HttpResponseRedirect("/dashboard"), cookies)
    except PageError as error:
        response = problem(error)
    return clear(response, ATTEMPT)  # callback-counts-once


@require_GET
def show(request):
    person, cookies = settings.CLIENT.session(request.COOKIES)
    return keep(HttpResponse(dashboard(person)), cookies) if person else anonymous(request)


@require_GET
def me(request):
    person, cookies = settings.CLIENT.session(request.COOKIES)
    return keep(JsonResponse(person), cookies) if person else anonymous(request)


@require_POST
def refresh(request):
    person, cookies = settings.CLIENT.session(request.COOKIES, force=True)
    return keep(HttpResponse(status=204), cookies) if person else anonymous(request)


@require_POST  # only-the-person-signs-out: and this site's alone.
def logout(request):
    url = settings.CLIENT.sign_out(request.COOKIES)  # Before the cookies are cleared.
    # logout-by-navigation: the browser goes there itself. redirect-is-303: with GET, as this was a POST.
    response = HttpResponse(status=303, headers={"Location": url})
    return clear(response, *TOKENS, ATTEMPT)  # logout-clears-leftovers


def anonymous(request):
    if is_for_scripts(request.method, request.path):
        response = JsonResponse({"error": "unauthenticated"}, status=401)
    else:
        response = HttpResponseRedirect("/login")
    return clear(response, *TOKENS)


def keep(response, cookies):
    return settings.CLIENT.cookies.keep(response, cookies)


def clear(response, *names):
    return settings.CLIENT.cookies.clear(response, *names)


urlpatterns = [
    path("", home),
    path("login", login),
    path("auth/callback", callback),
    path("dashboard", show),
    path("api/me", me),
    path("auth/refresh", refresh),
    path("logout", logout),
]

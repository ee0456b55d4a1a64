"""Django: the routes, and how cookies are set and cleared.

Its settings, routes and views are in this one file, as in its documentation's smallest project.
"""

from urllib.parse import urlsplit

import django
from client import ATTEMPT_LIVES_S, TOKENS, Client
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
    response = HttpResponseRedirect(url)
    response.set_cookie("state", attempt, max_age=ATTEMPT_LIVES_S, **settings.CLIENT.attributes)
    return response


@require_GET
def callback(request):
    try:
        query = request.GET
        cookies = settings.CLIENT.finish(query.get("code"), query.getlist("state"), request.COOKIES)
        response = keep(HttpResponseRedirect("/dashboard"), cookies)
    except PageError as error:
        response = problem(error)
    clear(response, "state")  # callback-counts-once
    return response


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
    for name in [*TOKENS, "state"]:  # logout-clears-leftovers
        clear(response, name)
    return response


def anonymous(request):
    if is_for_scripts(request.method, request.path):
        response = JsonResponse({"error": "unauthenticated"}, status=401)
    else:
        response = HttpResponseRedirect("/login")
    for name in TOKENS:
        clear(response, name)
    return response


def keep(response, cookies):
    for name, value in cookies.items():
        response.set_cookie(name, value, **settings.CLIENT.attributes)
    return response


def clear(response, name):
    # every-cookie-is-cleared: `delete_cookie` has no place for all of the attributes.
    response.set_cookie(name, "", max_age=0, **settings.CLIENT.attributes)


urlpatterns = [
    path("", home),
    path("login", login),
    path("auth/callback", callback),
    path("dashboard", show),
    path("api/me", me),
    path("auth/refresh", refresh),
    path("logout", logout),
]

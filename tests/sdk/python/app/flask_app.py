"""Flask: the routes."""

from client import Client
from cookies import ATTEMPT, TOKENS
from flask import Flask, make_response, redirect, request
from pages import HEADERS, PageError, dashboard, is_for_scripts, is_from_this_site, welcome


def create_app(*settings):
    client = Client(*settings)
    begin, keep, clear = client.cookies.begin, client.cookies.keep, client.cookies.clear
    app = Flask(__name__)

    @app.before_request
    def from_this_site():
        if request.method == "POST" and not is_from_this_site(request.headers):
            return {"error": "cross_site"}, 403

    @app.after_request
    def with_headers(response):
        response.headers.update(HEADERS)
        return response

    @app.errorhandler(PageError)
    def problem(error):
        return error.page, error.status

    @app.get("/")
    def home():
        return welcome()

    @app.get("/login")
    def login():
        url, attempt = client.begin()
        return begin(redirect(url), attempt)

    @app.get("/auth/callback")
    def callback():
        try:
            cookies = client.finish(request.args.get("code"), request.args.getlist("state"), request.cookies)
            response = keep(redirect("/dashboard"), cookies)
        except PageError as error:
            response = make_response(problem(error))
        return clear(response, ATTEMPT)  # callback-counts-once

    @app.get("/dashboard")
    def show():
        person, cookies = client.session(request.cookies)
        return keep(make_response(dashboard(person)), cookies) if person else anonymous()

    @app.get("/api/me")
    def me():
        person, cookies = client.session(request.cookies)
        return keep(make_response(person), cookies) if person else anonymous()

    @app.post("/auth/refresh")
    def refresh():
        person, cookies = client.session(request.cookies, force=True)
        return keep(make_response("", 204), cookies) if person else anonymous()

    # only-the-person-signs-out: POST, where the published block has GET.
    @app.post("/logout")
    def logout():
        url = client.sign_out(request.cookies)  # Before the cookies are cleared.
        # logout-by-navigation: the browser goes there itself. redirect-is-303: with GET, as this was a POST.
        return clear(redirect(url, 303), *TOKENS, ATTEMPT)  # logout-clears-leftovers

    def anonymous():
        if is_for_scripts(request.method, request.path):
            return clear(make_response({"error": "unauthenticated"}, 401), *TOKENS)
        return clear(redirect("/login"), *TOKENS)

    return app

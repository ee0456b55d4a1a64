"""FastAPI: the routes.

They are functions without `async`, which FastAPI runs in threads: the SDK waits for its answers.
"""

from client import Client
from cookies import ATTEMPT, TOKENS
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from pages import HEADERS, PageError, dashboard, is_for_scripts, is_from_this_site, welcome


def create_app(*settings):
    client = Client(*settings)
    begin, keep, clear = client.cookies.begin, client.cookies.keep, client.cookies.clear
    app = FastAPI(openapi_url=None)

    @app.middleware("http")
    async def around(request, call_next):
        if request.method == "POST" and not is_from_this_site(request.headers):
            response = JSONResponse({"error": "cross_site"}, 403)
        else:
            response = await call_next(request)
        response.headers.update(HEADERS)
        return response

    @app.exception_handler(PageError)
    def problem(_, error):
        return HTMLResponse(error.page, error.status)

    @app.get("/")
    def home():
        return HTMLResponse(welcome())

    @app.get("/login")
    def login():
        url, attempt = client.begin()
        return begin(RedirectResponse(url, 302), attempt)

    @app.get("/auth/callback")
    def callback(request: Request):
        try:
            query = request.query_params
            cookies = client.finish(query.get("code"), query.getlist("state"), request.cookies)
            response = keep(RedirectResponse("/dashboard", 302), cookies)
        except PageError as error:
            response = problem(request, error)
        return clear(response, ATTEMPT)  # callback-counts-once

    @app.get("/dashboard")
    def show(request: Request):
        person, cookies = client.session(request.cookies)
        return keep(HTMLResponse(dashboard(person)), cookies) if person else anonymous(request)

    @app.get("/api/me")
    def me(request: Request):
        person, cookies = client.session(request.cookies)
        return keep(JSONResponse(person), cookies) if person else anonymous(request)

    @app.post("/auth/refresh")
    def refresh(request: Request):
        person, cookies = client.session(request.cookies, force=True)
        return keep(Response(status_code=204), cookies) if person else anonymous(request)

    # only-the-person-signs-out: POST, and this site's alone.
    @app.post("/logout")
    def logout(request: Request):
        url = client.sign_out(request.cookies)  # Before the cookies are cleared.
        # logout-reaches-scalekit, logout-by-navigation: the published block answers JSON, which ends nothing there.
        # redirect-is-303: FastAPI would redirect with 307.
        return clear(RedirectResponse(url, 303), *TOKENS, ATTEMPT)  # logout-clears-leftovers

    def anonymous(request):
        if is_for_scripts(request.method, request.url.path):
            return clear(JSONResponse({"error": "unauthenticated"}, 401), *TOKENS)
        return clear(RedirectResponse("/login", 302), *TOKENS)

    return app

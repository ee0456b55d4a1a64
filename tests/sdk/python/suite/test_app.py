"""The app of ../app, used as people use it."""

import os
import re
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from app import SERVERS, create
from browser import Browser
from cookies import TOKENS
from fake import ALICE, CLIENT, SECRET, serve
from world import World

FRAMEWORKS = ["flask", "fastapi", "django"]
SERVER = Path(__file__).resolve().parents[1] / "app" / "app.py"


class Running:
    """The app on a free port, and a fake that knows it there."""

    def __init__(self, framework, server, folder):
        self.url = server.url
        self.fake = serve(folder, self.url)
        self.here = World(self.fake.__enter__(), self.url)
        self.app = create(framework, self.here.environment_url, CLIENT, SECRET, self.url)

    def browser(self):
        """One whose person is signed in."""
        browser = Browser()
        browser.open(f"{self.url}/login")
        return browser

    def refreshes(self):
        """How often tokens were issued after the sign-in."""
        return self.journal().count('"tokens.issued"') - 1

    def journal(self):
        return requests.get(self.here.journal_url, timeout=10).text

    def plan(self, what):
        """Makes the fake's token endpoint misbehave once."""
        faults = f"{self.here.environment_url}/_mock/faults"
        planned = requests.post(faults, json={"endpoint": "token", "what": what}, timeout=10)
        assert planned.status_code < 300, planned.text

    def faults(self):
        """What the fake finds wrong with the app."""
        verdict = self.here.journal_url.replace("/journal", "/verdict")
        return requests.get(verdict, params={"weight": "fault"}, timeout=10).json()["findings"]


@pytest.fixture(params=FRAMEWORKS)
def app(tmp_path, request):
    server = SERVERS[request.param](0)
    running = Running(request.param, server, tmp_path)
    thread = threading.Thread(target=server.serve, args=[running.app])
    thread.start()
    yield running
    faults = running.faults()
    server.stop()
    thread.join()
    running.fake.__exit__(None, None, None)
    assert faults == []


def test_from_a_protected_page_to_scalekit_and_back(app):
    browser = Browser()

    assert browser.fetch(f"{app.url}/api/me").status_code == 401
    page = browser.open(f"{app.url}/dashboard")

    assert page.url == f"{app.url}/dashboard"
    assert "alice@acme.example" in page.text
    me = browser.fetch(f"{app.url}/api/me").json()
    assert me == {"sub": ALICE, "email": "alice@acme.example", "name": "Alice Nguyen"}


def test_no_script_reads_its_cookies_and_no_page_of_it_is_kept(app):
    browser = Browser()

    login = browser.fetch(f"{app.url}/login")
    callback = browser.open(login.headers["Location"], stop_at=app.url)
    home = browser.fetch(callback)

    attributes = {"path": "/", "httponly": "", "samesite": "lax"}
    value, of_state = set_cookie(login, "state")
    assert re.fullmatch(r"[\w-]{43}\.[\w-]{43}\.[\w-]{43}", value)
    assert of_state == {**attributes, "max-age": "600"}
    for name in TOKENS:
        value, of_token = set_cookie(home, name)
        assert re.fullmatch(r"[\w-]+=*", value)
        assert of_token == attributes
    assert set_cookie(home, "state") == ("", {**attributes, "max-age": "0"})
    assert browser.fetch(f"{app.url}/dashboard").headers["Cache-Control"] == "no-store"


def test_a_callback_that_this_browser_did_not_begin_signs_nobody_in(app):
    begun = Browser().open(f"{app.url}/login", stop_at=f"{app.url}/auth/callback")
    other = Browser()

    for callback in [begun, f"{app.url}/auth/callback?code=guessed", f"{app.url}/auth/callback?state="]:
        assert other.fetch(callback).status_code == 400

    assert other.fetch(f"{app.url}/api/me").status_code == 401


def test_what_scalekit_refuses_is_not_shown_and_signs_nobody_in(app):
    browser = Browser()

    def callback(rest):
        [state] = parse_qs(urlsplit(location(browser, f"{app.url}/login")).query)["state"]
        return browser.fetch(f"{app.url}/auth/callback?state={state}&{rest}")

    declined, guessed = callback("error=access_denied%3Cscript%3E"), callback("code=guessed")

    assert declined.status_code == 403
    assert "access_denied" not in declined.text
    assert guessed.status_code == 400
    assert browser.fetch(f"{app.url}/api/me").status_code == 401


def test_the_code_of_another_sign_in_signs_nobody_in(app):
    browser, other = Browser(), Browser()
    begun = parse_qs(urlsplit(location(browser, f"{app.url}/login")).query)
    stolen = other.open(f"{app.url}/login", stop_at=f"{app.url}/auth/callback")
    [code] = parse_qs(urlsplit(stolen).query)["code"]

    assert begun["code_challenge_method"] == ["S256"]
    answer = browser.fetch(f"{app.url}/auth/callback?code={code}&state={begun['state'][0]}")

    assert answer.status_code == 400
    assert browser.fetch(f"{app.url}/api/me").status_code == 401
    assert "code_verifier" in requests.get(app.here.journal_url, timeout=10).text


@pytest.mark.parametrize("lie", ["wrong_nonce", "wrong_audience", "wrong_signature"])
def test_the_id_token_of_another_sign_in_signs_nobody_in(app, lie):
    browser = Browser()
    app.plan({"id_token": lie})

    assert browser.open(f"{app.url}/login").status_code == 400
    assert browser.fetch(f"{app.url}/api/me").status_code == 401


def test_six_minutes_later_the_person_is_still_signed_in(app, monkeypatch):
    browser = app.browser()
    later = time.time() + 6 * 60

    monkeypatch.setattr("client.time.time", lambda: later)
    with ThreadPoolExecutor() as tabs:
        answers = list(tabs.map(lambda _: browser.fetch(f"{app.url}/dashboard").status_code, range(3)))

    assert answers == [200, 200, 200]
    assert app.refreshes() == 1


def test_a_refresh_on_demand(app):
    browser = app.browser()

    answer = browser.fetch(f"{app.url}/auth/refresh", "POST")

    assert answer.status_code == 204
    assert app.refreshes() == 1
    assert browser.fetch(f"{app.url}/api/me").status_code == 200
    assert Browser().fetch(f"{app.url}/auth/refresh", "POST").status_code == 401


def test_whose_session_was_revoked_is_anonymous_after_the_next_refresh(app):
    browser = app.browser()
    app.here.scalekit.sessions.revoke_all_user_sessions(ALICE)

    answer = browser.fetch(f"{app.url}/auth/refresh", "POST")

    assert answer.status_code == 401
    assert not TOKENS.keys() & browser.cookies().keys()
    assert browser.fetch(f"{app.url}/api/me").status_code == 401


def test_after_logout_nothing_opens_it_here_or_at_scalekit(app):
    browser = app.browser()
    kept = {name: browser.cookies()[name] for name in TOKENS}

    page = browser.open(f"{app.url}/logout", "POST")

    assert page.url == f"{app.url}/"
    assert page.status_code == 200
    assert not {*TOKENS, "state"} & browser.cookies().keys()
    sessions, _ = app.here.scalekit.sessions.get_user_sessions(ALICE)
    assert [session.status for session in sessions.sessions] == ["logout"]
    thief = Browser()
    thief.session.cookies.update(kept)
    assert thief.fetch(f"{app.url}/api/me").status_code == 401
    assert location(thief, f"{app.url}/dashboard").endswith("/login")


def test_logout_carries_the_id_token_and_is_no_link(app):
    browser = app.browser()

    assert browser.fetch(f"{app.url}/logout").status_code == 405
    answer = browser.fetch(f"{app.url}/logout", "POST")

    assert answer.status_code == 303
    there = urlsplit(answer.headers["Location"])
    assert f"{there.scheme}://{there.netloc}{there.path}" == f"{app.here.environment_url}/oidc/logout"
    [hint] = parse_qs(there.query)["id_token_hint"]
    assert hint.startswith("ey")
    assert parse_qs(there.query)["post_logout_redirect_uri"] == [f"{app.url}/"]


def test_a_second_logout_and_a_logout_of_nobody_end_on_the_same_page(app):
    browser = app.browser()

    for _ in range(2):
        assert browser.open(f"{app.url}/logout", "POST").url == f"{app.url}/"


def test_another_site_signs_nobody_out(app):
    browser = app.browser()
    browser.session.headers["Sec-Fetch-Site"] = "cross-site"

    assert browser.fetch(f"{app.url}/logout", "POST").status_code == 403
    assert browser.fetch(f"{app.url}/api/me").status_code == 200


def test_a_token_in_the_place_of_another_opens_nothing(app):
    browser = app.browser()
    thief = Browser()
    thief.session.cookies.update({**browser.cookies(), "accessToken": browser.cookies()["idToken"]})

    assert thief.fetch(f"{app.url}/api/me").status_code == 401


def test_a_request_that_left_before_the_renewed_cookies_came_is_served(app):
    browser, late = app.browser(), Browser()
    late.session.cookies.update({name: browser.cookies()[name] for name in TOKENS})
    browser.fetch(f"{app.url}/auth/refresh", "POST")

    assert late.fetch(f"{app.url}/auth/refresh", "POST").status_code == 204

    assert app.refreshes() == 1
    assert late.fetch(f"{app.url}/api/me").status_code == 200


def test_whoever_signs_out_during_a_renewal_stays_signed_out(app):
    browser, other = app.browser(), Browser()
    other.session.cookies.update({name: browser.cookies()[name] for name in TOKENS})
    app.plan({"late_answer_ms": 500})

    with ThreadPoolExecutor() as tab:
        renewal = tab.submit(browser.fetch, f"{app.url}/auth/refresh", "POST")
        while '"refresh_token.rotated"' not in app.journal():
            pass
        assert other.fetch(f"{app.url}/logout", "POST").status_code == 303

    assert renewal.result().status_code == 401
    assert browser.fetch(f"{app.url}/api/me").status_code == 401


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_settings_come_from_the_environment_and_a_line_says_where_it_listens(here, framework):
    settings = {
        "SCALEKIT_ENVIRONMENT_URL": here.environment_url,
        "SCALEKIT_CLIENT_ID": CLIENT,
        "SCALEKIT_CLIENT_SECRET": SECRET,
        "PORT": "0",
    }
    with start(settings, framework) as process:
        try:
            url = re.fullmatch(r"listening on (http://localhost:\d+)\n", process.stdout.readline())[1]
            authorize = location(Browser(), f"{url}/login")
        finally:
            process.terminate()

    assert authorize.startswith(f"{here.environment_url}/oauth/authorize?")
    query = parse_qs(urlsplit(authorize).query)
    assert query["redirect_uri"] == [f"{url}/auth/callback"]
    assert query["scope"] == ["openid profile email offline_access"]


def test_the_log_has_no_code_and_no_state(here):
    settings = {
        "SCALEKIT_ENVIRONMENT_URL": here.environment_url,
        "SCALEKIT_CLIENT_ID": CLIENT,
        "SCALEKIT_CLIENT_SECRET": SECRET,
        "PORT": "0",
    }
    secret = "code=canary&state=canary"
    with start(settings) as process:
        try:
            url = re.fullmatch(r"listening on (http://localhost:\d+)\n", process.stdout.readline())[1]
            Browser().fetch(f"{url}/auth/callback?{secret}")
            for line in [f"GET /auth/callback?{secret} HTTP/1.1 x", f"GET /auth/callback?{secret} HTTP/9.9"]:
                with socket.create_connection(("127.0.0.1", urlsplit(url).port), timeout=10) as connection:
                    connection.sendall(f"{line}\r\n\r\n".encode())
                    while connection.recv(4096):
                        pass
        finally:
            process.terminate()
        _, log = process.communicate()

    assert '"GET /auth/callback" 400' in log
    assert "canary" not in log


def test_a_setting_that_is_missing_is_named():
    with start({"SCALEKIT_ENVIRONMENT_URL": "http://127.0.0.1:1", "SCALEKIT_CLIENT_ID": CLIENT}) as process:
        _, stderr = process.communicate()

    assert process.returncode == 1
    assert stderr == "SCALEKIT_CLIENT_SECRET is not set\n"


def start(settings, framework="flask"):
    known = {name: value for name, value in os.environ.items() if not name.startswith(("SCALEKIT_", "PORT"))}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen([sys.executable, SERVER, framework], env={**known, **settings}, **pipes)


def set_cookie(answer, name):
    """The value of the cookie that an answer sets or clears, and its attributes in lower case."""
    lines = answer.raw.headers.getlist("Set-Cookie")
    value, *attributes = next(line for line in lines if line.startswith(f"{name}=")).split("; ")
    named = dict(attribute.lower().partition("=")[::2] for attribute in attributes)
    named.pop("expires", None)  # A date beside an age says the same once more.
    return value.partition("=")[2].strip('"'), named


def location(browser, url):
    return browser.fetch(url).headers["Location"]

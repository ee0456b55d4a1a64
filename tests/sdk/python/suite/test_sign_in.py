"""Signing in, staying signed in, and signing out, by the SDK's own methods."""

import base64
import hashlib
import secrets
from urllib.parse import parse_qs, urlsplit

import pytest
from browser import Browser
from fake import ACME, ALICE, CLIENT, SECRET
from scalekit import ScalekitClient
from scalekit.common.exceptions import ScalekitBadRequestException, ScalekitUnauthorizedException
from scalekit.common.scalekit import CodeAuthenticationOptions, LogoutUrlOptions
from world import claims, refused


def query(url):
    return {name: value for name, [value] in parse_qs(urlsplit(url).query).items()}


def test_every_option_of_the_authorization_url_has_its_parameter(here):
    url = here.authorization_url(
        scopes=["openid", "offline_access"],
        state="a state",
        nonce="a nonce",
        login_hint="alice@acme.example",
        domain_hint="acme.example",
        connection_id="conn_1",
        organization_id=ACME,
        provider="google",
        prompt="login",
    )

    assert url.startswith(f"{here.environment_url}/oauth/authorize?")
    assert query(url) == {
        "response_type": "code",
        "client_id": CLIENT,
        "redirect_uri": here.redirect_uri,
        "scope": "openid offline_access",
        "state": "a state",
        "nonce": "a nonce",
        "login_hint": "alice@acme.example",
        "domain_hint": "acme.example",
        "connection_id": "conn_1",
        "organization_id": ACME,
        "provider": "google",
        "prompt": "login",
    }


def test_the_browser_comes_home_with_a_code_and_the_state(here):
    home = here.sign_in(state="a state with spaces")["home"]

    assert home["code"]
    assert home["state"] == "a state with spaces"


def test_the_tokens_are_about_the_person_who_signed_in(here):
    tokens = here.sign_in()

    user = tokens["user"]
    assert user["id"] == ALICE
    assert user["email"] == "alice@acme.example"
    assert user["emailVerified"] is True
    assert user["givenName"] == "Alice"
    assert user["familyName"] == "Nguyen"
    assert tokens["organization_id"] == ACME
    assert tokens["connection_id"].startswith("conn_")
    assert claims(tokens["access_token"])["roles"] == ["admin"]
    assert claims(tokens["access_token"])["permissions"] == ["invoices:read"]
    assert tokens["refresh_token"]
    assert 290 < tokens["expires_in"] <= 300


def test_a_code_with_a_challenge_is_good_with_its_verifier_only(here):
    verifier = secrets.token_urlsafe(32)
    digest = hashlib.sha256(verifier.encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    # The SDK sends verifiers, and leaves the challenge to whoever builds on its URL.
    url = f"{here.authorization_url()}&code_challenge={challenge}&code_challenge_method=S256"

    def redeem(verifier):
        code = query(Browser().open(url, stop_at=here.redirect_uri))["code"]
        options = CodeAuthenticationOptions()
        options.code_verifier = verifier
        return here.scalekit.authenticate_with_code(code, here.redirect_uri, options)

    assert redeem(verifier)["user"]["id"] == ALICE
    assert invalid_grant(refused(ScalekitBadRequestException, redeem, secrets.token_urlsafe(32)))
    assert invalid_grant(refused(ScalekitBadRequestException, redeem, None))


def test_a_guessed_code_and_a_used_one_are_refused(here):
    used = here.sign_in()["home"]["code"]

    for code in ["guessed", used]:
        redeem = here.scalekit.authenticate_with_code
        options = CodeAuthenticationOptions()
        error = refused(ScalekitBadRequestException, redeem, code, here.redirect_uri, options)
        assert invalid_grant(error)


def test_a_refresh_token_brings_new_tokens_for_the_same_session(here):
    tokens = here.sign_in()

    renewed = here.scalekit.refresh_access_token(tokens["refresh_token"])

    assert renewed["access_token"] != tokens["access_token"]
    assert renewed["refresh_token"] != tokens["refresh_token"]
    assert claims(renewed["access_token"])["sid"] == tokens["session_id"]
    assert here.scalekit.validate_access_token(renewed["access_token"])


def test_what_is_no_refresh_token_is_refused(scalekit):
    error = refused(ScalekitBadRequestException, scalekit.refresh_access_token, "guessed")

    assert invalid_grant(error)


def test_every_option_of_the_logout_url_has_its_parameter(here):
    options = LogoutUrlOptions("an.id.token", "http://localhost:3000/", "a state")

    url = here.scalekit.get_logout_url(options)

    assert url.startswith(f"{here.environment_url}/oidc/logout?")
    assert query(url) == {
        "id_token_hint": "an.id.token",
        "post_logout_redirect_uri": "http://localhost:3000/",
        "state": "a state",
    }
    assert here.scalekit.get_logout_url(LogoutUrlOptions()) == f"{here.environment_url}/oidc/logout?"


def test_a_browser_at_the_logout_url_has_ended_its_session(here):
    signed_in = here.sign_in()
    landing = "http://localhost:3000/"
    url = here.scalekit.get_logout_url(LogoutUrlOptions(signed_in["id_token"], landing, "mine"))

    home = signed_in["browser"].open(url, stop_at=landing)

    assert query(home) == {"state": "mine"}
    session, _ = here.scalekit.sessions.get_session(signed_in["session_id"])
    assert session.status == "logout"
    refresh = here.scalekit.refresh_access_token
    assert invalid_grant(refused(ScalekitBadRequestException, refresh, signed_in["refresh_token"]))


def test_a_server_at_the_logout_url_has_ended_nothing(here):
    signed_in = here.sign_in()
    url = here.scalekit.get_logout_url(LogoutUrlOptions(signed_in["id_token"]))

    Browser().fetch(url)

    session, _ = here.scalekit.sessions.get_session(signed_in["session_id"])
    assert session.status == "active"


def test_the_client_gets_a_token_of_its_own(scalekit):
    token = scalekit.get_client_access_token()

    assert claims(token)["sub"] == CLIENT
    assert scalekit.validate_access_token(token)


def test_a_wrong_secret_gets_no_token(scalekit):
    assert claims(scalekit.generate_client_token(CLIENT, SECRET))["client_id"] == CLIENT
    refused(ScalekitUnauthorizedException, scalekit.generate_client_token, CLIENT, "wrong")


def test_a_client_with_a_wrong_secret_is_refused_at_once(here):
    with pytest.raises(ScalekitUnauthorizedException):
        ScalekitClient(here.environment_url, CLIENT, "wrong")


def invalid_grant(error):
    return '"invalid_grant"' in error.err_details

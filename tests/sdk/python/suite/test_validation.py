"""Tokens, judged by the SDK."""

import base64
import json

import jwt
import pytest
from fake import ALICE, CLIENT, serve
from scalekit.common.exceptions import ScalekitValidateTokenFailureException
from scalekit.common.scalekit import TokenValidationOptions
from world import World, claims

UNWANTED = {
    "issuer": "https://elsewhere.example",
    "audience": ["skc_2"],
    "required_scopes": ["openid", "invoices:write"],
}


@pytest.fixture
def token(here):
    return here.sign_in()["access_token"]


def test_a_token_of_this_environment_is_good_and_a_changed_one_is_not(scalekit, token):
    assert scalekit.validate_access_token(token) is True
    assert scalekit.validate_access_token(tampered(token)) is False
    assert scalekit.validate_access_token("no token") is False


def test_the_claims_come_with_it(here, token):
    options = TokenValidationOptions(here.environment_url, [CLIENT], ["openid", "email"])

    assert here.scalekit.validate_access_token_and_get_claims(token, options) == claims(token)
    assert here.scalekit.validate_token(token, options)["sub"] == ALICE


@pytest.mark.parametrize("name", UNWANTED)
def test_issuer_audience_and_scopes_are_checked_where_they_are_named(scalekit, token, name):
    options = TokenValidationOptions(**{name: UNWANTED[name]})

    assert scalekit.validate_access_token(token, options) is False
    with pytest.raises((jwt.InvalidTokenError, ScalekitValidateTokenFailureException)):
        scalekit.validate_token(token, options)


def test_one_issuer_of_several_is_enough(here, token):
    issuers = ["https://elsewhere.example", here.environment_url]

    assert here.scalekit.validate_access_token(token, TokenValidationOptions(issuer=issuers))


def test_another_environment_signs_with_the_same_key_and_is_another_issuer(here, tmp_path):
    (tmp_path / "there").mkdir()
    with serve(tmp_path / "there") as ready:
        token = World(ready).sign_in()["access_token"]

    options = TokenValidationOptions(issuer=here.environment_url)

    assert here.scalekit.validate_access_token(token) is True
    assert here.scalekit.validate_access_token(token, options) is False


def test_scopes_that_are_missing_are_named(scalekit, token):
    assert scalekit.verify_scopes(token, ["openid"]) is True
    with pytest.raises(ScalekitValidateTokenFailureException, match="invoices:write"):
        scalekit.verify_scopes(token, ["openid", "invoices:write"])


def test_an_idp_initiated_login_that_this_environment_did_not_sign_is_refused(scalekit):
    key = "a secret that anybody can think of, long enough for HS256"
    headers = {"kid": next(iter(keys(scalekit)))}
    forged = jwt.encode({"connection_id": "conn_1"}, key, "HS256", headers=headers)

    with pytest.raises(ScalekitValidateTokenFailureException):
        scalekit.get_idp_initiated_login_claims(forged)


def keys(scalekit):
    scalekit.core_client.get_jwks()
    return scalekit.core_client.keys


def tampered(token):
    """The same token, with another person in it."""
    header, _, signature = token.split(".")
    payload = json.dumps({**claims(token), "sub": "usr_1"}).encode()
    return ".".join([header, base64.urlsafe_b64encode(payload).decode().rstrip("="), signature])

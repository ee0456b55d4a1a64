"""PasswordlessService: a code by e-mail, without the hosted pages."""

import re
import time
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from scalekit.common.exceptions import (
    ScalekitBadRequestException,
    ScalekitNotFoundException,
    ScalekitServerException,
)
from scalekit.v1.auth.passwordless_pb2 import PasswordlessType, TemplateType
from world import refused

# Test users always get the same code.
QA = "qa+sktest@acme.example"
CODE = "424242"


@pytest.mark.rpc("PasswordlessService/SendPasswordlessEmail")
def test_a_code_is_good_for_five_minutes(scalekit):
    send = scalekit.passwordless.send_passwordless_email

    sent, _ = send(QA, "SIGNIN")

    assert sent.auth_request_id
    assert sent.expires_in == 300
    assert sent.expires_at > time.time()
    refused(ScalekitBadRequestException, send, "no address", field="email")
    refused(ValueError, send, QA, "MINE")


@pytest.mark.rpc("PasswordlessService/VerifyPasswordlessEmail")
def test_whose_address_it_is_and_the_state_that_was_sent(scalekit):
    sent, _ = scalekit.passwordless.send_passwordless_email(QA, "SIGNIN", state="mine")
    verify = scalekit.passwordless.verify_passwordless_email
    known = {"auth_request_id": sent.auth_request_id}

    refused(ScalekitServerException, verify, "000000", **known)
    verified, _ = verify(CODE, **known)

    assert (verified.email, verified.state) == (QA, "mine")
    assert verified.template == TemplateType.SIGNIN
    refused(ScalekitServerException, verify, CODE, **known)
    refused(ScalekitServerException, verify, link_token="guessed")
    refused(ScalekitBadRequestException, verify, "1" * 21, **known, field="code")


@pytest.mark.rpc("PasswordlessService/VerifyPasswordlessEmail")
def test_the_link_in_the_mail_is_good_once(here):
    client = here.scalekit.passwordless
    at = "http://localhost:3000/passwordless"
    sent, _ = client.send_passwordless_email("new@acme.example", magiclink_auth_uri=at)
    mailbox = requests.get(f"{here.environment_url}/mailbox", timeout=10).text
    [link] = re.findall(f'href="({at}[^"]*)"', mailbox)
    [token] = parse_qs(urlsplit(link).query)["link_token"]
    verify = client.verify_passwordless_email

    verified, _ = verify(link_token=token, auth_request_id=sent.auth_request_id)

    assert verified.email == "new@acme.example"
    assert verified.passwordless_type == PasswordlessType.LINK
    refused(ScalekitServerException, verify, link_token=token)


@pytest.mark.rpc("PasswordlessService/ResendPasswordlessEmail")
def test_a_code_that_was_sent_again_is_good(scalekit):
    sent, _ = scalekit.passwordless.send_passwordless_email(QA)
    resend = scalekit.passwordless.resend_passwordless_email

    again, _ = resend(sent.auth_request_id)

    verify = scalekit.passwordless.verify_passwordless_email
    assert verify(CODE, auth_request_id=again.auth_request_id)[0].email == QA
    refused(ScalekitNotFoundException, resend, "nonsense")
    refused(ScalekitBadRequestException, resend, "", field="auth_request_id")

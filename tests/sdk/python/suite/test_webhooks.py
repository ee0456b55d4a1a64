"""Webhooks and interceptor calls, signed by the fake and verified by the SDK."""

import base64
import json

import pytest
import requests
from scalekit.common.exceptions import WebhookVerificationError

OTHER_SECRET = f"whsec_{base64.b64encode(b'another key').decode()}"
EVENT = {"spec_version": "1", "id": "evt_1", "type": "user.logout", "object": "User"}
TOLERANCE_S = 5 * 60


class Message:
    """A webhook or a call to an interceptor, as the fake signed it."""

    def __init__(self, here, kind):
        signed = requests.post(
            f"{here.environment_url}/_mock/webhooks/sign", json={"kind": kind, "payload": EVENT}, timeout=10
        ).json()
        self.kind = kind
        self.headers, self.body = signed["headers"], signed["body"]
        self.secret = here.webhook_secrets[kind]
        self.method = getattr(here.scalekit, f"verify_{kind}_payload")

    def __getitem__(self, name):
        return self.headers[f"{self.kind}-{name}"]

    def verify(self, body=None, secret=None, **changed):
        """With other values of what is named; a header that is None is left out."""
        headers = {**self.headers, **{f"{self.kind}-{name}": value for name, value in changed.items()}}
        sent = {name: value for name, value in headers.items() if value is not None}
        return self.method(secret or self.secret, sent, body or self.body)

    def refused(self, reason, **changed):
        with pytest.raises(WebhookVerificationError, match=f"{reason}$"):
            self.verify(**changed)


@pytest.fixture(params=["webhook", "interceptor"])
def message(request, here):
    return Message(here, request.param)


def test_what_the_fake_signed_is_genuine(message):
    assert message.verify() is True
    assert message.verify(body=message.body.encode()) is True
    assert json.loads(message.body) == EVENT


def test_one_good_signature_among_several_is_enough(message):
    good = message["signature"]
    others = f"v2,{good[3:]} v1,{base64.b64encode(bytes(32)).decode()}"

    assert message.verify(signature=f"{others} {good}") is True
    message.refused("Invalid signature", signature=others)


def test_another_body_id_time_or_secret_is_a_forgery(message, here):
    [other_kind] = {"webhook", "interceptor"} - {message.kind}
    forgeries = [
        {"body": message.body.replace("logout", "login")},
        {"body": json.dumps(json.loads(message.body), indent=2)},
        {"id": "msg_2"},
        {"timestamp": str(int(message["timestamp"]) - 1)},
        {"secret": OTHER_SECRET},
        {"secret": here.webhook_secrets[other_kind]},
    ]

    for forgery in forgeries:
        message.refused("Invalid signature", **forgery)


def test_five_minutes_are_tolerated_before_and_after(message):
    # For the seconds that may pass between signing and verifying.
    margin = 5

    def aged(age):
        return str(int(message["timestamp"]) - age)

    # The time is looked at first: who gets as far as the signature was in time.
    for age in [TOLERANCE_S - margin, margin - TOLERANCE_S]:
        message.refused("Invalid signature", timestamp=aged(age))
    message.refused("too old", timestamp=aged(TOLERANCE_S + margin))
    message.refused("too new", timestamp=aged(-TOLERANCE_S - margin))


def test_without_its_headers_or_a_usable_secret_nothing_is_verified(message):
    message.refused("Invalid Signature Headers", timestamp="soon")
    message.refused("Invalid secret", secret="nosecret")
    message.headers.clear()
    message.refused("Missing required headers")


@pytest.mark.parametrize("name", ["id", "timestamp", "signature"])
def test_every_header_is_required(here, name):
    Message(here, "webhook").refused("Missing required headers", **{name: None})


def test_an_interceptor_may_come_with_the_headers_of_a_webhook(here):
    message = Message(here, "interceptor")

    assert message.verify(id=None, timestamp=None, signature=None) is True

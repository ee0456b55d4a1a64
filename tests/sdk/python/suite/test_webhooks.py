"""Webhooks and interceptors, signed as Standard Webhooks says and verified by the SDK.

The payloads are signed here; what the fake sends is signed by the fake.
"""

import base64
import hashlib
import hmac
import json
import time

import pytest
from scalekit.common.exceptions import WebhookVerificationError

KEY = b"a key that every copy of this suite has"
SECRET = f"whsec_{base64.b64encode(KEY).decode()}"
OTHER_SECRET = f"whsec_{base64.b64encode(b'another key').decode()}"
PAYLOAD = json.dumps({"spec_version": "1", "id": "evt_1", "type": "user.logout", "object": "User"})
TOLERANCE_S = 5 * 60


class Kind:
    """Webhooks or interceptors: the method, and how its headers begin."""

    def __init__(self, scalekit, prefix):
        self.prefix = prefix
        self.method = getattr(scalekit, f"verify_{prefix}_payload")

    def verify(self, headers, payload=PAYLOAD, secret=SECRET):
        return self.method(secret, headers, payload)

    def signed(self, age=0):
        timestamp = str(int(time.time()) - age)
        text = f"msg_1.{timestamp}.{PAYLOAD}".encode()
        signature = base64.b64encode(hmac.new(KEY, text, hashlib.sha256).digest()).decode()
        return self.headers(id="msg_1", timestamp=timestamp, signature=f"v1,{signature}")

    def headers(self, **values):
        return {f"{self.prefix}-{name}": value for name, value in values.items()}


@pytest.fixture(params=["webhook", "interceptor"])
def kind(request, scalekit):
    return Kind(scalekit, request.param)


def test_what_was_signed_with_the_secret_is_genuine(kind):
    assert kind.verify(kind.signed()) is True
    assert kind.verify(kind.signed(), PAYLOAD.encode()) is True


def test_one_good_signature_among_several_is_enough(kind):
    headers = kind.signed()
    good = headers[f"{kind.prefix}-signature"]
    others = f"v2,{good[3:]} v1,{base64.b64encode(bytes(32)).decode()}"

    assert kind.verify({**headers, **kind.headers(signature=f"{others} {good}")}) is True
    with pytest.raises(WebhookVerificationError):
        kind.verify({**headers, **kind.headers(signature=others)})


def test_another_payload_id_time_or_secret_is_a_forgery(kind):
    headers = kind.signed()
    earlier = str(int(headers[f"{kind.prefix}-timestamp"]) - 1)
    forgeries = [
        (headers, PAYLOAD.replace("logout", "login")),
        ({**headers, **kind.headers(id="msg_2")},),
        ({**headers, **kind.headers(timestamp=earlier)},),
        (headers, PAYLOAD, OTHER_SECRET),
    ]

    for forgery in forgeries:
        with pytest.raises(WebhookVerificationError):
            kind.verify(*forgery)


def test_five_minutes_are_tolerated_before_and_after(kind):
    # For the seconds that may pass between signing and verifying.
    margin = 5

    for age in [TOLERANCE_S - margin, margin - TOLERANCE_S]:
        assert kind.verify(kind.signed(age)) is True
    for age in [TOLERANCE_S + margin, -TOLERANCE_S - margin]:
        with pytest.raises(WebhookVerificationError):
            kind.verify(kind.signed(age))


def test_without_its_headers_or_a_usable_secret_nothing_is_verified(kind):
    headers = kind.signed()

    with pytest.raises(WebhookVerificationError):
        kind.verify({})
    with pytest.raises(WebhookVerificationError):
        kind.verify({**headers, **kind.headers(timestamp="soon")})
    with pytest.raises(WebhookVerificationError):
        kind.verify(headers, secret="nosecret")


def test_an_interceptor_may_come_with_the_headers_of_a_webhook(scalekit):
    headers = Kind(scalekit, "webhook").signed()

    assert scalekit.verify_interceptor_payload(SECRET, headers, PAYLOAD) is True

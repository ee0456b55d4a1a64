"""What the tests have in common: a signed-in person, refusals, and pages."""

import re
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from browser import Browser
from fake import CLIENT, SECRET
from scalekit import ScalekitClient
from scalekit.common.exceptions import ScalekitNotImplementedException
from scalekit.common.scalekit import AuthorizationUrlOptions, CodeAuthenticationOptions
from scalekit.v1.errdetails.errdetails_pb2 import ErrorInfo

# Ids of the right shape that nothing has.
NOBODY = "usr_999999999999999999"
NOWHERE = "org_999999999999999999"


class World:
    """A fake, and the SDK that was configured with what it printed."""

    def __init__(self, ready, app_url="http://localhost:3000"):
        self.environment_url = ready["environment_url"]
        self.journal_url = ready["journal_url"]
        self.webhook_secrets = {kind: ready[f"{kind}_secret"] for kind in ("webhook", "interceptor")}
        self.redirect_uri = f"{app_url}/auth/callback"
        self.scalekit = ScalekitClient(self.environment_url, CLIENT, SECRET)

    def sign_in(self, **options):
        """Signs Alice in through the SDK, as a browser and an application would."""
        browser = Browser()
        home = browser.open(self.authorization_url(**options), stop_at=self.redirect_uri)
        query = {name: value for name, [value] in parse_qs(urlsplit(home).query).items()}
        tokens = self.scalekit.authenticate_with_code(
            query["code"], self.redirect_uri, CodeAuthenticationOptions()
        )
        session_id = claims(tokens["access_token"])["sid"]
        return {**tokens, "browser": browser, "home": query, "session_id": session_id}

    def authorization_url(self, **chosen):
        options = AuthorizationUrlOptions()
        options.scopes = ["openid", "profile", "email", "offline_access"]
        vars(options).update(chosen)
        return self.scalekit.get_authorization_url(self.redirect_uri, options)


def claims(token):
    """What a token says, taken at its word."""
    return jwt.decode(token, options={"verify_signature": False})


def refused(exception, call, *arguments, field=None, **options):
    """The exception that a call raises, about this field where it is about one."""
    with pytest.raises(exception) as caught:
        call(*arguments, **options)
    error = caught.value
    if exception is not ScalekitNotImplementedException:
        assert not isinstance(error, ScalekitNotImplementedException), error
    if field:
        assert field in violated(error), error
    return error


def violated(error):
    """The fields that an error names, each by its last part: `name` of `settings.features[0].name`."""
    fields = []
    for detail in error.err_details:
        info = ErrorInfo()
        detail.Unpack(info)
        fields += [violation.field for violation in info.validation_error_info.field_violations]
    return [re.sub(r"\[.*?\]", "", field).split(".")[-1] for field in fields]


def pages(fetch):
    """All pages of a list, followed by their tokens. Some calls answer a pair, some the page alone."""
    found, token = [], None
    while token != "":
        reply = fetch(token)
        found.append(reply[0] if isinstance(reply, tuple) else reply)
        token = found[-1].next_page_token
    return found

"""The way in to the management API: bearers, what is not served, and what is too much."""

import pytest
from fake import ALICE
from scalekit.common.exceptions import (
    ScalekitNotImplementedException,
    ScalekitServerException,
    ScalekitUnauthorizedException,
)
from world import refused


def test_a_client_whose_token_is_refused_fetches_another(scalekit):
    scalekit.core_client.access_token = "not a token of this environment"

    page, _ = scalekit.sessions.get_user_sessions(ALICE)

    assert not page.sessions


def test_a_persons_access_token_does_not_open_the_management_api(here, monkeypatch):
    token = here.sign_in()["access_token"]
    core = here.scalekit.core_client
    # The SDK would answer the refusal with a token of its own.
    monkeypatch.setattr(core, "_CoreClient__authenticate_client", lambda: None)
    core.access_token = token

    error = refused(ScalekitUnauthorizedException, here.scalekit.sessions.get_user_sessions, ALICE)

    assert error.error_code == "UNAUTHENTICATED"


def test_a_message_of_four_megabytes_is_answered_and_harms_nobody(scalekit):
    endless = "ses_".ljust(4 * 1024 * 1024 + 1, "9")

    refused(ScalekitServerException, scalekit.sessions.get_session, endless)

    assert not scalekit.sessions.get_user_sessions(ALICE)[0].sessions


UNSERVED = {
    "tools": lambda scalekit: scalekit.tools.list_tools(),
    "connected accounts": lambda scalekit: scalekit.connected_accounts.list_connected_accounts(),
    "mcp": lambda scalekit: scalekit.mcp.list_configs(),
}


@pytest.mark.parametrize("kind", UNSERVED)
def test_what_is_not_served_says_so(scalekit, kind):
    error = refused(ScalekitNotImplementedException, UNSERVED[kind], scalekit)

    assert "is not served" in str(error)

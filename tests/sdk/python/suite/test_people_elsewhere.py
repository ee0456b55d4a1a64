"""WebAuthnService, AuthService and sign-ins that begin elsewhere: passkeys, and people whom another system has
signed in."""

from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from browser import Browser
from fake import ACME, ALICE, BOB, CLIENT, PASSKEY
from google.protobuf.wrappers_pb2 import StringValue
from scalekit.common.exceptions import ScalekitBadRequestException, ScalekitNotFoundException
from scalekit.common.scalekit import CodeAuthenticationOptions
from scalekit.v1.connections.connections_pb2 import (
    ConnectionProvider,
    ConnectionType,
    CreateConnection,
    OIDCConnectionConfig,
    UpdateConnection,
)
from world import NOBODY, refused

NO_CREDENTIAL = "cred_999999999999999999"
NO_CONNECTION = "conn_999999999999999999"


@pytest.mark.rpc("WebAuthnService/ListCredentials")
def test_who_has_no_passkey_and_who_is_nobody(scalekit):
    listed = scalekit.webauthn.list_credentials

    assert not listed(ALICE)[0].credentials
    refused(ScalekitNotFoundException, listed, NOBODY)


@pytest.mark.rpc("WebAuthnService/ListCredentials")
@pytest.mark.rpc("WebAuthnService/UpdateCredential")
@pytest.mark.rpc("WebAuthnService/DeleteCredential")
def test_a_passkey_is_listed_renamed_and_deleted(scalekit):
    client = scalekit.webauthn
    names = lambda: [passkey.display_name for passkey in client.list_credentials(BOB)[0].credentials]

    assert names() == ["Laptop"]
    assert client.update_credential(PASSKEY, "Key ring")[0].credential.display_name == "Key ring"
    assert names() == ["Key ring"]
    assert client.delete_credential(PASSKEY)[0].success
    assert names() == []
    refused(ScalekitNotFoundException, client.delete_credential, PASSKEY)


@pytest.mark.rpc("WebAuthnService/UpdateCredential")
def test_an_unknown_passkey_is_not_renamed(scalekit):
    update = scalekit.webauthn.update_credential

    refused(ScalekitNotFoundException, update, NO_CREDENTIAL, "Key ring")
    refused(ScalekitBadRequestException, update, NO_CREDENTIAL, "n" * 121, field="display_name")


@pytest.mark.rpc("WebAuthnService/DeleteCredential")
def test_an_unknown_passkey_is_not_deleted(scalekit):
    refused(ScalekitNotFoundException, scalekit.webauthn.delete_credential, NO_CREDENTIAL)


@pytest.mark.rpc("AuthService/UpdateLoginUserDetails")
def test_the_details_of_no_sign_in_under_way_are_refused(scalekit):
    update = scalekit.auth.update_login_user_details
    user = {"sub": "employee-1", "email": "alice@acme.example"}

    refused(ScalekitNotFoundException, update, NO_CONNECTION, "nonsense", user)
    long = "conn_".ljust(33, "9")
    refused(ScalekitBadRequestException, update, long, "nonsense", user, field="connection_id")


@pytest.mark.rpc("AuthService/UpdateLoginUserDetails")
def test_an_application_that_signs_people_in_by_itself(at_the_pages):
    scalekit = at_the_pages.scalekit
    connection = own_login_page(scalekit, "http://localhost:3000/sign-in")
    browser = Browser()
    sign_in_page = browser.open(
        at_the_pages.authorization_url(connection_id=connection), stop_at="http://localhost:3000/sign-in"
    )
    [request] = parse_qs(urlsplit(sign_in_page).query)["login_request_id"]

    bob = {"sub": "employee-2", "email": "bob@acme.example"}
    reply, _ = scalekit.auth.update_login_user_details(connection, request, bob)

    assert reply.auth_request_id == request
    callback = f"{at_the_pages.environment_url}/sso/v1/connections/{connection}/partner:callback?state={request}"
    home = browser.open(callback, stop_at=at_the_pages.redirect_uri)
    [code] = parse_qs(urlsplit(home).query)["code"]
    tokens = scalekit.authenticate_with_code(
        code, at_the_pages.redirect_uri, CodeAuthenticationOptions()
    )
    assert tokens["user"]["email"] == "bob@acme.example"


def own_login_page(scalekit, uri):
    """The id of a connection that is the application itself."""
    client = scalekit.connection
    itself = CreateConnection(provider_key="acme", type=ConnectionType.TRUSTED_IDP)
    connection = client.create_environment_connection(itself)[0].connection
    config = OIDCConnectionConfig(authorize_uri=StringValue(value=uri))
    client.update_environment_connection(connection.id, UpdateConnection(oidc_config=config))
    return connection.id


def test_a_sign_in_that_begins_at_the_identity_provider_says_with_what_to_go_on(here):
    client = here.scalekit.connection
    simulator = CreateConnection(provider=ConnectionProvider.IDP_SIMULATOR, type=ConnectionType.OIDC)
    connection = client.create_connection(ACME, simulator)[0].connection.id
    client.enable_connection(ACME, connection)
    form = {
        "connection": connection,
        "client": CLIENT,
        "email": "alice@acme.example",
        "relay_state": "/reports",
    }

    sent = requests.post(f"{here.environment_url}/idp", form, allow_redirects=False, timeout=10)

    [token] = parse_qs(urlsplit(sent.headers["Location"]).query)["idp_initiated_login"]
    said = here.scalekit.get_idp_initiated_login_claims(token)
    assert (said["connection_id"], said["organization_id"]) == (connection, ACME)
    assert (said["login_hint"], said["relay_state"]) == ("alice@acme.example", "/reports")

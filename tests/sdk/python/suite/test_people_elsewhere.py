"""WebAuthnService and AuthService: passkeys, and people whom another system has signed in."""

import pytest
from fake import ALICE
from scalekit.common.exceptions import ScalekitBadRequestException, ScalekitNotFoundException
from world import NOBODY, refused

NO_CREDENTIAL = "cred_999999999999999999"
NO_CONNECTION = "conn_999999999999999999"


@pytest.mark.rpc("WebAuthnService/ListCredentials")
def test_who_has_no_passkey_and_who_is_nobody(scalekit):
    listed = scalekit.webauthn.list_credentials

    assert not listed(ALICE)[0].credentials
    refused(ScalekitNotFoundException, listed, NOBODY)


@pytest.mark.rpc("WebAuthnService/UpdateCredential")
def test_an_unknown_passkey_is_not_renamed(scalekit):
    update = scalekit.webauthn.update_credential

    refused(ScalekitNotFoundException, update, NO_CREDENTIAL, "Key ring")
    refused(ScalekitBadRequestException, update, NO_CREDENTIAL, "n" * 121, field="display_name")


@pytest.mark.rpc("WebAuthnService/DeleteCredential")
def test_an_unknown_passkey_is_not_deleted(scalekit):
    refused(ScalekitNotFoundException, scalekit.webauthn.delete_credential, NO_CREDENTIAL)


@pytest.mark.rpc("AuthService/UpdateLoginUserDetails")
def test_who_signs_in_is_told_of_no_sign_in_under_way(scalekit):
    update = scalekit.auth.update_login_user_details
    user = {"sub": "employee-1", "email": "alice@acme.example"}

    refused(ScalekitNotFoundException, update, NO_CONNECTION, "nonsense", user)
    long = "conn_".ljust(33, "9")
    refused(ScalekitBadRequestException, update, long, "nonsense", user, field="connection_id")

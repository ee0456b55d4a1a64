"""ApiTokenService: long-lived tokens of organizations and of people."""

import pytest
from fake import ACME, ALICE, GLOBEX
from scalekit.common.exceptions import (
    ScalekitBadRequestException,
    ScalekitNotFoundException,
    ScalekitValidateTokenFailureException,
)
from world import NOBODY, NOWHERE, pages, refused

NO_TOKEN = "apit_999999999999999999"


# This client of the SDK answers the message alone, where the others add the call.
def message_of(reply):
    return reply[0] if isinstance(reply, tuple) else reply


@pytest.fixture
def made(scalekit):
    claims = {"pipeline": "nightly"}
    return message_of(scalekit.tokens.create_token(ACME, ALICE, claims, description="For the build"))


@pytest.mark.rpc("ApiTokenService/CreateToken")
def test_a_token_is_shown_once_and_known_by_its_id(scalekit, made):
    info = made.token_info

    assert made.token_id.startswith("apit_")
    assert made.token.endswith(info.token_suffix)
    assert (info.organization_id, info.user_id) == (ACME, ALICE)
    assert (info.description, info.custom_claims) == ("For the build", {"pipeline": "nightly"})
    create = scalekit.tokens.create_token
    refused(ScalekitNotFoundException, create, NOWHERE)
    refused(ScalekitNotFoundException, create, ACME, NOBODY)
    refused(ScalekitBadRequestException, create, ACME, description="d" * 256, field="description")


@pytest.mark.rpc("ApiTokenService/ValidateToken")
def test_a_token_is_good_by_itself_and_by_its_id(scalekit, made):
    validate = scalekit.tokens.validate_token

    for known in [made.token, made.token_id]:
        info = message_of(validate(known)).token_info
        assert (info.token_id, list(info.roles)) == (made.token_id, ["admin"])

    refused(ScalekitValidateTokenFailureException, validate, "guessed")
    refused(ValueError, validate, "")


@pytest.mark.rpc("ApiTokenService/InvalidateToken")
def test_an_invalidated_token_is_worth_nothing(scalekit, made):
    scalekit.tokens.invalidate_token(made.token_id)
    scalekit.tokens.invalidate_token(made.token)

    refused(ScalekitValidateTokenFailureException, scalekit.tokens.validate_token, made.token)
    assert not message_of(scalekit.tokens.list_tokens(ACME)).tokens


@pytest.mark.rpc("ApiTokenService/ListTokens")
def test_the_pages_of_tokens_make_the_whole(scalekit, made):
    other = message_of(scalekit.tokens.create_token(ACME))
    scalekit.tokens.create_token(GLOBEX)
    listed = scalekit.tokens.list_tokens

    found = pages(lambda token: listed(ACME, page_size=1, page_token=token))

    assert [page.total_count for page in found] == [2, 2]
    ids = sorted(token.token_id for page in found for token in page.tokens)
    assert ids == sorted([made.token_id, other.token_id])
    assert [token.token_id for token in message_of(listed(ACME, ALICE)).tokens] == [made.token_id]
    refused(ScalekitNotFoundException, listed, NOWHERE)
    refused(ScalekitBadRequestException, listed, "nonsense", field="organization_id")
    refused(ScalekitBadRequestException, listed, ACME, page_size=31, field="page_size")
    refused(ScalekitBadRequestException, listed, ACME, page_token="nonsense", field="page_token")


@pytest.mark.rpc("ApiTokenService/UpdateToken")
def test_a_token_gets_another_description_and_more_claims(scalekit, made):
    update = scalekit.tokens.update_token

    info = message_of(update(made.token_id, {"stage": "test"}, "For nothing")).token_info

    assert info.description == "For nothing"
    assert info.custom_claims == {"pipeline": "nightly", "stage": "test"}
    refused(ScalekitNotFoundException, update, NO_TOKEN, description="For nothing")
    refused(ScalekitBadRequestException, update, made.token_id, description="d" * 256, field="description")

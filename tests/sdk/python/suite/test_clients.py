"""ClientService: machines that sign in with a secret."""

import pytest
from fake import ACME, CLIENT, GLOBEX
from scalekit.common.exceptions import (
    ScalekitBadRequestException,
    ScalekitNotFoundException,
    ScalekitNotImplementedException,
    ScalekitUnauthorizedException,
)
from scalekit.common.scalekit import TokenValidationOptions
from scalekit.v1.clients.clients_pb2 import CustomClaim, OrganizationClient
from world import NOWHERE, claims, pages, refused

NO_CLIENT = "m2morg_999999999999999999"

ROBOT = {
    "name": "Robot",
    "description": "Sends invoices",
    "scopes": ["invoices:write"],
    "audience": ["https://api.acme.example"],
    "custom_claims": [CustomClaim(key="plant", value="north")],
}


def create(scalekit, organization=ACME, **changes):
    robot = OrganizationClient(**{**ROBOT, **changes})
    return scalekit.m2m_client.create_organization_client(organization, robot)[0]


@pytest.fixture
def made(scalekit):
    """A client, and its secret."""
    return create(scalekit)


@pytest.mark.rpc("ClientService/CreateOrganizationClient")
def test_the_token_of_a_client_says_what_it_was_given(scalekit, made):
    client_id = made.client.client_id

    token = scalekit.generate_client_token(client_id, made.plain_secret, ROBOT["scopes"])

    assert client_id.startswith("m2morg_")
    assert (made.client.name, made.client.organization_id) == ("Robot", ACME)
    options = TokenValidationOptions(audience=ROBOT["audience"], required_scopes=ROBOT["scopes"])
    assert scalekit.validate_access_token(token, options)
    assert claims(token)["oid"] == ACME
    assert claims(token)["custom_claims"] == {"plant": "north"}
    refused(ScalekitNotFoundException, create, scalekit, NOWHERE)
    refused(ScalekitBadRequestException, create, scalekit, "nonsense", field="organization_id")
    refused(ScalekitBadRequestException, create, scalekit, name="n" * 129, field="name")


@pytest.mark.rpc("ClientService/GetOrganizationClient")
def test_a_client_is_known_or_unknown(scalekit, made):
    get = scalekit.m2m_client.get_organization_client

    client = get(ACME, made.client.client_id)[0].client

    assert (client.name, list(client.scopes)) == ("Robot", ROBOT["scopes"])
    refused(ScalekitNotFoundException, get, ACME, NO_CLIENT)
    refused(ScalekitNotFoundException, get, GLOBEX, made.client.client_id)
    refused(ScalekitBadRequestException, get, ACME, "nonsense", field="client_id")


@pytest.mark.rpc("ClientService/UpdateOrganizationClient")
def test_a_client_gets_another_name(scalekit, made):
    update = scalekit.m2m_client.update_organization_client
    droid = OrganizationClient(**{**ROBOT, "name": "Droid"})

    assert update(ACME, made.client.client_id, droid)[0].client.name == "Droid"
    refused(ScalekitNotFoundException, update, ACME, NO_CLIENT, droid)
    long = OrganizationClient(name="n" * 129)
    refused(ScalekitBadRequestException, update, ACME, made.client.client_id, long, field="name")


@pytest.mark.rpc("ClientService/DeleteOrganizationClient")
def test_the_secret_of_a_deleted_client_is_worth_nothing(scalekit, made):
    client_id = made.client.client_id
    delete = scalekit.m2m_client.delete_organization_client

    delete(ACME, client_id)

    token = scalekit.generate_client_token
    refused(ScalekitUnauthorizedException, token, client_id, made.plain_secret)
    refused(ScalekitNotFoundException, delete, ACME, client_id)


@pytest.mark.rpc("ClientService/CreateOrganizationClientSecret")
@pytest.mark.rpc("ClientService/DeleteOrganizationClientSecret")
def test_a_client_changes_its_secret(scalekit, made):
    client_id = made.client.client_id
    add = scalekit.m2m_client.add_organization_client_secret
    remove = scalekit.m2m_client.remove_organization_client_secret
    token = scalekit.generate_client_token

    added, _ = add(ACME, client_id)

    assert added.plain_secret.endswith(added.secret.secret_suffix)
    assert token(client_id, made.plain_secret)
    assert token(client_id, added.plain_secret)
    remove(ACME, client_id, added.secret.id)
    assert token(client_id, made.plain_secret)
    refused(ScalekitUnauthorizedException, token, client_id, added.plain_secret)
    refused(ScalekitNotFoundException, remove, ACME, client_id, added.secret.id)
    refused(ScalekitNotFoundException, add, ACME, NO_CLIENT)
    refused(ScalekitBadRequestException, add, ACME, "nonsense", field="client_id")


@pytest.mark.rpc("ClientService/ListOrganizationClients")
def test_the_pages_of_clients_make_the_whole(scalekit, made):
    create(scalekit, name="Droid")
    create(scalekit, GLOBEX, name="Other")
    listed = scalekit.m2m_client.list_organization_clients

    found = pages(lambda token: listed(ACME, 1, token))

    assert [page.total_size for page in found] == [2, 2]
    assert sorted(client.name for page in found for client in page.clients) == ["Droid", "Robot"]
    refused(ScalekitNotFoundException, listed, NOWHERE)
    refused(ScalekitBadRequestException, listed, "nonsense", field="organization_id")
    refused(ScalekitBadRequestException, listed, ACME, page_token="nonsense", field="page_token")


def test_a_secret_of_a_resources_client_is_not_served_and_says_so(scalekit):
    add = scalekit.resources.create_resource_client_secret
    remove = scalekit.resources.delete_resource_client_secret

    # The SDK looks first whether the client is the resource's.
    for call, arguments in [(add, ("res_1", CLIENT)), (remove, ("res_1", CLIENT, "sks_1"))]:
        error = refused(ScalekitNotImplementedException, call, *arguments)
        assert "ClientService/GetResourceClient" in str(error)

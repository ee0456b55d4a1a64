"""ConnectionService: how people of an organization, or of the whole environment, sign in."""

import pytest
from fake import ACME, GLOBEX
from google.protobuf.wrappers_pb2 import StringValue
from scalekit.common.exceptions import ScalekitBadRequestException, ScalekitNotFoundException
from scalekit.v1.connections.connections_pb2 import (
    ConnectionProvider,
    ConnectionType,
    CreateConnection,
    OIDCConnectionConfig,
    UpdateConnection,
)
from world import NOWHERE, refused

NO_CONNECTION = "conn_999999999999999999"
SIMULATOR = CreateConnection(provider=ConnectionProvider.IDP_SIMULATOR, type=ConnectionType.OIDC)
GITHUB = CreateConnection(provider=ConnectionProvider.GITHUB, type=ConnectionType.OAUTH)


@pytest.fixture
def connection(scalekit):
    return scalekit.connection.create_connection(ACME, SIMULATOR)[0].connection


def ids(reply):
    return [connection.id for connection in reply[0].connections]


@pytest.mark.rpc("ConnectionService/CreateConnection")
def test_a_connection_has_what_it_was_given_and_an_id(scalekit, connection):
    assert connection.id.startswith("conn_")
    assert connection.organization_id == ACME
    assert (connection.provider, connection.type) == (SIMULATOR.provider, SIMULATOR.type)
    create = scalekit.connection.create_connection
    refused(ScalekitNotFoundException, create, NOWHERE, SIMULATOR)
    refused(ScalekitBadRequestException, create, ACME, CreateConnection(provider=999), field="provider")


@pytest.mark.rpc("ConnectionService/GetConnection")
def test_a_connection_is_known_or_unknown(scalekit, connection):
    get = scalekit.connection.get_connection

    assert get(ACME, connection.id)[0].connection.id == connection.id
    refused(ScalekitNotFoundException, get, ACME, NO_CONNECTION)
    refused(ScalekitNotFoundException, get, GLOBEX, connection.id)
    refused(ScalekitBadRequestException, get, ACME, "conn_".ljust(33, "9"), field="id")


@pytest.mark.rpc("ConnectionService/ListConnections")
def test_the_connections_of_an_organization_and_of_a_domain(scalekit, connection):
    scalekit.domain.create_domain(ACME, "acme.example", "ORGANIZATION_DOMAIN")
    client = scalekit.connection

    assert ids(client.list_connections(ACME)) == []
    assert ids(client.list_connections(ACME, "all")) == [connection.id]
    client.enable_connection(ACME, connection.id)
    assert ids(client.list_connections(ACME)) == [connection.id]
    assert ids(client.list_connections(GLOBEX)) == []
    assert ids(client.list_connections_by_domain("acme.example")) == [connection.id]
    assert ids(client.list_connections_by_domain("globex.example")) == []
    too_long = "a" * 32 + ".example"
    refused(ScalekitBadRequestException, client.list_connections_by_domain, too_long, field="domain")


@pytest.mark.rpc("ConnectionService/EnableConnection")
@pytest.mark.rpc("ConnectionService/DisableConnection")
def test_a_connection_is_on_and_off_and_on_again(scalekit, connection):
    client = scalekit.connection

    client.enable_connection(ACME, connection.id)
    assert client.get_connection(ACME, connection.id)[0].connection.enabled
    assert not client.disable_connection(ACME, connection.id)[0].enabled
    assert not client.get_connection(ACME, connection.id)[0].connection.enabled
    assert client.enable_connection(ACME, connection.id)[0].enabled

    refused(ScalekitNotFoundException, client.enable_connection, ACME, NO_CONNECTION)
    refused(ScalekitNotFoundException, client.disable_connection, ACME, NO_CONNECTION)


@pytest.mark.rpc("ConnectionService/DeleteConnection")
def test_a_deleted_connection_is_gone(scalekit, connection):
    delete = scalekit.connection.delete_connection

    delete(ACME, connection.id)

    refused(ScalekitNotFoundException, scalekit.connection.get_connection, ACME, connection.id)
    refused(ScalekitNotFoundException, delete, ACME, connection.id)


@pytest.mark.rpc("ConnectionService/ListAppConnections")
def test_there_are_no_connections_of_apps(scalekit):
    listed = scalekit.connection.list_app_connections

    assert ids(listed(page_size=10)) == []
    refused(ScalekitBadRequestException, listed, page_size=31, field="page_size")


@pytest.mark.rpc("ConnectionService/CreateEnvironmentConnection")
@pytest.mark.rpc("ConnectionService/GetEnvironmentConnection")
def test_a_connection_of_the_environment(scalekit):
    client = scalekit.connection

    connection = client.create_environment_connection(GITHUB)[0].connection

    assert connection.id.startswith("conn_")
    assert not connection.organization_id
    found = client.get_environment_connection(connection.id)[0].connection
    assert (found.id, found.provider) == (connection.id, ConnectionProvider.GITHUB)
    refused(ScalekitNotFoundException, client.get_environment_connection, NO_CONNECTION)
    unknown = CreateConnection(provider=999)
    refused(ScalekitBadRequestException, client.create_environment_connection, unknown, field="provider")


@pytest.mark.rpc("ConnectionService/UpdateEnvironmentConnection")
def test_a_connection_gets_other_settings(scalekit):
    client = scalekit.connection
    connection = client.create_environment_connection(SIMULATOR)[0].connection
    issuer = StringValue(value="https://idp.example")
    changes = UpdateConnection(
        provider=SIMULATOR.provider,
        type=SIMULATOR.type,
        oidc_config=OIDCConnectionConfig(issuer=issuer),
    )

    updated = client.update_environment_connection(connection.id, changes)[0].connection

    assert updated.oidc_config.issuer == issuer
    refused(ScalekitNotFoundException, client.update_environment_connection, NO_CONNECTION, changes)

"""Operations that this SDK has generated calls for, and no methods of its own; its client sends them."""

import pytest
from fake import CLIENT
from google.protobuf.field_mask_pb2 import FieldMask
from scalekit.common.exceptions import (
    ScalekitBadRequestException,
    ScalekitNotFoundException,
    ScalekitUnauthorizedException,
)
from scalekit.v1.auditlogs.auditlogs_pb2 import ListAuthLogRequest
from scalekit.v1.auditlogs.auditlogs_pb2_grpc import AuditLogsServiceStub
from scalekit.v1.clients import clients_pb2 as clients
from scalekit.v1.organizations.organizations_pb2 import CreateOrganization, GetOrganizationRequest
from world import refused

NO_CLIENT = "skc_999999999999999999"
APP = clients.CreateClient(name="App", client_type="WEB_APP")


@pytest.fixture
def call(scalekit):
    """Calls an operation of ClientService with a request of its name."""
    service = scalekit.m2m_client.client_service

    def call(name, **fields):
        # The request of ListClient is called otherwise.
        request = getattr(clients, f"{'ListClients' if name == 'ListClient' else name}Request")
        return scalekit.core_client.grpc_exec(getattr(service, name).with_call, request(**fields))[0]

    return call


@pytest.mark.rpc("ClientService/CreateClient")
@pytest.mark.rpc("ClientService/GetClient")
@pytest.mark.rpc("ClientService/ListClient")
def test_an_application_is_made_known_and_listed(call):
    made = call("CreateClient", client=APP).client

    assert call("GetClient", client_id=made.id).client.name == "App"
    every = clients.ListClientsRequest.Filter(client_type=["ALL"])
    listed = call("ListClient", filter=every).clients
    assert sorted(client.id for client in listed) == sorted([made.id, CLIENT])
    toaster = clients.CreateClient(name="App", client_type="TOASTER")
    refused(ScalekitBadRequestException, call, "CreateClient", client=toaster, field="client_type")
    refused(ScalekitNotFoundException, call, "GetClient", client_id=NO_CLIENT)


@pytest.mark.rpc("ClientService/UpdateClient")
@pytest.mark.rpc("ClientService/DeleteClient")
def test_an_application_changes_and_goes(call):
    made = call("CreateClient", client=APP).client
    other = {"client": clients.UpdateClient(name="Other"), "mask": FieldMask(paths=["name"])}

    assert call("UpdateClient", client_id=made.id, **other).client.name == "Other"
    call("DeleteClient", client_id=made.id)

    refused(ScalekitNotFoundException, call, "UpdateClient", client_id=made.id, **other)
    refused(ScalekitNotFoundException, call, "DeleteClient", client_id=made.id)


@pytest.mark.rpc("ClientService/CreateClientSecret")
@pytest.mark.rpc("ClientService/DeleteClientSecret")
def test_an_application_changes_its_secret(scalekit, call):
    token = scalekit.generate_client_token

    added = call("CreateClientSecret", client_id=CLIENT)

    assert token(CLIENT, added.plain_secret)
    call("DeleteClientSecret", client_id=CLIENT, secret_id=added.secret.id)
    refused(ScalekitUnauthorizedException, token, CLIENT, added.plain_secret)
    refused(ScalekitNotFoundException, call, "CreateClientSecret", client_id=NO_CLIENT)


@pytest.mark.rpc("OrganizationService/GetOrganizationByExternalId")
def test_an_organization_by_the_id_in_your_own_system(scalekit):
    client = scalekit.organization
    made = client.create_organization(CreateOrganization(display_name="Tenant", external_id="tenant-1"))[0]
    by = client.organization_service.GetOrganizationByExternalId.with_call

    found, _ = scalekit.core_client.grpc_exec(by, GetOrganizationRequest(external_id="tenant-1"))

    assert found.organization == made.organization
    nobodys = GetOrganizationRequest(external_id="tenant-2")
    refused(ScalekitNotFoundException, scalekit.core_client.grpc_exec, by, nobodys)


@pytest.mark.rpc("AuditLogsService/ListAuthRequests")
def test_an_audit_reads_how_sign_ins_went(scalekit):
    core = scalekit.core_client
    service = AuditLogsServiceStub(core.grpc_secure_channel)

    def requests(**fields):
        request = ListAuthLogRequest(**fields)
        return core.grpc_exec(service.ListAuthRequests.with_call, request)[0]

    assert requests(status=["SUCCESS"], client_id="skc_1").total_size == 0
    refused(ScalekitBadRequestException, requests, status=["LOST"], field="status")

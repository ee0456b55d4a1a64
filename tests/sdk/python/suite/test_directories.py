"""DirectoryService: where an organization keeps its people itself."""

import pytest
from fake import ACME, DIRECTORY, GLOBEX, HOOLI
from scalekit.common.exceptions import ScalekitBadRequestException, ScalekitNotFoundException
from scalekit.v1.directories.directories_pb2 import (
    CreateDirectory,
    DirectoryProvider,
    DirectoryType,
    ListDirectoryGroupsRequest,
    ListDirectoryUsersRequest,
)
from world import NOWHERE, refused

NO_DIRECTORY = "dir_999999999999999999"
OKTA = CreateDirectory(directory_type=DirectoryType.SCIM, directory_provider=DirectoryProvider.OKTA)


@pytest.fixture
def directory(scalekit):
    return scalekit.directory.create_directory(ACME, OKTA)[0].directory


@pytest.mark.rpc("DirectoryService/CreateDirectory")
def test_a_directory_has_what_it_was_given_and_an_id(scalekit, directory):
    assert directory.id.startswith("dir_")
    assert directory.organization_id == ACME
    assert directory.directory_type == DirectoryType.SCIM
    assert directory.directory_provider == DirectoryProvider.OKTA
    create = scalekit.directory.create_directory
    refused(ScalekitNotFoundException, create, NOWHERE, OKTA)
    refused(ScalekitBadRequestException, create, ACME, CreateDirectory(), field="directory_type")


@pytest.mark.rpc("DirectoryService/GetDirectory")
def test_a_directory_is_known_or_unknown(scalekit, directory):
    get = scalekit.directory.get_directory

    assert get(ACME, directory.id)[0].directory.id == directory.id
    refused(ScalekitNotFoundException, get, ACME, NO_DIRECTORY)
    refused(ScalekitNotFoundException, get, GLOBEX, directory.id)


@pytest.mark.rpc("DirectoryService/ListDirectories")
def test_all_directories_and_the_first(scalekit, directory):
    client = scalekit.directory

    assert [one.id for one in client.list_directories(ACME)[0].directories] == [directory.id]
    assert client.get_primary_directory_by_organization_id(ACME).id == directory.id
    with pytest.raises(Exception, match="Directory does not exist"):
        client.get_primary_directory_by_organization_id(GLOBEX)
    refused(ScalekitNotFoundException, client.list_directories, NOWHERE)
    refused(ScalekitBadRequestException, client.list_directories, "nonsense", field="organization_id")


@pytest.mark.rpc("DirectoryService/EnableDirectory")
@pytest.mark.rpc("DirectoryService/DisableDirectory")
def test_a_directory_is_on_and_off_and_on_again(scalekit, directory):
    client = scalekit.directory

    client.enable_directory(ACME, directory.id)
    assert client.get_directory(ACME, directory.id)[0].directory.enabled
    assert not client.disable_directory(ACME, directory.id)[0].enabled
    assert not client.get_directory(ACME, directory.id)[0].directory.enabled
    assert client.enable_directory(ACME, directory.id)[0].enabled

    for call in [client.enable_directory, client.disable_directory]:
        refused(ScalekitNotFoundException, call, ACME, NO_DIRECTORY)
        refused(ScalekitBadRequestException, call, ACME, "nonsense", field="id")


@pytest.mark.rpc("DirectoryService/ListDirectoryUsers")
def test_a_new_directory_has_no_users(scalekit, directory):
    page, _ = scalekit.directory.list_directory_users(ACME, directory.id, 5, include_detail=True)

    assert (page.total_size, page.next_page_token) == (0, "")
    refuses_strange_pages(scalekit.directory.list_directory_users, directory)


@pytest.mark.rpc("DirectoryService/ListDirectoryGroups")
def test_a_new_directory_has_no_groups(scalekit, directory):
    page, _ = scalekit.directory.list_directory_groups(ACME, directory.id, 5, include_detail=True)

    assert (page.total_size, page.next_page_token) == (0, "")
    refuses_strange_pages(scalekit.directory.list_directory_groups, directory)


@pytest.mark.rpc("DirectoryService/ListDirectoryUsers")
@pytest.mark.rpc("DirectoryService/ListDirectoryGroups")
def test_who_is_in_a_directory_is_in_the_answer_and_not_in_what_this_sdk_makes_of_it(scalekit):
    client, where = scalekit.directory, {"organization_id": HOOLI, "directory_id": DIRECTORY}
    call = scalekit.core_client.grpc_exec

    users, _ = call(client.directory_service.ListDirectoryUsers.with_call, ListDirectoryUsersRequest(**where))
    groups, _ = call(
        client.directory_service.ListDirectoryGroups.with_call, ListDirectoryGroupsRequest(**where)
    )

    assert sorted(user.email for user in users.users) == ["erin@hooli.example", "finn@hooli.example"]
    sizes = {group.display_name: group.total_users for group in groups.groups}
    assert sizes == {"Engineering": 1, "Sales": 0}
    # The lists that the SDK copies them into were never made.
    for listed in [client.list_directory_users, client.list_directory_groups]:
        with pytest.raises(AttributeError):
            listed(HOOLI, DIRECTORY)


def refuses_strange_pages(listed, directory):
    refused(ScalekitNotFoundException, listed, ACME, NO_DIRECTORY)
    refused(ScalekitBadRequestException, listed, ACME, "nonsense", field="directory_id")
    refused(ScalekitBadRequestException, listed, ACME, directory.id, 31, field="page_size")
    refused(ScalekitBadRequestException, listed, ACME, directory.id, 5, "nonsense", field="page_token")


@pytest.mark.rpc("DirectoryService/DeleteDirectory")
def test_a_deleted_directory_is_gone(scalekit, directory):
    scalekit.directory.delete_directory(ACME, directory.id)

    refused(ScalekitNotFoundException, scalekit.directory.get_directory, ACME, directory.id)
    refused(ScalekitNotFoundException, scalekit.directory.delete_directory, ACME, directory.id)

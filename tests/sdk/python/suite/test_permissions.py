"""RolesService, permissions: what roles can allow."""

import pytest
from scalekit.common.exceptions import (
    ScalekitBadRequestException,
    ScalekitConflictException,
    ScalekitNotFoundException,
)
from scalekit.v1.roles.roles_pb2 import CreatePermission, CreateRole
from world import pages, refused

WRITE = "invoices:write"


def create(scalekit, name=WRITE):
    permission = CreatePermission(name=name, description="Write invoices")
    return scalekit.permissions.create_permission(permission)[0].permission


def names(*replies):
    return sorted(permission.name for reply in replies for permission in reply.permissions)


@pytest.mark.rpc("RolesService/CreatePermission")
def test_a_permission_has_what_it_was_given_and_an_id(scalekit):
    permission = create(scalekit)

    assert permission.id.startswith("perm")
    assert (permission.name, permission.description) == (WRITE, "Write invoices")
    assert not permission.is_scalekit_permission


@pytest.mark.rpc("RolesService/CreatePermission")
def test_a_permission_needs_a_name_of_its_own(scalekit):
    refused(ScalekitBadRequestException, create, scalekit, "no name", field="name")
    refused(ScalekitConflictException, create, scalekit, "invoices:read")


@pytest.mark.rpc("RolesService/GetPermission")
def test_a_permission_is_known_unknown_or_invalid(scalekit):
    get = scalekit.permissions.get_permission

    assert get("invoices:read")[0].permission.name == "invoices:read"
    refused(ScalekitNotFoundException, get, "invoices:shred")
    refused(ScalekitBadRequestException, get, "no name", field="permission_name")


@pytest.mark.rpc("RolesService/ListPermissions")
def test_the_pages_of_permissions_make_the_whole(scalekit):
    listed = scalekit.permissions.list_permissions
    before = names(*pages(lambda token: listed(token)))
    create(scalekit)

    found = pages(lambda token: listed(token, 1))

    assert all(len(page.permissions) == 1 for page in found)
    assert names(*found) == sorted([*before, WRITE])
    refused(ScalekitBadRequestException, listed, page_size=101, field="page_size")
    refused(ScalekitBadRequestException, listed, "nonsense", field="page_token")


@pytest.mark.rpc("RolesService/UpdatePermission")
def test_a_permission_gets_another_description(scalekit):
    create(scalekit)

    def update(name):
        permission = CreatePermission(name=name, description="Write and send")
        return scalekit.permissions.update_permission(name, permission)[0].permission

    assert update(WRITE).description == "Write and send"
    refused(ScalekitNotFoundException, update, "invoices:shred")
    refused(ScalekitBadRequestException, update, "no name", field="permission_name")


@pytest.mark.rpc("RolesService/DeletePermission")
def test_a_deleted_permission_is_gone(scalekit):
    create(scalekit)
    delete = scalekit.permissions.delete_permission

    delete(WRITE)

    refused(ScalekitNotFoundException, scalekit.permissions.get_permission, WRITE)
    refused(ScalekitNotFoundException, delete, WRITE)
    refused(ScalekitBadRequestException, delete, "no name", field="permission_name")


@pytest.mark.rpc("RolesService/ListRolePermissions")
def test_what_a_role_allows(scalekit):
    listed = scalekit.permissions.list_role_permissions

    assert names(listed("admin")[0]) == ["invoices:read"]
    refused(ScalekitNotFoundException, listed, "nobody")
    refused(ScalekitBadRequestException, listed, "no name", field="role_name")


@pytest.mark.rpc("RolesService/AddPermissionsToRole")
def test_a_role_allows_more_than_before(scalekit):
    create(scalekit)
    add = scalekit.permissions.add_permissions_to_role

    add("admin", [WRITE])

    assert names(scalekit.permissions.list_role_permissions("admin")[0]) == ["invoices:read", WRITE]
    refused(ScalekitNotFoundException, add, "nobody", [WRITE])
    refused(ScalekitBadRequestException, add, "admin", [], field="permission_names")


@pytest.mark.rpc("RolesService/RemovePermissionFromRole")
def test_a_role_allows_less_than_before(scalekit):
    remove = scalekit.permissions.remove_permission_from_role

    remove("admin", "invoices:read")

    assert names(scalekit.permissions.list_role_permissions("admin")[0]) == []
    refused(ScalekitNotFoundException, remove, "nobody", "invoices:read")
    refused(ScalekitBadRequestException, remove, "admin", "no name", field="permission_name")


@pytest.mark.rpc("RolesService/ListEffectiveRolePermissions")
def test_a_role_allows_what_the_one_allows_that_it_extends(scalekit):
    create(scalekit)
    editor = CreateRole(name="editor", display_name="Editor", extends="admin", permissions=[WRITE])
    scalekit.roles.create_role(editor)
    listed = scalekit.permissions.list_effective_role_permissions

    assert names(scalekit.permissions.list_role_permissions("editor")[0]) == [WRITE]
    assert names(listed("editor")[0]) == ["invoices:read", WRITE]
    refused(ScalekitNotFoundException, listed, "nobody")
    refused(ScalekitBadRequestException, listed, "no name", field="role_name")

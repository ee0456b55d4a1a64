"""RolesService, roles: of the environment, and of one organization."""

import pytest
from fake import ACME, BOB
from scalekit.common.exceptions import (
    ScalekitBadRequestException,
    ScalekitConflictException,
    ScalekitNotFoundException,
    ScalekitServerException,
)
from scalekit.v1.commons.commons_pb2 import Role
from scalekit.v1.roles.roles_pb2 import (
    CreateOrganizationRole,
    CreatePermission,
    CreateRole,
    UpdateDefaultOrganizationRolesRequest,
    UpdateRole,
)
from scalekit.v1.users.users_pb2 import CreateUser, UpdateMembership
from world import NOWHERE, claims, refused

EDITOR = {
    "name": "editor",
    "display_name": "Editor",
    "description": "Edits",
    "permissions": ["invoices:read"],
}


def create(scalekit, **changes):
    return scalekit.roles.create_role(CreateRole(**{**EDITOR, **changes}))[0].role


def create_in(scalekit, organization, **changes):
    role = CreateOrganizationRole(**{**EDITOR, **changes})
    return scalekit.roles.create_organization_role(organization, role)[0].role


def names(reply):
    return sorted(role.name for role in reply[0].roles)


def hold(scalekit, user, *roles):
    membership = UpdateMembership(roles=[Role(name=role) for role in roles])
    scalekit.users.update_membership(ACME, user, membership)


@pytest.mark.rpc("RolesService/CreateRole")
def test_a_role_has_what_it_was_given_and_an_id(scalekit):
    role = create(scalekit)

    assert role.id.startswith("role")
    assert (role.name, role.display_name, role.description) == ("editor", "Editor", "Edits")
    assert not role.is_org_role
    assert [permission.name for permission in role.permissions] == ["invoices:read"]


@pytest.mark.rpc("RolesService/CreateRole")
def test_a_role_needs_a_name_of_its_own_and_permissions_that_exist(scalekit):
    refused(ScalekitBadRequestException, create, scalekit, name="no name", field="name")
    refused(ScalekitBadRequestException, create, scalekit, display_name="", field="display_name")
    refused(ScalekitConflictException, create, scalekit, name="admin")
    refused(ScalekitServerException, create, scalekit, permissions=["invoices:shred"])
    refused(ScalekitServerException, create, scalekit, extends="nobody")


@pytest.mark.rpc("RolesService/GetRole")
def test_a_role_is_known_unknown_or_invalid(scalekit):
    get = scalekit.roles.get_role

    assert get("admin")[0].role.default_creator
    refused(ScalekitNotFoundException, get, "nobody")
    refused(ScalekitBadRequestException, get, "no name", field="role_name")


@pytest.mark.rpc("RolesService/ListRoles")
def test_all_roles_are_those_of_the_environment_and_of_its_organizations(scalekit):
    create(scalekit)
    create_in(scalekit, ACME, name="of_acme")

    assert names(scalekit.roles.list_roles()) == ["admin", "editor", "member", "of_acme"]


@pytest.mark.rpc("RolesService/UpdateRole")
def test_what_a_role_gains_is_in_the_next_access_token(here):
    refresh_token = here.sign_in()["refresh_token"]
    here.scalekit.permissions.create_permission(CreatePermission(name="invoices:write"))

    changes = UpdateRole(display_name="Boss", permissions=["invoices:read", "invoices:write"])
    here.scalekit.roles.update_role("admin", changes)

    assert here.scalekit.roles.get_role("admin")[0].role.display_name == "Boss"
    token = here.scalekit.refresh_access_token(refresh_token)["access_token"]
    assert sorted(claims(token)["permissions"]) == ["invoices:read", "invoices:write"]


@pytest.mark.rpc("RolesService/UpdateRole")
def test_a_role_that_is_unknown_or_invalid_is_not_updated(scalekit):
    update, boss = scalekit.roles.update_role, UpdateRole(display_name="Boss")

    refused(ScalekitNotFoundException, update, "nobody", boss)
    nameless = UpdateRole(display_name="")
    refused(ScalekitBadRequestException, update, "admin", nameless, field="display_name")
    refused(ScalekitBadRequestException, update, "no name", boss, field="role_name")


@pytest.mark.rpc("RolesService/DeleteRole")
def test_who_held_a_deleted_role_holds_the_one_in_its_place(scalekit):
    create(scalekit)
    hold(scalekit, BOB, "editor")
    delete = scalekit.roles.delete_role

    refused(ScalekitBadRequestException, delete, "editor")
    delete("editor", "admin")

    assert names(scalekit.users.list_user_roles(ACME, BOB)) == ["admin"]
    refused(ScalekitNotFoundException, delete, "editor")
    refused(ScalekitBadRequestException, delete, "no name", field="role_name")


@pytest.mark.rpc("RolesService/GetRoleUsersCount")
def test_how_many_hold_a_role(scalekit):
    count = scalekit.roles.get_role_users_count

    assert count("admin")[0].count == 1
    refused(ScalekitNotFoundException, count, "nobody")
    refused(ScalekitBadRequestException, count, "no name", field="role_name")


@pytest.mark.rpc("RolesService/ListDependentRoles")
def test_which_roles_extend_a_role(scalekit):
    create(scalekit, extends="member")
    listed = scalekit.roles.list_dependent_roles

    assert names(listed("member")) == ["editor"]
    refused(ScalekitNotFoundException, listed, "nobody")
    refused(ScalekitBadRequestException, listed, "no name", field="role_name")


@pytest.mark.rpc("RolesService/DeleteRoleBase")
def test_a_role_without_its_base_extends_nothing(scalekit):
    create(scalekit, extends="member")
    delete = scalekit.roles.delete_role_base

    delete("editor")

    assert not scalekit.roles.get_role("editor")[0].role.HasField("extends")
    refused(ScalekitNotFoundException, delete, "nobody")
    refused(ScalekitBadRequestException, delete, "no name", field="role_name")


@pytest.mark.rpc("RolesService/UpdateDefaultRoles")
def test_who_founds_and_who_joins_gets_the_defaults(scalekit):
    create(scalekit)
    update = scalekit.roles.update_default_roles

    reply, _ = update("admin", "editor")

    assert reply.default_creator.name == "admin"
    assert reply.default_member.name == "editor"
    assert scalekit.roles.get_role("editor")[0].role.default_member
    assert not scalekit.roles.get_role("member")[0].role.default_member
    unknown = "default_creator_role"
    refused(ScalekitBadRequestException, update, "nobody", "member", field=unknown)
    refused(ValueError, update, "", "member")


@pytest.mark.rpc("RolesService/CreateOrganizationRole")
def test_a_role_of_an_organization_is_its_own(scalekit):
    assert create_in(scalekit, ACME).is_org_role
    refused(ScalekitConflictException, create_in, scalekit, ACME)
    refused(ScalekitNotFoundException, create_in, scalekit, NOWHERE)
    refused(ScalekitBadRequestException, create_in, scalekit, ACME, name="", field="name")


@pytest.mark.rpc("RolesService/GetOrganizationRole")
def test_a_role_of_an_organization_is_known_unknown_or_invalid(scalekit):
    create_in(scalekit, ACME)
    get = scalekit.roles.get_organization_role

    assert get(ACME, "editor")[0].role.display_name == "Editor"
    refused(ScalekitNotFoundException, get, ACME, "nobody")
    refused(ScalekitNotFoundException, get, NOWHERE, "editor")
    refused(ScalekitBadRequestException, get, ACME, "no name", field="role_name")


@pytest.mark.rpc("RolesService/ListOrganizationRoles")
def test_an_organization_has_its_own_roles_and_those_of_the_environment(scalekit):
    create_in(scalekit, ACME)
    listed = scalekit.roles.list_organization_roles

    assert names(listed(ACME)) == ["admin", "editor", "member"]
    refused(ScalekitNotFoundException, listed, NOWHERE)
    refused(ScalekitBadRequestException, listed, "nonsense", field="org_id")


@pytest.mark.rpc("RolesService/UpdateOrganizationRole")
def test_a_role_of_an_organization_is_updated(scalekit):
    create_in(scalekit, ACME)
    update, author = scalekit.roles.update_organization_role, UpdateRole(display_name="Author")

    assert update(ACME, "editor", author)[0].role.display_name == "Author"
    refused(ScalekitNotFoundException, update, ACME, "nobody", author)
    nameless = UpdateRole(display_name="")
    refused(ScalekitBadRequestException, update, ACME, "editor", nameless, field="display_name")


@pytest.mark.rpc("RolesService/DeleteOrganizationRole")
def test_who_held_a_deleted_role_of_an_organization_holds_another(scalekit):
    create_in(scalekit, ACME)
    hold(scalekit, BOB, "editor")
    delete = scalekit.roles.delete_organization_role

    delete(ACME, "editor", "admin")

    assert names(scalekit.users.list_user_roles(ACME, BOB)) == ["admin"]
    refused(ScalekitNotFoundException, delete, ACME, "editor")
    refused(ScalekitBadRequestException, delete, ACME, "no name", field="role_name")


@pytest.mark.rpc("RolesService/GetOrganizationRoleUsersCount")
def test_how_many_hold_a_role_in_an_organization(scalekit):
    count = scalekit.roles.get_organization_role_users_count

    assert count(ACME, "member")[0].count == 1
    refused(ScalekitNotFoundException, count, ACME, "nobody")
    refused(ScalekitBadRequestException, count, ACME, "no name", field="role_name")


@pytest.mark.rpc("RolesService/UpdateDefaultOrganizationRoles")
def test_who_joins_an_organization_gets_its_default(scalekit):
    create_in(scalekit, ACME)

    def update(organization, role):
        defaults = UpdateDefaultOrganizationRolesRequest(default_member_role=role)
        return scalekit.roles.update_default_organization_roles(organization, defaults)

    assert update(ACME, "editor")[0].default_member.name == "editor"
    erin = CreateUser(email="erin@acme.example")
    user = scalekit.users.create_user_and_membership(ACME, erin, False)[0].user
    assert names(scalekit.users.list_user_roles(ACME, user.id)) == ["editor"]
    refused(ScalekitBadRequestException, update, ACME, "nobody", field="default_member_role")
    refused(ScalekitNotFoundException, update, NOWHERE, "editor")


@pytest.mark.rpc("RolesService/DeleteOrganizationRoleBase")
def test_a_role_of_an_organization_without_its_base_extends_nothing(scalekit):
    create_in(scalekit, ACME, extends="member")
    delete = scalekit.roles.delete_organization_role_base

    delete(ACME, "editor")

    assert not scalekit.roles.get_organization_role(ACME, "editor")[0].role.HasField("extends")
    refused(ScalekitNotFoundException, delete, ACME, "nobody")
    refused(ScalekitBadRequestException, delete, ACME, "no name", field="role_name")

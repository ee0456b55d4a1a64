"""UserService: people, and what they are in which organization."""

import pytest
from fake import ACME, ALICE, BOB, GLOBEX
from scalekit.common.exceptions import (
    ScalekitBadRequestException,
    ScalekitConflictException,
    ScalekitNotFoundException,
    ScalekitServerException,
)
from scalekit.v1.commons.commons_pb2 import MembershipStatus, Role
from scalekit.v1.users.users_pb2 import (
    CreateMembership,
    CreateUser,
    CreateUserProfile,
    UpdateMembership,
    UpdateUser,
    UpdateUserProfile,
)
from world import NOBODY, NOWHERE, claims, pages, refused

ERIN = {
    "email": "erin@acme.example",
    "external_id": "employee-5",
    "user_profile": CreateUserProfile(given_name="Erin", family_name="Moreau"),
    "metadata": {"desk": "by the window"},
}


def create(scalekit, organization=ACME, invite=False, **changes):
    person = CreateUser(**{**ERIN, **changes})
    return scalekit.users.create_user_and_membership(organization, person, invite)[0].user


def names(things):
    return sorted(thing.name for thing in things)


def emails(*replies):
    return sorted(user.email for reply in replies for user in reply.users)


def membership(user, organization):
    return next(one for one in user.memberships if one.organization_id == organization)


def joining(*roles, **more):
    return CreateMembership(roles=[Role(name=role) for role in roles], **more)


def being(*roles):
    return UpdateMembership(roles=[Role(name=role) for role in roles])


@pytest.mark.rpc("UserService/CreateUserAndMembership")
def test_a_person_of_an_organization(scalekit):
    user = create(scalekit)

    assert user.id.startswith("usr_")
    assert (user.email, user.external_id) == (ERIN["email"], ERIN["external_id"])
    assert (user.user_profile.given_name, user.user_profile.family_name) == ("Erin", "Moreau")
    assert user.metadata == ERIN["metadata"]
    assert names(membership(user, ACME).roles) == ["member"]


@pytest.mark.rpc("UserService/CreateUserAndMembership")
def test_a_person_who_is_nowhere_invalid_or_there_already(scalekit):
    create(scalekit)
    frank = {"email": "frank@acme.example", "external_id": "employee-6"}

    refused(ScalekitNotFoundException, create, scalekit, NOWHERE, **frank)
    refused(ScalekitBadRequestException, create, scalekit, email="no address", field="email")
    refused(ScalekitConflictException, create, scalekit)
    refused(ScalekitConflictException, create, scalekit, email="frank@acme.example")


@pytest.mark.rpc("UserService/GetUser")
def test_a_person_is_known_by_either_id(scalekit):
    user = create(scalekit)
    get, by_external_id = scalekit.users.get_user, scalekit.users.get_user_by_external_id

    assert get(user.id)[0].user.email == ERIN["email"]
    assert by_external_id("employee-5")[0].user.id == user.id
    refused(ScalekitNotFoundException, get, NOBODY)
    refused(ScalekitNotFoundException, by_external_id, "employee-6")
    refused(ScalekitBadRequestException, get, "nonsense", field="id")


@pytest.mark.rpc("UserService/ListUsers")
def test_the_pages_of_people_make_the_whole(scalekit):
    create(scalekit, GLOBEX)
    listed = scalekit.users.list_users

    found = pages(lambda token: listed(2, token))

    assert [page.total_size for page in found] == [3, 3]
    assert emails(*found) == ["alice@acme.example", "bob@acme.example", "erin@acme.example"]
    refused(ScalekitBadRequestException, listed, page_token="nonsense", field="page_token")


@pytest.mark.rpc("UserService/ListOrganizationUsers")
def test_the_people_of_an_organization_are_its_members_only(scalekit):
    create(scalekit, GLOBEX)
    listed = scalekit.users.list_organization_users

    found = pages(lambda token: listed(ACME, 1, token))

    assert emails(*found) == ["alice@acme.example", "bob@acme.example"]
    refused(ScalekitNotFoundException, listed, NOWHERE)
    refused(ScalekitBadRequestException, listed, "nonsense", field="organization_id")
    refused(ScalekitBadRequestException, listed, ACME, 101, field="page_size")


@pytest.mark.rpc("UserService/UpdateUser")
def test_what_goes_unsaid_of_a_person_stays(scalekit):
    user = create(scalekit)
    renamed = UpdateUser(user_profile=UpdateUserProfile(given_name="Aerin"))
    moved = UpdateUser(metadata={"desk": "by the door"})

    scalekit.users.update_user(user.id, renamed)
    scalekit.users.update_user_by_external_id("employee-5", moved)

    changed = scalekit.users.get_user(user.id)[0].user
    assert (changed.user_profile.given_name, changed.user_profile.family_name) == ("Aerin", "Moreau")
    assert changed.metadata == {"desk": "by the door"}
    assert changed.external_id == "employee-5"


@pytest.mark.rpc("UserService/UpdateUser")
def test_a_person_who_is_unknown_invalid_or_taken_is_not_updated(scalekit):
    update, first = scalekit.users.update_user, UpdateUser(external_id="employee-1")
    update(ALICE, first)
    short = UpdateUser(metadata={"id": "too short a key"})

    refused(ScalekitNotFoundException, update, NOBODY, UpdateUser(external_id="employee-6"))
    refused(ScalekitBadRequestException, update, "nonsense", UpdateUser(), field="id")
    refused(ScalekitBadRequestException, update, ALICE, short, field="metadata")
    refused(ScalekitConflictException, update, BOB, first)


@pytest.mark.rpc("UserService/DeleteUser")
def test_a_deleted_person_is_gone_and_signed_out(here):
    refresh_token = here.sign_in()["refresh_token"]
    create(here.scalekit)
    users = here.scalekit.users

    users.delete_user(ALICE)
    users.delete_user_by_external_id("employee-5")

    refused(ScalekitNotFoundException, users.get_user, ALICE)
    refused(ScalekitNotFoundException, users.delete_user, ALICE)
    refused(ScalekitNotFoundException, users.delete_user_by_external_id, "employee-5")
    refused(ScalekitBadRequestException, users.delete_user, "nonsense", field="id")
    refused(ScalekitBadRequestException, here.scalekit.refresh_access_token, refresh_token)


@pytest.mark.rpc("UserService/CreateMembership")
def test_a_person_joins_another_organization_by_either_id(scalekit):
    create(scalekit)
    alice = joining("admin", metadata={"floor": "third"})

    first = scalekit.users.create_membership(GLOBEX, ALICE, alice, False)
    second = scalekit.users.create_membership_by_external_id(GLOBEX, "employee-5", joining("member"), False)

    hers = membership(first[0].user, GLOBEX)
    assert names(hers.roles) == ["admin"]
    assert hers.metadata == {"floor": "third"}
    assert names(membership(second[0].user, GLOBEX).roles) == ["member"]


@pytest.mark.rpc("UserService/CreateMembership")
def test_who_is_unknown_or_in_already_does_not_join(scalekit):
    join = scalekit.users.create_membership

    refused(ScalekitNotFoundException, join, GLOBEX, NOBODY, joining())
    refused(ScalekitNotFoundException, join, NOWHERE, ALICE, joining())
    refused(ScalekitBadRequestException, join, "nonsense", ALICE, joining(), field="organization_id")
    refused(ScalekitConflictException, join, ACME, ALICE, joining())


@pytest.mark.rpc("UserService/UpdateMembership")
def test_the_roles_of_a_membership_are_in_the_next_access_token(here):
    refresh_token = here.sign_in()["refresh_token"]

    user = here.scalekit.users.update_membership(ACME, ALICE, being("member"))[0].user

    assert names(membership(user, ACME).roles) == ["member"]
    token = here.scalekit.refresh_access_token(refresh_token)["access_token"]
    assert claims(token)["roles"] == ["member"]


@pytest.mark.rpc("UserService/UpdateMembership")
def test_a_membership_by_your_id_unknown_and_invalid(scalekit):
    create(scalekit)
    update = scalekit.users.update_membership
    update_by_external_id = scalekit.users.update_membership_by_external_id

    user = update_by_external_id(ACME, "employee-5", being("admin"))[0].user

    assert names(membership(user, ACME).roles) == ["admin"]
    refused(ScalekitNotFoundException, update, GLOBEX, ALICE, being("member"))
    refused(ScalekitBadRequestException, update, "nonsense", ALICE, being(), field="organization_id")
    refused(ScalekitServerException, update, ACME, ALICE, being("nobody"))


@pytest.mark.rpc("UserService/DeleteMembership")
def test_a_person_leaves_an_organization_by_either_id(scalekit):
    users = scalekit.users
    create(scalekit)
    users.create_membership(GLOBEX, ALICE, joining(), False)
    users.create_membership_by_external_id(GLOBEX, "employee-5", joining(), False)

    users.delete_membership(GLOBEX, ALICE)
    users.delete_membership_by_external_id(GLOBEX, "employee-5")

    assert emails(users.list_organization_users(GLOBEX)[0]) == []
    refused(ScalekitNotFoundException, users.delete_membership, GLOBEX, ALICE)
    refused(ScalekitBadRequestException, users.delete_membership, "nonsense", ALICE, field="organization_id")


@pytest.mark.rpc("UserService/ResendInvite")
def test_whoever_is_invited_is_invited_again(scalekit):
    user = create(scalekit, invite=True)
    assert membership(user, ACME).membership_status == MembershipStatus.PENDING_INVITE

    invite = scalekit.users.resend_invite(ACME, user.id)[0].invite

    assert (invite.organization_id, invite.user_id) == (ACME, user.id)
    assert invite.resent_count == 1
    assert invite.expires_at.seconds > invite.created_at.seconds


@pytest.mark.rpc("UserService/ResendInvite")
def test_whoever_is_in_needs_no_invitation(scalekit):
    resend = scalekit.users.resend_invite

    refused(ScalekitServerException, resend, ACME, ALICE)
    refused(ScalekitNotFoundException, resend, ACME, NOBODY)
    refused(ScalekitBadRequestException, resend, "nonsense", ALICE, field="organization_id")


@pytest.mark.rpc("UserService/ListUserRoles")
def test_what_a_person_is_in_one_organization(scalekit):
    listed = scalekit.users.list_user_roles

    assert names(listed(ACME, ALICE)[0].roles) == ["admin"]
    refused(ScalekitNotFoundException, listed, ACME, NOBODY)
    refused(ScalekitNotFoundException, listed, NOWHERE, ALICE)
    refused(ScalekitBadRequestException, listed, ACME, "nonsense", field="user_id")


@pytest.mark.rpc("UserService/ListUserPermissions")
def test_what_a_person_may_do_in_one_organization(scalekit):
    listed = scalekit.users.list_user_permissions

    assert names(listed(ACME, ALICE)[0].permissions) == ["invoices:read"]
    assert names(listed(ACME, BOB)[0].permissions) == []
    refused(ScalekitNotFoundException, listed, ACME, NOBODY)
    refused(ScalekitBadRequestException, listed, "nonsense", ALICE, field="organization_id")

"""OrganizationService: the tenants of the environment."""

import time

import pytest
from fake import ACME, ALICE, GLOBEX
from scalekit.common.exceptions import (
    ScalekitBadRequestException,
    ScalekitConflictException,
    ScalekitNotFoundException,
)
from scalekit.v1.commons.commons_pb2 import TimeUnit
from scalekit.v1.organizations.organizations_pb2 import (
    CreateOrganization,
    Feature,
    SessionPolicyType,
    UpdateOrganization,
)
from scalekit.v1.users.users_pb2 import CreateMembership
from world import NOWHERE, pages, refused

MINUTES_IN = {TimeUnit.MINUTES: 1, TimeUnit.HOURS: 60, TimeUnit.DAYS: 24 * 60}

TWO_HOURS = {
    "policy_source": SessionPolicyType.CUSTOM,
    "absolute_session_timeout": 2,
    "absolute_session_timeout_unit": TimeUnit.HOURS,
    "idle_session_timeout_enabled": True,
    "idle_session_timeout": 30,
    "idle_session_timeout_unit": TimeUnit.MINUTES,
}


def create(scalekit, name="Initech", **given):
    reply, _ = scalekit.organization.create_organization(CreateOrganization(display_name=name, **given))
    return reply.organization


@pytest.mark.rpc("OrganizationService/CreateOrganization")
def test_an_organization_has_what_it_was_given_and_an_id(scalekit):
    given = {
        "external_id": "tenant-1",
        "slug": "initech",
        "logo_url": "https://initech.example/logo.png",
        "metadata": {"tier": "gold"},
    }

    organization = create(scalekit, **given)

    assert organization.id.startswith("org_")
    assert organization.display_name == "Initech"
    assert {name: getattr(organization, name) for name in given} == given
    assert organization.HasField("create_time")


@pytest.mark.rpc("OrganizationService/CreateOrganization")
def test_an_organization_needs_a_name_and_what_is_taken_is_taken(scalekit):
    create(scalekit, external_id="tenant-1")

    refused(ScalekitBadRequestException, create, scalekit, "", field="display_name")
    refused(ScalekitBadRequestException, create, scalekit, slug="No Slug", field="slug")
    refused(ScalekitConflictException, create, scalekit, external_id="tenant-1")
    refused(ScalekitConflictException, create, scalekit, slug="acme")


@pytest.mark.rpc("OrganizationService/CreateOrganization")
def test_people_are_at_home_in_what_the_sdk_made(here):
    organization = create(here.scalekit)
    here.scalekit.users.create_membership(organization.id, ALICE, CreateMembership(), False)

    signed_in = here.sign_in(organization_id=organization.id)

    assert signed_in["organization_id"] == organization.id


@pytest.mark.rpc("OrganizationService/GetOrganization")
def test_an_organization_is_known_by_its_id_and_by_yours(scalekit):
    organization = create(scalekit, external_id="tenant-1")
    get = scalekit.organization.get_organization
    get_by_external_id = scalekit.organization.get_organization_by_external_id

    assert get(organization.id)[0].organization == organization
    assert get_by_external_id("tenant-1")[0].organization == organization
    refused(ScalekitNotFoundException, get, NOWHERE)
    refused(ScalekitNotFoundException, get_by_external_id, "tenant-2")
    refused(ScalekitBadRequestException, get, "org_".ljust(33, "9"), field="id")


@pytest.mark.rpc("OrganizationService/ListOrganization")
def test_the_pages_of_organizations_make_the_whole(scalekit):
    listed = scalekit.organization.list_organizations

    found = pages(lambda token: listed(2, token))

    assert [page.total_size for page in found] == [3, 3]
    names = [organization.display_name for page in found for organization in page.organizations]
    assert sorted(names) == ["Acme", "Globex", "Hooli"]
    refused(ScalekitBadRequestException, listed, page_token="nonsense", field="page_token")


@pytest.mark.rpc("OrganizationService/UpdateOrganization")
def test_what_goes_unsaid_of_an_organization_stays(scalekit):
    organization = create(scalekit, external_id="tenant-1")
    client = scalekit.organization

    client.update_organization(organization.id, UpdateOrganization(display_name="Initrode"))
    client.update_organization_by_external_id("tenant-1", UpdateOrganization(metadata={"tier": "gold"}))

    changed = client.get_organization(organization.id)[0].organization
    assert changed.display_name == "Initrode"
    assert changed.metadata == {"tier": "gold"}
    assert changed.external_id == "tenant-1"


@pytest.mark.rpc("OrganizationService/UpdateOrganization")
def test_an_organization_that_is_unknown_invalid_or_taken_is_not_updated(scalekit):
    update = scalekit.organization.update_organization
    nameless = UpdateOrganization(display_name="")
    short = UpdateOrganization(metadata={"id": "too short a key"})

    refused(ScalekitNotFoundException, update, NOWHERE, UpdateOrganization(display_name="Other"))
    refused(ScalekitBadRequestException, update, ACME, nameless, field="display_name")
    refused(ScalekitBadRequestException, update, ACME, short, field="metadata")
    refused(ScalekitConflictException, update, GLOBEX, UpdateOrganization(slug="acme"))


@pytest.mark.rpc("OrganizationService/DeleteOrganization")
def test_a_deleted_organization_is_gone_and_so_are_the_sessions_in_it(here):
    session_id = here.sign_in()["session_id"]
    client = here.scalekit.organization

    client.delete_organization(ACME)

    refused(ScalekitNotFoundException, client.get_organization, ACME)
    refused(ScalekitNotFoundException, client.delete_organization, ACME)
    assert here.scalekit.sessions.get_session(session_id)[0].status != "active"


@pytest.mark.rpc("OrganizationService/GeneratePortalLink")
def test_a_portal_link_opens_for_a_while(here):
    generate = here.scalekit.organization.generate_portal_link

    link = generate(ACME, [Feature.sso, Feature.dir_sync])

    assert link.id
    assert link.location.startswith(here.environment_url)
    assert link.expire_time.seconds > time.time()
    refused(ScalekitNotFoundException, generate, NOWHERE)
    refused(ScalekitBadRequestException, generate, "nonsense", field="id")


@pytest.mark.rpc("OrganizationService/UpdateOrganizationSettings")
def test_features_are_turned_on_and_off(scalekit):
    update = scalekit.organization.update_organization_settings
    wanted = [{"name": "sso", "enabled": True}, {"name": "dir_sync", "enabled": False}]

    organization = update(ACME, wanted)[0].organization

    features = {feature.name: feature.enabled for feature in organization.settings.features}
    assert features["sso"] is True
    assert features["dir_sync"] is False
    refused(ScalekitNotFoundException, update, NOWHERE, [])
    refused(ScalekitBadRequestException, update, "nonsense", [], field="id")


@pytest.mark.rpc("OrganizationService/UpsertUserManagementSettings")
def test_an_organization_has_a_limit_and_none(scalekit):
    upsert = scalekit.organization.upsert_user_management_settings

    assert upsert(ACME, 50).max_allowed_users.value == 50
    assert not upsert(ACME).HasField("max_allowed_users")
    refused(ScalekitNotFoundException, upsert, NOWHERE, 1)
    refused(ScalekitBadRequestException, upsert, "nonsense", field="organization_id")


@pytest.mark.rpc("OrganizationService/GetOrganizationSessionPolicy")
def test_the_session_policy_is_the_applications_until_there_is_another(scalekit):
    get = scalekit.organization.get_organization_session_policy

    assert get(ACME)[0].policy.policy_source == SessionPolicyType.APPLICATION
    refused(ScalekitNotFoundException, get, NOWHERE)
    refused(ScalekitBadRequestException, get, "nonsense", field="organization_id")


@pytest.mark.rpc("OrganizationService/UpdateOrganizationSessionPolicy")
def test_sessions_that_begin_afterwards_live_as_long_as_the_policy_says(here):
    client = here.scalekit.organization

    client.update_organization_session_policy(ACME, **TWO_HOURS)

    policy = client.get_organization_session_policy(ACME)[0].policy
    unit = MINUTES_IN[policy.absolute_session_timeout_unit]
    assert policy.absolute_session_timeout.value * unit == 120
    session, _ = here.scalekit.sessions.get_session(here.sign_in()["session_id"])
    assert session.absolute_expires_at.seconds - session.created_at.seconds == 7200
    reply, _ = client.update_organization_session_policy(ACME, SessionPolicyType.APPLICATION)
    assert reply.policy.policy_source == SessionPolicyType.APPLICATION


@pytest.mark.rpc("OrganizationService/UpdateOrganizationSessionPolicy")
def test_a_session_policy_of_nobody_or_of_nonsense_is_refused(scalekit):
    update = scalekit.organization.update_organization_session_policy
    sleepless = {**TWO_HOURS, "idle_session_timeout": 180}

    refused(ScalekitNotFoundException, update, NOWHERE, **TWO_HOURS)
    refused(ScalekitBadRequestException, update, ACME, **sleepless, field="absolute_session_timeout")

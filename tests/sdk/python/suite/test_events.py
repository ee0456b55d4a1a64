"""EventsService: what happened in the environment."""

import time

import pytest
from fake import ACME
from google.protobuf.timestamp_pb2 import Timestamp
from scalekit.common.exceptions import ScalekitBadRequestException
from scalekit.v1.events.events_pb2 import EventFilter
from scalekit.v1.organizations.organizations_pb2 import CreateOrganization
from world import pages, refused


@pytest.fixture
def founded(here):
    """An organization that was founded after somebody signed in."""
    here.sign_in()
    organization = CreateOrganization(display_name="Initech")
    return here.scalekit.organization.create_organization(organization)[0].organization


@pytest.mark.rpc("EventsService/ListEventsPaginated")
def test_a_sign_in_and_what_the_sdk_did(scalekit, founded):
    found = pages(lambda token: scalekit.events.list_events_paginated(1, token))

    assert all(len(page.events) == 1 for page in found)
    events = {event.type: event for page in found for event in page.events}
    assert "user.login" in events
    assert events["organization.created"].id.startswith("evt")
    assert events["organization.created"].organization_id == founded.id


@pytest.mark.rpc("EventsService/ListEventsPaginated")
def test_events_by_type_organization_and_time(scalekit, founded):
    def types(**wanted):
        page, _ = scalekit.events.list_events_paginated(30, filter=EventFilter(**wanted))
        return [event.type for event in page.events]

    assert types(event_types=["organization.created"]) == ["organization.created"]
    assert "user.login" in types(organization_id=ACME)
    assert "organization.created" not in types(organization_id=ACME)
    assert types(start_time=Timestamp(seconds=int(time.time()) + 60)) == []


@pytest.mark.rpc("EventsService/ListEventsPaginated")
def test_a_page_of_events_that_no_list_has_given(scalekit):
    listed = scalekit.events.list_events_paginated

    refused(ScalekitBadRequestException, listed, 10, "nonsense", field="page_token")

"""DomainService: whose e-mail addresses belong to an organization."""

import pytest
from fake import ACME, GLOBEX
from scalekit.common.exceptions import (
    ScalekitBadRequestException,
    ScalekitConflictException,
    ScalekitNotFoundException,
)
from scalekit.v1.domains.domains_pb2 import DomainType
from world import NOWHERE, refused

NO_DOMAIN = "dom_999999999999999999"


@pytest.fixture
def domain(scalekit):
    return scalekit.domain.create_domain(ACME, "acme.example", "ORGANIZATION_DOMAIN")[0].domain


def names(reply):
    return sorted(domain.domain for domain in reply[0].domains)


@pytest.mark.rpc("DomainService/CreateDomain")
def test_a_domain_has_what_it_was_given_and_an_id(domain):
    assert domain.id.startswith("dom_")
    assert (domain.domain, domain.organization_id) == ("acme.example", ACME)
    assert domain.domain_type == DomainType.ORGANIZATION_DOMAIN


@pytest.mark.rpc("DomainService/CreateDomain")
def test_a_domain_of_nobody_of_nonsense_or_of_another_is_refused(scalekit, domain):
    def create(organization, name):
        return scalekit.domain.create_domain(organization, name, DomainType.ORGANIZATION_DOMAIN)

    refused(ScalekitNotFoundException, create, NOWHERE, "initech.example")
    refused(ScalekitBadRequestException, create, ACME, "a.b", field="domain")
    refused(ScalekitConflictException, create, GLOBEX, domain.domain)


@pytest.mark.rpc("DomainService/GetDomain")
def test_a_domain_is_known_or_unknown(scalekit, domain):
    get = scalekit.domain.get_domain

    assert get(ACME, domain.id)[0].domain == domain
    refused(ScalekitNotFoundException, get, ACME, NO_DOMAIN)
    refused(ScalekitNotFoundException, get, GLOBEX, domain.id)


@pytest.mark.rpc("DomainService/ListDomains")
def test_all_domains_or_those_of_a_type(scalekit, domain):
    scalekit.domain.create_domain(ACME, "acme.test", "ALLOWED_EMAIL_DOMAIN")
    listed = scalekit.domain.list_domains

    assert names(listed(ACME)) == ["acme.example", "acme.test"]
    assert names(listed(ACME, "ALLOWED_EMAIL_DOMAIN")) == ["acme.test"]
    assert names(listed(GLOBEX)) == []
    refused(ScalekitNotFoundException, listed, NOWHERE)


@pytest.mark.rpc("DomainService/DeleteDomain")
def test_a_deleted_domain_is_gone(scalekit, domain):
    scalekit.domain.delete_domain(ACME, domain.id)

    assert names(scalekit.domain.list_domains(ACME)) == []
    refused(ScalekitNotFoundException, scalekit.domain.delete_domain, ACME, domain.id)

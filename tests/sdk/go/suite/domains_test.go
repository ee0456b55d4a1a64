package suite

import (
	"testing"

	"connectrpc.com/connect"
	"github.com/scalekit-inc/scalekit-sdk-go/v2"
	"github.com/scalekit-inc/scalekit-sdk-go/v2/pkg/grpc/scalekit/v1/domains"
)

const noDomain = "dom_999999999999999999"

func domainNames(page *scalekit.ListDomainResponse) []string {
	return names(page.Domains, func(of *domains.Domain) string { return of.Domain })
}

func TestCreateDomain(t *testing.T) {
	organization, name := newOrganization(t), fresh("d")+".example"
	create := func(of, name string) error {
		_, err := sdk.Domain().CreateDomain(t.Context(), of, name)
		return err
	}
	options := &scalekit.CreateDomainOptions{DomainType: scalekit.DomainTypeOrganization}

	domain := must(sdk.Domain().CreateDomain(t.Context(), organization, name, options))(t).Domain

	equal(t, domain.Domain, name)
	equal(t, domain.OrganizationId, organization)
	equal(t, domain.DomainType, domains.DomainType_ORGANIZATION_DOMAIN)
	refused(t, create(organization, name), connect.CodeAlreadyExists)
	refused(t, create(nowhere, fresh("d")+".example"), connect.CodeNotFound)
	refused(t, create(organization, "a.b"), connect.CodeInvalidArgument, "domain")
}

func TestGetDomain(t *testing.T) {
	organization := newOrganization(t)
	domain := must(sdk.Domain().CreateDomain(t.Context(), organization, fresh("d")+".example"))(t).Domain
	get := func(id, of string) error {
		_, err := sdk.Domain().GetDomain(t.Context(), id, of)
		return err
	}

	equal(t, must(sdk.Domain().GetDomain(t.Context(), domain.Id, organization))(t).Domain.Domain, domain.Domain)
	refused(t, get(noDomain, organization), connect.CodeNotFound)
	refused(t, get(domain.Id, globex), connect.CodeNotFound)
}

func TestListDomains(t *testing.T) {
	organization := newOrganization(t)
	mails := &scalekit.CreateDomainOptions{DomainType: scalekit.DomainTypeAllowedEmail}
	first := must(sdk.Domain().CreateDomain(t.Context(), organization, fresh("d")+".example"))(t).Domain.Domain
	second := must(sdk.Domain().CreateDomain(t.Context(), organization, fresh("d")+".example", mails))(t).Domain.Domain
	list := func(options ...*scalekit.ListDomainOptions) []string {
		return domainNames(must(sdk.Domain().ListDomains(t.Context(), organization, options...))(t))
	}

	sameNames(t, list(), first, second)
	sameNames(t, list(&scalekit.ListDomainOptions{DomainType: scalekit.DomainTypeAllowedEmail}), second)
	one := list(&scalekit.ListDomainOptions{PageSize: 1}) // Pages are counted from zero.
	another := list(&scalekit.ListDomainOptions{PageSize: 1, PageNumber: 1})
	sameNames(t, append(one, another...), first, second)
	_, unknown := sdk.Domain().ListDomains(t.Context(), nowhere)
	refused(t, unknown, connect.CodeNotFound)
}

func TestDeleteDomain(t *testing.T) {
	organization := newOrganization(t)
	domain := must(sdk.Domain().CreateDomain(t.Context(), organization, fresh("d")+".example"))(t).Domain

	succeeds(t, sdk.Domain().DeleteDomain(t.Context(), domain.Id, organization))

	sameNames(t, domainNames(must(sdk.Domain().ListDomains(t.Context(), organization))(t)))
	refused(t, sdk.Domain().DeleteDomain(t.Context(), domain.Id, organization), connect.CodeNotFound)
}

package suite

import (
	"strings"
	"testing"
	"time"

	"connectrpc.com/connect"
	"github.com/scalekit-inc/scalekit-sdk-go/v2"
	"github.com/scalekit-inc/scalekit-sdk-go/v2/pkg/grpc/scalekit/v1/organizations"
	"github.com/scalekit-inc/scalekit-sdk-go/v2/pkg/grpc/scalekit/v1/users"
)

func TestCreateOrganization(t *testing.T) {
	options := scalekit.CreateOrganizationOptions{ExternalId: fresh("tenant-"), Metadata: map[string]string{"tier": "gold"}}
	create := func(name string) (*scalekit.CreateOrganizationResponse, error) {
		return sdk.Organization().CreateOrganization(t.Context(), name, options)
	}

	organization := must(create("Initech"))(t).Organization

	equal(t, strings.HasPrefix(organization.Id, "org_"), true)
	equal(t, organization.DisplayName, "Initech")
	equal(t, organization.GetExternalId(), options.ExternalId)
	equal(t, organization.Metadata["tier"], "gold")
	equal(t, organization.CreateTime.IsValid(), true)
	_, taken := create("Other")
	_, nameless := sdk.Organization().CreateOrganization(t.Context(), "", scalekit.CreateOrganizationOptions{})
	refused(t, taken, connect.CodeAlreadyExists)
	refused(t, nameless, connect.CodeInvalidArgument, "display_name")
}

func TestGetOrganizationByEitherId(t *testing.T) {
	options := scalekit.CreateOrganizationOptions{ExternalId: fresh("tenant-")}
	id := must(sdk.Organization().CreateOrganization(t.Context(), "Initech", options))(t).Organization.Id

	equal(t, must(sdk.Organization().GetOrganization(t.Context(), id))(t).Organization.Id, id)
	equal(t, must(sdk.Organization().GetOrganizationByExternalId(t.Context(), options.ExternalId))(t).Organization.Id, id)
	_, unknown := sdk.Organization().GetOrganization(t.Context(), nowhere)
	_, elsewhere := sdk.Organization().GetOrganizationByExternalId(t.Context(), fresh("tenant-"))
	_, long := sdk.Organization().GetOrganization(t.Context(), "org_"+strings.Repeat("9", 29))
	refused(t, unknown, connect.CodeNotFound)
	refused(t, elsewhere, connect.CodeNotFound)
	refused(t, long, connect.CodeInvalidArgument, "id")
}

func TestListOrganizationsInPages(t *testing.T) {
	id := newOrganization(t)

	all := pages(t, func(token string) (*scalekit.ListOrganizationsResponse, error) {
		return sdk.Organization().ListOrganization(t.Context(), &scalekit.ListOrganizationOptions{PageSize: 5, PageToken: token})
	})

	seen := map[string]bool{}
	for _, page := range all {
		equal(t, len(page.Organizations) <= 5, true)
		for _, organization := range page.Organizations {
			seen[organization.Id] = true
		}
	}
	equal(t, seen[id] && seen[acme] && seen[globex], true)
	_, err := sdk.Organization().ListOrganization(t.Context(), &scalekit.ListOrganizationOptions{PageToken: "nonsense"})
	refused(t, err, connect.CodeInvalidArgument, "page_token")
}

func TestUpdateOrganizationByEitherId(t *testing.T) {
	options := scalekit.CreateOrganizationOptions{ExternalId: fresh("tenant-")}
	id := must(sdk.Organization().CreateOrganization(t.Context(), "Initech", options))(t).Organization.Id

	must(sdk.Organization().UpdateOrganization(t.Context(), id, &scalekit.UpdateOrganization{DisplayName: ptr("Initrode")}))(t)
	gold := &scalekit.UpdateOrganization{Metadata: map[string]string{"tier": "gold"}}
	must(sdk.Organization().UpdateOrganizationByExternalId(t.Context(), options.ExternalId, gold))(t)

	changed := must(sdk.Organization().GetOrganization(t.Context(), id))(t).Organization
	equal(t, changed.DisplayName, "Initrode")
	equal(t, changed.Metadata["tier"], "gold")
	equal(t, changed.GetExternalId(), options.ExternalId)
}

func TestUpdateOrganizationRefuses(t *testing.T) {
	id, other := newOrganization(t), newOrganization(t)
	update := func(id string, change *scalekit.UpdateOrganization) error {
		_, err := sdk.Organization().UpdateOrganization(t.Context(), id, change)
		return err
	}
	taken := &scalekit.UpdateOrganization{ExternalId: ptr(fresh("tenant-"))}
	succeeds(t, update(other, taken))

	refused(t, update(nowhere, &scalekit.UpdateOrganization{DisplayName: ptr("Other")}), connect.CodeNotFound)
	refused(t, update(id, &scalekit.UpdateOrganization{DisplayName: ptr("")}), connect.CodeInvalidArgument, "display_name")
	short := &scalekit.UpdateOrganization{Metadata: map[string]string{"id": "too short a key"}}
	refused(t, update(id, short), connect.CodeInvalidArgument, "metadata")
	refused(t, update(id, taken), connect.CodeAlreadyExists)
	_, elsewhere := sdk.Organization().UpdateOrganizationByExternalId(t.Context(), fresh("tenant-"), taken)
	refused(t, elsewhere, connect.CodeNotFound)
}

func TestDeleteOrganizationEndsItsSessions(t *testing.T) {
	id := newOrganization(t)
	user := newUser(t, id)
	session := sessionOf(t, signIn(t, user.Email, scalekit.AuthorizationUrlOptions{OrganizationId: id}))

	succeeds(t, sdk.Organization().DeleteOrganization(t.Context(), id))

	_, gone := sdk.Organization().GetOrganization(t.Context(), id)
	refused(t, gone, connect.CodeNotFound)
	refused(t, sdk.Organization().DeleteOrganization(t.Context(), id), connect.CodeNotFound)
	equal(t, must(sdk.Session().GetSession(t.Context(), session))(t).Status != "active", true)
}

func TestWhatTheSDKMadeCanBeSignedInTo(t *testing.T) {
	id := newOrganization(t)
	member := &users.CreateMembership{Roles: as("member")}
	user := newUser(t, acme)
	must(sdk.User().CreateMembership(t.Context(), id, user.Id, member, false))(t)

	tokens := signIn(t, user.Email, scalekit.AuthorizationUrlOptions{OrganizationId: id})

	equal(t, tokens.User.Claims["oid"].(string), id)
}

func TestGeneratePortalLink(t *testing.T) {
	link := must(sdk.Organization().GeneratePortalLink(t.Context(), newOrganization(t)))(t)

	equal(t, strings.HasPrefix(link.Location, environmentURL), true)
	equal(t, link.Id != "", true)
	equal(t, link.ExpireTime.AsTime().After(time.Now()), true)
	_, unknown := sdk.Organization().GeneratePortalLink(t.Context(), nowhere)
	_, invalid := sdk.Organization().GeneratePortalLink(t.Context(), "nonsense")
	refused(t, unknown, connect.CodeNotFound)
	refused(t, invalid, connect.CodeInvalidArgument, "id")
}

func TestUpdateOrganizationSettings(t *testing.T) {
	id := newOrganization(t)
	update := func(id, feature string) (*scalekit.GetOrganizationResponse, error) {
		settings := scalekit.OrganizationSettings{Features: []scalekit.Feature{{Name: feature, Enabled: true}}}
		return sdk.Organization().UpdateOrganizationSettings(t.Context(), id, settings)
	}

	on := false
	for _, feature := range must(update(id, "sso"))(t).Organization.Settings.Features {
		on = on || feature.Name == "sso" && feature.Enabled
	}

	equal(t, on, true)
	_, unknown := update(nowhere, "sso")
	_, invalid := update("nonsense", "sso")
	_, feature := update(id, "teleport")
	refused(t, unknown, connect.CodeNotFound)
	refused(t, invalid, connect.CodeInvalidArgument, "id")
	refused(t, feature, connect.CodeInvalidArgument, "settings")
}

func TestUpsertUserManagementSettings(t *testing.T) {
	id := newOrganization(t)
	upsert := func(id string, most *int32) (*organizations.OrganizationUserManagementSettings, error) {
		settings := scalekit.OrganizationUserManagementSettings{MaxAllowedUsers: most}
		return sdk.Organization().UpsertUserManagementSettings(t.Context(), id, settings)
	}

	equal(t, must(upsert(id, ptr(int32(50))))(t).MaxAllowedUsers.GetValue(), 50)
	equal(t, must(upsert(id, nil))(t).MaxAllowedUsers == nil, true)
	_, unknown := upsert(nowhere, ptr(int32(1)))
	_, invalid := upsert("nonsense", ptr(int32(1)))
	refused(t, unknown, connect.CodeNotFound)
	refused(t, invalid, connect.CodeInvalidArgument, "organization_id")
}

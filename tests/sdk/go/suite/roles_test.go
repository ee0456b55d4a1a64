package suite

import (
	"context"
	"testing"

	"connectrpc.com/connect"
	"github.com/scalekit-inc/scalekit-sdk-go/v2"
	"github.com/scalekit-inc/scalekit-sdk-go/v2/pkg/grpc/scalekit/v1/roles"
	"github.com/scalekit-inc/scalekit-sdk-go/v2/pkg/grpc/scalekit/v1/users"
)

// Both kinds of role have the same fields.
func editor(name string) *roles.CreateRole {
	return &roles.CreateRole{Name: name, DisplayName: "Editor", Description: ptr("Edits"), Permissions: []string{"invoices:read"}}
}

func editorOf(name string) *roles.CreateOrganizationRole {
	return &roles.CreateOrganizationRole{Name: name, DisplayName: "Editor", Permissions: []string{"invoices:read"}}
}

// newRole of the environment is gone with the test, and whoever held it is a member.
func newRole(t *testing.T) string {
	t.Helper()
	name := fresh("editor")
	must(sdk.Role().CreateRole(t.Context(), editor(name)))(t)
	t.Cleanup(func() { _ = sdk.Role().DeleteRole(context.Background(), name, "member") })
	return name
}

func newOrganizationRole(t *testing.T) (organization, name string) {
	t.Helper()
	organization, name = newOrganization(t), fresh("editor")
	must(sdk.Role().CreateOrganizationRole(t.Context(), organization, editorOf(name)))(t)
	return organization, name
}

func named(all []*roles.Role) []string {
	return names(all, func(role *roles.Role) string { return role.Name })
}

func has(t *testing.T, all []string, wanted string) {
	t.Helper()
	for _, name := range all {
		if name == wanted {
			return
		}
	}
	t.Errorf("%s is not among %v", wanted, all)
}

func TestCreateRole(t *testing.T) {
	name := fresh("editor")

	role := must(sdk.Role().CreateRole(t.Context(), editor(name)))(t).Role

	equal(t, role.Name, name)
	equal(t, role.DisplayName, "Editor")
	equal(t, role.Description, "Edits")
	equal(t, role.IsOrgRole, false)
	sameNames(t, names(role.Permissions, func(of *roles.RolePermission) string { return of.Name }), "invoices:read")
	succeeds(t, sdk.Role().DeleteRole(t.Context(), name))
}

func TestCreateRoleRefuses(t *testing.T) {
	create := func(role *roles.CreateRole) error {
		_, err := sdk.Role().CreateRole(t.Context(), role)
		return err
	}
	nameless := editor(fresh("editor"))
	nameless.DisplayName = ""

	refused(t, create(editor("no name")), connect.CodeInvalidArgument, "name")
	refused(t, create(nameless), connect.CodeInvalidArgument, "display_name")
	refused(t, create(editor("admin")), connect.CodeAlreadyExists)
}

func TestGetRole(t *testing.T) {
	role := must(sdk.Role().GetRole(t.Context(), "admin"))(t).Role

	equal(t, role.Name, "admin")
	equal(t, role.DefaultCreator, true)
	_, unknown := sdk.Role().GetRole(t.Context(), "nobody")
	_, invalid := sdk.Role().GetRole(t.Context(), "no name")
	refused(t, unknown, connect.CodeNotFound)
	refused(t, invalid, connect.CodeInvalidArgument, "role_name")
}

func TestListRolesOfTheEnvironmentAndOfItsOrganizations(t *testing.T) {
	name := newRole(t)
	_, elsewhere := newOrganizationRole(t)

	all := named(must(sdk.Role().ListRoles(t.Context()))(t).Roles)

	has(t, all, name)
	has(t, all, "admin")
	has(t, all, elsewhere)
}

func TestUpdateRoleIsInTheNextAccessToken(t *testing.T) {
	name := newRole(t)
	user := newUser(t, acme)
	must(sdk.User().UpdateMembership(t.Context(), acme, user.Id, &users.UpdateMembership{Roles: as(name)}))(t)
	tokens := signIn(t, user.Email, scalekit.AuthorizationUrlOptions{})

	update := &roles.UpdateRole{DisplayName: ptr("Author"), Permissions: []string{"invoices:write"}}
	equal(t, must(sdk.Role().UpdateRole(t.Context(), name, update))(t).Role.DisplayName, "Author")

	next := must(sdk.RefreshAccessToken(t.Context(), tokens.RefreshToken))(t)
	claims := must(sdk.GetAccessTokenClaims(t.Context(), next.AccessToken))(t)
	equal(t, claims.Claims["permissions"].([]any)[0].(string), "invoices:write")
}

func TestUpdateRoleRefuses(t *testing.T) {
	update := func(name, display string) error {
		_, err := sdk.Role().UpdateRole(t.Context(), name, &roles.UpdateRole{DisplayName: &display})
		return err
	}

	refused(t, update("nobody", "Nobody"), connect.CodeNotFound)
	refused(t, update("no name", "Nobody"), connect.CodeInvalidArgument, "role_name")
	refused(t, update("admin", ""), connect.CodeInvalidArgument, "display_name")
}

func TestDeleteRoleGivesAnotherInItsPlace(t *testing.T) {
	name := newRole(t)
	user := newUser(t, acme)
	must(sdk.User().UpdateMembership(t.Context(), acme, user.Id, &users.UpdateMembership{Roles: as(name)}))(t)

	succeeds(t, sdk.Role().DeleteRole(t.Context(), name, "admin"))

	sameNames(t, roleNames(must(sdk.User().ListUserRoles(t.Context(), acme, user.Id))(t).Roles), "admin")
	refused(t, sdk.Role().DeleteRole(t.Context(), name), connect.CodeNotFound)
	refused(t, sdk.Role().DeleteRole(t.Context(), "no name"), connect.CodeInvalidArgument, "role_name")
	refused(t, sdk.Role().DeleteRole(t.Context(), "member"), connect.CodeFailedPrecondition)
}

func TestGetRoleUsersCount(t *testing.T) {
	name := newRole(t)
	user := newUser(t, acme)
	must(sdk.User().UpdateMembership(t.Context(), acme, user.Id, &users.UpdateMembership{Roles: as(name)}))(t)

	equal(t, must(sdk.Role().GetRoleUsersCount(t.Context(), name))(t).Count, 1)
	_, unknown := sdk.Role().GetRoleUsersCount(t.Context(), "nobody")
	_, invalid := sdk.Role().GetRoleUsersCount(t.Context(), "no name")
	refused(t, unknown, connect.CodeNotFound)
	refused(t, invalid, connect.CodeInvalidArgument, "role_name")
}

func TestRolesThatExtendOthers(t *testing.T) {
	base := newRole(t)
	heir := editor(fresh("heir"))
	heir.Extends = &base
	must(sdk.Role().CreateRole(t.Context(), heir))(t)
	t.Cleanup(func() { _ = sdk.Role().DeleteRole(context.Background(), heir.Name, "member") })

	sameNames(t, named(must(sdk.Role().ListDependentRoles(t.Context(), base))(t).Roles), heir.Name)
	equal(t, must(sdk.Role().GetRole(t.Context(), heir.Name))(t).Role.GetExtends(), base)

	succeeds(t, sdk.Role().DeleteRoleBase(t.Context(), heir.Name))
	equal(t, must(sdk.Role().GetRole(t.Context(), heir.Name))(t).Role.GetExtends(), "")
	sameNames(t, named(must(sdk.Role().ListDependentRoles(t.Context(), base))(t).Roles))

	_, unknown := sdk.Role().ListDependentRoles(t.Context(), "nobody")
	refused(t, unknown, connect.CodeNotFound)
	refused(t, sdk.Role().DeleteRoleBase(t.Context(), "nobody"), connect.CodeNotFound)
	refused(t, sdk.Role().DeleteRoleBase(t.Context(), "no name"), connect.CodeInvalidArgument, "role_name")
	_, empty := sdk.Role().ListDependentRoles(t.Context(), "")
	equal(t, empty, scalekit.ErrRoleNameRequired)
}

// The others rely on the defaults, so they are set to what they are.
func TestUpdateDefaultRoles(t *testing.T) {
	defaults := must(sdk.Role().UpdateDefaultRoles(t.Context(), "admin", "member"))(t)

	equal(t, defaults.DefaultCreator.Name, "admin")
	equal(t, defaults.DefaultMember.Name, "member")
	_, unknown := sdk.Role().UpdateDefaultRoles(t.Context(), "nobody", "member")
	_, empty := sdk.Role().UpdateDefaultRoles(t.Context(), "admin", "")
	refused(t, unknown, connect.CodeInvalidArgument, "default_creator_role")
	equal(t, empty, scalekit.ErrDefaultMemberRoleRequired)
}

func TestCreateOrganizationRole(t *testing.T) {
	organization, name := newOrganization(t), fresh("editor")
	create := func(of string, role *roles.CreateOrganizationRole) error {
		_, err := sdk.Role().CreateOrganizationRole(t.Context(), of, role)
		return err
	}

	role := must(sdk.Role().CreateOrganizationRole(t.Context(), organization, editorOf(name)))(t).Role

	equal(t, role.Name, name)
	equal(t, role.IsOrgRole, true)
	refused(t, create(organization, editorOf(name)), connect.CodeAlreadyExists)
	refused(t, create(nowhere, editorOf(name)), connect.CodeNotFound)
	refused(t, create(organization, editorOf("no name")), connect.CodeInvalidArgument, "name")
}

func TestGetOrganizationRole(t *testing.T) {
	organization, name := newOrganizationRole(t)
	get := func(of, name string) error {
		_, err := sdk.Role().GetOrganizationRole(t.Context(), of, name)
		return err
	}

	equal(t, must(sdk.Role().GetOrganizationRole(t.Context(), organization, name))(t).Role.DisplayName, "Editor")
	refused(t, get(organization, "nobody"), connect.CodeNotFound)
	refused(t, get(nowhere, name), connect.CodeNotFound)
	refused(t, get(organization, "no name"), connect.CodeInvalidArgument, "role_name")
}

func TestListOrganizationRoles(t *testing.T) {
	organization, name := newOrganizationRole(t)

	all := named(must(sdk.Role().ListOrganizationRoles(t.Context(), organization))(t).Roles)

	has(t, all, name)
	has(t, all, "admin")
	_, unknown := sdk.Role().ListOrganizationRoles(t.Context(), nowhere)
	_, invalid := sdk.Role().ListOrganizationRoles(t.Context(), "nonsense")
	refused(t, unknown, connect.CodeNotFound)
	refused(t, invalid, connect.CodeInvalidArgument, "org_id")
}

func TestUpdateOrganizationRole(t *testing.T) {
	organization, name := newOrganizationRole(t)
	update := func(name, display string) (*scalekit.UpdateOrganizationRoleResponse, error) {
		return sdk.Role().UpdateOrganizationRole(t.Context(), organization, name, &roles.UpdateRole{DisplayName: &display})
	}

	equal(t, must(update(name, "Author"))(t).Role.DisplayName, "Author")
	_, unknown := update("nobody", "Author")
	_, invalid := update(name, "")
	refused(t, unknown, connect.CodeNotFound)
	refused(t, invalid, connect.CodeInvalidArgument, "display_name")
}

func TestDeleteOrganizationRole(t *testing.T) {
	organization, name := newOrganizationRole(t)
	user := newUser(t, organization)
	must(sdk.User().UpdateMembership(t.Context(), organization, user.Id, &users.UpdateMembership{Roles: as(name)}))(t)

	succeeds(t, sdk.Role().DeleteOrganizationRole(t.Context(), organization, name, "admin"))

	sameNames(t, roleNames(must(sdk.User().ListUserRoles(t.Context(), organization, user.Id))(t).Roles), "admin")
	refused(t, sdk.Role().DeleteOrganizationRole(t.Context(), organization, name), connect.CodeNotFound)
	refused(t, sdk.Role().DeleteOrganizationRole(t.Context(), organization, "no name"), connect.CodeInvalidArgument, "role_name")
}

func TestGetOrganizationRoleUsersCount(t *testing.T) {
	organization, name := newOrganizationRole(t)
	count := func(name string) (*scalekit.GetOrganizationRoleUsersCountResponse, error) {
		return sdk.Role().GetOrganizationRoleUsersCount(t.Context(), organization, name)
	}

	equal(t, must(count(name))(t).Count, 0)
	_, unknown := count("nobody")
	_, invalid := count("no name")
	refused(t, unknown, connect.CodeNotFound)
	refused(t, invalid, connect.CodeInvalidArgument, "role_name")
}

func TestUpdateDefaultOrganizationRoles(t *testing.T) {
	organization, name := newOrganizationRole(t)
	newUser(t, organization) // Whoever is first founded it, and gets the other default.
	update := func(of, name string) (*scalekit.UpdateDefaultOrganizationRolesResponse, error) {
		return sdk.Role().UpdateDefaultOrganizationRoles(t.Context(), of, name)
	}

	equal(t, must(update(organization, name))(t).DefaultMember.Name, name)

	user := newUser(t, organization)
	sameNames(t, roleNames(must(sdk.User().ListUserRoles(t.Context(), organization, user.Id))(t).Roles), name)
	_, unknown := update(organization, "nobody")
	_, elsewhere := update(nowhere, name)
	refused(t, unknown, connect.CodeInvalidArgument, "default_member_role")
	refused(t, elsewhere, connect.CodeNotFound)
}

func TestDeleteOrganizationRoleBase(t *testing.T) {
	organization := newOrganization(t)
	heir := editorOf(fresh("heir"))
	heir.Extends = ptr("member")
	must(sdk.Role().CreateOrganizationRole(t.Context(), organization, heir))(t)

	succeeds(t, sdk.Role().DeleteOrganizationRoleBase(t.Context(), organization, heir.Name))

	equal(t, must(sdk.Role().GetOrganizationRole(t.Context(), organization, heir.Name))(t).Role.GetExtends(), "")
	refused(t, sdk.Role().DeleteOrganizationRoleBase(t.Context(), organization, "nobody"), connect.CodeNotFound)
	refused(t, sdk.Role().DeleteOrganizationRoleBase(t.Context(), organization, "no name"), connect.CodeInvalidArgument, "role_name")
}

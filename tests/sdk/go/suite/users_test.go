package suite

import (
	"testing"

	"connectrpc.com/connect"
	"github.com/scalekit-inc/scalekit-sdk-go/v2"
	"github.com/scalekit-inc/scalekit-sdk-go/v2/pkg/grpc/scalekit/v1/commons"
	"github.com/scalekit-inc/scalekit-sdk-go/v2/pkg/grpc/scalekit/v1/users"
)

func in(user *users.User, organization string) *commons.OrganizationMembership {
	for _, membership := range user.Memberships {
		if membership.OrganizationId == organization {
			return membership
		}
	}
	return nil
}

func roleNames(roles []*commons.Role) []string {
	return names(roles, func(role *commons.Role) string { return role.Name })
}

func as(roles ...string) []*commons.Role {
	var all []*commons.Role
	for _, name := range roles {
		all = append(all, &commons.Role{Name: name})
	}
	return all
}

func TestCreateUserAndMembership(t *testing.T) {
	given := &users.CreateUser{
		Email: fresh("erin") + "@acme.example", ExternalId: ptr(fresh("employee-")),
		UserProfile: &users.CreateUserProfile{GivenName: "Erin", FamilyName: "Moreau"},
		Metadata:    map[string]string{"desk": "by the window"},
		Membership:  &users.CreateMembership{Roles: as("admin")},
	}

	user := must(sdk.User().CreateUserAndMembership(t.Context(), acme, given, false))(t).User

	equal(t, user.Email, given.Email)
	equal(t, user.GetExternalId(), *given.ExternalId)
	equal(t, user.UserProfile.GivenName, "Erin")
	equal(t, user.UserProfile.FamilyName, "Moreau")
	equal(t, user.Metadata["desk"], "by the window")
	sameNames(t, roleNames(in(user, acme).Roles), "admin")
	equal(t, signIn(t, user.Email, scalekit.AuthorizationUrlOptions{}).User.Email, given.Email)
}

func TestCreateUserAndMembershipRefuses(t *testing.T) {
	known := newUser(t, acme)
	create := func(organization, email string) error {
		_, err := sdk.User().CreateUserAndMembership(t.Context(), organization, &users.CreateUser{Email: email}, false)
		return err
	}

	refused(t, create(nowhere, fresh("frank")+"@acme.example"), connect.CodeNotFound)
	refused(t, create(acme, "no address"), connect.CodeInvalidArgument, "email")
	refused(t, create(acme, known.Email), connect.CodeAlreadyExists)
}

func TestGetUser(t *testing.T) {
	user := newUser(t, acme)

	equal(t, must(sdk.User().GetUser(t.Context(), user.Id))(t).User.Email, user.Email)
	_, unknown := sdk.User().GetUser(t.Context(), nobody)
	_, invalid := sdk.User().GetUser(t.Context(), "nonsense")
	refused(t, unknown, connect.CodeNotFound)
	refused(t, invalid, connect.CodeInvalidArgument, "id")
}

func TestListUsersInPages(t *testing.T) {
	user := newUser(t, acme)

	all := pages(t, func(token string) (*scalekit.ListUsersResponse, error) {
		return sdk.User().ListUsers(t.Context(), &scalekit.ListUsersOptions{PageSize: 3, PageToken: token})
	})

	seen := map[string]bool{}
	for _, page := range all {
		for _, listed := range page.Users {
			seen[listed.Id] = true
		}
	}
	equal(t, seen[user.Id] && seen[alice], true)
	_, err := sdk.User().ListUsers(t.Context(), &scalekit.ListUsersOptions{PageToken: "nonsense"})
	refused(t, err, connect.CodeInvalidArgument, "page_token")
}

func TestListOrganizationUsers(t *testing.T) {
	organization := newOrganization(t)
	first, second := newUser(t, organization), newUser(t, organization)
	list := func(of string, size uint32, token string) (*scalekit.ListOrganizationUsersResponse, error) {
		return sdk.User().ListOrganizationUsers(t.Context(), of, &scalekit.ListUsersOptions{PageSize: size, PageToken: token})
	}

	all := pages(t, func(token string) (*scalekit.ListOrganizationUsersResponse, error) {
		return list(organization, 1, token)
	})

	equal(t, len(all), 2)
	equal(t, all[0].TotalSize, uint32(2))
	sameNames(t, []string{all[0].Users[0].Id, all[1].Users[0].Id}, first.Id, second.Id)
	_, unknown := list(nowhere, 1, "")
	_, invalid := list("nonsense", 1, "")
	_, many := list(acme, 101, "")
	_, page := list(acme, 1, "nonsense")
	refused(t, unknown, connect.CodeNotFound)
	refused(t, invalid, connect.CodeInvalidArgument, "organization_id")
	refused(t, many, connect.CodeInvalidArgument, "page_size")
	refused(t, page, connect.CodeInvalidArgument, "page_token")
}

func TestUpdateUserLeavesWhatGoesUnsaid(t *testing.T) {
	user := newUser(t, acme)
	update := &users.UpdateUser{
		ExternalId:  ptr(fresh("employee-")),
		UserProfile: &users.UpdateUserProfile{GivenName: ptr("Aerin")},
	}

	must(sdk.User().UpdateUser(t.Context(), user.Id, update))(t)
	must(sdk.User().UpdateUser(t.Context(), user.Id, &users.UpdateUser{Metadata: map[string]string{"desk": "by the door"}}))(t)

	changed := must(sdk.User().GetUser(t.Context(), user.Id))(t).User
	equal(t, changed.UserProfile.GivenName, "Aerin")
	equal(t, changed.GetExternalId(), *update.ExternalId)
	equal(t, changed.Metadata["desk"], "by the door")
	equal(t, changed.Email, user.Email)
}

func TestUpdateUserRefuses(t *testing.T) {
	first, second := newUser(t, acme), newUser(t, acme)
	update := func(id string, change *users.UpdateUser) error {
		_, err := sdk.User().UpdateUser(t.Context(), id, change)
		return err
	}
	taken := &users.UpdateUser{ExternalId: ptr(fresh("employee-"))}
	succeeds(t, update(first.Id, taken))

	refused(t, update(nobody, taken), connect.CodeNotFound)
	refused(t, update("nonsense", taken), connect.CodeInvalidArgument, "id")
	short := &users.UpdateUser{Metadata: map[string]string{"id": "too short a key"}}
	refused(t, update(second.Id, short), connect.CodeInvalidArgument, "metadata")
	refused(t, update(second.Id, taken), connect.CodeAlreadyExists)
}

func TestDeleteUserSignsThemOut(t *testing.T) {
	user := newUser(t, acme)
	tokens := signIn(t, user.Email, scalekit.AuthorizationUrlOptions{})

	succeeds(t, sdk.User().DeleteUser(t.Context(), user.Id))

	_, gone := sdk.User().GetUser(t.Context(), user.Id)
	_, out := sdk.RefreshAccessToken(t.Context(), tokens.RefreshToken)
	refused(t, gone, connect.CodeNotFound)
	oauthRefused(t, out, 400)
	refused(t, sdk.User().DeleteUser(t.Context(), user.Id), connect.CodeNotFound)
	refused(t, sdk.User().DeleteUser(t.Context(), "nonsense"), connect.CodeInvalidArgument, "id")
}

func TestCreateMembership(t *testing.T) {
	user := newUser(t, acme)
	create := func(organization, user string) (*scalekit.CreateMembershipResponse, error) {
		given := &users.CreateMembership{Roles: as("admin"), Metadata: map[string]string{"floor": "third"}}
		return sdk.User().CreateMembership(t.Context(), organization, user, given, false)
	}

	member := must(create(globex, user.Id))(t).User

	sameNames(t, roleNames(in(member, globex).Roles), "admin")
	equal(t, in(member, globex).Metadata["floor"], "third")
	_, unknown := create(globex, nobody)
	_, elsewhere := create(nowhere, user.Id)
	_, invalid := create("nonsense", user.Id)
	_, again := create(globex, user.Id)
	refused(t, unknown, connect.CodeNotFound)
	refused(t, elsewhere, connect.CodeNotFound)
	refused(t, invalid, connect.CodeInvalidArgument, "organization_id")
	refused(t, again, connect.CodeAlreadyExists)
}

func TestUpdateMembershipIsInTheNextAccessToken(t *testing.T) {
	user := newUser(t, acme)
	tokens := signIn(t, user.Email, scalekit.AuthorizationUrlOptions{})
	update := func(organization, user string) (*scalekit.UpdateMembershipResponse, error) {
		return sdk.User().UpdateMembership(t.Context(), organization, user, &users.UpdateMembership{Roles: as("admin")})
	}

	sameNames(t, roleNames(in(must(update(acme, user.Id))(t).User, acme).Roles), "admin")

	next := must(sdk.RefreshAccessToken(t.Context(), tokens.RefreshToken))(t)
	claims := must(sdk.GetAccessTokenClaims(t.Context(), next.AccessToken))(t)
	equal(t, claims.Claims["roles"].([]any)[0].(string), "admin")
	_, elsewhere := update(globex, user.Id)
	_, invalid := update("nonsense", user.Id)
	refused(t, elsewhere, connect.CodeNotFound)
	refused(t, invalid, connect.CodeInvalidArgument, "organization_id")
}

func TestDeleteMembership(t *testing.T) {
	user := newUser(t, acme)
	must(sdk.User().CreateMembership(t.Context(), globex, user.Id, &users.CreateMembership{}, false))(t)

	succeeds(t, sdk.User().DeleteMembership(t.Context(), globex, user.Id, false))

	equal(t, in(must(sdk.User().GetUser(t.Context(), user.Id))(t).User, globex) == nil, true)
	refused(t, sdk.User().DeleteMembership(t.Context(), globex, user.Id, false), connect.CodeNotFound)
	refused(t, sdk.User().DeleteMembership(t.Context(), "nonsense", user.Id, false), connect.CodeInvalidArgument, "organization_id")
}

func TestResendInvite(t *testing.T) {
	invited := &users.CreateUser{Email: fresh("invited") + "@acme.example"}
	user := must(sdk.User().CreateUserAndMembership(t.Context(), acme, invited, true))(t).User
	equal(t, in(user, acme).MembershipStatus, commons.MembershipStatus_PENDING_INVITE)

	invite := must(sdk.User().ResendInvite(t.Context(), acme, user.Id))(t).Invite

	equal(t, invite.UserId, user.Id)
	equal(t, invite.OrganizationId, acme)
	equal(t, invite.ResentCount, int32(1))
	equal(t, invite.ExpiresAt.AsTime().After(invite.CreatedAt.AsTime()), true)
}

func TestResendInviteRefuses(t *testing.T) {
	_, isIn := sdk.User().ResendInvite(t.Context(), acme, alice)
	_, unknown := sdk.User().ResendInvite(t.Context(), acme, nobody)
	_, invalid := sdk.User().ResendInvite(t.Context(), "nonsense", alice)

	refused(t, isIn, connect.CodeFailedPrecondition)
	refused(t, unknown, connect.CodeNotFound)
	refused(t, invalid, connect.CodeInvalidArgument, "organization_id")
}

func TestListUserRoles(t *testing.T) {
	sameNames(t, roleNames(must(sdk.User().ListUserRoles(t.Context(), acme, alice))(t).Roles), "admin")
	_, unknown := sdk.User().ListUserRoles(t.Context(), acme, nobody)
	_, elsewhere := sdk.User().ListUserRoles(t.Context(), nowhere, alice)
	_, invalid := sdk.User().ListUserRoles(t.Context(), acme, "nonsense")
	refused(t, unknown, connect.CodeNotFound)
	refused(t, elsewhere, connect.CodeNotFound)
	refused(t, invalid, connect.CodeInvalidArgument, "user_id")
}

func TestListUserPermissions(t *testing.T) {
	permissions := must(sdk.User().ListUserPermissions(t.Context(), acme, alice))(t).Permissions

	sameNames(t, names(permissions, func(of *users.Permission) string { return of.Name }),
		"invoices:read", "invoices:write", "members:manage")
	_, unknown := sdk.User().ListUserPermissions(t.Context(), acme, nobody)
	_, invalid := sdk.User().ListUserPermissions(t.Context(), "nonsense", alice)
	refused(t, unknown, connect.CodeNotFound)
	refused(t, invalid, connect.CodeInvalidArgument, "organization_id")
}

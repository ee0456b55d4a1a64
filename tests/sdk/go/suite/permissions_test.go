package suite

import (
	"context"
	"testing"

	"connectrpc.com/connect"
	"github.com/scalekit-inc/scalekit-sdk-go/v2"
	"github.com/scalekit-inc/scalekit-sdk-go/v2/pkg/grpc/scalekit/v1/roles"
)

// newPermission is gone with the test.
func newPermission(t *testing.T) string {
	t.Helper()
	name := fresh("invoices:write")
	must(sdk.Permission().CreatePermission(t.Context(), &roles.CreatePermission{Name: name, Description: "Write"}))(t)
	t.Cleanup(func() { _ = sdk.Permission().DeletePermission(context.Background(), name) })
	return name
}

func permissionNames(all []*roles.Permission) []string {
	return names(all, func(of *roles.Permission) string { return of.Name })
}

func TestCreatePermission(t *testing.T) {
	name := fresh("invoices:send")
	create := func(name string) (*scalekit.CreatePermissionResponse, error) {
		return sdk.Permission().CreatePermission(t.Context(), &roles.CreatePermission{Name: name, Description: "Send"})
	}

	permission := must(create(name))(t).Permission

	equal(t, permission.Name, name)
	equal(t, permission.Description, "Send")
	_, invalid := create("no name")
	_, taken := create(name)
	refused(t, invalid, connect.CodeInvalidArgument, "name")
	refused(t, taken, connect.CodeAlreadyExists)
	succeeds(t, sdk.Permission().DeletePermission(t.Context(), name))
}

func TestGetPermission(t *testing.T) {
	equal(t, must(sdk.Permission().GetPermission(t.Context(), "invoices:read"))(t).Permission.Name, "invoices:read")
	_, unknown := sdk.Permission().GetPermission(t.Context(), "invoices:shred")
	_, invalid := sdk.Permission().GetPermission(t.Context(), "no name")
	refused(t, unknown, connect.CodeNotFound)
	refused(t, invalid, connect.CodeInvalidArgument, "permission_name")
}

func TestListPermissionsInPages(t *testing.T) {
	name := newPermission(t)

	var all []string
	for _, page := range pages(t, func(token string) (*scalekit.ListPermissionsResponse, error) {
		return sdk.Permission().ListPermissions(t.Context(), token, 2)
	}) {
		equal(t, len(page.Permissions) <= 2, true)
		all = append(all, permissionNames(page.Permissions)...)
	}

	has(t, all, name)
	has(t, all, "invoices:read")
	_, many := sdk.Permission().ListPermissions(t.Context(), "", 101)
	_, page := sdk.Permission().ListPermissions(t.Context(), "nonsense", 0)
	refused(t, many, connect.CodeInvalidArgument, "page_size")
	refused(t, page, connect.CodeInvalidArgument, "page_token")
}

func TestUpdatePermission(t *testing.T) {
	name := newPermission(t)
	update := func(name string) (*scalekit.UpdatePermissionResponse, error) {
		change := &roles.CreatePermission{Name: name, Description: "Write and send"}
		return sdk.Permission().UpdatePermission(t.Context(), name, change)
	}

	equal(t, must(update(name))(t).Permission.Description, "Write and send")
	_, unknown := update("invoices:shred")
	_, invalid := update("no name")
	refused(t, unknown, connect.CodeNotFound)
	refused(t, invalid, connect.CodeInvalidArgument, "permission_name")
}

func TestDeletePermission(t *testing.T) {
	name := newPermission(t)

	succeeds(t, sdk.Permission().DeletePermission(t.Context(), name))

	_, gone := sdk.Permission().GetPermission(t.Context(), name)
	refused(t, gone, connect.CodeNotFound)
	refused(t, sdk.Permission().DeletePermission(t.Context(), name), connect.CodeNotFound)
	refused(t, sdk.Permission().DeletePermission(t.Context(), "no name"), connect.CodeInvalidArgument, "permission_name")
	refused(t, sdk.Permission().DeletePermission(t.Context(), "invoices:read"), connect.CodeFailedPrecondition)
}

func TestPermissionsOfARole(t *testing.T) {
	role, permission := newRole(t), newPermission(t)
	list := func() []string {
		return permissionNames(must(sdk.Permission().ListRolePermissions(t.Context(), role))(t).Permissions)
	}
	add := func(role, permission string) error {
		_, err := sdk.Permission().AddPermissionsToRole(t.Context(), role, []string{permission})
		return err
	}
	sameNames(t, list(), "invoices:read")

	succeeds(t, add(role, permission))
	sameNames(t, list(), "invoices:read", permission)
	succeeds(t, sdk.Permission().RemovePermissionFromRole(t.Context(), role, permission))
	sameNames(t, list(), "invoices:read")

	_, unknown := sdk.Permission().ListRolePermissions(t.Context(), "nobody")
	_, invalid := sdk.Permission().ListRolePermissions(t.Context(), "no name")
	refused(t, unknown, connect.CodeNotFound)
	refused(t, invalid, connect.CodeInvalidArgument, "role_name")
	refused(t, add("nobody", permission), connect.CodeNotFound)
	refused(t, add(role, "invoices:shred"), connect.CodeInvalidArgument, "permission_names")
	refused(t, sdk.Permission().RemovePermissionFromRole(t.Context(), role, permission), connect.CodeNotFound)
	refused(t, sdk.Permission().RemovePermissionFromRole(t.Context(), "nobody", permission), connect.CodeNotFound)
}

func TestListEffectiveRolePermissionsIncludesTheBase(t *testing.T) {
	permission := newPermission(t)
	heir := editor(fresh("heir"))
	heir.Extends, heir.Permissions = ptr(newRole(t)), []string{permission}
	must(sdk.Role().CreateRole(t.Context(), heir))(t)
	t.Cleanup(func() { _ = sdk.Role().DeleteRole(context.Background(), heir.Name) })

	effective := must(sdk.Permission().ListEffectiveRolePermissions(t.Context(), heir.Name))(t)

	sameNames(t, permissionNames(effective.Permissions), "invoices:read", permission)
	_, unknown := sdk.Permission().ListEffectiveRolePermissions(t.Context(), "nobody")
	_, invalid := sdk.Permission().ListEffectiveRolePermissions(t.Context(), "no name")
	refused(t, unknown, connect.CodeNotFound)
	refused(t, invalid, connect.CodeInvalidArgument, "role_name")
}

package suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static suite.World.*;

import com.scalekit.grpc.scalekit.v1.roles.*;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Roles of the environment and of organizations, and what they allow. */
class RolesTest {
    private static CreateRoleRequest editor(String name) {
        return CreateRoleRequest.newBuilder().setRole(CreateRole.newBuilder()
                .setName(name).setDisplayName("Editor").setDescription("Edits").addPermissions("invoices:read")).build();
    }

    private static CreateOrganizationRoleRequest editorOf(String name) {
        return CreateOrganizationRoleRequest.newBuilder().setRole(CreateOrganizationRole.newBuilder()
                .setName(name).setDisplayName("Editor").addPermissions("invoices:read")).build();
    }

    private static UpdateRoleRequest author(String display) {
        return UpdateRoleRequest.newBuilder()
                .setRole(UpdateRole.newBuilder().setDisplayName(display).addPermissions("invoices:write")).build();
    }

    private static UpdateOrganizationRoleRequest authorOf(String display) {
        return UpdateOrganizationRoleRequest.newBuilder().setRole(UpdateRole.newBuilder().setDisplayName(display)).build();
    }

    private static String newRole() {
        return SDK.roles().createRole(editor(fresh("editor"))).getRole().getName();
    }

    private static String newPermission() {
        return SDK.permissions().createPermission(permission(fresh("invoices:write"))).getPermission().getName();
    }

    private static CreatePermissionRequest permission(String name) {
        return CreatePermissionRequest.newBuilder()
                .setPermission(CreatePermission.newBuilder().setName(name).setDescription("Write")).build();
    }

    private static List<String> names(List<Role> roles) {
        return roles.stream().map(Role::getName).collect(Collectors.toList());
    }

    @Test
    void createAndGetRole() {
        String name = newRole();

        var role = SDK.roles().getRole(name).getRole();

        assertEquals("Editor", role.getDisplayName());
        assertEquals("Edits", role.getDescription());
        assertFalse(role.getIsOrgRole());
        assertTrue(names(SDK.roles().listRoles().getRolesList()).containsAll(List.of(name, "admin", "member")));
        refused(ALREADY_EXISTS, () -> SDK.roles().createRole(editor(name)));
        invalid("name", () -> SDK.roles().createRole(editor("no name")));
        refused(NOT_FOUND, () -> SDK.roles().getRole("nobody"));
        invalid("role_name", () -> SDK.roles().getRole("no name"));
    }

    @Test
    void updateRoleIsInTheNextAccessToken() {
        String name = newRole();
        var user = newUser(ACME);
        SDK.users().updateMembership(ACME, user.getId(), UsersTest.as(name));
        String refreshToken = SignInTest.refreshTokenOf(user.getEmail());

        assertEquals("Author", SDK.roles().updateRole(name, author("Author")).getRole().getDisplayName());

        var next = SDK.authentication().refreshAccessToken(refreshToken);
        assertEquals(List.of("invoices:write"), claim(next.getAccessToken(), "permissions"));
        refused(NOT_FOUND, () -> SDK.roles().updateRole("nobody", author("Author")));
        invalid("display_name", () -> SDK.roles().updateRole(name, author("")));
    }

    @Test
    void deleteRoleGivesAnotherInItsPlace() {
        String name = newRole();
        String unused = newRole();
        var user = newUser(ACME);
        SDK.users().updateMembership(ACME, user.getId(), UsersTest.as(name));
        assertEquals(1, SDK.roles().getRoleUsersCount(name).getCount());

        SDK.roles().deleteRole(name, "admin");
        SDK.roles().deleteRole(unused);

        assertEquals(List.of("admin"), UsersTest.names(SDK.users().listUserRoles(ACME, user.getId()).getRolesList()));
        refused(NOT_FOUND, () -> SDK.roles().deleteRole(name));
        refused(NOT_FOUND, () -> SDK.roles().getRoleUsersCount(name));
        refused(FAILED_PRECONDITION, () -> SDK.roles().deleteRole("member"));
        invalid("role_name", () -> SDK.roles().deleteRole("no name"));
    }

    @Test
    void rolesThatExtendOthers() {
        String base = newRole();
        var heir = editor(fresh("heir"));
        String name = heir.getRole().getName();
        SDK.roles().createRole(heir.toBuilder().setRole(heir.getRole().toBuilder().setExtends(base)).build());

        assertEquals(List.of(name), names(SDK.roles().listDependentRoles(base).getRolesList()));
        SDK.roles().deleteRoleBase(name);

        assertEquals("", SDK.roles().getRole(name).getRole().getExtends());
        refused(NOT_FOUND, () -> SDK.roles().listDependentRoles("nobody"));
        refused(NOT_FOUND, () -> SDK.roles().deleteRoleBase("nobody"));
    }

    /** The others rely on the defaults, so they are set to what they are. */
    @Test
    void updateDefaultRoles() {
        var defaults = UpdateDefaultRolesRequest.newBuilder().setDefaultCreatorRole("admin").setDefaultMemberRole("member");

        assertEquals("member", SDK.roles().updateDefaultRoles(defaults.build()).getDefaultMember().getName());
        invalid("default_creator_role",
                () -> SDK.roles().updateDefaultRoles(defaults.clone().setDefaultCreatorRole("nobody").build()));
    }

    @Test
    void rolesOfAnOrganization() {
        String organization = newOrganization();
        String name = fresh("editor");

        assertTrue(SDK.roles().createOrganizationRole(organization, editorOf(name)).getRole().getIsOrgRole());
        assertEquals("Editor", SDK.roles().getOrganizationRole(organization, name).getRole().getDisplayName());
        assertTrue(names(SDK.roles().listOrganizationRoles(organization).getRolesList()).contains(name));
        assertEquals("Author", SDK.roles().updateOrganizationRole(organization, name, authorOf("Author")).getRole().getDisplayName());
        assertEquals(0, SDK.roles().getOrganizationRoleUsersCount(organization, name).getCount());

        refused(ALREADY_EXISTS, () -> SDK.roles().createOrganizationRole(organization, editorOf(name)));
        refused(NOT_FOUND, () -> SDK.roles().createOrganizationRole(NOWHERE, editorOf(name)));
        refused(NOT_FOUND, () -> SDK.roles().getOrganizationRole(organization, "nobody"));
        invalid("org_id", () -> SDK.roles().listOrganizationRoles("nonsense"));
        invalid("display_name", () -> SDK.roles().updateOrganizationRole(organization, name, authorOf("")));
        refused(NOT_FOUND, () -> SDK.roles().getOrganizationRoleUsersCount(organization, "nobody"));
    }

    @Test
    void deleteOrganizationRole() {
        String organization = newOrganization();
        String first = fresh("editor");
        String second = fresh("editor");
        SDK.roles().createOrganizationRole(organization, editorOf(first));
        SDK.roles().createOrganizationRole(organization, editorOf(second));

        SDK.roles().deleteOrganizationRole(organization, first);
        SDK.roles().deleteOrganizationRole(organization, second, "member");

        refused(NOT_FOUND, () -> SDK.roles().deleteOrganizationRole(organization, first));
        invalid("role_name", () -> SDK.roles().deleteOrganizationRole(organization, "no name"));
    }

    @Test
    void updateDefaultOrganizationRoles() {
        String organization = newOrganization();
        String name = SDK.roles().createOrganizationRole(organization, editorOf(fresh("editor"))).getRole().getName();
        var request = UpdateDefaultOrganizationRolesRequest.newBuilder().setDefaultMemberRole(name).build();

        assertEquals(name, SDK.roles().updateDefaultOrganizationRoles(organization, request).getDefaultMember().getName());
        refused(NOT_FOUND, () -> SDK.roles().updateDefaultOrganizationRoles(NOWHERE, request));
        invalid("default_member_role", () -> SDK.roles().updateDefaultOrganizationRoles(organization,
                request.toBuilder().setDefaultMemberRole("nobody").build()));
    }

    @Test
    void deleteOrganizationRoleBase() {
        String organization = newOrganization();
        var heir = editorOf(fresh("heir"));
        String name = heir.getRole().getName();
        SDK.roles().createOrganizationRole(organization,
                heir.toBuilder().setRole(heir.getRole().toBuilder().setExtends("member")).build());

        SDK.roles().deleteOrganizationRoleBase(organization, name);

        assertEquals("", SDK.roles().getOrganizationRole(organization, name).getRole().getExtends());
        refused(NOT_FOUND, () -> SDK.roles().deleteOrganizationRoleBase(organization, "nobody"));
    }

    @Test
    void permissions() {
        String name = newPermission();
        var update = UpdatePermissionRequest.newBuilder()
                .setPermission(CreatePermission.newBuilder().setName(name).setDescription("Write and send")).build();

        assertEquals(name, SDK.permissions().getPermission(name).getPermission().getName());
        assertEquals("Write and send", SDK.permissions().updatePermission(name, update).getPermission().getDescription());
        var all = pages(token -> SDK.permissions().listPermissions(token, 2), ListPermissionsResponse::getNextPageToken);
        assertTrue(all.stream().flatMap(page -> page.getPermissionsList().stream()).anyMatch(one -> one.getName().equals(name)));

        refused(ALREADY_EXISTS, () -> SDK.permissions().createPermission(permission(name)));
        invalid("name", () -> SDK.permissions().createPermission(permission("no name")));
        refused(NOT_FOUND, () -> SDK.permissions().getPermission("invoices:shred"));
        invalid("page_size", () -> SDK.permissions().listPermissions("", 101));
        invalid("page_token", () -> SDK.permissions().listPermissions("nonsense", 5));

        SDK.permissions().deletePermission(name);
        refused(NOT_FOUND, () -> SDK.permissions().deletePermission(name));
        refused(NOT_FOUND, () -> SDK.permissions().updatePermission(name, update));
    }

    @Test
    void permissionsOfARole() {
        String role = newRole();
        String permission = newPermission();
        var add = AddPermissionsToRoleRequest.newBuilder().addPermissionNames(permission).build();

        SDK.permissions().addPermissionsToRole(role, add);
        assertEquals(2, SDK.permissions().listRolePermissions(role).getPermissionsCount());
        assertEquals(2, SDK.permissions().listEffectiveRolePermissions(role).getPermissionsCount());
        SDK.permissions().removePermissionFromRole(role, permission);
        assertEquals(1, SDK.permissions().listRolePermissions(role).getPermissionsCount());

        refused(NOT_FOUND, () -> SDK.permissions().addPermissionsToRole("nobody", add));
        refused(NOT_FOUND, () -> SDK.permissions().listRolePermissions("nobody"));
        refused(NOT_FOUND, () -> SDK.permissions().listEffectiveRolePermissions("nobody"));
        refused(NOT_FOUND, () -> SDK.permissions().removePermissionFromRole("nobody", permission));
    }
}

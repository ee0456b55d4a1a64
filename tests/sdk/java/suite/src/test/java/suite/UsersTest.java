package suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static suite.World.*;

import com.scalekit.exceptions.APIException;
import com.scalekit.grpc.scalekit.v1.commons.MembershipStatus;
import com.scalekit.grpc.scalekit.v1.commons.OrganizationMembership;
import com.scalekit.grpc.scalekit.v1.commons.Role;
import com.scalekit.grpc.scalekit.v1.users.*;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class UsersTest {
    static OrganizationMembership in(User user, String organization) {
        return user.getMembershipsList().stream()
                .filter(membership -> membership.getOrganizationId().equals(organization)).findFirst().orElseThrow();
    }

    static List<String> names(List<Role> roles) {
        return roles.stream().map(Role::getName).sorted().collect(Collectors.toList());
    }

    static UpdateMembershipRequest as(String role) {
        var membership = UpdateMembership.newBuilder().addRoles(Role.newBuilder().setName(role));
        return UpdateMembershipRequest.newBuilder().setMembership(membership).build();
    }

    private static CreateUserAndMembershipRequest request(String email, boolean invite) {
        return CreateUserAndMembershipRequest.newBuilder()
                .setUser(CreateUser.newBuilder().setEmail(email)).setSendInvitationEmail(invite).build();
    }

    @Test
    void createUserAndMembership() {
        var user = CreateUser.newBuilder()
                .setEmail(fresh("erin") + "@acme.example").setExternalId(fresh("employee-"))
                .setUserProfile(CreateUserProfile.newBuilder().setGivenName("Erin").setFamilyName("Moreau"))
                .putMetadata("desk", "by the window")
                .setMembership(CreateMembership.newBuilder().addRoles(Role.newBuilder().setName("admin")));
        var request = CreateUserAndMembershipRequest.newBuilder().setUser(user).setSendInvitationEmail(false).build();

        var made = SDK.users().createUserAndMembership(ACME, request).getUser();

        assertEquals(user.getEmail(), made.getEmail());
        assertEquals(user.getExternalId(), made.getExternalId());
        assertEquals("Erin", made.getUserProfile().getGivenName());
        assertEquals("by the window", made.getMetadataOrThrow("desk"));
        assertEquals(List.of("admin"), names(in(made, ACME).getRolesList()));
        assertEquals(made.getId(), signIn(made.getEmail()).getIdTokenClaims().getId());
        refused(ALREADY_EXISTS, () -> SDK.users().createUserAndMembership(ACME, request));
        refused(NOT_FOUND, () -> SDK.users().createUserAndMembership(NOWHERE, request(fresh("f") + "@acme.example", false)));
        invalid("email", () -> SDK.users().createUserAndMembership(ACME, request("no address", false)));
    }

    @Test
    void getUser() {
        assertEquals("alice@acme.example", SDK.users().getUser(ALICE).getUser().getEmail());
        refused(NOT_FOUND, () -> SDK.users().getUser(NOBODY));
        invalid("id", () -> SDK.users().getUser("nonsense"));
    }

    @Test
    void listUsersInPages() {
        String id = newUser(ACME).getId();

        var all = pages(token -> SDK.users().listUsers(ListUsersRequest.newBuilder().setPageSize(3).setPageToken(token).build()),
                ListUsersResponse::getNextPageToken);

        assertTrue(all.stream().flatMap(page -> page.getUsersList().stream()).anyMatch(user -> user.getId().equals(id)));
        invalid("page_token", () -> SDK.users().listUsers(ListUsersRequest.newBuilder().setPageToken("nonsense").build()));
    }

    @Test
    void listOrganizationUsersInPages() {
        String organization = newOrganization();
        newUser(organization);
        newUser(organization);

        var all = pages(token -> SDK.users().listOrganizationUsers(organization,
                        ListOrganizationUsersRequest.newBuilder().setPageSize(1).setPageToken(token).build()),
                ListOrganizationUsersResponse::getNextPageToken);

        assertEquals(2, all.size());
        assertEquals(2, all.get(0).getTotalSize());
        var one = ListOrganizationUsersRequest.newBuilder().setPageSize(1).build();
        refused(NOT_FOUND, () -> SDK.users().listOrganizationUsers(NOWHERE, one));
        invalid("organization_id", () -> SDK.users().listOrganizationUsers("nonsense", one));
        invalid("page_size", () -> SDK.users().listOrganizationUsers(ACME, one.toBuilder().setPageSize(101).build()));
    }

    @Test
    void searchUsers() {
        var user = newUser(ACME);
        var query = SearchUsersRequest.newBuilder().setQuery(user.getEmail());

        assertEquals(user.getId(), SDK.users().searchUsers(query.build()).getUsers(0).getId());
        assertEquals(0, SDK.users().searchUsers(query.clone().setQuery(fresh("nobody")).build()).getUsersCount());
        invalid("query", () -> SDK.users().searchUsers(query.clone().setQuery("al").build()));
        invalid("page_size", () -> SDK.users().searchUsers(query.clone().setPageSize(31).build()));
    }

    @Test
    void searchOrganizationUsers() {
        var user = newUser(ACME);
        var query = SearchOrganizationUsersRequest.newBuilder().setQuery(user.getEmail()).build();

        assertEquals(user.getId(), SDK.users().searchOrganizationUsers(ACME, query).getUsers(0).getId());
        assertEquals(0, SDK.users().searchOrganizationUsers(GLOBEX, query).getUsersCount());
        refused(NOT_FOUND, () -> SDK.users().searchOrganizationUsers(NOWHERE, query));
        invalid("query", () -> SDK.users().searchOrganizationUsers(ACME, query.toBuilder().setQuery("al").build()));
    }

    @Test
    void updateUserLeavesWhatGoesUnsaid() {
        String id = newUser(ACME).getId();
        var named = UpdateUserRequest.newBuilder().setUser(UpdateUser.newBuilder()
                .setExternalId(fresh("employee-")).setUserProfile(UpdateUserProfile.newBuilder().setGivenName("Aerin"))).build();
        var seated = UpdateUserRequest.newBuilder().setUser(UpdateUser.newBuilder().putMetadata("desk", "by the door")).build();

        SDK.users().updateUser(id, named);
        SDK.users().updateUser(id, seated);

        var changed = SDK.users().getUser(id).getUser();
        assertEquals("Aerin", changed.getUserProfile().getGivenName());
        assertEquals(named.getUser().getExternalId(), changed.getExternalId());
        assertEquals("by the door", changed.getMetadataOrThrow("desk"));
        refused(NOT_FOUND, () -> SDK.users().updateUser(NOBODY, seated));
        invalid("id", () -> SDK.users().updateUser("nonsense", seated));
        refused(ALREADY_EXISTS, () -> SDK.users().updateUser(newUser(ACME).getId(), named));
    }

    @Test
    void deleteUserSignsThemOut() {
        var user = newUser(ACME);
        String refreshToken = SignInTest.refreshTokenOf(user.getEmail());

        SDK.users().deleteUser(user.getId());

        refused(NOT_FOUND, () -> SDK.users().getUser(user.getId()));
        assertThrows(APIException.class, () -> SDK.authentication().refreshAccessToken(refreshToken));
        refused(NOT_FOUND, () -> SDK.users().deleteUser(user.getId()));
        invalid("id", () -> SDK.users().deleteUser("nonsense"));
    }

    @Test
    void createMembership() {
        String id = newUser(ACME).getId();
        var request = CreateMembershipRequest.newBuilder().setSendInvitationEmail(false).setMembership(
                CreateMembership.newBuilder().addRoles(Role.newBuilder().setName("admin")).putMetadata("floor", "third")).build();

        var member = SDK.users().createMembership(GLOBEX, id, request).getUser();

        assertEquals(List.of("admin"), names(in(member, GLOBEX).getRolesList()));
        assertEquals("third", in(member, GLOBEX).getMetadataOrThrow("floor"));
        refused(ALREADY_EXISTS, () -> SDK.users().createMembership(GLOBEX, id, request));
        refused(NOT_FOUND, () -> SDK.users().createMembership(GLOBEX, NOBODY, request));
        refused(NOT_FOUND, () -> SDK.users().createMembership(NOWHERE, id, request));
        invalid("organization_id", () -> SDK.users().createMembership("nonsense", id, request));
    }

    @Test
    void updateMembershipIsInTheNextAccessToken() {
        var user = newUser(ACME);
        String refreshToken = SignInTest.refreshTokenOf(user.getEmail());

        SDK.users().updateMembership(ACME, user.getId(), as("admin"));

        var next = SDK.authentication().refreshAccessToken(refreshToken);
        assertEquals(List.of("admin"), claim(next.getAccessToken(), "roles"));
        refused(NOT_FOUND, () -> SDK.users().updateMembership(GLOBEX, user.getId(), as("admin")));
        invalid("organization_id", () -> SDK.users().updateMembership("nonsense", user.getId(), as("admin")));
    }

    @Test
    void deleteMembership() {
        String id = newUser(ACME).getId();
        SDK.users().createMembership(GLOBEX, id, CreateMembershipRequest.newBuilder()
                .setMembership(CreateMembership.getDefaultInstance()).setSendInvitationEmail(false).build());

        SDK.users().deleteMembership(GLOBEX, id);

        assertEquals(1, SDK.users().getUser(id).getUser().getMembershipsCount());
        refused(NOT_FOUND, () -> SDK.users().deleteMembership(GLOBEX, id));
        invalid("organization_id", () -> SDK.users().deleteMembership("nonsense", id));
    }

    @Test
    void resendInvite() {
        var user = SDK.users().createUserAndMembership(ACME, request(fresh("invited") + "@acme.example", true)).getUser();
        assertEquals(MembershipStatus.PENDING_INVITE, in(user, ACME).getMembershipStatus());

        var invite = SDK.users().resendInvite(ACME, user.getId()).getInvite();

        assertEquals(user.getId(), invite.getUserId());
        assertEquals(1, invite.getResentCount());
        refused(FAILED_PRECONDITION, () -> SDK.users().resendInvite(ACME, ALICE));
        refused(NOT_FOUND, () -> SDK.users().resendInvite(ACME, NOBODY));
        invalid("organization_id", () -> SDK.users().resendInvite("nonsense", ALICE));
    }

    @Test
    void listUserRolesAndPermissions() {
        assertEquals(List.of("admin"), names(SDK.users().listUserRoles(ACME, ALICE).getRolesList()));
        var permissions = SDK.users().listUserPermissions(ACME, ALICE).getPermissionsList();
        assertEquals(List.of("invoices:read", "invoices:write", "members:manage"),
                permissions.stream().map(Permission::getName).sorted().collect(Collectors.toList()));
        refused(NOT_FOUND, () -> SDK.users().listUserRoles(ACME, NOBODY));
        refused(NOT_FOUND, () -> SDK.users().listUserPermissions(ACME, NOBODY));
        invalid("user_id", () -> SDK.users().listUserRoles(ACME, "nonsense"));
        invalid("organization_id", () -> SDK.users().listUserPermissions("nonsense", ALICE));
    }
}

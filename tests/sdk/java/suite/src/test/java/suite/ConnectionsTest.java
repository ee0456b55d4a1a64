package suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static suite.World.*;

import com.scalekit.api.util.ListDirectoryResourceOptions;
import com.scalekit.exceptions.APIException;
import com.scalekit.grpc.scalekit.v1.connections.ConnectionProvider;
import com.scalekit.grpc.scalekit.v1.connections.ConnectionType;
import com.scalekit.grpc.scalekit.v1.connections.CreateConnection;
import com.scalekit.grpc.scalekit.v1.directories.CreateDirectory;
import com.scalekit.grpc.scalekit.v1.directories.DirectoryProvider;
import com.scalekit.grpc.scalekit.v1.directories.DirectoryType;
import com.scalekit.grpc.scalekit.v1.domains.CreateDomain;
import com.scalekit.grpc.scalekit.v1.domains.CreateDomainRequest;
import com.scalekit.grpc.scalekit.v1.domains.DomainType;
import com.scalekit.shaded.google.protobuf.Timestamp;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Connections, domains and directories. */
class ConnectionsTest {
    private static final String NO_CONNECTION = "conn_999999999999999999";
    private static final String NO_DOMAIN = "dom_999999999999999999";
    private static final String NO_DIRECTORY = "dir_999999999999999999";
    private static final CreateConnection SIMULATOR = CreateConnection.newBuilder()
            .setProvider(ConnectionProvider.IDP_SIMULATOR).setType(ConnectionType.OIDC).build();
    private static final CreateDirectory OKTA = CreateDirectory.newBuilder()
            .setDirectoryType(DirectoryType.SCIM).setDirectoryProvider(DirectoryProvider.OKTA).build();

    @Test
    void createAndGetConnection() {
        String organization = newOrganization();

        var connection = SDK.connections().createConnection(organization, SIMULATOR);

        assertEquals(ConnectionType.OIDC, connection.getType());
        assertEquals(connection.getId(), SDK.connections().getConnectionById(connection.getId(), organization).getId());
        refused(NOT_FOUND, () -> SDK.connections().createConnection(NOWHERE, SIMULATOR));
        invalid("provider", () -> SDK.connections().createConnection(organization, SIMULATOR.toBuilder().setProviderValue(999).build()));
        refused(NOT_FOUND, () -> SDK.connections().getConnectionById(NO_CONNECTION, organization));
        refused(NOT_FOUND, () -> SDK.connections().getConnectionById(connection.getId(), GLOBEX));
        invalid("id", () -> SDK.connections().getConnectionById("conn_" + "9".repeat(28), organization));
    }

    @Test
    void listConnections() {
        String organization = newOrganization();
        String domain = fresh("c") + ".example";
        String id = SDK.connections().createConnection(organization, SIMULATOR).getId();
        SDK.domains().createDomain(organization, domain);

        assertEquals(id, SDK.connections().listConnectionsByOrganization(organization).getConnections(0).getId());
        assertEquals(id, SDK.connections().listConnectionsByDomain(domain).getConnections(0).getId());
        invalid("domain", () -> SDK.connections().listConnectionsByDomain("a".repeat(32) + ".example"));
    }

    @Test
    void enableDisableAndDeleteConnection() {
        String organization = newOrganization();
        String id = SDK.connections().createConnection(organization, SIMULATOR).getId();

        assertTrue(SDK.connections().enableConnection(id, organization).getEnabled());
        assertTrue(SDK.connections().getConnectionById(id, organization).getEnabled());
        assertFalse(SDK.connections().disableConnection(id, organization).getEnabled());
        SDK.connections().deleteConnection(id, organization);

        refused(NOT_FOUND, () -> SDK.connections().enableConnection(NO_CONNECTION, organization));
        refused(NOT_FOUND, () -> SDK.connections().disableConnection(NO_CONNECTION, organization));
        refused(NOT_FOUND, () -> SDK.connections().deleteConnection(id, organization));
    }

    @Test
    void domains() {
        String organization = newOrganization();
        var first = SDK.domains().createDomain(organization, fresh("d") + ".example");
        var second = SDK.domains().createDomain(organization, fresh("d") + ".example", DomainType.ALLOWED_EMAIL_DOMAIN);
        var third = SDK.domains().createDomain(CreateDomainRequest.newBuilder().setOrganizationId(organization)
                .setDomain(CreateDomain.newBuilder().setDomain(fresh("d") + ".example")).build());

        assertEquals(first.getDomain(), SDK.domains().getDomainById(organization, first.getId()).getDomain());
        assertEquals(3, SDK.domains().listDomainsByOrganizationId(organization).size());
        var mails = SDK.domains().listDomainsByOrganizationId(organization, DomainType.ALLOWED_EMAIL_DOMAIN);
        assertEquals(second.getId(), mails.get(0).getId());
        SDK.domains().deleteDomain(organization, third.getId());

        refused(ALREADY_EXISTS, () -> SDK.domains().createDomain(organization, first.getDomain()));
        refused(NOT_FOUND, () -> SDK.domains().createDomain(NOWHERE, fresh("d") + ".example"));
        invalid("domain", () -> SDK.domains().createDomain(organization, "a.b"));
        refused(NOT_FOUND, () -> SDK.domains().getDomainById(organization, NO_DOMAIN));
        refused(NOT_FOUND, () -> SDK.domains().listDomainsByOrganizationId(NOWHERE));
        refused(NOT_FOUND, () -> SDK.domains().deleteDomain(organization, third.getId()));
    }

    @Test
    void directories() {
        String organization = newOrganization();
        assertThrows(APIException.class, () -> SDK.directories().getPrimaryDirectoryByOrganizationId(organization));

        String id = SDK.directories().createDirectory(organization, OKTA).getId();

        assertEquals(id, SDK.directories().getDirectory(id, organization).getId());
        assertEquals(id, SDK.directories().listDirectories(organization).getDirectories(0).getId());
        assertEquals(id, SDK.directories().getPrimaryDirectoryByOrganizationId(organization).getId());
        assertTrue(SDK.directories().enableDirectory(id, organization).getEnabled());
        assertFalse(SDK.directories().disableDirectory(id, organization).getEnabled());
        refused(NOT_FOUND, () -> SDK.directories().createDirectory(NOWHERE, OKTA));
        refused(NOT_FOUND, () -> SDK.directories().getDirectory(NO_DIRECTORY, organization));
        refused(NOT_FOUND, () -> SDK.directories().listDirectories(NOWHERE));
        invalid("organization_id", () -> SDK.directories().listDirectories("nonsense"));
        refused(NOT_FOUND, () -> SDK.directories().enableDirectory(NO_DIRECTORY, organization));
        invalid("id", () -> SDK.directories().disableDirectory("nonsense", organization));

        SDK.directories().deleteDirectory(id, organization);
        refused(NOT_FOUND, () -> SDK.directories().deleteDirectory(id, organization));
    }

    @Test
    void aNewDirectoryHasNobody() {
        String organization = newOrganization();
        String id = SDK.directories().createDirectory(organization, OKTA).getId();
        var five = options(5, "");

        assertEquals(0, SDK.directories().listDirectoryUsers(id, organization, five).getTotalSize());
        assertEquals(0, SDK.directories().listDirectoryGroups(id, organization, five).getTotalSize());
        refused(NOT_FOUND, () -> SDK.directories().listDirectoryUsers(NO_DIRECTORY, organization, five));
        refused(NOT_FOUND, () -> SDK.directories().listDirectoryGroups(NO_DIRECTORY, organization, five));
        invalid("page_size", () -> SDK.directories().listDirectoryUsers(id, organization, options(31, "")));
        invalid("page_token", () -> SDK.directories().listDirectoryGroups(id, organization, options(5, "nonsense")));
    }

    @Test
    void whoIsInADirectory() {
        var all = pages(
                token -> SDK.directories().listDirectoryUsers(DIRECTORY, HOOLI, options(1, token)),
                page -> page.getNextPageToken());
        var groups = SDK.directories().listDirectoryGroups(DIRECTORY, HOOLI, options(5, ""));

        var emails = all.stream().flatMap(page -> page.getUsersList().stream()).map(user -> user.getEmail());
        assertEquals(List.of("erin@hooli.example", "finn@hooli.example"), emails.sorted().toList());
        assertEquals(2, groups.getTotalSize());
    }

    private static ListDirectoryResourceOptions options(int size, String token) {
        return ListDirectoryResourceOptions.builder().pageSize(size).pageToken(token).includeDetail(true)
                .updatedAfter(Timestamp.getDefaultInstance()).build();
    }
}

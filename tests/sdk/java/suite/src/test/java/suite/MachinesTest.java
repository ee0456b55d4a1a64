package suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static suite.World.*;

import com.scalekit.exceptions.APIException;
import com.scalekit.exceptions.TokenInvalidException;
import com.scalekit.grpc.scalekit.v1.clients.ListOrganizationClientsResponse;
import com.scalekit.grpc.scalekit.v1.clients.OrganizationClient;
import com.scalekit.grpc.scalekit.v1.tokens.CreateTokenResponse;
import com.scalekit.grpc.scalekit.v1.tokens.ListTokensResponse;
import com.scalekit.shaded.grpc.Status.Code;
import com.scalekit.shaded.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Clients of organizations, their secrets, and API tokens. */
class MachinesTest {
    private static final String NO_MACHINE = "m2morg_999999999999999999";
    private static final String NO_TOKEN = "apit_999999999999999999";
    private static final OrganizationClient ROBOT = OrganizationClient.newBuilder()
            .setName("Robot").setDescription("Sends invoices").addScopes("invoices:write").addAudience("https://api.acme.example").build();

    @Test
    void aMachinesTokenSaysWhatItWasGiven() {
        String organization = newOrganization();

        var machine = SDK.m2m().createOrganizationClient(organization, ROBOT);

        String token = SDK.authentication().generateClientToken(machine.getClient().getClientId(), machine.getPlainSecret());
        assertEquals(organization, claim(token, "oid"));
        assertEquals(List.of("invoices:write"), claim(token, "scopes"));
        refused(NOT_FOUND, () -> SDK.m2m().createOrganizationClient(NOWHERE, ROBOT));
        invalid("organization_id", () -> SDK.m2m().createOrganizationClient("nonsense", ROBOT));
        invalid("name", () -> SDK.m2m().createOrganizationClient(organization, ROBOT.toBuilder().setName("n".repeat(129)).build()));
    }

    @Test
    void getUpdateAndDeleteOrganizationClient() {
        String organization = newOrganization();
        var machine = SDK.m2m().createOrganizationClient(organization, ROBOT);
        String id = machine.getClient().getClientId();
        var droid = ROBOT.toBuilder().setName("Droid").build();

        assertEquals("Robot", SDK.m2m().getOrganizationClient(organization, id).getClient().getName());
        assertEquals("Droid", SDK.m2m().updateOrganizationClient(organization, id, droid).getClient().getName());
        SDK.m2m().deleteOrganizationClient(organization, id);

        assertThrows(APIException.class, () -> SDK.authentication().generateClientToken(id, machine.getPlainSecret()));
        refused(NOT_FOUND, () -> SDK.m2m().getOrganizationClient(organization, id));
        refused(NOT_FOUND, () -> SDK.m2m().updateOrganizationClient(organization, NO_MACHINE, droid));
        SDK.m2m().deleteOrganizationClient(organization, id); // The SDK keeps it to itself that there is none.
        invalid("client_id", () -> SDK.m2m().getOrganizationClient(organization, "nonsense"));
    }

    @Test
    void secretsOfAMachine() {
        String organization = newOrganization();
        var machine = SDK.m2m().createOrganizationClient(organization, ROBOT);
        String id = machine.getClient().getClientId();

        var added = SDK.m2m().addOrganizationClientSecret(organization, id);
        assertNotNull(SDK.authentication().generateClientToken(id, added.getPlainSecret()));
        SDK.m2m().removeOrganizationClientSecret(organization, id, added.getSecret().getId());

        assertNotNull(SDK.authentication().generateClientToken(id, machine.getPlainSecret()));
        assertThrows(APIException.class, () -> SDK.authentication().generateClientToken(id, added.getPlainSecret()));
        refused(NOT_FOUND, () -> SDK.m2m().addOrganizationClientSecret(organization, NO_MACHINE));
        SDK.m2m().removeOrganizationClientSecret(organization, id, added.getSecret().getId()); // Nor that there is none here.
    }

    @Test
    void listOrganizationClientsInPages() {
        String organization = newOrganization();
        for (int i = 0; i < 11; i++) { // The SDK asks for ten at least, however few it is told.
            SDK.m2m().createOrganizationClient(organization, ROBOT);
        }

        var all = pages(token -> SDK.m2m().listOrganizationClients(organization, 1, token),
                ListOrganizationClientsResponse::getNextPageToken);

        assertEquals(2, all.size());
        assertEquals(11, all.get(0).getTotalSize());
        refused(NOT_FOUND, () -> SDK.m2m().listOrganizationClients(NOWHERE, 1, ""));
        invalid("page_token", () -> SDK.m2m().listOrganizationClients(organization, 1, "nonsense"));
    }

    private static CreateTokenResponse newToken(String organization) {
        String user = newUser(organization).getId();
        return SDK.tokens().create(organization, user, Map.of("pipeline", "nightly"), null, "For the build");
    }

    @Test
    void createAndValidateToken() {
        String organization = newOrganization();

        var made = newToken(organization);

        assertTrue(made.getToken().endsWith(made.getTokenInfo().getTokenSuffix()));
        assertEquals("nightly", made.getTokenInfo().getCustomClaimsOrThrow("pipeline"));
        assertEquals(organization, SDK.tokens().validate(made.getToken()).getTokenInfo().getOrganizationId());
        assertThrows(TokenInvalidException.class, () -> SDK.tokens().validate("guessed"));
        assertThrows(IllegalArgumentException.class, () -> SDK.tokens().validate(""));
        // `create` alone lets gRPC's own exception through.
        assertEquals(Code.NOT_FOUND, thrownBy(() -> SDK.tokens().create(NOWHERE)));
        assertEquals(Code.NOT_FOUND, thrownBy(() -> SDK.tokens().create(organization, NOBODY, null, null, null)));
        assertEquals(Code.INVALID_ARGUMENT, thrownBy(() -> SDK.tokens().create(organization, null, null, null, "d".repeat(256))));
    }

    private static Code thrownBy(Executable call) {
        return assertThrows(StatusRuntimeException.class, call).getStatus().getCode();
    }

    @Test
    void updateAndInvalidateToken() {
        String organization = newOrganization();
        var made = newToken(organization);

        var info = SDK.tokens().update(made.getTokenId(), Map.of("stage", "test"), "For nothing").getTokenInfo();
        SDK.tokens().invalidate(made.getToken());

        assertEquals("For nothing", info.getDescription());
        assertEquals("test", info.getCustomClaimsOrThrow("stage"));
        assertThrows(TokenInvalidException.class, () -> SDK.tokens().validate(made.getToken()));
        refused(NOT_FOUND, () -> SDK.tokens().update(NO_TOKEN, null, "For nothing"));
    }

    @Test
    void listTokensInPages() {
        String organization = newOrganization();
        var made = newToken(organization);
        SDK.tokens().create(organization);

        var all = pages(token -> SDK.tokens().list(organization, 1, token), ListTokensResponse::getNextPageToken);

        assertEquals(2, all.size());
        assertEquals(1, SDK.tokens().list(organization, made.getTokenInfo().getUserId(), 5, "").getTokensCount());
        refused(NOT_FOUND, () -> SDK.tokens().list(NOWHERE, 1, ""));
        invalid("page_token", () -> SDK.tokens().list(organization, 1, "nonsense"));
    }
}

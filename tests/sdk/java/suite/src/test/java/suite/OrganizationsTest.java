package suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static suite.World.*;

import com.scalekit.grpc.scalekit.v1.organizations.*;
import com.scalekit.shaded.google.protobuf.Int32Value;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrganizationsTest {
    private static CreateOrganization initech() {
        return CreateOrganization.newBuilder().setDisplayName("Initech").setExternalId(fresh("tenant-"))
                .putMetadata("tier", "gold").build();
    }

    @Test
    void create() {
        var given = initech();

        var made = SDK.organizations().create(given);

        assertTrue(made.getId().startsWith("org_"));
        assertEquals("Initech", made.getDisplayName());
        assertEquals(given.getExternalId(), made.getExternalId());
        assertEquals("gold", made.getMetadataOrThrow("tier"));
        refused(ALREADY_EXISTS, () -> SDK.organizations().create(given));
        invalid("display_name", () -> SDK.organizations().create(CreateOrganization.getDefaultInstance()));
    }

    @Test
    void getByEitherId() {
        var made = SDK.organizations().create(initech());

        assertEquals(made.getId(), SDK.organizations().getById(made.getId()).getId());
        assertEquals(made.getId(), SDK.organizations().getByExternalId(made.getExternalId()).getId());
        refused(NOT_FOUND, () -> SDK.organizations().getById(NOWHERE));
        refused(NOT_FOUND, () -> SDK.organizations().getByExternalId(fresh("tenant-")));
        invalid("id", () -> SDK.organizations().getById("org_" + "9".repeat(29)));
    }

    @Test
    void listInPages() {
        String id = newOrganization();

        var all = pages(token -> SDK.organizations().listOrganizations(5, token), ListOrganizationsResponse::getNextPageToken);

        assertTrue(all.stream().flatMap(page -> page.getOrganizationsList().stream()).anyMatch(one -> one.getId().equals(id)));
        invalid("page_token", () -> SDK.organizations().listOrganizations(5, "nonsense"));
    }

    @Test
    void updateByEitherId() {
        var made = SDK.organizations().create(initech());
        var renamed = UpdateOrganization.newBuilder().setDisplayName("Initrode").build();
        var silver = UpdateOrganization.newBuilder().putMetadata("tier", "silver").build();

        SDK.organizations().updateById(made.getId(), renamed);
        SDK.organizations().updateByExternalId(made.getExternalId(), silver);

        var changed = SDK.organizations().getById(made.getId());
        assertEquals("Initrode", changed.getDisplayName());
        assertEquals("silver", changed.getMetadataOrThrow("tier"));
        refused(NOT_FOUND, () -> SDK.organizations().updateById(NOWHERE, renamed));
        refused(NOT_FOUND, () -> SDK.organizations().updateByExternalId(fresh("tenant-"), renamed));
        invalid("display_name", () -> SDK.organizations().updateById(made.getId(), renamed.toBuilder().setDisplayName("").build()));
        var taken = UpdateOrganization.newBuilder().setExternalId(made.getExternalId()).build();
        refused(ALREADY_EXISTS, () -> SDK.organizations().updateById(newOrganization(), taken));
    }

    @Test
    void deleteByEitherId() {
        var first = SDK.organizations().create(initech());
        var second = SDK.organizations().create(initech());

        SDK.organizations().deleteById(first.getId());
        SDK.organizations().deleteByExternalId(second.getExternalId());

        refused(NOT_FOUND, () -> SDK.organizations().getById(first.getId()));
        refused(NOT_FOUND, () -> SDK.organizations().getById(second.getId()));
        refused(NOT_FOUND, () -> SDK.organizations().deleteById(first.getId()));
        refused(NOT_FOUND, () -> SDK.organizations().deleteByExternalId(second.getExternalId()));
    }

    @Test
    void generatePortalLink() {
        String id = newOrganization();

        for (var link : List.of(SDK.organizations().generatePortalLink(id),
                SDK.organizations().generatePortalLink(id, List.of(Feature.sso)))) {
            assertTrue(link.getLocation().startsWith(URL));
            assertFalse(link.getId().isEmpty());
            assertTrue(link.getExpireTime().getSeconds() > Instant.now().getEpochSecond());
        }
        refused(NOT_FOUND, () -> SDK.organizations().generatePortalLink(NOWHERE));
        invalid("id", () -> SDK.organizations().generatePortalLink("nonsense"));
    }

    @Test
    void updateSettings() {
        String id = newOrganization();
        var sso = List.of(OrganizationSettingsFeature.newBuilder().setName("sso").setEnabled(true).build());

        var features = SDK.organizations().updateOrganizationSettings(id, sso).getSettings().getFeaturesList();

        assertTrue(features.containsAll(sso));
        refused(NOT_FOUND, () -> SDK.organizations().updateOrganizationSettings(NOWHERE, sso));
        invalid("id", () -> SDK.organizations().updateOrganizationSettings("nonsense", sso));
    }

    @Test
    void upsertUserManagementSettings() {
        String id = newOrganization();
        var fifty = OrganizationUserManagementSettings.newBuilder().setMaxAllowedUsers(Int32Value.of(50)).build();

        assertEquals(fifty, SDK.organizations().upsertUserManagementSettings(id, fifty));
        refused(NOT_FOUND, () -> SDK.organizations().upsertUserManagementSettings(NOWHERE, fifty));
        invalid("organization_id", () -> SDK.organizations().upsertUserManagementSettings("nonsense", fifty));
    }
}

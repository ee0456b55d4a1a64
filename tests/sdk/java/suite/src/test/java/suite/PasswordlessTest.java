package suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static suite.World.*;

import com.scalekit.grpc.scalekit.v1.auth.passwordless.PasswordlessType;
import com.scalekit.grpc.scalekit.v1.auth.passwordless.TemplateType;
import com.scalekit.internal.http.SendPasswordlessOptions;
import com.scalekit.internal.http.VerifyPasswordlessOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A code by e-mail without the hosted pages, and passkeys. */
class PasswordlessTest {
    private static final String NO_CREDENTIAL = "cred_999999999999999999";

    private static VerifyPasswordlessOptions code(String code) {
        var options = new VerifyPasswordlessOptions();
        options.setCode(code);
        return options;
    }

    @Test
    void sendAndVerify() {
        String email = fresh("new") + "@acme.example";
        var options = new SendPasswordlessOptions();
        options.setTemplate(TemplateType.SIGNIN);
        options.setState("mine");

        var sent = SDK.passwordless().sendPasswordlessEmail(email, options);
        String id = sent.getAuthRequestId();

        assertEquals(300, sent.getExpiresIn());
        invalid("code", () -> SDK.passwordless().verifyPasswordlessEmail(code("nonsense"), id));
        var verified = SDK.passwordless().verifyPasswordlessEmail(code(newestLetter(email)), id);
        assertEquals(email, verified.getEmail());
        assertEquals("mine", verified.getState());
        refused(NOT_FOUND, () -> SDK.passwordless().verifyPasswordlessEmail(code("000000"), "nonsense"));
        invalid("email", () -> SDK.passwordless().sendPasswordlessEmail("no address"));
        assertThrows(IllegalArgumentException.class,
                () -> SDK.passwordless().verifyPasswordlessEmail(new VerifyPasswordlessOptions()));
    }

    @Test
    void verifyByTheLink() {
        String email = fresh("new") + "@acme.example";
        String at = "http://localhost:3000/" + fresh("passwordless");
        var options = new SendPasswordlessOptions();
        options.setMagiclinkAuthUri(at);
        String id = SDK.passwordless().sendPasswordlessEmail(email, options).getAuthRequestId();
        var link = new VerifyPasswordlessOptions();
        link.setLinkToken(parameter(mailedLink(at), "link_token"));

        var verified = SDK.passwordless().verifyPasswordlessEmail(link, id);

        assertEquals(email, verified.getEmail());
        assertEquals(PasswordlessType.LINK, verified.getPasswordlessType());
    }

    @Test
    void resend() {
        String email = fresh("new") + "@acme.example";
        String id = SDK.passwordless().sendPasswordlessEmail(email).getAuthRequestId();

        String again = SDK.passwordless().resendPasswordlessEmail(id).getAuthRequestId();

        assertFalse(again.isEmpty());
        assertEquals(email, SDK.passwordless().verifyPasswordlessEmail(code(newestLetter(email)), again).getEmail());
        refused(NOT_FOUND, () -> SDK.passwordless().resendPasswordlessEmail("nonsense"));
    }

    @Test
    void aPasskeyIsListedRenamedAndDeleted() {
        String name = fresh("Laptop ");

        assertEquals(name, SDK.webAuthn().updateCredential(LAPTOP, name).getCredential().getDisplayName());
        assertTrue(SDK.webAuthn().deleteCredential(PHONE).getSuccess());

        var left = SDK.webAuthn().listCredentials(BOB).getCredentialsList();
        assertEquals(List.of(LAPTOP + name), left.stream().map(one -> one.getId() + one.getDisplayName()).toList());
        refused(NOT_FOUND, () -> SDK.webAuthn().deleteCredential(PHONE));
    }

    @Test
    void passkeys() {
        assertEquals(0, SDK.webAuthn().listCredentials(newUser(ACME).getId()).getCredentialsCount());
        refused(NOT_FOUND, () -> SDK.webAuthn().listCredentials(NOBODY));
        refused(NOT_FOUND, () -> SDK.webAuthn().updateCredential(NO_CREDENTIAL, "Key ring"));
        invalid("display_name", () -> SDK.webAuthn().updateCredential(NO_CREDENTIAL, "n".repeat(121)));
        refused(NOT_FOUND, () -> SDK.webAuthn().deleteCredential(NO_CREDENTIAL));
    }
}

package suite;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.scalekit.exceptions.WebHookException;
import com.scalekit.webhooks.ScalekitInterceptor;
import com.scalekit.webhooks.ScalekitWebhook;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The payloads are signed here, as Standard Webhooks says; once the fake sends webhooks, it signs them. */
class WebhooksTest {
    private static final byte[] KEY = "a key that every copy of this suite has".getBytes();
    private static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(KEY);
    private static final String PAYLOAD = "{\"spec_version\":\"1\",\"id\":\"evt_1\",\"type\":\"user.logout\"}";
    private static final long TOLERANCE_SECONDS = 5 * 60;

    @ParameterizedTest
    @ValueSource(strings = {"webhook", "interceptor"})
    void whatWasSignedWithTheSecretIsGenuine(String kind) throws Exception {
        var headers = signed(kind, 0);
        var several = with(headers, kind + "-signature", "v2,other " + headers.get(kind + "-signature"));

        assertTrue(verify(kind, headers, PAYLOAD, SECRET));
        assertTrue(verify(kind, several, PAYLOAD, SECRET));
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook", "interceptor"})
    void forgeriesAreNot(String kind) throws Exception {
        var headers = signed(kind, 0);
        String earlier = signed(kind, 60).get(kind + "-timestamp");
        String other = "whsec_" + Base64.getEncoder().encodeToString("another key".getBytes());

        assertThrows(WebHookException.class, () -> verify(kind, headers, PAYLOAD.replace("logout", "login"), SECRET));
        assertThrows(WebHookException.class, () -> verify(kind, with(headers, kind + "-id", "msg_2"), PAYLOAD, SECRET));
        assertThrows(WebHookException.class, () -> verify(kind, with(headers, kind + "-timestamp", earlier), PAYLOAD, SECRET));
        assertThrows(WebHookException.class, () -> verify(kind, headers, PAYLOAD, other));
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook", "interceptor"})
    void fiveMinutesAreTolerated(String kind) throws Exception {
        // A margin on either side, for the second that may pass between signing and verifying.
        long margin = 5;

        for (long age : List.of(TOLERANCE_SECONDS - margin, margin - TOLERANCE_SECONDS)) {
            assertTrue(verify(kind, signed(kind, age), PAYLOAD, SECRET));
        }
        for (long age : List.of(TOLERANCE_SECONDS + margin, -TOLERANCE_SECONDS - margin)) {
            var headers = signed(kind, age);
            assertThrows(WebHookException.class, () -> verify(kind, headers, PAYLOAD, SECRET));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook", "interceptor"})
    void withoutHeadersOrASecretNothingIsVerified(String kind) throws Exception {
        var headers = signed(kind, 0);

        assertThrows(WebHookException.class, () -> verify(kind, Map.of(), PAYLOAD, SECRET));
        assertThrows(WebHookException.class, () -> verify(kind, headers, PAYLOAD, "nosecret"));
        assertThrows(NumberFormatException.class, () -> verify(kind, with(headers, kind + "-timestamp", "soon"), PAYLOAD, SECRET));
    }

    private static boolean verify(String kind, Map<String, String> headers, String payload, String secret)
            throws WebHookException {
        // The client has an accessor for one of them only.
        return kind.equals("webhook")
                ? new ScalekitWebhook().verifyWebhookPayload(secret, headers, payload.getBytes())
                : new ScalekitInterceptor().verifyInterceptorPayload(secret, headers, payload.getBytes());
    }

    private static Map<String, String> signed(String kind, long age) throws Exception {
        String id = "msg_1";
        String at = String.valueOf(Instant.now().getEpochSecond() - age);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
        byte[] signature = mac.doFinal((id + "." + at + "." + PAYLOAD).getBytes());
        return Map.of(
                kind + "-id", id,
                kind + "-timestamp", at,
                kind + "-signature", "v1," + Base64.getEncoder().encodeToString(signature));
    }

    private static Map<String, String> with(Map<String, String> headers, String name, String value) {
        var changed = new HashMap<>(headers);
        changed.put(name, value);
        return changed;
    }
}

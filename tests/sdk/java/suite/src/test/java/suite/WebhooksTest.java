package suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static suite.World.*;

import com.scalekit.exceptions.WebHookException;
import com.scalekit.shaded.jackson.core.JsonProcessingException;
import com.scalekit.shaded.jackson.databind.ObjectMapper;
import com.scalekit.webhooks.ScalekitInterceptor;
import com.scalekit.webhooks.ScalekitWebhook;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Webhooks and interceptor calls, signed by the fake and verified by the SDK. */
class WebhooksTest {
    private static final String EVENT = "{\"spec_version\":\"1\",\"id\":\"evt_1\",\"type\":\"user.logout\"}";
    private static final String OTHER_SECRET = "whsec_" + Base64.getEncoder().encodeToString("another key".getBytes());
    private static final long TOLERANCE_SECONDS = 5 * 60;

    @ParameterizedTest
    @ValueSource(strings = {"webhook", "interceptor"})
    void whatTheFakeSignedIsGenuine(String kind) throws Exception {
        var message = sign(kind);
        String several = "v2,other " + message.header("signature");

        assertTrue(message.verify());
        assertTrue(message.with("signature", several).verify());
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook", "interceptor"})
    void forgeriesAreNot(String kind) throws Exception {
        var message = sign(kind);
        String otherKind = secretOf(kind.equals("webhook") ? "interceptor" : "webhook");

        refused("Invalid signature", message.saying(message.body.replace("logout", "login")));
        refused("Invalid signature", message.saying(message.body.replace(",", ", ")));
        refused("Invalid signature", message.with("id", "msg_2"));
        refused("Invalid signature", message.aged(1));
        refused("Invalid signature", message.from(OTHER_SECRET));
        refused("Invalid signature", message.from(otherKind));
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook", "interceptor"})
    void fiveMinutesAreTolerated(String kind) throws Exception {
        var message = sign(kind);
        // A margin on either side, for the seconds that may pass between signing and verifying.
        long margin = 5;

        // The time is looked at first: who gets as far as the signature was in time.
        for (long age : List.of(TOLERANCE_SECONDS - margin, margin - TOLERANCE_SECONDS)) {
            refused("Invalid signature", message.aged(age));
        }
        for (long age : List.of(TOLERANCE_SECONDS + margin, -TOLERANCE_SECONDS - margin)) {
            refused("Invalid timestamp", message.aged(age));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook", "interceptor"})
    void withoutHeadersOrASecretNothingIsVerified(String kind) throws Exception {
        var message = sign(kind);

        for (String name : List.of("id", "timestamp", "signature")) {
            refused("Missing required headers", message.with(name, null));
        }
        refused("Invalid secret", message.from("nosecret"));
        assertThrows(NumberFormatException.class, message.with("timestamp", "soon")::verify);
    }

    private static void refused(String reason, Message message) {
        assertEquals(reason, assertThrows(WebHookException.class, message::verify).getMessage());
    }

    private static String secretOf(String kind) {
        return setting("SCALEKIT_" + kind.toUpperCase() + "_SECRET");
    }

    private static Message sign(String kind) throws JsonProcessingException {
        String body = "{\"kind\":\"" + kind + "\",\"payload\":" + EVENT + "}";
        var request = HttpRequest.newBuilder(URI.create(URL + "/_mock/webhooks/sign"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body));
        var signed = new ObjectMapper().readTree(send(HttpClient.newHttpClient(), request.build()).body());
        var headers = new HashMap<String, String>();
        signed.get("headers").fields().forEachRemaining(header -> headers.put(header.getKey(), header.getValue().asText()));
        return new Message(kind, secretOf(kind), headers, signed.get("body").asText());
    }

    /** A webhook or a call to an interceptor. Its methods that change something make another. */
    private record Message(String kind, String secret, Map<String, String> headers, String body) {
        boolean verify() throws WebHookException {
            // The client has an accessor for one of them only.
            return kind.equals("webhook")
                    ? new ScalekitWebhook().verifyWebhookPayload(secret, headers, body.getBytes())
                    : new ScalekitInterceptor().verifyInterceptorPayload(secret, headers, body.getBytes());
        }

        String header(String name) {
            return headers.get(kind + "-" + name);
        }

        Message with(String name, String value) {
            var changed = new HashMap<>(headers);
            changed.put(kind + "-" + name, value);
            return new Message(kind, secret, changed, body);
        }

        Message aged(long seconds) {
            return with("timestamp", String.valueOf(Long.parseLong(header("timestamp")) - seconds));
        }

        Message saying(String text) {
            return new Message(kind, secret, headers, text);
        }

        Message from(String other) {
            return new Message(kind, other, headers, body);
        }
    }
}

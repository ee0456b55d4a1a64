package app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwe.ContentEncryptionAlgorithmIdentifiers;
import org.jose4j.jwe.JsonWebEncryption;
import org.jose4j.jwe.KeyManagementAlgorithmIdentifiers;
import org.jose4j.keys.AesKey;
import org.jose4j.lang.JoseException;
import org.springframework.core.env.Environment;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;

/** The three cookies of a session, sealed, and how every cookie is set and cleared. */
@Component
class Cookies {
    /** The cookies of a session, by the names of the published blocks. */
    private static final List<String> TOKENS = List.of("accessToken", "refreshToken", "idToken");

    /** The cookie of a sign-in that is under way, and its life: that of an authorization code. */
    static final String ATTEMPT = "state";

    static final Duration ATTEMPT_LIVES = Duration.ofMinutes(10);

    /** Browsers drop a cookie of more than 4096 octets, name and attributes included. */
    private static final int MOST_OCTETS = 3900;

    /** Until the browser ends. */
    private static final Duration UNTIL_THE_END = Duration.ofSeconds(-1);

    /** What a cookie has in it. The name is sealed too, so that no token stands in for another. */
    record SealedToken(String session, String name, String token) {}

    /** A session that cookies name, and its tokens. */
    record Opened(String session, Tokens.Held held) {}

    /** A token is too large for a cookie. */
    static class TooLargeException extends RuntimeException {}

    // cookie-tokens-are-encrypted: a key of this process, as the list of living sessions is of this process. Servers
    // that share a store for the list share the key.
    private final AesKey key;
    private final ObjectMapper json = new ObjectMapper();
    private final Environment settings;

    Cookies(Environment settings) {
        this.settings = settings;
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        key = new AesKey(random);
    }

    /** The lines that set or renew the three cookies. */
    String[] lines(String session, Tokens.Held held) {
        List<String> tokens = List.of(held.access(), held.refresh(), held.id());
        List<String> lines = new ArrayList<>();
        for (int at = 0; at < TOKENS.size(); at++) {
            String value = sealed(new SealedToken(session, TOKENS.get(at), tokens.get(at)));
            if (value.length() > MOST_OCTETS) {
                throw new TooLargeException(); // cookie-fits
            }
            lines.add(line(TOKENS.get(at), value, UNTIL_THE_END));
        }
        return lines.toArray(String[]::new);
    }

    /** The lines that clear the three cookies. */
    String[] cleared() {
        return TOKENS.stream().map(name -> line(name, "", Duration.ZERO)).toArray(String[]::new);
    }

    /** The lines that clear all cookies. logout-clears-leftovers: the attempt too. */
    String[] allCleared() {
        return Stream.concat(Stream.of(cleared()), Stream.of(line(ATTEMPT, "", Duration.ZERO))).toArray(String[]::new);
    }

    /**
     * every-cookie-is-cleared, one-cookie-a-name: the same attributes set, renew and clear a cookie, and each has a
     * line of its own.
     * cookie-reaches-its-routes: pages, renewal and sign-out need all three, so that the path is `/`.
     * same-site-is-lax: a browser that comes back from Scalekit would not send a strict one.
     * session-outlives-access-token: no age, which would end the session with its first access token.
     */
    String line(String name, String value, Duration lives) {
        return ResponseCookie.from(name, value).path("/").httpOnly(true).sameSite("Lax")
                .secure(appUrl().startsWith("https:")).maxAge(lives).build().toString();
    }

    /** The session that all three cookies name, or null. */
    Opened opened(Map<String, String> cookies) {
        try {
            List<SealedToken> opened = new ArrayList<>();
            for (String name : TOKENS) {
                SealedToken one = open(cookies.getOrDefault(name, ""));
                boolean agrees = opened.isEmpty() || one.session().equals(opened.get(0).session());
                if (!agrees || !one.name().equals(name)) {
                    return null;
                }
                opened.add(one);
            }
            var held = new Tokens.Held(opened.get(0).token(), opened.get(1).token(), opened.get(2).token());
            return new Opened(opened.get(0).session(), held);
        } catch (JoseException | JsonProcessingException why) {
            return null; // unreadable-cookie-is-cleared
        }
    }

    /** PORT=0 takes a free one, so the app learns its own address only when it runs. */
    String appUrl() {
        return settings.getProperty("APP_URL", "http://localhost:" + settings.getProperty("local.server.port"));
    }

    private String sealed(SealedToken token) {
        try {
            var object = encryption();
            object.setPayload(json.writeValueAsString(token));
            return object.getCompactSerialization();
        } catch (JoseException | JsonProcessingException why) {
            throw new IllegalStateException("a token cannot be sealed", why);
        }
    }

    private SealedToken open(String value) throws JoseException, JsonProcessingException {
        var object = encryption();
        object.setCompactSerialization(value);
        return json.readValue(object.getPayload(), SealedToken.class);
    }

    private JsonWebEncryption encryption() {
        String direct = KeyManagementAlgorithmIdentifiers.DIRECT;
        String content = ContentEncryptionAlgorithmIdentifiers.AES_256_GCM;
        var object = new JsonWebEncryption();
        object.setAlgorithmHeaderValue(direct);
        object.setEncryptionMethodHeaderParameter(content);
        object.setAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT, direct));
        object.setContentEncryptionAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT, content));
        object.setKey(key);
        return object;
    }
}

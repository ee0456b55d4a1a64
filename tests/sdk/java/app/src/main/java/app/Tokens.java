package app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.scalekit.ScalekitClient;
import com.scalekit.exceptions.APIException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** What Scalekit's token endpoint answers, and whether a token is Scalekit's and for this application. */
@Component
class Tokens {
    /** Scalekit said no, and will say it again. */
    static class RefusedException extends Exception {}

    /** Scalekit said nothing. */
    static class UnavailableException extends Exception {}

    /** outage-is-survived: for a call to Scalekit. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** The tokens of a session. */
    record Held(String access, String refresh, String id) {}

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final ObjectMapper json = new ObjectMapper();
    private final ScalekitClient scalekit;
    private final String environmentUrl;
    private final String clientId;
    private final String clientSecret;
    private final JwtConsumer verifier;

    Tokens(
            ScalekitClient scalekit,
            @Value("${SCALEKIT_ENVIRONMENT_URL}") String environmentUrl,
            @Value("${SCALEKIT_CLIENT_ID}") String clientId,
            @Value("${SCALEKIT_CLIENT_SECRET}") String clientSecret) {
        this.scalekit = scalekit;
        this.environmentUrl = environmentUrl;
        this.clientId = clientId;
        this.clientSecret = clientSecret;
        // keys-are-cached, issuer-and-audience-are-checked: the SDK fetches the keys for each token, and compares
        // neither issuer nor audience.
        this.verifier = new JwtConsumerBuilder()
                .setVerificationKeyResolver(
                        new HttpsJwksVerificationKeyResolver(new HttpsJwks(environmentUrl + "/keys")))
                .setJwsAlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.RSA_USING_SHA256)
                .setRequireExpirationTime()
                .setAllowedClockSkewInSeconds(30) // clocks-have-leeway
                .setExpectedIssuer(environmentUrl)
                .setExpectedAudience(clientId)
                .build();
    }

    /** The claims of a token, if it is good. */
    JwtClaims verified(String token) throws RefusedException {
        try {
            return verifier.processToClaims(token);
        } catch (InvalidJwtException why) {
            throw new RefusedException();
        }
    }

    /** Exchanges a code. The SDK's `authenticateWithCode` drops the refresh token. */
    Held ofCode(String code, String redirectUri, String codeVerifier) throws RefusedException, UnavailableException {
        String form = form(Map.of(
                "grant_type", "authorization_code",
                "code", code,
                "redirect_uri", redirectUri,
                "code_verifier", codeVerifier,
                "client_id", clientId,
                "client_secret", clientSecret));
        HttpRequest request = HttpRequest.newBuilder(URI.create(environmentUrl + "/oauth/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .timeout(PATIENCE)
                .POST(BodyPublishers.ofString(form))
                .build();
        try {
            var answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() / 100 == 4) {
                throw new RefusedException();
            }
            if (answer.statusCode() != 200) {
                throw new UnavailableException();
            }
            JsonNode tokens = json.readTree(answer.body());
            return new Held(
                    tokens.path("access_token").asText(),
                    tokens.path("refresh_token").asText(),
                    tokens.path("id_token").asText());
        } catch (IOException why) {
            throw new UnavailableException();
        } catch (InterruptedException why) {
            Thread.currentThread().interrupt();
            throw new UnavailableException();
        }
    }

    /** New tokens. hint-after-renewal: the ID token stays the one of the sign-in. */
    Held renewed(Held held) throws RefusedException, UnavailableException {
        try {
            var tokens = scalekit.authentication().refreshAccessToken(held.refresh());
            return new Held(tokens.getAccessToken(), tokens.getRefreshToken(), held.id());
        } catch (APIException why) {
            // outage-keeps-session: the SDK has no other sign of a refusal than its text.
            if (why.getMessage().contains("invalid_grant")) {
                throw new RefusedException();
            }
            throw new UnavailableException();
        }
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}

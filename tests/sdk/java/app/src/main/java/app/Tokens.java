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
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** What Scalekit's token endpoint is asked for. */
@Component
class Tokens {
    /** Scalekit said no, and will say it again. */
    static class Refused extends Exception {}

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final ObjectMapper json = new ObjectMapper();
    private final ScalekitClient scalekit;
    private final String environmentUrl;
    private final String clientId;
    private final String clientSecret;

    Tokens(
            ScalekitClient scalekit,
            @Value("${SCALEKIT_ENVIRONMENT_URL}") String environmentUrl,
            @Value("${SCALEKIT_CLIENT_ID}") String clientId,
            @Value("${SCALEKIT_CLIENT_SECRET}") String clientSecret) {
        this.scalekit = scalekit;
        this.environmentUrl = environmentUrl;
        this.clientId = clientId;
        this.clientSecret = clientSecret;
    }

    /**
     * Exchanges a code. The SDK's `authenticateWithCode` drops the refresh token and `expires_in`, and does not verify
     * the ID token; where nobody stays longer than an access token lives, it is enough.
     */
    SignedIn ofCode(String code, String redirectUri) throws Refused, IOException, InterruptedException {
        String form = form(Map.of(
                "grant_type", "authorization_code",
                "code", code,
                "redirect_uri", redirectUri,
                "client_id", clientId,
                "client_secret", clientSecret));
        HttpRequest request = HttpRequest.newBuilder(URI.create(environmentUrl + "/oauth/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .timeout(Duration.ofSeconds(10))
                .POST(BodyPublishers.ofString(form))
                .build();
        var answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() / 100 == 4) {
            throw new Refused();
        }
        if (answer.statusCode() != 200) {
            throw new IOException("the token endpoint answered " + answer.statusCode());
        }
        JsonNode tokens = json.readTree(answer.body());
        String idToken = tokens.get("id_token").asText();
        // Whatever its name says, this verifies the signature and `exp` of any token that Scalekit signs.
        Map<String, Object> person = scalekit.authentication().validateAccessTokenAndGetClaims(idToken);
        return new SignedIn(
                person,
                idToken,
                tokens.get("access_token").asText(),
                tokens.path("refresh_token").asText(null),
                Duration.ofSeconds(tokens.get("expires_in").asLong()));
    }

    /** Takes new tokens for somebody who is signed in. */
    void renew(SignedIn person) throws Refused {
        if (person.refreshToken() == null) {
            throw new Refused();
        }
        try {
            var tokens = scalekit.authentication().refreshAccessToken(person.refreshToken());
            person.keep(tokens.getAccessToken(), tokens.getRefreshToken(), tokens.getIdToken());
        } catch (APIException why) {
            // The SDK has no other sign of a refusal than its text. An outage is no reason to sign anybody out.
            if (why.getMessage().contains("invalid_grant")) {
                throw new Refused();
            }
            throw why;
        }
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}

package suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static suite.World.*;

import com.scalekit.ScalekitClient;
import com.scalekit.api.impl.ScalekitAuthClient;
import com.scalekit.exceptions.APIException;
import com.scalekit.grpc.scalekit.v1.connections.ConnectionProvider;
import com.scalekit.grpc.scalekit.v1.connections.ConnectionType;
import com.scalekit.grpc.scalekit.v1.connections.CreateConnection;
import com.scalekit.internal.http.AuthenticationOptions;
import com.scalekit.internal.http.AuthorizationUrlOptions;
import com.scalekit.internal.http.LogoutUrlOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SignInTest {
    @Test
    void anEnvironmentUrlCannotHaveAPort() {
        assertThrows(IllegalArgumentException.class, () -> new ScalekitClient("https://localhost:8443", CLIENT, SECRET));
        new ScalekitClient(URL, CLIENT, SECRET); // The settings are a static: put them back.
    }

    @Test
    void theAuthorizationUrlHasEveryOption() {
        var options = new AuthorizationUrlOptions();
        options.setScopes(List.of("openid", "email"));
        options.setState("s");
        options.setNonce("n");
        options.setLoginHint("alice@acme.example");
        options.setDomainHint("acme.example");
        options.setConnectionId("conn_1");
        options.setOrganizationId(ACME);
        options.setCodeChallenge("c");
        options.setCodeChallengeMethod("S256");
        options.setProvider("google");
        options.setPrompt("login");

        var at = SDK.authentication().getAuthorizationUrl(REDIRECT_URI, options).toString();

        assertEquals(URL + "/oauth/authorize?response_type=code&client_id=" + CLIENT
                + "&redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fauth%2Fcallback&scope=openid+email&state=s&nonce=n"
                + "&login_hint=alice%40acme.example&domain_hint=acme.example&domain=acme.example&connection_id=conn_1"
                + "&organization_id=" + ACME + "&code_challenge=c&code_challenge_method=S256&provider=google&prompt=login", at);
    }

    @Test
    void theLogoutUrlEndsInAQuestionMarkWhenItSaysNothing() {
        // `authentication()` is an interface that has no `getLogoutUrl`.
        var authentication = (ScalekitAuthClient) SDK.authentication();
        var options = new LogoutUrlOptions();
        assertEquals(URL + "/oidc/logout?", authentication.getLogoutUrl(options).toString());

        options.setIdTokenHint("hint");
        options.setPostLogoutRedirectUri("http://localhost:3000/");
        options.setState("s");

        assertEquals(URL + "/oidc/logout?id_token_hint=hint&post_logout_redirect_uri=http%3A%2F%2Flocalhost%3A3000%2F&state=s",
                authentication.getLogoutUrl(options).toString());
    }

    @Test
    void aCodeIsExchangedForTokens() {
        var options = new AuthorizationUrlOptions();
        options.setOrganizationId(ACME);

        var tokens = signIn(ALICE, options);

        assertEquals(ALICE, tokens.getIdTokenClaims().getId());
        assertEquals("alice@acme.example", tokens.getIdTokenClaims().getEmail());
        assertTrue(tokens.getIdTokenClaims().isEmailVerified());
        assertEquals(ACME, claim(tokens.getAccessToken(), "oid"));
    }

    @Test
    void theSdkDropsTheRefreshTokenOfACodeExchange() {
        var options = new AuthorizationUrlOptions();
        options.setScopes(List.of("openid", "email", "offline_access"));

        assertNull(signIn(ALICE, options).getRefreshToken());
    }

    @Test
    void codesThatAreNone() {
        String code = codeFor(ALICE, new AuthorizationUrlOptions());
        exchange(code, null);

        assertTrue(assertThrows(APIException.class, () -> exchange(code, null)).getMessage().contains("invalid_grant"));
        assertTrue(assertThrows(APIException.class, () -> exchange("nonsense", null)).getMessage().contains("invalid_grant"));
        assertTrue(assertThrows(APIException.class, () -> exchange("", null)).getMessage().contains("required"));
    }

    @Test
    void aCodeBelongsToItsVerifier() throws Exception {
        String verifier = "a-verifier-of-at-least-forty-three-characters-here";
        byte[] digest = java.security.MessageDigest.getInstance("SHA-256").digest(verifier.getBytes());
        var options = new AuthorizationUrlOptions();
        options.setCodeChallenge(Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
        options.setCodeChallengeMethod("S256");

        exchange(codeFor(ALICE, options), verifier);

        assertThrows(APIException.class, () -> exchange(codeFor(ALICE, options), verifier + "-of-another"));
        assertThrows(APIException.class, () -> exchange(codeFor(ALICE, options), null));
    }

    private static void exchange(String code, String verifier) {
        var options = new AuthenticationOptions();
        options.setCodeVerifier(verifier);
        SDK.authentication().authenticateWithCode(code, REDIRECT_URI, options);
    }

    @Test
    void aRefreshTokenIsReplacedByTheNext() {
        String first = refreshTokenOf(ALICE);

        var second = SDK.authentication().refreshAccessToken(first);
        var third = SDK.authentication().refreshAccessToken(second.getRefreshToken());

        assertFalse(first.equals(second.getRefreshToken()));
        assertTrue(SDK.authentication().validateAccessToken(third.getAccessToken()));
        assertThrows(APIException.class, () -> SDK.authentication().refreshAccessToken("nonsense"));
        assertThrows(APIException.class, () -> SDK.authentication().refreshAccessToken(""));
    }

    /** By hand, because the SDK drops it. */
    static String refreshTokenOf(String who) {
        var options = new AuthorizationUrlOptions();
        options.setScopes(List.of("openid", "email", "offline_access"));
        String form = "grant_type=authorization_code&code=" + codeFor(who, options) + "&redirect_uri=" + REDIRECT_URI
                + "&client_id=" + CLIENT + "&client_secret=" + SECRET;
        String answer = send(HttpClient.newHttpClient(), HttpRequest.newBuilder(URI.create(URL + "/oauth/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)).build()).body();
        Matcher token = Pattern.compile("\"refresh_token\":\"([^\"]+)\"").matcher(answer);
        assertTrue(token.find());
        return token.group(1);
    }

    @Test
    void tokensThatAreForged() {
        String token = signIn(ALICE).getAccessToken();
        String[] parts = token.split("\\.");
        String bobs = Base64.getUrlEncoder().withoutPadding()
                .encodeToString("{\"sub\":\"usr_100000000000000002\",\"exp\":99999999999}".getBytes());
        String none = Base64.getUrlEncoder().withoutPadding().encodeToString("{\"alg\":\"none\"}".getBytes());

        assertTrue(SDK.authentication().validateAccessToken(token));
        assertEquals(ALICE, claim(token, "sub"));
        assertFalse(SDK.authentication().validateAccessToken(parts[0] + "." + bobs + "." + parts[2]));
        assertThrows(APIException.class, () -> claim(parts[0] + "." + bobs + "." + parts[2], "sub"));
        for (String forgery : List.of(none + "." + bobs + ".", "nonsense")) {
            assertThrows(APIException.class, () -> SDK.authentication().validateAccessToken(forgery));
            assertThrows(APIException.class, () -> SDK.authentication().getIdpInitiatedLoginClaims(forgery));
        }
    }

    @Test
    void aSignInThatBeginsAtTheIdentityProvider() {
        String organization = newOrganization();
        var simulator = CreateConnection.newBuilder()
                .setProvider(ConnectionProvider.IDP_SIMULATOR).setType(ConnectionType.OIDC).build();
        String connection = SDK.connections().createConnection(organization, simulator).getId();
        SDK.connections().enableConnection(connection, organization);

        var home = submitted("/idp", "connection=" + connection + "&client=" + CLIENT
                + "&email=erin@acme.example&relay_state=" + encode("/reports"));

        var said = SDK.authentication().getIdpInitiatedLoginClaims(parameter(home, "idp_initiated_login"));
        assertEquals(connection, said.getConnectionID());
        assertEquals(organization, said.getOrganizationID());
        assertEquals("erin@acme.example", said.getLoginHint());
        assertEquals("/reports", said.getRelayState());
    }

    @Test
    void theClientsOwnToken() {
        assertEquals(CLIENT, claim(SDK.authentication().getClientAccessToken(), "sub"));
        assertNotNull(SDK.authentication().generateClientToken(CLIENT, SECRET));
        assertThrows(APIException.class, () -> SDK.authentication().generateClientToken(CLIENT, "wrong"));
        assertThrows(IllegalArgumentException.class, () -> SDK.authentication().generateClientToken(CLIENT, ""));
    }

    @Test
    void aWrongSecretReachesNothing() {
        try {
            var wrong = new ScalekitClient(URL, CLIENT, "wrong");
            assertThrows(RuntimeException.class, () -> wrong.organizations().getById(ACME));
        } finally {
            new ScalekitClient(URL, CLIENT, SECRET); // The settings are a static: put them back.
        }
    }
}

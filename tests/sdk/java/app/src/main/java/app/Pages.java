package app;

import com.scalekit.ScalekitClient;
import com.scalekit.api.impl.ScalekitAuthClient;
import com.scalekit.internal.http.AuthorizationUrlOptions;
import com.scalekit.internal.http.LogoutUrlOptions;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/** Spring Boot: the routes, and how cookies are set and cleared. */
@RestController
class Pages {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private final ScalekitClient scalekit;
    private final Tokens tokens;
    private final Sessions sessions;
    private final Cookies cookies;

    Pages(ScalekitClient scalekit, Tokens tokens, Sessions sessions, Cookies cookies) {
        this.scalekit = scalekit;
        this.tokens = tokens;
        this.sessions = sessions;
        this.cookies = cookies;
    }

    /** landing-page-waits: open to everybody, and whoever signed out ends here. */
    @GetMapping("/")
    ResponseEntity<String> home() {
        return page(HttpStatus.OK, "Welcome", "<a href=\"/login\">Sign in</a> <a href=\"/dashboard\">Dashboard</a>");
    }

    @GetMapping("/login")
    ResponseEntity<String> login() throws NoSuchAlgorithmException {
        // state-is-new binds the callback to this browser, pkce the code, and nonce-is-new the ID token.
        String state = random();
        String verifier = random();
        String nonce = random();
        byte[] challenge = MessageDigest.getInstance("SHA-256").digest(bytes(verifier));
        var options = new AuthorizationUrlOptions();
        options.setState(state);
        options.setNonce(nonce);
        options.setCodeChallenge(BASE64URL.encodeToString(challenge));
        options.setCodeChallengeMethod("S256");
        options.setScopes(List.of("openid", "profile", "email", "offline_access"));
        URI there = URI.create(scalekit.authentication().getAuthorizationUrl(redirectUri(), options).toString());
        String attempt = String.join(".", state, verifier, nonce);
        return answer(HttpStatus.FOUND)
                .header(HttpHeaders.SET_COOKIE, cookies.line(Cookies.ATTEMPT, attempt, Cookies.ATTEMPT_LIVES))
                .location(there).build();
    }

    @GetMapping("/auth/callback")
    ResponseEntity<String> callback(
            @RequestParam(required = false) String code,
            @RequestParam(defaultValue = "") String state,
            HttpServletRequest request) throws Tokens.UnavailableException {
        Map<String, String> sent = sent(request);
        String[] begun = sent.getOrDefault(Cookies.ATTEMPT, "").split("\\.");
        // state-before-code: a callback of another browser spends no code. Several states come as one text.
        if (begun.length != 3 || !same(state, begun[0])) {
            return spent(HttpStatus.BAD_REQUEST, "This sign-in was not begun here");
        }
        // callback-error-is-not-echoed: `error` and `error_description` are whatever the address bar says.
        if (code == null) {
            return spent(HttpStatus.FORBIDDEN, "You have not signed in");
        }
        try {
            Tokens.Held held = tokens.ofCode(code, redirectUri(), begun[1]);
            // id-token-is-verified: the SDK takes it at its word.
            if (!same(begun[2], tokens.verified(held.id()).getClaimValueAsString("nonce"))) {
                throw new Tokens.RefusedException();
            }
            tokens.verified(held.access()); // requests-are-verified: from the first one on.
            return answer(HttpStatus.FOUND)
                    .header(HttpHeaders.SET_COOKIE, cookies.line(Cookies.ATTEMPT, "", Duration.ZERO)) // callback-counts-once
                    .header(HttpHeaders.SET_COOKIE, sessions.begin(random(), held, sent)) // session-id-is-new
                    .location(URI.create("/dashboard")).build();
        } catch (Tokens.RefusedException why) {
            return spent(HttpStatus.BAD_REQUEST, "Signing in did not work");
        }
    }

    @GetMapping("/dashboard")
    ResponseEntity<String> dashboard(HttpServletRequest request) throws Tokens.UnavailableException {
        Sessions.Person person = sessions.person(sent(request), false);
        if (person == null) {
            return answer(HttpStatus.FOUND).header(HttpHeaders.SET_COOKIE, cookies.cleared())
                    .location(URI.create("/login")).build();
        }
        String body = "<p>Signed in as %s</p><form method=\"post\" action=\"/logout\"><button>Sign out</button></form>"
                .formatted(HtmlUtils.htmlEscape(person.email()));
        return html(answer(HttpStatus.OK).header(HttpHeaders.SET_COOKIE, person.cookies()), "Dashboard", body);
    }

    @GetMapping("/api/me")
    ResponseEntity<Map<String, String>> me(HttpServletRequest request) throws Tokens.UnavailableException {
        Sessions.Person person = sessions.person(sent(request), false);
        if (person == null) {
            return anonymous();
        }
        Map<String, String> body = new HashMap<>();
        body.put("sub", person.sub());
        body.put("email", person.email());
        body.put("name", person.name());
        return answer(HttpStatus.OK).header(HttpHeaders.SET_COOKIE, person.cookies()).body(body);
    }

    @PostMapping("/auth/refresh")
    ResponseEntity<Map<String, String>> refresh(
            HttpServletRequest request, @RequestHeader(name = "Sec-Fetch-Site", required = false) String from)
            throws Tokens.UnavailableException {
        if (isElsewhere(from)) {
            return answer(HttpStatus.FORBIDDEN).body(Map.of("error", "cross_site"));
        }
        Sessions.Person person = sessions.person(sent(request), true);
        if (person == null) {
            return anonymous();
        }
        return answer(HttpStatus.NO_CONTENT).header(HttpHeaders.SET_COOKIE, person.cookies()).build();
    }

    /** only-the-person-signs-out: POST, where the published block has GET. */
    @PostMapping("/logout")
    ResponseEntity<Void> logout(
            HttpServletRequest request, @RequestHeader(name = "Sec-Fetch-Site", required = false) String from) {
        if (isElsewhere(from)) {
            return answer(HttpStatus.FORBIDDEN).build();
        }
        var options = new LogoutUrlOptions();
        options.setPostLogoutRedirectUri(cookies.appUrl() + "/");
        Tokens.Held held = sessions.end(sent(request));
        if (held != null) {
            options.setIdTokenHint(held.id()); // logout-carries-hint
        }
        // sdk-arguments: `authentication()` is an interface that has no `getLogoutUrl`.
        var authentication = (ScalekitAuthClient) scalekit.authentication();
        // logout-by-navigation: the browser goes there itself. redirect-is-303: with GET, as this was a POST.
        return answer(HttpStatus.SEE_OTHER).header(HttpHeaders.SET_COOKIE, cookies.allCleared())
                .location(URI.create(authentication.getLogoutUrl(options).toString())).build();
    }

    /** outage-keeps-session: an outage is no reason to sign anybody out. */
    @ExceptionHandler(Tokens.UnavailableException.class)
    ResponseEntity<String> outage() {
        return page(HttpStatus.SERVICE_UNAVAILABLE, "This does not work at the moment", "Please try again.");
    }

    /** errors-are-generic: and loud, where browsers would drop the cookie without a word. */
    @ExceptionHandler(Cookies.TooLargeException.class)
    ResponseEntity<String> tooLarge() {
        return page(HttpStatus.INTERNAL_SERVER_ERROR, "Your roles do not fit into a cookie", "");
    }

    /** The page of a callback that signed nobody in. callback-counts-once: the attempt is over. */
    private ResponseEntity<String> spent(HttpStatus status, String title) {
        var head = answer(status).header(HttpHeaders.SET_COOKIE, cookies.line(Cookies.ATTEMPT, "", Duration.ZERO));
        return html(head, title, "<a href=\"/login\">Sign in</a>");
    }

    private ResponseEntity<Map<String, String>> anonymous() {
        return answer(HttpStatus.UNAUTHORIZED).header(HttpHeaders.SET_COOKIE, cookies.cleared())
                .body(Map.of("error", "unauthenticated"));
    }

    private String redirectUri() {
        return cookies.appUrl() + "/auth/callback";
    }

    private static ResponseEntity<String> page(HttpStatus status, String title, String body) {
        return html(answer(status), title, body);
    }

    private static ResponseEntity<String> html(ResponseEntity.BodyBuilder head, String title, String body) {
        return head.contentType(MediaType.TEXT_HTML).body(
                "<!doctype html><html lang=\"en\"><title>%s</title><h1>%s</h1>%s</html>".formatted(title, title, body));
    }

    /** pages-are-not-stored: none comes back with the "back" button after the sign-out. */
    private static ResponseEntity.BodyBuilder answer(HttpStatus status) {
        return ResponseEntity.status(status)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("Referrer-Policy", "no-referrer");
    }

    /** Another site's form or script may not sign anybody out. What is no browser sends no such header. */
    private static boolean isElsewhere(String from) {
        return from != null && !Set.of("same-origin", "none").contains(from);
    }

    private static Map<String, String> sent(HttpServletRequest request) {
        Map<String, String> sent = new HashMap<>();
        Cookie[] cookies = request.getCookies();
        for (Cookie cookie : cookies == null ? new Cookie[0] : cookies) {
            sent.put(cookie.getName(), cookie.getValue());
        }
        return sent;
    }

    private static boolean same(String one, String other) {
        return other != null && !one.isEmpty() && MessageDigest.isEqual(bytes(one), bytes(other));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What nobody guesses. */
    private static String random() {
        byte[] random = new byte[32];
        RANDOM.nextBytes(random);
        return BASE64URL.encodeToString(random);
    }
}

package app;

import com.scalekit.ScalekitClient;
import com.scalekit.api.impl.ScalekitAuthClient;
import com.scalekit.exceptions.APIException;
import com.scalekit.internal.http.AuthorizationUrlOptions;
import com.scalekit.internal.http.LogoutUrlOptions;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.URI;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

@RestController
class Pages {
    /** As long as an authorization code. */
    private static final Duration STATE_LIVES = Duration.ofMinutes(10);

    private static final String PERSON = "person";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ScalekitClient scalekit;
    private final Tokens tokens;
    private final Environment settings;

    Pages(ScalekitClient scalekit, Tokens tokens, Environment settings) {
        this.scalekit = scalekit;
        this.tokens = tokens;
        this.settings = settings;
    }

    @GetMapping("/")
    ResponseEntity<String> home() {
        return page(HttpStatus.OK, "Welcome", "<a href=\"/login\">Sign in</a> <a href=\"/dashboard\">Dashboard</a>");
    }

    @GetMapping("/login")
    ResponseEntity<String> login() {
        byte[] random = new byte[32];
        RANDOM.nextBytes(random);
        String state = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        var options = new AuthorizationUrlOptions();
        options.setState(state);
        // Without `offline_access` there is no refresh token.
        options.setScopes(List.of("openid", "profile", "email", "offline_access"));
        URI there = URI.create(scalekit.authentication().getAuthorizationUrl(redirectUri(), options).toString());
        return answer(HttpStatus.FOUND).header(HttpHeaders.SET_COOKIE, cookie("state", state, STATE_LIVES))
                .location(there).build();
    }

    @GetMapping("/auth/callback")
    ResponseEntity<String> callback(
            @RequestParam(required = false) String code,
            @RequestParam(required = false) String state,
            @CookieValue(name = "state", required = false) String begun,
            HttpServletRequest request) throws IOException, InterruptedException {
        if (state == null || begun == null || !MessageDigest.isEqual(state.getBytes(), begun.getBytes())) {
            return page(HttpStatus.BAD_REQUEST, "This sign-in was not begun here", "<a href=\"/login\">Begin again</a>");
        }
        if (code == null) {
            // `error` and `error_description` are whatever the address bar says: none of it is shown.
            return page(HttpStatus.FORBIDDEN, "You have not signed in", "<a href=\"/login\">Try again</a>");
        }
        SignedIn person;
        try {
            person = tokens.ofCode(code, redirectUri());
        } catch (Tokens.Refused why) {
            return page(HttpStatus.BAD_REQUEST, "Signing in did not work", "<a href=\"/login\">Try again</a>");
        }
        // Always a new session: the id of one from before may be known to others.
        if (request.getSession(false) != null) {
            request.getSession().invalidate();
        }
        request.getSession(true).setAttribute(PERSON, person);
        return answer(HttpStatus.FOUND).header(HttpHeaders.SET_COOKIE, gone("state")) // Good for one callback.
                .location(URI.create("/dashboard")).build();
    }

    @GetMapping("/dashboard")
    ResponseEntity<String> dashboard(HttpServletRequest request) {
        SignedIn person = signedIn(request);
        if (person == null) {
            return answer(HttpStatus.FOUND).location(URI.create("/login")).build();
        }
        return page(HttpStatus.OK, "Dashboard",
                "<p>Signed in as %s</p><form method=\"post\" action=\"/logout\"><button>Sign out</button></form>"
                        .formatted(HtmlUtils.htmlEscape(person.claim("email"))));
    }

    @GetMapping("/api/me")
    ResponseEntity<Map<String, String>> me(HttpServletRequest request) {
        SignedIn person = signedIn(request);
        if (person == null) {
            return anonymous();
        }
        return answer(HttpStatus.OK).body(Map.of(
                "sub", person.claim("sub"), "email", person.claim("email"), "name", person.claim("name")));
    }

    @PostMapping("/auth/refresh")
    ResponseEntity<Map<String, String>> refresh(
            HttpServletRequest request, @RequestHeader(name = "Sec-Fetch-Site", required = false) String from) {
        if (isElsewhere(from)) {
            return answer(HttpStatus.FORBIDDEN).build();
        }
        SignedIn person = known(request);
        if (person == null || !renewed(request, person)) {
            return anonymous();
        }
        return answer(HttpStatus.NO_CONTENT).build();
    }

    @PostMapping("/logout")
    ResponseEntity<Void> logout(
            HttpServletRequest request, @RequestHeader(name = "Sec-Fetch-Site", required = false) String from) {
        if (isElsewhere(from)) {
            return answer(HttpStatus.FORBIDDEN).build();
        }
        var options = new LogoutUrlOptions();
        options.setPostLogoutRedirectUri(appUrl() + "/");
        HttpSession session = request.getSession(false);
        if (session != null) {
            if (session.getAttribute(PERSON) instanceof SignedIn person) {
                options.setIdTokenHint(person.idToken()); // Read it first: it is gone with the session.
            }
            session.invalidate();
        }
        // `authentication()` is an interface that has no `getLogoutUrl`.
        var authentication = (ScalekitAuthClient) scalekit.authentication();
        // The browser itself has to go there: only it has the cookie of the session at Scalekit. And 303, so that it
        // goes with GET.
        return answer(HttpStatus.SEE_OTHER)
                .header(HttpHeaders.SET_COOKIE, gone("session"), gone("state"))
                .location(URI.create(authentication.getLogoutUrl(options).toString())).build();
    }

    /** An outage is no reason to sign anybody out. */
    @ExceptionHandler({APIException.class, IOException.class})
    ResponseEntity<String> outage() {
        return page(HttpStatus.SERVICE_UNAVAILABLE, "This does not work at the moment", "Please try again.");
    }

    /** Whose tokens are good, or were made good again. */
    private SignedIn signedIn(HttpServletRequest request) {
        SignedIn person = known(request);
        if (person == null) {
            return null;
        }
        synchronized (person) {
            return isValid(person) || renewed(request, person) ? person : null;
        }
    }

    private boolean isValid(SignedIn person) {
        try {
            // Scalekit's clock may be ahead of ours: what it calls expired is expired.
            return person.isFresh() && scalekit.authentication().validateAccessToken(person.accessToken());
        } catch (APIException why) {
            return false;
        }
    }

    private boolean renewed(HttpServletRequest request, SignedIn person) {
        synchronized (person) {
            try {
                tokens.renew(person);
                return true;
            } catch (Tokens.Refused why) {
                request.getSession().invalidate();
                return false;
            }
        }
    }

    private static SignedIn known(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        return session == null ? null : (SignedIn) session.getAttribute(PERSON);
    }

    /** Another site's form or script may not sign anybody out. What is no browser sends no such header. */
    private static boolean isElsewhere(String from) {
        return from != null && !Set.of("same-origin", "none").contains(from);
    }

    private ResponseEntity<Map<String, String>> anonymous() {
        return answer(HttpStatus.UNAUTHORIZED).header(HttpHeaders.SET_COOKIE, gone("session"))
                .body(Map.of("error", "unauthenticated"));
    }

    /** A cookie is only deleted by the attributes it was set with: those of `application.properties`. */
    private String gone(String name) {
        return cookie(name, "", Duration.ZERO);
    }

    private String cookie(String name, String value, Duration lives) {
        return ResponseCookie.from(name, value).path("/").httpOnly(true).sameSite("Lax")
                .secure(appUrl().startsWith("https:")).maxAge(lives).build().toString();
    }

    private String redirectUri() {
        return appUrl() + "/auth/callback";
    }

    /** PORT=0 takes a free one, so the app learns its own address only when it runs. */
    private String appUrl() {
        return settings.getProperty("APP_URL", "http://localhost:" + settings.getProperty("local.server.port"));
    }

    private static ResponseEntity<String> page(HttpStatus status, String title, String body) {
        return answer(status).contentType(MediaType.TEXT_HTML).body(
                "<!doctype html><html lang=\"en\"><title>%s</title><h1>%s</h1>%s</html>".formatted(title, title, body));
    }

    /** No page of a signed-in person comes back with the "back" button after they signed out. */
    private static ResponseEntity.BodyBuilder answer(HttpStatus status) {
        return ResponseEntity.status(status)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("Referrer-Policy", "no-referrer");
    }
}

package app;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Somebody who is signed in, in the session that the server keeps. Whoever judges or renews the tokens holds its lock,
 * so that requests that come together wait for one refresh: a refresh token is good for one.
 */
class SignedIn {
    /** A token that is about to expire would expire on its way. */
    private static final Duration EARLY = Duration.ofSeconds(30);

    private final Map<String, Object> person;
    private final Duration lifetime;
    private String idToken;
    private String accessToken;
    private String refreshToken;
    private Instant freshUntil;

    SignedIn(Map<String, Object> person, String idToken, String accessToken, String refreshToken, Duration lifetime) {
        this.person = person;
        this.lifetime = lifetime;
        keep(accessToken, refreshToken, idToken);
    }

    /** A refresh may leave the ID token out; the one before stays good as a hint at sign-out. */
    final void keep(String accessToken, String refreshToken, String idToken) {
        this.accessToken = accessToken;
        this.refreshToken = refreshToken;
        if (idToken != null) {
            this.idToken = idToken;
        }
        // The SDK drops the `expires_in` of a refresh: the new token lives as long as the one before.
        this.freshUntil = Instant.now().plus(lifetime).minus(EARLY);
    }

    boolean isFresh() {
        return Instant.now().isBefore(freshUntil);
    }

    String claim(String name) {
        return String.valueOf(person.getOrDefault(name, ""));
    }

    String idToken() {
        return idToken;
    }

    String accessToken() {
        return accessToken;
    }

    String refreshToken() {
        return refreshToken;
    }
}

package app;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.springframework.stereotype.Component;

/** The sessions that live, and the renewal of their tokens. */
@Component
class Sessions {
    /** A token that is about to expire would expire on its way. */
    private static final Duration EARLY = Duration.ofSeconds(30);

    /** For requests that left the browser before the renewed cookies came. */
    private static final Duration RENEWAL_KEPT = Duration.ofMinutes(1);

    /** As long as a session at Scalekit lasts by default. */
    private static final Duration SESSION_LIVES = Duration.ofDays(30);

    /** Somebody who is signed in, and the lines of those cookies that are to be set anew. */
    record Person(String sub, String email, String name, String[] cookies) {}

    /** One use of a refresh token, and what it brought. Requests that come together wait for its lock. */
    private static final class Renewal {
        private final Instant begun = Instant.now();
        private Tokens.Held held;
    }

    private final Tokens tokens;
    private final Cookies cookies;
    // session-dies-on-the-server: a cookie counts for as long as its session is in this list, with its beginning.
    private final Map<String, Instant> living = new ConcurrentHashMap<>();
    // one-renewal: by the refresh token that was spent.
    private final Map<String, Renewal> renewals = new ConcurrentHashMap<>();

    Sessions(Tokens tokens, Cookies cookies) {
        this.tokens = tokens;
        this.cookies = cookies;
    }

    /** Begins a session in place of the one that the browser had, and returns the lines of its cookies. */
    String[] begin(String id, Tokens.Held held, Map<String, String> before) {
        end(before); // sessions-do-not-stack
        String[] lines = cookies.lines(id, held);
        living.values().removeIf(begun -> Instant.now().isAfter(begun.plus(SESSION_LIVES)));
        living.put(id, Instant.now());
        return lines;
    }

    /** Ends the session of these cookies, and returns its tokens, or null. */
    Tokens.Held end(Map<String, String> sent) {
        var opened = opened(sent);
        if (opened == null) {
            return null;
        }
        living.remove(opened.session());
        return opened.held();
    }

    /** The person of these cookies, or null. Renews tokens that are about to expire, or all (`isForced`). */
    Person person(Map<String, String> sent, boolean isForced) throws Tokens.UnavailableException {
        var opened = opened(sent);
        if (opened == null) {
            return null;
        }
        // requests-are-verified: at each request, besides the list.
        if (!isForced && isFresh(opened.held().access())) {
            return person(opened.held(), new String[0]);
        }
        Tokens.Held renewed = renewed(opened);
        return renewed == null ? null : person(renewed, cookies.lines(opened.session(), renewed));
    }

    private boolean isFresh(String accessToken) {
        try {
            // lifetime-from-token, renewal-when-due
            var expiry = Instant.ofEpochSecond(tokens.verified(accessToken).getExpirationTime().getValue());
            return Instant.now().isBefore(expiry.minus(EARLY));
        } catch (Tokens.RefusedException | MalformedClaimException why) {
            return false;
        }
    }

    /** The new tokens, or null where Scalekit has ended the session. */
    private Tokens.Held renewed(Cookies.Opened opened) throws Tokens.UnavailableException {
        renewals.values().removeIf(renewal -> Instant.now().isAfter(renewal.begun.plus(RENEWAL_KEPT)));
        Renewal renewal = renewals.computeIfAbsent(opened.held().refresh(), spent -> new Renewal());
        synchronized (renewal) {
            // dead-token-is-dropped: the request before may have been refused.
            if (renewal.held == null && living.containsKey(opened.session())) {
                try {
                    Tokens.Held held = tokens.renewed(opened.held());
                    tokens.verified(held.access());
                    renewal.held = held;
                } catch (Tokens.RefusedException why) {
                    living.remove(opened.session());
                }
            }
        }
        // no-renewal-after-logout: the person may have signed out meanwhile.
        return living.containsKey(opened.session()) ? renewal.held : null;
    }

    private Cookies.Opened opened(Map<String, String> sent) {
        var opened = cookies.opened(sent);
        return opened != null && living.containsKey(opened.session()) ? opened : null;
    }

    private static Person person(Tokens.Held held, String[] lines) {
        JwtClaims claims = claimed(held.id());
        return new Person(
                claims.getClaimValueAsString("sub"),
                claims.getClaimValueAsString("email"),
                claims.getClaimValueAsString("name"),
                lines);
    }

    /** What an ID token says, which was verified before it was sealed. */
    private static JwtClaims claimed(String idToken) {
        var consumer = new JwtConsumerBuilder().setSkipSignatureVerification().setSkipAllValidators().build();
        try {
            return consumer.processToClaims(idToken);
        } catch (InvalidJwtException why) {
            throw new IllegalStateException("a sealed token is none", why);
        }
    }
}

package suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static suite.World.*;

import com.scalekit.exceptions.APIException;
import com.scalekit.grpc.scalekit.v1.sessions.UserSessionDetails;
import com.scalekit.grpc.scalekit.v1.sessions.UserSessionFilter;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private static final String NO_SESSION = "ses_999999999999999999";
    private static final String BOB = "usr_100000000000000002";
    private static final String TEST_USER = "usr_100000000000000005";

    @Test
    void getSession() {
        String id = sessionOf(signIn(ALICE));

        var session = SDK.sessions().getSession(id);

        assertEquals(ALICE, session.getUserId());
        assertEquals("active", session.getStatus());
        assertTrue(session.getAbsoluteExpiresAt().getSeconds() > session.getCreatedAt().getSeconds());
        assertFalse(session.getDevice().getUserAgent().isEmpty());
        refused(NOT_FOUND, () -> SDK.sessions().getSession(NO_SESSION));
        invalid("session_id", () -> SDK.sessions().getSession("nonsense"));
    }

    @Test
    void getUserSessionsInPages() {
        for (int i = 0; i < 3; i++) {
            signIn(BOB);
        }

        var all = pages(token -> SDK.sessions().getUserSessions(BOB, 2, token, null), UserSessionDetails::getNextPageToken);

        assertEquals(all.get(0).getTotalSize(), all.stream().mapToInt(UserSessionDetails::getSessionsCount).sum());
        assertTrue(all.size() > 1);
        refused(NOT_FOUND, () -> SDK.sessions().getUserSessions(NOBODY, null, null, null));
        invalid("user_id", () -> SDK.sessions().getUserSessions("nonsense", null, null, null));
        invalid("page_token", () -> SDK.sessions().getUserSessions(BOB, null, "nonsense", null));
    }

    @Test
    void getUserSessionsByStatus() {
        String ended = sessionOf(signIn(ALICE));
        SDK.sessions().revokeSession(ended);
        var active = UserSessionFilter.newBuilder().addStatus("active").build();

        for (var page : pages(token -> SDK.sessions().getUserSessions(ALICE, 50, token, active), UserSessionDetails::getNextPageToken)) {
            for (var session : page.getSessionsList()) {
                assertEquals("active", session.getStatus());
                assertNotEquals(ended, session.getSessionId());
            }
        }
    }

    @Test
    void revokeSessionEndsItsTokens() {
        String refreshToken = SignInTest.refreshTokenOf(ALICE);
        var tokens = SDK.authentication().refreshAccessToken(refreshToken);
        String id = sessionOf(tokens);

        assertEquals(id, SDK.sessions().revokeSession(id).getRevokedSession().getSessionId());

        assertNotEquals("active", SDK.sessions().getSession(id).getStatus());
        assertThrows(APIException.class, () -> SDK.authentication().refreshAccessToken(tokens.getRefreshToken()));
        refused(NOT_FOUND, () -> SDK.sessions().revokeSession(NO_SESSION));
        invalid("session_id", () -> SDK.sessions().revokeSession("nonsense"));
    }

    @Test
    void revokeAllUserSessions() {
        String first = sessionOf(signIn(TEST_USER));
        String second = sessionOf(signIn(TEST_USER));

        assertEquals(2, SDK.sessions().revokeAllUserSessions(TEST_USER).getTotalRevoked());

        assertNotEquals("active", SDK.sessions().getSession(first).getStatus());
        assertNotEquals("active", SDK.sessions().getSession(second).getStatus());
        refused(NOT_FOUND, () -> SDK.sessions().revokeAllUserSessions(NOBODY));
        invalid("user_id", () -> SDK.sessions().revokeAllUserSessions("nonsense"));
    }
}

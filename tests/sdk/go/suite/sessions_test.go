package suite

import (
	"net/http"
	"testing"

	"connectrpc.com/connect"
	"github.com/scalekit-inc/scalekit-sdk-go/v2"
)

const noSession = "ses_999999999999999999"

func sessionOf(t *testing.T, tokens *scalekit.AuthenticationResponse) string {
	t.Helper()
	return must(sdk.GetAccessTokenClaims(t.Context(), tokens.AccessToken))(t).Claims["sid"].(string)
}

func ids(page *scalekit.UserSessionDetails) []string {
	return names(page.Sessions, func(of *scalekit.SessionDetails) string { return of.SessionId })
}

func TestGetSession(t *testing.T) {
	id := sessionOf(t, signIn(t, alice, scalekit.AuthorizationUrlOptions{OrganizationId: acme}))

	session := must(sdk.Session().GetSession(t.Context(), id))(t)

	equal(t, session.SessionId, id)
	equal(t, session.UserId, alice)
	equal(t, session.OrganizationId, acme)
	equal(t, session.Status, "active")
	equal(t, session.AbsoluteExpiresAt.AsTime().After(session.CreatedAt.AsTime()), true)
	equal(t, session.Device.UserAgent != "", true)
}

func TestGetSessionRefuses(t *testing.T) {
	_, unknown := sdk.Session().GetSession(t.Context(), noSession)
	_, invalid := sdk.Session().GetSession(t.Context(), "nonsense")

	refused(t, unknown, connect.CodeNotFound)
	refused(t, invalid, connect.CodeInvalidArgument, "session_id")
}

func TestGetUserSessionsInPages(t *testing.T) {
	user := "usr_100000000000000002" // Bob: nobody else of this suite signs in as him.
	for range 3 {
		signIn(t, user, scalekit.AuthorizationUrlOptions{})
	}

	all := pages(t, func(token string) (*scalekit.UserSessionDetails, error) {
		return sdk.Session().GetUserSessions(t.Context(), user, 2, token, nil)
	})

	var seen []string
	for _, page := range all {
		equal(t, len(page.Sessions) <= 2, true)
		seen = append(seen, ids(page)...)
	}
	equal(t, uint32(len(seen)), all[0].TotalSize)
	equal(t, len(seen) >= 3, true)
}

func TestGetUserSessionsByStatus(t *testing.T) {
	ended := sessionOf(t, signIn(t, alice, scalekit.AuthorizationUrlOptions{}))
	must(sdk.Session().RevokeSession(t.Context(), ended))(t)
	active := &scalekit.UserSessionFilter{Status: []string{"active"}}

	for _, page := range pages(t, func(token string) (*scalekit.UserSessionDetails, error) {
		return sdk.Session().GetUserSessions(t.Context(), alice, 50, token, active)
	}) {
		for _, session := range page.Sessions {
			equal(t, session.Status, "active")
			equal(t, session.SessionId != ended, true)
		}
	}
}

func TestGetUserSessionsRefuses(t *testing.T) {
	_, unknown := sdk.Session().GetUserSessions(t.Context(), nobody, 0, "", nil)
	_, invalid := sdk.Session().GetUserSessions(t.Context(), "nonsense", 0, "", nil)
	_, page := sdk.Session().GetUserSessions(t.Context(), alice, 0, "nonsense", nil)

	refused(t, unknown, connect.CodeNotFound)
	refused(t, invalid, connect.CodeInvalidArgument, "user_id")
	refused(t, page, connect.CodeInvalidArgument, "page_token")
}

func TestRevokeSessionEndsItsTokens(t *testing.T) {
	tokens := signIn(t, alice, scalekit.AuthorizationUrlOptions{})
	id := sessionOf(t, tokens)

	revoked := must(sdk.Session().RevokeSession(t.Context(), id))(t)

	equal(t, revoked.RevokedSession.SessionId, id)
	equal(t, must(sdk.Session().GetSession(t.Context(), id))(t).Status != "active", true)
	_, err := sdk.RefreshAccessToken(t.Context(), tokens.RefreshToken)
	oauthRefused(t, err, http.StatusBadRequest)
}

func TestRevokeSessionRefuses(t *testing.T) {
	_, unknown := sdk.Session().RevokeSession(t.Context(), noSession)
	_, invalid := sdk.Session().RevokeSession(t.Context(), "nonsense")

	refused(t, unknown, connect.CodeNotFound)
	refused(t, invalid, connect.CodeInvalidArgument, "session_id")
}

func TestRevokeAllUserSessions(t *testing.T) {
	user := "usr_100000000000000005" // The test user: nobody else of this suite signs in as them.
	first := sessionOf(t, signIn(t, user, scalekit.AuthorizationUrlOptions{}))
	second := sessionOf(t, signIn(t, user, scalekit.AuthorizationUrlOptions{}))

	revoked := must(sdk.Session().RevokeAllUserSessions(t.Context(), user))(t)

	equal(t, revoked.TotalRevoked, uint32(2))
	for _, id := range []string{first, second} {
		equal(t, must(sdk.Session().GetSession(t.Context(), id))(t).Status != "active", true)
	}
}

func TestRevokeAllUserSessionsRefuses(t *testing.T) {
	_, unknown := sdk.Session().RevokeAllUserSessions(t.Context(), nobody)
	_, invalid := sdk.Session().RevokeAllUserSessions(t.Context(), "nonsense")

	refused(t, unknown, connect.CodeNotFound)
	refused(t, invalid, connect.CodeInvalidArgument, "user_id")
}

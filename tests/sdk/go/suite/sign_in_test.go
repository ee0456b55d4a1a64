package suite

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/scalekit-inc/scalekit-sdk-go/v2"
)

func TestAuthorizationUrlHasEveryOption(t *testing.T) {
	at := must(sdk.GetAuthorizationUrl(redirectURI, scalekit.AuthorizationUrlOptions{
		Scopes: []string{"openid", "email"}, State: "s", Nonce: "n", LoginHint: "alice@acme.example",
		DomainHint: "acme.example", ConnectionId: "conn_1", OrganizationId: acme, CodeChallenge: "c",
		CodeChallengeMethod: "S256", Provider: "google", Prompt: "login",
	}))(t)

	equal(t, at.Scheme+"://"+at.Host+at.Path, environmentURL+"/oauth/authorize")
	wanted := map[string]string{
		"response_type": "code", "client_id": clientID, "redirect_uri": redirectURI, "scope": "openid email",
		"state": "s", "nonce": "n", "login_hint": "alice@acme.example", "domain_hint": "acme.example",
		"domain": "acme.example", "connection_id": "conn_1", "organization_id": acme, "code_challenge": "c",
		"code_challenge_method": "S256", "provider": "google", "prompt": "login",
	}
	equal(t, len(at.Query()), len(wanted))
	for name, value := range wanted {
		equal(t, at.Query().Get(name), value)
	}
}

func TestAuthorizationUrlWithoutOptions(t *testing.T) {
	at := must(sdk.GetAuthorizationUrl(redirectURI, scalekit.AuthorizationUrlOptions{}))(t)

	equal(t, at.Query().Get("scope"), "openid profile email")
	equal(t, len(at.Query()), 4)
}

func TestLogoutUrl(t *testing.T) {
	bare := must(sdk.GetLogoutUrl(scalekit.LogoutUrlOptions{}))(t)
	full := must(sdk.GetLogoutUrl(scalekit.LogoutUrlOptions{
		IdTokenHint: "hint", PostLogoutRedirectUri: "http://localhost:3000/", State: "s",
	}))(t)

	equal(t, bare.String(), environmentURL+"/oidc/logout")
	wanted := url.Values{"id_token_hint": {"hint"}, "post_logout_redirect_uri": {"http://localhost:3000/"}, "state": {"s"}}
	equal(t, full.RawQuery, wanted.Encode())
}

func TestTheStateComesBack(t *testing.T) {
	at := must(sdk.GetAuthorizationUrl(redirectURI, scalekit.AuthorizationUrlOptions{State: "of this browser"}))(t)

	equal(t, throughPages(t, at, alice).Get("state"), "of this browser")
}

func TestACodeIsExchangedForTokens(t *testing.T) {
	tokens := signIn(t, alice, scalekit.AuthorizationUrlOptions{OrganizationId: acme})

	equal(t, tokens.User.Id, alice)
	equal(t, tokens.User.Email, "alice@acme.example")
	equal(t, tokens.User.EmailVerified, true)
	equal(t, tokens.User.Claims["oid"].(string), acme)
	claims := must(sdk.GetAccessTokenClaims(t.Context(), tokens.AccessToken))(t)
	equal(t, claims.Sub, alice)
	equal(t, claims.Iss, environmentURL)
	equal(t, tokens.ExpiresIn > 0 && tokens.RefreshToken != "" && tokens.IdToken != "", true)
}

func TestWithoutOfflineAccessThereIsNoRefreshToken(t *testing.T) {
	tokens := signIn(t, alice, scalekit.AuthorizationUrlOptions{Scopes: []string{"openid", "email"}})

	equal(t, tokens.RefreshToken, "")
}

func TestACodeIsGoodOnce(t *testing.T) {
	at := must(sdk.GetAuthorizationUrl(redirectURI, scalekit.AuthorizationUrlOptions{}))(t)
	code := throughPages(t, at, alice).Get("code")
	exchange := func() error {
		_, err := sdk.AuthenticateWithCode(t.Context(), code, redirectURI, scalekit.AuthenticationOptions{})
		return err
	}

	succeeds(t, exchange())
	oauthRefused(t, exchange(), http.StatusBadRequest)
}

func TestCodesThatAreNone(t *testing.T) {
	exchange := func(code, at string) error {
		_, err := sdk.AuthenticateWithCode(t.Context(), code, at, scalekit.AuthenticationOptions{})
		return err
	}

	oauthRefused(t, exchange("nonsense", redirectURI), http.StatusBadRequest)
	equal(t, exchange("", redirectURI), scalekit.ErrCodeRequired)
	equal(t, exchange("nonsense", ""), scalekit.ErrRedirectUriRequired)
}

func TestACodeBelongsToItsVerifier(t *testing.T) {
	pkce := must(sdk.GeneratePKCEConfiguration(scalekit.PKCEOptions{}))(t)
	code := func() string {
		at := must(sdk.GetAuthorizationUrl(redirectURI, scalekit.AuthorizationUrlOptions{
			CodeChallenge: pkce.CodeChallenge, CodeChallengeMethod: pkce.CodeChallengeMethod,
		}))(t)
		return throughPages(t, at, alice).Get("code")
	}
	exchange := func(verifier string) error {
		_, err := sdk.AuthenticateWithCode(t.Context(), code(), redirectURI, scalekit.AuthenticationOptions{CodeVerifier: verifier})
		return err
	}
	another := must(sdk.GeneratePKCEConfiguration(scalekit.PKCEOptions{VerifierLength: 43}))(t)

	succeeds(t, exchange(pkce.CodeVerifier))
	oauthRefused(t, exchange(another.CodeVerifier), http.StatusBadRequest)
	oauthRefused(t, exchange(""), http.StatusBadRequest)
}

func TestARefreshTokenIsReplacedByTheNext(t *testing.T) {
	first := signIn(t, alice, scalekit.AuthorizationUrlOptions{})

	second := must(sdk.RefreshAccessToken(t.Context(), first.RefreshToken))(t)
	third := must(sdk.RefreshAccessToken(t.Context(), second.RefreshToken))(t)

	equal(t, second.RefreshToken != first.RefreshToken && third.RefreshToken != second.RefreshToken, true)
	equal(t, second.ExpiresIn > 0, true)
	equal(t, must(sdk.ValidateAccessToken(t.Context(), third.AccessToken))(t), true)
}

func TestRefreshTokensThatAreNone(t *testing.T) {
	_, err := sdk.RefreshAccessToken(t.Context(), "nonsense")
	_, empty := sdk.RefreshAccessToken(t.Context(), "")

	oauthRefused(t, err, http.StatusBadRequest)
	equal(t, empty, scalekit.ErrRefreshTokenRequired)
}

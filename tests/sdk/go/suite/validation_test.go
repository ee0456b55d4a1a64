package suite

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/scalekit-inc/scalekit-sdk-go/v2"
)

func TestAnAccessTokenIsValid(t *testing.T) {
	tokens := signIn(t, alice, scalekit.AuthorizationUrlOptions{})

	equal(t, must(sdk.ValidateAccessToken(t.Context(), tokens.AccessToken))(t), true)
	claims := must(sdk.ValidateToken(t.Context(), tokens.AccessToken))(t)
	equal(t, claims["sub"].(string), alice)
	typed := must(sdk.GetAccessTokenClaims(t.Context(), tokens.AccessToken))(t)
	equal(t, len(typed.Audience) > 0 && typed.Exp > typed.Iat, true)
}

func TestAnAccessTokenForSomebodyOrSomethingElse(t *testing.T) {
	tokens := signIn(t, alice, scalekit.AuthorizationUrlOptions{})
	validate := func(options *scalekit.ValidateTokenOptions) bool {
		valid, err := sdk.ValidateTokenWithOptions(t.Context(), tokens.AccessToken, options)
		equal(t, valid, err == nil)
		return valid
	}

	equal(t, validate(nil), true)
	equal(t, validate(&scalekit.ValidateTokenOptions{Audience: []string{"others", clientID}}), true)
	equal(t, validate(&scalekit.ValidateTokenOptions{Scopes: []string{"openid", "email"}}), true)
	equal(t, validate(&scalekit.ValidateTokenOptions{Audience: []string{"others"}}), false)
	equal(t, validate(&scalekit.ValidateTokenOptions{Scopes: []string{"invoices:shred"}}), false)
}

func TestForgedTokens(t *testing.T) {
	tokens := signIn(t, alice, scalekit.AuthorizationUrlOptions{})
	parts := strings.Split(tokens.AccessToken, ".")
	bobs := base64.RawURLEncoding.EncodeToString([]byte(`{"sub":"usr_100000000000000002","exp":99999999999}`))
	none := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`))
	stranger := must(rsa.GenerateKey(rand.Reader, 2048))(t)
	digest := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	strangers := must(rsa.SignPKCS1v15(rand.Reader, stranger, crypto.SHA256, digest[:]))(t)

	for _, forgery := range []string{
		parts[0] + "." + bobs + "." + parts[2],
		none + "." + bobs + ".",
		parts[0] + "." + parts[1] + "." + base64.RawURLEncoding.EncodeToString(strangers),
		"nonsense",
	} {
		valid, err := sdk.ValidateAccessToken(t.Context(), forgery)
		equal(t, valid, false)
		equal(t, err != nil, true)
	}
	_, err := sdk.ValidateAccessToken(t.Context(), "")
	equal(t, errors.Is(err, scalekit.ErrTokenRequired), true)
}

func TestIdpInitiatedLoginClaimsAreOnlyReadFromAGenuineToken(t *testing.T) {
	_, err := sdk.GetIdpInitiatedLoginClaims(t.Context(), "nonsense")

	equal(t, err != nil, true)
}

func TestTheClientsOwnToken(t *testing.T) {
	token := must(sdk.GetClientAccessToken(t.Context()))(t)

	claims := must(sdk.ValidateToken(t.Context(), token))(t)
	equal(t, claims["sub"].(string), clientID)
}

func TestAWrongSecret(t *testing.T) {
	wrong := sdk.WithSecret("wrong")
	secretless := scalekit.NewScalekitClient(environmentURL, clientID)

	_, err := wrong.GetClientAccessToken(t.Context())
	oauthRefused(t, err, http.StatusUnauthorized)
	_, err = wrong.Organization().GetOrganization(t.Context(), acme)
	oauthRefused(t, err, http.StatusUnauthorized)
	_, err = secretless.Organization().GetOrganization(t.Context(), acme)
	equal(t, err, scalekit.ErrClientSecretRequired)
	_, err = sdk.GenerateClientToken(t.Context(), scalekit.GenerateClientTokenOptions{ClientID: clientID})
	equal(t, err, scalekit.ErrClientSecretRequired)
	_, err = sdk.GenerateClientToken(t.Context(), scalekit.GenerateClientTokenOptions{ClientSecret: clientSecret})
	equal(t, err, scalekit.ErrClientIdRequired)
}

package main

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// attemptCookie keeps a sign-in that is under way.
const attemptCookie = "state"

// attemptLives is as long as an authorization code.
const attemptLives = 10 * time.Minute

// mostOctets is less than the 4096 beyond which browsers drop a cookie, name and attributes included.
const mostOctets = 3900

// tokenCookies has the cookies of a session, by the names of the published blocks.
var tokenCookies = []string{"accessToken", "refreshToken", "idToken"}

// tokens are what a session is made of.
type tokens struct{ access, refresh, id string }

// seal has the key of this process, as the list of living sessions is of this process (cookie-tokens-are-encrypted).
// Servers that share a store for the list share the key.
type seal struct{ key []byte }

// sealedToken is what a cookie has in it. The name is sealed too, so that no token stands in for another.
type sealedToken struct{ Session, Name, Token string }

func newSeal() seal {
	key := make([]byte, 32)
	rand.Read(key) // It never fails.
	return seal{key}
}

// sealed returns the values of the three cookies.
func (s seal) sealed(session string, held tokens) (map[string]string, error) {
	encrypter, err := jose.NewEncrypter(jose.A256GCM, jose.Recipient{Algorithm: jose.DIRECT, Key: s.key}, nil)
	if err != nil {
		return nil, err
	}
	values := map[string]string{}
	for at, token := range []string{held.access, held.refresh, held.id} {
		name := tokenCookies[at]
		text, err := json.Marshal(sealedToken{session, name, token})
		if err != nil {
			return nil, err
		}
		object, err := encrypter.Encrypt(text)
		if err != nil {
			return nil, err
		}
		if values[name], err = object.CompactSerialize(); err != nil {
			return nil, err
		}
		if len(values[name]) > mostOctets { // cookie-fits
			return nil, pageError{http.StatusInternalServerError, "Your roles do not fit into a cookie"}
		}
	}
	return values, nil
}

// opened returns the session that all three cookies name, and its tokens.
func (s seal) opened(cookies jar) (string, tokens, error) {
	var opened [3]sealedToken
	for at, name := range tokenCookies {
		object, err := jose.ParseEncrypted(
			cookies(name), []jose.KeyAlgorithm{jose.DIRECT}, []jose.ContentEncryption{jose.A256GCM})
		if err != nil {
			return "", tokens{}, err
		}
		text, err := object.Decrypt(s.key)
		if err != nil {
			return "", tokens{}, err
		}
		if err := json.Unmarshal(text, &opened[at]); err != nil {
			return "", tokens{}, err
		}
		if opened[at].Name != name || opened[at].Session != opened[0].Session {
			return "", tokens{}, errors.New("the cookies are of several sessions")
		}
	}
	return opened[0].Session, tokens{opened[0].Token, opened[1].Token, opened[2].Token}, nil
}

// cookie makes the cookie that sets, renews or, with a negative age, clears: with the same attributes, as a cookie is
// cleared by those that it was set with (every-cookie-is-cleared, one-cookie-a-name).
//
// cookie-reaches-its-routes: pages, renewal and sign-out need all three, so that the path is `/`.
// same-site-is-lax: a browser that comes back from Scalekit would not send a strict one.
// session-outlives-access-token: an age of 0 sets none, which would end the session with its first access token.
func (c *client) cookie(name, value string, maxAge int) *http.Cookie {
	return &http.Cookie{
		Name:     name,
		Value:    value,
		MaxAge:   maxAge,
		Path:     "/",
		HttpOnly: true,
		Secure:   strings.HasPrefix(c.appURL, "https:"),
		SameSite: http.SameSiteLaxMode,
	}
}

type claims struct {
	Sub, Email, Name string
	Exp              int64
}

// claimed is what a token says, taken at its word.
func claimed(token string) (found claims) {
	parts := strings.Split(token, ".")
	if len(parts) == 3 {
		text, _ := base64.RawURLEncoding.DecodeString(parts[1])
		_ = json.Unmarshal(text, &found) // What cannot be read has expired.
	}
	return found
}

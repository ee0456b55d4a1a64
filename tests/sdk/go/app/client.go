package main

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/scalekit-inc/scalekit-sdk-go/v2"
)

const (
	renewEarly  = 30 * time.Second // A token that is about to expire would expire on its way.
	renewalKept = time.Minute      // For requests that left the browser before the renewed cookies came.
	keysKept    = 30 * time.Second // At least, so that no token makes the application fetch them again and again.
	leeway      = 30 * time.Second // Between Scalekit's clock and ours.
	patience    = 5 * time.Second  // outage-is-survived: for a call to Scalekit.

	// sessionLives is how long a session at Scalekit lasts by default.
	sessionLives = 30 * 24 * time.Hour
)

// client is the application's side of Scalekit, which the frameworks share: the sign-in, the three sealed cookies, the
// sessions that live, the renewal, the sign-out. There is one for the process (one-client).
type client struct {
	newSDK         func() scalekit.Scalekit
	sdk            scalekit.Scalekit
	sdkSince       time.Time
	environmentURL string
	clientID       string
	appURL         string
	seal           seal
	lock           sync.Mutex
	living         map[string]time.Time // session-dies-on-the-server: a cookie counts while its session is here.
	renewals       map[string]*renewal  // one-renewal: by the refresh token that was spent.
}

// person is somebody who is signed in.
type person struct {
	Sub   string `json:"sub"`
	Email string `json:"email"`
	Name  string `json:"name"`
}

// renewal is one use of a refresh token, and what it brought. Requests that come together wait for its lock.
type renewal struct {
	sync.Mutex
	tokens tokens
}

// jar returns the cookie of a name, or nothing.
type jar func(name string) string

// pageError is what people see instead of a page: its status, and a title in our own words (errors-are-generic).
type pageError struct {
	status int
	title  string
}

func (e pageError) Error() string { return e.title }

var unavailable = pageError{http.StatusServiceUnavailable, "This does not work at the moment"}

func newClient(newSDK func() scalekit.Scalekit, environmentURL, clientID, appURL string) *client {
	return &client{
		newSDK:         newSDK,
		sdk:            newSDK(),
		sdkSince:       time.Now(),
		environmentURL: environmentURL,
		clientID:       clientID,
		appURL:         appURL,
		seal:           newSeal(),
		living:         map[string]time.Time{},
		renewals:       map[string]*renewal{},
	}
}

// begin begins a sign-in: where the browser goes, and what it keeps meanwhile in the cookie `state`.
func (c *client) begin() (url, attempt string, err error) {
	// state-is-new binds the callback to this browser, pkce the code, and nonce-is-new the ID token.
	state, verifier, nonce := random(), random(), random()
	pkce, err := c.api().GeneratePKCEConfiguration(scalekit.PKCEOptions{CodeVerifier: verifier})
	if err != nil {
		return "", "", err
	}
	there, err := c.api().GetAuthorizationUrl(c.redirectURI(), scalekit.AuthorizationUrlOptions{
		State:               state,
		Nonce:               nonce,
		CodeChallenge:       pkce.CodeChallenge,
		CodeChallengeMethod: pkce.CodeChallengeMethod,
		Scopes:              []string{"openid", "profile", "email", "offline_access"},
	})
	if err != nil {
		return "", "", err
	}
	return there.String(), state + "." + verifier + "." + nonce, nil
}

// finish finishes a sign-in, and returns the values of the three cookies.
func (c *client) finish(ctx context.Context, code string, states []string, cookies jar) (map[string]string, error) {
	begun, proof, _ := strings.Cut(cookies(attemptCookie), ".")
	verifier, nonce, _ := strings.Cut(proof, ".")
	// state-before-code: a callback of another browser spends no code, and of several states none counts.
	if len(states) != 1 || !same(states[0], begun) {
		return nil, pageError{http.StatusBadRequest, "This sign-in was not begun here"}
	}
	// callback-error-is-not-echoed: `error` and `error_description` are whatever the address bar says.
	if code == "" {
		return nil, pageError{http.StatusForbidden, "You have not signed in"}
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	// sdk-arguments: the context comes first.
	answer, err := c.api().AuthenticateWithCode(
		ctx, code, c.redirectURI(), scalekit.AuthenticationOptions{CodeVerifier: verifier})
	if err != nil && !refused(err) {
		c.forgetKeys()
		return nil, unavailable
	}
	// requests-are-verified: from the first one on.
	if err != nil || !c.isOurs(ctx, answer.IdToken, nonce) || !c.isOurs(ctx, answer.AccessToken, "") {
		return nil, pageError{http.StatusBadRequest, "Signing in did not work"}
	}
	before, _ := c.opened(cookies)
	c.end(before)  // sessions-do-not-stack
	id := random() // session-id-is-new
	sealed, err := c.seal.sealed(id, tokens{answer.AccessToken, answer.RefreshToken, answer.IdToken})
	if err != nil {
		return nil, err
	}
	c.lock.Lock()
	defer c.lock.Unlock()
	for id, begun := range c.living {
		if time.Since(begun) > sessionLives {
			delete(c.living, id)
		}
	}
	c.living[id] = time.Now()
	return sealed, nil
}

// isOurs says whether Scalekit signed a token for this application, and, where there is one, for this nonce.
func (c *client) isOurs(ctx context.Context, token, nonce string) bool {
	claims, err := c.api().ValidateToken(ctx, token)
	if err != nil && c.forgetKeys() {
		claims, err = c.api().ValidateToken(ctx, token)
	}
	if err != nil {
		return false
	}
	// issuer-and-audience-are-checked, id-token-is-verified: the SDK looks at signature and time.
	audience, _ := claims["aud"].([]any)
	if text, isText := claims["aud"].(string); isText {
		audience = []any{text}
	}
	isForUs := claims["iss"] == c.environmentURL && slices.Contains(audience, any(c.clientID))
	// clocks-have-leeway: the SDK looks at the expiry alone.
	issued, _ := claims["iat"].(float64)
	isIssued := time.Unix(int64(issued), 0).Before(time.Now().Add(leeway))
	claimed, _ := claims["nonce"].(string)
	return isForUs && isIssued && (nonce == "" || same(claimed, nonce))
}

// session returns the person of these cookies, or nil for nobody, and the values of those cookies that are to be set
// anew. It renews tokens that are about to expire, or all of them (isForced).
func (c *client) session(ctx context.Context, cookies jar, isForced bool) (*person, map[string]string, error) {
	id, held := c.opened(cookies)
	if id == "" {
		return nil, nil, nil
	}
	claims := claimed(held.id) // Verified before it was sealed.
	who := &person{Sub: claims.Sub, Email: claims.Email, Name: claims.Name}
	// requests-are-verified: at each request, besides the list. lifetime-from-token, renewal-when-due.
	isDue := time.Now().After(time.Unix(claimed(held.access).Exp, 0).Add(-renewEarly))
	if !isForced && !isDue && c.isOurs(ctx, held.access, "") {
		return who, nil, nil
	}
	renewed, err := c.renewed(ctx, id, held)
	if err != nil || renewed == nil {
		return nil, nil, err
	}
	sealed, err := c.seal.sealed(id, *renewed)
	return who, sealed, err
}

// renewed returns the new tokens, or nil where Scalekit has ended the session.
func (c *client) renewed(ctx context.Context, id string, held tokens) (*tokens, error) {
	renewal := c.renewal(held.refresh)
	renewal.Lock()
	defer renewal.Unlock()
	// dead-token-is-dropped: the request before may have been refused.
	if renewal.tokens.refresh == "" && c.lives(id) {
		// new-tokens-are-stored-first: a browser that hangs up cancels nothing.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
		defer cancel()
		answer, err := c.api().RefreshAccessToken(ctx, held.refresh)
		switch {
		case err == nil && c.isOurs(ctx, answer.AccessToken, ""):
			// hint-after-renewal: the ID token stays the one of the sign-in.
			renewal.tokens = tokens{answer.AccessToken, answer.RefreshToken, held.id}
		case err == nil || refused(err):
			c.end(id)
		default:
			return nil, unavailable // outage-keeps-session
		}
	}
	// no-renewal-after-logout: the person may have signed out meanwhile.
	if !c.lives(id) {
		return nil, nil
	}
	return &renewal.tokens, nil
}

func (c *client) renewal(spent string) *renewal {
	c.lock.Lock()
	defer c.lock.Unlock()
	if c.renewals[spent] == nil {
		c.renewals[spent] = &renewal{}
		time.AfterFunc(renewalKept, func() {
			c.lock.Lock()
			defer c.lock.Unlock()
			delete(c.renewals, spent)
		})
	}
	return c.renewals[spent]
}

// signOut ends the session of these cookies, and returns where the browser goes to end the one at Scalekit.
func (c *client) signOut(cookies jar) (string, error) {
	id, held := c.opened(cookies)
	c.end(id)
	// sdk-arguments: a method of the client, and no function of its package.
	url, err := c.api().GetLogoutUrl(scalekit.LogoutUrlOptions{
		IdTokenHint:           held.id,        // logout-carries-hint
		PostLogoutRedirectUri: c.appURL + "/", // landing-page-waits: open to everybody.
	})
	if err != nil {
		return "", err
	}
	return url.String(), nil
}

// opened returns the living session that all three cookies name, and its tokens, or nothing.
func (c *client) opened(cookies jar) (string, tokens) {
	id, held, err := c.seal.opened(cookies)
	if err != nil || !c.lives(id) {
		return "", tokens{} // unreadable-cookie-is-cleared
	}
	return id, held
}

func (c *client) lives(id string) bool {
	c.lock.Lock()
	defer c.lock.Unlock()
	_, lives := c.living[id]
	return lives
}

func (c *client) end(id string) {
	c.lock.Lock()
	defer c.lock.Unlock()
	delete(c.living, id)
}

func (c *client) api() scalekit.Scalekit {
	c.lock.Lock()
	defer c.lock.Unlock()
	return c.sdk
}

// forgetKeys takes a new SDK in place of the one that keeps the first keys for ever (keys-are-cached). After a rotation
// the next sign-in works.
func (c *client) forgetKeys() bool {
	c.lock.Lock()
	defer c.lock.Unlock()
	isDue := time.Since(c.sdkSince) > keysKept
	if isDue {
		c.sdk, c.sdkSince = c.newSDK(), time.Now()
	}
	return isDue
}

func (c *client) redirectURI() string { return c.appURL + "/auth/callback" }

// refused tells Scalekit's no from its silence.
func refused(err error) bool {
	var answer *scalekit.Error
	return errors.As(err, &answer) && answer.StatusCode < http.StatusInternalServerError
}

func same(one, other string) bool {
	return one != "" && subtle.ConstantTimeCompare([]byte(one), []byte(other)) == 1
}

// random is what nobody guesses.
func random() string {
	bytes := make([]byte, 32)
	rand.Read(bytes) // It never fails.
	return base64.RawURLEncoding.EncodeToString(bytes)
}

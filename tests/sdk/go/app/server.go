package main

import (
	"context"
	"crypto/subtle"
	"errors"
	"html/template"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/scalekit-inc/scalekit-sdk-go/v2"
)

const stateLives = 10 * time.Minute // As long as an authorization code.

var page = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="en"><title>{{.Title}}</title><h1>{{.Title}}</h1>
{{with .Email}}<p>Signed in as {{.}}</p><form method="post" action="/logout"><button>Sign out</button></form>
{{else}}<a href="/login">Sign in</a> <a href="/dashboard">Dashboard</a>{{end}}</html>`))

type server struct {
	scalekit scalekit.Scalekit
	clientID string
	appURL   string
	sessions sessions
}

func newServer(client scalekit.Scalekit, clientID, appURL string) http.Handler {
	s := &server{scalekit: client, clientID: clientID, appURL: appURL}
	s.sessions.byID = map[string]*session{}

	gin.SetMode(gin.ReleaseMode)
	router := gin.New() // Without the logger, which would write codes and states down.
	router.SetHTMLTemplate(page)
	router.Use(gin.Recovery(), headers)
	router.GET("/", func(c *gin.Context) { show(c, http.StatusOK, "Welcome") })
	router.GET("/login", s.login)
	router.GET("/auth/callback", s.callback)
	router.GET("/dashboard", s.dashboard)
	router.GET("/api/me", s.me)
	router.POST("/auth/refresh", fromThisSite, s.refresh)
	router.POST("/logout", fromThisSite, s.logout)
	return router
}

func (s *server) login(c *gin.Context) {
	// The state binds the callback to this browser, the verifier its code (PKCE), and the nonce its ID token.
	state, verifier, nonce := random(), random(), random()
	pkce, err := s.scalekit.GeneratePKCEConfiguration(scalekit.PKCEOptions{CodeVerifier: verifier})
	if err != nil {
		show(c, http.StatusInternalServerError, "This does not work at the moment")
		return
	}
	url, err := s.scalekit.GetAuthorizationUrl(s.redirectURI(), scalekit.AuthorizationUrlOptions{
		State:               state,
		Nonce:               nonce,
		CodeChallenge:       pkce.CodeChallenge,
		CodeChallengeMethod: pkce.CodeChallengeMethod,
		// Without `offline_access` there is no refresh token.
		Scopes: []string{"openid", "profile", "email", "offline_access"},
	})
	if err != nil {
		show(c, http.StatusInternalServerError, "This does not work at the moment")
		return
	}
	s.setCookie(c, "state", state+"."+verifier+"."+nonce, int(stateLives.Seconds()))
	c.Redirect(http.StatusFound, url.String())
}

func (s *server) callback(c *gin.Context) {
	attempt, _ := c.Cookie("state")
	s.clearCookie(c, "state") // Good for one callback.
	state, proof, _ := strings.Cut(attempt, ".")
	verifier, nonce, _ := strings.Cut(proof, ".")
	if !same(state, c.Query("state")) {
		show(c, http.StatusBadRequest, "This sign-in was not begun here")
		return
	}
	code := c.Query("code")
	if code == "" {
		// `error` and `error_description` are whatever the address bar says: none of it is shown.
		show(c, http.StatusForbidden, "You have not signed in")
		return
	}
	proven := scalekit.AuthenticationOptions{CodeVerifier: verifier}
	tokens, err := s.scalekit.AuthenticateWithCode(c, code, s.redirectURI(), proven)
	if err != nil {
		status := http.StatusServiceUnavailable
		if refused(err) {
			status = http.StatusBadRequest
		}
		show(c, status, "Signing in did not work")
		return
	}
	// The SDK has looked at the ID token's signature and time alone.
	claimed, _ := tokens.User.Claims["nonce"].(string)
	ours := &scalekit.ValidateTokenOptions{Audience: []string{s.clientID}}
	forUs, err := s.scalekit.ValidateTokenWithOptions(c, tokens.IdToken, ours)
	if !same(claimed, nonce) || !forUs || err != nil {
		show(c, http.StatusBadRequest, "Signing in did not work")
		return
	}
	before, _ := c.Cookie("session")
	s.sessions.end(before)
	begun := &session{user: tokens.User}
	begun.keep(tokens.AccessToken, tokens.RefreshToken, tokens.IdToken, tokens.ExpiresIn)
	// Always a new id: one from before may be known to others.
	s.setCookie(c, "session", s.sessions.begin(begun), 0)
	c.Redirect(http.StatusFound, "/dashboard")
}

func (s *server) dashboard(c *gin.Context) {
	if session := s.signedIn(c); session != nil {
		c.HTML(http.StatusOK, "page", gin.H{"Title": "Dashboard", "Email": session.user.Email})
	}
}

func (s *server) me(c *gin.Context) {
	if session := s.signedIn(c); session != nil {
		c.JSON(http.StatusOK, gin.H{"sub": session.user.Id, "email": session.user.Email, "name": session.user.Name})
	}
}

func (s *server) refresh(c *gin.Context) {
	id, _ := c.Cookie("session")
	session := s.sessions.find(id)
	if session == nil {
		s.anonymous(c)
		return
	}
	session.Lock()
	defer session.Unlock()
	if s.renew(c, session) {
		c.Status(http.StatusNoContent)
	}
}

func (s *server) logout(c *gin.Context) {
	id, _ := c.Cookie("session")
	options := scalekit.LogoutUrlOptions{PostLogoutRedirectUri: s.appURL + "/"}
	if session := s.sessions.find(id); session != nil {
		session.Lock()
		options.IdTokenHint = session.idToken // Read it first: it is gone with the session.
		session.Unlock()
	}
	s.sessions.end(id)
	s.clearCookie(c, "session")
	s.clearCookie(c, "state")
	url, err := s.scalekit.GetLogoutUrl(options)
	if err != nil {
		show(c, http.StatusInternalServerError, "You are signed out here")
		return
	}
	// The browser itself has to go there: only it has the cookie of the session at Scalekit. And 303, so that it
	// goes with GET.
	c.Redirect(http.StatusSeeOther, url.String())
}

// signedIn is the session whose tokens are good, or were made good again. If there is none, it has answered.
func (s *server) signedIn(c *gin.Context) *session {
	id, _ := c.Cookie("session")
	session := s.sessions.find(id)
	if session == nil {
		s.anonymous(c)
		return nil
	}
	session.Lock()
	defer session.Unlock()
	if s.isFresh(c, session) || s.renew(c, session) {
		return session
	}
	return nil
}

func (s *server) isFresh(ctx context.Context, session *session) bool {
	if time.Now().After(session.freshUntil) {
		return false
	}
	// Scalekit's clock may be ahead of ours: what it calls expired is expired. The SDK looks at the audience only
	// when it is told which.
	ours := &scalekit.ValidateTokenOptions{Audience: []string{s.clientID}}
	valid, err := s.scalekit.ValidateTokenWithOptions(ctx, session.accessToken, ours)
	return valid && err == nil
}

// renew takes new tokens for the session, or answers and says no.
func (s *server) renew(c *gin.Context, session *session) bool {
	if session.refreshToken == "" {
		s.anonymous(c)
		return false
	}
	tokens, err := s.scalekit.RefreshAccessToken(c, session.refreshToken)
	switch {
	case err == nil:
		session.keep(tokens.AccessToken, tokens.RefreshToken, tokens.IdToken, tokens.ExpiresIn)
		return true
	case refused(err):
		s.anonymous(c)
	default:
		// An outage is no reason to sign anybody out.
		show(c, http.StatusServiceUnavailable, "This does not work at the moment")
	}
	return false
}

// anonymous sends people to sign in, and tells programs so.
func (s *server) anonymous(c *gin.Context) {
	id, _ := c.Cookie("session")
	s.sessions.end(id)
	s.clearCookie(c, "session")
	if c.Request.Method == http.MethodGet && !strings.HasPrefix(c.Request.URL.Path, "/api/") {
		c.Redirect(http.StatusFound, "/login")
		return
	}
	c.JSON(http.StatusUnauthorized, gin.H{"error": "unauthenticated"})
}

func (s *server) redirectURI() string { return s.appURL + "/auth/callback" }

// setCookie and clearCookie share the attributes: a cookie is only deleted by those it was set with.
func (s *server) setCookie(c *gin.Context, name, value string, maxAge int) {
	c.SetSameSite(http.SameSiteLaxMode)
	c.SetCookie(name, value, maxAge, "/", "", strings.HasPrefix(s.appURL, "https:"), true)
}

func (s *server) clearCookie(c *gin.Context, name string) { s.setCookie(c, name, "", -1) }

// refused tells Scalekit's no from its silence.
func refused(err error) bool {
	var answer *scalekit.Error
	return errors.As(err, &answer) && answer.StatusCode < http.StatusInternalServerError
}

func same(one, other string) bool {
	return one != "" && subtle.ConstantTimeCompare([]byte(one), []byte(other)) == 1
}

// No page of a signed-in person comes back with the "back" button after they signed out.
func headers(c *gin.Context) {
	c.Header("Cache-Control", "no-store")
	c.Header("Referrer-Policy", "no-referrer")
}

// fromThisSite: another site's form or script may not sign anybody out. What is no browser sends no such header.
func fromThisSite(c *gin.Context) {
	switch c.GetHeader("Sec-Fetch-Site") {
	case "same-origin", "none", "":
	default:
		c.AbortWithStatusJSON(http.StatusForbidden, gin.H{"error": "cross_site"})
	}
}

func show(c *gin.Context, status int, title string) {
	c.HTML(status, "page", gin.H{"Title": title})
}

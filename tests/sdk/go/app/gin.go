package main

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// ginApp has the routes of Gin, and how cookies are set and cleared.
type ginApp struct{ *client }

func newGin(client *client) http.Handler {
	a := ginApp{client}
	gin.SetMode(gin.ReleaseMode)
	router := gin.New() // logs-carry-no-secrets: the logger would write codes and states down.
	router.Use(gin.Recovery(), func(c *gin.Context) {
		for name, value := range headers {
			c.Header(name, value)
		}
	})
	router.GET("/", func(c *gin.Context) { a.show(c, http.StatusOK, rendered("Welcome", nil)) })
	router.GET("/login", a.login)
	router.GET("/auth/callback", a.callback)
	router.GET("/dashboard", a.signedIn(func(c *gin.Context, who *person) {
		a.show(c, http.StatusOK, rendered("Dashboard", who))
	}))
	router.GET("/api/me", a.signedIn(func(c *gin.Context, who *person) { c.JSON(http.StatusOK, who) }))
	router.POST("/auth/refresh", a.fromThisSite, a.refresh)
	router.POST("/logout", a.fromThisSite, a.logout) // only-the-person-signs-out: the published block has GET.
	return router
}

func (a ginApp) login(c *gin.Context) {
	url, attempt, err := a.begin()
	if err != nil {
		a.fail(c, err)
		return
	}
	http.SetCookie(c.Writer, a.cookie(attemptCookie, attempt, int(attemptLives.Seconds())))
	c.Redirect(http.StatusFound, url)
}

func (a ginApp) callback(c *gin.Context) {
	http.SetCookie(c.Writer, a.cookie(attemptCookie, "", -1)) // callback-counts-once
	cookies, err := a.finish(c, c.Query("code"), c.QueryArray("state"), jarOf(c))
	if err != nil {
		a.fail(c, err)
		return
	}
	a.keep(c, cookies)
	c.Redirect(http.StatusFound, "/dashboard")
}

func (a ginApp) refresh(c *gin.Context) {
	who, cookies, err := a.session(c, jarOf(c), true)
	switch {
	case err != nil:
		a.fail(c, err)
	case who == nil:
		a.anonymous(c)
	default:
		a.keep(c, cookies)
		c.Status(http.StatusNoContent)
	}
}

func (a ginApp) logout(c *gin.Context) {
	url, err := a.signOut(jarOf(c)) // Before the cookies are cleared.
	a.forget(c)
	http.SetCookie(c.Writer, a.cookie(attemptCookie, "", -1)) // logout-clears-leftovers
	if err != nil {
		a.fail(c, err)
		return
	}
	// logout-by-navigation: the browser goes there itself. redirect-is-303: with GET, as this was a POST.
	c.Redirect(http.StatusSeeOther, url)
}

// signedIn lets only those through whose tokens are good, or could be made good again.
func (a ginApp) signedIn(show func(*gin.Context, *person)) gin.HandlerFunc {
	return func(c *gin.Context) {
		who, cookies, err := a.session(c, jarOf(c), false)
		switch {
		case err != nil:
			a.fail(c, err)
		case who == nil:
			a.anonymous(c)
		default:
			a.keep(c, cookies)
			show(c, who)
		}
	}
}

func (a ginApp) anonymous(c *gin.Context) {
	a.forget(c)
	if isForScripts(c.Request.Method, c.Request.URL.Path) {
		c.JSON(http.StatusUnauthorized, gin.H{"error": "unauthenticated"})
		return
	}
	c.Redirect(http.StatusFound, "/login")
}

func (a ginApp) fromThisSite(c *gin.Context) {
	if !isFromThisSite(c.GetHeader("Sec-Fetch-Site")) {
		c.AbortWithStatusJSON(http.StatusForbidden, gin.H{"error": "cross_site"})
	}
}

func (a ginApp) fail(c *gin.Context, err error) {
	status, text := problem(err)
	a.show(c, status, text)
}

func (a ginApp) show(c *gin.Context, status int, text string) {
	c.Data(status, "text/html; charset=utf-8", []byte(text))
}

func (a ginApp) keep(c *gin.Context, cookies map[string]string) {
	for name, value := range cookies {
		http.SetCookie(c.Writer, a.cookie(name, value, 0))
	}
}

func (a ginApp) forget(c *gin.Context) {
	for _, name := range tokenCookies {
		http.SetCookie(c.Writer, a.cookie(name, "", -1))
	}
}

func jarOf(c *gin.Context) jar {
	return func(name string) string {
		value, _ := c.Cookie(name)
		return value
	}
}

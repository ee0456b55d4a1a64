package main

import (
	"net/http"

	"github.com/gofiber/fiber/v2"
)

// mostHeaders is enough for three sealed tokens, and what else a request has: Fiber's own limit is 4096 octets.
const mostHeaders = 32 << 10

// fiberApp has the routes of Fiber, and how cookies are set and cleared.
type fiberApp struct{ *client }

func newFiber(client *client) *fiber.App {
	a := fiberApp{client}
	// Immutable: what is read of a request would otherwise change with the next one.
	app := fiber.New(fiber.Config{
		DisableStartupMessage: true,
		Immutable:             true,
		ReadBufferSize:        mostHeaders,
		ErrorHandler:          a.fail,
	})
	app.Use(func(c *fiber.Ctx) error {
		for name, value := range headers {
			c.Set(name, value)
		}
		return c.Next()
	})
	app.Get("/", func(c *fiber.Ctx) error { return a.show(c, rendered("Welcome", nil)) })
	app.Get("/login", a.login)
	app.Get("/auth/callback", a.callback)
	app.Get("/dashboard", a.signedIn(func(c *fiber.Ctx, who *person) error {
		return a.show(c, rendered("Dashboard", who))
	}))
	app.Get("/api/me", a.signedIn(func(c *fiber.Ctx, who *person) error { return c.JSON(who) }))
	app.Post("/auth/refresh", a.fromThisSite, a.refresh)
	app.Post("/logout", a.fromThisSite, a.logout) // only-the-person-signs-out: the published block has GET.
	return app
}

func (a fiberApp) login(c *fiber.Ctx) error {
	url, attempt, err := a.begin()
	if err != nil {
		return err
	}
	a.set(c, attemptCookie, attempt, int(attemptLives.Seconds()))
	return c.Redirect(url, http.StatusFound)
}

func (a fiberApp) callback(c *fiber.Ctx) error {
	a.set(c, attemptCookie, "", -1) // callback-counts-once
	var states []string
	for _, state := range c.Context().QueryArgs().PeekMulti("state") {
		states = append(states, string(state))
	}
	cookies, err := a.finish(c.UserContext(), c.Query("code"), states, jarOfFiber(c))
	if err != nil {
		return err
	}
	a.keep(c, cookies)
	return c.Redirect("/dashboard", http.StatusFound)
}

func (a fiberApp) refresh(c *fiber.Ctx) error {
	who, cookies, err := a.session(c.UserContext(), jarOfFiber(c), true)
	if err != nil {
		return err
	}
	if who == nil {
		return a.anonymous(c)
	}
	a.keep(c, cookies)
	c.Status(http.StatusNoContent)
	return nil
}

func (a fiberApp) logout(c *fiber.Ctx) error {
	url, err := a.signOut(jarOfFiber(c)) // Before the cookies are cleared.
	a.forget(c)
	a.set(c, attemptCookie, "", -1) // logout-clears-leftovers
	if err != nil {
		return err
	}
	// logout-by-navigation: the browser goes there itself. redirect-is-303: with GET, as this was a POST.
	return c.Redirect(url, http.StatusSeeOther)
}

// signedIn lets only those through whose tokens are good, or could be made good again.
func (a fiberApp) signedIn(show func(*fiber.Ctx, *person) error) fiber.Handler {
	return func(c *fiber.Ctx) error {
		who, cookies, err := a.session(c.UserContext(), jarOfFiber(c), false)
		if err != nil {
			return err
		}
		if who == nil {
			return a.anonymous(c)
		}
		a.keep(c, cookies)
		return show(c, who)
	}
}

func (a fiberApp) anonymous(c *fiber.Ctx) error {
	a.forget(c)
	if isForScripts(c.Method(), c.Path()) {
		return c.Status(http.StatusUnauthorized).JSON(fiber.Map{"error": "unauthenticated"})
	}
	return c.Redirect("/login", http.StatusFound)
}

func (a fiberApp) fromThisSite(c *fiber.Ctx) error {
	if !isFromThisSite(c.Get("Sec-Fetch-Site")) {
		return c.Status(http.StatusForbidden).JSON(fiber.Map{"error": "cross_site"})
	}
	return c.Next()
}

func (a fiberApp) fail(c *fiber.Ctx, err error) error {
	status, text := problem(err)
	// Fiber's own: a path or a method that no route has.
	if own, isOwn := err.(*fiber.Error); isOwn {
		status = own.Code
	}
	return a.show(c.Status(status), text)
}

func (a fiberApp) show(c *fiber.Ctx, text string) error {
	return c.Type("html", "utf-8").SendString(text)
}

func (a fiberApp) keep(c *fiber.Ctx, cookies map[string]string) {
	for name, value := range cookies {
		a.set(c, name, value, 0)
	}
}

func (a fiberApp) forget(c *fiber.Ctx) {
	for _, name := range tokenCookies {
		a.set(c, name, "", -1)
	}
}

// set writes the line as the standard library does: Fiber's own cookies cannot be given a negative age.
func (a fiberApp) set(c *fiber.Ctx, name, value string, maxAge int) {
	c.Response().Header.Add("Set-Cookie", a.cookie(name, value, maxAge).String())
}

func jarOfFiber(c *fiber.Ctx) jar {
	return func(name string) string { return c.Cookies(name) }
}

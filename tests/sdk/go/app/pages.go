package main

import (
	"errors"
	"html/template"
	"net/http"
	"strings"
)

var page = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="en"><title>{{.Title}}</title><h1>{{.Title}}</h1>
{{with .Email}}<p>Signed in as {{.}}</p><form method="post" action="/logout"><button>Sign out</button></form>
{{else}}<a href="/login">Sign in</a> <a href="/dashboard">Dashboard</a>{{end}}</html>`))

// headers are said with every answer. pages-are-not-stored: no page of a signed-in person comes back with the "back"
// button after they signed out.
var headers = map[string]string{"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}

// rendered is a page with a title, and with somebody who is signed in, or nobody.
func rendered(title string, who *person) string {
	var text strings.Builder
	email := ""
	if who != nil {
		email = who.Email
	}
	_ = page.Execute(&text, map[string]string{"Title": title, "Email": email}) // A builder takes everything.
	return text.String()
}

// problem is the status and the page of an error (errors-are-generic).
func problem(err error) (int, string) {
	var known pageError
	if errors.As(err, &known) {
		return known.status, rendered(known.title, nil)
	}
	return http.StatusInternalServerError, rendered(unavailable.title, nil)
}

// isFromThisSite: another site's form does not sign anybody out (only-the-person-signs-out). What is no browser sends
// no such header.
func isFromThisSite(secFetchSite string) bool {
	return secFetchSite == "same-origin" || secFetchSite == "none" || secFetchSite == ""
}

// isForScripts: a script cannot follow the way to Scalekit (scripts-get-401).
func isForScripts(method, path string) bool {
	return method != http.MethodGet || strings.HasPrefix(path, "/api/")
}

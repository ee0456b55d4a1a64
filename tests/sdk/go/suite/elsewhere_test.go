package suite

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"github.com/scalekit-inc/scalekit-sdk-go/v2"
)

// newProvider is a connection that people of a new organization can sign in with, whose word for their addresses counts.
func newProvider(t *testing.T) (organization, connection, domain string) {
	t.Helper()
	organization, made := newConnection(t)
	must(sdk.Connection().EnableConnection(t.Context(), organization, made.Id))(t)
	domain = fresh("elsewhere") + ".example"
	must(sdk.Domain().CreateDomain(t.Context(), organization, domain))(t)
	return organization, made.Id, domain
}

func TestUpdateLoginUserDetails(t *testing.T) {
	_, connection, domain := newProvider(t)
	browser := &http.Client{Jar: must(cookiejar.New(nil))(t), CheckRedirect: func(to *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(to.URL.String(), redirectURI) {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	open := func(at string) *http.Response {
		answer := must(browser.Get(at))(t)
		answer.Body.Close()
		return answer
	}
	options := scalekit.AuthorizationUrlOptions{ConnectionId: connection, Scopes: []string{"openid", "email"}}
	page := open(must(sdk.GetAuthorizationUrl(redirectURI, options))(t).String())
	request := page.Request.URL.Query().Get("request")

	succeeds(t, sdk.Auth().UpdateLoginUserDetails(t.Context(), &scalekit.UpdateLoginUserDetailsRequest{
		ConnectionId: connection, LoginRequestId: request,
		User: &scalekit.LoggedInUserDetails{Sub: "employee-1", Email: "erin@" + domain},
	}))

	back := open(environmentURL + "/sso/v1/connections/" + connection + "/partner:callback?state=" + request)
	code := must(back.Location())(t).Query().Get("code")
	tokens := must(sdk.AuthenticateWithCode(t.Context(), code, redirectURI, scalekit.AuthenticationOptions{}))(t)
	equal(t, tokens.User.Email, "erin@"+domain)
}

func TestASignInThatBeginsAtTheIdentityProvider(t *testing.T) {
	organization, connection, domain := newProvider(t)
	form := url.Values{
		"connection": {connection}, "client": {clientID}, "email": {"erin@" + domain}, "relay_state": {"/reports"},
	}
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	sent := must(browser.PostForm(environmentURL+"/idp", form))(t)
	sent.Body.Close()
	token := must(sent.Location())(t).Query().Get("idp_initiated_login")

	said := must(sdk.GetIdpInitiatedLoginClaims(t.Context(), token))(t)

	equal(t, said.ConnectionID, connection)
	equal(t, said.OrganizationID, organization)
	equal(t, said.LoginHint, "erin@"+domain)
	equal(t, *said.RelayState, "/reports")
}

// Package suite calls every method of the Go SDK that reaches Scalekit, against the environment that the settings
// name: each test makes what it needs there, under names of its own.
package suite

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"connectrpc.com/connect"
	"github.com/scalekit-inc/scalekit-sdk-go/v2"
	"github.com/scalekit-inc/scalekit-sdk-go/v2/pkg/grpc/scalekit/v1/errdetails"
	"github.com/scalekit-inc/scalekit-sdk-go/v2/pkg/grpc/scalekit/v1/users"
)

// Everybody in the world that the fake starts with.
const (
	acme        = "org_100000000000000001"
	globex      = "org_100000000000000002"
	alice       = "usr_100000000000000001"
	redirectURI = "http://localhost:3000/auth/callback"
)

// What only a seed can make: whoever starts the environment puts it there.
const (
	bob       = "usr_100000000000000002" // who has both passkeys
	laptop    = "wac_100000000000000001"
	phone     = "wac_100000000000000002"
	hooli     = "org_100000000000000003" // whose directory it is
	directory = "dir_100000000000000001"
)

// Ids of the right shape that nothing has.
const (
	nobody  = "usr_999999999999999999"
	nowhere = "org_999999999999999999"
)

var (
	environmentURL = setting("SCALEKIT_ENVIRONMENT_URL")
	clientID       = setting("SCALEKIT_CLIENT_ID")
	clientSecret   = setting("SCALEKIT_CLIENT_SECRET")

	sdk = scalekit.NewScalekitClient(environmentURL, clientID, clientSecret)
)

func setting(name string) string {
	value := os.Getenv(name)
	if value == "" {
		log.Fatal(name, " is not set")
	}
	return value
}

// The names of other runs against the same environment are others too.
var (
	run   = time.Now().UnixNano()
	count atomic.Int64
)

func fresh(prefix string) string {
	return fmt.Sprintf("%s%d%d", prefix, run, count.Add(1))
}

// newOrganization is empty, and gone with the test.
func newOrganization(t *testing.T) string {
	t.Helper()
	created := must(sdk.Organization().CreateOrganization(t.Context(), fresh("Org "), scalekit.CreateOrganizationOptions{}))(t)
	id := created.Organization.Id
	t.Cleanup(func() { _ = sdk.Organization().DeleteOrganization(context.Background(), id) })
	return id
}

// newUser is a member of the organization, without an invitation, and gone with the test.
func newUser(t *testing.T, organization string) *users.User {
	t.Helper()
	user := &users.CreateUser{Email: fresh("someone") + "@acme.example"}
	created := must(sdk.User().CreateUserAndMembership(t.Context(), organization, user, false))(t)
	id := created.User.Id
	t.Cleanup(func() { _ = sdk.User().DeleteUser(context.Background(), id) })
	return created.User
}

// signIn takes somebody through the hosted pages, as a browser does, and back to the application. Those of the
// world that the fake starts with are named by their id, and go in with one click; others by their address.
func signIn(t *testing.T, who string, options scalekit.AuthorizationUrlOptions) *scalekit.AuthenticationResponse {
	t.Helper()
	if options.Scopes == nil {
		options.Scopes = []string{"openid", "profile", "email", "offline_access"}
	}
	at := must(sdk.GetAuthorizationUrl(redirectURI, options))(t)
	home := throughPages(t, at, who)
	return must(sdk.AuthenticateWithCode(t.Context(), home.Get("code"), redirectURI, scalekit.AuthenticationOptions{}))(t)
}

var request = regexp.MustCompile(`name="request" value="([^"]+)"`)

// throughPages answers with what the application's callback is told.
func throughPages(t *testing.T, at *url.URL, who string) url.Values {
	t.Helper()
	jar := must(cookiejar.New(nil))(t)
	browser := &http.Client{Jar: jar, CheckRedirect: func(to *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(to.URL.String(), redirectURI) {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	page := body(t, must(browser.Get(at.String()))(t))
	found := request.FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("no sign-in page:\n%s", page)
	}
	press := func(path, field, value string) *http.Response {
		form := url.Values{"request": {found[1]}, field: {value}}
		answer := must(browser.PostForm(environmentURL+path, form))(t)
		answer.Body.Close()
		return answer
	}
	if strings.HasPrefix(who, "usr_") {
		return must(press("/login/as", "user", who).Location())(t).Query()
	}
	press("/login/email", "email", who)
	return must(press("/login/code", "code", newestLetter(t, who)).Location())(t).Query()
}

// newestLetter reads the mailbox: the newest code that was sent to the address.
func newestLetter(t *testing.T, email string) string {
	t.Helper()
	page := body(t, must(http.Get(environmentURL+"/mailbox"))(t))
	letter := regexp.MustCompile(`(?s)<code class="whole">([0-9]{6})</code>\s*<span class="who"><strong>` + regexp.QuoteMeta(email))
	found := letter.FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("no letter to %s", email)
	}
	return found[1]
}

func body(t *testing.T, answer *http.Response) string {
	t.Helper()
	defer answer.Body.Close()
	return string(must(io.ReadAll(answer.Body))(t))
}

// must is for what has to succeed, or else there is nothing to test.
func must[T any](value T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func succeeds(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func equal[T comparable](t *testing.T, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%v, and not %v", got, want)
	}
}

func sameNames(t *testing.T, got []string, want ...string) {
	t.Helper()
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%v, and not %v", got, want)
	}
}

// names by what tells each thing's.
func names[T any](things []T, name func(T) string) []string {
	all := make([]string, 0, len(things))
	for _, thing := range things {
		all = append(all, name(thing))
	}
	return all
}

// refused: with this code, with the details that Scalekit sends, and with this field where it is about one.
func refused(t *testing.T, err error, code connect.Code, field ...string) {
	t.Helper()
	var refusal *connect.Error
	if !errors.As(err, &refusal) {
		t.Errorf("%v is no refusal", err)
		return
	}
	if refusal.Code() != code {
		t.Errorf("%s, and not %s: %s", refusal.Code(), code, refusal.Message())
		return
	}
	info := errorInfo(refusal)
	if info == nil {
		t.Errorf("no ErrorInfo: %s", refusal)
		return
	}
	equal(t, info.ErrorCode, strings.ToUpper(code.String()))
	if len(field) == 1 {
		blames(t, info, field[0])
	}
}

func errorInfo(refusal *connect.Error) *errdetails.ErrorInfo {
	for _, detail := range refusal.Details() {
		if value, err := detail.Value(); err == nil {
			if info, ok := value.(*errdetails.ErrorInfo); ok {
				return info
			}
		}
	}
	return nil
}

// blames: the last part of a field's path is enough, as `email` for `user.email`.
func blames(t *testing.T, info *errdetails.ErrorInfo, field string) {
	t.Helper()
	violations := info.GetValidationErrorInfo().GetFieldViolations()
	fields := names(violations, func(of *errdetails.ValidationErrorInfo_FieldViolation) string { return of.Field })
	for _, path := range fields {
		if strings.Contains("."+path, "."+field) {
			return
		}
	}
	t.Errorf("%s is not among the fields %v", field, fields)
}

// oauthRefused: by the token endpoint, with this status.
func oauthRefused(t *testing.T, err error, status int) {
	t.Helper()
	var answer *scalekit.Error
	if !errors.As(err, &answer) {
		t.Fatalf("%v is no answer", err)
	}
	equal(t, answer.StatusCode, status)
}

// pages of a list, followed by their tokens to the end.
func pages[P interface{ GetNextPageToken() string }](t *testing.T, list func(token string) (P, error)) []P {
	t.Helper()
	var all []P
	for token := ""; ; {
		page := must(list(token))(t)
		all = append(all, page)
		if token = page.GetNextPageToken(); token == "" {
			return all
		}
	}
}

func ptr[T any](value T) *T { return &value }

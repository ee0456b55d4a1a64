package suite

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"connectrpc.com/connect"
	"github.com/scalekit-inc/scalekit-sdk-go/v2"
)

func send(t *testing.T, email string) string {
	t.Helper()
	options := &scalekit.SendPasswordlessOptions{Template: ptr(scalekit.TemplateTypeSignin), State: "mine"}
	return must(sdk.Passwordless().SendPasswordlessEmail(t.Context(), email, options))(t).AuthRequestId
}

func verify(t *testing.T, id, code string) (*scalekit.VerifyPasswordLessResponse, error) {
	t.Helper()
	options := &scalekit.VerifyPasswordlessOptions{Code: code, AuthRequestId: id}
	return sdk.Passwordless().VerifyPasswordlessEmail(t.Context(), options)
}

func TestSendPasswordlessEmail(t *testing.T) {
	sent := must(sdk.Passwordless().SendPasswordlessEmail(t.Context(), fresh("new")+"@acme.example", nil))(t)

	equal(t, sent.AuthRequestId != "", true)
	equal(t, sent.ExpiresIn, 300)
	equal(t, sent.PasswordlessType, scalekit.PasswordlessTypeOtp)
	_, invalid := sdk.Passwordless().SendPasswordlessEmail(t.Context(), "no address", nil)
	refused(t, invalid, connect.CodeInvalidArgument, "email")
}

func TestVerifyPasswordlessEmail(t *testing.T) {
	email := fresh("new") + "@acme.example"
	id := send(t, email)

	verified := must(verify(t, id, newestLetter(t, email)))(t)

	equal(t, verified.Email, email)
	equal(t, verified.GetState(), "mine")
	equal(t, verified.GetTemplate(), scalekit.TemplateTypeSignin)
}

func TestVerifyPasswordlessEmailByItsLink(t *testing.T) {
	email := fresh("new") + "@acme.example"
	at := "http://localhost:3000/" + fresh("passwordless")
	id := must(sdk.Passwordless().SendPasswordlessEmail(t.Context(), email, &scalekit.SendPasswordlessOptions{MagiclinkAuthUri: at}))(t).AuthRequestId
	mailbox := body(t, must(http.Get(environmentURL+"/mailbox"))(t))
	link := regexp.MustCompile(`href="(` + regexp.QuoteMeta(at) + `[^"]*)"`).FindStringSubmatch(mailbox)
	if link == nil {
		t.Fatal("no mail with the link")
	}
	options := &scalekit.VerifyPasswordlessOptions{
		LinkToken: must(url.Parse(link[1]))(t).Query().Get("link_token"), AuthRequestId: id,
	}

	verified := must(sdk.Passwordless().VerifyPasswordlessEmail(t.Context(), options))(t)

	equal(t, verified.Email, email)
	equal(t, verified.PasswordlessType, scalekit.PasswordlessTypeLink)
}

func TestVerifyPasswordlessEmailRefuses(t *testing.T) {
	id := send(t, fresh("new")+"@acme.example")

	_, wrong := verify(t, id, "nonsense")
	_, unknown := verify(t, "nonsense", "000000")
	_, long := verify(t, id, strings.Repeat("1", 21))
	refused(t, wrong, connect.CodeInvalidArgument, "code")
	refused(t, unknown, connect.CodeNotFound)
	refused(t, long, connect.CodeInvalidArgument, "code")
	guessed := &scalekit.VerifyPasswordlessOptions{LinkToken: "guessed"}
	_, link := sdk.Passwordless().VerifyPasswordlessEmail(t.Context(), guessed)
	refused(t, link, connect.CodeNotFound)
	_, empty := sdk.Passwordless().VerifyPasswordlessEmail(t.Context(), nil)
	equal(t, empty, scalekit.ErrCodeOrLinkTokenRequired)
}

func TestResendPasswordlessEmail(t *testing.T) {
	email := fresh("new") + "@acme.example"
	id := send(t, email)
	first := newestLetter(t, email)

	again := must(sdk.Passwordless().ResendPasswordlessEmail(t.Context(), id))(t).AuthRequestId

	second := newestLetter(t, email)
	if first != second { // One in a million is the same by chance.
		_, old := verify(t, again, first)
		refused(t, old, connect.CodeInvalidArgument, "code")
	}
	equal(t, must(verify(t, again, second))(t).Email, email)
	_, unknown := sdk.Passwordless().ResendPasswordlessEmail(t.Context(), "nonsense")
	_, empty := sdk.Passwordless().ResendPasswordlessEmail(t.Context(), "")
	refused(t, unknown, connect.CodeNotFound)
	equal(t, empty, scalekit.ErrAuthRequestIdRequired)
}

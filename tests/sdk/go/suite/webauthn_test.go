package suite

import (
	"strings"
	"testing"

	"connectrpc.com/connect"
)

const noCredential = "cred_999999999999999999"

func TestListCredentials(t *testing.T) {
	equal(t, len(must(sdk.WebAuthn().ListCredentials(t.Context(), newUser(t, acme).Id))(t).Credentials), 0)
	_, unknown := sdk.WebAuthn().ListCredentials(t.Context(), nobody)
	_, whose := sdk.WebAuthn().ListCredentials(t.Context(), "")
	refused(t, unknown, connect.CodeNotFound)
	refused(t, whose, connect.CodeInvalidArgument, "user_id")
}

func passkeys(t *testing.T) map[string]string {
	t.Helper()
	named := map[string]string{}
	for _, passkey := range must(sdk.WebAuthn().ListCredentials(t.Context(), bob))(t).Credentials {
		named[passkey.Id] = passkey.GetDisplayName()
	}
	return named
}

func TestUpdateCredential(t *testing.T) {
	name := fresh("Laptop ")

	renamed := must(sdk.WebAuthn().UpdateCredential(t.Context(), laptop, name))(t)

	equal(t, renamed.Credential.GetDisplayName(), name)
	equal(t, passkeys(t)[laptop], name)
}

func TestDeleteCredential(t *testing.T) {
	equal(t, passkeys(t)[phone], "Phone")

	equal(t, must(sdk.WebAuthn().DeleteCredential(t.Context(), phone))(t).Success, true)

	equal(t, passkeys(t)[phone], "")
	_, gone := sdk.WebAuthn().DeleteCredential(t.Context(), phone)
	refused(t, gone, connect.CodeNotFound)
}

func TestUpdateCredentialRefuses(t *testing.T) {
	_, unknown := sdk.WebAuthn().UpdateCredential(t.Context(), noCredential, "Key ring")
	_, long := sdk.WebAuthn().UpdateCredential(t.Context(), noCredential, strings.Repeat("n", 121))
	refused(t, unknown, connect.CodeNotFound)
	refused(t, long, connect.CodeInvalidArgument, "display_name")
}

func TestDeleteCredentialRefuses(t *testing.T) {
	_, unknown := sdk.WebAuthn().DeleteCredential(t.Context(), noCredential)
	refused(t, unknown, connect.CodeNotFound)
}

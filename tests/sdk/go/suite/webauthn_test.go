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

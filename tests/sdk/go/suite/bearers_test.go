package suite

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"connectrpc.com/connect"
	"github.com/scalekit-inc/scalekit-sdk-go/v2"
	"github.com/scalekit-inc/scalekit-sdk-go/v2/pkg/grpc/scalekit/v1/sessions"
	"github.com/scalekit-inc/scalekit-sdk-go/v2/pkg/grpc/scalekit/v1/sessions/sessionsconnect"
)

// The SDK never sends a bearer that it was not given, so its own generated client does.
func TestWrongBearers(t *testing.T) {
	client := sessionsconnect.NewSessionServiceClient(http.DefaultClient, environmentURL, connect.WithGRPC())

	for _, bearer := range []string{"", "Bearer", "Bearer nonsense", "Basic nonsense"} {
		request := connect.NewRequest(&sessions.SessionDetailsRequest{SessionId: "ses_999999999999999999"})
		request.Header().Set("Authorization", bearer)

		_, err := client.GetSession(t.Context(), request)

		refused(t, err, connect.CodeUnauthenticated)
	}
}

func TestAnAccessTokenOfAPersonIsNoBearer(t *testing.T) {
	client := sessionsconnect.NewSessionServiceClient(http.DefaultClient, environmentURL, connect.WithGRPC())
	tokens := signIn(t, alice, scalekit.AuthorizationUrlOptions{})
	request := connect.NewRequest(&sessions.SessionDetailsRequest{SessionId: "ses_999999999999999999"})
	request.Header().Set("Authorization", "Bearer "+tokens.AccessToken)

	_, err := client.GetSession(t.Context(), request)

	refused(t, err, connect.CodeUnauthenticated)
}

// At most 4 MB are read. A refusal of less than that names the field, and is not as long as the message was.
func TestLongMessages(t *testing.T) {
	const most = 4 << 20

	_, long := sdk.Session().GetSession(t.Context(), strings.Repeat("x", most-16))
	_, tooLong := sdk.Session().GetSession(t.Context(), strings.Repeat("x", most))

	refused(t, long, connect.CodeInvalidArgument, "session_id")
	equal(t, connect.CodeOf(tooLong), connect.CodeResourceExhausted)
}

func TestACallThatIsGivenUp(t *testing.T) {
	given, up := context.WithCancel(t.Context())
	up()

	_, err := sdk.Session().GetSession(given, "ses_999999999999999999")

	equal(t, connect.CodeOf(err), connect.CodeCanceled)
}

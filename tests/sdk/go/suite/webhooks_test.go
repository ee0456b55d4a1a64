package suite

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/scalekit-inc/scalekit-sdk-go/v2"
)

const event = `{"spec_version":"1","id":"evt_1","type":"user.logout","object":"User"}`

var (
	webhookSecret     = setting("SCALEKIT_WEBHOOK_SECRET")
	interceptorSecret = setting("SCALEKIT_INTERCEPTOR_SECRET")
)

// message is a webhook or a call to an interceptor, as the fake signed it.
type message struct {
	Headers  map[string]string `json:"headers"`
	Body     string            `json:"body"`
	secret   string
	verifier func(string, map[string]string, []byte) (bool, error)
}

// sign has the fake sign the event.
func sign(t *testing.T, kind string) message {
	t.Helper()
	input := strings.NewReader(`{"kind":"` + kind + `","payload":` + event + `}`)
	answer := must(http.Post(environmentURL+"/_mock/webhooks/sign", "application/json", input))(t)
	signed := message{secret: webhookSecret, verifier: sdk.VerifyWebhookPayload}
	if kind == "interceptor" {
		signed.secret, signed.verifier = interceptorSecret, sdk.VerifyInterceptorPayload
	}
	succeeds(t, json.Unmarshal([]byte(body(t, answer)), &signed))
	return signed
}

// each kind; this SDK looks for the headers of a webhook in both.
func each(t *testing.T, test func(t *testing.T, signed message)) {
	for _, kind := range []string{"webhook", "interceptor"} {
		t.Run(kind, func(t *testing.T) { test(t, sign(t, kind)) })
	}
}

func (m message) verify(t *testing.T) error {
	t.Helper()
	genuine, err := m.verifier(m.secret, m.Headers, []byte(m.Body))
	equal(t, genuine, err == nil)
	return err
}

func (m message) header(name, value string) message {
	m.Headers = maps.Clone(m.Headers)
	m.Headers[name] = value
	return m
}

func (m message) without(name string) message {
	m.Headers = maps.Clone(m.Headers)
	delete(m.Headers, name)
	return m
}

func (m message) body(body string) message {
	m.Body = body
	return m
}

func (m message) from(secret string) message {
	m.secret = secret
	return m
}

// aged says another time than was signed.
func (m message) aged(t *testing.T, age time.Duration) message {
	t.Helper()
	at := must(strconv.ParseInt(m.Headers["webhook-timestamp"], 10, 64))(t)
	return m.header("webhook-timestamp", strconv.FormatInt(at-int64(age.Seconds()), 10))
}

func TestWhatTheFakeSignedIsGenuine(t *testing.T) {
	each(t, func(t *testing.T, signed message) {
		titled := signed
		titled.Headers = map[string]string{}
		for name, value := range signed.Headers {
			titled.Headers[http.CanonicalHeaderKey(name)] = value
		}
		several := "v2,other " + signed.Headers["webhook-signature"]

		succeeds(t, signed.verify(t))
		succeeds(t, titled.verify(t))
		succeeds(t, signed.header("webhook-signature", several).verify(t))
	})
}

func TestForgeriesAreNot(t *testing.T) {
	each(t, func(t *testing.T, signed message) {
		another := strings.Replace(signed.Headers["webhook-signature"], "v1", "v2", 1)
		var indented bytes.Buffer
		succeeds(t, json.Indent(&indented, []byte(signed.Body), "", "  "))
		otherKind := map[string]string{webhookSecret: interceptorSecret, interceptorSecret: webhookSecret}[signed.secret]

		for _, forged := range []message{
			signed.body(strings.Replace(signed.Body, "logout", "login", 1)),
			signed.body(indented.String()),
			signed.header("webhook-id", "msg_2"),
			signed.header("webhook-signature", another),
			signed.aged(t, time.Second),
			signed.from("whsec_" + base64.StdEncoding.EncodeToString([]byte("another key"))),
			signed.from(otherKind),
		} {
			equal(t, forged.verify(t), scalekit.ErrInvalidSignature)
		}
	})
}

func TestFiveMinutesAreTolerated(t *testing.T) {
	each(t, func(t *testing.T, signed message) {
		// A margin on either side, for the seconds that may pass between signing and verifying.
		const margin, tolerance = 5 * time.Second, 5 * time.Minute

		// The time is looked at first: who gets as far as the signature was in time.
		equal(t, signed.aged(t, tolerance-margin).verify(t), scalekit.ErrInvalidSignature)
		equal(t, signed.aged(t, margin-tolerance).verify(t), scalekit.ErrInvalidSignature)
		equal(t, signed.aged(t, tolerance+margin).verify(t), scalekit.ErrMessageTimestampTooOld)
		equal(t, signed.aged(t, -tolerance-margin).verify(t), scalekit.ErrMessageTimestampTooNew)
	})
}

func TestWithoutHeadersOrASecretNothingIsVerified(t *testing.T) {
	each(t, func(t *testing.T, signed message) {
		for _, name := range []string{"webhook-id", "webhook-timestamp", "webhook-signature"} {
			equal(t, signed.without(name).verify(t), scalekit.ErrMissingRequiredHeaders)
		}
		equal(t, signed.from("nosecret").verify(t), scalekit.ErrInvalidSecret)
		equal(t, signed.header("webhook-timestamp", "soon").verify(t) != nil, true)
	})
}

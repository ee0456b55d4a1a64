package suite

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/scalekit-inc/scalekit-sdk-go/v2"
)

// The payloads are signed here, as Standard Webhooks says; once the fake sends webhooks, it signs them.
var key = []byte("a key that every copy of this suite has")

const payload = `{"spec_version":"1","id":"evt_1","type":"user.logout","object":"User"}`

func secretOf(key []byte) string { return "whsec_" + base64.StdEncoding.EncodeToString(key) }

// signed has the headers of a webhook; those of an interceptor are the same to this SDK, which knows no
// `interceptor-*` (the others know nothing else).
func signed(age time.Duration) map[string]string {
	id, at := "msg_1", time.Now().Add(-age).Unix()
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%d.%s", id, at, payload)
	return map[string]string{
		"webhook-id":        id,
		"webhook-timestamp": fmt.Sprint(at),
		"webhook-signature": "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)),
	}
}

func with(headers map[string]string, name, value string) map[string]string {
	changed := map[string]string{}
	for known := range headers {
		changed[known] = headers[known]
	}
	changed[name] = value
	return changed
}

var verifiers = map[string]func(string, map[string]string, []byte) (bool, error){
	"webhook":     sdk.VerifyWebhookPayload,
	"interceptor": sdk.VerifyInterceptorPayload,
}

func each(t *testing.T, test func(t *testing.T, verify func(headers map[string]string, payload, secret string) error)) {
	for name, verifier := range verifiers {
		t.Run(name, func(t *testing.T) {
			test(t, func(headers map[string]string, payload, secret string) error {
				genuine, err := verifier(secret, headers, []byte(payload))
				equal(t, genuine, err == nil)
				return err
			})
		})
	}
}

func TestWhatWasSignedWithTheSecretIsGenuine(t *testing.T) {
	each(t, func(t *testing.T, verify func(map[string]string, string, string) error) {
		headers := signed(0)
		titled := map[string]string{}
		for name, value := range headers {
			titled[http.CanonicalHeaderKey(name)] = value
		}
		several := headers["webhook-signature"] + " v2,other"

		succeeds(t, verify(headers, payload, secretOf(key)))
		succeeds(t, verify(titled, payload, secretOf(key)))
		succeeds(t, verify(with(headers, "webhook-signature", several), payload, secretOf(key)))
	})
}

func TestForgeriesAreNot(t *testing.T) {
	each(t, func(t *testing.T, verify func(map[string]string, string, string) error) {
		headers := signed(0)
		earlier := signed(time.Minute)["webhook-timestamp"]

		for _, err := range []error{
			verify(headers, strings.Replace(payload, "logout", "login", 1), secretOf(key)),
			verify(with(headers, "webhook-id", "msg_2"), payload, secretOf(key)),
			verify(with(headers, "webhook-timestamp", earlier), payload, secretOf(key)),
			verify(headers, payload, secretOf([]byte("another key"))),
			verify(with(headers, "webhook-signature", strings.Replace(headers["webhook-signature"], "v1", "v2", 1)), payload, secretOf(key)),
		} {
			equal(t, err, scalekit.ErrInvalidSignature)
		}
	})
}

func TestFiveMinutesAreTolerated(t *testing.T) {
	each(t, func(t *testing.T, verify func(map[string]string, string, string) error) {
		// A margin on either side, for the second that may pass between signing and verifying.
		const margin, tolerance = 5 * time.Second, 5 * time.Minute

		succeeds(t, verify(signed(tolerance-margin), payload, secretOf(key)))
		succeeds(t, verify(signed(margin-tolerance), payload, secretOf(key)))
		equal(t, verify(signed(tolerance+margin), payload, secretOf(key)), scalekit.ErrMessageTimestampTooOld)
		equal(t, verify(signed(-tolerance-margin), payload, secretOf(key)), scalekit.ErrMessageTimestampTooNew)
	})
}

func TestWithoutHeadersOrASecretNothingIsVerified(t *testing.T) {
	each(t, func(t *testing.T, verify func(map[string]string, string, string) error) {
		equal(t, verify(nil, payload, secretOf(key)), scalekit.ErrMissingRequiredHeaders)
		equal(t, verify(signed(0), payload, "nosecret"), scalekit.ErrInvalidSecret)
		equal(t, verify(with(signed(0), "webhook-timestamp", "soon"), payload, secretOf(key)) != nil, true)
	})
}

func TestThisSDKKnowsNoInterceptorHeaders(t *testing.T) {
	headers := map[string]string{}
	for name, value := range signed(0) {
		headers[strings.Replace(name, "webhook", "interceptor", 1)] = value
	}

	_, err := sdk.VerifyInterceptorPayload(secretOf(key), headers, []byte(payload))

	equal(t, errors.Is(err, scalekit.ErrMissingRequiredHeaders), true)
}

#!/bin/sh
# Signs Alice in with curl alone, and signs her out wrongly: the server requests /oidc/logout itself.
# `mock-idp exec` or `serve --env-file` has set the variables.
set -eu

curl -sSf -H "Authorization: Bearer ${MOCK_IDP_CONTROL_TOKEN:-}" --json '{"want": "next_browser", "user": "alice@acme.example"}' "$MOCK_IDP_CONTROL_URL/sign-in" >answer.json

# Three parties, each with a name of its own: the test, the browser, and the application's server.
browser='Mozilla/5.0 (trial)'
server='trial-server/1'
verifier=a-verifier-that-is-as-long-as-the-43-octets-it-must-have
challenge=$(printf %s "$verifier" | openssl dgst -sha256 -binary | base64 | tr '+/' '-_' | tr -d '=')
callback=$(curl -sS -A "$browser" -H 'Sec-Fetch-Mode: navigate' -H 'Sec-Fetch-Dest: document' -o page -w '%{redirect_url}' -G "$SCALEKIT_ENVIRONMENT_URL/oauth/authorize" \
  -d response_type=code --data-urlencode scope='openid profile email offline_access' -d state=the-state-of-this-browser -d nonce=the-nonce-of-this-sign-in \
  -d code_challenge_method=S256 -d code_challenge="$challenge" \
  -d client_id="$SCALEKIT_CLIENT_ID" --data-urlencode redirect_uri="$SCALEKIT_REDIRECT_URI")
code=$(printf %s "$callback" | sed -n 's/.*[?&]code=\([^&]*\).*/\1/p')

curl -sSf -A "$server" "$SCALEKIT_ENVIRONMENT_URL/oauth/token" -u "$SCALEKIT_CLIENT_ID:$SCALEKIT_CLIENT_SECRET" \
  -d grant_type=authorization_code -d code="$code" -d code_verifier="$verifier" \
  --data-urlencode redirect_uri="$SCALEKIT_REDIRECT_URI" -o tokens.json
token() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" tokens.json; }
curl -sSf "$SCALEKIT_ENVIRONMENT_URL/userinfo" -H "Authorization: Bearer $(token access_token)" | grep -q 'alice@acme.example'
echo "signed in as alice@acme.example"

curl -sS -A "$server" -o page -G "$SCALEKIT_ENVIRONMENT_URL/oidc/logout" -d id_token_hint="$(token id_token)"

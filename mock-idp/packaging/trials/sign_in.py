"""Signs Alice in with what Python brings, and signs her out wrongly: the server requests /oidc/logout itself.

`mock-idp exec` has set the variables.
"""

import base64
import hashlib
import http.client
import json
import os
import secrets
from urllib.parse import parse_qs, urlencode, urlsplit

environment = urlsplit(os.environ["SCALEKIT_ENVIRONMENT_URL"])
client_id, client_secret = os.environ["SCALEKIT_CLIENT_ID"], os.environ["SCALEKIT_CLIENT_SECRET"]
redirect_uri = os.environ["SCALEKIT_REDIRECT_URI"]


def request(connection, method, path, body=None, headers={}):
    """Sends a request, and returns the response and its body."""
    connection.request(method, path, body, headers)
    response = connection.getresponse()
    return response, response.read()


# Three parties, each with a connection and a name of its own: the test, the browser, and the application's server.
test, browser, server = (http.client.HTTPConnection(environment.netloc) for _ in range(3))
of_browser = {"User-Agent": "Mozilla/5.0 (trial)", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
of_server = {"User-Agent": "trial-server/1"}

whom = json.dumps({"want": "next_browser", "user": "alice@acme.example"})
request(test, "POST", "/_mock/sign-in", whom, {"Content-Type": "application/json"})

verifier = secrets.token_urlsafe(32)
digest = hashlib.sha256(verifier.encode()).digest()
parameters = {
    "response_type": "code",
    "client_id": client_id,
    "redirect_uri": redirect_uri,
    "scope": "openid profile email offline_access",
    "state": secrets.token_urlsafe(16),
    "nonce": secrets.token_urlsafe(16),
    "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
    "code_challenge_method": "S256",
}
redirected, _ = request(browser, "GET", f"/oauth/authorize?{urlencode(parameters)}", headers=of_browser)
code = parse_qs(urlsplit(redirected.headers["Location"]).query)["code"][0]

credentials = base64.b64encode(f"{client_id}:{client_secret}".encode()).decode()
form = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier, "redirect_uri": redirect_uri}
headers = of_server | {
    "Authorization": f"Basic {credentials}",
    "Content-Type": "application/x-www-form-urlencoded",
}
_, tokens = request(server, "POST", "/oauth/token", urlencode(form), headers)

id_token = json.loads(tokens)["id_token"]
claims = id_token.split(".")[1]
email = json.loads(base64.urlsafe_b64decode(claims + "=="))["email"]
assert email == "alice@acme.example", email
print(f"signed in as {email}")

request(server, "GET", f"/oidc/logout?{urlencode({'id_token_hint': id_token})}", headers=of_server)

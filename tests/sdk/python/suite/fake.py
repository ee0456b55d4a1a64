"""The fake's binary: started, waited for and stopped."""

import contextlib
import json
import os
import subprocess
import urllib.request
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[4]

ACME = "org_100000000000000001"
GLOBEX = "org_100000000000000002"
HOOLI = "org_100000000000000003"
ALICE = "usr_100000000000000001"
BOB = "usr_100000000000000002"
PASSKEY = "wac_100000000000000001"
DIRECTORY = "dir_100000000000000001"
CLIENT = "skc_100000000000000001"
SECRET = "test_sdk_suite_secret_not_for_production"

# With `ALICE_AT_ONCE` everybody is signed in as Alice without a page, and is back at the application at once.
ALICE_AT_ONCE = '{ as = "alice@acme.example" }'
# People are asked who they are.
AT_THE_PAGES = '"pages"'

SEED = f"""
[environment]
sign_in = SIGN_IN

[[clients]]
id = "{CLIENT}"
name = "SDK suite"
type = "web"
secrets = ["{SECRET}"]
redirect_uris = ["APP_URL/auth/callback"]
post_logout_redirect_uris = ["APP_URL/"]
initiate_login_uri = "APP_URL/login"

[[organizations]]
id = "{ACME}"
name = "Acme"
slug = "acme"

[[organizations]]
id = "{GLOBEX}"
name = "Globex"

[[organizations]]
id = "{HOOLI}"
name = "Hooli"

[[permissions]]
name = "invoices:read"

[[roles]]
name = "admin"
permissions = ["invoices:read"]
default_creator = true

[[roles]]
name = "member"
default_member = true

[[users]]
id = "{ALICE}"
email = "alice@acme.example"
given_name = "Alice"
family_name = "Nguyen"
memberships = [{{ organization = "Acme", roles = ["admin"] }}]

[[users]]
id = "{BOB}"
email = "bob@acme.example"
memberships = [{{ organization = "Acme" }}]
passkeys = [{{ id = "{PASSKEY}", display_name = "Laptop" }}]

[[directories]]
id = "{DIRECTORY}"
organization = "Hooli"
provider = "okta"
groups = ["Engineering", "Sales"]
users = [
  {{ email = "erin@hooli.example", given_name = "Erin", family_name = "Bach", groups = ["Engineering"] }},
  {{ email = "finn@hooli.example" }},
]
"""

_authority = None


def trust(folder):
    """Has an authority made in `folder`, and this process believe it."""
    global _authority
    _authority = folder / "authority"
    with serve(folder) as ready:
        os.environ.update(ready["tls"]["environment"])


@contextlib.contextmanager
def serve(folder, app_url="http://localhost:3000", sign_in=ALICE_AT_ONCE):
    """What the fake prints when it is ready, for as long as it runs."""
    seed = folder / "seed.toml"
    seed.write_text(SEED.replace("APP_URL", app_url).replace("SIGN_IN", sign_in))
    command = [binary(), "serve", "--port", "0", "--json", "--seed", seed]
    command += ["--tls", "--tls-authority", _authority]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline()
            assert line, "the fake ended before it was ready"
            ready = json.loads(line)
            yield ready
            _keep_calls(ready)
        finally:
            process.terminate()


def _keep_calls(ready):
    """Adds what the fake was asked to the file that `SDK_CALLS` names: whoever runs all suites makes a table of it."""
    file = os.environ.get("SDK_CALLS")
    if file is None:
        return
    url = ready["environment_url"].replace("https://", "http://")
    with urllib.request.urlopen(f"{url}/_mock/calls") as answer, open(file, "a") as calls:
        calls.write(answer.read().decode() + "\n")


def binary():
    """`MOCK_IDP` names it, or else it is the debug build's."""
    target = os.environ.get("CARGO_TARGET_DIR", REPOSITORY / "target")
    return os.environ.get("MOCK_IDP", Path(target) / "debug" / "mock-idp")

"""The fake's binary: started, waited for and stopped."""

import contextlib
import json
import os
import subprocess
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[4]

ACME = "org_100000000000000001"
GLOBEX = "org_100000000000000002"
ALICE = "usr_100000000000000001"
BOB = "usr_100000000000000002"
CLIENT = "skc_100000000000000001"
SECRET = "test_sdk_suite_secret_not_for_production"

# Everybody is signed in as Alice without a page, and is back at the application at once.
SEED = f"""
[environment]
sign_in = {{ as = "alice@acme.example" }}

[[clients]]
id = "{CLIENT}"
name = "SDK suite"
type = "web"
secrets = ["{SECRET}"]
redirect_uris = ["APP_URL/auth/callback"]
post_logout_redirect_uris = ["APP_URL/"]

[[organizations]]
id = "{ACME}"
name = "Acme"
slug = "acme"

[[organizations]]
id = "{GLOBEX}"
name = "Globex"

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
"""

_authority = None


def trust(folder):
    """Has an authority made in `folder`, and this process believe it."""
    global _authority
    _authority = folder / "authority"
    with serve(folder) as ready:
        os.environ.update(ready["tls"]["environment"])


@contextlib.contextmanager
def serve(folder, app_url="http://localhost:3000"):
    """What the fake prints when it is ready, for as long as it runs."""
    seed = folder / "seed.toml"
    seed.write_text(SEED.replace("APP_URL", app_url))
    command = [binary(), "serve", "--port", "0", "--json", "--seed", seed]
    command += ["--tls", "--tls-authority", _authority]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline()
            assert line, "the fake ended before it was ready"
            yield json.loads(line)
        finally:
            process.terminate()


def binary():
    """`MOCK_IDP` names it, or else it is the debug build's."""
    target = os.environ.get("CARGO_TARGET_DIR", REPOSITORY / "target")
    return os.environ.get("MOCK_IDP", Path(target) / "debug" / "mock-idp")

"""The settings, the port and the framework, which the first argument names: everything else is in client.py and its file."""

import importlib
import os
import sys

from servers import Asgi, Wsgi

SETTINGS = ["SCALEKIT_ENVIRONMENT_URL", "SCALEKIT_CLIENT_ID", "SCALEKIT_CLIENT_SECRET"]

# The server of each app: the three of ours, and the three that the SDK's adapters make.
SERVERS = {
    "flask": Wsgi,
    "fastapi": Asgi,
    "django": Wsgi,
    "flask-adapter": Wsgi,
    "fastapi-adapter": Asgi,
    "django-adapter": Wsgi,
}


def main():
    name = sys.argv[1] if len(sys.argv) > 1 else "flask"
    if name not in SERVERS:
        sys.exit(f"{name} is none of {', '.join(SERVERS)}")
    for setting in SETTINGS:
        if not os.environ.get(setting):
            sys.exit(f"{setting} is not set")

    # PORT=0 takes a free one, so the app learns its own address only now.
    server = SERVERS[name](int(os.environ.get("PORT", "3000")))
    app_url = os.environ.get("APP_URL", server.url)
    app = create(name, *(os.environ[setting] for setting in SETTINGS), app_url)
    print(f"listening on {server.url}", flush=True)
    server.serve(app)


def create(name, *settings):
    """The app of this name, from the file of this name."""
    file = name.replace("-", "_") if name.endswith("-adapter") else f"{name}_app"
    return importlib.import_module(file).create_app(*settings)


if __name__ == "__main__":
    main()

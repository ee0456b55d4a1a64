"""The settings, and the port: everything else is in application.py."""

import os
import sys

from application import create_app
from werkzeug.serving import make_server

SETTINGS = ["SCALEKIT_ENVIRONMENT_URL", "SCALEKIT_CLIENT_ID", "SCALEKIT_CLIENT_SECRET"]


def main():
    for name in SETTINGS:
        if not os.environ.get(name):
            sys.exit(f"{name} is not set")

    # PORT=0 takes a free one, so the app learns its own address only now.
    server = make_server("127.0.0.1", int(os.environ.get("PORT", "3000")), None, threaded=True)
    here = f"http://localhost:{server.server_port}"
    server.app = create_app(*(os.environ[name] for name in SETTINGS), os.environ.get("APP_URL", here))
    print(f"listening on {here}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()

"""The settings, and the port: everything else is in application.py."""

import os
import sys
from urllib.parse import urlsplit

from application import create_app
from werkzeug.serving import WSGIRequestHandler, make_server

SETTINGS = ["SCALEKIT_ENVIRONMENT_URL", "SCALEKIT_CLIENT_ID", "SCALEKIT_CLIENT_SECRET"]


class Discreet(WSGIRequestHandler):
    """Logs method, path and status. Queries have codes and states in them, and so have lines that are no requests."""

    def log_request(self, code="-", size="-"):
        path = urlsplit(getattr(self, "path", "")).path
        self.log("info", '"%s %s" %s', self.command or "-", ascii(path)[1:-1], code)

    def log_error(self, format, *args):
        self.log("error", "this was no request, or it did not end")


def main():
    for name in SETTINGS:
        if not os.environ.get(name):
            sys.exit(f"{name} is not set")

    # PORT=0 takes a free one, so the app learns its own address only now.
    port = int(os.environ.get("PORT", "3000"))
    server = make_server("127.0.0.1", port, None, threaded=True, request_handler=Discreet)
    here = f"http://localhost:{server.server_port}"
    server.app = create_app(*(os.environ[name] for name in SETTINGS), os.environ.get("APP_URL", here))
    print(f"listening on {here}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()

"""The two kinds of server that the frameworks have. Both take a free port before the app is made, which has to know it."""

import socket
from urllib.parse import urlsplit

import uvicorn
from werkzeug.serving import WSGIRequestHandler, make_server


class Discreet(WSGIRequestHandler):
    """Logs method, path and status. Queries have codes and states in them, and so have lines that are no requests."""

    def log_request(self, code="-", size="-"):
        path = urlsplit(getattr(self, "path", "")).path
        self.log("info", '"%s %s" %s', self.command or "-", ascii(path)[1:-1], code)

    def log_error(self, format, *args):
        self.log("error", "this was no request, or it did not end")


class Wsgi:
    """For Flask and Django."""

    def __init__(self, port):
        self.server = make_server("127.0.0.1", port, None, threaded=True, request_handler=Discreet)
        self.url = f"http://localhost:{self.server.server_port}"

    def serve(self, app):
        self.server.app = app
        self.server.serve_forever()

    def stop(self):
        self.server.shutdown()


class Asgi:
    """For FastAPI. It logs no request: its lines have queries in them."""

    def __init__(self, port):
        self.socket = socket.create_server(("127.0.0.1", port))
        self.url = f"http://localhost:{self.socket.getsockname()[1]}"
        self.server = None

    def serve(self, app):
        self.server = uvicorn.Server(uvicorn.Config(app, access_log=False, log_level="critical", lifespan="off"))
        self.server.run([self.socket])

    def stop(self):
        self.server.should_exit = True

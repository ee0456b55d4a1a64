"""As much of a browser as a sign-in needs: cookies, redirects, and top-level navigation."""

from urllib.parse import urljoin

import requests

MOST_REDIRECTS = 10


class Browser:
    def __init__(self):
        self.session = requests.Session()
        self.session.headers.update({"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"})

    def open(self, url, method="GET", stop_at=None):
        """Goes to an address and on to where it leads.

        With `stop_at`, the URL that begins so is returned instead of being opened.
        """
        for _ in range(MOST_REDIRECTS):
            page = self.fetch(url, method)
            if "Location" not in page.headers:
                return page
            url, method = urljoin(url, page.headers["Location"]), "GET"
            if stop_at and url.startswith(stop_at):
                return url
        raise AssertionError("too many redirects")

    def fetch(self, url, method="GET"):
        """One request, as if somebody had clicked."""
        return self.session.request(method, url, allow_redirects=False, timeout=10)

    def cookies(self):
        """All cookies by name; the app's and the fake's have different ones."""
        return dict(self.session.cookies)

"""The pages, which are the same in each framework, and what is said with every answer."""

from html import escape

# pages-are-not-stored: no page of a signed-in person comes back with the "back" button after they signed out.
HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


class PageError(Exception):
    """What people see instead of a page: its status, and a title in our own words (errors-are-generic)."""

    def __init__(self, status, title):
        super().__init__(title)
        self.status = status

    @property
    def page(self):
        return page(str(self), '<a href="/login">Sign in</a> <a href="/">Back</a>')


def welcome():
    """Open to everybody: whoever signed out ends here, and is not sent to sign in again."""
    return page("Welcome", '<a href="/login">Sign in</a> <a href="/dashboard">Dashboard</a>')


def dashboard(person):
    return page(
        "Dashboard",
        f"""<p>Signed in as {escape(person["email"])}</p>
        <form method="post" action="/logout"><button>Sign out</button></form>""",
    )


def account(user):
    """The dashboard behind an adapter: the claims of an access token have no address, and a GET signs out."""
    return page(
        "Dashboard",
        f"""<p>Signed in as {escape(user["sub"])}</p>
        <form action="/logout"><button>Sign out</button></form>""",
    )


def is_from_this_site(headers):
    """only-the-person-signs-out: another site's form does not. What is no browser sends no such header."""
    return headers.get("Sec-Fetch-Site", "none") in ("same-origin", "none")


def is_for_scripts(method, path):
    """scripts-get-401: a script cannot follow the way to Scalekit."""
    return method != "GET" or path.startswith("/api/")


def page(title, body):
    return f'<!doctype html><html lang="en"><title>{title}</title><h1>{title}</h1>{body}</html>'

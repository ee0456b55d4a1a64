"""The cookies: their names are those of the published blocks, and every framework's response sets them alike."""

# The cookies of a session, and the SDK's names of the tokens in them.
TOKENS = {"accessToken": "access_token", "refreshToken": "refresh_token", "idToken": "id_token"}

# The cookie of a sign-in that has begun, and its life: that of an authorization code.
ATTEMPT = "state"
ATTEMPT_LIVES_S = 10 * 60


class Cookies:
    """How the cookies of an application at this address are set and cleared, on a response of any of the frameworks."""

    def __init__(self, app_url):
        # every-cookie-is-cleared, one-cookie-a-name: the same attributes set, renew and clear a cookie.
        # cookie-reaches-its-routes: pages, renewal and sign-out need all three, so that the path is `/`.
        # same-site-is-lax: a browser that comes back from Scalekit would not send a strict one.
        # session-outlives-access-token: without `max_age`, which would end the session with its first access token.
        secure = app_url.startswith("https:")
        self.attributes = {"httponly": True, "secure": secure, "samesite": "Lax", "path": "/"}

    def begin(self, response, attempt):
        response.set_cookie(ATTEMPT, attempt, max_age=ATTEMPT_LIVES_S, **self.attributes)
        return response

    def keep(self, response, values):
        for name, value in values.items():
            response.set_cookie(name, value, **self.attributes)
        return response

    def clear(self, response, *names):
        # Django's `delete_cookie` has no place for all of the attributes.
        for name in names:
            response.set_cookie(name, "", max_age=0, **self.attributes)
        return response

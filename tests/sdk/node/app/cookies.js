// The cookies: their names are those of the published blocks.

/** The cookies of a session, by the names of the tokens in them. */
export const TOKENS = ['accessToken', 'refreshToken', 'idToken'];

/** The life of the cookie `state`, in milliseconds: that of an authorization code. */
export const ATTEMPT_LIVES_MS = 10 * 60 * 1000;

/**
 * every-cookie-is-cleared, one-cookie-a-name: the same attributes set, renew and clear a cookie.
 * cookie-reaches-its-routes: pages, renewal and sign-out need all three, so that the path is `/`.
 * same-site-is-lax: a browser that comes back from Scalekit would not send a strict one.
 * session-outlives-access-token: without `maxAge`, which would end the session with its first access token.
 */
export function attributes(appUrl) {
  return { httpOnly: true, secure: appUrl.startsWith('https:'), sameSite: 'lax', path: '/' };
}

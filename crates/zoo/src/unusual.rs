//! What looks odd and is right: a check must find nothing to say about it.

use crate::named::named;

named! {
/// An innocent variant of the application.
Unusual called UnknownUnusualError "variant":
CookieChanges = "cookie-changes": "Gives the session cookie another value with each page; older values of a living session stay good.";
StrictSecondCookie = "strict-second-cookie": "Sets a second cookie, `SameSite=Strict`, without which no form is taken.";
SignOutInTwoSteps = "sign-out-in-two-steps": "Makes its “Sign out” a link to a page with the question, and only that page has the form.";
SignOutByScript = "sign-out-by-script": "Signs out by a script, which sends the token in a header and goes where the answer says.";
RedirectIs302 = "redirect-is-302": "Redirects from the sign-out with 302.";
StateCarriesPath = "state-carries-path": "Puts the wanted page into its state, beside what is random.";
DeviceCookie = "device-cookie": "Sets a cookie that names the browser, nobody in it, and stays.";
IssuerRequired = "issuer-required": "Takes no callback without the `iss` of its environment, an error as little as a code (RFC 9207).";
ExportTakesLong = "export-takes-long": "Links an export whose answer takes longer than anybody waits.";
AttemptStays = "attempt-stays": "Leaves the cookie of a sign-in that another tab has begun; it is random, and ends after ten minutes.";
RenewsEarly = "renews-early": "Renews half a minute before a token expires, and so at each request where tokens live for seconds.";
RenewsLate = "renews-late": "Lets an access token pass for half a minute after its expiry, as clocks may differ, and renews then.";
RefreshCookieScoped = "refresh-cookie-scoped": "Sets an opaque cookie that only the route gets which renews.";
OneBrowser = "one-browser": "Ends a person's other sessions at each sign-in.";
SpareCookie = "spare-cookie": "Names the session in two cookies, either of which is enough.";
HomeIsGuarded = "home-is-guarded": "Guards its first page.";
SpeaksGerman = "speaks-german": "Speaks German.";
}

impl Unusual {
    /// Says whether people need a browser that runs scripts.
    pub const fn needs_scripts(self) -> bool {
        matches!(self, Self::SignOutByScript)
    }
}

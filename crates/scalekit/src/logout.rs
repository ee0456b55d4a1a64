//! Signing out at Scalekit: a URL that the browser visits (OpenID Connect RP-Initiated Logout 1.0).

use url::Url;

use crate::tokens::IdToken;

/// How to sign a person out at Scalekit.
///
/// ```
/// use scalekit::{IdToken, Logout};
///
/// let id_token = IdToken::from("eyJhbGciOi…");
/// let logout = Logout::to("https://app.example/logged-out").id_token_hint(&id_token);
/// # let _ = logout;
/// ```
#[derive(Debug, Clone, Default)]
pub struct Logout {
    id_token_hint: Option<IdToken>,
    post_logout_redirect_uri: Option<String>,
    state: Option<String>,
}

impl Logout {
    /// Leads back to `post_logout_redirect_uri`, which must be absolute and registered.
    /// `Logout::default()` leaves the person on Scalekit's own page.
    pub fn to(post_logout_redirect_uri: impl Into<String>) -> Self {
        Self { post_logout_redirect_uri: Some(post_logout_redirect_uri.into()), ..Self::default() }
    }

    /// Names the session to end. An expired token serves as well.
    #[must_use]
    pub fn id_token_hint(mut self, id_token: &IdToken) -> Self {
        self.id_token_hint = Some(id_token.clone());
        self
    }

    /// Sets a text that comes back with the browser.
    #[must_use]
    pub fn state(mut self, state: impl Into<String>) -> Self {
        self.state = Some(state.into());
        self
    }

    pub(crate) fn url(self, end_session: &Url) -> Url {
        let parameters = [
            ("id_token_hint", self.id_token_hint.as_ref().map(IdToken::secret)),
            ("post_logout_redirect_uri", self.post_logout_redirect_uri.as_deref()),
            ("state", self.state.as_deref()),
        ];
        let mut url = end_session.clone();
        for (name, value) in parameters {
            if let Some(value) = value {
                url.query_pairs_mut().append_pair(name, value);
            }
        }
        url
    }
}

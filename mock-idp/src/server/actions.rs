//! The handle's actions: what a test does to an environment. The control API does the same over HTTP.

use std::time::Duration;

use super::MockIdp;
use crate::environment::{Policies, PublishedKey};
use crate::idp::Counts;
use crate::rules::control::mailbox::{Content, Found, newest};
use crate::rules::control::{self, ControlError};
use crate::seed::{self, Seed};

impl MockIdp {
    /// Returns the digits in the newest mail to this address, or a test user's, which no mail has.
    pub fn newest_code(&self, email: &str) -> Option<String> {
        self.newest(email, Content::Code)
    }

    /// Returns the link in the newest mail to this address that has one.
    pub fn newest_link(&self, email: &str) -> Option<String> {
        self.newest(email, Content::Link)
    }

    fn newest(&self, email: &str, content: Content) -> Option<String> {
        self.idp.read(|environment| match newest(environment, email, content).ok()? {
            Found::Mail(mail) => content.of(mail).map(|secret| secret.reveal().to_owned()),
            Found::FixedCode(code) => Some(code.to_owned()),
        })
    }

    /// Registers a passkey of a user, by e-mail or id, and returns its id in the management API. The
    /// fake has no ceremony of `WebAuthn`: the passkey is listed, renamed and deleted, and nobody signs
    /// in with it.
    ///
    /// # Errors
    ///
    /// [`ControlError`] if there is no such user.
    pub fn register_passkey(&self, user: &str, display_name: &str) -> Result<String, ControlError> {
        self.idp.transact(|desk| control::register_passkey(desk, user, display_name))
    }

    /// Signs this user in, by e-mail or id, at the next authorization request, without a page. If others were
    /// prepared and no browser came yet, it is their turn first; the answer is the place in the queue, from 1.
    ///
    /// The next of a browser that nobody is signed in with, that is: a browser with a session stays
    /// who it is. A request with `prompt=none` allows no sign-in, and leaves this prepared. Tests that run at once
    /// on one environment name their people in `login_hint` instead:
    /// [`Seed::sign_in_by_hint`](crate::Seed::sign_in_by_hint).
    ///
    /// # Errors
    ///
    /// [`ControlError`] if there is no such user, or if a hundred wait already.
    pub fn sign_in_next_as(&self, user: &str) -> Result<usize, ControlError> {
        self.idp.transact(|desk| control::prepare_sign_in(desk.env, user))
    }

    /// Returns lifetimes and strictness, as they are now.
    pub fn policies(&self) -> Policies {
        self.idp.read(|environment| environment.policies().clone())
    }

    /// Changes lifetimes, in seconds, and strictness, from now on: what lives already keeps the end that it was
    /// given.
    ///
    /// ```
    /// use mock_idp::MockIdp;
    ///
    /// let idp = MockIdp::start();
    /// idp.set_policies(|policies| policies.access_token_seconds = 60)?;
    ///
    /// assert_eq!(idp.sign_in("alice@acme.example").tokens()?.expires_in, 59);
    /// assert!(idp.journal().contains("policies.changed"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ControlError`] if they contradict themselves: then nothing changes.
    pub fn set_policies(&self, change: impl FnOnce(&mut Policies)) -> Result<(), ControlError> {
        self.idp.transact(|desk| {
            let mut policies = desk.env.policies().clone();
            change(&mut policies);
            control::policies::set_policies(desk.env, policies)
        })
    }

    /// Changes how people sign in.
    ///
    /// # Errors
    ///
    /// [`ControlError`] if there is no such user.
    pub fn set_sign_in(&self, sign_in: &seed::SignIn) -> Result<(), ControlError> {
        self.idp.transact(|desk| control::policies::set_sign_in(desk.env, sign_in))
    }

    /// Ends every session of a user, as an administrator would, and returns how many there were.
    ///
    /// # Errors
    ///
    /// [`ControlError`] if there is no such user.
    pub fn revoke_sessions(&self, user: &str) -> Result<usize, ControlError> {
        self.idp.transact(|desk| control::revoke_sessions(desk.env, user))
    }

    /// Ends one session, by its `ses_…` id.
    ///
    /// # Errors
    ///
    /// [`ControlError`] if there is no such session.
    pub fn revoke_session(&self, session: &str) -> Result<(), ControlError> {
        self.idp.transact(|desk| control::revoke_session(desk.env, session))
    }

    /// Deactivates a user; their sessions end.
    ///
    /// # Errors
    ///
    /// [`ControlError`] if there is no such user.
    pub fn deactivate(&self, user: &str) -> Result<(), ControlError> {
        self.idp.transact(|desk| control::deactivate(desk.env, user))
    }

    /// Gives a user these roles in an organization, by its name or id; a user who is no member joins it.
    ///
    /// # Errors
    ///
    /// [`ControlError`] if there is no such user or organization.
    pub fn set_roles(
        &self,
        user: &str,
        organization: &str,
        roles: &[&str],
    ) -> Result<(), ControlError> {
        self.idp.transact(|desk| control::set_roles(desk.env, user, organization, roles))
    }

    /// Signs with a new key from now on; the old one stays published. The first rotation brings the
    /// second built-in key, later ones generate theirs, which takes a tenth of a second or more.
    pub fn rotate_keys(&self) {
        self.idp.rotate_keys();
    }

    /// Publishes the key that the next [`rotate_keys`](Self::rotate_keys) brings, without signing with it: an
    /// application that keeps the key set for a while knows it by then. One that is announced already stays.
    pub fn announce_key(&self) {
        self.idp.announce_key();
    }

    /// Makes everything that the environment remembers older, in whole seconds, while the time stays what it is:
    /// sessions, grants, refresh tokens, codes, mails, links, and the tokens that were issued so far. What would have
    /// ended meanwhile has ended, its applications are notified, and what is issued next is good today, for a verifier
    /// with another clock too.
    ///
    /// A token that was given out keeps its claims. The environment's own endpoints judge it as old as it is; an
    /// application's own check of `exp` does not notice: shorten
    /// [`access_token_seconds`](crate::environment::Policies::access_token_seconds) to see it renewed.
    ///
    /// ```
    /// use std::time::Duration;
    /// use mock_idp::MockIdp;
    ///
    /// let idp = MockIdp::start();
    /// idp.sign_in("alice@acme.example").code()?;
    ///
    /// idp.age(Duration::from_secs(7 * 24 * 60 * 60)); // as long as a session may lie idle
    ///
    /// assert_eq!(idp.counts().active_sessions, 0);
    /// assert!(idp.journal().contains("alice@acme.example: it ran out"));
    /// # Ok::<(), mock_idp::SignInError>(())
    /// ```
    pub fn age(&self, by: Duration) {
        self.idp.age(u32::try_from(by.as_secs()).unwrap_or(u32::MAX));
    }

    /// Returns the published keys, in the order of their rotations; the last that is not only announced signs.
    pub fn keys(&self) -> Vec<PublishedKey> {
        self.idp.read(|environment| environment.keys().published())
    }

    /// Returns how much of everything there is.
    pub fn counts(&self) -> Counts {
        self.idp.counts()
    }

    /// Makes everything as it was when it started, what time it is too: the people and applications of its seed,
    /// its keys, an empty journal, and no fault planned. Its URL stays. A copy goes back to the moment at which it
    /// was copied. Every holder of the same [`Clock`](crate::Clock) goes back with it.
    ///
    /// With a seed that sets `environment.ids` the same ids and secrets come once more. Without, none comes twice.
    ///
    /// ```
    /// use mock_idp::MockIdp;
    ///
    /// let idp = MockIdp::start();
    /// idp.deactivate("alice@acme.example")?;
    ///
    /// idp.reset();
    ///
    /// assert_eq!(idp.journal(), "");
    /// # Ok::<(), mock_idp::ControlError>(())
    /// ```
    pub fn reset(&self) {
        self.idp.reset();
    }

    /// Returns what the environment is now, as a [`Seed`] that another can start with; [`Seed::to_toml`] writes it to a
    /// file for `mock-idp serve --seed`.
    ///
    /// In it are policies, applications with their secrets, organizations, permissions, roles, users with their
    /// memberships and passkeys, identity providers, domains and directories, each with its id, and the key that
    /// signs. Not in it are sessions, tokens, codes and mails; invitations that nobody has accepted; the clients
    /// and API tokens of organizations; applications on a server without a secret; and whatever a seed has no
    /// field for, such as metadata of users, or when something came to be. What a role inherits it has itself
    /// there, and a role of one organization is one of the environment. Of two of one name the second has its id
    /// behind its name.
    ///
    /// ```
    /// use mock_idp::{MockIdp, Seed};
    ///
    /// let idp = MockIdp::start();
    /// idp.set_roles("bob@acme.example", "Acme", &["admin"])?;
    ///
    /// let seed = idp.seed();
    ///
    /// let again = MockIdp::start_with(Seed::from_toml(&seed.to_toml())?);
    /// assert_eq!(again.seed(), seed);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn seed(&self) -> Seed {
        self.idp.seed()
    }

    /// Lets all time pass that a user's access token lives, and a second.
    pub fn outlive_access_tokens(&self) {
        let lifetime = self.idp.read(|environment| environment.policies().access_token_seconds);
        self.clock().advance(Duration::from_secs(u64::from(lifetime) + 1));
    }
}

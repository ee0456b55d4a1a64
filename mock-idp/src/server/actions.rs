//! The handle's actions, by which a test changes an environment. The control API has the same over HTTP.

use std::time::Duration;

use super::MockIdp;
use crate::environment::{Policies, PublishedKey};
use crate::idp::Counts;
use crate::rules::control::mailbox::{Content, Found, newest};
use crate::rules::control::{self, ControlError};
use crate::seed::{self, Seed};

impl MockIdp {
    /// Returns the digits in the newest mail to this address, or the fixed digits of a test user.
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

    /// Registers a passkey of a user, by e-mail or id, and returns its id in the management API. The fake has no
    /// `WebAuthn` ceremony: the passkey can be listed, renamed and deleted, and nobody can sign in with it.
    ///
    /// # Errors
    ///
    /// [`ControlError`] if there is no such user.
    pub fn register_passkey(&self, user: &str, display_name: &str) -> Result<String, ControlError> {
        self.idp.transact(|desk| control::register_passkey(desk, user, display_name))
    }

    /// Signs this user in, given by e-mail or id, at the next authorization request, without a page. Sign-ins that
    /// were prepared before come first. Returns the position in the queue, from 1.
    ///
    /// Requests of browsers that are signed in do not count, nor do requests with `prompt=none`. Tests that share an
    /// environment and run at once name their people in `login_hint` instead:
    /// [`Seed::sign_in_by_hint`](crate::Seed::sign_in_by_hint).
    ///
    /// # Errors
    ///
    /// [`ControlError`] if there is no such user, or if a hundred sign-ins wait already.
    pub fn sign_in_next_as(&self, user: &str) -> Result<usize, ControlError> {
        self.idp.transact(|desk| control::prepare_sign_in(desk.env, user))
    }

    /// Returns the policies.
    pub fn policies(&self) -> Policies {
        self.idp.read(|environment| environment.policies().clone())
    }

    /// Changes policies: lifetimes, in seconds, and strictness. Existing sessions and tokens keep their expiry.
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
    /// [`ControlError`] if the policies contradict each other; then nothing changes.
    pub fn set_policies(&self, change: impl FnOnce(&mut Policies)) -> Result<(), ControlError> {
        self.idp.transact(|desk| {
            let mut policies = desk.env.policies().clone();
            change(&mut policies);
            control::policies::set_policies(desk.env, policies)
        })
    }

    /// Changes the way in which people sign in.
    ///
    /// # Errors
    ///
    /// [`ControlError`] if there is no such user.
    pub fn set_sign_in(&self, sign_in: &seed::SignIn) -> Result<(), ControlError> {
        self.idp.transact(|desk| control::policies::set_sign_in(desk.env, sign_in))
    }

    /// Ends all sessions of a user, as an administrator would, and returns how many there were.
    ///
    /// # Errors
    ///
    /// [`ControlError`] if there is no such user.
    pub fn revoke_sessions(&self, user: &str) -> Result<usize, ControlError> {
        self.idp.transact(|desk| control::revoke_sessions(desk.env, user))
    }

    /// Ends a session, given by its `ses_…` id.
    ///
    /// # Errors
    ///
    /// [`ControlError`] if there is no such session.
    pub fn revoke_session(&self, session: &str) -> Result<(), ControlError> {
        self.idp.transact(|desk| control::revoke_session(desk.env, session))
    }

    /// Deactivates a user, and ends the user's sessions.
    ///
    /// # Errors
    ///
    /// [`ControlError`] if there is no such user.
    pub fn deactivate(&self, user: &str) -> Result<(), ControlError> {
        self.idp.transact(|desk| control::deactivate(desk.env, user))
    }

    /// Sets a user's roles in an organization, given by name or id. A user who is no member becomes one.
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

    /// Signs with a new key from now on; the old one stays published. The first rotations use the other built-in
    /// keys; later ones generate a key, which takes a tenth of a second or more.
    pub fn rotate_keys(&self) {
        self.idp.rotate_keys();
    }

    /// Publishes the key that signs from the next [`rotate_keys`](Self::rotate_keys) on, so that an application that
    /// caches the key set has it by then. If a key is announced already, nothing changes.
    pub fn announce_key(&self) {
        self.idp.announce_key();
    }

    /// Makes everything that the environment remembers older, in whole seconds, while the time stays what it is:
    /// sessions, grants, refresh tokens, codes, mails, links, and the tokens that were issued so far. What would have
    /// expired in the meantime has expired, the applications are notified, and what is issued next is valid for
    /// verifiers with other clocks too.
    ///
    /// An issued token keeps its claims. The environment's own endpoints take its real age into account; an
    /// application's own check of `exp` does not notice it: shorten
    /// [`access_token_seconds`](crate::environment::Policies::access_token_seconds) to see tokens renewed.
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

    /// Returns the number of things of each kind.
    pub fn counts(&self) -> Counts {
        self.idp.counts()
    }

    /// Restores the initial state, the time too: the people and applications of the seed, its keys, an empty journal,
    /// and no planned faults. The URL stays. A copy returns to the state that was copied. Clones of the
    /// [`Clock`](crate::Clock) show the initial time too.
    ///
    /// With a seed that sets `environment.ids`, the same ids and secrets are drawn again. Without it, none is drawn
    /// twice.
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

    /// Returns the present state of the environment as a [`Seed`]; [`Seed::to_toml`] writes it to a file for
    /// `mock-idp serve --seed`.
    ///
    /// The seed has policies, applications with their secrets, organizations, permissions, roles, users with their
    /// memberships and passkeys, identity providers, domains and directories, each with its id, and the signing key.
    /// It does not have sessions, tokens, codes and mails; open invitations; the clients and API tokens of
    /// organizations; applications on a server without a secret; and what a seed has no field for, such as metadata
    /// of users and times of creation. Inherited permissions are those of the role itself in the seed, and a role of
    /// an organization becomes one of the environment. Of two equal names, the second is followed by the id.
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

    /// Moves the clock forward by the lifetime of a user's access token and a second.
    pub fn outlive_access_tokens(&self) {
        let lifetime = self.idp.read(|environment| environment.policies().access_token_seconds);
        self.clock().advance(Duration::from_secs(u64::from(lifetime) + 1));
    }
}

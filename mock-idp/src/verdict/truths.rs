//! What a right client does, a line each, and a file each that sees when one does not.
//!
//! A truth gets an exchange at one of its endpoints and the record of those before it. It accuses an exchange and never
//! the absence of one: what did not come may come later.

mod callback_finishes;
mod code_is_used_once;
mod dead_token_is_dropped;
mod env_url_without_slash;
mod exchange_on_the_server;
mod hint_after_renewal;
mod hint_of_this_session;
mod keys_are_cached;
mod known_parameters;
mod landing_page_waits;
mod logout_by_navigation;
mod logout_carries_hint;
mod logout_endpoint_is_oidc_logout;
mod logout_reaches_scalekit;
mod logout_state_is_new;
mod missing_hint;
mod newest_refresh_token;
mod no_renewal_after_logout;
mod nonce_is_new;
mod one_client;
mod one_renewal;
mod own_tokens_only;
mod page;
mod pkce;
mod post_logout_uri_is_registered;
mod prompt_login_for_step_up;
mod protection;
mod redirect_is_303;
mod redirect_uri_is_registered;
mod renewal_when_due;
mod repeated;
mod revokes_what_lives;
mod scopes_are_right;
mod sdk_arguments;
mod sign_in_by_navigation;
mod sign_in_does_not_loop;
mod sign_out_everywhere;
mod state_is_new;
mod switch_selects_account;
mod token_ends_with_session;
mod unattended;
mod working_sdk_version;

use std::borrow::Cow;
use std::sync::LazyLock;

use practices::Practice;

use super::Weight;
use super::ground::Ground;
use super::record::Record;
use crate::exchange::Exchange;
use crate::wire::Endpoint;

/// A truth about clients.
pub(super) struct Truth {
    /// The practice that it holds clients to.
    pub(super) practice: &'static Practice,
    /// What has to happen before silence means that clients follow it.
    pub(super) ground: Ground,
    /// The endpoints at which it looks; none if it looks at every exchange.
    endpoints: &'static [Endpoint],
    /// The practices without which this one cannot be followed: their findings explain this one's.
    pub(super) follows: &'static [&'static str],
    answers: Answers,
    /// Whether each sentence is a finding of its own, because each names something else that is to be mended.
    pub(super) is_by_sentence: bool,
    /// Looks at an exchange, given what came before it.
    pub(super) look: fn(&Exchange, &Record) -> Option<Sight>,
}

/// The answers at which a truth looks. What a planned fault or a broken connection did to a client, the client did not do.
#[derive(Clone, Copy)]
enum Answers {
    /// Those that the environment decided and the client got at once.
    Undisturbed,
    /// Late ones too: a planned fault let the client wait, and it sent what it sent all the same.
    AlsoLate,
    /// Whatever became of the request: that it came is the client's doing.
    Any,
}

impl Answers {
    fn include(self, exchange: &Exchange) -> bool {
        match self {
            Self::Undisturbed => !exchange.is_disturbed(),
            Self::AlsoLate => !exchange.is_disturbed() || exchange.is_delivered(),
            Self::Any => true,
        }
    }
}

/// What a truth saw.
pub(super) struct Sight {
    pub(super) weight: Weight,
    /// What was seen, in a sentence without a full stop.
    pub(super) what: Cow<'static, str>,
    /// The earlier exchanges that show it; the one that was looked at is added.
    pub(super) evidence: Vec<u64>,
    /// The practice that was not followed in one of these exchanges, and so caused what was seen.
    pub(super) because_of: Option<&'static str>,
    /// Whether the application wrote what was seen, whoever carried it here: it weighs the same then if nobody knows who
    /// sent the request.
    pub(super) is_of_application: bool,
}

const ANYWHERE: &[Endpoint] = &[];
const AUTHORIZE: &[Endpoint] = &[Endpoint::Authorize];
/// A sign-in is begun at one and finished at the other.
const SIGN_IN: &[Endpoint] = &[Endpoint::Authorize, Endpoint::Token];
const TOKEN: &[Endpoint] = &[Endpoint::Token];
/// Where a process fetches what it keeps.
const OF_SERVERS: &[Endpoint] = &[Endpoint::Token, Endpoint::Discovery];
const KEYS: &[Endpoint] = &[Endpoint::Keys];
const USERINFO: &[Endpoint] = &[Endpoint::UserInfo];
const INTROSPECT: &[Endpoint] = &[Endpoint::Introspect];
const REVOKE: &[Endpoint] = &[Endpoint::Revoke];
const LOGOUT: &[Endpoint] = &[Endpoint::Logout];
const TOKEN_AND_LOGOUT: &[Endpoint] = &[Endpoint::Token, Endpoint::Logout];

/// Every truth, in the order of a start, a sign-in, a renewal and a sign-out.
#[rustfmt::skip]
pub(super) const TRUTHS: &[Truth] = &[
    Truth::new(&practices::WORKING_SDK_VERSION, Ground::Sdk, ANYWHERE, &[], working_sdk_version::look).by_sentence(),
    Truth::new(&practices::ENV_URL_WITHOUT_SLASH, Ground::Request, ANYWHERE, &[], env_url_without_slash::look),
    Truth::new(&practices::KNOWN_PARAMETERS, Ground::Parameters, ANYWHERE, &[], known_parameters::look).by_sentence(),
    Truth::new(&practices::ONE_CLIENT, Ground::Tokens, OF_SERVERS, &[], one_client::look),
    Truth::new(&practices::KEYS_ARE_CACHED, Ground::Keys, KEYS, &["one-client"], keys_are_cached::look),
    // The authorization request.
    Truth::new(&practices::SIGN_IN_BY_NAVIGATION, Ground::SignInBegun, AUTHORIZE, &[], sign_in_by_navigation::look),
    Truth::new(&practices::REDIRECT_URI_IS_REGISTERED, Ground::SignInBegun, AUTHORIZE, &[], redirect_uri_is_registered::look),
    Truth::new(&practices::SCOPES_ARE_RIGHT, Ground::SignInBegun, AUTHORIZE, &[], scopes_are_right::look),
    Truth::new(&practices::STATE_IS_NEW, Ground::SignInBegun, SIGN_IN, &[], state_is_new::look),
    Truth::new(&practices::NONCE_IS_NEW, Ground::SignInBegun, SIGN_IN, &[], nonce_is_new::look),
    Truth::new(&practices::PKCE, Ground::SignInBegun, SIGN_IN, &[], pkce::look),
    Truth::new(&practices::PROMPT_LOGIN_FOR_STEP_UP, Ground::SignInAgain, AUTHORIZE, &[], prompt_login_for_step_up::look),
    Truth::new(&practices::SWITCH_SELECTS_ACCOUNT, Ground::Switch, AUTHORIZE, &[], switch_selects_account::look),
    Truth::new(&practices::SIGN_IN_DOES_NOT_LOOP, Ground::RefusedSignIn, AUTHORIZE, &[], sign_in_does_not_loop::look).at(Answers::Any),
    // The callback.
    Truth::new(&practices::EXCHANGE_ON_THE_SERVER, Ground::CodeExchange, ANYWHERE, &[], exchange_on_the_server::look),
    Truth::new(&practices::CODE_IS_USED_ONCE, Ground::CodeExchange, TOKEN, &[], code_is_used_once::look),
    Truth::new(&practices::SDK_ARGUMENTS, Ground::CodeExchange, TOKEN_AND_LOGOUT, &[], sdk_arguments::look),
    Truth::new(&practices::CALLBACK_FINISHES, Ground::SignIn, AUTHORIZE, &[], callback_finishes::look),
    // The session.
    Truth::new(&practices::ONE_RENEWAL, Ground::Renewal, TOKEN, &[], one_renewal::look).at(Answers::AlsoLate),
    Truth::new(&practices::NEWEST_REFRESH_TOKEN, Ground::SecondRenewal, TOKEN, &["one-renewal"], newest_refresh_token::look),
    Truth::new(&practices::DEAD_TOKEN_IS_DROPPED, Ground::RefusedRenewal, TOKEN, &[], dead_token_is_dropped::look),
    Truth::new(&practices::RENEWAL_WHEN_DUE, Ground::Renewal, TOKEN, &[], renewal_when_due::look),
    Truth::new(&practices::OWN_TOKENS_ONLY, Ground::Introspection, INTROSPECT, &[], own_tokens_only::look),
    // The logout.
    Truth::new(&practices::LOGOUT_ENDPOINT_IS_OIDC_LOGOUT, Ground::LogoutRequest, ANYWHERE, &[], logout_endpoint_is_oidc_logout::look),
    Truth::new(&practices::LOGOUT_BY_NAVIGATION, Ground::LogoutRequest, LOGOUT, &[], logout_by_navigation::look),
    Truth::new(&practices::REDIRECT_IS_303, Ground::LogoutByBrowser, LOGOUT, &[], redirect_is_303::look),
    Truth::new(&practices::LOGOUT_CARRIES_HINT, Ground::SignOut, LOGOUT, &["sdk-arguments"], logout_carries_hint::look),
    Truth::new(&practices::HINT_AFTER_RENEWAL, Ground::SignOutAfterRenewal, LOGOUT, &["sdk-arguments", "logout-carries-hint"], hint_after_renewal::look),
    Truth::new(&practices::HINT_OF_THIS_SESSION, Ground::SignOutWithHint, LOGOUT, &[], hint_of_this_session::look),
    Truth::new(&practices::POST_LOGOUT_URI_IS_REGISTERED, Ground::SignOut, LOGOUT, &["sdk-arguments"], post_logout_uri_is_registered::look),
    Truth::new(&practices::LOGOUT_STATE_IS_NEW, Ground::SecondSignOut, LOGOUT, &[], logout_state_is_new::look),
    Truth::new(&practices::SIGN_OUT_EVERYWHERE, Ground::SignOutEverywhere, TOKEN_AND_LOGOUT, &[], sign_out_everywhere::look),
    // After the logout.
    Truth::new(&practices::LANDING_PAGE_WAITS, Ground::Return, AUTHORIZE, &[], landing_page_waits::look),
    Truth::new(&practices::LOGOUT_REACHES_SCALEKIT, Ground::SignInAfterSignOut, AUTHORIZE, &["callback-finishes"], logout_reaches_scalekit::look),
    Truth::new(&practices::NO_RENEWAL_AFTER_LOGOUT, Ground::SignOutOfRenewable, TOKEN, &[], no_renewal_after_logout::look),
    Truth::new(&practices::TOKEN_ENDS_WITH_SESSION, Ground::SignOutAfterUse, USERINFO, &[], token_ends_with_session::look),
    Truth::new(&practices::REVOKES_WHAT_LIVES, Ground::Revocation, REVOKE, &[], revokes_what_lives::look),
];

/// The truths that look at each endpoint, in the order of `Endpoint::ALL`, and before them those that look also at a path
/// that is no endpoint. So an exchange costs nothing for the truths about others.
static AT: LazyLock<Vec<Vec<&'static Truth>>> = LazyLock::new(|| {
    let at = |endpoint| TRUTHS.iter().filter(|truth| truth.is_at(endpoint)).collect();
    [None].into_iter().chain(Endpoint::ALL.map(Some)).map(at).collect()
});

/// Returns the truths that look at an endpoint, in their order.
pub(super) fn at(endpoint: Option<Endpoint>) -> &'static [&'static Truth] {
    &AT[endpoint.map_or(0, |endpoint| 1 + endpoint as usize)]
}

/// Whether each sentence about the practice `slug` is a finding of its own.
pub(super) fn is_by_sentence(slug: &str) -> bool {
    TRUTHS.iter().any(|truth| truth.practice.slug == slug && truth.is_by_sentence)
}

impl Truth {
    const fn new(
        practice: &'static Practice,
        ground: Ground,
        endpoints: &'static [Endpoint],
        follows: &'static [&'static str],
        look: fn(&Exchange, &Record) -> Option<Sight>,
    ) -> Self {
        Self {
            practice,
            ground,
            endpoints,
            follows,
            answers: Answers::Undisturbed,
            is_by_sentence: false,
            look,
        }
    }

    /// Looks at these answers.
    const fn at(self, answers: Answers) -> Self {
        Self { answers, ..self }
    }

    /// Makes each sentence a finding of its own.
    const fn by_sentence(self) -> Self {
        Self { is_by_sentence: true, ..self }
    }

    /// Whether it looks at an endpoint.
    fn is_at(&self, endpoint: Option<Endpoint>) -> bool {
        self.endpoints.is_empty() || endpoint.is_some_and(|it| self.endpoints.contains(&it))
    }

    /// Whether it looks at the answer of an exchange at one of its endpoints.
    pub(super) fn takes(&self, exchange: &Exchange) -> bool {
        self.answers.include(exchange)
    }

    /// Whether an exchange, after those before it, exercises what the truth is about.
    pub(super) fn is_exercised_by(&self, exchange: &Exchange, past: &Record) -> bool {
        self.answers.include(exchange) && self.ground.is_laid_by(exchange, past)
    }
}

impl Sight {
    fn new(weight: Weight, what: impl Into<Cow<'static, str>>) -> Self {
        Self {
            weight,
            what: what.into(),
            evidence: Vec::new(),
            because_of: None,
            is_of_application: false,
        }
    }

    /// Sees something that no honest client can have done.
    fn fault(what: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Weight::Fault, what)
    }

    /// Sees something that has an innocent story, which `what` says.
    fn doubt(what: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Weight::Doubt, what)
    }

    /// Sees something that works and could be better.
    fn advice(what: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Weight::Advice, what)
    }

    /// Adds an earlier exchange that shows it.
    fn with(mut self, exchange: u64) -> Self {
        self.evidence.push(exchange);
        self
    }

    /// Says that what was seen follows from another practice that was not followed.
    fn because_of(mut self, practice: &Practice) -> Self {
        self.because_of = Some(practice.slug);
        self
    }

    /// Says that the weight counts already that nobody knows who sent the request.
    fn of_unknown_sender(mut self) -> Self {
        self.is_of_application = true;
        self
    }

    /// Adds earlier exchanges that show it.
    fn with_all(mut self, exchanges: impl IntoIterator<Item = u64>) -> Self {
        self.evidence.extend(exchanges);
        self
    }

    /// Says that the application wrote what was seen.
    fn of_application(mut self) -> Self {
        self.is_of_application = true;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_a_finding_that_there_can_be() {
        let slugs: Vec<&str> = TRUTHS.iter().map(|truth| truth.practice.slug).collect();
        let causes = TRUTHS.iter().flat_map(|truth| truth.follows);
        let unknown: Vec<_> = causes.filter(|cause| !slugs.contains(cause)).collect();

        assert_eq!(unknown, [] as [&&str; 0]);
    }
}

//! What ties the answer of an authorization request to whoever sent it (RFC 9700 §2.1): `state`, PKCE, or the nonce of the
//! ID token. Each alone keeps a stranger's sign-in out, if the application compares it.

use super::{Record, page};
use crate::exchange::{Exchange, Looks, Parameter};

/// Characters of a short `state` that nobody tries out, if they are random: 12 letters and digits, as django-allauth draws
/// them, have 71 bits.
const LONG_ENOUGH: u32 = 12;

/// Whether a program sent the request. A test client that signs in by itself has no browser into which a stranger could
/// bring a sign-in, and may have written the request without the application.
pub(super) fn is_of_program(request: &Exchange) -> bool {
    !request.sender.is_browser()
}

/// What `sight` says of a request whose writer may be a test client.
pub(super) const BY_TEST_CLIENT: &str = "if a test client wrote the request by itself, all is well";

/// Returns how somebody else than the application may have written an authorization request, if that may be: a test client,
/// whoever typed the address, or a page that is none of the application's.
pub(super) fn other_writer(request: &Exchange, past: &Record) -> Option<&'static str> {
    let by_program = is_of_program(request).then_some(BY_TEST_CLIENT);
    by_program.or_else(|| page::other_writer(request, past))
}

/// Whether PKCE does, which the token endpoint compares.
pub(super) fn is_by_pkce(request: &Exchange) -> bool {
    let method = request.parameter("code_challenge_method");
    request.has("code_challenge") && method.is_some_and(|method| method.words.contains("S256"))
}

/// Whether `state` does, which nobody can foretell.
pub(super) fn is_by_state(request: &Exchange) -> bool {
    request.parameter("state").is_some_and(|state| state.looks.is_none() || is_long_enough(state))
}

/// Whether a `state` is short, and still too long to be tried out.
pub(super) fn is_long_enough(state: &Parameter) -> bool {
    state.looks == Some(Looks::Short) && state.characters >= LONG_ENOUGH
}

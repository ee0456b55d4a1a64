//! The stream of ids and secrets of an environment: the only randomness there is.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha20Rng;

use crate::environment::{ClientId, ID_NUMBERS, Id};
use crate::secret::Secret;

/// How the ids of organizations' clients begin (`docs/README.md#ids`).
const MACHINE_PREFIX: &str = "m2morg_";

/// The number of the bindings' stream, counted from the stream of ids; [`Ids::beside`] is number 1.
const BINDINGS: u64 = 2;

/// Octets behind a code, a refresh token or a cookie: as hard to guess as the key that signs.
const OCTETS_OF_A_SECRET: usize = 32;

/// The environment's stream of ids and secrets.
///
/// `ChaCha20` is a published function of its seed, so the same draws in the same order give the same ids on every
/// machine.
#[derive(Clone, Debug)]
pub(crate) struct Ids {
    stream: ChaCha20Rng,
    /// The stream of bindings, kept apart so that whether a request waits for a page changes no id.
    bindings: ChaCha20Rng,
    is_seeded: bool,
}

impl Ids {
    /// Makes the stream that the number `seed` names.
    pub(crate) fn seeded(seed: u64) -> Self {
        Self::of(ChaCha20Rng::seed_from_u64(seed), true)
    }

    /// Makes an unpredictable stream.
    #[expect(clippy::disallowed_methods, reason = "the one place where randomness comes in")]
    pub(crate) fn unpredictable() -> Self {
        let mut seed = [0; 32];
        rand::rng().fill_bytes(&mut seed);
        Self::of(ChaCha20Rng::from_seed(seed), false)
    }

    fn of(stream: ChaCha20Rng, is_seeded: bool) -> Self {
        let mut bindings = stream.clone();
        bindings.set_stream(stream.get_stream() + BINDINGS);
        Self { stream, bindings, is_seeded }
    }

    /// Returns whether the stream is seeded, and so predictable.
    pub(crate) fn are_seeded(&self) -> bool {
        self.is_seeded
    }

    /// Returns the seed of another stream, for an export; it is the same each time. With its own seed the stream
    /// would begin again, and draw ids that exist. The number has 53 bits, which every JSON parser keeps.
    pub(crate) fn successor(&self) -> Option<u64> {
        self.is_seeded.then(|| self.stream.clone().next_u64() >> 11)
    }

    /// Returns a new id, `usr_` and eighteen digits for a user.
    pub(crate) fn id<I: Id>(&mut self) -> I {
        I::numbered(self.number())
    }

    /// Returns a new id of an organization's client, which has a prefix of its own.
    pub(crate) fn machine_client(&mut self) -> ClientId {
        ClientId::named(&format!("{MACHINE_PREFIX}{}", self.number()))
    }

    /// Returns the next number with as many digits as an id's.
    fn number(&mut self) -> u64 {
        ID_NUMBERS.start + self.below(ID_NUMBERS.end - ID_NUMBERS.start)
    }

    /// Makes a second stream of the same seed. Draws from it do not change the ids of the first.
    pub(crate) fn beside(&self) -> Self {
        let mut beside = self.clone();
        beside.stream.set_stream(self.stream.get_stream() + 1);
        beside
    }

    /// Returns a new UUID of random bits (RFC 9562 §5.4), as hard to guess as a secret.
    pub(crate) fn uuid(&mut self) -> Secret {
        let high = self.stream.next_u64() & !0xf000 | 0x4000;
        let low = self.stream.next_u64() >> 2 | 0x8000_0000_0000_0000;
        Secret::new(format!(
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            high >> 32,
            high >> 16 & 0xffff,
            high & 0xffff,
            low >> 48,
            low & 0xffff_ffff_ffff
        ))
    }

    /// Returns a new secret that starts with `prefix`.
    pub(crate) fn secret(&mut self, prefix: &str) -> Secret {
        secret(&mut self.stream, prefix)
    }

    /// Returns a new secret that binds an authorization request to the browser that begins it.
    pub(crate) fn binding(&mut self) -> Secret {
        secret(&mut self.bindings, "")
    }

    /// Returns a six-digit code for an e-mail.
    pub(crate) fn one_time_code(&mut self) -> Secret {
        Secret::new(format!("{:06}", self.below(1_000_000)))
    }

    /// Returns the next number below `limit`. It uses no library's range, because that may change between versions.
    /// The bias, one in 2^64 / `limit`, does not matter to a fake.
    fn below(&mut self, limit: u64) -> u64 {
        self.stream.next_u64() % limit
    }
}

fn secret(stream: &mut ChaCha20Rng, prefix: &str) -> Secret {
    let mut octets = [0; OCTETS_OF_A_SECRET];
    stream.fill_bytes(&mut octets);
    Secret::new(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(octets)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment::UserId;

    #[test]
    fn the_same_seed_gives_the_same_ids() {
        let (mut one, mut other) = (Ids::seeded(7), Ids::seeded(7));

        assert_eq!(one.id::<UserId>(), other.id::<UserId>());
        assert_eq!(one.secret("rt_").reveal(), other.secret("rt_").reveal());
    }

    #[test]
    fn an_id_is_a_prefix_and_eighteen_digits() {
        let user: UserId = Ids::unpredictable().id();

        let digits = user.as_str().strip_prefix("usr_").expect("a user's prefix");
        assert_eq!(digits.len(), 18);
        assert!(digits.bytes().all(|b| b.is_ascii_digit()));
    }

    #[test]
    fn a_second_stream_leaves_the_first_alone() {
        let mut ids = Ids::seeded(42);
        let mut beside = ids.beside();

        insta::assert_snapshot!(beside.id::<UserId>(), @"usr_729220857678633262");
        insta::assert_snapshot!(beside.uuid().reveal(), @"152a586b-7f08-4cc7-b853-a6cc3247777a");
        assert_eq!(ids.id::<UserId>(), Ids::seeded(42).id::<UserId>());
    }

    #[test]
    fn a_binding_is_new_each_time_and_leaves_the_ids_alone() {
        let mut ids = Ids::seeded(42);
        let bindings = [ids.binding(), ids.binding()];

        assert_eq!(ids.id::<UserId>(), Ids::seeded(42).id::<UserId>());
        assert_ne!(bindings[0], bindings[1]);
        assert_ne!(bindings[0], Ids::seeded(42).secret(""));
    }

    #[test]
    fn the_stream_is_the_same_on_every_machine() {
        let mut ids = Ids::seeded(42);

        insta::assert_snapshot!(ids.id::<UserId>(), @"usr_582535800248027256");
    }
}

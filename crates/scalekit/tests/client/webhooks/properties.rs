//! What holds of every webhook.

use proptest::prelude::*;
use proptest::sample::Index;

use super::{CLIENT, NAMES, logout, secret, signed};
use crate::world::START;

proptest! {
    /// A single other byte anywhere makes another message, of a sender who does not have the secret.
    #[test]
    fn a_change_of_one_byte_is_refused(place in any::<Index>(), by in 1_u8..=255) {
        let (headers, body) = (signed(&logout()), logout());
        let lengths: Vec<usize> =
            headers.iter().map(|(_, value)| value.len()).chain([body.len()]).collect();
        let mut place = place.index(lengths.iter().sum());
        let mut part = 0;
        while place >= lengths[part] {
            place -= lengths[part];
            part += 1;
        }
        let mut values: Vec<Vec<u8>> =
            headers.iter().map(|(_, value)| value.clone().into_bytes()).chain([body.into_bytes()]).collect();
        values[part][place] ^= by;
        let body = values.pop().expect("the body is last");

        let outcome = CLIENT.verify_webhook(&secret(), NAMES.into_iter().zip(values), body);

        prop_assert!(outcome.is_err(), "part {part}, byte {place}, {by}");
    }

    /// Nothing that a stranger sends is accepted, and nothing makes it panic.
    #[test]
    fn nothing_of_a_stranger_is_accepted(
        id in prop::collection::vec(any::<u8>(), 0..40),
        timestamp in prop_oneof![Just(START.to_string().into_bytes()), prop::collection::vec(any::<u8>(), 0..14)],
        signature in prop_oneof!["(v1,[A-Za-z0-9+/]{43}=? ?){0,4}".prop_map(String::into_bytes), prop::collection::vec(any::<u8>(), 0..80)],
        body in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let headers = NAMES.into_iter().zip([id, timestamp, signature]);

        let outcome = CLIENT.verify_webhook(&secret(), headers, body);

        prop_assert!(outcome.is_err());
    }
}

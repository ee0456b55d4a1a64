//! Whole sign-ins per second over loopback, as a share of what the signatures alone permit.
//!
//! `cargo bench -p mock-idp --bench flows`. A flow is an authorization request that signs a person in
//! and a code exchange that signs an access token and an ID token. The reference, measured in the same
//! run, is the number of RS256 signatures that one core makes with a kept key pair, divided by the two
//! that a flow needs. The aim is 90 %.

#[path = "driver/load.rs"]
mod load;
#[path = "driver/person.rs"]
mod person;

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use mock_idp::{MockIdp, Seed};

use load::flows;
use person::{now, say};

/// How long each measurement lasts.
const MEASURED: Duration = Duration::from_secs(3);

/// Rounds of reference and flows in turns, so that whatever else the machine does hits both.
const ROUNDS: usize = 3;

fn main() {
    let idp = MockIdp::start_with(Seed::default().sign_in_as("alice@acme.example"));
    let web = Arc::new(idp.client("Acme web"));
    let address = idp.address().to_string();
    flows(&address, &web, Duration::from_millis(500)); // warm up
    say("round  signatures/s of one core  flows permitted  flows/s  share");
    let mut shares = Vec::new();
    for round in 1..=ROUNDS {
        let signatures = signatures();
        let measured = flows(&address, &web, MEASURED);
        let permitted = signatures / 2.0;
        let share = 100.0 * measured / permitted;
        say(&format!(
            "{round:>5}  {signatures:>24.0}  {permitted:>15.0}  {measured:>7.0}  {share:>4.0} %"
        ));
        shares.push(share);
    }
    shares.sort_by(f64::total_cmp);
    say(&format!("median share {:.0} %; the aim is 90 %", shares[ROUNDS / 2]));
}

/// Measures RS256 signatures per second of one thread with a kept key pair.
fn signatures() -> f64 {
    let key = RsaKeyPair::from_der(include_bytes!("../keys/test-key-1.der"))
        .expect("the built-in key loads");
    let (random, message, mut signature) = (SystemRandom::new(), [7_u8; 600], [0_u8; 256]);
    let begun = now();
    let mut made = 0_u32;
    while begun.elapsed() < MEASURED {
        key.sign(&RSA_PKCS1_SHA256, &random, &message, &mut signature).expect("it signs");
        made += 1;
    }
    f64::from(made) / begun.elapsed().as_secs_f64()
}

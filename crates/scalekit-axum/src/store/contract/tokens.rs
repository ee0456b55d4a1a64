//! Tokens of the application's own: one valid token for each session, and none after a revocation or a reuse.

use std::sync::Arc;
use std::time::Duration;

use super::examples::{at, at_once};
use super::place::Place;
use crate::sealed::CookieHash;
use crate::store::{
    REPLACED_TOKEN_MEMORY, RefreshRecord, Rotation, Standing, StoreError, TokenTable, TokensOf,
};

of_every_store! {
    a_token_is_replaced_by_its_successor_and_its_reuse_revokes_all_tokens_of_its_session
    of_twenty_who_rotate_a_token_at_once_one_inserts_the_successor_and_all_learn_it
    a_token_is_repeated_within_the_grace_and_reused_after_it
    a_late_request_learns_the_token_of_now
    of_twenty_who_reuse_a_token_at_once_one_is_answered_so
    a_rotation_and_a_revocation_at_once_leave_no_valid_token
    what_is_revoked_stays_revoked_and_is_no_reuse
    a_token_that_the_table_does_not_know_is_a_reused_one_if_its_session_lives
    a_token_that_has_expired_is_over_and_no_reuse
    the_tokens_of_a_device_of_a_session_at_scalekit_and_of_a_user_are_found
    a_session_without_a_sid_has_none_to_be_revoked_by
    a_raised_version_counts_for_its_user_on_every_instance
    a_token_is_accepted_as_long_as_a_rotation_would_be
    the_sweep_takes_tokens_after_their_end_and_replaced_ones_after_a_day
    an_error_shows_no_token_and_nobody
}

const GRACE: Duration = Duration::from_secs(30);

/// Returns the first token of a device of `usr_1`, issued 100 seconds after the epoch, until 1,000,000.
fn token(device: &str, name: &str) -> RefreshRecord {
    RefreshRecord {
        jti: format!("jti of {device}: {name}"),
        session: CookieHash::of(device),
        user_id: "usr_1".to_owned(),
        sid: Some(format!("ses of {device}")),
        token_hash: hash(device, name),
        issued_at: at(100),
        expires_at: at(1_000_000),
    }
}

fn hash(device: &str, name: &str) -> [u8; 32] {
    let hash = CookieHash::of(&format!("{device}: {name}"));
    hash.as_bytes().try_into().expect("32 octets")
}

/// Issues the first token of each device.
async fn issue(table: &Arc<dyn TokenTable>, devices: &[&str]) {
    for device in devices {
        table.issue(&token(device, "first")).await.expect("issued");
    }
}

/// Presents a token of a device, whose successor would have this name, at this time.
async fn rotate(
    table: &Arc<dyn TokenTable>,
    device: &str,
    [presented, successor]: [&str; 2],
    now: u64,
) -> Rotation {
    let successor = RefreshRecord { issued_at: at(now), ..token(device, successor) };
    table.rotate(hash(device, presented), &successor, GRACE).await.expect("a table")
}

async fn is_live(table: &Arc<dyn TokenTable>, device: &str) -> bool {
    let standing = table.standing(CookieHash::of(device), "usr_1").await;
    standing.expect("a table").is_live
}

const ROTATED: Rotation = Rotation::Rotated { auth_version: 0 };

fn repeated(device: &str, name: &str) -> Rotation {
    Rotation::Repeated { current: hash(device, name), auth_version: 0 }
}

async fn a_token_is_replaced_by_its_successor_and_its_reuse_revokes_all_tokens_of_its_session(
    place: Place,
) {
    let table = place.table().await;
    issue(&table, &["phone", "laptop"]).await;

    assert_eq!(rotate(&table, "phone", ["first", "second"], 400).await, ROTATED);
    assert_eq!(rotate(&table, "phone", ["second", "third"], 700).await, ROTATED);
    assert!(is_live(&table, "phone").await);
    assert_eq!(rotate(&table, "phone", ["first", "stolen"], 701).await, Rotation::Reused);

    assert!(!is_live(&table, "phone").await);
    for [presented, successor] in [["third", "fourth"], ["stolen", "fifth"], ["first", "sixth"]] {
        let after = rotate(&table, "phone", [presented, successor], 702).await;
        assert_eq!(after, Rotation::Over, "{presented}");
    }
    assert_eq!(rotate(&table, "laptop", ["first", "second"], 702).await, ROTATED);
}

async fn of_twenty_who_rotate_a_token_at_once_one_inserts_the_successor_and_all_learn_it(
    place: Place,
) {
    let instances = [place.table().await, place.table().await];
    for device in ["phone", "laptop", "desk"] {
        issue(&instances[0], &[device]).await;

        let rotations = at_once(instances.clone(), |number, table| async move {
            // The names differ, as those of different instances do; the token is the same.
            let successor = RefreshRecord {
                jti: format!("{device}: {number}"),
                issued_at: at(400),
                ..token(device, "second")
            };
            table.rotate(hash(device, "first"), &successor, GRACE).await.expect("a table")
        });

        let rotations = rotations.await;
        let count = |which| rotations.iter().filter(|rotation| **rotation == which).count();
        assert_eq!((count(ROTATED), count(repeated(device, "second"))), (1, 19));
        assert_eq!(rotate(&instances[1], device, ["second", "third"], 700).await, ROTATED);
    }
}

async fn a_token_is_repeated_within_the_grace_and_reused_after_it(place: Place) {
    let table = place.table().await;
    issue(&table, &["phone"]).await;
    assert_eq!(rotate(&table, "phone", ["first", "second"], 400).await, ROTATED);

    for now in [400, 429] {
        let again = rotate(&table, "phone", ["first", "second"], now).await;
        assert_eq!(again, repeated("phone", "second"), "{now}");
    }
    assert_eq!(rotate(&table, "phone", ["first", "second"], 430).await, Rotation::Reused);
    assert!(!is_live(&table, "phone").await);
}

async fn a_late_request_learns_the_token_of_now(place: Place) {
    let table = place.table().await;
    issue(&table, &["phone"]).await;
    assert_eq!(rotate(&table, "phone", ["first", "second"], 400).await, ROTATED);
    assert_eq!(rotate(&table, "phone", ["second", "third"], 410).await, ROTATED);

    assert_eq!(rotate(&table, "phone", ["first", "second"], 420).await, repeated("phone", "third"));
    assert_eq!(rotate(&table, "phone", ["second", "third"], 435).await, repeated("phone", "third"));
    assert_eq!(rotate(&table, "phone", ["third", "fourth"], 440).await, ROTATED);
}

async fn of_twenty_who_reuse_a_token_at_once_one_is_answered_so(place: Place) {
    let instances = [place.table().await, place.table().await];
    for device in ["phone", "laptop", "desk"] {
        issue(&instances[0], &[device]).await;
        assert_eq!(rotate(&instances[0], device, ["first", "second"], 400).await, ROTATED);

        let rotations = at_once(instances.clone(), |number, table| async move {
            let number = number.to_string();
            rotate(&table, device, ["first", &number], 500).await
        });

        let rotations = rotations.await;
        let count = |which| rotations.iter().filter(|rotation| **rotation == which).count();
        assert_eq!((count(Rotation::Reused), count(Rotation::Over)), (1, 19));
    }
}

/// A chain of rotations runs while somebody revokes, by each of the three ways.
async fn a_rotation_and_a_revocation_at_once_leave_no_valid_token(place: Place) {
    let instances = [place.table().await, place.table().await];
    for round in 0..12_u32 {
        let device = format!("device {round}");
        issue(&instances[0], &[&device]).await;

        at_once(instances.clone(), |number, table| {
            let device = device.clone();
            async move {
                let sid = format!("ses of {device}");
                let tokens = match round % 3 {
                    0 => TokensOf::Session(CookieHash::of(&device)),
                    1 => TokensOf::Sid(&sid),
                    _ => TokensOf::User("usr_1"),
                };
                match number {
                    0..4 => {
                        for [presented, successor] in
                            [["first", "second"], ["second", "third"], ["third", "fourth"]]
                        {
                            rotate(&table, &device, [presented, successor], 400).await;
                        }
                    }
                    10 => {
                        table.revoke(tokens, at(400)).await.expect("a table");
                    }
                    _ => {}
                }
            }
        })
        .await;

        assert!(!is_live(&instances[1], &device).await, "round {round}");
    }
}

async fn what_is_revoked_stays_revoked_and_is_no_reuse(place: Place) {
    let [one, other] = [place.table().await, place.table().await];
    issue(&one, &["phone", "laptop"]).await;
    assert_eq!(rotate(&one, "phone", ["first", "second"], 400).await, ROTATED);
    let phone = TokensOf::Session(CookieHash::of("phone"));

    assert_eq!(one.revoke(phone, at(401)).await.expect("revoked"), 1);

    assert!(!is_live(&other, "phone").await && is_live(&other, "laptop").await);
    for [presented, successor] in [["second", "third"], ["first", "second again"]] {
        assert_eq!(
            rotate(&other, "phone", [presented, successor], 402).await,
            Rotation::Over,
            "{presented}"
        );
    }
    assert!(!is_live(&one, "phone").await);
    assert_eq!(one.revoke(phone, at(403)).await.expect("revoked"), 0, "it was already");
}

async fn a_token_that_the_table_does_not_know_is_a_reused_one_if_its_session_lives(place: Place) {
    let table = place.table().await;
    issue(&table, &["phone"]).await;

    assert_eq!(rotate(&table, "nobody", ["guess", "second"], 400).await, Rotation::Over);
    assert_eq!(rotate(&table, "phone", ["guess", "second"], 400).await, Rotation::Reused);
    assert!(!is_live(&table, "phone").await);
}

async fn a_token_that_has_expired_is_over_and_no_reuse(place: Place) {
    let table = place.table().await;
    issue(&table, &["phone"]).await;

    let late = rotate(&table, "phone", ["first", "second"], 1_000_000).await;

    assert_eq!(late, Rotation::Over);
    assert!(!table.accepts(hash("phone", "first"), at(1_000_000), GRACE).await.expect("a table"));
}

async fn the_tokens_of_a_device_of_a_session_at_scalekit_and_of_a_user_are_found(place: Place) {
    let table = place.table().await;
    issue(&table, &["phone", "laptop", "desk", "tablet"]).await;
    let other = RefreshRecord { user_id: "usr_2".to_owned(), ..token("other", "first") };
    table.issue(&other).await.expect("issued");
    assert_eq!(rotate(&table, "desk", ["first", "second"], 400).await, ROTATED);

    let revoke = async |tokens| table.revoke(tokens, at(500)).await.expect("revoked");
    assert_eq!(revoke(TokensOf::Session(CookieHash::of("phone"))).await, 1);
    assert_eq!(revoke(TokensOf::Sid("ses of laptop")).await, 1);
    assert!(is_live(&table, "desk").await && is_live(&table, "tablet").await);
    assert_eq!(revoke(TokensOf::User("usr_1")).await, 2);

    for device in ["phone", "laptop", "desk", "tablet"] {
        assert!(!is_live(&table, device).await, "{device}");
    }
    assert!(is_live(&table, "other").await, "of another user");
}

async fn a_session_without_a_sid_has_none_to_be_revoked_by(place: Place) {
    let table = place.table().await;
    table.issue(&RefreshRecord { sid: None, ..token("phone", "first") }).await.expect("issued");

    for sid in ["", "NULL", "nil"] {
        assert_eq!(table.revoke(TokensOf::Sid(sid), at(500)).await.expect("a table"), 0);
    }
    assert!(is_live(&table, "phone").await);
}

async fn a_raised_version_counts_for_its_user_on_every_instance(place: Place) {
    let [one, other] = [place.table().await, place.table().await];
    let phone = CookieHash::of("phone");
    assert_eq!(one.issue(&token("phone", "first")).await.expect("issued"), 0);

    one.raise_auth_version("usr_1", at(900)).await.expect("raised");

    let standing = Standing { auth_version: 1, is_live: true };
    assert_eq!(other.standing(phone, "usr_1").await.expect("a table"), standing);
    let of_another = other.standing(phone, "usr_2").await.expect("a table");
    assert_eq!(of_another.auth_version, 0);
    let of_another = RefreshRecord { user_id: "usr_2".to_owned(), ..token("desk", "first") };
    assert_eq!(other.issue(&of_another).await.expect("issued"), 0);
    let rotation = rotate(&other, "phone", ["first", "second"], 400).await;
    assert_eq!(rotation, Rotation::Rotated { auth_version: 1 });
    let again = rotate(&one, "phone", ["first", "second"], 400).await;
    let current = hash("phone", "second");
    assert_eq!(again, Rotation::Repeated { current, auth_version: 1 });

    at_once([one, Arc::clone(&other)], |_, table| async move {
        table.raise_auth_version("usr_1", at(900)).await.expect("raised");
    })
    .await;
    assert_eq!(other.issue(&token("laptop", "first")).await.expect("issued"), 21);
}

async fn a_token_is_accepted_as_long_as_a_rotation_would_be(place: Place) {
    let table = place.table().await;
    issue(&table, &["phone"]).await;
    let accepts = async |name, now| {
        table.accepts(hash("phone", name), at(now), GRACE).await.expect("a table")
    };

    assert!(accepts("first", 400).await && !accepts("second", 400).await);
    assert_eq!(rotate(&table, "phone", ["first", "second"], 400).await, ROTATED);
    assert!(accepts("first", 429).await && accepts("second", 429).await);
    assert!(!accepts("first", 430).await && accepts("second", 430).await);
    let phone = TokensOf::Session(CookieHash::of("phone"));
    table.revoke(phone, at(410)).await.expect("revoked");
    assert!(!accepts("first", 411).await && !accepts("second", 411).await);
}

async fn the_sweep_takes_tokens_after_their_end_and_replaced_ones_after_a_day(place: Place) {
    let (store, table) = (place.instance().await, place.table().await);
    issue(&table, &["phone", "laptop"]).await;
    assert_eq!(rotate(&table, "phone", ["first", "second"], 400).await, ROTATED);
    let day_after = 400 + REPLACED_TOKEN_MEMORY.as_secs();
    let forgiving = async |now| -> Result<Rotation, StoreError> {
        let second = RefreshRecord { issued_at: at(now), ..token("phone", "second") };
        table.rotate(hash("phone", "first"), &second, REPLACED_TOKEN_MEMORY * 2).await
    };

    store.sweep(at(day_after - 1)).await.expect("swept");
    assert_eq!(forgiving(day_after - 1).await.expect("a table"), repeated("phone", "second"));
    store.sweep(at(day_after)).await.expect("swept");
    assert_eq!(forgiving(day_after).await.expect("a table"), Rotation::Reused);

    assert!(is_live(&table, "laptop").await);
    store.sweep(at(1_000_000)).await.expect("swept");
    assert!(!is_live(&table, "laptop").await);
    assert_eq!(table.revoke(TokensOf::User("usr_1"), at(500)).await.expect("a table"), 0);
}

async fn an_error_shows_no_token_and_nobody(place: Place) {
    let table = place.table().await;
    let record = RefreshRecord {
        jti: "jti_canary".to_owned(),
        user_id: "sub_canary".to_owned(),
        ..token("phone", "first")
    };
    table.issue(&record).await.expect("issued");

    let error = table.issue(&record).await.expect_err("there is such a token");

    let printed = format!("{error} {error:?}");
    assert!(!printed.contains("canary") && !printed.contains("Detail"), "{printed}");
    assert!(is_live(&table, "phone").await);
}

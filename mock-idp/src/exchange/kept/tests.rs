use proptest::prelude::*;

use super::super::{Answer, Draft, Recorder};
use super::*;
use crate::environment::Id as _;
use crate::testing::World;

/// What the exchanges of a run are tied by, each by a small number.
#[derive(Clone, Debug)]
struct Tied {
    client: Option<u64>,
    grant: Option<u64>,
    session: Option<u64>,
    connection: u64,
}

fn tied() -> impl Strategy<Value = Tied> {
    let some = || prop::option::of(1..4_u64);
    (some(), some(), some(), 1..4_u64).prop_map(|(client, grant, session, connection)| Tied {
        client,
        grant,
        session,
        connection,
    })
}

/// Returns an exchange without ties, to be made another by its fields.
fn plain() -> Exchange {
    let world = World::new();
    let mut recorder = Recorder::default();
    let exchange = world.idp.read(|env| recorder.close(Draft::default(), Answer::default(), env));
    exchange.expect("no reset came in between")
}

fn kept(run: &[Tied]) -> Kept {
    let (plain, mut kept) = (plain(), Kept::default());
    for (number, tied) in (1..).zip(run) {
        kept.add(Exchange {
            number,
            client: tied.client.map(ClientId::numbered),
            grant: tied.grant.map(GrantId::numbered),
            session: tied.session.map(SessionId::numbered),
            connection: tied.connection,
            ..plain.clone()
        });
    }
    kept
}

/// Returns the numbers of the latest exchanges of a run that are tied by `key`, the latest first.
fn expected<T: PartialEq>(run: &[Tied], key: &T, of: impl Fn(&Tied) -> Option<T>) -> Vec<u64> {
    let numbered = (1..).zip(run).filter(|(_, tied)| of(tied).as_ref() == Some(key));
    let mut numbers: Vec<u64> = numbered.map(|(number, _)| number).collect();
    numbers.reverse();
    numbers.truncate(LOOKED_BACK);
    numbers
}

fn numbers<'a>(exchanges: impl Iterator<Item = &'a Exchange>) -> Vec<u64> {
    exchanges.map(|exchange| exchange.number).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn ties_lead_to_what_a_look_at_every_exchange_finds(run in prop::collection::vec(tied(), 0..200)) {
        let kept = kept(&run);

        for key in 1..4 {
            let of_client = numbers(kept.of_client(&ClientId::numbered(key)));
            prop_assert_eq!(of_client, expected(&run, &key, |tied| tied.client));
            let of_grant = numbers(kept.of_grant(&GrantId::numbered(key)));
            prop_assert_eq!(of_grant, expected(&run, &key, |tied| tied.grant));
            let of_session = numbers(kept.of_session(&SessionId::numbered(key)));
            prop_assert_eq!(of_session, expected(&run, &key, |tied| tied.session));
            let of_connection = numbers(kept.of_connection(key));
            prop_assert_eq!(of_connection, expected(&run, &key, |tied| Some(tied.connection)));
        }
    }
}

#[test]
fn what_gave_way_is_found_by_nothing_that_it_was_tied_to() {
    let once = Tied { client: Some(1), grant: Some(1), session: Some(1), connection: 1 };
    let often = Tied { client: Some(2), grant: Some(2), session: Some(2), connection: 2 };
    let mut run = vec![once];
    run.extend(iter::repeat_n(often, MOST_EXCHANGES));

    let kept = kept(&run);

    assert!(kept.get(1).is_none());
    assert!(kept.get(2).is_some());
    assert_eq!(kept.of_client(&ClientId::numbered(1)).count(), 0);
    assert_eq!(kept.of_grant(&GrantId::numbered(1)).count(), 0);
    assert_eq!(kept.of_session(&SessionId::numbered(1)).count(), 0);
    assert_eq!(kept.of_connection(1).count(), 0);
    assert_eq!(kept.of_client(&ClientId::numbered(2)).count(), LOOKED_BACK);
}

#[test]
fn an_answer_that_was_ready_out_of_turn_is_found_by_its_number() {
    let (plain, mut kept) = (plain(), Kept::default());
    for number in [1, 4, 2, 3, 6] {
        kept.add(Exchange { number, ..plain.clone() });
    }

    let found: Vec<_> = (1..=6).map(|number| kept.get(number).map(|it| it.number)).collect();

    assert_eq!(found, [Some(1), Some(2), Some(3), Some(4), None, Some(6)]);
}

/// Returns the number of the server's request that a connection proves, after a client's request, `between` and another.
fn proven(between: impl FnOnce(&mut Exchange)) -> Option<u64> {
    let (plain, mut kept) = (plain(), Kept::default());
    let client = Sender::Client { agent: Some("Scalekit-Node/2.11.0".into()) };
    kept.add(Exchange { number: 1, connection: 7, sender: client, ..plain.clone() });
    let mut other = Exchange { number: 2, connection: 7, ..plain.clone() };
    between(&mut other);
    kept.add(other);
    let last = Exchange { number: 3, connection: 7, ..plain };
    kept.client_at_connection(&last).map(|it| it.number)
}

#[test]
fn a_connection_proves_a_server_whatever_its_libraries_call_themselves() {
    let named = Sender::Unknown { agent: Some("node".into()) };

    assert_eq!(proven(|other| other.sender = named), Some(1));
}

#[test]
fn a_connection_through_a_proxy_proves_nothing() {
    assert_eq!(proven(|other| other.forwarded = true), None);
}

#[test]
fn whoever_reads_sees_the_exchanges_older_and_the_time_between_them_is_right() {
    let (plain, mut kept) = (plain(), Kept::default());
    let begin = plain.at;
    kept.add(Exchange { number: 1, at: kept.scaled(begin), ..plain.clone() });
    kept.age(600);
    kept.add(Exchange { number: 2, at: kept.scaled(begin), ..plain });

    let read: Vec<_> = kept.matching(&ExchangeFilter::default());

    let ages: Vec<_> = read.iter().map(|it| begin.duration_since(it.at).as_secs()).collect();
    assert_eq!(ages, [600, 0]);
    let between =
        kept.get(2).zip(kept.get(1)).map(|(later, earlier)| later.at.duration_since(earlier.at));
    assert_eq!(between, Some(SignedDuration::from_secs(600)));
}

#[test]
fn an_exchange_fits_into_a_quarter_of_a_kilobyte_with_what_a_pointer_to_it_needs() {
    // Two counts of the `Arc` and the word by which an allocator knows the size.
    assert!(size_of::<Exchange>() + 24 <= 256, "{}", size_of::<Exchange>());
}

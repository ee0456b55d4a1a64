//! Properties of every life of an environment, with requests in a random order.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use proptest::prelude::*;

use super::{ALICE, AUTHORIZE, AUTHORIZE_SPA, BOB, CALLBACK, SPA, VERIFIER, WEB, World};
use crate::environment::{
    Event, GrantEvent, GrantId, RefreshStage, Reuse, SessionEvent, SessionId,
};
use crate::journal::Happening;
use crate::{Secret, Seed};

/// An action of an application or a person.
#[derive(Clone, Debug)]
enum Action {
    /// Alice authorizes Acme web or Acme SPA; with a live session, without a page.
    Authorize { spa: bool },
    /// Bob signs in with the same browser.
    AnotherPerson,
    /// An earlier code, by its number modulo their count, is presented by one of the clients.
    Redeem { code: usize, spa: bool },
    /// The newest refresh token is used.
    RefreshNewest,
    /// An earlier refresh token is used.
    Refresh(usize),
    /// An earlier refresh token is revoked.
    Revoke(usize),
    /// The browser goes to the logout URL.
    Logout,
    /// Seconds pass.
    Pass(u64),
    /// The environment ages.
    Age(u32),
}

fn action() -> impl Strategy<Value = Action> {
    prop_oneof![
        4 => any::<bool>().prop_map(|spa| Action::Authorize { spa }),
        1 => Just(Action::AnotherPerson),
        6 => (any::<usize>(), any::<bool>()).prop_map(|(code, spa)| Action::Redeem { code, spa }),
        6 => Just(Action::RefreshNewest),
        4 => any::<usize>().prop_map(Action::Refresh),
        1 => any::<usize>().prop_map(Action::Revoke),
        1 => Just(Action::Logout),
        3 => prop_oneof![Just(1), Just(29), Just(31), Just(599), Just(601), Just(604_801)]
            .prop_map(Action::Pass),
        1 => prop_oneof![Just(1), Just(31), Just(601), Just(604_801)].prop_map(Action::Age),
    ]
}

fn world(reuse: Reuse, grace: u32) -> World {
    World::of(&Seed::default().policies(|policies| {
        policies.refresh_reuse = reuse;
        policies.refresh_grace_seconds = grace;
    }))
}

/// The past of a world by its journal, kept apart from the environment, so that a test can compare the two.
#[derive(Default)]
struct Past {
    read_to: u64,
    read_until: Timestamp,
    codes: Vec<Secret>,
    refresh_tokens: Vec<Secret>,
    sessions: BTreeMap<GrantId, SessionId>,
    redeemed: BTreeSet<Secret>,
    dead_grants: BTreeSet<GrantId>,
    dead_sessions: BTreeSet<SessionId>,
}

impl Past {
    /// Reads new entries, and checks each against the past.
    fn read_on(&mut self, world: &World) {
        for entry in world.idp.journal(self.read_to + 1) {
            assert_eq!(entry.seq, self.read_to + 1, "the journal has no gaps");
            self.read_to = entry.seq;
            if matches!(entry.event(), "environment.aged") {
                // The ageing also made the times of earlier entries older.
                self.read_until = entry.at;
            }
            assert!(self.read_until <= entry.at, "the journal goes on in time");
            self.read_until = entry.at;
            if let Happening::Event(event) = entry.happening {
                self.note(*event);
            }
        }
    }

    fn note(&mut self, event: Event) {
        match event {
            Event::Grant(GrantEvent::CodeIssued { grant, code, .. }) => {
                assert!(!self.dead_sessions.contains(&grant.session));
                self.sessions.insert(grant.id, grant.session);
                self.codes.push(code.secret);
            }
            Event::Grant(GrantEvent::CodeRedeemed { code, .. }) => {
                assert!(self.redeemed.insert(code), "a code is redeemed once");
            }
            Event::Grant(GrantEvent::TokensIssued { grant, refresh_token, .. }) => {
                assert!(!self.dead_grants.contains(&grant), "the family fell");
                let session = &self.sessions[&grant];
                assert!(!self.dead_sessions.contains(session), "it is over");
                self.refresh_tokens.extend(refresh_token);
            }
            Event::Grant(GrantEvent::RefreshTokenRotated { successor, .. }) => {
                self.refresh_tokens.push(successor);
            }
            Event::Grant(GrantEvent::Revoked { grant, .. }) => {
                self.dead_grants.insert(grant);
            }
            Event::Session(SessionEvent::Ended { session, .. }) => {
                self.dead_sessions.insert(session);
            }
            _ => {}
        }
    }

    /// Asserts that each session is active, or that the journal has its end.
    fn every_end_is_in_the_journal(&self, world: &World) {
        world.idp.read(|env| {
            let now = env.now();
            for session in env.sessions() {
                let is_known = self.dead_sessions.contains(&session.id);
                assert_eq!(session.is_active(now), !is_known, "{}", session.id);
            }
        });
    }

    fn one_live_refresh_token_a_family(&self, world: &World) {
        let mut families = BTreeSet::new();
        for text in &self.refresh_tokens {
            let token = world.idp.read(|env| env.refresh_token(text.reveal()).cloned());
            let token = token.expect("a refresh token is remembered");
            if matches!(token.stage, RefreshStage::Live) {
                assert!(families.insert(token.grant), "two are live");
            }
        }
    }
}

/// Carries out an action. Granted or refused, the world must stay consistent.
fn perform(world: &mut World, past: &Past, action: &Action) {
    match action {
        Action::Authorize { spa } => {
            let form = if *spa { AUTHORIZE_SPA } else { AUTHORIZE };
            if let Ok(crate::rules::authorization::Step::Page(page)) = world.authorize(form) {
                drop(world.sign_in_as(&page, ALICE));
            }
        }
        Action::AnotherPerson => drop(world.sign_in(&format!("{AUTHORIZE}&prompt=login"), BOB)),
        Action::Redeem { code, spa } if !past.codes.is_empty() => {
            let code = past.codes[code % past.codes.len()].reveal();
            let form = format!("grant_type=authorization_code&code={code}&redirect_uri=");
            drop(if *spa {
                let callback = "http://localhost:3000/spa/callback";
                world.decide_token(SPA, &format!("{form}{callback}&code_verifier={VERIFIER}"))
            } else {
                world.decide_token(WEB, &format!("{form}{CALLBACK}"))
            });
        }
        Action::RefreshNewest => {
            if let Some(newest) = past.refresh_tokens.last() {
                refresh(world, newest);
            }
        }
        Action::Refresh(any) if !past.refresh_tokens.is_empty() => {
            refresh(world, &past.refresh_tokens[any % past.refresh_tokens.len()]);
        }
        Action::Revoke(any) if !past.refresh_tokens.is_empty() => {
            let token = past.refresh_tokens[any % past.refresh_tokens.len()].reveal();
            for client in [WEB, SPA] {
                drop(world.revoke(client, &format!("token={token}")));
            }
        }
        Action::Redeem { .. } | Action::Refresh(_) | Action::Revoke(_) => {}
        Action::Logout => drop(world.logout("")),
        Action::Pass(seconds) => world.seconds_pass(*seconds),
        Action::Age(seconds) => world.idp.age(*seconds),
    }
}

/// Refreshes with each client, one of which owns the token.
fn refresh(world: &mut World, token: &Secret) {
    let form = format!("grant_type=refresh_token&refresh_token={}", token.reveal());
    for client in [WEB, SPA] {
        drop(world.decide_token(client, &form));
    }
}

/// Carries out the actions in order, and returns the journal.
fn live(mut world: World, actions: &[Action]) -> String {
    let mut past = Past::default();
    for action in actions {
        perform(&mut world, &past, action);
        past.read_on(&world);
        past.one_live_refresh_token_a_family(&world);
        past.every_end_is_in_the_journal(&world);
    }
    let entries = world.idp.journal(1);
    let json = serde_json::to_string(&entries).expect("entries are plain data");
    world.idp.story() + &json
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_life_is_in_order_and_can_be_lived_again(
        actions in prop::collection::vec(action(), 1..40),
        reuse in prop_oneof![
            Just(Reuse::RevokeFamily),
            Just(Reuse::RevokeSession),
            Just(Reuse::Refuse)
        ],
        grace in prop_oneof![Just(0), Just(30)],
    ) {
        let first = live(world(reuse, grace), &actions);
        let second = live(world(reuse, grace), &actions);

        prop_assert_eq!(first, second, "the same deeds leave the same journal");
    }
}

#[test]
fn the_deeds_reach_what_they_are_about() {
    // A property that never meets a rotation or a replay proves nothing; this life has all of them.
    let code = |code| Action::Redeem { code, spa: false };
    let actions = [
        Action::Authorize { spa: false },
        code(0),
        Action::RefreshNewest,
        Action::Pass(31),
        Action::Refresh(0),
        Action::Authorize { spa: false },
        code(1),
        code(1),
        Action::AnotherPerson,
        Action::Logout,
        Action::Authorize { spa: true },
        Action::Age(604_801),
        Action::Authorize { spa: true },
        Action::Pass(604_801),
        Action::Logout,
    ];

    let story = live(world(Reuse::RevokeFamily, 30), &actions);

    for sentence in [
        "refresh_token.rotated",
        "a used refresh token came back",
        "its code was presented twice",
        "another person signed in with this browser",
        "signed out",
        "everything is older",
        "it ran out",
    ] {
        assert!(story.contains(sentence), "{sentence}\n{story}");
    }
}

use super::*;
use crate::testing::World;
use crate::wire::Endpoint;

/// Plans faults in a new environment.
fn planned(faults: impl IntoIterator<Item = Fault>) -> Faults {
    let world = World::new();
    let mut planned = Faults::default();
    for fault in faults {
        world.idp.read(|environment| planned.plan(environment, fault)).expect("it can be planned");
    }
    planned
}

fn refused(fault: Fault) -> String {
    let why = World::new().idp.plan_fault(fault);
    why.expect_err("it cannot be planned").to_string()
}

fn at<'a>(path: &'a str, client: Option<&'a str>) -> Injection<'a> {
    Injection { point: InjectionPoint::Transport, path, operation: None, client }
}

fn due(faults: &mut Faults, injection: &Injection<'_>) -> Option<(u64, Effect)> {
    faults.due_if(injection, |_| true)
}

/// Returns which faults happen at so many calls of the token endpoint.
fn at_token(faults: &mut Faults, calls: usize) -> Vec<Option<u64>> {
    let due = |_| Some(due(faults, &at("/oauth/token", None))?.0);
    (0..calls).map(due).collect()
}

#[test]
fn it_happens_from_the_nth_call_on_and_so_many_times() {
    let late = Fault::new(Endpoint::Token, Effect::Reset).from_call(3).times(2);

    let mut faults = planned([late]);

    assert_eq!(at_token(&mut faults, 6), [None, None, Some(1), Some(1), None, None]);
    assert_eq!(faults.planned(), []);
}

#[test]
fn at_one_call_one_happens_and_the_others_wait() {
    let first = Fault::new(Endpoint::Token, Effect::Status(503));
    let second = Fault::new(FaultTarget::Anywhere, Effect::Status(500)).times(2);
    let always = Fault::new(FaultTarget::Below("/oauth".into()), Effect::Html).until_cleared();

    let mut faults = planned([first, second, always]);

    let happened = at_token(&mut faults, 5);
    assert_eq!(happened, [Some(1), Some(2), Some(2), Some(3), Some(3)]);
    let left = faults.planned();
    assert_eq!((left.len(), left[0].calls, left[0].fired, left[0].left), (1, 5, 2, None));
}

#[test]
fn it_meets_its_client_and_nobody_else() {
    let fault = Fault::new(Endpoint::Token, Effect::Reset).of_client("Acme web");

    let mut faults = planned([fault]);

    assert_eq!(due(&mut faults, &at("/oauth/token", None)), None);
    assert_eq!(due(&mut faults, &at("/oauth/token", Some("skc_100000000000000002"))), None);
    let its = Some("skc_100000000000000001");
    assert_eq!(due(&mut faults, &at("/keys", its)), None);
    assert_eq!(due(&mut faults, &at("/oauth/token", its)), Some((1, Effect::Reset)));
}

#[test]
fn a_place_has_whole_segments_of_paths() {
    let below = FaultTarget::Below("/api/v1/organizations".into());
    for (place, path, there) in [
        (&below, "/api/v1/organizations", true),
        (&below, "/api/v1/organizations/org_1", true),
        (&below, "/api/v1/organizations:search", false),
        (&Endpoint::Login.into(), "/login/email", true),
        (&Endpoint::Login.into(), "/logins", false),
        (&Endpoint::Management.into(), "/api/v1/users", true),
        (&Endpoint::Management.into(), "/scalekit.v1.users.UserService/GetUser", true),
        (&FaultTarget::Anywhere, "/keys", true),
        (&FaultTarget::Anywhere, "/assets/style.css", false),
        (&FaultTarget::Anywhere, "/_mock/clock", false),
    ] {
        assert_eq!(place.has(path, None), there, "{place:?} {path}");
    }
}

#[test]
fn an_operation_is_known_by_the_end_of_its_name() {
    let short = FaultTarget::Operation("SessionService/GetSession".into());

    let faults = planned([Fault::new(short, Effect::Reset)]);

    let operation = faults.planned()[0].operation.clone();
    let whole = "scalekit.v1.sessions.SessionService/GetSession";
    assert_eq!(operation.as_deref(), Some(whole));
    assert_eq!(faults.await_at("/api/v1/sessions/ses_1", Some(whole)), (true, false));
    assert_eq!(faults.await_at("/api/v1/sessions", None), (false, false));
}

#[test]
fn each_answer_that_could_have_it_is_a_call() {
    let replayed = Effect::State(StateFault::Replayed);
    let idp = World::new().idp;
    idp.plan_fault(Fault::new(Endpoint::Authorize, replayed)).expect("it can be planned");
    let answer = |state: &str| {
        let parameters = vec![("code", "c".to_owned()), ("state", state.to_owned())];
        spoil(&idp, "skc_100000000000000001", parameters).pop().expect("a state").1
    };

    assert_eq!([answer("one"), answer("two"), answer("three")], ["one", "one", "three"]);
}

#[test]
fn no_more_than_the_most_are_planned() {
    let world = World::new();
    let fault = || Fault::new(Endpoint::Token, Effect::Reset).until_cleared();
    for _ in 0..MOST_FAULTS {
        world.idp.plan_fault(fault()).expect("there is room");
    }

    let one_more = world.idp.plan_fault(fault());

    assert_eq!(one_more, Err(FaultError::TooMany));
    assert_eq!(world.idp.faults(Faults::clear_all), MOST_FAULTS);
    assert_eq!(world.idp.plan_fault(fault()), Ok(101));
}

#[test]
fn what_cannot_happen_is_refused_with_what_can() {
    let new = |place: FaultTarget, what| Fault::new(place, what);
    let operation = |name: &str| FaultTarget::Operation(name.into());
    let below = |path: &str| new(FaultTarget::Below(path.into()), Effect::Reset);
    let late = LONGEST_DELAY + Duration::from_millis(1);
    let refused = [
        new(FaultTarget::Anywhere, Effect::Reset).of_client("Acme wbe"),
        new(operation("SessionService/GetSesion"), Effect::Reset),
        new(Endpoint::Keys.into(), Effect::Reset).of_client("Acme web"),
        below("api"),
        below("/api/"),
        below("/_mock/clock"),
        new(FaultTarget::Anywhere, Effect::Status(200)),
        new(FaultTarget::Anywhere, Effect::Delay(late)),
        new(FaultTarget::Anywhere, Effect::Reset).times(0),
        new(FaultTarget::Anywhere, Effect::Reset).from_call(0),
        new(Endpoint::Token.into(), Effect::RefreshWithout(vec![])),
        new(Endpoint::Keys.into(), Effect::IdToken(Forgery::Expired)),
        new(FaultTarget::Anywhere, Effect::IdToken(Forgery::SixtyRoles)),
        new(Endpoint::Idp.into(), Effect::IdpInitiated(Forgery::WrongNonce)),
    ]
    .map(refused);

    insta::assert_snapshot!(refused.join("\n"), @"
    no client Acme wbe; there are Acme web, Acme SPA
    no operation SessionService/GetSesion of the management API; there are GetSession, GetUserSessions, RevokeAllUserSessions, RevokeSession
    a request to keys does not name its client
    api is no path to begin with; write one like /api/v1/organizations
    /api/ is no path to begin with; write one like /api/v1/organizations
    what is below /_mock has no faults: they could not be cleared any more
    a fault answers with a status from 400 to 599, not 200
    an answer is late by 20000 milliseconds at most
    calls are counted from 1, and a fault happens once at least
    calls are counted from 1, and a fault happens once at least
    a refresh goes wrong when something is left out; there are id_token, expires_in, scope, refresh_token
    a forged ID token happens at token and nowhere else
    an ID token cannot be forged like this: sixty roles
    an idp_initiated_login token cannot be forged like this: another nonce
    ");
}

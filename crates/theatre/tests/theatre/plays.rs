//! A play becomes a scene: which request of the application belongs to which page, and how long cookies and tokens live.

use theatre::{Act, Call, Credential, Delivery, Density, Hop, Life, Place, Play, Reply, Sender};

const APP: &str = "http://localhost:3000";
const SCALEKIT: &str = "http://localhost:8080";

fn names(names: &str) -> Vec<String> {
    names.split_whitespace().map(str::to_owned).collect()
}

/// Reads `/auth/callback?code&state`.
fn place(origin: &str, address: &str) -> Place {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    Place {
        origin: origin.to_owned(),
        path: path.to_owned(),
        parameters: names(&query.replace('&', " ")),
    }
}

fn hop(method: &str, to: Place, cookies: &str, status: u16) -> Hop {
    Hop {
        method: method.to_owned(),
        to,
        cookies: names(cookies),
        status: Some(status),
        ..Hop::default()
    }
}

fn get(path: &str, cookies: &str, status: u16) -> Hop {
    hop("GET", place(APP, path), cookies, status)
}

fn call(number: u64, kind: &str, method: &str, endpoint: &str) -> Call {
    Call {
        number,
        sender: Sender { kind: kind.to_owned() },
        method: method.to_owned(),
        endpoint: Some(endpoint.to_owned()),
        session: Some("ses_1".to_owned()),
        grant: Some("grant_1".to_owned()),
        answer: Reply { status: Some(200), error: None },
        ..Call::default()
    }
}

fn shown(kinds: &str) -> Vec<Credential> {
    names(kinds).into_iter().map(|kind| Credential { kind }).collect()
}

/// Somebody signs in, is signed in when tokens are renewed, and signs out.
fn play() -> Play {
    let callback = "/auth/callback?code&state";
    let sign_in = vec![
        Hop {
            set: names("attempt"),
            leads_to: Some(place(SCALEKIT, "/oauth/authorize?state")),
            ..get("/login", "", 303)
        },
        Hop {
            set: names("sk_idp_session"),
            leads_to: Some(place(APP, callback)),
            ..hop("GET", place(SCALEKIT, "/oauth/authorize?state"), "", 302)
        },
        Hop {
            set: names("session"),
            cleared: names("attempt"),
            leads_to: Some(place(APP, "/dashboard")),
            ..get(callback, "attempt", 303)
        },
        get("/dashboard", "session", 200),
    ];
    let renewal = vec![get("/", "", 200), get("/dashboard", "session", 200)];
    let sign_out = vec![
        Hop {
            method: "POST".to_owned(),
            cleared: names("session"),
            leads_to: Some(place(SCALEKIT, "/oidc/logout?id_token_hint")),
            ..get("/logout", "session", 303)
        },
        Hop {
            cleared: names("sk_idp_session"),
            leads_to: Some(place(APP, "/logged-out")),
            ..hop("GET", place(SCALEKIT, "/oidc/logout?id_token_hint"), "sk_idp_session", 302)
        },
        get("/logged-out", "", 200),
    ];
    let act =
        |title: &str, since, hops| Act { title: title.to_owned(), since, hops, ..Act::default() };
    Play {
        title: "A life".to_owned(),
        app: Some("Acme web".to_owned()),
        scalekit: SCALEKIT.to_owned(),
        acts: vec![
            act("Alice signs in", 0, sign_in),
            act("Her tokens are renewed", 2, renewal),
            act("Alice signs out", 3, sign_out),
        ],
        calls: vec![
            Call { given: names("session_cookie code"), ..call(1, "browser", "GET", "authorize") },
            Call {
                shown: shown("code client_secret"),
                lost: names("code"),
                given: names("access_token refresh_token id_token"),
                ..call(2, "client", "POST", "token")
            },
            Call {
                shown: shown("refresh_token"),
                lost: names("refresh_token"),
                given: names("access_token refresh_token"),
                ..call(3, "client", "POST", "token")
            },
            Call {
                grant: None,
                shown: shown("session_cookie id_token"),
                lost: names("session_cookie"),
                ..call(4, "browser", "GET", "logout")
            },
        ],
        earlier: 0,
    }
}

#[test]
fn the_callback_redeems_the_code_and_the_logout_ends_what_lives() {
    insta::assert_snapshot!("play.txt", play().scene().to_text());
}

#[test]
fn what_scalekit_sends_to_the_application_stands_after_the_hops_of_its_act() {
    let mut play = play();
    play.acts[2].deliveries = vec![Delivery {
        path: "/auth/back-channel-logout".to_owned(),
        carries: "logout token".to_owned(),
        status: Some(204),
    }];

    let scene = play.scene();

    let last: Vec<_> = scene.messages().map(|(_, message)| message.what.as_str()).collect();
    assert_eq!(last[last.len() - 2..], ["POST /auth/back-channel-logout", "204"]);
    let text = scene.to_text();
    assert!(
        text.contains("Scalekit to app: POST /auth/back-channel-logout  with logout token"),
        "{text}"
    );
}

#[test]
fn with_its_first_hops_forgotten_it_ends_as_the_whole_does() {
    let whole = play().scene();
    let mut late = play();
    late.acts.remove(0);
    late.acts[0].since = 0;
    late.earlier = 4;

    let scene = late.scene();

    let ends = |scene: &theatre::Scene| -> Vec<String> {
        let over =
            |life: &Life| life.death.as_ref().map(|death| format!("{} {}", life.name, death.why));
        scene.lives.iter().filter_map(over).collect()
    };
    assert!(ends(&scene).iter().all(|end| ends(&whole).contains(end)), "{:?}", ends(&scene));
    assert!(
        scene.to_text().ends_with("4 earlier requests are not drawn.\n"),
        "{}",
        scene.to_text()
    );
    assert!(!scene.to_text().contains("POST /oauth/token  with code"), "{}", scene.to_text());
}

#[test]
fn a_request_that_either_of_two_pages_may_have_caused_is_said_to_be_guessed() {
    let mut play = play();
    play.acts[1].hops[0].cookies = names("session");

    let text = play.scene().to_text();

    assert!(text.contains("at the first page at which it may have been sent"), "{text}");
}

#[test]
fn browsers_beyond_the_third_share_a_lane() {
    let mut play = play();
    play.acts[1].hops = (0..5).map(|browser| Hop { browser, ..get("/", "", 200) }).collect();

    let scene = play.scene();

    let lanes: Vec<_> = scene.lanes.iter().map(|lane| lane.name.as_str()).collect();
    assert_eq!(lanes, ["browser", "another browser", "other browsers", "app", "Scalekit"]);
    assert!(scene.messages().all(|(_, message)| message.from < 5 && message.to < 5));
}

#[test]
fn a_figure_has_its_words_and_no_identifier() {
    let figure = play().scene().to_figure(Density::Lanes);

    assert!(figure.starts_with("<figure class=\"scene-figure\">"), "{figure}");
    // What a switch shows follows it at once: the style has no other way to find it.
    for (switch, shown) in [
        ("<details class=\"to-drawing\"><summary>The same as a drawing</summary>", "scene-scroll"),
        ("<details class=\"to-words\"><summary>The same in words</summary>", "scene-words"),
    ] {
        let (_, after) = figure.split_once(switch).expect("a switch");
        let next = after.trim_start_matches("</details>\n");
        assert!(next.split_once('>').is_some_and(|(tag, _)| tag.contains(shown)), "{next}");
    }
    assert!(figure.contains("<span class=\"in\">#"), "{figure}");
    assert!(
        !figure.contains(" id=\"") && !figure.contains("<style") && !figure.contains("<span style"),
        "{figure}"
    );
}

#[test]
fn a_part_shows_what_lives_meanwhile_and_nothing_else() {
    let whole = play().scene();

    let renewal = whole.part(1);
    let sign_out = whole.part(2);

    insta::assert_snapshot!("renewal.txt", renewal.to_text());
    let line_of = |scene: &theatre::Scene, name: &str| {
        let text = scene.to_text();
        text.lines().find(|line| line.starts_with(name)).map(str::to_owned)
    };
    assert_eq!(line_of(&sign_out, "code:"), None, "it was over");
    assert_eq!(
        line_of(&sign_out, "session:").as_deref(),
        Some("session: born before this scene; shown #9; dead #9: the browser cleared it")
    );
    assert!(whole.part(3).groups.is_empty());
}

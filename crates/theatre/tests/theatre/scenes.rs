//! Scenes as an application makes them that signs people out, and as one that does so by itself.

use theatre::{
    About, Carried, Fact, Group, Lane, Life, LifeKind, Mark, Message, MessageKind, Scene, Weight,
};

const BROWSER: usize = 0;
const APP: usize = 1;
const SCALEKIT: usize = 2;

/// Builds a scene message by message.
#[derive(Default)]
pub(crate) struct Stage {
    pub(crate) scene: Scene,
    number: u64,
}

impl Stage {
    fn new(title: &str) -> Self {
        let lane = |name: &str, about: Option<&str>| Lane {
            name: name.to_owned(),
            about: about.map(str::to_owned),
            is_browser: name == "browser",
        };
        let lanes =
            vec![lane("browser", None), lane("app", Some("Acme web")), lane("Scalekit", None)];
        Self { scene: Scene { title: title.to_owned(), lanes, ..Scene::default() }, number: 0 }
    }

    fn group(&mut self, at: &str, title: &str) {
        let group = Group { title: title.to_owned(), at: Some(at.to_owned()), ..Group::default() };
        self.scene.groups.push(group);
    }

    fn request(&mut self, from: usize, to: usize, what: &str, shown: &[&str]) -> usize {
        self.number += 1;
        let carries = shown.iter().map(|name| Carried::With((*name).to_owned())).collect();
        self.say(Message { from, to, what: what.to_owned(), carries, ..Message::default() })
    }

    fn answer(&mut self, from: usize, to: usize, what: &str, changes: &[&str]) -> usize {
        let change = |change: &&str| match change.strip_prefix('-') {
            Some(name) => Carried::Lost(name.to_owned()),
            None => Carried::Gained((*change).to_owned()),
        };
        let carries = changes.iter().map(change).collect();
        let kind = MessageKind::Answer;
        self.say(Message { from, to, kind, what: what.to_owned(), carries, ..Message::default() })
    }

    fn say(&mut self, message: Message) -> usize {
        let place = self.scene.messages().count();
        let group = self.scene.groups.last_mut().expect("a group is open");
        group.messages.push(Message { number: self.number, ..message });
        place
    }

    fn last(&mut self) -> &mut Message {
        let group = self.scene.groups.last_mut().expect("a group is open");
        group.messages.last_mut().expect("a message was said")
    }
}

fn life(kind: LifeKind, name: &str, born: usize, shown: &[usize]) -> Life {
    let mut life = Life::born(kind, name, born);
    for at in shown {
        life.show(*at);
    }
    life
}

/// A sign-in: what both scenes begin with.
fn signed_in(title: &str) -> Stage {
    let mut stage = Stage::new(title);
    stage.group("00:02", "Alice presses “Sign in”");
    stage.request(BROWSER, APP, "GET /login", &[]);
    let st = stage.answer(APP, BROWSER, "302 to /oauth/authorize", &["st"]);
    stage.request(BROWSER, SCALEKIT, "GET /oauth/authorize", &[]);
    stage.last().details =
        vec!["response_type (4 characters, code)".to_owned(), "state (43 characters)".to_owned()];
    stage.last().events = vec!["user.login".to_owned(), "authorization_code.issued".to_owned()];
    let idp = stage.answer(SCALEKIT, BROWSER, "302 to /auth/callback", &["session cookie", "code"]);
    let callback = stage.request(BROWSER, APP, "GET /auth/callback", &["st", "code"]);
    stage.request(APP, SCALEKIT, "POST /oauth/token", &["code"]);
    let tokens = stage.answer(SCALEKIT, APP, "200", &["-code", "ID token", "refresh token"]);
    let sid = stage.answer(APP, BROWSER, "302 to /dashboard", &["sid", "-st"]);
    let seen = stage.request(BROWSER, APP, "GET /dashboard", &["sid"]);
    stage.answer(APP, BROWSER, "200", &[]);
    let mut attempt = life(LifeKind::Attempt, "st", st, &[callback]);
    attempt.die(sid, "the sign-in is finished");
    let mut code = life(LifeKind::Code, "code", idp, &[callback]);
    code.die(tokens, "redeemed");
    stage.scene.lives = vec![
        attempt,
        code,
        life(LifeKind::AppCookie, "sid", sid, &[seen]),
        life(LifeKind::SessionCookie, "session cookie", idp, &[]),
        life(LifeKind::IdToken, "ID token", tokens, &[]),
        life(LifeKind::RefreshToken, "refresh token", tokens, &[]),
    ];
    stage.scene.abouts = vec![About {
        number: 2,
        heading: "GET /oauth/authorize by a browser: 302".to_owned(),
        parameters: vec![Fact {
            name: "state".to_owned(),
            shape: "43 characters".to_owned(),
            meaning: "Binds the answer to this browser.".to_owned(),
        }],
        facts: vec![("connection".to_owned(), "1".to_owned())],
        practices: vec![(
            "state-is-new".to_owned(),
            "Each sign-in has a `state` of its own.".to_owned(),
        )],
        link: None,
    }];
    stage
}

/// The application redirects the browser to `/oidc/logout`.
pub(crate) fn good() -> Scene {
    let mut stage = signed_in("A sign-out that ends the session");
    stage.group("00:39", "Alice presses “Sign out”");
    let post = stage.request(BROWSER, APP, "POST /logout", &["sid"]);
    let out = stage.answer(APP, BROWSER, "303 to /oidc/logout", &["-sid"]);
    let logout =
        stage.request(BROWSER, SCALEKIT, "GET /oidc/logout", &["session cookie", "ID token"]);
    let over = stage.answer(
        SCALEKIT,
        BROWSER,
        "302 to /logged-out",
        &["-session cookie", "-refresh token"],
    );
    stage.request(BROWSER, APP, "GET /logged-out", &[]);
    stage.answer(APP, BROWSER, "200", &[]);
    stage.group("00:41", "The next protected request");
    stage.request(BROWSER, APP, "GET /dashboard", &[]);
    stage.answer(APP, BROWSER, "303 to /login", &[]);
    let lives = &mut stage.scene.lives;
    lives[2].show(post);
    lives[2].die(out, "signed out");
    for index in [3, 4] {
        lives[index].show(logout);
    }
    for index in [3, 4, 5] {
        lives[index].die(over, "signed out");
    }
    stage.scene
}

/// The application's server requests `/oidc/logout`.
pub(crate) fn bad() -> Scene {
    let mut stage = signed_in("A sign-out that ends nothing");
    stage.group("00:39", "Alice presses “Sign out”");
    let post = stage.request(BROWSER, APP, "POST /logout", &["sid"]);
    let logout = stage.request(APP, SCALEKIT, "GET /oidc/logout", &["ID token"]);
    stage.last().marks.push(Mark {
        weight: Weight::Fault,
        slug: "logout-by-navigation".to_owned(),
        what: "the application's server itself requested /oidc/logout, on the connection of its token requests: nobody was signed out at Scalekit".to_owned(),
        fix: Some("Answer the sign-out with a redirect to the logout URL.".to_owned()),
    });
    stage.last().events = vec!["logout.ended_nothing".to_owned()];
    stage.answer(SCALEKIT, APP, "302 to /logged-out", &[]);
    let out = stage.answer(APP, BROWSER, "303 to /logged-out", &["-sid"]);
    stage.request(BROWSER, APP, "GET /logged-out", &[]);
    stage.answer(APP, BROWSER, "200", &[]);
    stage.group("00:44", "Somebody presses “Sign in” again");
    let silent = stage.request(BROWSER, SCALEKIT, "GET /oauth/authorize", &["session cookie"]);
    stage.answer(SCALEKIT, BROWSER, "302 to /auth/callback", &["code"]);
    stage.last().carries.push(Carried::With(
        "a name that has no room beside the arrow of a message because it is so long".to_owned(),
    ));
    let lives = &mut stage.scene.lives;
    lives[2].show(post);
    lives[2].die(out, "signed out");
    lives[4].show(logout);
    lives[3].linger(logout, "nobody was signed out at Scalekit");
    lives[5].linger(logout, "nobody was signed out at Scalekit");
    lives[3].show(silent);
    stage.scene
}

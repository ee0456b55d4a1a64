//! The hosted pages, form by form.

use mock_idp::Seed;
use mock_idp::seed::User;
use scraper::{Html, Selector};

use crate::http::{ALICE, AUTHORIZE, Answer, CAROL, Fake, transcript};

/// Returns the value of an input on a page.
fn input(answer: &Answer, name: &str) -> Option<String> {
    let page = Html::parse_document(&answer.body);
    let selector = Selector::parse(&format!("input[name={name}]")).expect("a selector");
    let value = page.select(&selector).next()?.value().attr("value");
    value.map(str::to_owned)
}

#[test]
fn an_address_and_its_code_lead_back_to_the_application() {
    let fake = Fake::start();
    let request = fake.page(&format!("{AUTHORIZE}&login_hint=alice@acme.example"));

    let first = fake.get(&format!("/login?request={request}"));
    assert_eq!(input(&first, "email").as_deref(), Some("alice@acme.example"));
    let sent = fake.post("/login/email", &format!("request={request}&email=alice@acme.example"));
    insta::assert_snapshot!(sent, @"
    303
    cache-control: no-store
    location: /login?request=ar_466832397956113305
    ");
    let second = fake.get(&sent.location());
    assert!(second.page_text().contains("Enter the code"));
    let digits = fake.idp.newest_code("alice@acme.example").expect("a mail");
    let answer = fake.post("/login/code", &format!("request={request}&code={digits}"));

    insta::assert_snapshot!(answer, @"
    303
    cache-control: no-store
    location: http://localhost:3000/auth/callback?code=b2bhcshpvV-PDbTEMgBVG-SUePmHmmC4MvJP94-nXfA&state=xyz&iss=http%3A%2F%2Fidp.test
    set-cookie: sk_idp_session=VfKSqaddxCmqhvX7hHVlWMUhCi3kqNTTtCB76w1BkHI; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax
    ");
    assert!(fake.get("/mailbox").page_text().contains(&digits));
}

#[test]
fn a_mistake_brings_the_same_page_again() {
    let fake = Fake::start();
    let request = fake.page(AUTHORIZE);

    let no_address = fake.post("/login/email", &format!("request={request}&email=alice"));
    fake.post("/login/email", &format!("request={request}&email=alice@acme.example"));
    let wrong = fake.post("/login/code", &format!("request={request}&code=abcdef"));
    let resent = fake.post("/login/resend", &format!("request={request}"));
    fake.post("/login/restart", &format!("request={request}"));
    let nobody = fake.post("/login/as", &format!("request={request}&user=usr_1"));

    for (answer, sentence) in [
        (&no_address, "Enter an e-mail address, like name@example.com."),
        (&wrong, "That code is not right."),
        (&nobody, "There is no such user in this environment."),
    ] {
        assert_eq!(answer.status, 422);
        assert!(answer.page_text().contains(sentence), "{answer}");
    }
    assert_eq!(input(&no_address, "email").as_deref(), Some("alice"));
    assert_eq!(resent.location(), format!("/login?request={request}&resent=true"));
}

#[test]
fn a_page_that_is_over_says_where_to_begin_again() {
    let fake = Fake::start();
    let old = fake.page(AUTHORIZE);
    fake.idp.clock().advance(std::time::Duration::from_hours(1));
    let finished = fake.page(AUTHORIZE);
    fake.post("/login/as", &format!("request={finished}&user={ALICE}"));
    fake.idp.clock().advance(std::time::Duration::from_secs(10));

    let answers = transcript([
        ("unknown", fake.get("/login?request=ar_1")),
        ("finished", fake.get(&format!("/login?request={finished}"))),
    ]);

    insta::assert_snapshot!(answers, @"
    > unknown
    410
    cache-control: no-store

    This sign-in is over
    It was finished, cancelled, or left for too long. The application can begin a new one.

    > finished
    410
    cache-control: no-store

    This sign-in is over
    It was finished, cancelled, or left for too long. The application can begin a new one.
    Begin again at Acme web
    ");
    assert_eq!(fake.get(&format!("/login?request={old}")).status, 410);
}

#[test]
fn a_stale_page_still_knows_the_application() {
    let fake = Fake::start();
    let request = fake.page(AUTHORIZE);
    fake.idp.clock().advance(std::time::Duration::from_hours(1));

    let answer = fake.get(&format!("/login?request={request}"));

    assert_eq!(answer.status, 410);
    assert!(answer.body.contains("href=\"http://localhost:3000/login\""));
}

#[test]
fn a_form_of_another_step_is_a_conflict() {
    let fake = Fake::start();
    let request = fake.page(AUTHORIZE);

    let answer = fake.post("/login/code", &format!("request={request}&code=000000"));

    insta::assert_snapshot!(answer, @"
    409
    cache-control: no-store

    Another step
    This form belongs to another step of the sign-in.
    What to do:
    Reload the sign-in page.
    See what this environment has
    Its entry in the journal
    ");
}

#[test]
fn whoever_has_two_organizations_chooses_one() {
    let fake = Fake::start();
    let request = fake.page(AUTHORIZE);
    let sent = fake.post("/login/as", &format!("request={request}&user={CAROL}"));

    let chooser = fake.get(&sent.location()).page_text();
    let other = fake.post("/login/organization", &format!("request={request}&organization=org_3"));
    let chosen = fake.post(
        "/login/organization",
        &format!("request={request}&organization=org_100000000000000002"),
    );

    assert!(chooser.contains("Globex") && chooser.contains("Acme"));
    assert_eq!(other.status, 422);
    assert!(chosen.parameter("code").is_some());
}

#[test]
fn a_large_environment_shows_some_of_its_people_and_finds_the_others() {
    let seed = (0..500).fold(Seed::default(), |seed, number| {
        let person = User::new(format!("person{number}@acme.example"));
        seed.user(person.member_of("Acme", ["member"]))
    });
    let fake = Fake::with(seed);
    let request = fake.page(AUTHORIZE);
    let people = |filter: &str| {
        let page = fake.get(&format!("/login?request={request}{filter}"));
        let html = Html::parse_document(&page.body);
        html.select(&Selector::parse("button[name=user]").expect("a selector")).count()
    };

    assert_eq!(people(""), 20);
    assert_eq!(people("&who=Person499"), 1);
    assert_eq!(people("&who=nobody+at+all"), 0);
}

#[test]
fn a_decline_goes_back_with_an_error() {
    let fake = Fake::start();
    let request = fake.page(AUTHORIZE);

    let answer = fake.post("/login/decline", &format!("request={request}"));

    insta::assert_snapshot!(answer, @"
    303
    cache-control: no-store
    location: http://localhost:3000/auth/callback?error=access_denied&error_description=the+person+declined&state=xyz&iss=http%3A%2F%2Fidp.test
    ");
}

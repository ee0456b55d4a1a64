//! `explain`: what a right client does, why, and how.

use super::{output, text};

/// Returns what a successful command printed.
fn explained(arguments: &[&str]) -> String {
    let output = output(&[&["explain"], arguments].concat());
    assert_eq!(text(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
    text(&output.stdout).to_owned()
}

#[test]
fn a_finding_is_explained_with_its_fix_in_one_framework() {
    insta::assert_snapshot!(explained(&["redirect-is-303", "--in", "axum"]), @"
    redirect-is-303 (row 80, Signing out)

    Redirects from its sign-out to Scalekit with 303, or 302, and never with 307 or 308.

    why  307 and 308 repeat the POST at Scalekit: the browser withholds its `Lax` cookie from a
         cross-site POST, so nothing ends, and the body of your form goes to another site.
    fix  Set the status of the redirect to 303; some frameworks take 307 if none is given.

    axum

        // Taken as given:
        // end_session(&app, &headers): yours: mock-idp explain logout-carries-hint --in axum
        // AppError: your error, which implements IntoResponse

        async fn logout(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<impl IntoResponse, AppError> {
            let away = end_session(&app, &headers).await?; // ends the session here, and returns client.logout_url(…)
            Ok(Redirect::to(away.as_str())) // 303; Redirect::temporary is 307 and would post the form to Scalekit
        }

    sources
      Scalekit, authenticate/fsa/logout
        https://docs.scalekit.com/authenticate/fsa/logout/
      RFC 9110, section 15.4.4
        https://www.rfc-editor.org/rfc/rfc9110.html#section-15.4.4
      RFC 9700, section 4.12
        https://www.rfc-editor.org/rfc/rfc9700.html#section-4.12
      RFC 6265bis, cookies as browsers have them
        https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis
    ");
}

#[test]
fn its_number_explains_the_same() {
    assert_eq!(explained(&["80", "--in", "axum"]), explained(&["redirect-is-303", "--in", "axum"]));
}

#[test]
fn every_framework_is_shown_unless_one_is_named() {
    let headings = |shown: &str| {
        let lines = shown.lines().filter(|line| !line.starts_with(' '));
        let lines = lines
            .filter(|line| practices::Framework::ALL.iter().any(|it| line.contains(it.name())));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };

    assert_eq!(headings(&explained(&["pkce"])), ["Express", "Flask", "Gin", "Spring", "axum"]);
    assert_eq!(headings(&explained(&["pkce", "--in", "gin"])), ["Gin"]);
    let shared = explained(&["sign-in-by-navigation"]);
    assert_eq!(
        headings(&shared),
        ["Express, Flask, Gin, axum", "Spring"],
        "what is the same is said once"
    );
}

#[test]
fn a_practice_that_is_no_row_has_no_number() {
    let shown = explained(&["callback-finishes", "--in", "flask"]);

    assert!(shown.starts_with("callback-finishes (The callback)\n"), "{shown}");
}

#[test]
fn a_fix_without_code_says_so_only_where_code_was_wanted() {
    let without_code = "This fix is written out in words alone.";

    assert!(explained(&["cookie-fits", "--in", "gin"]).contains(without_code));
    assert!(!explained(&["cookie-fits"]).contains(without_code));
    assert!(
        explained(&["outage-is-survived", "--in", "spring"])
            .contains("This fix is written out for Express, Flask, Gin, axum alone.")
    );
}

/// What is pasted from an explanation runs under `exec` as it stands.
#[test]
fn a_fix_reads_no_variable_that_exec_does_not_set() {
    let environment = output(&["exec", "--no-seed-file", "--", "env"]);
    let set: Vec<_> = text(&environment.stdout).lines().collect();
    let is_set = |name: &str| set.iter().any(|line| line.starts_with(&format!("{name}=")));
    let is_of_name = |c: char| c.is_ascii_uppercase() || c == '_';
    for practice in practices::all() {
        let shown = explained(&[practice.slug]);

        let words = shown.split(|c: char| !is_of_name(c));
        for name in words.filter(|word| word.starts_with("SCALEKIT_")) {
            assert!(is_set(name), "{}: {name}", practice.slug);
        }
        // One name for one setting: the other is that of older examples.
        assert_eq!(
            shown.contains("SCALEKIT_ENV_URL"),
            practice.slug == "settings-from-environment"
        );
    }
}

#[test]
fn every_practice_can_be_explained() {
    for practice in practices::all() {
        let shown = explained(&[practice.slug]);

        assert!(shown.starts_with(practice.slug), "{shown}");
        let prose = shown.lines().take_while(|line| !line.starts_with("Express"));
        for line in prose.take_while(|line| *line != "sources") {
            assert!(line.chars().count() <= 100, "{line}");
        }
    }
}

#[test]
fn without_a_name_every_practice_is_listed_in_a_line_below_its_area() {
    let list = explained(&[]);

    for practice in practices::all() {
        let lines =
            list.lines().filter(|line| line.split_whitespace().any(|word| word == practice.slug));
        let row = practice.row.map(|row| row.to_string()).unwrap_or_default();
        let wanted = format!("{row:>4}  {:<33} {}", practice.slug, practice.sentence);
        assert_eq!(lines.collect::<Vec<_>>(), [wanted]);
    }
    let headings: Vec<&str> =
        list.lines().filter(|line| !line.starts_with(' ') && !line.is_empty()).collect();
    insta::assert_snapshot!(headings.join("\n"), @"
    A  Settings and client
    B  Beginning to sign in
    C  The callback
    D  Cookies, and where tokens are
    E  Validating and renewing
    F  Who may do what
    G  Signing out
    H  Several devices, applications and messages
    I  Logs, robustness, tests
    ");
}

#[test]
fn a_name_that_is_nearly_right_is_answered_with_the_right_one() {
    let refusals =
        ["logout-by-navigaton", "Logout_By_Navigation", "121", "0", "breakfast"].map(|wanted| {
            let refused = output(&["explain", wanted]);
            assert_eq!(refused.status.code(), Some(2));
            assert_eq!(text(&refused.stdout), "");
            text(&refused.stderr).to_owned()
        });

    insta::assert_snapshot!(refusals.concat(), @"
    mock-idp: no practice logout-by-navigaton; did you mean logout-by-navigation?
    mock-idp: no practice Logout_By_Navigation; did you mean logout-by-navigation?
    mock-idp: no practice 121; the rows are 1 to 120
    mock-idp: no practice 0; the rows are 1 to 120
    mock-idp: no practice breakfast; no name or sentence of one is like that; `mock-idp explain` lists them all
    ");
}

#[test]
fn a_framework_belongs_to_a_practice() {
    for wrong in [&["explain", "--in", "flask"][..], &["explain", "pkce", "--in", "rails"]] {
        let refused = output(wrong);

        assert_eq!(refused.status.code(), Some(2), "{wrong:?}");
    }
}

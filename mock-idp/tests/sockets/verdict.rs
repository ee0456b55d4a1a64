//! What the fake finds wrong with a client. Each truth is tried thrice: it finds what is wrong, it says nothing of the
//! innocent who looks like it, and it is silent where all is right. `tests/house/truths.rs` has the list.

mod application;
mod browser;
mod canaries;
mod forms;
mod in_rust;
mod keys;
mod over_http;
mod redeeming;
mod renewing;
mod sdks;
mod signing_in;
mod signing_out;
mod theatre;
mod why;

use self::application::Application;

#[test]
fn an_application_that_does_everything_right_gets_no_finding() {
    let app = Application::start();
    for _ in 0..2 {
        let browser = app.browser();
        let tokens = app.sign_in(&browser);
        let tokens = app.renew(&tokens);
        app.sign_out(&browser, &tokens);
    }

    assert_eq!(app.findings(), Vec::<String>::new());
    app.idp.verdict().assert_clean();
}

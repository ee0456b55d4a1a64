use mock_idp::MockIdp;
use scalekit::{Callback, Client, Error, SignIn};

#[tokio::test]
async fn a_guessed_code_signs_nobody_in() -> Result<(), Box<dyn std::error::Error>> {
    let idp = MockIdp::start(); // a free port and a small world, gone when dropped
    let web = idp.client("Acme web"); // what the application under test is configured with
    let app = Client::builder(&web.environment_url, &web.client_id)
        .client_secret(web.client_secret.unwrap())
        .build()?;
    let attempt = app.begin(SignIn::to(&web.redirect_uris[0]));
    let (state, iss) = (attempt.state(), &web.environment_url);
    let guessed = Callback::from_query(&format!("code=guessed&state={state}&iss={iss}"));
    let outcome = app.finish(attempt, guessed).await;
    assert!(matches!(outcome, Err(Error::SignInAgain(_))));
    assert!(idp.journal().contains("this code is unknown"));
    Ok(())
}

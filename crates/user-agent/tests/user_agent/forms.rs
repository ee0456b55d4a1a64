//! What a form sends, when it is not sent, and where its page lets it go.

use user_agent::{Error, UserAgent};

use crate::Story;
use crate::mirror::Mirror;

async fn opened(mirror: &Mirror, html: &str) -> Result<UserAgent, Error> {
    let mut browser = UserAgent::new();
    browser.open(&mirror.app("/form").shows(html).to_string()).await?;
    Ok(browser)
}

#[tokio::test]
async fn a_form_sends_its_successful_controls_in_order() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = opened(&mirror, "
        <form method=post action=/save id=f>
          <input type=hidden name=csrf value='t&t'>
          <label>Your name <input name=name value=old></label>
          <label for=mail>E-mail</label><input id=mail type=email name=email>
          <input type=checkbox name=terms value=yes><input type=checkbox name=news checked>
          <input type=radio name=plan value=free checked><input type=radio name=plan value=paid>
          <select name=country><option value=at>Austria<option value=be>Belgium</select>
          <select name=size><option disabled>Choose<option>S<option>M</select>
          <textarea name=about>\nhello</textarea>
          <input name=off required disabled><fieldset disabled><input name=also-off value=x></fieldset>
          <input value=nameless><input type=file name=file><input type=reset name=reset value=Reset>
          <button name=do value=other>Other</button><button name=do value=save>Save</button>
        </form><input form=f name=outside value=1><input name=stray value=1>").await?;

    browser.fill("Your name", "Alice & Bob")?.fill("E-mail", "a@b.example")?;
    browser
        .check("terms")?
        .uncheck("news")?
        .choose("plan", "paid")?
        .choose("country", "Belgium")?;
    let page = browser.press("Save").await?;

    let echo = page.json()?;
    assert_eq!((echo["method"].as_str(), echo["path"].as_str()), (Some("POST"), Some("/save")));
    assert_eq!(echo["headers"]["content-type"], "application/x-www-form-urlencoded");
    insta::assert_snapshot!(echo["body"].as_str().unwrap_or_default().replace('&', "\n"), @r"
    csrf=t%26t
    name=Alice+%26+Bob
    email=a%40b.example
    terms=yes
    plan=paid
    country=be
    size=S
    about=hello
    do=save
    outside=1
    ");
    Ok(())
}

#[tokio::test]
async fn a_get_form_replaces_the_query() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = opened(
        &mirror,
        "<form action='/find?old=1'><input name=q value='a b'><button>Find</button></form>",
    )
    .await?;

    let page = browser.click("Find").await?;

    assert_eq!((page.url().path(), page.url().query()), ("/find", Some("q=a+b")));
    Ok(())
}

#[tokio::test]
async fn a_button_may_send_its_form_elsewhere_and_otherwise() -> Story {
    let mirror = Mirror::start().await;
    let html = "<form action=/usual><input name=a value=1><button>Usual</button>
        <input type=submit name=b value='Other way' formaction=/other formmethod=POST></form>";

    let usual = opened(&mirror, html).await?.press("Usual").await?;
    let other = opened(&mirror, html).await?.press("Other way").await?;

    assert_eq!((usual.url().path(), usual.url().query()), ("/usual", Some("a=1")));
    assert_eq!(
        (other.url().path(), other.json()?["body"].as_str()),
        ("/other", Some("a=1&b=Other+way"))
    );
    Ok(())
}

#[tokio::test]
async fn a_form_is_kept_until_it_is_filled_in() -> Story {
    let mirror = Mirror::start().await;
    let html = "<form action=/go><input name=email required maxlength=5><input type=checkbox name=terms required>
        <input type=radio name=plan value=a required><input type=radio name=plan value=b>
        <button>Go</button><button formnovalidate>Later</button></form>";
    let mut browser = opened(&mirror, html).await?;

    assert_eq!(browser.press("Go").await.map(|_| ()), Err(Error::Required("email".to_owned())));
    let too_long = browser.fill("email", "123456").map(|_| ());
    assert_eq!(
        too_long,
        Err(Error::TooLong { field: "email".to_owned(), maxlength: 5, length: 6 })
    );
    browser.fill("email", "a@b.c")?;
    assert_eq!(browser.press("Go").await.map(|_| ()), Err(Error::Required("terms".to_owned())));
    browser.check("terms")?;
    assert_eq!(browser.press("Go").await.map(|_| ()), Err(Error::Required("plan".to_owned())));
    browser.choose("plan", "b")?;

    assert_eq!(browser.press("Go").await?.url().query(), Some("email=a%40b.c&terms=on&plan=b"));
    assert_eq!(opened(&mirror, html).await?.press("Later").await?.url().query(), Some("email="));
    Ok(())
}

#[tokio::test]
async fn of_several_buttons_alike_one_says_which() -> Story {
    let mirror = Mirror::start().await;
    let row = |id| {
        format!(
            "<li id=s{id}>Session {id}<form method=post action=/end/{id}><button>End</button></form></li>"
        )
    };
    let mut browser = opened(&mirror, &format!("<ul>{}{}</ul>", row(1), row(2))).await?;

    let either = browser.press("End").await.map(|_| ());
    let nowhere = browser.press_in("#s3", "End").await.map(|_| ());
    let second = browser.press_in("#s2", "End").await?;

    assert_eq!(
        either,
        Err(Error::Ambiguous { what: "button", wanted: "End".to_owned(), count: 2 })
    );
    assert!(matches!(nowhere, Err(Error::NotFound { what: "element", .. })), "{nowhere:?}");
    assert_eq!(second.url().path(), "/end/2");
    Ok(())
}

#[tokio::test]
async fn what_is_disabled_or_not_offered_cannot_be_used() -> Story {
    let mirror = Mirror::start().await;
    let html = "<form><input name=a disabled><select name=c><option>One<option disabled>Two</select><button disabled>Go</button></form>
        <form method=post enctype=multipart/form-data><button>Upload</button></form>";
    let mut browser = opened(&mirror, html).await?;

    assert_eq!(
        browser.press("Go").await.map(|_| ()),
        Err(Error::Disabled { what: "button", name: "Go".to_owned() })
    );
    assert_eq!(
        browser.fill("a", "x").map(|_| ()),
        Err(Error::Disabled { what: "field", name: "a".to_owned() })
    );
    assert!(matches!(
        browser.choose("c", "Two").map(|_| ()),
        Err(Error::NotFound { what: "option", .. })
    ));
    let upload = browser.press("Upload").await.map(|_| ());
    assert_eq!(upload, Err(Error::UnsupportedEncoding("multipart/form-data".to_owned())));
    Ok(())
}

#[tokio::test]
async fn form_action_is_obeyed_over_the_whole_chain() -> Story {
    let mirror = Mirror::start().await;
    let idp = mirror.idp("");
    let logout =
        mirror.app("/logout").goes(303, mirror.idp("/oidc/logout").with("id_token_hint", "secret"));
    let form = format!("<form method=post action='{logout}'><button>Sign out</button></form>");
    for (policy, allowed) in [
        ("form-action 'self'".to_owned(), false),
        ("form-action 'none'".to_owned(), false),
        (format!("form-action 'self' {}", idp.to_string().trim_end_matches('/')), true),
        (format!("form-action 'self' {}", mirror.idp("/only/here")), true), // paths count at the first step only
        ("default-src 'self'".to_owned(), true),
    ] {
        let mut by_header = UserAgent::new();
        by_header
            .open(
                &mirror.app("/").shows(&form).says("content-security-policy", &policy).to_string(),
            )
            .await?;
        let mut by_meta = UserAgent::new();
        let meta = format!("<meta http-equiv=content-security-policy content=\"{policy}\">{form}");
        by_meta.open(&mirror.app("/").shows(meta).to_string()).await?;

        for mut browser in [by_header, by_meta] {
            let sent = browser.press("Sign out").await.map(|_| ());
            assert_eq!(sent.is_ok(), allowed, "{policy}: {sent:?}");
            let Err(error) = sent else { continue };
            assert!(matches!(error, Error::FormActionForbids(_)), "{error}");
            assert!(!error.to_string().contains("secret"), "{error}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn form_action_counts_for_a_step_off_loopback_too() -> Story {
    let mirror = Mirror::start().await;
    let logout = mirror.app("/logout").goes(303, "https://accounts.example.com/");
    let form = format!("<form method=post action='{logout}'><button>Sign out</button></form>");
    let page = mirror.app("/").shows(form);
    let strict = page.clone().says("content-security-policy", "form-action 'self'");

    let mut free = UserAgent::new();
    free.open(&page.to_string()).await?;
    let mut bound = UserAgent::new();
    bound.open(&strict.to_string()).await?;

    assert!(free.press("Sign out").await?.left_for().is_some());
    let by_script = bound.from_here()?.post(&logout.to_string(), &[]).await.map(|_| ());
    assert!(matches!(by_script, Err(Error::FormActionForbids(_))), "{by_script:?}");
    let blocked = bound.press("Sign out").await.map(|_| ());
    assert!(matches!(blocked, Err(Error::FormActionForbids(_))), "{blocked:?}");
    Ok(())
}

//! What a person can press on a page, and what comes of a press.

use user_agent::{Control, Error, Outcome, Page, UserAgent};

use crate::Story;
use crate::mirror::{Mirror, MirrorUrl};

fn names(page: &Page) -> Vec<String> {
    page.controls().into_iter().map(|control| control.name).collect()
}

/// Returns the controls as a report writes them, with the port left out.
fn listed(page: &Page) -> String {
    let port = page.url().port().expect("the mirror has a port of its own");
    let lines = page.controls().into_iter().map(|control| {
        let notes = [
            (control.disabled, " disabled"),
            (!control.visible, " hidden"),
            (control.scripted, " scripted"),
        ];
        let notes = notes.into_iter().filter_map(|(holds, note)| holds.then_some(note));
        format!("{control}{}", notes.collect::<String>()).replace(&format!(":{port}"), "")
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn named(page: &Page, name: &str) -> Control {
    let controls = page.controls().into_iter();
    controls.into_iter().find(|control| control.name == name).expect("a control of that name")
}

async fn shown(browser: &mut UserAgent, at: &MirrorUrl, html: &str) -> Result<Page, Error> {
    browser.open(&at.clone().shows(html).to_string()).await
}

#[tokio::test]
async fn a_control_has_the_name_that_assistive_technology_reads() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = UserAgent::new();
    for (html, name) in [
        ("<a href=/>  Sign\n in </a>", "Sign in"),
        ("<a href=/><b>Sign </b><i>in</i></a>", "Sign in"),
        ("<a href=/>Sign<br>in</a>", "Sign in"),
        ("<a href=/ title=Tip>Sign in</a>", "Sign in"),
        ("<a href=/ title='Sign in'><i class=icon></i></a>", "Sign in"),
        ("<a href=/ aria-label='Sign in'>→</a>", "Sign in"),
        ("<a href=/ aria-label=' '>Sign in</a>", "Sign in"),
        ("<a href=/><img alt=Acme> Sign in</a>", "Acme Sign in"),
        ("<a href=/><img alt=''>Sign in</a>", "Sign in"),
        ("<a href=/><svg><title>Sign in</title><path/></svg></a>", "Sign in"),
        ("<a href=/><svg aria-label='Sign in'><path/></svg></a>", "Sign in"),
        ("<a href=/><span aria-hidden=true>✕</span> Sign in</a>", "Sign in"),
        ("<a href=/>Sign in<script>x()</script><style>a{}</style></a>", "Sign in"),
        (
            "<h2 id=t>Acme</h2><b id=u hidden>Log in</b><a href=/ aria-labelledby='t u'>x</a>",
            "Acme Log in",
        ),
        ("<a href=/ aria-labelledby=nowhere>Sign in</a>", "Sign in"),
        ("<button>Sign <span>in</span></button>", "Sign in"),
        ("<form><input type=submit></form>", "Submit"),
        ("<form><input type=submit value='Sign in' title=Tip></form>", "Sign in"),
        ("<form><input type=submit value='Sign in' aria-label='Log in'></form>", "Log in"),
        ("<form><input type=image alt='Sign in'></form>", "Sign in"),
        ("<input type=button value='Sign in'>", "Sign in"),
        ("<div role=button tabindex=0>Sign in</div>", "Sign in"),
        ("<button><i class=icon></i></button>", ""),
    ] {
        let page = shown(&mut browser, &mirror.app("/"), html).await?;
        assert_eq!(names(&page), [name], "{html}");
    }
    Ok(())
}

#[tokio::test]
async fn controls_are_listed_in_their_order_with_what_a_press_does() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = UserAgent::new();
    let html = "<nav><a href=/next?state=s3cret>Next</a><a href='#'>Menu</a><a href=#top>Top</a>
        <a href='JavaScript:go()'>Go</a><a>No link</a><a onclick=x()>Handled</a></nav>
        <form action=/search><input name=q><button>Search</button><button type=reset>Clear</button></form>
        <form id=out method=post action=/logout><input type=hidden name=csrf value=t0ken>
          <input type=submit value='Sign out'><button formaction=/logout/all>Everywhere</button></form>
        <button form=out>Leave</button><button type=button>Script</button><button>Orphan</button>
        <form onsubmit=send()><button>React</button></form><form><button>Bare</button></form>
        <form method=dialog><button>Close</button></form><form action='javascript:x()'><button>Odd</button></form>
        <div hidden><a href=/hidden>Hidden</a></div><a style='display: none' href=/styled>Styled</a>
        <form method=post><button disabled>Off</button></form>
        <a href=/wrapped><button>Wrapped</button></a><div onclick=x()><a href=/in>Inside</a></div>
        <a href=mailto:help@acme.example>Mail</a><a href='http://['>Broken</a>
        <map><area href=/area alt=Area></map>";

    let page = shown(&mut browser, &mirror.app("/dir/"), html).await?;

    insta::assert_snapshot!(listed(&page), @"
    link “Next” (http://app.localhost/next)
    button “Menu” (a script's)
    link “Top” (http://app.localhost/dir/)
    button “Go” (a script's)
    button “Handled” (a script's) scripted
    button “Search” (GET http://app.localhost/search)
    button “Sign out” (POST http://app.localhost/logout)
    button “Everywhere” (POST http://app.localhost/logout/all)
    button “Leave” (POST http://app.localhost/logout)
    button “Script” (a script's)
    button “Orphan” (a script's)
    button “React” (GET http://app.localhost/dir/) scripted
    button “Bare” (GET http://app.localhost/dir/) scripted
    button “Close” (a script's) scripted
    button “Odd” (a script's)
    link “Hidden” (http://app.localhost/hidden) hidden
    link “Styled” (http://app.localhost/styled) hidden
    button “Off” (POST http://app.localhost/dir/) disabled
    link “Wrapped” (http://app.localhost/wrapped)
    link “Inside” (http://app.localhost/in)
    link “Mail” (mailto:help@acme.example)
    link “Area” (http://app.localhost/area)
    ");
    Ok(())
}

#[tokio::test]
async fn of_two_controls_with_one_name_the_one_that_is_given_is_pressed() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = UserAgent::new();
    let form = |id: u8| {
        format!(
            "<form method=post action=/end><input type=hidden name=id value={id}><button>End</button></form>"
        )
    };
    let page = shown(&mut browser, &mirror.app("/"), &[1, 2, 3].map(form).concat()).await?;

    for (control, id) in page.controls().iter().zip(1..) {
        shown(&mut browser, &mirror.app("/"), &[1, 2, 3].map(form).concat()).await?;
        let outcome = browser.activate(control).await?;
        let echo = outcome.page().expect("an answer").json()?;
        assert_eq!(echo["body"], format!("id={id}"));
    }
    Ok(())
}

#[tokio::test]
async fn a_control_is_found_again_though_its_one_time_values_have_changed() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = UserAgent::new();
    let html = |serial: u8| {
        format!(
            "<a href=/authorize?state={serial}>Sign in</a>
             <form method=post action=/logout/{serial}><input name=csrf value={serial}><button>Sign out</button></form>
             <a href=/inbox>Inbox ({serial})</a>"
        )
    };
    let before = shown(&mut browser, &mirror.app("/"), &html(1)).await?;

    let after =
        shown(&mut browser, &mirror.app("/"), &format!("<a href=/new>New</a>{}", html(2))).await?;

    let again = |name| after.find_again(&named(&before, name));
    let query = |control: &Control| control.url().and_then(|url| url.query().map(str::to_owned));
    assert_eq!(again("Sign in").as_ref().and_then(query).as_deref(), Some("state=2"));
    assert_eq!(again("Inbox (1)").map(|control| control.name).as_deref(), Some("Inbox (2)"));
    let pressed = browser.activate(&named(&before, "Sign out")).await?;
    let echo = pressed.page().expect("an answer").json()?;
    assert_eq!((echo["path"].as_str(), echo["body"].as_str()), (Some("/logout/2"), Some("csrf=2")));
    Ok(())
}

#[tokio::test]
async fn what_a_button_sends_can_be_read_without_pressing_it() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = UserAgent::new();
    let html =
        "<form method=post action=/logout><input type=hidden name=csrf value=t0ken><input name=why>
        <button name=how value=all>Sign out</button></form><a href=/>Home</a>";

    let page = shown(&mut browser, &mirror.app("/"), html).await?;

    let entries = page.entries(&named(&page, "Sign out"));
    let expected = [("csrf", "t0ken"), ("why", ""), ("how", "all")];
    assert_eq!(entries, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert!(page.entries(&named(&page, "Home")).is_empty());
    Ok(())
}

#[tokio::test]
async fn a_press_says_whether_it_left_the_page() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = UserAgent::new();
    let nothing = mirror.app("/none").with("status", 204).sets("seen=1");
    let file = mirror.app("/file").says("content-disposition", "attachment");
    let html = format!(
        "<a href=/next>Next</a><a href='#'>Menu</a><a href=#top>Top</a><a href='{nothing}'>None</a>
         <a href='{file}'>File</a><form method=post><button>Post</button></form>
         <form onsubmit=x()><button>React</button></form><button>Orphan</button>"
    );
    let page = shown(&mut browser, &mirror.app("/"), &html).await?;

    let mut outcomes = Vec::new();
    for control in page.controls() {
        let mut tab = browser.fork();
        let outcome = tab.activate(&control).await?;
        let what = match &outcome {
            Outcome::Opened(_) => "opened",
            Outcome::Kept(_) => "kept",
            Outcome::Scrolled(_) => "scrolled",
            Outcome::Nothing => "nothing",
        };
        let (left, changed) = (outcome.left_the_page(), outcome.changed_cookies());
        let (hops, open) = (outcome.hops().len(), tab.page()?.url().path().to_owned());
        outcomes.push(format!(
            "{:7} {what:8} left={left} cookies={changed} hops={hops} {open}",
            control.name
        ));
    }

    insta::assert_snapshot!(outcomes.join("\n"), @"
    Next    opened   left=true cookies=false hops=1 /next
    Menu    nothing  left=false cookies=false hops=0 /
    Top     scrolled left=false cookies=false hops=0 /
    None    kept     left=false cookies=true hops=1 /
    File    kept     left=false cookies=false hops=1 /
    Post    opened   left=true cookies=false hops=1 /
    React   opened   left=false cookies=false hops=1 /
    Orphan  nothing  left=false cookies=false hops=0 /
    ");
    Ok(())
}

#[tokio::test]
async fn what_is_gone_or_switched_off_is_not_pressed() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = UserAgent::new();
    let off =
        "<form><button disabled>Sign out</button></form><button aria-disabled=true>Menu</button>";
    let page = shown(&mut browser, &mirror.app("/"), off).await?;

    let disabled = browser.activate(&named(&page, "Sign out")).await.map(|_| ());
    shown(&mut browser, &mirror.app("/"), "<a href=/login>Sign in</a>").await?;
    let gone = browser.activate(&named(&page, "Sign out")).await.map(|_| ());
    let nowhere = UserAgent::new().activate(&named(&page, "Menu")).await.map(|_| ());

    let text = [disabled, gone, nowhere].map(|e| e.expect_err("nothing to press").to_string());
    insta::assert_snapshot!(text.join("\n"), @r#"
    the control "Sign out" is disabled
    no control "Sign out" on this page; there is only "Sign in"
    no page is open; open() one first
    "#);
    Ok(())
}

#[tokio::test]
async fn a_control_prints_no_one_time_value() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = UserAgent::new();
    let html = "<a href=/authorize?state=s3cret>Sign in</a>
        <form method=post action='/logout?csrf=s3cret'><input name=csrf value=s3cret><button>Sign out</button></form>";

    let page = shown(&mut browser, &mirror.app("/"), html).await?;

    let printed = format!("{:?} {}", page.controls(), listed(&page));
    assert!(!printed.contains("s3cret"), "{printed}");
    Ok(())
}

#[tokio::test]
async fn a_page_nested_beyond_reason_is_read_as_far_as_a_browser_nests() -> Story {
    for tag in ["<b>", "<div class='>'>", "<DIV>"] {
        let html = format!("<a href=/>Sign in</a>{}<br>deep<p>deeper", tag.repeat(50_000));
        let server = crate::hostile::Hostile::answering(&html).await?;

        let page = UserAgent::new().open(&server.url()).await?;

        assert_eq!(names(&page), ["Sign in"], "{tag}");
        assert_eq!(page.text(), "Sign in deep deeper", "{tag}");
    }
    Ok(())
}

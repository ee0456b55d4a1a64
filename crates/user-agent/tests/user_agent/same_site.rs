//! `SameSite` on real journeys: two sites, and who began what.

use user_agent::{Error, Page, UserAgent};

use crate::Story;
use crate::mirror::Mirror;

const COOKIES: [&str; 4] = [
    "strict=1; SameSite=Strict; Path=/",
    "lax=1; SameSite=Lax; Path=/",
    "silent=1; Path=/",
    "none=1; SameSite=None; Secure; Path=/",
];

/// Returns a browser that has one cookie of each kind at the app.
async fn furnished(mirror: &Mirror) -> Result<UserAgent, Error> {
    let mut browser = UserAgent::new();
    let visit = COOKIES.iter().fold(mirror.app("/"), |visit, line| visit.sets(line));
    browser.open(&visit.to_string()).await?;
    Ok(browser)
}

fn last_cookies(page: &Page) -> String {
    page.hops().last().map(|hop| hop.cookies().join(" ")).unwrap_or_default()
}

#[tokio::test]
async fn everything_goes_with_an_address_typed() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = furnished(&mirror).await?;

    let page = browser.open(&mirror.app("/").to_string()).await?;

    assert_eq!(last_cookies(&page), "strict lax silent none");
    Ok(())
}

#[tokio::test]
async fn a_foreign_link_brings_no_strict_cookies() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = furnished(&mirror).await?;

    let page =
        browser.from_page("http://evil.localhost/")?.link(&mirror.app("/").to_string()).await?;

    assert_eq!(last_cookies(&page), "lax silent none");
    Ok(())
}

#[tokio::test]
async fn a_foreign_post_brings_no_lax_cookies_either_and_no_two_minutes_of_grace() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = furnished(&mirror).await?;

    let page = browser
        .from_page("http://evil.localhost/")?
        .post(&mirror.app("/").to_string(), &[])
        .await?;

    assert_eq!(last_cookies(&page), "none");
    Ok(())
}

#[tokio::test]
async fn foreign_images_frames_prefetches_and_scripts_bring_none_alone() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = furnished(&mirror).await?;
    let app = mirror.app("/").to_string();

    let image = browser.from_page("http://evil.localhost/")?.image(&app).await?;
    let frame = browser.from_page("http://evil.localhost/")?.frame(&app).await?;
    let prefetch = browser.from_page("http://evil.localhost/")?.prefetch(&app).await?;

    for page in [image, frame, prefetch] {
        assert_eq!(last_cookies(&page), "none");
    }
    assert_eq!(browser.page()?.url().path(), "/", "the window has not moved");
    Ok(())
}

#[tokio::test]
async fn another_port_is_the_same_site_and_another_name_is_not() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = furnished(&mirror).await?;

    let neighbour = browser
        .from_page("http://app.localhost:1/")?
        .post(&mirror.app("/").to_string(), &[])
        .await?;
    let sibling = browser
        .from_page("http://sub.app.localhost/")?
        .post(&mirror.app("/").to_string(), &[])
        .await?;
    let stranger =
        browser.from_page("http://idp.localhost/")?.post(&mirror.app("/").to_string(), &[]).await?;

    assert_eq!(last_cookies(&neighbour), "strict lax silent none");
    assert_eq!(last_cookies(&sibling), "strict lax silent none");
    assert_eq!(last_cookies(&stranger), "none");
    Ok(())
}

#[tokio::test]
async fn the_initiator_counts_to_the_end_of_the_chain() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = furnished(&mirror).await?;
    // The last form of a login is posted at the provider, which sends the browser back.
    let back = mirror.idp("/login").goes(303, mirror.app("/callback"));
    // A silent login goes there and back on the app's own initiative.
    let there_and_back =
        mirror.app("/login").goes(302, mirror.idp("/authorize").goes(302, mirror.app("/callback")));

    let posted = browser.from_page("http://idp.localhost/")?.post(&back.to_string(), &[]).await?;
    let silent =
        browser.from_page("http://app.localhost/")?.link(&there_and_back.to_string()).await?;

    assert_eq!(last_cookies(&posted), "lax silent none");
    assert_eq!(last_cookies(&silent), "strict lax silent none");
    Ok(())
}

#[tokio::test]
async fn a_307_to_another_site_repeats_the_post_without_lax_cookies() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = furnished(&mirror).await?;
    for (status, cookies) in
        [(303, "lax silent none"), (302, "lax silent none"), (307, "none"), (308, "none")]
    {
        let logout = mirror.idp("/logout").goes(status, mirror.app("/"));

        let page =
            browser.from_page("http://idp.localhost/")?.post(&logout.to_string(), &[]).await?;

        assert_eq!(last_cookies(&page), cookies, "after {status}");
    }
    Ok(())
}

#[tokio::test]
async fn a_reload_keeps_the_initiator_of_the_visit() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = furnished(&mirror).await?;
    browser.from_page("http://evil.localhost/")?.link(&mirror.app("/").to_string()).await?;

    let again = browser.reload().await?;

    assert_eq!(last_cookies(&again), "lax silent none");
    Ok(())
}

#[tokio::test]
async fn a_foreign_image_sets_no_lax_cookie() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = UserAgent::new();
    let pixel = mirror.app("/").sets("lax=1").sets("none=1; SameSite=None; Secure");

    browser.from_page("http://evil.localhost/")?.image(&pixel.to_string()).await?;

    let jar = browser.jar();
    assert_eq!(jar.cookies().len(), 1);
    assert_eq!(
        jar.refused()[0].why.to_string(),
        "it was set by a cross-site subresource and is not SameSite=None"
    );
    Ok(())
}

#[tokio::test]
async fn redirects_set_cookies_and_the_next_hop_sends_them() -> Story {
    let mirror = Mirror::start().await;
    let login =
        mirror.app("/login").sets("attempt=1; Path=/callback").goes(302, mirror.app("/callback"));

    let page = UserAgent::new().open(&login.to_string()).await?;

    assert_eq!(last_cookies(&page), "attempt");
    assert_eq!(page.hops()[0].set_cookies().collect::<Vec<_>>(), ["attempt=1; Path=/callback"]);
    Ok(())
}

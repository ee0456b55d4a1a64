//! No text that comes from a request or a seed becomes markup.

use std::cell::Cell;

use scraper::{Html, Selector};

use super::sample;

/// A text that would break out of an attribute, a title or an element, and run.
const HOSTILE: &str = "\"'></title></textarea><script>alert(1)</script><b onclick=alert(1)>";

#[test]
fn every_text_is_shown_and_none_is_markup() {
    let spoken = Cell::new(0);
    let pages = sample::spelt(&|text| {
        spoken.set(spoken.get() + 1);
        format!("{text}⟨{}⟩{HOSTILE}", spoken.get())
    });

    let everything: String = pages.iter().map(|(_, html)| html.as_str()).collect();
    let everything = everything.replace("<wbr>", "");
    assert!(spoken.get() > 100, "the samples fill their pages");
    for nth in 1..=spoken.get() {
        assert!(
            everything.contains(&format!("⟨{nth}⟩&#34;&#39;&#62;&#60;/title&#62;")),
            "text {nth} is missing, or bare"
        );
    }
    for (name, html) in &pages {
        let page = Html::parse_document(html);
        for bad in ["script:not([src^='/assets/'])", "b", "[onclick]"] {
            assert_eq!(
                page.select(&Selector::parse(bad).expect("a selector")).count(),
                0,
                "{bad} in {name}"
            );
        }
    }
}

#[test]
fn no_page_has_anything_inline_and_live_pages_alone_have_a_script() {
    for (name, html) in sample::pages() {
        let page = Html::parse_document(&html);
        for script in page.select(&Selector::parse("script").expect("a selector")) {
            let source = match name {
                name if name.starts_with("journal") => Some("/assets/journal.js"),
                name if ["console", "mailbox", "why"].iter().any(|live| name.starts_with(live)) => {
                    Some("/assets/live.js")
                }
                "lesson" => Some("/assets/live.js"),
                _ => None,
            };
            assert_eq!(script.attr("src"), source, "{name}");
            assert_eq!(script.inner_html(), "", "{name}");
        }
        for bad in ["style", "[style]", "iframe", "img", "base", "[onclick]", "[onload]"] {
            assert_eq!(
                page.select(&Selector::parse(bad).expect("a selector")).count(),
                0,
                "{bad} in {name}"
            );
        }
        for link in page.select(&Selector::parse("link").expect("a selector")) {
            let href = link.attr("href").unwrap_or_default();
            assert!(
                href == "/assets/style.css" || href.starts_with("data:image/svg+xml,"),
                "{name} loads {href}"
            );
        }
    }
}

//! The HTML of each page, to be checked by eye; and the stylesheet's promises.

use scraper::{Html, Selector};

use super::sample;
use crate::http::pages::STYLE;

#[test]
fn pages_look_as_they_did() {
    for (name, html) in sample::pages() {
        insta::assert_snapshot!(name, html);
    }
}

#[test]
fn every_class_is_styled() {
    for (name, html) in sample::pages() {
        let page = Html::parse_document(&html);
        for element in page.select(&Selector::parse("[class]").expect("a selector")) {
            for class in element.value().classes() {
                let rule = format!(".{class}");
                let styled = STYLE
                    .match_indices(&rule)
                    .any(|(at, _)| STYLE[at + rule.len()..].starts_with([' ', ',', ':', '.']));
                assert!(styled, "{name} has the class `{class}`, which no rule styles");
            }
        }
    }
}

#[test]
fn the_stylesheet_loads_nothing_else() {
    assert!(!STYLE.contains("url("));
    assert!(!STYLE.contains("@import"));
}

#[test]
fn text_is_readable_on_its_ground_by_day_and_by_night() {
    let grounds = [
        ("text", "card"),
        ("text", "page"),
        ("text", "wash"),
        ("soft", "card"),
        ("soft", "page"),
        ("soft", "wash"),
        ("accent", "card"),
        ("accent", "page"),
        ("accent", "wash"),
        ("pressed", "card"),
        ("on-accent", "accent"),
        ("on-accent", "pressed"),
        ("alarm", "alarm-wash"),
        ("alarm", "card"),
        ("alarm", "wash"),
        ("doubt", "card"),
        ("doubt", "wash"),
    ];
    for (ink, ground) in grounds {
        assert_contrast(ink, ground, 4.5); // WCAG 2.2 SC 1.4.3, AA
    }
}

#[test]
fn edges_of_fields_are_visible_by_day_and_by_night() {
    for (edge, ground) in
        [("edge", "card"), ("alarm", "card"), ("accent", "card"), ("accent", "page")]
    {
        assert_contrast(edge, ground, 3.0); // WCAG 2.2 SC 1.4.11
    }
}

fn assert_contrast(ink: &str, ground: &str, least: f64) {
    for (theme, ink_colour, ground_colour) in
        [("light", colours(ink).0, colours(ground).0), ("dark", colours(ink).1, colours(ground).1)]
    {
        let contrast = contrast(luminance(&ink_colour), luminance(&ground_colour));
        assert!(
            contrast >= least,
            "{theme}: {ink} on {ground} is {contrast:.2}, which is below {least}"
        );
    }
}

/// Returns the light and the dark colour of a custom property.
fn colours(property: &str) -> (String, String) {
    let (_, rest) = STYLE.split_once(&format!("--{property}:")).expect("the property is defined");
    let pair = rest
        .trim_start()
        .strip_prefix("light-dark(")
        .and_then(|rest| rest.split_once(')'))
        .expect("a pair");
    let (light, dark) = pair.0.split_once(", ").expect("two colours");
    (light.to_owned(), dark.to_owned())
}

/// Returns the *relative luminance* of WCAG 2.2.
fn luminance(hex: &str) -> f64 {
    let channel = |at: usize| {
        let value =
            f64::from(u8::from_str_radix(&hex[at..at + 2], 16).expect("two hexadecimal digits"))
                / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

/// Returns the *contrast ratio* of WCAG 2.2.
fn contrast(a: f64, b: f64) -> f64 {
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

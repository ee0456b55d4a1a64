//! The forms of a scene.

use theatre::{Density, Life, LifeKind, Links, View};

use crate::scenes::{bad, good};

#[test]
fn a_drawing_has_lanes_arrows_lives_and_findings() {
    insta::assert_snapshot!("bad.svg", bad().to_svg(Density::Lanes));
    insta::assert_snapshot!("good.svg", good().to_svg(Density::Lanes));
}

#[test]
fn a_sequence_diagram_has_messages_and_findings() {
    insta::assert_snapshot!("bad.mmd", bad().to_mermaid(Density::Lanes));
    insta::assert_snapshot!("everything.mmd", bad().to_mermaid(Density::Everything));
}

#[test]
fn the_text_says_what_the_diagram_shows() {
    insta::assert_snapshot!("bad.txt", bad().to_text());
}

#[test]
fn the_same_scene_becomes_the_same_bytes() {
    for density in Density::ALL {
        assert_eq!(bad().to_svg(density), bad().to_svg(density));
        assert_eq!(bad().to_html(density), bad().to_html(density));
    }
}

#[test]
fn markup_in_a_name_stays_text() {
    let mut scene = bad();
    scene.title = "<script>alert(1)</script>\u{1b}".to_owned();
    scene.groups[0].title = "a\"><b>".to_owned();
    scene.groups[0].messages[0].what = "GET /<i>; end #1".to_owned();

    let svg = scene.to_svg(Density::Everything);
    let html = scene.to_html(Density::Everything);

    for text in [&svg, &html] {
        assert!(!text.contains("<script>") && !text.contains("<b>") && !text.contains("<i>"));
        assert!(!text.contains('\u{1b}'));
    }
    assert!(scene.to_mermaid(Density::Lanes).contains("GET /#lt;i#gt;#59; end #35;1"));
}

#[test]
fn a_fragment_lights_what_is_chosen_and_says_all_that_is_known_of_it() {
    let scene = bad();
    let links = Links::At("/_mock/theatre?density=lanes&");

    let arrow = scene.to_fragment(View { links, arrow: Some(2), ..View::default() });
    let life = scene.to_fragment(View { links, life: Some(3), ..View::default() });

    assert!(arrow.contains("Binds the answer to this browser."), "{arrow}");
    assert!(arrow.contains("?density=lanes&amp;arrow=2#arrow-2"), "{arrow}");
    assert!(life.contains("life-3 lit"), "{life}");
    assert!(life.contains("life-0 dim"), "{life}");
    assert!(life.contains("since #7, though it should not"), "{life}");
}

#[test]
fn eight_columns_are_drawn_and_the_lives_without_one_are_named() {
    let mut scene = bad();
    let born = |name: &str| Life::born(LifeKind::AppCookie, name, 0);
    scene.lives.extend(["theme", "locale", "csrf"].map(born));

    let svg = scene.to_svg(Density::Lanes);

    assert_eq!(svg.matches("<g class=\"column ").count(), 8);
    assert!(svg.contains("1 life more has no column here: ID token."), "{svg}");
}

#[test]
fn beside_the_heading_of_an_open_group_no_life_begins() {
    let page = bad().to_fragment(View::default());
    let strip = |class: &str| {
        let (_, rest) =
            page.split_once(&format!("class=\"scene strip {class}\"")).expect("a strip");
        rest.split_once("</svg>").expect("its end").0.to_owned()
    };

    assert!(!strip("unfolded").contains("class=\"bar"), "{}", strip("unfolded"));
    assert!(strip("folded").contains("class=\"bar"), "{}", strip("folded"));
}

#[test]
fn a_bar_that_goes_on_in_the_next_group_ends_flat() {
    let page = bad().to_fragment(View::default());
    let (_, rest) = page.split_once("class=\"scene slice\"").expect("a slice");
    let slice = rest.split_once("</svg>").expect("its end").0;

    let of = |name: &str| {
        let (_, life) = slice.split_once(&format!("<title>{name}")).expect("a life");
        life.split_once("</g>").expect("its end").0.to_owned()
    };
    assert!(of("sid").contains("h-12z"), "{}", of("sid"));
    assert!(of("code").contains("<rect class=\"bar\""), "{}", of("code"));
}

#[test]
fn a_story_is_folded_and_lanes_are_not() {
    let folded = |density| {
        let view = View { density, ..View::default() };
        bad().to_fragment(view).matches("<details class=\"group\" data-group=\"0\" open").count()
    };

    assert_eq!((folded(Density::Story), folded(Density::Lanes)), (0, 1));
}

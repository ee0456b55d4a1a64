//! The forms of a scene.

use std::collections::BTreeSet;

use theatre::{Density, Form, Life, LifeKind, Links, View};

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
    assert!(life.contains("aria-label=\"The life of the session cookie\""), "{life}");
}

#[test]
fn what_is_counted_is_what_is_seen() {
    let mut scene = bad();
    for message in scene.groups[0].messages.iter_mut().filter(|message| message.number == 2) {
        message.is_detail = true;
    }
    let page = |density| scene.to_fragment(View { density, ..View::default() });

    let (lanes, everything) = (page(Density::Lanes), page(Density::Everything));

    assert!(lanes.contains("4 exchanges, without #2 for keys or metadata"), "{lanes}");
    assert!(!lanes.contains("<li data-number=\"2\""), "{lanes}");
    assert!(everything.contains("5 exchanges · "), "{everything}");
    assert!(everything.contains("<li data-number=\"2\""), "{everything}");
    assert!(scene.to_svg(Density::Lanes).contains("Not drawn: #2 for keys or metadata."));
}

#[test]
fn lives_go_on_beside_the_heading_of_a_chapter() {
    let mut scene = bad();
    scene.groups[1].chapter = Some("A sign-out".to_owned());

    let page = scene.to_fragment(View::default());

    let (_, chapter) = page.split_once("<h2 class=\"chapter\">").expect("a chapter");
    let (chapter, _) = chapter.split_once("</h2>").expect("its end");
    assert!(chapter.contains("class=\"life k-session"), "{chapter}");
    assert!(!chapter.contains("class=\"life k-code"), "it was over before: {chapter}");
}

#[test]
fn what_goes_on_though_it_should_not_has_no_edge_where_slices_meet() {
    let page = bad().to_fragment(View::default());

    let outlines = page.split("class=\"bar lingering\" d=\"").skip(1);
    let outlines: Vec<&str> = outlines.filter_map(|rest| rest.split('"').next()).collect();

    assert!(outlines.iter().any(|shape| shape.contains('a')), "it begins round: {outlines:?}");
    assert!(outlines.iter().all(|shape| !shape.contains('h')), "{outlines:?}");
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
    assert_eq!(of("sid").matches("a6 6").count(), 1, "{}", of("sid"));
    assert_eq!(of("code").matches("a6 6").count(), 2, "{}", of("code"));
}

/// Returns the first bar of a life, as its path has it.
fn bar<'s>(drawing: &'s str, name: &str) -> &'s str {
    let (_, life) = drawing.split_once(&format!("<title>{name}: ")).expect("a life");
    let (_, bar) = life.split_once("class=\"bar\" d=\"").expect("a bar");
    bar.split_once('"').expect("its end").0
}

/// Returns the top and the bottom of a bar that is round at both ends.
fn round_ends(bar: &str) -> (i32, i32) {
    let number = |text: &str| text.parse::<i32>().expect("a number");
    let (top, rest) = bar.split_once('a').expect("a round top");
    let (_, rest) = rest.split_once('V').expect("a side");
    let (bottom, arc) = rest.split_once('a').expect("a round bottom");
    let tall = number(arc.split(' ').nth(1).expect("the height of an arc"));
    let top = number(top.split(' ').nth(1).expect("a place"));
    (top - tall, number(bottom) + tall)
}

#[test]
fn a_short_bar_is_as_high_as_it_is_broad_but_for_the_next_in_its_column() {
    let mut scene = bad();
    let short = |born: usize| {
        let mut life = Life::born(LifeKind::Attempt, "state", born);
        life.die(born + 1, "back at the application");
        life
    };
    scene.lives = vec![short(0), short(1), short(5)];

    let story = scene.to_svg(Density::Story);

    let lives = story.split("<g class=\"life ").skip(1);
    let bars: Vec<_> = lives.map(|life| round_ends(bar(life, "state"))).collect();
    assert!(bars.windows(2).all(|two| two[0].1 <= two[1].0), "none overlaps: {bars:?}");
    assert!(bars[2].1 - bars[2].0 >= 12, "{bars:?}");
}

#[test]
fn where_slices_meet_a_bar_reaches_over_without_its_edges() {
    let mut scene = bad();
    let mut lingering = Life::found(LifeKind::RefreshToken, "old");
    lingering.linger(0, "nobody was signed out");
    scene.lives = vec![lingering];

    let page = scene.to_fragment(View::default());

    let (_, strip) = page.rsplit_once("class=\"scene strip unfolded\"").expect("a strip");
    let bar = bar(strip, "old");
    assert!(bar.ends_with(" 0h1v-1h10v1h1V34h-1v1h-10v-1h-1z"), "{bar}");
    let (_, outline) = strip.split_once("bar lingering\" d=\"").expect("an outline");
    let (outline, _) = outline.split_once('"').expect("its end");
    assert!(outline.contains(" 34V0M") && outline.ends_with(" 0V34"), "{outline}");
}

#[test]
fn what_ends_after_the_last_message_ends_at_the_end() {
    let mut scene = bad();
    let end = scene.messages().count();
    scene.lives[4].die(end, "expired");

    let part = scene.part(scene.groups.len() - 1);

    for scene in [&scene, &part] {
        let text = scene.to_text();
        assert!(text.contains("dead after #9: expired"), "{text}");
        let drawing = scene.to_svg(Density::Lanes);
        let (_, life) = drawing.split_once("<title>ID token: ").expect("a life");
        let (life, _) = life.split_once("</g>").expect("its end");
        assert!(life.contains("class=\"death\""), "{life}");
    }
    let page = scene.to_fragment(View::default());
    let lives = page.split("<title>ID token: ").skip(1);
    let deaths = lives.filter(|life| {
        let (life, _) = life.split_once("</g>").expect("its end");
        life.contains("class=\"death\"")
    });
    assert_eq!(deaths.count(), 2, "in the last slice and in its folded strip");
}

#[test]
fn the_list_has_what_the_drawing_has_where_everything_is_drawn() {
    let view = View { form: Form::Text, ..View::default() };
    let list = |density| bad().to_fragment(View { density, ..view });

    for line in ["state (43 characters)", "▸ user.login"] {
        assert!(list(Density::Everything).contains(&format!(">{line}</span>")), "{line}");
        assert!(!list(Density::Lanes).contains(line), "{line}");
    }
}

#[test]
fn a_story_is_folded_and_lanes_are_not() {
    let folded = |density| {
        let view = View { density, ..View::default() };
        bad().to_fragment(view).matches("<details class=\"group\" data-group=\"0\" open").count()
    };

    assert_eq!((folded(Density::Story), folded(Density::Lanes)), (0, 1));
}

#[test]
fn the_tab_key_stops_once_for_each_exchange_and_each_life() {
    let scene = bad();
    let links = Links::At("/_mock/theatre?");

    let page = scene.to_fragment(View { links, ..View::default() });

    let drawn = page.split("<svg").skip(1).filter_map(|rest| rest.split_once("</svg>"));
    let drawn: Vec<&str> = drawn.map(|(svg, _)| svg).collect();
    let links: Vec<&str> = drawn.iter().flat_map(|part| part.split("<a").skip(1)).collect();
    let (stops, passed): (Vec<&str>, Vec<&str>) =
        links.into_iter().partition(|link| link.starts_with(" id="));
    let exchanges: BTreeSet<u64> = scene.messages().map(|(_, message)| message.number).collect();
    let of = |what: &str| stops.iter().filter(|link| link.contains(what)).count();
    assert_eq!(of(" id=\"arrow-"), exchanges.len());
    assert_eq!(of(" id=\"life-"), scene.lives.len());
    assert!(!passed.is_empty(), "answers are for the pointer");
    assert!(passed.iter().all(|link| link.starts_with(" tabindex=\"-1\"")), "{passed:?}");
}

#[test]
fn a_link_is_called_what_is_seen_of_it() {
    let links = Links::At("/_mock/theatre?");

    let page = bad().to_fragment(View { links, ..View::default() });

    let (_, rest) = page.split_once("id=\"arrow-2\"").expect("a link");
    let (_, rest) = rest.split_once("<title>").expect("its name");
    let (name, _) = rest.split_once("</title>").expect("its end");
    insta::assert_snapshot!(name, @"2 GET /oauth/authorize; browser to Scalekit");
}

#[test]
fn what_is_chosen_takes_the_focus_and_gives_it_back() {
    let scene = bad();
    let links = Links::At("/_mock/theatre?density=lanes&");
    let view = View { links, unchosen: Some("/_mock/theatre?density=lanes"), ..View::default() };

    let arrow = scene.to_fragment(View { arrow: Some(2), ..view });
    let life = scene.to_fragment(View { life: Some(3), ..view });
    let list = scene.to_fragment(View { form: Form::Text, ..view });

    for (page, places) in [(&arrow, ["arrow-2", "line-2"]), (&life, ["life-3", "story-3"])] {
        assert!(page.contains("id=\"about\" tabindex=\"-1\""), "{page}");
        for (place, form) in places.into_iter().zip(["in-drawing", "in-list"]) {
            let unchosen = "/_mock/theatre?density=lanes";
            let back = format!("<a class=\"close {form}\" href=\"{unchosen}#{place}\">");
            assert!(page.contains(&back), "{page}");
            assert_eq!(page.matches(&format!("id=\"{place}\"")).count(), 1, "{page}");
        }
    }
    assert_eq!(list.matches("id=\"line-2\"").count(), 1, "in the list, where it has no diagram");
    assert!(!list.contains("id=\"arrow-2\""), "{list}");
}

#[test]
fn what_is_chosen_is_marked_in_the_list_too_with_all_that_touches_it() {
    let scene = bad();
    let links = Links::At("/_mock/theatre?");
    let marked = |view: View<'_>| {
        let page = scene.to_fragment(View { links, ..view });
        let chosen = page.split("<li data-number=\"").skip(1).filter_map(|rest| {
            let (number, rest) = rest.split_once('"')?;
            let (classes, _) = rest.split_once('>')?;
            classes.contains("chosen").then(|| number.to_owned())
        });
        let mut chosen: Vec<String> = chosen.collect();
        chosen.dedup();
        (chosen.join(" "), page.matches("<dt class=\"life-3 chosen\">").count())
    };

    assert_eq!(marked(View { arrow: Some(2), ..View::default() }), ("2".to_owned(), 0));
    assert_eq!(marked(View { life: Some(3), ..View::default() }), ("2 7 9".to_owned(), 1));
}

#[test]
fn attempts_that_nobody_finished_stand_behind_everything_else() {
    let mut scene = bad();
    let attempt = |at| Life::born(LifeKind::Attempt, "state", at);
    let mut finished = attempt(0);
    finished.die(3, "back at the application");
    scene.lives.retain(|life| life.kind != LifeKind::Attempt);
    scene.lives.splice(..0, [attempt(0), attempt(1), finished, attempt(4)]);

    let page = scene.to_fragment(View::default());

    let (_, heads) = page.split_once("class=\"scene heads\"").expect("heads");
    let (heads, _) = heads.split_once("</svg>").expect("their end");
    let names = heads.split("class=\"column k-").skip(1).map(|head| head.split_once('"'));
    let names: Vec<&str> = names.flatten().map(|(name, _)| name).collect();
    insta::assert_snapshot!(names.join(" "), @"attempt code app session id refresh attempt attempt");
}

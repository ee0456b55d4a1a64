//! The columns of lives, and the heads over them.

use theatre::{Density, Life, LifeKind, View};

use crate::scenes::bad;

#[test]
fn ten_columns_are_drawn_and_the_lives_without_one_are_counted_by_name() {
    let mut scene = bad();
    let born = |name: &str| Life::born(LifeKind::AppCookie, name, 0);
    scene.lives.extend(["theme", "locale", "csrf", "csrf", "csrf", "csrf"].map(born));

    let svg = scene.to_svg(Density::Lanes);

    assert_eq!(svg.matches("<g class=\"column ").count(), 10);
    assert!(svg.contains("2 lives more have no column here: csrf (×2)."), "{svg}");
}

/// Returns the heads of the columns, a line each.
fn heads(page: &str) -> Vec<String> {
    let (_, heads) = page.split_once("class=\"scene heads\"").expect("heads");
    let (heads, _) = heads.split_once("</svg>").expect("their end");
    let titles = heads.split("<g class=\"column ").skip(1).map(|column| {
        let (_, title) = column.split_once("<title>").expect("a title");
        title.split_once("</title>").expect("its end").0.to_owned()
    });
    titles.collect()
}

#[test]
fn the_columns_of_two_people_have_their_names() {
    let mut scene = bad();
    let of = |life: &Life, whose: &str| Life { whose: Some(whose.to_owned()), ..life.clone() };
    let tokens = [scene.lives[1].clone(), scene.lives[3].clone(), scene.lives[5].clone()];
    let alice = tokens.each_ref().map(|life| of(life, "Alice Nguyen"));
    let bob = tokens.each_ref().map(|life| of(life, "Bob Okafor"));
    scene.lives = alice.into_iter().chain(bob).collect();

    let page = scene.to_fragment(View::default());

    insta::assert_snapshot!(heads(&page).join("\n"), @r"
    code of Alice Nguyen
    code of Bob Okafor
    session cookie of Alice Nguyen
    session cookie of Bob Okafor
    refresh token of Alice Nguyen
    refresh token of Bob Okafor
    ");
    assert!(page.contains("<text class=\"column-whose\""), "{page}");
    scene.lives.truncate(3);
    let alone = scene.to_fragment(View::default());
    assert!(!alone.contains("column-whose"), "the only person is not named: {alone}");
}

#[test]
fn a_column_has_the_name_of_a_person_to_whom_all_its_lives_belong() {
    let mut scene = bad();
    let of = |whose: &str, life: Life| Life { whose: Some(whose.to_owned()), ..life };
    let mut of_nobody = Life::born(LifeKind::Attempt, "state", 0);
    of_nobody.die(2, "back at the application");
    let of_bob = of("Bob Okafor", Life::born(LifeKind::Attempt, "state", 3));
    let of_alice = of("Alice Nguyen", Life::born(LifeKind::IdToken, "ID token", 4));
    scene.lives = vec![of_nobody, of_bob, of_alice];

    let page = scene.to_fragment(View::default());

    insta::assert_snapshot!(heads(&page).join("\n"), @r"
    state
    ID token of Alice Nguyen
    ");
}

#[test]
fn the_head_of_a_column_says_who_is_first_in_it_and_how_many_follow() {
    let mut scene = bad();
    let of = |whose: &str, at: usize| {
        let mut life = Life::born(LifeKind::Code, "code", at);
        life.die(at + 1, "redeemed");
        Life { whose: Some(whose.to_owned()), ..life }
    };
    let names = (0..6).map(|number| format!("Person{number} Nguyen"));
    scene.lives = names.enumerate().map(|(at, name)| of(&name, 2 * at)).collect();
    scene.lives.extend((0..6).map(|number| Life {
        whose: Some(format!("Person{number} Nguyen")),
        ..Life::born(LifeKind::RefreshToken, "refresh token", 3)
    }));

    let page = scene.to_fragment(View::default());

    assert!(page.contains(">Pe… +5</text>"), "the name gives way to the number: {page}");
    let heads = heads(&page);
    assert!(heads[0].starts_with("code of Person0 Nguyen, then of Person1 Nguyen"), "{heads:?}");
}

#[test]
fn columns_that_would_be_called_the_same_are_numbered() {
    let mut scene = bad();
    let token = |at| Life::born(LifeKind::IdToken, "ID token", at);
    scene.lives = vec![token(2), token(4), Life::born(LifeKind::RefreshToken, "refresh token", 4)];

    let page = scene.to_fragment(View::default());

    insta::assert_snapshot!(heads(&page).join("\n"), @r"
    ID token, the 1st at the same time
    ID token, the 2nd at the same time
    refresh token
    ");
    for head in [">1st</text>", ">2nd</text>"] {
        assert_eq!(page.matches(head).count(), 1, "{head}: {page}");
    }
}

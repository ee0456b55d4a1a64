//! The forms of one small verdict, to be read by eye.

mod code_scanning;

use practices::Practice;
use scraper::{Html, Selector};
use serde_json::Value;

use super::super::judged::Judged;
use super::super::{Exercise, Finding, Sighting, Verdict, Weight};
use super::Anchor;
use crate::environment::{ClientId, Id as _};

fn finding(practice: &'static Practice, weight: Weight, what: &str, exchange: u64) -> Finding {
    Finding {
        row: practice.row,
        slug: practice.slug,
        weight,
        client: Some("Acme web".to_owned()),
        client_id: Some(ClientId::named("skc_1")),
        what: what.to_owned(),
        why: "It matters.",
        fix: "Mend <it> & \"go\" on.",
        evidence: vec![exchange],
        note: None,
        because_of: None,
        times: 1,
        first: Sighting {
            exchange,
            request: "GET /oidc/logout".to_owned(),
            sender: "a browser".to_owned(),
            ..Sighting::default()
        },
    }
}

/// A fault with its consequence, and advice, of an application whose server signs out.
fn verdict() -> Verdict {
    let fault = Finding {
        evidence: vec![38, 41, 44, 51, 57, 63, 70, 77],
        note: Some("whoever signs out is out".into()),
        times: 9,
        first: Sighting {
            exchange: 41,
            request: "GET /oidc/logout".to_owned(),
            sender: "node-fetch/3.3.2".to_owned(),
            connection_of: Some(38),
            ..Sighting::default()
        },
        ..finding(&practices::LOGOUT_BY_NAVIGATION, Weight::Fault, "the server requested it", 41)
    };
    let doubt = Finding {
        because_of: Some("logout-by-navigation"),
        ..finding(&practices::LOGOUT_REACHES_SCALEKIT, Weight::Doubt, "Alice came back", 45)
    };
    let advice = finding(&practices::PKCE, Weight::Advice, "there is no code_challenge", 37);
    let judged = [
        (&practices::PKCE, None),
        (&practices::LOGOUT_BY_NAVIGATION, None),
        (&practices::LOGOUT_REACHES_SCALEKIT, Some("nobody began a sign-in after a sign-out")),
        (&practices::STATE_IS_NEW, None),
        (&practices::REDIRECT_IS_303, Some("no application led a browser to the logout")),
    ];
    let judged = judged.map(|(practice, missing)| Judged { practice, missing });
    Verdict {
        findings: vec![fault, doubt, advice],
        exercised: vec![Exercise::SignIn, Exercise::Renewal],
        not_exercised: vec![Exercise::SignOut, Exercise::SecondPerson],
        times: [(Exercise::SignIn, 14), (Exercise::Renewal, 1)].into(),
        judged: judged.into(),
    }
}

fn sarif(verdict: &Verdict, anchor: &str) -> Value {
    let anchor: Anchor = anchor.parse().expect("a place");
    serde_json::from_str(&verdict.to_sarif(&anchor)).expect("JSON")
}

#[test]
fn the_text_has_a_line_for_each_finding_with_its_reason_beneath() {
    insta::assert_snapshot!(verdict(), @r#"
    14 sign-ins, 1 renewal, 0 sign-outs; 1 fault, 1 doubt, 1 piece of advice (mock-idp explain NAME says more of each)

      fault  logout-by-navigation     the server requested it  ×9
             #41  GET /oidc/logout by node-fetch/3.3.2, the same connection as #38; again in #44, #51, #57, #63, #70, …
             of   Acme web, in “whoever signs out is out”
             why  It matters.
             fix  Mend <it> & "go" on.
        doubt  logout-reaches-scalekit  Alice came back
               #45  GET /oidc/logout by a browser
               of   Acme web
               so   it follows from logout-by-navigation
               fix  Mend <it> & "go" on.
      advice pkce                     there is no code_challenge
             #37  GET /oidc/logout by a browser
             of   Acme web
             why  It matters.
             fix  Mend <it> & "go" on.
      never exercised: a sign-out, a second person
      not looked at: 1 of 5 practices, because nothing exercised them
    "#);
}

#[test]
fn a_finding_stands_alone_with_what_it_follows_from() {
    insta::assert_snapshot!(verdict().findings[1], @r#"
    doubt  logout-reaches-scalekit  Alice came back
           #45  GET /oidc/logout by a browser
           of   Acme web
           so   it follows from logout-by-navigation
           why  It matters.
           fix  Mend <it> & "go" on.
    "#);
}

#[test]
fn findings_that_follow_from_each_other_are_all_shown() {
    let mut verdict = verdict();
    verdict.findings[0].because_of = Some("logout-reaches-scalekit");
    verdict.findings[1].weight = Weight::Fault;

    let order: Vec<&str> = verdict.in_order().iter().map(|placed| placed.finding.slug).collect();

    assert_eq!(order, ["pkce", "logout-by-navigation", "logout-reaches-scalekit"]);
}

#[test]
fn nothing_found_is_one_line_and_what_nobody_did() {
    let clean = Verdict { findings: Vec::new(), ..verdict() };

    insta::assert_snapshot!(clean, @"
    14 sign-ins, 1 renewal, 0 sign-outs; no finding
      never exercised: a sign-out, a second person
      not looked at: 2 of 5 practices, because nothing exercised them
    ");
}

#[test]
fn junit_fails_for_faults_alone_and_skips_what_nobody_did() {
    insta::assert_snapshot!(verdict().to_junit(), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="mock-idp" tests="9" failures="1" errors="0">
      <testsuite name="verdict" tests="9" failures="1" errors="0" skipped="3">
        <testcase classname="Beginning to sign in" name="pkce">
          <system-out>advice pkce  there is no code_challenge
           #37  GET /oidc/logout by a browser
           of   Acme web
           why  It matters.
           fix  Mend &#60;it&#62; &#38; &#34;go&#34; on.
    </system-out>
        </testcase>
        <testcase classname="Signing out" name="logout-by-navigation">
          <failure type="fault" message="the server requested it">fault  logout-by-navigation  the server requested it  ×9
           #41  GET /oidc/logout by node-fetch/3.3.2, the same connection as #38; again in #44, #51, #57, #63, #70, …
           of   Acme web, in “whoever signs out is out”
           why  It matters.
           fix  Mend &#60;it&#62; &#38; &#34;go&#34; on.
    </failure>
        </testcase>
        <testcase classname="Signing out" name="logout-reaches-scalekit">
          <system-out>doubt  logout-reaches-scalekit  Alice came back
           #45  GET /oidc/logout by a browser
           of   Acme web
           so   it follows from logout-by-navigation
           why  It matters.
           fix  Mend &#60;it&#62; &#38; &#34;go&#34; on.
    </system-out>
        </testcase>
        <testcase classname="Beginning to sign in" name="state-is-new">
        </testcase>
        <testcase classname="Signing out" name="redirect-is-303">
          <skipped message="no application led a browser to the logout"/>
        </testcase>
        <testcase classname="Logs, robustness, tests" name="every-path-is-exercised: a sign-in">
        </testcase>
        <testcase classname="Logs, robustness, tests" name="every-path-is-exercised: a renewal">
        </testcase>
        <testcase classname="Logs, robustness, tests" name="every-path-is-exercised: a sign-out">
          <skipped message="no client did it"/>
        </testcase>
        <testcase classname="Logs, robustness, tests" name="every-path-is-exercised: a second person">
          <skipped message="no client did it"/>
        </testcase>
      </testsuite>
    </testsuites>
    "#);
}

#[test]
fn junit_has_no_character_that_xml_cannot_write() {
    let mut verdict = verdict();
    verdict.findings[0].what = "a\u{1b}[31m\u{0}\u{fffe}b".to_owned();

    let report = verdict.to_junit();

    assert!(report.contains("message=\"a\u{fffd}[31m\u{fffd}\u{fffd}b\""), "{report}");
}

#[test]
fn sarif_has_a_place_and_a_fingerprint_for_each_result_and_a_rule_for_each_practice() {
    let log = sarif(&verdict(), "src/routes/logout.ts:12");

    let run = &log["runs"][0];
    insta::assert_json_snapshot!(run["results"][0], @r#"
    {
      "ruleId": "logout-by-navigation",
      "ruleIndex": 1,
      "level": "error",
      "message": {
        "text": "the server requested it. By Acme web, in “whoever signs out is out”. Seen in #41 GET /oidc/logout by node-fetch/3.3.2, the same connection as #38; again in #44, #51, #57, #63, #70 and others. Mend <it> & \"go\" on."
      },
      "locations": [
        {
          "physicalLocation": {
            "artifactLocation": {
              "uri": "src/routes/logout.ts"
            },
            "region": {
              "startLine": 12,
              "startColumn": 1,
              "endLine": 12,
              "endColumn": 1
            }
          },
          "logicalLocations": [
            {
              "fullyQualifiedName": "GET /oidc/logout",
              "kind": "resource"
            }
          ]
        }
      ],
      "occurrenceCount": 9,
      "properties": {
        "client": "Acme web",
        "client_id": "skc_1",
        "evidence": [
          38,
          41,
          44,
          51,
          57,
          63,
          70,
          77
        ],
        "note": "whoever signs out is out",
        "because_of": null
      },
      "partialFingerprints": {
        "primaryLocationLineHash": "d09f393a5d9fa406:1"
      }
    }
    "#);
    insta::assert_json_snapshot!(run["tool"]["driver"]["rules"][4], @r#"
    {
      "id": "redirect-is-303",
      "name": "redirect-is-303",
      "shortDescription": {
        "text": "Redirects from its sign-out to Scalekit with 303, or 302, and never with 307 or 308."
      },
      "fullDescription": {
        "text": "Redirects from its sign-out to Scalekit with 303, or 302, and never with 307 or 308. 307 and 308 repeat the POST at Scalekit: the browser withholds its `Lax` cookie from a cross-site POST, so nothing ends, and the body of your form goes to another site."
      },
      "help": {
        "text": "307 and 308 repeat the POST at Scalekit: the browser withholds its `Lax` cookie from a cross-site POST, so nothing ends, and the body of your form goes to another site.\n\nSet the status of the redirect to 303; some frameworks take 307 if none is given.",
        "markdown": "307 and 308 repeat the POST at Scalekit: the browser withholds its `Lax` cookie from a cross-site POST, so nothing ends, and the body of your form goes to another site.\n\n**How it is mended.** Set the status of the redirect to 303; some frameworks take 307 if none is given.\n\n- [Scalekit, authenticate/fsa/logout](https://docs.scalekit.com/authenticate/fsa/logout/)\n- [RFC 9110, section 15.4.4](https://www.rfc-editor.org/rfc/rfc9110.html#section-15.4.4)\n- [RFC 9700, section 4.12](https://www.rfc-editor.org/rfc/rfc9700.html#section-4.12)\n- [RFC 6265bis, cookies as browsers have them](https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis)"
      },
      "properties": {
        "tags": [
          "Signing out"
        ],
        "row": 80
      },
      "helpUri": "https://docs.scalekit.com/authenticate/fsa/logout/"
    }
    "#);
    for result in run["results"].as_array().expect("results") {
        let index = result["ruleIndex"].as_u64().and_then(|index| usize::try_from(index).ok());
        let rule = &run["tool"]["driver"]["rules"][index.expect("an index")];
        assert_eq!(result["ruleId"], rule["id"]);
        assert_eq!(result["locations"][0]["physicalLocation"]["region"]["startLine"], 12);
    }
}

#[test]
fn a_fingerprint_stays_the_same_from_run_to_run_and_is_no_others() {
    let fingerprints = |verdict: &Verdict| -> Vec<String> {
        let log = sarif(verdict, "app.py");
        let results = log["runs"][0]["results"].as_array().expect("results").iter();
        let fingerprint =
            |result: &Value| result["partialFingerprints"]["primaryLocationLineHash"].to_string();
        results.map(fingerprint).collect()
    };
    let mut later = verdict();
    later.findings[0].client_id = Some(ClientId::named("skc_2"));
    later.findings[0].evidence = vec![7];
    let twice = Finding { weight: Weight::Doubt, ..later.findings[0].clone() };
    later.findings.push(twice);

    let (first, second) = (fingerprints(&verdict()), fingerprints(&later));

    assert_eq!(first, second[..3]);
    let different: std::collections::BTreeSet<&String> = second.iter().collect();
    assert_eq!(different.len(), 4, "{second:?}");
}

#[test]
fn the_page_folds_each_finding_and_loads_nothing() {
    let mut verdict = verdict();
    verdict.findings[0].note = Some("<script>alert(1)</script>".into());

    let page = Html::parse_document(&verdict.to_html());

    let select =
        |selector: &str| page.select(&Selector::parse(selector).expect("a selector")).count();
    assert_eq!(select("details[open]"), 1, "the fault");
    assert_eq!(select("details.under"), 1, "what follows from it");
    assert_eq!(select("details"), 3 + 2, "the findings, and two lists");
    assert_eq!(select("script, img, iframe, [src]"), 0);
    // Without an icon of its own, a browser would request one of the fake.
    assert_eq!((select("link"), select("link[rel=icon][href='data:,']")), (1, 1));
}

#[test]
fn the_same_finding_of_two_worlds_is_one() {
    let mut whole = verdict();

    whole.add(verdict().in_world("world_2 (checkout)"));
    let elsewhere = Verdict {
        findings: vec![finding(&practices::PKCE, Weight::Doubt, "plain", 3)],
        ..verdict()
    };
    whole.add(elsewhere.in_world("world_3"));

    let lines: Vec<String> = whole
        .findings
        .iter()
        .map(|one| format!("{} {} ×{} {:?}", one.weight, one.slug, one.times, one.first.world))
        .collect();
    assert_eq!(
        lines,
        [
            "fault logout-by-navigation ×18 None",
            "doubt logout-reaches-scalekit ×2 None",
            "doubt pkce ×1 Some(\"world_3\")",
            "advice pkce ×2 None",
        ]
    );
    assert_eq!(whole.times(Exercise::SignIn), 42);
    assert_eq!(whole.not_exercised.first(), Some(&Exercise::RefusedSignIn));
}

//! What a button of the console does: a call of the control API, and the line of `curl` that makes the same call.

use axum::http::Method;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::Visitor;
use crate::http::control::PREFIX;
use crate::http::pages::{Button, Buttons};
use crate::idp::Idp;

/// A call of the control API, as a page offers it.
#[derive(Clone, Debug, Default)]
pub(in crate::http) struct Act {
    pub(in crate::http) method: Method,
    /// The path below the control API's.
    pub(in crate::http) path: String,
    /// The body, in JSON.
    pub(in crate::http) body: Option<Value>,
    /// What the button says.
    label: &'static str,
    /// What the button says besides, to who does not see where it stands.
    about: String,
    /// What is lost, in a sentence.
    loss: Option<String>,
}

impl Act {
    /// Returns the act that makes this call.
    pub(in crate::http) fn of(method: Method, path: &str, body: Option<Value>) -> Self {
        Self { method, path: path.to_owned(), body, ..Self::default() }
    }

    pub(super) fn post(label: &'static str, path: impl Into<String>) -> Self {
        Self { method: Method::POST, path: path.into(), label, ..Self::default() }
    }

    pub(super) fn delete(label: &'static str, path: impl Into<String>) -> Self {
        Self { method: Method::DELETE, ..Self::post(label, path) }
    }

    pub(super) fn with(self, body: Value) -> Self {
        Self { body: Some(body), ..self }
    }

    pub(super) fn about(self, about: impl Into<String>) -> Self {
        Self { about: about.into(), ..self }
    }

    /// Lets the person confirm the act, below this sentence about what is lost.
    pub(super) fn losing(self, loss: impl Into<String>) -> Self {
        Self { loss: Some(loss.into()), ..self }
    }

    /// Returns the line of `curl` that makes the call, for a POSIX shell.
    fn curl(&self, environment_url: &str, has_token: bool) -> String {
        let mut line = "curl".to_owned();
        if has_token {
            line.push_str(" -H \"Authorization: Bearer $MOCK_IDP_CONTROL_TOKEN\"");
        }
        match &self.body {
            Some(body) => {
                line.push_str(" --json ");
                line.push_str(&quoted(&body.to_string()));
            }
            None => {
                line.push_str(" -X ");
                line.push_str(self.method.as_str());
            }
        }
        line.push(' ');
        line.push_str(&quoted(&format!("{environment_url}{PREFIX}{}", self.path)));
        line
    }
}

impl Visitor {
    /// Returns the buttons of these acts, under a name that is unique on the page; none for who may not act.
    pub(super) fn buttons(
        &self,
        idp: &Idp,
        name: impl Into<String>,
        acts: impl IntoIterator<Item = Act>,
    ) -> Buttons {
        let acts = acts.into_iter().filter(|_| self.may_act());
        let button = |act: Act| Button {
            label: act.label.to_owned(),
            call: format!("{} {}", act.method, act.path),
            curl: act.curl(idp.issuer(), self.token().is_some()),
            body: act.body.map(|body| body.to_string()),
            about: act.about,
            loss: act.loss,
        };
        Buttons { name: name.into(), each: acts.map(button).collect() }
    }
}

/// Returns a text as a segment of a path.
pub(super) fn segment(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string().replace("%5F", "_")
}

/// Quotes a word for a POSIX shell, if it needs that.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:%".contains(c);
    if word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_line_of_curl_survives_a_shell() {
        let url = "http://127.0.0.1:8787";
        let freeze = Act::post("", "/clock").with(json!({ "frozen": true }));
        let end = Act::post("", format!("/users/{}/x", segment("o'hara_1@acme.example")));
        let hint = Act::post("", "/notes").with(json!({ "text": "it's $HOME" }));
        let lines = [
            freeze.curl(url, false),
            end.curl(url, true),
            hint.curl(url, false),
            Act::delete("", "/faults/3").curl(url, false),
        ];

        insta::assert_snapshot!(lines.join("\n"), @r#"
        curl --json '{"frozen":true}' http://127.0.0.1:8787/_mock/clock
        curl -H "Authorization: Bearer $MOCK_IDP_CONTROL_TOKEN" -X POST http://127.0.0.1:8787/_mock/users/o%27hara_1%40acme%2Eexample/x
        curl --json '{"text":"it'\''s $HOME"}' http://127.0.0.1:8787/_mock/notes
        curl -X DELETE http://127.0.0.1:8787/_mock/faults/3
        "#);
    }
}

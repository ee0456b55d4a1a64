//! From a pressed button to what is sent (HTML §4.10.21).

use url::form_urlencoded;

use super::controls::{ControlState, Form, FormControl, Forms, Submit};
use crate::Error;

/// How HTML names the one encoding that is sent here.
pub(crate) const URLENCODED: &str = "application/x-www-form-urlencoded";

/// A form as it leaves the page.
pub(crate) struct Submission {
    /// Relative to the page; the page itself if empty.
    pub(crate) action: String,
    pub(crate) post: bool,
    pub(crate) encoded: String,
}

impl Forms {
    /// Validates and encodes the form of a button.
    pub(crate) fn submit(&self, button: usize) -> Result<Submission, Error> {
        let (form, submit) = self.form_of(button);
        if !(form.novalidate || submit.novalidate) {
            self.validate(self.controls[button].form)?;
        }
        let post = self.method(button) == "post";
        if post {
            ensure_urlencoded(form, submit)?;
        }
        Ok(Submission {
            action: self.action(button).to_owned(),
            post,
            encoded: encode(&self.entries(button)),
        })
    }

    /// Returns where a button sends its form, relative to the page; empty for the page itself.
    pub(crate) fn action(&self, button: usize) -> &str {
        let (form, submit) = self.form_of(button);
        submit.action.as_ref().or(form.action.as_ref()).map_or("", |action| action.trim())
    }

    /// Returns how a button sends its form: `get`, `post`, `dialog`, or a word that means `get`.
    pub(crate) fn method(&self, button: usize) -> &str {
        let (form, submit) = self.form_of(button);
        submit.method.as_ref().unwrap_or(&form.method)
    }

    /// Says whether neither form nor button says where to go and how, so that a script is likely to take the press.
    pub(crate) fn is_bare(&self, button: usize) -> bool {
        self.action(button).is_empty() && self.method(button) != "post"
    }

    fn form_of(&self, button: usize) -> (&Form, &Submit) {
        let pressed = &self.controls[button];
        let ControlState::Submit(submit) = &pressed.state else {
            unreachable!("only buttons are pressed")
        };
        (&self.forms[pressed.form], submit)
    }

    /// Implements HTML §4.10.21.3: `required` is what a person can forget.
    fn validate(&self, form: usize) -> Result<(), Error> {
        let empty = |control: &&FormControl| {
            control.required && !control.disabled && !self.is_answered(control)
        };
        let mut controls = self.controls.iter().filter(|control| control.form == form);
        controls.find(empty).map_or(Ok(()), |control| Err(Error::Required(control.display_name())))
    }

    fn is_answered(&self, control: &FormControl) -> bool {
        match &control.state {
            ControlState::Text(text) => !text.is_empty(),
            ControlState::Toggle { radio: false, on, .. } => *on,
            ControlState::Toggle { radio: true, .. } => self.controls.iter().any(|other| {
                let on = matches!(&other.state, ControlState::Toggle { radio: true, on: true, .. });
                on && other.form == control.form && other.name == control.name
            }),
            ControlState::Choice { options, .. } => {
                options.iter().any(|o| o.chosen && !o.value.is_empty())
            }
            ControlState::Submit(_) => true,
        }
    }

    /// Implements HTML §4.10.21.4, "constructing the entry list", in the order of the document.
    pub(crate) fn entries(&self, button: usize) -> Vec<(&str, &str)> {
        let form = self.controls[button].form;
        let sent = |(at, control): &(usize, &FormControl)| {
            let other_button = matches!(control.state, ControlState::Submit(_)) && *at != button;
            control.form == form && !control.disabled && !control.name.is_empty() && !other_button
        };
        let controls = self.controls.iter().enumerate().filter(sent);
        controls
            .flat_map(|(_, control)| {
                values(control).into_iter().map(|value| (control.name.as_str(), value))
            })
            .collect()
    }
}

fn values(control: &FormControl) -> Vec<&str> {
    match &control.state {
        ControlState::Text(value) | ControlState::Submit(Submit { value, .. }) => vec![value],
        ControlState::Toggle { value, on, .. } => {
            on.then_some(value.as_str()).into_iter().collect()
        }
        ControlState::Choice { options, .. } => {
            options.iter().filter(|o| o.chosen && !o.disabled).map(|o| o.value.as_str()).collect()
        }
    }
}

fn ensure_urlencoded(form: &Form, submit: &Submit) -> Result<(), Error> {
    let enctype = submit.enctype.as_ref().unwrap_or(&form.enctype);
    match enctype.as_str() {
        other @ ("multipart/form-data" | "text/plain") => {
            Err(Error::UnsupportedEncoding(other.to_owned()))
        }
        _ => Ok(()), // HTML §4.10.19.6: anything else means urlencoded.
    }
}

/// Returns a list of pairs as a form sends it.
pub(crate) fn encode(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// Returns the body of a posted form.
pub(crate) fn body(text: String) -> crate::request::Body {
    crate::request::Body { content_type: URLENCODED, text }
}

//! The forms of a page and what a person has done to them.

use std::collections::BTreeMap;

use crate::Error;

/// One form, as its tags say.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    pub(crate) action: Option<String>,
    pub(crate) method: String,
    pub(crate) enctype: String,
    pub(crate) novalidate: bool,
}

/// One control of one form. `Debug` is left out: values are secrets.
#[derive(Clone)]
pub(crate) struct FormControl {
    /// The index of its form; a control without a form is not submitted.
    pub(crate) form: usize,
    pub(crate) name: String,
    /// The name that a person reads: a label's text, or an accessible name.
    pub(crate) label: String,
    pub(crate) state: ControlState,
    /// Its place among all form controls of the document, those without a form included.
    pub(crate) place: usize,
    /// Whether it is inside the selected part of the page.
    pub(crate) in_reach: bool,
    pub(crate) disabled: bool,
    pub(crate) required: bool,
    pub(crate) maxlength: Option<usize>,
}

#[derive(Clone)]
pub(crate) enum ControlState {
    /// A field to type into; hidden fields too.
    Text(String),
    /// A checkbox or radio button with the value it would send.
    Toggle { radio: bool, value: String, on: bool },
    /// A `select`.
    Choice { options: Vec<Choice>, multiple: bool },
    /// A button that submits.
    Submit(Submit),
}

#[derive(Clone)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) chosen: bool,
    pub(crate) disabled: bool,
}

#[derive(Clone)]
pub(crate) struct Submit {
    pub(crate) value: String,
    pub(crate) action: Option<String>,
    pub(crate) method: Option<String>,
    pub(crate) enctype: Option<String>,
    pub(crate) novalidate: bool,
}

/// A person's changes on a page, by the control's position in the document.
pub(crate) type Edits = BTreeMap<usize, ControlState>;

/// All forms of a page.
#[derive(Clone, Default)]
pub(crate) struct Forms {
    pub(crate) forms: Vec<Form>,
    pub(crate) controls: Vec<FormControl>,
}

impl Forms {
    /// Applies what a person has changed.
    pub(crate) fn with(mut self, edits: &Edits) -> Self {
        for (index, state) in edits {
            self.controls[*index].state = state.clone();
        }
        self
    }

    /// Types into a field.
    pub(crate) fn fill(&self, field: &str, text: &str) -> Result<Edits, Error> {
        let index =
            self.find("field", field, |control| matches!(control.state, ControlState::Text(_)))?;
        let control = &self.controls[index];
        let length = text.encode_utf16().count();
        match control.maxlength {
            Some(maxlength) if length > maxlength => {
                Err(Error::TooLong { field: field.to_owned(), maxlength, length })
            }
            _ => Ok(Edits::from([(index, ControlState::Text(text.to_owned()))])),
        }
    }

    /// Ticks a checkbox or clears it.
    pub(crate) fn tick(&self, field: &str, on: bool) -> Result<Edits, Error> {
        let index = self.find("checkbox", field, |c| {
            matches!(c.state, ControlState::Toggle { radio: false, .. })
        })?;
        Ok(self.toggled(index, on).into_iter().collect())
    }

    /// Picks a radio button or an option, by its value or by what it is called.
    pub(crate) fn choose(&self, field: &str, wanted: &str) -> Result<Edits, Error> {
        let radio = |c: &FormControl| {
            matches!(&c.state, ControlState::Toggle { radio: true, .. }) && c.name == field
        };
        if self.controls.iter().any(radio) {
            self.choose_radio(field, wanted)
        } else {
            self.choose_option(field, wanted)
        }
    }

    fn choose_radio(&self, group: &str, wanted: &str) -> Result<Edits, Error> {
        let is = |c: &FormControl| {
            matches!(&c.state, ControlState::Toggle { radio: true, .. }) && c.name == group
        };
        let meant = |c: &FormControl| is(c) && (c.label == wanted || value_of(&c.state) == wanted);
        let chosen = self.position("choice", wanted, meant, is)?;
        let form = self.controls[chosen].form;
        let indices = (0..self.controls.len())
            .filter(|at| is(&self.controls[*at]) && self.controls[*at].form == form);
        Ok(indices.filter_map(|at| self.toggled(at, at == chosen)).collect())
    }

    fn choose_option(&self, field: &str, wanted: &str) -> Result<Edits, Error> {
        let index =
            self.find("choice", field, |c| matches!(c.state, ControlState::Choice { .. }))?;
        let ControlState::Choice { mut options, multiple } = self.controls[index].state.clone()
        else {
            unreachable!("only a Choice was looked for")
        };
        let Some(at) =
            options.iter().position(|o| !o.disabled && (o.label == wanted || o.value == wanted))
        else {
            let there_are = options.into_iter().map(|option| option.label).collect();
            return Err(Error::NotFound { what: "option", wanted: wanted.to_owned(), there_are });
        };
        for (other, option) in options.iter_mut().enumerate() {
            option.chosen = other == at || (multiple && option.chosen);
        }
        Ok(Edits::from([(index, ControlState::Choice { options, multiple })]))
    }

    fn toggled(&self, index: usize, on: bool) -> Option<(usize, ControlState)> {
        match &self.controls[index].state {
            ControlState::Toggle { radio, value, .. } => {
                Some((index, ControlState::Toggle { radio: *radio, value: value.clone(), on }))
            }
            ControlState::Text(_) | ControlState::Choice { .. } | ControlState::Submit(_) => None,
        }
    }

    /// Returns the button at a place among all form controls of the document.
    pub(crate) fn button_at(&self, place: usize) -> Option<usize> {
        let at = self.controls.binary_search_by_key(&place, |control| control.place).ok()?;
        matches!(self.controls[at].state, ControlState::Submit(_)).then_some(at)
    }

    /// Returns the enabled button of that name.
    pub(crate) fn button(&self, wanted: &str) -> Result<usize, Error> {
        let is = |control: &FormControl| {
            control.in_reach && matches!(control.state, ControlState::Submit(_))
        };
        self.position("button", wanted, |control| is(control) && control.label == wanted, is)
    }

    /// Finds a control by `name` first, because it is exact, then by its label.
    fn find(
        &self,
        what: &'static str,
        wanted: &str,
        is: impl Fn(&FormControl) -> bool,
    ) -> Result<usize, Error> {
        if self.controls.iter().any(|control| is(control) && control.name == wanted) {
            return self.position(
                what,
                wanted,
                |control| is(control) && control.name == wanted,
                &is,
            );
        }
        self.position(what, wanted, |control| is(control) && control.label == wanted, &is)
    }

    fn position(
        &self,
        what: &'static str,
        wanted: &str,
        meant: impl Fn(&FormControl) -> bool,
        alike: impl Fn(&FormControl) -> bool,
    ) -> Result<usize, Error> {
        let found: Vec<_> =
            (0..self.controls.len()).filter(|at| meant(&self.controls[*at])).collect();
        match found[..] {
            [] => Err(self.not_found(what, wanted, alike)),
            [at] if self.controls[at].disabled => {
                Err(Error::Disabled { what, name: wanted.to_owned() })
            }
            [at] => Ok(at),
            _ => Err(Error::Ambiguous { what, wanted: wanted.to_owned(), count: found.len() }),
        }
    }

    fn not_found(
        &self,
        what: &'static str,
        wanted: &str,
        alike: impl Fn(&FormControl) -> bool,
    ) -> Error {
        let there_are = self
            .controls
            .iter()
            .filter(|control| alike(control))
            .map(FormControl::display_name)
            .collect();
        Error::NotFound { what, wanted: wanted.to_owned(), there_are }
    }
}

impl FormControl {
    /// Returns the control's name for an error.
    pub(crate) fn display_name(&self) -> String {
        let by_name = !matches!(self.state, ControlState::Submit(_)) && !self.name.is_empty();
        if by_name { self.name.clone() } else { self.label.clone() }
    }
}

fn value_of(state: &ControlState) -> &str {
    match state {
        ControlState::Text(value)
        | ControlState::Toggle { value, .. }
        | ControlState::Submit(Submit { value, .. }) => value,
        ControlState::Choice { .. } => "",
    }
}

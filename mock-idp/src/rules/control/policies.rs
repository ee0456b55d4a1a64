//! Changes of policies: lifetimes, strictness, and the way in which people sign in.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::find::{list, redacted, user};
use super::{ControlError, done};
use crate::environment::{Environment, EnvironmentEvent, Policies, SignInMode};
use crate::rules::Ruling;
use crate::seed::SignIn;
use crate::wire::malformed;

/// The name of the way in which people sign in: a field of a seed's `[environment]`, and a policy here.
const SIGN_IN: &str = "sign_in";

/// New values of policies, with the names and in the form of a seed's `[policies]`, and of `sign_in` in its
/// `[environment]`. Policies that are left out stay.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct PolicyChange(Map<String, Value>);

/// Returns all policies by name, as a seed writes them.
pub(crate) fn of(env: &Environment) -> Map<String, Value> {
    let mut all = written(env.policies());
    all.insert(SIGN_IN.to_owned(), json(&SignIn::of(env, &env.settings().sign_in)));
    all
}

/// Changes the named policies: all of them, or with a refusal none.
pub(crate) fn change(env: &Environment, change: &PolicyChange) -> Ruling<(), ControlError> {
    if change.0.is_empty() {
        return Ok(done(Vec::new()));
    }
    let mut policies = env.policies().clone();
    let mut sign_in = env.settings().sign_in.clone();
    for (name, value) in &change.0 {
        if name == SIGN_IN {
            let way = serde_json::from_value(value.clone());
            sign_in = mode(env, &way.map_err(|why| cannot_be(SIGN_IN, &why))?)?;
            continue;
        }
        let mut all = written(&policies);
        let Some(known) = all.get_mut(name) else {
            let names = of(env);
            let known = list(names.keys().map(String::as_str));
            return Err(ControlError::NoSuchPolicy { name: redacted(name), known }.into());
        };
        *known = value.clone();
        policies = serde_json::from_value(all.into()).map_err(|why| cannot_be(name, &why))?;
    }
    set(env, policies, sign_in)
}

/// Replaces the policies.
pub(crate) fn set_policies(env: &Environment, policies: Policies) -> Ruling<(), ControlError> {
    set(env, policies, env.settings().sign_in.clone())
}

/// Replaces the way in which people sign in.
pub(crate) fn set_sign_in(env: &Environment, way: &SignIn) -> Ruling<(), ControlError> {
    set(env, env.policies().clone(), mode(env, way)?)
}

fn set(env: &Environment, policies: Policies, sign_in: SignInMode) -> Ruling<(), ControlError> {
    if let Some(wrong) = policies.contradictions().into_iter().next() {
        let why = format!("{}; {}", wrong.what, wrong.help);
        return Err(ControlError::CannotBe { field: wrong.field.to_owned(), why }.into());
    }
    let before = written(env.policies());
    let mut changed: Map<String, Value> = written(&policies)
        .into_iter()
        .filter(|(name, value)| before.get(name) != Some(value))
        .collect();
    if sign_in != env.settings().sign_in {
        changed.insert(SIGN_IN.to_owned(), json(&SignIn::of(env, &sign_in)));
    }
    if changed.is_empty() {
        return Ok(done(Vec::new()));
    }
    Ok(done(vec![
        EnvironmentEvent::PoliciesChanged { changed, policies: Box::new(policies), sign_in }.into(),
    ]))
}

fn mode(env: &Environment, way: &SignIn) -> Result<SignInMode, ControlError> {
    Ok(match way {
        SignIn::Pages => SignInMode::Pages,
        SignIn::Hint => SignInMode::Hint,
        SignIn::As(email) => {
            let known = user(env, email).map_err(|why| ControlError::CannotBe {
                field: SIGN_IN.to_owned(),
                why: why.to_string(),
            })?;
            SignInMode::As(known.id.clone())
        }
    })
}

fn written(policies: &Policies) -> Map<String, Value> {
    match json(policies) {
        Value::Object(all) => all,
        _ => unreachable!("a struct is an object"),
    }
}

fn json(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).expect("policies are numbers, texts and truth values")
}

fn cannot_be(field: &str, why: &serde_json::Error) -> ControlError {
    ControlError::CannotBe { field: field.to_owned(), why: malformed::expected(why) }
}

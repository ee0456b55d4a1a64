//! Runs a language's suite and apps, each against a fake of its own.

use std::fs;
use std::process::Command;

use mock_idp::{MockIdp, Trust};

use crate::app;
use crate::built::Built;
use crate::calls::Calls;
use crate::fake;
use crate::language::Language;
use crate::process::{finish, prepared};

/// Runs suite and apps of an installed language, and returns the suite's calls, at its given fake and at those that it
/// started itself.
pub(crate) fn language(language: Language, built: &Built) -> Result<Calls, String> {
    for step in language.build() {
        finish(&mut prepared(language, step))?;
    }
    let folder = tempfile::tempdir().map_err(|why| why.to_string())?;
    let file = folder.path().join("calls");
    let idp = fake::start(language, folder.path(), fake::seed())?;
    let mut suite = prepared(language, language.suite());
    suite.env("MOCK_IDP", &built.binary).env("SDK_CALLS", &file);
    finish(against(&idp, &mut suite))?;
    let mut calls = Calls::default();
    calls.add_those_of(&idp);
    // A suite that started no fake wrote no file.
    calls.add_lines(&fs::read_to_string(&file).unwrap_or_default())?;
    // An app's fake may need the same port.
    drop(idp);
    app::stories(language, folder.path())?;
    if language == Language::Python {
        contract(built)?;
    }
    Ok(calls)
}

/// Compares the fake's descriptors with those in the published package, which only Python's has as data.
fn contract(built: &Built) -> Result<(), String> {
    let mut compare = prepared(Language::Python, &[".venv/bin/python", "contract.py"]);
    finish(compare.arg(&built.descriptors))
}

/// Returns the settings that every team gives its app.
pub(crate) fn against<'a>(idp: &MockIdp, command: &'a mut Command) -> &'a mut Command {
    let web = idp.client("Acme web");
    command
        .env("SCALEKIT_ENVIRONMENT_URL", &web.environment_url)
        .env("SCALEKIT_ENV_URL", &web.environment_url)
        .env("SCALEKIT_CLIENT_ID", &web.client_id)
        .env("SCALEKIT_CLIENT_SECRET", web.client_secret.unwrap_or_default())
        .env("SCALEKIT_WEBHOOK_SECRET", idp.webhook_secret().reveal())
        .env("SCALEKIT_INTERCEPTOR_SECRET", idp.interceptor_secret().reveal())
        .envs(idp.trust().map(Trust::environment).unwrap_or_default())
}

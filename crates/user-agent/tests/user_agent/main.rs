//! A user agent against small servers on loopback, one fact at a time.

mod bounds;
mod controls;
mod cookie_lives;
mod cookie_rules;
mod documents;
mod fetch_metadata;
mod forms;
mod hostile;
mod jar_properties;
mod mirror;
mod probes;
mod records;
mod redirects;
mod same_site;
mod scripts;
mod transcripts;
mod windows;

/// What a test returns: any error fails it, and says why.
type Story = Result<(), Box<dyn std::error::Error>>;

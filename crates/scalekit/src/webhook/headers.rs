//! The three headers that a signature comes with, read strictly.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::{WEBHOOK_TOLERANCE, WebhookError};

/// Most bytes of an id: ten times those that are in use.
const LONGEST_ID: usize = 256;

/// Most digits of a time in seconds since 1970: they reach the year 33658.
const LONGEST_TIMESTAMP: usize = 12;

/// Most bytes of all signatures together: one has 47, and a change of secrets needs two.
const LONGEST_SIGNATURES: usize = 2048;

/// The names of the headers with the id, the time and the signatures.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HeaderNames(pub(crate) [&'static str; 3]);

impl HeaderNames {
    const LIMITS: [usize; 3] = [LONGEST_ID, LONGEST_TIMESTAMP, LONGEST_SIGNATURES];

    /// Returns which of the three headers this name is.
    fn position(self, name: &str) -> Option<usize> {
        self.0.iter().position(|own| own.eq_ignore_ascii_case(name))
    }
}

/// The headers of one request, within their limits; their signatures are not verified.
#[derive(Debug)]
pub(super) struct Headers {
    pub(super) id: String,
    /// The time as it is signed.
    pub(super) timestamp: String,
    pub(super) sent_at: SystemTime,
    pub(super) signatures: Signatures,
}

impl Headers {
    /// Reads the first of these sets of which the request has anything. A part of one set is not completed from
    /// another.
    pub(super) fn read<N: AsRef<str>, V: AsRef<[u8]>>(
        sets: &[HeaderNames],
        headers: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Self, WebhookError> {
        let mut found: Vec<[Found; 3]> = sets.iter().map(|_| Default::default()).collect();
        for (name, value) in headers {
            for (names, values) in sets.iter().zip(&mut found) {
                if let Some(position) = names.position(name.as_ref()) {
                    let value = read_value(*names, position, value.as_ref());
                    values[position].add(value);
                }
            }
        }
        let is_used = |values: &[Found; 3]| values.iter().any(|value| *value != Found::Nothing);
        let used = found.iter().position(is_used).unwrap_or_default();
        Self::of(sets[used], std::mem::take(&mut found[used]))
    }

    fn of(names: HeaderNames, found: [Found; 3]) -> Result<Self, WebhookError> {
        let [id_name, timestamp_name, signature_name] = names.0;
        let [id, timestamp, signatures] = found;
        let (id, timestamp) = (id.value(id_name)?, timestamp.value(timestamp_name)?);
        let signatures = Signatures(signatures.value(signature_name)?);
        // What is signed has dots between its parts: a dot in one of them would make two messages one.
        if id.is_empty() || id.contains('.') {
            return Err(malformed(id_name, "an id has no dot and is not empty"));
        }
        let seconds = timestamp.bytes().all(|byte| byte.is_ascii_digit());
        let seconds = seconds.then(|| timestamp.parse().ok()).flatten();
        let sent_at =
            seconds.and_then(|seconds| UNIX_EPOCH.checked_add(Duration::from_secs(seconds)));
        let why = "a time is a number of seconds since 1970";
        let sent_at = sent_at.ok_or_else(|| malformed(timestamp_name, why))?;
        Ok(Self { id, timestamp, sent_at, signatures })
    }

    /// Checks that the message is neither older nor newer than the tolerance allows.
    pub(super) fn is_in_time(&self, now: SystemTime) -> Result<(), WebhookError> {
        match now.duration_since(self.sent_at) {
            Ok(ago) if ago > WEBHOOK_TOLERANCE => Err(WebhookError::TooOld { ago }),
            Err(ahead) if ahead.duration() > WEBHOOK_TOLERANCE => {
                Err(WebhookError::FromTheFuture { by: ahead.duration() })
            }
            _ => Ok(()),
        }
    }
}

/// The signatures of a message, each with its version: `v1,… v1,… v2,…`.
#[derive(Debug)]
pub(super) struct Signatures(String);

impl Signatures {
    /// Returns those of version 1, in base64.
    pub(super) fn of_version_1(&self) -> impl Iterator<Item = &str> {
        self.0.split(' ').filter_map(|signature| signature.strip_prefix("v1,"))
    }
}

/// What there is of one header.
#[derive(Debug, Default, PartialEq)]
enum Found {
    #[default]
    Nothing,
    Once(Result<String, WebhookError>),
    Repeated,
}

impl Found {
    fn add(&mut self, value: Result<String, WebhookError>) {
        *self = match self {
            Self::Nothing => Self::Once(value),
            Self::Once(_) | Self::Repeated => Self::Repeated,
        };
    }

    fn value(self, name: &'static str) -> Result<String, WebhookError> {
        match self {
            Self::Nothing => Err(WebhookError::HeaderMissing(name)),
            Self::Once(value) => value,
            Self::Repeated => Err(WebhookError::HeaderRepeated(name)),
        }
    }
}

/// Returns a header's value as a text of printable ASCII.
fn read_value(names: HeaderNames, position: usize, value: &[u8]) -> Result<String, WebhookError> {
    let (name, limit) = (names.0[position], HeaderNames::LIMITS[position]);
    if value.len() > limit {
        return Err(WebhookError::HeaderTooLong { name, limit });
    }
    let text = std::str::from_utf8(value).ok();
    let text = text.filter(|text| text.bytes().all(|byte| matches!(byte, b' '..=b'~')));
    text.map(str::to_owned).ok_or_else(|| malformed(name, "it is not printable ASCII"))
}

fn malformed(name: &'static str, why: &'static str) -> WebhookError {
    WebhookError::HeaderMalformed { name, why }
}

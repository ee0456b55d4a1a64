//! What the fake wrote down: the journal's entries and the exchanges, since a mark.

use std::fmt;

use serde::Deserialize;
use serde_json::{Map, Value};
use theatre::Call;

use super::{Fake, FakeError};

/// An entry of the journal.
#[derive(Clone, Debug, Deserialize)]
pub struct Entry {
    /// Its number.
    pub seq: u64,
    /// Its name: `tokens.issued`, `token.refused`.
    pub event: String,
    /// Its sentence, if it has one.
    pub reason: Option<String>,
    /// The other members.
    #[serde(flatten)]
    pub members: Map<String, Value>,
}

/// A request that reached the fake, by its shape.
#[derive(Clone, Debug, Deserialize)]
pub struct Exchange {
    /// Its number.
    pub number: u64,
    /// The endpoint: `authorize`, `token`, `logout`; `None` for a path that the environment does not have.
    pub endpoint: Option<String>,
    /// The method.
    pub method: String,
    /// The client that it names.
    pub client: Option<String>,
    /// The entries of the journal that it caused, by name.
    #[serde(default)]
    pub events: Vec<String>,
    /// The other members, as `/_mock/exchanges` has them: `parameters`, `shown`, `answer`, `sender`.
    #[serde(flatten)]
    pub members: Map<String, Value>,
}

impl Exchange {
    /// Says whether it went to an endpoint.
    pub fn is_at(&self, endpoint: &str) -> bool {
        self.endpoint.as_deref() == Some(endpoint)
    }

    /// Says whether it showed a credential of a kind: `refresh_token`, `code`, `id_token`, `session_cookie`.
    pub fn shows(&self, kind: &str) -> bool {
        let shown = self.members.get("shown").and_then(Value::as_array);
        shown.is_some_and(|all| all.iter().any(|one| one["kind"] == kind))
    }

    /// Says whether a parameter came along.
    pub fn has(&self, parameter: &str) -> bool {
        let all = self.members.get("parameters").and_then(Value::as_array);
        all.is_some_and(|all| all.iter().any(|one| one["name"] == parameter))
    }

    /// Returns the status of the answer.
    pub fn status(&self) -> Option<u64> {
        self.members.get("answer")?["status"].as_u64()
    }

    /// Returns the code of the refusal, if it was refused.
    pub fn error(&self) -> Option<&str> {
        self.members.get("answer")?["error"].as_str()
    }
}

impl fmt::Display for Exchange {
    /// Writes it as evidence: `POST /oauth/token at Scalekit, by node, with refresh_token → 400 invalid_grant`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let call = Call { endpoint: self.endpoint.clone(), ..Call::default() };
        write!(f, "{} {} at Scalekit", self.method, call.path())?;
        let sender = |member: &str| self.members.get("sender")?[member].as_str();
        match (sender("agent"), sender("kind")) {
            (Some(agent), _) => write!(f, ", by {agent}")?,
            (None, Some("browser")) => f.write_str(", by a browser")?,
            (None, _) => f.write_str(", by a program")?,
        }
        let shown = self.members.get("shown").and_then(Value::as_array);
        let kinds = shown.into_iter().flatten().filter_map(|one| one["kind"].as_str());
        let kinds: Vec<_> = kinds.collect();
        let kinds = if kinds.is_empty() { "no credential".to_owned() } else { kinds.join(", ") };
        write!(f, ", with {kinds}")?;
        let (status, error) = (self.status().unwrap_or_default(), self.error().unwrap_or_default());
        write!(f, " → {}", format!("{status} {error}").trim_end())
    }
}

impl Fake {
    /// Returns the number of the journal's last entry: a mark for [`entries`](Self::entries).
    ///
    /// # Errors
    ///
    /// [`FakeError`].
    pub async fn last_entry(&self) -> Result<u64, FakeError> {
        let answer = self.caller.get("journal", &[("limit", "1")]).await?;
        Ok(answer["last_seq"].as_u64().unwrap_or_default())
    }

    /// Returns the journal's entries after a mark; 0 for all since the last reset.
    ///
    /// # Errors
    ///
    /// [`FakeError`].
    pub async fn entries(&self, after: u64) -> Result<Vec<Entry>, FakeError> {
        let answer = self.caller.get("journal", &[("after", &after.to_string())]).await?;
        let entries = serde_json::from_value(answer["entries"].clone());
        entries.map_err(|why| FakeError::strange("journal", &why.to_string()))
    }

    /// Returns the number of the last exchange: a mark for [`exchanges`](Self::exchanges).
    ///
    /// # Errors
    ///
    /// [`FakeError`].
    pub async fn last_exchange(&self) -> Result<u64, FakeError> {
        let answer = self.caller.get("exchanges", &[("limit", "1")]).await?;
        Ok(answer["last_number"].as_u64().unwrap_or_default())
    }

    /// Returns the exchanges after a mark; 0 for all since the last reset.
    ///
    /// # Errors
    ///
    /// [`FakeError`].
    pub async fn exchanges(&self, after: u64) -> Result<Vec<Exchange>, FakeError> {
        let answer = self.caller.get("exchanges", &[("after", &after.to_string())]).await?;
        let exchanges = serde_json::from_value(answer["exchanges"].clone());
        exchanges.map_err(|why| FakeError::strange("exchanges", &why.to_string()))
    }
}

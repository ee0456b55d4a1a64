//! Faults of the fake, planned by a probe. What a planned fault did to an application, the verdict leaves out.

use serde_json::{Value, json};

use super::{Fake, FakeError};

/// A fault to plan: what goes wrong, where and how often.
///
/// ```
/// use checker::FaultPlan;
/// use serde_json::json;
///
/// let late = FaultPlan::new(json!({ "delay_ms": 300 })).at("token");
/// let outage = FaultPlan::new(json!({ "status": 503 })).until_cleared();
/// let forged = FaultPlan::new(json!({ "id_token": "wrong_signature" })).at("token").times(2);
/// # let _ = (late, outage, forged);
/// ```
#[derive(Clone, Debug)]
pub struct FaultPlan(Value);

impl FaultPlan {
    /// Plans what the control API calls so, once and at any endpoint: `{"status": 503}`, `"reset"`, `"silence"`,
    /// `{"delay_ms": 300}`, `{"id_token": "alg_none"}`, `{"error": "access_denied"}`, `{"refresh_without": ["id_token"]}`.
    pub fn new(what: impl Into<Value>) -> Self {
        Self(json!({ "what": what.into() }))
    }

    /// Plans it for one endpoint: `authorize`, `token`, `keys`, `logout`, `login`, `discovery`.
    #[must_use]
    pub fn at(mut self, endpoint: &str) -> Self {
        self.0["endpoint"] = endpoint.into();
        self
    }

    /// Plans it for so many calls.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.0["times"] = times.into();
        self
    }

    /// Plans it for every call, until faults are cleared or the environment is reset.
    #[must_use]
    pub fn until_cleared(mut self) -> Self {
        self.0["until_cleared"] = true.into();
        self
    }
}

impl Fake {
    /// Plans a fault.
    ///
    /// # Errors
    ///
    /// [`FakeError`] if the fake does not know such a fault.
    pub async fn plan(&self, fault: FaultPlan) -> Result<(), FakeError> {
        self.caller.post("faults", &fault.0).await.map(drop)
    }

    /// Forgets every planned fault.
    ///
    /// # Errors
    ///
    /// [`FakeError`].
    pub async fn clear_faults(&self) -> Result<(), FakeError> {
        self.caller.delete("faults").await.map(drop)
    }
}

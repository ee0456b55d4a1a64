//! The log of authorization requests: the client, the connections that the person used, and the outcome. Requests
//! themselves are dropped when they are answered or stale; what an audit needs is kept here.

use std::collections::VecDeque;

use jiff::Timestamp;

use super::aging::Age;
use super::{
    Assertion, AuthRequest, AuthRequestId, ClientId, ClientKind, ConnectionId, Environment, Grant,
    Id as _, OrganizationId, Stage, UserId,
};

/// Most requests that are kept, as many as the log of events keeps events.
const MOST_REQUESTS: usize = 10_000;

/// The outcome of a request, or its progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RequestStatus {
    /// It was received, and the person has done nothing yet.
    Initiated,
    /// The person is on the way: at a page for a code or an organization, or at an identity provider.
    Pending,
    /// It was answered with a code.
    Success,
    /// It was answered with an error.
    Failed,
}

impl RequestStatus {
    pub(crate) const ALL: [Self; 4] = [Self::Initiated, Self::Pending, Self::Success, Self::Failed];

    /// Returns the word as it travels.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Initiated => "INITIATED",
            Self::Pending => "PENDING",
            Self::Success => "SUCCESS",
            Self::Failed => "FAILED",
        }
    }
}

/// A request, with the client as it was.
#[derive(Clone, Debug)]
pub(crate) struct LoggedRequest {
    pub(crate) id: AuthRequestId,
    /// Its number, counted from 1 since the environment began.
    pub(crate) number: u64,
    pub(crate) at: Timestamp,
    pub(crate) status: RequestStatus,
    pub(crate) client: ClientId,
    pub(crate) client_name: String,
    pub(crate) client_type: &'static str,
    pub(crate) organization: Option<OrganizationId>,
    pub(crate) email: Option<String>,
    /// The connections that the person used, the deciding one last.
    pub(crate) connections: Vec<LoggedConnection>,
}

/// A connection, as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LoggedConnection {
    pub(crate) id: ConnectionId,
    pub(crate) organization: Option<OrganizationId>,
    pub(crate) connection_type: &'static str,
    pub(crate) provider: &'static str,
}

/// The requests of an environment, the oldest first.
#[derive(Clone, Debug, Default)]
pub(super) struct AuthLog {
    requests: VecDeque<LoggedRequest>,
    logged: u64,
}

impl Age for LoggedRequest {
    fn age(&mut self, seconds: u32) {
        self.at.age(seconds);
    }
}

impl Age for AuthLog {
    fn age(&mut self, seconds: u32) {
        self.requests.age(seconds);
    }
}

impl Environment {
    /// Returns the authorization requests, the newest first.
    pub(crate) fn logged_requests(&self) -> impl Iterator<Item = &LoggedRequest> {
        self.auth_log.requests.iter().rev()
    }

    pub(super) fn log_request(&mut self, request: &AuthRequest) {
        let is_email_address = |hint: &&String| crate::wire::is_email_address(hint);
        let email = request.login_hint.as_ref().filter(is_email_address);
        self.push_request(
            &request.id,
            &request.client,
            LoggedSubject {
                status: RequestStatus::Initiated,
                organization: request.organization.clone(),
                email: email.map(|email| email.to_lowercase()),
            },
        );
        if let Stage::Upstream(upstream) = &request.stage {
            self.log_connection(&request.id, &upstream.connection);
        }
    }

    /// Notes that a code was sent to an address.
    pub(super) fn log_email_code(&mut self, request: &AuthRequestId, email: &str) {
        let connection = self.settings.email_connection.clone();
        self.log_progress(request, Some(&connection), Some(email));
    }

    /// Notes that the person was sent to an identity provider.
    pub(super) fn log_connection(&mut self, request: &AuthRequestId, connection: &ConnectionId) {
        self.log_progress(request, Some(connection), None);
    }

    /// Notes what an identity provider asserted.
    pub(super) fn log_assertion(&mut self, request: &AuthRequestId, assertion: &Assertion) {
        self.log_progress(request, Some(&assertion.connection), Some(&assertion.email));
    }

    /// Notes who the person is.
    pub(super) fn log_user(&mut self, request: &AuthRequestId, user: &UserId) {
        let email = self.email_of(user);
        self.log_progress(request, None, email.as_deref());
    }

    /// Notes that the request was answered with an error.
    pub(super) fn log_failure(&mut self, request: &AuthRequestId) {
        if let Some(logged) = self.logged_request(request) {
            logged.status = RequestStatus::Failed;
        }
    }

    /// Notes the person's progress: the connection and the address, as far as they are known.
    fn log_progress(
        &mut self,
        request: &AuthRequestId,
        connection: Option<&ConnectionId>,
        email: Option<&str>,
    ) {
        let connection = connection.and_then(|id| self.connection_now(id));
        let Some(logged) = self.logged_request(request) else { return };
        logged.status = RequestStatus::Pending;
        if let Some(email) = email {
            logged.email = Some(email.to_owned());
        }
        logged.meet(connection);
    }

    /// Logs a request that was answered with a code. Where a session answered at once, no request waited, and this is
    /// its first entry.
    pub(super) fn log_success(&mut self, grant: &Grant, request: Option<&AuthRequestId>) {
        let email = self.email_of(&grant.user);
        let connection = self.connection_now(&grant.connection);
        let subject = LoggedSubject {
            status: RequestStatus::Success,
            organization: Some(grant.organization.clone()),
            email: email.clone(),
        };
        let id = match request {
            Some(id) => id.clone(),
            None => {
                let id =
                    AuthRequestId::derived_from(&format!("authorization request of {}", grant.id));
                self.push_request(&id, &grant.client, subject);
                id
            }
        };
        let Some(logged) = self.logged_request(&id) else { return };
        logged.status = RequestStatus::Success;
        logged.organization = Some(grant.organization.clone());
        logged.email = email;
        logged.meet(connection);
    }

    fn push_request(&mut self, id: &AuthRequestId, client: &ClientId, subject: LoggedSubject) {
        let known = self.client(client.as_str());
        let client_name = known.map(|client| client.name.clone()).unwrap_or_default();
        let client_type = known.map_or("", |client| match client.kind {
            ClientKind::Web(_) => "ENV",
            ClientKind::Spa => "SPA",
            ClientKind::Native => "NTV",
        });
        let at = self.now;
        let log = &mut self.auth_log;
        log.logged += 1;
        if log.requests.len() == MOST_REQUESTS {
            log.requests.pop_front();
        }
        let LoggedSubject { status, organization, email } = subject;
        log.requests.push_back(LoggedRequest {
            id: id.clone(),
            number: log.logged,
            at,
            status,
            client: client.clone(),
            client_name,
            client_type,
            organization,
            email,
            connections: Vec::new(),
        });
    }

    /// Returns the request as logged. The search begins at the newest requests.
    fn logged_request(&mut self, id: &AuthRequestId) -> Option<&mut LoggedRequest> {
        self.auth_log.requests.iter_mut().rev().find(|logged| &logged.id == id)
    }

    fn email_of(&self, user: &UserId) -> Option<String> {
        self.user(user).map(|user| user.email.clone())
    }

    fn connection_now(&self, id: &ConnectionId) -> Option<LoggedConnection> {
        let connection = self.connection(id)?;
        Some(LoggedConnection {
            id: id.clone(),
            organization: connection.organization.clone(),
            connection_type: connection.connection_type.as_str(),
            provider: connection.provider.as_str(),
        })
    }
}

/// The person and the connection of a logged request, as far as they are known.
struct LoggedSubject {
    status: RequestStatus,
    organization: Option<OrganizationId>,
    email: Option<String>,
}

impl LoggedRequest {
    /// Moves a connection to the end, as the deciding one.
    fn meet(&mut self, connection: Option<LoggedConnection>) {
        let Some(connection) = connection else { return };
        self.connections.retain(|known| known.id != connection.id);
        self.connections.push(connection);
    }
}

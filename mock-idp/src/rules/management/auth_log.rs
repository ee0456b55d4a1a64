//! The log of authorization requests, for whoever audits sign-ins.

use super::page::List;
use super::{Failure, Service};
use crate::environment::{LoggedRequest, RequestStatus};
use crate::rules::{Desk, Granted, Ruling};
use crate::wire::Redacted;
use crate::wire::management::auth_log::{AuthRequestDetails, AuthRequests, ListAuthRequests};

pub(super) fn service() -> Service {
    Service::named("scalekit.v1.auditlogs.AuditLogsService").serve("ListAuthRequests", list)
}

/// The newest first.
fn list(desk: &mut Desk<'_>, ask: &ListAuthRequests) -> Ruling<AuthRequests, Failure> {
    for (index, status) in ask.status.iter().enumerate() {
        known_status(index, status)?;
    }
    let admitted = desk.env.logged_requests().filter(|logged| admits(ask, logged));
    let numbered = admitted.map(|logged| (logged.number, logged));
    let page = List::newest_first(numbered).page(ask.page_size, &ask.page_token)?;
    let id = desk.env.settings().environment_id();
    let requests = page.items.into_iter();
    Ok(Granted::plainly(AuthRequests {
        auth_requests: requests.map(|one| AuthRequestDetails::of(one, id.clone())).collect(),
        next_page_token: page.next_page_token,
        prev_page_token: page.prev_page_token,
        total_size: page.total_size,
    }))
}

fn known_status(index: usize, asked: &str) -> Result<(), Failure> {
    let known = RequestStatus::ALL.map(RequestStatus::as_str);
    if known.iter().any(|known| known.eq_ignore_ascii_case(asked)) {
        return Ok(());
    }
    let description =
        format!("must be one of {}, and not {}", known.join(", "), Redacted::of(asked));
    Err(Failure::invalid(&format!("status[{index}]"), description))
}

/// There are no resources and no connected accounts here, so that a filter for either admits none.
fn admits(ask: &ListAuthRequests, logged: &LoggedRequest) -> bool {
    let statuses = &ask.status;
    let in_status = statuses.is_empty()
        || statuses.iter().any(|wanted| wanted.eq_ignore_ascii_case(logged.status.as_str()));
    let theirs = ask.email.is_empty()
        || logged.email.as_ref().is_some_and(|email| email.eq_ignore_ascii_case(&ask.email));
    let of_client = ask.client_id.is_empty() || logged.client.as_str() == ask.client_id;
    let elsewhere = !ask.resource_id.is_empty() || !ask.connected_account_identifier.is_empty();
    let begun = ask.start_time.is_none_or(|start| start <= logged.at);
    let over = ask.end_time.is_none_or(|end| logged.at <= end);
    in_status && theirs && of_client && !elsewhere && begun && over
}

#[cfg(test)]
mod tests;

//! The log of authorization requests, for an audit of sign-ins.

mod view;

use super::page::{List, Page};
use super::{OperationError, Ruling, Service};
use crate::environment::{LoggedRequest, RequestStatus};
use crate::rules::{Desk, Granted};
use crate::wire::Redacted;
use crate::wire::management::auditlogs as wire;

pub(super) fn service() -> Service {
    Service::named("scalekit.v1.auditlogs.AuditLogsService").serve("ListAuthRequests", list)
}

/// Lists the requests, the newest first.
fn list(
    desk: &mut Desk<'_>,
    request: &wire::ListAuthLogRequest,
) -> Ruling<wire::ListAuthLogResponse> {
    for (index, status) in request.status.iter().enumerate() {
        ensure_status(index, status)?;
    }
    let admitted = desk.env.logged_requests().filter(|logged| admits(request, logged));
    let numbered = admitted.map(|logged| (logged.number, logged));
    let page = List::newest_first(numbered).page(request.page_size, &request.page_token)?;
    let page = page.map(|logged| view::request(desk.env, logged));
    let Page { items: auth_requests, next_page_token, prev_page_token, total_size } = page;
    Ok(Granted::plainly(wire::ListAuthLogResponse {
        next_page_token,
        prev_page_token,
        total_size,
        auth_requests,
    }))
}

fn ensure_status(index: usize, status: &str) -> Result<(), OperationError> {
    let known = RequestStatus::ALL.map(RequestStatus::as_str);
    if known.iter().any(|known| known.eq_ignore_ascii_case(status)) {
        return Ok(());
    }
    let description =
        format!("must be one of {}, and not {}", known.join(", "), Redacted::of(status));
    Err(OperationError::invalid(&format!("status[{index}]"), description))
}

/// Returns whether the filter admits a request. There are no resources and no connected accounts here, so a filter
/// for either admits no request.
fn admits(request: &wire::ListAuthLogRequest, logged: &LoggedRequest) -> bool {
    let statuses = &request.status;
    let in_status = statuses.is_empty()
        || statuses.iter().any(|wanted| wanted.eq_ignore_ascii_case(logged.status.as_str()));
    let theirs = request.email.is_empty()
        || logged.email.as_ref().is_some_and(|email| email.eq_ignore_ascii_case(&request.email));
    let of_client = request.client_id.is_empty() || logged.client.as_str() == request.client_id;
    let elsewhere =
        !request.resource_id.is_empty() || !request.connected_account_identifier.is_empty();
    let begun = request.start_time.is_none_or(|start| start <= logged.at);
    let over = request.end_time.is_none_or(|end| logged.at <= end);
    in_status && theirs && of_client && !elsewhere && begun && over
}

#[cfg(test)]
mod tests;

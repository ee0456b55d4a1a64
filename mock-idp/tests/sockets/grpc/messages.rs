//! The messages of these tests, declared a second time: the fake reads its own proto files, and a wrong number there
//! fails here.

use prost::Message;

#[derive(Message)]
pub(super) struct SessionDetailsRequest {
    #[prost(string, tag = "1")]
    pub(super) session_id: String,
}

#[derive(Message)]
pub(super) struct UserSessionDetailsRequest {
    #[prost(string, tag = "1")]
    pub(super) user_id: String,
    #[prost(uint32, tag = "2")]
    pub(super) page_size: u32,
}

#[derive(Message)]
pub(super) struct UserSessionDetails {
    #[prost(message, repeated, tag = "1")]
    pub(super) sessions: Vec<SessionDetails>,
    #[prost(string, tag = "2")]
    pub(super) next_page_token: String,
    #[prost(uint32, tag = "4")]
    pub(super) total_size: u32,
}

#[derive(Message)]
pub(super) struct SessionDetails {
    #[prost(string, tag = "1")]
    pub(super) session_id: String,
    #[prost(string, tag = "2")]
    pub(super) user_id: String,
    #[prost(string, tag = "11")]
    pub(super) status: String,
}

/// `google.rpc.Status`
#[derive(Message)]
pub(super) struct StatusDetails {
    #[prost(int32, tag = "1")]
    pub(super) code: i32,
    #[prost(string, tag = "2")]
    pub(super) message: String,
    #[prost(message, repeated, tag = "3")]
    pub(super) details: Vec<Any>,
}

/// `google.protobuf.Any`
#[derive(Message)]
pub(super) struct Any {
    #[prost(string, tag = "1")]
    pub(super) type_url: String,
    #[prost(bytes = "vec", tag = "2")]
    pub(super) value: Vec<u8>,
}

/// `scalekit.v1.errdetails.ErrorInfo`
#[derive(Message)]
pub(super) struct ErrorInfo {
    #[prost(string, tag = "1")]
    pub(super) error_code: String,
    #[prost(message, optional, tag = "8")]
    pub(super) validation_error_info: Option<ValidationErrorInfo>,
}

#[derive(Message)]
pub(super) struct ValidationErrorInfo {
    #[prost(message, repeated, tag = "1")]
    pub(super) field_violations: Vec<FieldViolation>,
}

#[derive(Message)]
pub(super) struct FieldViolation {
    #[prost(string, tag = "1")]
    pub(super) field: String,
    #[prost(string, tag = "2")]
    pub(super) description: String,
}

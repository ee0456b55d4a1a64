//! `/_mock/counts`: how many things of each kind the environment has.

use super::operation::Operation;
use super::reply::Reply;
use crate::http::here::Here;
use crate::idp::Counts;

pub(super) fn operations() -> [Operation; 1] {
    [Operation::get("/counts", "readCounts", "How much of everything there is", read)
        .replies("The counts.")]
}

async fn read(Here(idp): Here) -> Reply<Counts> {
    Reply(idp.counts())
}

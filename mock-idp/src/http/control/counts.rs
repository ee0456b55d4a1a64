//! `/_mock/counts`: how many things of each kind the environment has.

use axum::extract::State;

use super::operation::Operation;
use super::reply::Reply;
use crate::idp::{Counts, Idp};

pub(super) fn operations() -> [Operation; 1] {
    [Operation::get("/counts", "readCounts", "How much of everything there is", read)
        .replies("The counts.")]
}

async fn read(State(idp): State<Idp>) -> Reply<Counts> {
    Reply(idp.counts())
}

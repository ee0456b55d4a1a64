//! What people do with the sample app and the fake, told from the browser's side.
//!
//! Each story keeps its transcript, which reads like a sequence diagram, and the fake's journal.

mod sign_in;

//! The playbook “Handling User Logout Correctly”: items 78 to 117.

mod questions;
mod steps;

use super::Item;

pub(super) static PARTS: [&[Item]; 2] = [&steps::ITEMS, &questions::ITEMS];

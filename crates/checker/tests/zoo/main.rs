//! The checker in front of applications that are known: nothing is broken in a right one, and of each defect exactly the
//! rows that it breaks.

mod bare;
#[cfg(feature = "chromium")]
mod chromium;
mod defects;
mod evidence;
mod express;
mod formats;
mod instances;
mod logs;
mod matrix;
mod messages;
mod navigation;
mod no_check;
mod renewal;
mod reports;
mod sample;
mod scenes;
mod strict;
mod unguarded;
mod world;

//! What applications and organizations' clients are told to be, and what they can do then.

mod applications;
mod machines;
mod secrets;

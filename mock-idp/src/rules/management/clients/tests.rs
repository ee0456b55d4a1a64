//! Applications and organizations' clients: their settings, and the effects of these.

mod applications;
mod machines;
mod secrets;

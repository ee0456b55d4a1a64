//! What a scene becomes: the same sign-out twice, once as it should be and once by a server.

mod columns;
mod forms;
mod plays;
mod scenes;

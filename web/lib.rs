//! The web face of Socket Playground: HTTP, JSON, HTML, and words. It knows no operating-system sockets
//! but the ones that browsers come in on.

pub mod api;
pub mod app;
pub mod language;
pub mod problem;
pub mod upgrade;
pub mod wire;

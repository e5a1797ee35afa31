//! The web face of Socket Playground: HTTP, JSON, HTML, and words. It knows no operating-system sockets
//! but the ones that browsers come in on.

pub mod app;
pub mod language;
pub mod page;
pub mod problem;
pub mod render;
pub mod upgrade;
pub mod wire;
pub mod words;

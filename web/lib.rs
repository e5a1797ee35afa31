//! The web face of Socket Playground: HTTP, JSON, HTML, and words. It knows no operating-system sockets
//! but the ones that browsers come in on.

pub mod api;
pub mod app;
pub mod assets;
pub mod cli;
pub mod filter;
pub mod guard;
pub mod headers;
mod hearing;
pub mod holder;
pub mod language;
pub mod lens;
pub mod log;
pub mod page;
pub mod problem;
pub mod program;
pub mod render;
pub mod routes;
pub mod serve;
pub mod theme;
pub mod upgrade;
pub mod wire;
pub mod words;

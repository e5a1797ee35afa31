//! What is seen beside the calls: stub.
#![allow(dead_code)]
use std::time::Duration;
use crate::{event::Event, id::SocketId};
pub(crate) mod book;
#[cfg(target_os = "linux")]
pub(crate) mod sampler;
pub(crate) type News = Vec<(Duration, Option<SocketId>, Event)>;

//! Stub of the book.
use std::net::SocketAddr;
use crate::{command::Protocol, id::SocketId, node::On};
#[derive(Debug, Default)]
pub(crate) struct Book(pub(crate) Vec<(SocketId, On, Protocol, Option<SocketAddr>, Option<SocketAddr>, bool)>);
impl Book {
    pub(crate) fn ends(&self) -> impl Iterator<Item = (SocketId, On, Protocol, Option<SocketAddr>, Option<SocketAddr>, bool)> {
        self.0.iter().copied()
    }
}

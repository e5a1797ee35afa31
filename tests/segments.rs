//! What we say of segments, beside what Wireshark says of the same bytes.

mod conversations;
mod explained;
mod fields;
mod files;
mod filters;
mod foreign;
mod frames;
pub(crate) mod tshark;

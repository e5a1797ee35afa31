//! What we say of segments, beside what Wireshark says of the same bytes.

mod conversations;
mod fields;
mod frames;
mod tshark;

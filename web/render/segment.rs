//! A captured frame as a person reads it: on one line, and with all of its fields.

pub use self::view::FrameView;

mod diagram;
pub(super) mod ends;
pub(super) mod line;
#[cfg(test)]
pub(crate) mod made;
mod model;
mod number;
mod view;

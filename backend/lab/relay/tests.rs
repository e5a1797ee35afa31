//! The relay as its users see it: what becomes of frames.

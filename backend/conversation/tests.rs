//! Conversations, segment by segment.

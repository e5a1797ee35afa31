//! Tests that read like a transcript.

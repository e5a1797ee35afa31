//! The panel, drawn from labs that were made up.

//! The product from outside: the table of contents of its tests.

mod tidy;

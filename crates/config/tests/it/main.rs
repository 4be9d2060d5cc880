//! Compares the crate with what the originals gave for the same input.

mod ini;
mod project;

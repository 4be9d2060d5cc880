//! Tests of the script directory on real folders.

mod directory;
mod format;
mod generate;
mod project;

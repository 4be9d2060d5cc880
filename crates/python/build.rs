//! Rebuilds the crate when a Python file that it freezes has changed.

fn main() {
    println!("cargo::rerun-if-changed=../../python/alembic");
    println!("cargo::rerun-if-changed=../../python/embedded");
}

//! The reader, guided by the code that a text reaches.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| alembic_fuzz::Reader::Identifier.check(text));

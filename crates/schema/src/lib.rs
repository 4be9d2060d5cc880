#![doc = include_str!("../README.md")]

mod value;

pub use value::Value;

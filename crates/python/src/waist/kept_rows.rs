//! The rows of a result until a script asks for them.
//!
//! A result is read to its end when its statement runs, so that a script can run other statements while
//! it goes through the rows, as with the drivers that Python has. What that takes of memory stays the same
//! however many rows there are: they are kept in parts, and beyond a few megabytes in a file.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

use alembic_db::{RowReceiver, Value};
use alembic_dialect::{Dialect, ResultTypes, RowConverter};
use serde_json::Value as Json;

/// How many rows are handed over at once.
const ROWS_OF_A_PART: usize = 1000;

/// How long the text of a part may become before it has so many rows.
const BYTES_OF_A_PART: usize = 1 << 20;

/// How long the texts of the parts that stay in memory may become.
const BYTES_IN_MEMORY: usize = 8 << 20;

/// The rows of a result that were not asked for yet, in parts.
#[derive(Default)]
pub(super) struct KeptRows {
    /// The texts of parts, in memory.
    held: Vec<u8>,
    /// The texts of the parts before those, and how much of them was read.
    file: Option<File>,
    read: u64,
    /// The lengths of the parts that are left, first one first.
    lengths: std::collections::VecDeque<usize>,
}

impl KeptRows {
    /// Returns whether all rows were asked for.
    pub(super) fn is_empty(&self) -> bool {
        self.lengths.is_empty()
    }

    /// Returns the next part as a list of rows; an empty one after the last.
    pub(super) fn next_part(&mut self) -> io::Result<Json> {
        let Some(length) = self.lengths.pop_front() else {
            return Ok(Json::Array(Vec::new()));
        };
        let mut text = vec![0; length];
        match &mut self.file {
            Some(file) => {
                file.seek(SeekFrom::Start(self.read))?;
                file.read_exact(&mut text)?;
                self.read += length as u64;
            }
            None => {
                let start = usize::try_from(self.read).unwrap_or(0);
                text.copy_from_slice(&self.held[start..start + length]);
                self.read += length as u64;
            }
        }
        Ok(serde_json::from_slice(&text)?)
    }

    fn add(&mut self, part: &[u8]) -> io::Result<()> {
        self.held.extend_from_slice(part);
        self.lengths.push_back(part.len());
        if self.held.len() > BYTES_IN_MEMORY {
            self.write_held()?;
        }
        Ok(())
    }

    fn write_held(&mut self) -> io::Result<()> {
        if self.file.is_none() {
            self.file = Some(tempfile::tempfile()?);
        }
        if let Some(file) = &mut self.file {
            file.write_all(&self.held)?;
        }
        self.held.clear();
        Ok(())
    }
}

/// Takes the rows of a result, with the values that the columns' types make of what the driver gives.
pub(super) struct RowKeeper<'a> {
    dialect: &'a dyn Dialect,
    types: &'a ResultTypes,
    converter: Option<RowConverter<'a>>,
    /// The first rows, which are handed over with the answer.
    first: Vec<Json>,
    /// The part that is being written.
    part: Vec<u8>,
    rows_of_part: usize,
    kept: KeptRows,
    is_tagged: bool,
    failure: Option<io::Error>,
}

/// What a `RowKeeper` has taken.
#[derive(Default)]
pub(super) struct TakenRows {
    /// The first rows.
    pub(super) first: Vec<Json>,
    /// The others.
    pub(super) rest: KeptRows,
    /// Whether any value crosses as a dictionary that tells its kind.
    pub(super) is_tagged: bool,
}

impl<'a> RowKeeper<'a> {
    pub(super) fn new(dialect: &'a dyn Dialect, types: &'a ResultTypes) -> Self {
        Self {
            dialect,
            types,
            converter: None,
            first: Vec::new(),
            part: Vec::new(),
            rows_of_part: 0,
            kept: KeptRows::default(),
            is_tagged: false,
            failure: None,
        }
    }

    /// Returns the rows; fails when they could not be kept.
    pub(super) fn finish(mut self) -> io::Result<TakenRows> {
        if self.rows_of_part > 0 && self.failure.is_none() {
            self.end_part();
        }
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        if self.kept.file.is_some() {
            self.kept.write_held()?;
            self.kept.held = Vec::new();
        }
        Ok(TakenRows {
            first: self.first,
            rest: self.kept,
            is_tagged: self.is_tagged,
        })
    }

    fn end_part(&mut self) {
        self.part.push(b']');
        self.failure = self.kept.add(&self.part).err();
        self.part.clear();
        self.rows_of_part = 0;
    }

    fn keep(&mut self, row: &[Value]) {
        self.part
            .push(if self.rows_of_part == 0 { b'[' } else { b',' });
        self.failure = serde_json::to_writer(&mut self.part, row)
            .err()
            .map(io::Error::from);
        self.rows_of_part += 1;
        if self.rows_of_part == ROWS_OF_A_PART || self.part.len() > BYTES_OF_A_PART {
            self.end_part();
        }
    }
}

impl RowReceiver for RowKeeper<'_> {
    fn begin(&mut self, columns: &[String]) {
        *self = Self {
            converter: Some(self.types.converter(self.dialect, columns)),
            failure: self.failure.take(),
            ..Self::new(self.dialect, self.types)
        };
    }

    fn row(&mut self, mut row: Vec<Value>) {
        // What comes after a failure has to be read, but nobody will see it.
        if self.failure.is_some() {
            return;
        }
        if let Some(converter) = &self.converter {
            converter.apply(&mut row);
        }
        self.is_tagged = self.is_tagged || row.iter().any(is_tagged);
        if self.first.len() < ROWS_OF_A_PART {
            match serde_json::to_value(row) {
                Ok(row) => self.first.push(row),
                Err(error) => self.failure = Some(error.into()),
            }
        } else {
            self.keep(&row);
        }
    }
}

/// Returns whether a value crosses as a dictionary that tells its kind.
fn is_tagged(value: &Value) -> bool {
    match value {
        Value::Null | Value::Boolean(_) | Value::Integer(_) | Value::Text(_) => false,
        Value::Float(number) => !number.is_finite(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn rows_of(taken: TakenRows) -> Vec<Json> {
        let mut rows = taken.first;
        let mut rest = taken.rest;
        while !rest.is_empty() {
            match rest.next_part().unwrap() {
                Json::Array(part) => rows.extend(part),
                other => panic!("{other}"),
            }
        }
        rows
    }

    #[test]
    fn rows_come_back_in_their_order_from_memory_and_from_a_file() {
        let dialect = alembic_dialect::dialect("sqlite").unwrap();
        let types = ResultTypes::default();
        for (count, text, wants_file) in [
            (0, "", false),
            (3, "a", false),
            (2500, "a", false),
            (30_000, &*"long ".repeat(100), true),
        ] {
            let mut keeper = RowKeeper::new(dialect.as_ref(), &types);
            keeper.begin(&["forgotten".to_owned()]);
            keeper.row(vec![Value::Null]);
            keeper.begin(&["number".to_owned(), "text".to_owned()]);
            for number in 0..count {
                keeper.row(vec![Value::Integer(number), Value::Text(text.to_owned())]);
            }
            let taken = keeper.finish().unwrap();
            assert!(!taken.is_tagged);
            assert_eq!(taken.rest.file.is_some(), wants_file, "{count}");
            assert!(taken.rest.held.capacity() < 2 * BYTES_IN_MEMORY);
            let expected: Vec<Json> = (0..count).map(|number| json!([number, text])).collect();
            assert_eq!(rows_of(taken), expected, "{count}");
        }
    }

    #[test]
    fn wide_rows_make_parts_of_fewer() {
        let dialect = alembic_dialect::dialect("sqlite").unwrap();
        let types = ResultTypes::default();
        let mut keeper = RowKeeper::new(dialect.as_ref(), &types);
        keeper.begin(&["text".to_owned()]);
        for _ in 0..ROWS_OF_A_PART {
            keeper.row(vec![Value::Integer(1)]);
        }
        for _ in 0..10 {
            keeper.row(vec![Value::Bytes(vec![0; BYTES_OF_A_PART / 4])]);
        }
        let taken = keeper.finish().unwrap();
        assert!(taken.is_tagged);
        // Bytes are kept as two digits each, so that two of the rows fill a part.
        assert_eq!(taken.rest.lengths.len(), 5);
    }
}

//! Values of result columns, read from their text form as PyMySQL does.

use alembic_db::Value;
use mysql::Column;
use mysql::consts::ColumnType;

/// The character set that stands for bytes.
const BINARY: u16 = 63;

/// Returns the value of a cell.
pub(super) fn value(column: &Column, cell: mysql::Value) -> Value {
    let mysql::Value::Bytes(bytes) = cell else {
        // The text protocol knows nothing else but NULL.
        return Value::Null;
    };
    from_bytes(
        column.column_type(),
        column.character_set() == BINARY,
        bytes,
    )
}

fn from_bytes(column_type: ColumnType, is_binary: bool, bytes: Vec<u8>) -> Value {
    use ColumnType as T;
    let keeps_bytes = match column_type {
        T::MYSQL_TYPE_BIT | T::MYSQL_TYPE_GEOMETRY => true,
        T::MYSQL_TYPE_TINY_BLOB
        | T::MYSQL_TYPE_MEDIUM_BLOB
        | T::MYSQL_TYPE_LONG_BLOB
        | T::MYSQL_TYPE_BLOB
        | T::MYSQL_TYPE_VARCHAR
        | T::MYSQL_TYPE_VAR_STRING
        | T::MYSQL_TYPE_STRING => is_binary,
        _ => false,
    };
    if keeps_bytes {
        return Value::Bytes(bytes);
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => return Value::Bytes(error.into_bytes()),
    };
    match column_type {
        T::MYSQL_TYPE_TINY
        | T::MYSQL_TYPE_SHORT
        | T::MYSQL_TYPE_INT24
        | T::MYSQL_TYPE_LONG
        | T::MYSQL_TYPE_LONGLONG
        | T::MYSQL_TYPE_YEAR => match text.parse() {
            Ok(number) => Value::Integer(number),
            Err(_) => Value::BigInteger(text),
        },
        T::MYSQL_TYPE_FLOAT | T::MYSQL_TYPE_DOUBLE => match text.parse() {
            Ok(number) => Value::Float(number),
            Err(_) => Value::Text(text),
        },
        T::MYSQL_TYPE_DECIMAL | T::MYSQL_TYPE_NEWDECIMAL => Value::Decimal(text),
        T::MYSQL_TYPE_DATE | T::MYSQL_TYPE_NEWDATE if is_date(&text) => Value::Date(text),
        T::MYSQL_TYPE_DATETIME
        | T::MYSQL_TYPE_TIMESTAMP
        | T::MYSQL_TYPE_DATETIME2
        | T::MYSQL_TYPE_TIMESTAMP2
            if is_date(&text) =>
        {
            Value::DateTime(text.replacen(' ', "T", 1))
        }
        T::MYSQL_TYPE_TIME | T::MYSQL_TYPE_TIME2 => match seconds(&text) {
            Some(seconds) => Value::Interval(seconds),
            None => Value::Text(text),
        },
        _ => Value::Text(text),
    }
}

/// Whether Python has the date; `0000-00-00` and `2024-00-00` stay text.
fn is_date(text: &str) -> bool {
    let part = |range: std::ops::Range<usize>| text.get(range).is_some_and(|part| part != "00");
    !text.starts_with("0000") && part(5..7) && part(8..10)
}

/// Reads `-30:00:01.5` as a time span.
fn seconds(text: &str) -> Option<f64> {
    let sign = if text.starts_with('-') { -1.0 } else { 1.0 };
    let mut parts = text.trim_start_matches('-').split(':');
    let mut total = 0.0;
    let mut unit = 3600.0;
    for _ in 0..3 {
        total += unit * parts.next()?.parse::<f64>().ok()?;
        unit /= 60.0;
    }
    Some(sign * total)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ColumnType as T;

    #[test]
    fn cells_are_typed_by_their_column() {
        for (column_type, is_binary, text, expected) in [
            (T::MYSQL_TYPE_TINY, true, "1", Value::Integer(1)),
            (
                T::MYSQL_TYPE_LONGLONG,
                true,
                "18446744073709551615",
                Value::BigInteger("18446744073709551615".to_owned()),
            ),
            (T::MYSQL_TYPE_DOUBLE, true, "1.5", Value::Float(1.5)),
            (
                T::MYSQL_TYPE_NEWDECIMAL,
                true,
                "1.50",
                Value::Decimal("1.50".to_owned()),
            ),
            (T::MYSQL_TYPE_BLOB, true, "x", Value::Bytes(b"x".to_vec())),
            (T::MYSQL_TYPE_BLOB, false, "x", Value::Text("x".to_owned())),
            (T::MYSQL_TYPE_BIT, true, "\u{5}", Value::Bytes(vec![5])),
            (T::MYSQL_TYPE_JSON, true, "{}", Value::Text("{}".to_owned())),
            (
                T::MYSQL_TYPE_DATE,
                true,
                "2024-01-31",
                Value::Date("2024-01-31".to_owned()),
            ),
            (
                T::MYSQL_TYPE_DATE,
                true,
                "0000-00-00",
                Value::Text("0000-00-00".to_owned()),
            ),
            (
                T::MYSQL_TYPE_DATETIME,
                true,
                "2024-01-31 12:00:00.5",
                Value::DateTime("2024-01-31T12:00:00.5".to_owned()),
            ),
            (
                T::MYSQL_TYPE_TIME,
                true,
                "-30:00:01.5",
                Value::Interval(-108_001.5),
            ),
        ] {
            let found = from_bytes(column_type, is_binary, text.as_bytes().to_vec());
            assert_eq!(found, expected, "{column_type:?} {text}");
        }
    }
}

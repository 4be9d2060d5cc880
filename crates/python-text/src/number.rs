//! Numbers as Python writes them.

/// Returns a number as `repr(float)` writes it.
pub fn float_repr(number: f64) -> String {
    if !number.is_finite() {
        return not_finite(number, false);
    }
    let magnitude = number.abs();
    if magnitude == 0.0 || (1e-4..1e16).contains(&magnitude) {
        format!("{number:?}")
    } else {
        python_exponent(&format!("{number:e}"))
    }
}

/// Returns a number, or `None`, as Python's `str` writes it.
pub fn optional_number(number: Option<i64>) -> String {
    number.map_or_else(|| "None".to_owned(), |number| number.to_string())
}

/// Returns a number as the conversions `e`, `f`, `g` and their capitals write it.
///
/// `keep_point` is the flag `#`: the point and trailing zeros stay. The sign is written only when it is
/// negative.
pub fn float_format(number: f64, conversion: char, precision: usize, keep_point: bool) -> String {
    let is_upper = conversion.is_ascii_uppercase();
    if !number.is_finite() {
        return not_finite(number, is_upper);
    }
    let mut text = match conversion.to_ascii_lowercase() {
        'e' => with_point(
            python_exponent(&format!("{number:.precision$e}")),
            keep_point,
        ),
        'g' => general(number, precision.max(1), keep_point),
        _ => with_point(format!("{number:.precision$}"), keep_point),
    };
    if is_upper {
        text.make_ascii_uppercase();
    }
    text
}

fn general(number: f64, precision: usize, keep_point: bool) -> String {
    let scientific = format!("{number:.*e}", precision - 1);
    let exponent: i64 = scientific
        .split_once('e')
        .and_then(|(_, exponent)| exponent.parse().ok())
        .unwrap_or_default();
    let significant = i64::try_from(precision).unwrap_or(i64::MAX);
    let is_fixed = (-4..significant).contains(&exponent);
    let text = if is_fixed {
        let decimals = usize::try_from(significant - 1 - exponent).unwrap_or_default();
        format!("{number:.decimals$}")
    } else {
        python_exponent(&scientific)
    };
    if keep_point {
        return with_point(text, true);
    }
    let (digits, exponent) = match text.split_once('e') {
        Some((digits, exponent)) => (digits, Some(exponent)),
        None => (text.as_str(), None),
    };
    let digits = if digits.contains('.') {
        digits.trim_end_matches('0').trim_end_matches('.')
    } else {
        digits
    };
    match exponent {
        Some(exponent) => format!("{digits}e{exponent}"),
        None => digits.to_owned(),
    }
}

fn with_point(text: String, keep_point: bool) -> String {
    if !keep_point || text.contains('.') {
        return text;
    }
    match text.split_once('e') {
        Some((digits, exponent)) => format!("{digits}.e{exponent}"),
        None => format!("{text}."),
    }
}

/// Writes `1.5e7` as `1.5e+07`.
fn python_exponent(text: &str) -> String {
    let Some((digits, exponent)) = text.split_once('e') else {
        return text.to_owned();
    };
    let (sign, exponent) = match exponent.strip_prefix('-') {
        Some(exponent) => ('-', exponent),
        None => ('+', exponent),
    };
    format!("{digits}e{sign}{exponent:0>2}")
}

fn not_finite(number: f64, is_upper: bool) -> String {
    let text = match (number.is_nan(), number > 0.0) {
        (true, _) => "nan",
        (_, true) => "inf",
        _ => "-inf",
    };
    if is_upper {
        text.to_ascii_uppercase()
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_are_those_of_python() {
        let cases = [
            (1.0, "1.0"),
            (-0.0, "-0.0"),
            (0.1, "0.1"),
            (1_700_000_000.123_456, "1700000000.123456"),
            (1e16, "1e+16"),
            (1.5e-5, "1.5e-05"),
            (9_999_999_999_999_998.0, "9999999999999998.0"),
            (1e-7, "1e-07"),
            (0.0001, "0.0001"),
            (1.25e20, "1.25e+20"),
            (f64::NAN, "nan"),
            (f64::NEG_INFINITY, "-inf"),
            (f64::INFINITY, "inf"),
        ];
        for (number, expected) in cases {
            assert_eq!(float_repr(number), expected);
        }
    }

    #[test]
    fn conversions_are_those_of_c() {
        let cases = [
            (2.5, 'f', 0, false, "2"),
            (2.5, 'f', 0, true, "2."),
            (2.5, 'e', 2, false, "2.50e+00"),
            (0.0, 'g', 6, false, "0"),
            (1234567.0, 'g', 6, false, "1.23457e+06"),
            (1234567.0, 'G', 6, false, "1.23457E+06"),
            (0.0001, 'g', 6, false, "0.0001"),
            (0.00001, 'g', 6, false, "1e-05"),
            (100.0, 'g', 6, false, "100"),
            (100.0, 'g', 6, true, "100.000"),
            (f64::NAN, 'F', 6, false, "NAN"),
        ];
        for (number, conversion, precision, keep_point, expected) in cases {
            assert_eq!(
                float_format(number, conversion, precision, keep_point),
                expected
            );
        }
    }
}

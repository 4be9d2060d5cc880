//! Database URLs, values, rows, errors and the Connection trait; no driver.

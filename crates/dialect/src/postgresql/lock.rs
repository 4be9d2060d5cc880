//! The migration lock of PostgreSQL: a session's advisory lock.

use alembic_db::Statement;

/// Returns the number that stands for a version table.
///
/// It is FNV-1a, which never changes: programs of different versions must meet at the same lock.
pub fn key(schema: Option<&str>, table: &str) -> i64 {
    let text = format!("alembic:{}.{table}", schema.unwrap_or_default());
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    hash.cast_signed()
}

/// Returns the statement that readies a session to hold a lock for long without a word.
///
/// The name tells others who holds the lock; the limits would end the session while a migration runs
/// on another one. Servers before PostgreSQL 14 lack one of the settings.
pub fn prepare_session() -> Statement {
    Statement::sql(
        "SELECT pg_catalog.set_config(name, CASE name WHEN 'application_name' THEN 'alembic' \
         ELSE '0' END, false) FROM pg_catalog.pg_settings \
         WHERE name IN ('statement_timeout', 'idle_session_timeout') \
         OR name = 'application_name' AND setting = ''",
    )
}

/// Returns the statement that takes the lock if it is free, giving whether it was.
///
/// Waiting inside a statement would keep a snapshot, and the `CREATE INDEX CONCURRENTLY` of the one who
/// holds the lock would wait for the waiter.
pub fn try_acquire(key: i64) -> Statement {
    Statement::sql(format!("SELECT pg_catalog.pg_try_advisory_lock({key})"))
}

/// Returns the statement that gives the lock back.
pub fn release(key: i64) -> Statement {
    Statement::sql(format!("SELECT pg_catalog.pg_advisory_unlock({key})"))
}

/// Returns the query for who holds the lock: process, application, user and host.
pub fn holder(key: i64) -> Statement {
    let bits = key.cast_unsigned();
    let (high, low) = (bits >> 32, bits & 0xffff_ffff);
    Statement::sql(format!(
        "SELECT a.pid, nullif(a.application_name, ''), a.usename, \
         coalesce(a.client_hostname, pg_catalog.host(a.client_addr)) \
         FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid \
         WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 \
         AND l.classid::bigint = {high} AND l.objid::bigint = {low} \
         AND l.database = (SELECT oid FROM pg_catalog.pg_database \
         WHERE datname = pg_catalog.current_database())"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_a_version_table_never_changes() {
        assert_eq!(
            key(Some("public"), "alembic_version"),
            1_045_156_720_821_875_617
        );
        assert_ne!(key(Some("a"), "x"), key(Some("b"), "x"));
        assert_ne!(key(None, "x"), key(None, "y"));
    }

    #[test]
    fn the_holder_is_found_by_both_halves_of_the_key() {
        let text = holder(-1).text_with(|_, _| String::new());
        assert!(text.contains("classid::bigint = 4294967295 AND l.objid::bigint = 4294967295"));
    }
}

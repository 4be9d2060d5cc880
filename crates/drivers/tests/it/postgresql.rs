use alembic_db::{IsolationLevel, Url, Value};
use serde_json::json;

use crate::server::{Database, connect, connect_error, echo, query, run, text};

fn create(driver: &str) -> Option<Database> {
    Database::create("ALEMBIC_TEST_POSTGRESQL_URL", driver)
}

#[test]
fn the_server_is_known() {
    let Some(database) = create("postgresql") else {
        return;
    };
    let connection = database.connect();
    let server = connection.server();
    assert!(server.version[0] >= 9, "{server:?}");
    assert_eq!(server.default_schema.as_deref(), Some("public"));
    assert_eq!(server.database, database.url.database);
    assert!(!server.is_mariadb);
}

#[test]
fn columns_are_typed() {
    let Some(database) = create("postgresql+psycopg2") else {
        return;
    };
    let mut connection = database.connect();
    run(
        connection.as_mut(),
        "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE DOMAIN small AS int CHECK (VALUE < 10)",
    );
    for (sql, expected) in [
        ("1::int2", Value::Integer(1)),
        ("1::int8", Value::Integer(1)),
        ("5::small", Value::Integer(5)),
        ("'pg_class'::regclass::oid > 0", Value::Boolean(true)),
        ("0.1::float4", Value::Float(0.1)),
        ("'NaN'::float8 = 'NaN'", Value::Boolean(true)),
        ("1.50::numeric(5,2)", Value::Decimal("1.50".to_owned())),
        ("'é'::varchar", text("é")),
        ("'x'::name", text("x")),
        ("'sad'::mood", text("sad")),
        ("'\\x00ff'::bytea", Value::Bytes(vec![0, 255])),
        ("date '2024-01-31'", Value::Date("2024-01-31".to_owned())),
        ("time '12:00:00.5'", Value::Time("12:00:00.5".to_owned())),
        (
            "timestamp '2024-01-31 12:00'",
            Value::DateTime("2024-01-31T12:00:00".to_owned()),
        ),
        ("interval '1 day 00:00:01'", Value::Interval(86_401.0)),
        ("'10.0.0.1'::inet", text("10.0.0.1")),
        ("'{\"a\": [1]}'::jsonb", Value::json(json!({"a": [1]}))),
        (
            "ARRAY[1,NULL]",
            Value::Array(vec![Value::Integer(1), Value::Null]),
        ),
        (
            "ARRAY['a','b,\"c']",
            Value::Array(vec![text("a"), text("b,\"c")]),
        ),
        ("'{[1,3)}'::int4multirange", text("{[1,3)}")),
        ("ROW(1, 'x')", text("(1,x)")),
        ("NULL", Value::Null),
    ] {
        let rows = query(connection.as_mut(), &format!("SELECT {sql}")).rows;
        assert_eq!(rows, [[expected]], "{sql}");
    }
}

#[test]
fn parameters_survive_the_round_trip() {
    let Some(database) = create("postgresql+psycopg2") else {
        return;
    };
    let mut connection = database.connect();
    let values = [
        Value::Null,
        Value::Boolean(false),
        Value::Integer(i64::MAX),
        Value::Decimal("-12345678901234567890.5".to_owned()),
        text("it's a \\ \"test\" %s :x $1 ?\n日本"),
        Value::Bytes((0..=255).collect()),
        Value::Date("2024-01-31".to_owned()),
        Value::Time("12:00:00.5".to_owned()),
        Value::DateTime("2024-01-31T12:00:00.000005".to_owned()),
        Value::Interval(-86_396.5),
        Value::Uuid("00000000-0000-0000-0000-000000000001".to_owned()),
        Value::Array(vec![Value::Integer(1), Value::Integer(2)]),
    ];
    for value in &values {
        assert_eq!(&echo(connection.as_mut(), value), value);
    }
    // A number without a type of its own is numeric, as with psycopg2.
    let number = echo(connection.as_mut(), &Value::Float(-1.5));
    assert_eq!(number, Value::Decimal("-1.5".to_owned()));
    let number = echo(connection.as_mut(), &Value::Float(f64::INFINITY));
    assert_eq!(number, Value::Float(f64::INFINITY));
    run(connection.as_mut(), "SET standard_conforming_strings = off");
    for value in [&values[4], &values[5]] {
        assert_eq!(&echo(connection.as_mut(), value), value);
    }
}

#[test]
fn transactions_keep_and_take_back() {
    let Some(database) = create("postgresql+psycopg2") else {
        return;
    };
    let mut connection = database.connect();
    let count = |sql: &str| {
        let mut other = database.connect();
        query(other.as_mut(), sql).rows
    };
    connection.begin().unwrap();
    assert_eq!(run(connection.as_mut(), "CREATE TABLE a (x int)"), -1);
    connection.rollback().unwrap();
    let tables = "SELECT count(*) FROM pg_class WHERE relname = 'a'";
    assert_eq!(count(tables), [[Value::Integer(0)]]);

    connection.begin().unwrap();
    run(connection.as_mut(), "CREATE TABLE a (x int)");
    assert_eq!(run(connection.as_mut(), "INSERT INTO a VALUES (1), (2)"), 2);
    assert_eq!(count(tables), [[Value::Integer(0)]]);
    connection.commit().unwrap();
    assert_eq!(count("SELECT count(*) FROM a"), [[Value::Integer(2)]]);

    connection
        .set_isolation_level(IsolationLevel::Serializable)
        .unwrap();
    connection.begin().unwrap();
    let level = query(connection.as_mut(), "SHOW transaction_isolation").rows;
    assert_eq!(level, [[text("serializable")]]);
    connection.rollback().unwrap();

    connection
        .set_isolation_level(IsolationLevel::Autocommit)
        .unwrap();
    connection.begin().unwrap();
    run(connection.as_mut(), "VACUUM a");
    run(connection.as_mut(), "CREATE INDEX CONCURRENTLY i ON a (x)");
    connection.commit().unwrap();
}

#[test]
fn several_statements_give_the_last_result() {
    let Some(database) = create("postgresql+psycopg2") else {
        return;
    };
    let mut connection = database.connect();
    let result = query(
        connection.as_mut(),
        "CREATE TABLE a (x int); INSERT INTO a VALUES (7) RETURNING x",
    );
    assert_eq!(
        (result.columns, result.rows),
        (vec!["x".to_owned()], vec![vec![Value::Integer(7)]])
    );
    let result = query(connection.as_mut(), "SELECT x FROM a; UPDATE a SET x = 8");
    assert_eq!((result.returns_rows, result.row_count), (false, 1));
    for sql in ["COPY a FROM STDIN", "COPY a TO STDOUT"] {
        assert!(connection.execute(&sql.into()).is_err(), "{sql}");
        assert_eq!(
            query(connection.as_mut(), "SELECT 1").rows,
            [[Value::Integer(1)]]
        );
    }
}

#[test]
fn refused_connections_are_worded_as_in_libpq() {
    let Some(database) = create("postgresql+psycopg2") else {
        return;
    };
    let with = |change: &dyn Fn(&mut Url)| {
        let mut url = database.url.clone();
        change(&mut url);
        connect_error(&url)
    };
    let missing = with(&|url| url.database = Some("missing_database".to_owned()));
    assert!(
        missing.ends_with("failed: FATAL:  database \"missing_database\" does not exist\n"),
        "{missing}"
    );
    let refused = with(&|url| {
        url.host = Some("127.0.0.1".to_owned());
        url.port = Some(1);
        url.password = Some("sesame".to_owned());
    });
    assert_eq!(
        refused,
        "(psycopg2.OperationalError) connection to server at \"127.0.0.1\", port 1 failed: \
         Connection refused\n\tIs the server running on that host and accepting TCP/IP \
         connections?\n"
    );
    let unknown = with(&|url| url.host = Some("se@same.invalid".to_owned()));
    assert!(
        unknown.starts_with(
            "(psycopg2.OperationalError) could not translate host name \"same.invalid\" to address: "
        ),
        "{unknown}"
    );
    let socket = connect_error(&Url::parse("postgresql://u@/d?host=/nonexistent").unwrap());
    assert_eq!(
        socket,
        "(psycopg.OperationalError) connection is bad: connection to server on socket \
         \"/nonexistent/.s.PGSQL.5432\" failed: No such file or directory\n\tIs the server running \
         locally and accepting connections on that socket?"
    );
}

#[test]
fn the_first_host_that_answers_is_used() {
    let Some(database) = create("postgresql+psycopg2") else {
        return;
    };
    let host = database.url.host.clone().unwrap_or_default();
    if host.is_empty() {
        return;
    }
    let port = database.url.port.unwrap_or(5432);
    let mut url = database.url.clone();
    url.host = None;
    url.port = None;
    url.query.insert(
        "host".to_owned(),
        format!("127.0.0.1,{host}").as_str().into(),
    );
    url.query
        .insert("port".to_owned(), format!("1,{port}").as_str().into());
    url.query
        .insert("target_session_attrs".to_owned(), "read-write".into());
    connect(&url);
    url.query
        .insert("target_session_attrs".to_owned(), "standby".into());
    let error = connect_error(&url);
    assert!(
        error.contains("failed: server is not in hot standby mode"),
        "{error}"
    );
}

#[test]
fn a_lost_connection_is_told() {
    let Some(database) = create("postgresql+psycopg2") else {
        return;
    };
    let mut connection = database.connect();
    let pid = query(connection.as_mut(), "SELECT pg_backend_pid()")
        .rows
        .remove(0)
        .remove(0);
    let Value::Integer(pid) = pid else {
        panic!("{pid:?}");
    };
    run(
        database.connect().as_mut(),
        &format!("SELECT pg_terminate_backend({pid})"),
    );
    let error = connection.execute(&"SELECT 1".into()).unwrap_err();
    assert_eq!(error.driver_exception, "psycopg2.errors.AdminShutdown");
    assert!(
        error.message.starts_with(
            "terminating connection due to administrator command\nserver closed the connection"
        ),
        "{error}"
    );
    let error = connection.execute(&"SELECT 1".into()).unwrap_err();
    assert_eq!(error.driver_exception, "psycopg2.OperationalError");
}

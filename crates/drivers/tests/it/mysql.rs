use alembic_db::{IsolationLevel, Url, Value};
use serde_json::json;

use crate::server::{Database, connect_error, echo, query, run, text};

fn create(driver: &str) -> Option<Database> {
    Database::create("ALEMBIC_TEST_MYSQL_URL", driver)
}

#[test]
fn the_server_is_known() {
    let Some(database) = create("mysql+pymysql") else {
        return;
    };
    let mut connection = database.connect();
    let version = query(connection.as_mut(), "SELECT VERSION()")
        .rows
        .remove(0)
        .remove(0);
    let Value::Text(version) = version else {
        panic!("{version:?}");
    };
    let server = connection.server();
    assert_eq!(server.is_mariadb, version.contains("MariaDB"));
    assert!(version.starts_with(&format!("{}.{}.", server.version[0], server.version[1])));
    assert_eq!(server.default_schema, database.url.database);
}

#[test]
fn columns_are_typed() {
    let Some(database) = create("mysql+pymysql") else {
        return;
    };
    let mut connection = database.connect();
    run(
        connection.as_mut(),
        "CREATE TABLE t (a TINYINT(1), b BIT(5), c BLOB, d TEXT, e YEAR, f ENUM('a','b'), g JSON, \
         h TIMESTAMP(3) NULL, i DATE, j VARBINARY(3), k FLOAT, l DECIMAL(5,2), m BIGINT UNSIGNED, \
         n TIME)",
    );
    run(
        connection.as_mut(),
        "INSERT INTO t VALUES (1, b'101', 'x', 'é', 2020, 'a', '{\"a\": 1}', \
         '2020-01-01 00:00:00.5', '2020-01-01', 'z', 1.5, 1.25, 18446744073709551615, '-30:00:01')",
    );
    let result = query(connection.as_mut(), "SELECT * FROM t");
    let expected = vec![
        Value::Integer(1),
        Value::Bytes(vec![5]),
        Value::Bytes(b"x".to_vec()),
        text("é"),
        Value::Integer(2020),
        text("a"),
        text("{\"a\": 1}"),
        Value::DateTime("2020-01-01T00:00:00.500".to_owned()),
        Value::Date("2020-01-01".to_owned()),
        Value::Bytes(b"z".to_vec()),
        Value::Float(1.5),
        Value::Decimal("1.25".to_owned()),
        Value::BigInteger("18446744073709551615".to_owned()),
        Value::Interval(-108_001.0),
    ];
    assert_eq!(result.rows, [expected]);
    assert_eq!(result.row_count, 1);
}

#[test]
fn parameters_survive_the_round_trip() {
    let Some(database) = create("mysql+pymysql") else {
        return;
    };
    let mut connection = database.connect();
    let awkward = text("it's a \\ \"test\" %s :x ?\n\0日本😀");
    for value in [
        Value::Null,
        Value::Integer(i64::MIN),
        Value::Decimal("-1.50".to_owned()),
        awkward.clone(),
        Value::Bytes((0..=255).collect()),
    ] {
        assert_eq!(echo(connection.as_mut(), &value), value);
    }
    assert_eq!(
        echo(connection.as_mut(), &Value::Boolean(true)),
        Value::Integer(1)
    );
    assert_eq!(
        echo(connection.as_mut(), &Value::Float(0.1)),
        Value::Float(0.1)
    );
    let object = Value::json(json!({"a": "it's"}));
    assert_eq!(echo(connection.as_mut(), &object), text("{\"a\":\"it's\"}"));
    run(connection.as_mut(), "SET sql_mode = 'NO_BACKSLASH_ESCAPES'");
    assert_eq!(echo(connection.as_mut(), &awkward), awkward);
}

#[test]
fn what_follows_ddl_can_be_taken_back() {
    let Some(database) = create("mysql+pymysql") else {
        return;
    };
    let mut connection = database.connect();
    connection.begin().unwrap();
    run(
        connection.as_mut(),
        "CREATE TABLE a (x INT PRIMARY KEY AUTO_INCREMENT)",
    );
    run(connection.as_mut(), "INSERT INTO a VALUES (1)");
    connection.rollback().unwrap();
    let count = |sql: &str| query(database.connect().as_mut(), sql).rows;
    assert_eq!(count("SELECT COUNT(*) FROM a"), [[Value::Integer(0)]]);
    connection.begin().unwrap();
    let result = query(connection.as_mut(), "INSERT INTO a VALUES (41), (NULL)");
    assert_eq!((result.returns_rows, result.row_count), (false, 2));
    connection.commit().unwrap();
    run(connection.as_mut(), "INSERT INTO a VALUES (43)");
    assert_eq!(count("SELECT COUNT(*) FROM a"), [[Value::Integer(3)]]);
    assert_eq!(
        run(connection.as_mut(), "UPDATE a SET x = 43 WHERE x = 43"),
        1
    );

    connection
        .set_isolation_level(IsolationLevel::Autocommit)
        .unwrap();
    connection.begin().unwrap();
    run(connection.as_mut(), "INSERT INTO a VALUES (44)");
    connection.rollback().unwrap();
    assert_eq!(count("SELECT COUNT(*) FROM a"), [[Value::Integer(4)]]);
    connection
        .set_isolation_level(IsolationLevel::Serializable)
        .unwrap();
    let level = query(connection.as_mut(), "SELECT @@tx_isolation").rows;
    assert_eq!(level, [[text("SERIALIZABLE")]]);
}

#[test]
fn the_body_of_a_procedure_is_one_statement() {
    let Some(database) = create("mysql+pymysql") else {
        return;
    };
    let mut connection = database.connect();
    run(connection.as_mut(), "CREATE TABLE a (x INT)");
    run(
        connection.as_mut(),
        "CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END",
    );
    run(
        connection.as_mut(),
        "CREATE TRIGGER g BEFORE INSERT ON a FOR EACH ROW BEGIN SET NEW.x = 1; SET @y = 2; END;",
    );
    assert_eq!(
        query(connection.as_mut(), "CALL p()").rows,
        [[Value::Integer(1)]]
    );
    assert_eq!(
        query(connection.as_mut(), "SELECT ';x'; -- end").rows,
        [[text(";x")]]
    );
}

#[test]
fn refused_connections_are_worded_as_in_pymysql() {
    let Some(database) = create("mysql+pymysql") else {
        return;
    };
    let with = |change: &dyn Fn(&mut Url)| {
        let mut url = database.url.clone();
        change(&mut url);
        connect_error(&url)
    };
    assert_eq!(
        with(&|url| url.database = Some("missing_database".to_owned())),
        "(pymysql.err.OperationalError) (1049, \"Unknown database 'missing_database'\")"
    );
    assert_eq!(
        with(&|url| {
            url.host = Some("127.0.0.1".to_owned());
            url.port = Some(1);
            url.query.clear();
        }),
        "(pymysql.err.OperationalError) (2003, \"Can't connect to MySQL server on '127.0.0.1' \
         ([Errno 111] Connection refused)\")"
    );
    let denied = with(&|url| {
        url.username = Some("nobody_here".to_owned());
        url.password = Some("sesame".to_owned());
    });
    assert!(
        denied.contains("Access denied for user 'nobody_here'") && !denied.contains("sesame"),
        "{denied}"
    );
    let unknown = with(&|url| url.host = Some("no.such.host.invalid".to_owned()));
    assert!(
        unknown.starts_with(
            "(pymysql.err.OperationalError) (2003, \"Can't connect to MySQL server on \
             'no.such.host.invalid' ([Errno -2] "
        ),
        "{unknown}"
    );
}

use super::*;

fn connect(url: &str) -> Box<dyn Connection> {
    SqliteDriver.connect(&Url::parse(url).unwrap()).unwrap()
}

fn run(connection: &mut dyn Connection, sql: &str) -> i64 {
    connection
        .execute(&sql.into())
        .unwrap_or_else(|error| panic!("{sql}: {error}"))
}

fn prepared() -> Box<dyn Connection> {
    let mut connection = connect("sqlite://");
    for sql in [
        "CREATE TABLE t (id INTEGER PRIMARY KEY, n INT NOT NULL CHECK (n > 0), u TEXT UNIQUE)",
        "INSERT INTO t VALUES (1, 1, 'x')",
    ] {
        run(connection.as_mut(), sql);
    }
    connection
}

#[test]
fn errors_are_worded_as_in_python() {
    let mut connection = prepared();
    for (sql, expected) in [
        (
            "select * from missing",
            "(sqlite3.OperationalError) no such table: missing",
        ),
        (
            "selec 1",
            "(sqlite3.OperationalError) near \"selec\": syntax error",
        ),
        (
            "insert into t values (1,1,'y')",
            "(sqlite3.IntegrityError) UNIQUE constraint failed: t.id",
        ),
        (
            "insert into t values (2,null,'z')",
            "(sqlite3.IntegrityError) NOT NULL constraint failed: t.n",
        ),
        (
            "insert into t values (2,-1,'z')",
            "(sqlite3.IntegrityError) CHECK constraint failed: n > 0",
        ),
        (
            "insert into t(id,n) values ('x',1)",
            "(sqlite3.IntegrityError) datatype mismatch",
        ),
        (
            "create table t (x)",
            "(sqlite3.OperationalError) table t already exists",
        ),
        (
            "select 'a",
            "(sqlite3.OperationalError) unrecognized token: \"'a\"",
        ),
        (
            "select 1; select 2",
            "(sqlite3.ProgrammingError) You can only execute one statement at a time.",
        ),
        (
            "create table a (x); insert into a values (1)",
            "(sqlite3.ProgrammingError) You can only execute one statement at a time.",
        ),
        (
            "select 1 from missing; x",
            "(sqlite3.OperationalError) no such table: missing",
        ),
        (
            "select ?",
            "(sqlite3.ProgrammingError) Incorrect number of bindings supplied. The current \
             statement uses 1, and there are 0 supplied.",
        ),
        (
            "commit",
            "(sqlite3.OperationalError) cannot commit - no transaction is active",
        ),
        (
            "select \0 1",
            "(sqlite3.ProgrammingError) the query contains a null character",
        ),
    ] {
        let error = connection.query(&sql.into()).expect_err(sql);
        assert_eq!(error.to_string(), expected, "{sql}");
    }
    let missing = SqliteDriver.connect(&Url::parse("sqlite:////nonexistent/x.db").unwrap());
    assert_eq!(
        missing.err().map(|error| error.to_string()).as_deref(),
        Some("(sqlite3.OperationalError) unable to open database file")
    );
}

#[test]
fn a_transaction_starts_at_the_first_change_of_rows() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:///{}", folder.path().join("x.db").display());
    let mut connection = connect(&url);
    connection.begin().unwrap();
    run(connection.as_mut(), "CREATE TABLE a (x)");
    run(
        connection.as_mut(),
        "-- note\n /* and */ INSERT INTO a VALUES (1)",
    );
    run(connection.as_mut(), "CREATE TABLE b (x)");
    connection.rollback().unwrap();
    let tables = |url: &str| {
        let statement = "SELECT name FROM sqlite_master ORDER BY name".into();
        connect(url).query(&statement).unwrap().rows
    };
    assert_eq!(tables(&url), [[Value::Text("a".to_owned())]]);
    connection
        .set_isolation_level(IsolationLevel::Autocommit)
        .unwrap();
    connection.begin().unwrap();
    run(connection.as_mut(), "INSERT INTO a VALUES (1)");
    connection.rollback().unwrap();
    let count = connection
        .query(&"SELECT count(*) FROM a".into())
        .unwrap()
        .rows;
    assert_eq!(count, [[Value::Integer(1)]]);
}

#[test]
fn values_are_storage_classes() {
    let mut connection = connect("sqlite://");
    let mut statement = Statement::sql("SELECT ");
    let values = [
        (Value::Null, Value::Null),
        (Value::Boolean(true), Value::Integer(1)),
        (Value::Integer(i64::MAX), Value::Integer(i64::MAX)),
        (Value::Float(1.5), Value::Float(1.5)),
        (Value::Decimal("1.50".to_owned()), Value::Float(1.5)),
        (Value::Text("é".to_owned()), Value::Text("é".to_owned())),
        (Value::Bytes(vec![0, 255]), Value::Bytes(vec![0, 255])),
        (
            Value::DateTime("2024-01-31T12:00:00".to_owned()),
            Value::Text("2024-01-31 12:00:00".to_owned()),
        ),
    ];
    for (index, (value, _)) in values.iter().enumerate() {
        if index > 0 {
            statement.push_sql(", ");
        }
        statement.push_parameter(format!("p{index}"), value.clone());
    }
    let result = connection.query(&statement).unwrap();
    let expected: Vec<Value> = values.into_iter().map(|(_, value)| value).collect();
    assert_eq!(result.rows, [expected]);
    assert!(result.returns_rows);
    assert_eq!(result.row_count, -1);
}

#[test]
fn the_library_behaves_as_pythons() {
    let mut connection = connect("sqlite://");
    let mut first = |sql: &str| {
        connection
            .query(&sql.into())
            .unwrap()
            .rows
            .remove(0)
            .remove(0)
    };
    assert_eq!(first("PRAGMA foreign_keys"), Value::Integer(0));
    assert_eq!(first("SELECT floor(1.5)"), Value::Float(1.0));
    assert_eq!(first("SELECT 'abc' REGEXP 'b.'"), Value::Integer(1));
    assert_eq!(first("SELECT NULL REGEXP 'b.'"), Value::Null);
    let mut connection = prepared();
    let result = connection
        .query(&"INSERT INTO t VALUES (7, 1, 'y')".into())
        .unwrap();
    assert_eq!((result.row_count, result.last_insert_id), (1, Some(7)));
    assert_eq!(run(connection.as_mut(), "UPDATE t SET n = 2"), 2);
    assert_eq!(run(connection.as_mut(), "DROP TABLE t"), -1);
    assert_eq!(run(connection.as_mut(), ""), -1);
}

#[test]
fn uri_names_reach_sqlite() {
    let mut first = connect("sqlite:///file:shared?mode=memory&cache=shared&uri=true");
    let mut second = connect("sqlite:///file:shared?mode=memory&cache=shared&uri=true");
    run(first.as_mut(), "CREATE TABLE a (x)");
    run(second.as_mut(), "INSERT INTO a VALUES (1)");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.db");
    let url = format!("sqlite:///file:{}?mode=ro&uri=true", path.display());
    assert!(SqliteDriver.connect(&Url::parse(&url).unwrap()).is_err());
}

use std::collections::BTreeMap;
use std::time::Duration;

use alembic_db::{DatabaseError, Url};

use super::*;

fn read_with(url: &str, variables: &[(&str, &str)]) -> Result<ConnectOptions, DatabaseError> {
    let url = Url::parse(url).unwrap();
    let variables: BTreeMap<String, String> = variables
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let environment = Environment {
        variables,
        home: Some(PathBuf::from("/home/somebody")),
        user: Some("somebody".to_owned()),
    };
    let flavour = Flavour::from_driver_name(url.driver_name());
    ConnectOptions::from_url(&url, flavour, &environment)
}

fn read(url: &str) -> ConnectOptions {
    read_with(url, &[]).unwrap_or_else(|error| panic!("{url}: {error}"))
}

fn hosts(url: &str) -> Vec<String> {
    read(url)
        .hosts
        .iter()
        .map(|host| match &host.place {
            Place::Socket(path) => format!("{}:{}", path.display(), host.port),
            Place::Network { name, address } => match address {
                Some(address) => format!("{name}={address}:{}", host.port),
                None => format!("{name}:{}", host.port),
            },
        })
        .collect()
}

#[test]
fn hosts_and_ports_are_combined() {
    for (url, expected) in [
        ("postgresql://h/db", vec!["h:5432"]),
        ("postgresql://h:1/db", vec!["h:1"]),
        ("postgresql://[::1]:1/db", vec!["::1:1"]),
        ("postgresql:///db?host=/run/x&port=7", vec!["/run/x:7"]),
        ("postgresql:///db?host=a,b&port=1,2", vec!["a:1", "b:2"]),
        ("postgresql://a,b:1/db", vec!["a:1", "b:1"]),
        (
            "postgresql:///db?host=a:1&host=b:2&host=c",
            vec!["a:1", "b:2", "c:5432"],
        ),
        ("postgresql:///db?host=a:1", vec!["a:1"]),
        ("postgresql://a,b/db", vec!["a:5432", "b:5432"]),
        (
            "postgresql:///db?hostaddr=1.2.3.4",
            vec!["1.2.3.4=1.2.3.4:5432"],
        ),
        ("postgresql://h/db?hostaddr=1.2.3.4", vec!["h=1.2.3.4:5432"]),
        (
            "postgresql+pg8000:///db?unix_sock=/run/x/.s.PGSQL.5432",
            vec!["/run/x:5432"],
        ),
    ] {
        assert_eq!(hosts(url), expected, "{url}");
    }
}

#[test]
fn the_environment_gives_defaults() {
    let variables = [
        ("PGHOST", "from-variable"),
        ("PGPORT", "77"),
        ("PGUSER", "u"),
        ("PGPASSWORD", "secret"),
        ("PGDATABASE", "d"),
        ("PGAPPNAME", "app"),
    ];
    let options = read_with("postgresql://", &variables).unwrap();
    assert_eq!(
        (options.user.as_str(), options.database.as_str()),
        ("u", "d")
    );
    assert_eq!(options.hosts[0].port, 77);
    assert_eq!(options.hosts[0].password.as_deref(), Some("secret"));
    assert!(
        options
            .settings
            .contains(&("application_name".to_owned(), "app".to_owned()))
    );
    assert!(!format!("{options:?}").contains("secret"));

    let options = read_with("postgresql://me:mine@h:5/mydb", &variables).unwrap();
    assert_eq!(
        (options.user.as_str(), options.database.as_str()),
        ("me", "mydb")
    );
    assert_eq!(options.hosts[0].password.as_deref(), Some("mine"));

    let options = read("postgresql://h");
    assert_eq!(
        (options.user.as_str(), options.database.as_str()),
        ("somebody", "somebody")
    );
}

#[test]
fn each_driver_has_its_own_names() {
    let asyncpg = read(
        "postgresql+asyncpg://h/db?ssl=require&timeout=0.5&command_timeout=2&statement_cache_size=0",
    );
    assert_eq!(asyncpg.tls.mode, TlsMode::Require);
    assert_eq!(asyncpg.connect_timeout, Some(Duration::from_millis(500)));
    assert!(
        asyncpg
            .settings
            .contains(&("statement_timeout".to_owned(), "2000".to_owned()))
    );
    let psycopg2 =
        read("postgresql+psycopg2://h/db?sslmode=verify-full&connect_timeout=1&options=-cx=y");
    assert_eq!(psycopg2.tls.mode, TlsMode::VerifyFull);
    assert_eq!(psycopg2.connect_timeout, Some(Duration::from_secs(2)));
    assert!(
        psycopg2
            .settings
            .contains(&("options".to_owned(), "-cx=y".to_owned()))
    );
    let keepalive = read("postgresql://h/db?keepalives_idle=3&keepalives_count=2").keepalive;
    let expected = Keepalive {
        idle: Some(Duration::from_secs(3)),
        interval: None,
        count: Some(2),
    };
    assert_eq!(keepalive, Some(expected));
    assert_eq!(read("postgresql://h/db?keepalives=0").keepalive, None);
}

#[test]
fn what_cannot_be_is_refused_by_its_name() {
    for (url, expected) in [
        (
            "postgresql+psycopg2://h/db?foo=bar",
            "(psycopg2.ProgrammingError) invalid dsn: invalid connection option \"foo\"\n",
        ),
        (
            "postgresql://h/db?foo=bar",
            "(psycopg.ProgrammingError) invalid connection option \"foo\"\n",
        ),
        (
            "postgresql+asyncpg://h/db?sslmode=require",
            "(TypeError) connect() got an unexpected keyword argument 'sslmode'",
        ),
        (
            "postgresql+psycopg2://h/db?sslmode=foo",
            "(psycopg2.OperationalError) invalid sslmode value: \"foo\"\n",
        ),
        (
            "postgresql+psycopg2://h:99999/db",
            "(psycopg2.OperationalError) invalid port number: \"99999\"\n",
        ),
        (
            "postgresql+psycopg2:///db?host=h&port=1,2,3",
            "(sqlalchemy.exc.ArgumentError) number of hosts and ports don't match",
        ),
        (
            "postgresql+psycopg2:///db?host=h:1&host=g:2&port=3",
            "(sqlalchemy.exc.ArgumentError) Can't mix 'multihost' formats together; use \
             \"host=h1,h2,h3&port=p1,p2,p3\" or \"host=h1:p1&host=h2:p2&host=h3:p3\" separately",
        ),
        (
            "postgresql+psycopg2://h/db?target_session_attrs=x",
            "(psycopg2.OperationalError) invalid target_session_attrs value: \"x\"\n",
        ),
        (
            "postgresql+psycopg2://h/db?sslcrl=x",
            "(psycopg2.NotSupportedError) connection option \"sslcrl\" is not supported by the \
             built-in driver",
        ),
        (
            "postgresql+psycopg2://h/db?service=absent",
            "(psycopg2.OperationalError) definition of service \"absent\" not found\n",
        ),
    ] {
        let error = read_with(url, &[]).expect_err(url);
        assert_eq!(error.to_string(), expected, "{url}");
    }
}

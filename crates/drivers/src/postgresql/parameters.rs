//! Collecting libpq's parameters by their names.

use std::collections::BTreeMap;
use std::path::PathBuf;

use alembic_db::{DatabaseError, DatabaseErrorClass, QueryValue, Url};

use super::flavour::Flavour;
use super::password_file::service_settings;
use crate::environment::Environment;

/// libpq's options, each with the environment variable that gives its default.
const LIBPQ_OPTIONS: &[(&str, &str)] = &[
    ("application_name", "PGAPPNAME"),
    ("channel_binding", "PGCHANNELBINDING"),
    ("client_encoding", "PGCLIENTENCODING"),
    ("connect_timeout", "PGCONNECT_TIMEOUT"),
    ("dbname", "PGDATABASE"),
    ("fallback_application_name", ""),
    ("gssdelegation", "PGGSSDELEGATION"),
    ("gssencmode", "PGGSSENCMODE"),
    ("gsslib", "PGGSSLIB"),
    ("host", "PGHOST"),
    ("hostaddr", "PGHOSTADDR"),
    ("keepalives", ""),
    ("keepalives_count", ""),
    ("keepalives_idle", ""),
    ("keepalives_interval", ""),
    ("krbsrvname", "PGKRBSRVNAME"),
    ("load_balance_hosts", "PGLOADBALANCEHOSTS"),
    ("options", "PGOPTIONS"),
    ("passfile", "PGPASSFILE"),
    ("password", "PGPASSWORD"),
    ("port", "PGPORT"),
    ("replication", ""),
    ("require_auth", "PGREQUIREAUTH"),
    ("requirepeer", "PGREQUIREPEER"),
    ("requiressl", "PGREQUIRESSL"),
    ("service", "PGSERVICE"),
    ("ssl_max_protocol_version", "PGSSLMAXPROTOCOLVERSION"),
    ("ssl_min_protocol_version", "PGSSLMINPROTOCOLVERSION"),
    ("sslcert", "PGSSLCERT"),
    ("sslcertmode", "PGSSLCERTMODE"),
    ("sslcompression", "PGSSLCOMPRESSION"),
    ("sslcrl", "PGSSLCRL"),
    ("sslcrldir", "PGSSLCRLDIR"),
    ("sslkey", "PGSSLKEY"),
    ("sslmode", "PGSSLMODE"),
    ("sslnegotiation", "PGSSLNEGOTIATION"),
    ("sslpassword", ""),
    ("sslrootcert", "PGSSLROOTCERT"),
    ("sslsni", "PGSSLSNI"),
    ("target_session_attrs", "PGTARGETSESSIONATTRS"),
    ("tcp_user_timeout", ""),
    ("user", "PGUSER"),
];

/// Options that ask for what is not built in, unless they have one of these values.
const UNSUPPORTED_OPTIONS: &[(&str, &[&str])] = &[
    ("channel_binding", &["disable", "prefer"]),
    ("gssdelegation", &["0"]),
    ("gssencmode", &["disable", "prefer"]),
    ("load_balance_hosts", &["disable"]),
    ("replication", &["false", "off", "no", "0"]),
    ("require_auth", &[]),
    ("requirepeer", &[]),
    ("sslcertmode", &["allow", "disable"]),
    ("sslcrl", &[]),
    ("sslcrldir", &[]),
    ("sslpassword", &[]),
];

/// asyncpg's arguments with libpq's names for them; an empty name has no meaning here.
const ASYNCPG_ARGUMENTS: &[(&str, &str)] = &[
    ("command_timeout", "command_timeout"),
    ("database", "dbname"),
    ("direct_tls", "direct_tls"),
    ("host", "host"),
    ("max_cacheable_statement_size", ""),
    ("max_cached_statement_lifetime", ""),
    ("passfile", "passfile"),
    ("password", "password"),
    ("port", "port"),
    ("prepared_statement_cache_size", ""),
    ("service", "service"),
    ("servicefile", "servicefile"),
    ("ssl", "sslmode"),
    ("statement_cache_size", ""),
    ("target_session_attrs", "target_session_attrs"),
    ("timeout", "connect_timeout"),
    ("user", "user"),
];

const PG8000_ARGUMENTS: &[(&str, &str)] = &[
    ("application_name", "application_name"),
    ("database", "dbname"),
    ("host", "host"),
    ("password", "password"),
    ("port", "port"),
    ("tcp_keepalive", "keepalives"),
    ("timeout", "connect_timeout"),
    ("unix_sock", "unix_sock"),
    ("user", "user"),
];

/// Returns libpq's parameters for a URL: what it says itself, then the service file, then the
/// environment.
pub(super) fn collect(
    url: &Url,
    flavour: Flavour,
    environment: &Environment,
) -> Result<BTreeMap<String, String>, DatabaseError> {
    let mut parameters = from_url(url, flavour)?;
    let service = parameters
        .get("service")
        .map(String::as_str)
        .or_else(|| environment.variable("PGSERVICE"));
    if let Some(service) = service {
        let file = parameters
            .get("servicefile")
            .map(String::as_str)
            .or_else(|| environment.variable("PGSERVICEFILE"))
            .map(PathBuf::from)
            .or_else(|| environment.home_file(".pg_service.conf"));
        let settings = service_settings(file, environment.variable("PGSYSCONFDIR"), service)
            .map_err(|message| flavour.connection_error(&message, false))?;
        for (name, value) in settings {
            check_name(&name, flavour)?;
            parameters.entry(name).or_insert(value);
        }
    }
    for (name, variable) in LIBPQ_OPTIONS {
        if let Some(value) = environment.variable(variable) {
            parameters
                .entry((*name).to_owned())
                .or_insert_with(|| value.to_owned());
        }
    }
    for (name, harmless) in UNSUPPORTED_OPTIONS {
        if let Some(value) = parameters.get(*name)
            && !value.is_empty()
            && !harmless.contains(&value.as_str())
        {
            return Err(flavour.error(
                DatabaseErrorClass::NotSupported,
                format!("connection option \"{name}\" is not supported by the built-in driver"),
            ));
        }
    }
    Ok(parameters)
}

fn from_url(url: &Url, flavour: Flavour) -> Result<BTreeMap<String, String>, DatabaseError> {
    let mut parameters = BTreeMap::new();
    let parts = [
        ("host", url.host.clone()),
        ("dbname", url.database.clone()),
        ("user", url.username.clone()),
        ("password", url.password.clone()),
        ("port", url.port.map(|port| port.to_string())),
    ];
    for (name, value) in parts {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            parameters.insert(name.to_owned(), value);
        }
    }
    for (name, value) in &url.query {
        let name = option_name(name, flavour)?;
        let value = value.values().last().cloned().unwrap_or_default();
        match name {
            "" => {}
            "command_timeout" => {
                let milliseconds = value.parse::<f64>().unwrap_or_default() * 1000.0;
                parameters.insert("statement_timeout".to_owned(), format!("{milliseconds:.0}"));
            }
            "direct_tls" => {
                if value.eq_ignore_ascii_case("true") || value == "1" {
                    parameters.insert("sslnegotiation".to_owned(), "direct".to_owned());
                }
            }
            "unix_sock" => {
                let directory = value
                    .rsplit_once('/')
                    .map_or("", |(directory, _)| directory);
                parameters.insert("host".to_owned(), directory.to_owned());
            }
            "keepalives" if flavour == Flavour::Pg8000 => {
                let off = value.eq_ignore_ascii_case("false") || value == "0";
                parameters.insert(name.to_owned(), if off { "0" } else { "1" }.to_owned());
            }
            _ => {
                parameters.insert(name.to_owned(), value);
            }
        }
    }
    if let Some((hosts, ports)) = several_hosts(url)? {
        parameters.insert("host".to_owned(), hosts);
        if !ports.is_empty() {
            parameters.insert("port".to_owned(), ports);
        }
    }
    Ok(parameters)
}

/// Returns libpq's name for an argument, or the refusal of the Python driver.
fn option_name(name: &str, flavour: Flavour) -> Result<&str, DatabaseError> {
    let arguments = match flavour {
        Flavour::Asyncpg => ASYNCPG_ARGUMENTS,
        Flavour::Pg8000 => PG8000_ARGUMENTS,
        _ if name == "database" => return Ok("dbname"),
        _ if name == "prepare_threshold" && flavour == Flavour::Psycopg => return Ok(""),
        _ => {
            check_name(name, flavour)?;
            return Ok(name);
        }
    };
    arguments
        .iter()
        .find(|(argument, _)| *argument == name)
        .map(|(_, option)| *option)
        .ok_or_else(|| {
            DatabaseError::refused(
                "TypeError",
                format!("connect() got an unexpected keyword argument '{name}'"),
            )
        })
}

fn check_name(name: &str, flavour: Flavour) -> Result<(), DatabaseError> {
    if LIBPQ_OPTIONS.iter().any(|(option, _)| *option == name) {
        return Ok(());
    }
    let prefix = match flavour {
        Flavour::Psycopg2 | Flavour::Psycopg2Cffi => "invalid dsn: ",
        _ => "",
    };
    Err(flavour.error(
        DatabaseErrorClass::Programming,
        format!("{prefix}invalid connection option \"{name}\"\n"),
    ))
}

/// Reads SQLAlchemy's two forms of a host list: `host=h1,h2&port=p1,p2` and `host=h1:p1&host=h2:p2`.
fn several_hosts(url: &Url) -> Result<Option<(String, String)>, DatabaseError> {
    let argument_error = |message: &str| {
        Err(DatabaseError::refused(
            "sqlalchemy.exc.ArgumentError",
            message,
        ))
    };
    let host = url.query.get("host");
    let port = url.query.get("port");
    let mut hosts: Vec<&str> = Vec::new();
    let mut ports: Vec<&str> = Vec::new();
    let mut has_joined_ports = false;
    match host {
        Some(QueryValue::Many(values)) => {
            has_joined_ports = true;
            for value in values {
                let (host, port) = value.split_once(':').unwrap_or((value, ""));
                hosts.push(host);
                ports.push(port);
            }
        }
        Some(QueryValue::One(value)) => {
            hosts = value.split(',').collect();
            if port.is_none()
                && let [only] = hosts[..]
                && let Some((host, digits)) = only.split_once(':')
                && is_host_name(host)
                && digits.bytes().all(|digit| digit.is_ascii_digit())
            {
                has_joined_ports = true;
                hosts = vec![host];
                ports = vec![digits];
            }
        }
        None => {}
    }
    if let Some(port) = port {
        if has_joined_ports {
            return argument_error(
                "Can't mix 'multihost' formats together; use \"host=h1,h2,h3&port=p1,p2,p3\" or \
                 \"host=h1:p1&host=h2:p2&host=h3:p3\" separately",
            );
        }
        ports = match port {
            QueryValue::Many(values) => values.iter().map(String::as_str).collect(),
            QueryValue::One(value) => value.split(',').collect(),
        };
    }
    if ports
        .iter()
        .any(|port| !port.is_empty() && port.parse::<i64>().is_err())
    {
        let shown: Vec<String> = ports.iter().map(|port| format!("'{port}'")).collect();
        let comma = if shown.len() == 1 { "," } else { "" };
        return argument_error(&format!(
            "Received non-integer port arguments: ({}{comma})",
            shown.join(", ")
        ));
    }
    let counts_differ = hosts.len() != ports.len() && (hosts.len() > 1 || ports.len() > 1);
    if !ports.is_empty() && counts_differ {
        return argument_error("number of hosts and ports don't match");
    }
    if hosts.is_empty() {
        return Ok(None);
    }
    let ports = ports.join(",");
    let are_given = ports.contains(|character| character != ',');
    Ok(Some((
        hosts.join(","),
        if are_given { ports } else { String::new() },
    )))
}

fn is_host_name(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-')
}

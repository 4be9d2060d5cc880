//! Which dialects and drivers SQLAlchemy brings, by name.

/// A dialect with the drivers that may follow its name in a URL.
#[derive(Debug)]
pub struct Dialect {
    /// The name in URLs.
    pub name: &'static str,
    /// The drivers' names, the default one first.
    pub drivers: &'static [&'static str],
}

impl Dialect {
    /// Returns the driver that a URL without one stands for.
    pub fn default_driver(&self) -> &'static str {
        self.drivers.first().copied().unwrap_or_default()
    }
}

const MYSQL_DRIVERS: &[&str] = &[
    "mysqldb",
    "pymysql",
    "aiomysql",
    "asyncmy",
    "mysqlconnector",
    "mariadbconnector",
    "cymysql",
    "pyodbc",
];

const DIALECTS: &[Dialect] = &[
    Dialect {
        name: "postgresql",
        drivers: &[
            "psycopg",
            "psycopg2",
            "psycopg_async",
            "asyncpg",
            "pg8000",
            "psycopg2cffi",
        ],
    },
    Dialect {
        name: "mysql",
        drivers: MYSQL_DRIVERS,
    },
    Dialect {
        name: "mariadb",
        drivers: MYSQL_DRIVERS,
    },
    Dialect {
        name: "sqlite",
        drivers: &["pysqlite", "aiosqlite", "pysqlcipher"],
    },
    Dialect {
        name: "mssql",
        drivers: &["pyodbc", "pymssql", "aioodbc", "mssqlpython"],
    },
    Dialect {
        name: "oracle",
        drivers: &["oracledb", "oracledb_async", "cx_oracle"],
    },
];

/// Returns the dialect that SQLAlchemy knows under a name.
pub fn find(name: &str) -> Option<&'static Dialect> {
    DIALECTS.iter().find(|dialect| dialect.name == name)
}

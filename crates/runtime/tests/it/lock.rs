//! The migration lock among threads and processes.

use std::cell::Cell;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use alembic_db::{Connection, Url};
use alembic_runtime::{LockError, LockRequest, MigrationLock};

const PROCESSES: usize = 4;
const THREADS: usize = 4;

/// The variables by which a test tells the processes it starts what to do.
const WORKER_URL: &str = "ALEMBIC_LOCK_WORKER_URL";
const WORKER_COUNTER: &str = "ALEMBIC_LOCK_WORKER_COUNTER";

#[expect(
    clippy::disallowed_methods,
    reason = "tests are told of servers by variables"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// A database of one's own with a folder beside it.
pub(crate) struct Database {
    server: Option<Url>,
    pub(crate) url: Url,
    folder: tempfile::TempDir,
}

impl Database {
    fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:///{}", folder.path().join("x.db").display());
        Self {
            server: None,
            url: Url::parse(&url).unwrap(),
            folder,
        }
    }

    /// Creates a database on the server that a variable names; none if the variable is not set.
    pub(crate) fn create(name_of_variable: &str, test: &str) -> Option<Self> {
        let Some(text) = variable(name_of_variable) else {
            assert!(variable("CI").is_none(), "{name_of_variable} is not set");
            let _ = writeln!(std::io::stderr(), "SKIPPED: {name_of_variable} is not set");
            return None;
        };
        let server = Url::parse(&text).unwrap();
        let name = format!("alembic_lock_{}_{test}", std::process::id());
        run(&server, &format!("CREATE DATABASE {name}"));
        Some(Self {
            url: Url {
                database: Some(name),
                ..server.clone()
            },
            server: Some(server),
            folder: tempfile::tempdir().unwrap(),
        })
    }

    fn request(&self, timeout: Duration) -> LockRequest {
        request(&self.url, timeout)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let (Some(server), Some(name)) = (&self.server, &self.url.database) {
            run(server, &format!("DROP DATABASE {name}"));
        }
    }
}

fn connect(url: &Url) -> Box<dyn Connection> {
    alembic_drivers::all().connect(url).unwrap()
}

fn run(url: &Url, sql: &str) {
    let mut connection = connect(url);
    // Those who were killed leave their sessions a moment later.
    let patience = Instant::now() + Duration::from_secs(10);
    while let Err(error) = connection.execute(&sql.into()) {
        assert!(Instant::now() < patience, "{sql}: {error}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn request(url: &Url, timeout: Duration) -> LockRequest {
    LockRequest {
        url: url.clone(),
        version_table: "alembic_version".to_owned(),
        version_table_schema: None,
        timeout,
    }
}

fn acquire(request: &LockRequest) -> Option<MigrationLock> {
    MigrationLock::acquire(connect(&request.url), request, |_| {})
        .unwrap_or_else(|error| panic!("{error}"))
}

/// Adds one to a number in a file, slowly, so that two at once lose one of the additions.
fn add_one(counter: &Path) {
    let number: u32 = match fs_err::File::open(counter) {
        Ok(mut file) => std::io::read_to_string(&mut file).unwrap().parse().unwrap(),
        Err(_) => 0,
    };
    std::thread::sleep(Duration::from_millis(5));
    let mut file = fs_err::File::create(counter).unwrap();
    write!(file, "{}", number + 1).unwrap();
}

fn start_worker(url: &Url, counter: Option<&Path>) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["lock::worker", "--exact", "--nocapture"])
        .env(WORKER_URL, url.render_as_string(false))
        .stdout(Stdio::piped());
    if let Some(counter) = counter {
        command.env(WORKER_COUNTER, counter);
    }
    command.spawn().unwrap()
}

/// What a process started by another test does; as a test of its own it does nothing.
#[test]
fn worker() {
    let Some(url) = variable(WORKER_URL) else {
        return;
    };
    let url = Url::parse(&url).unwrap();
    let request = request(&url, Duration::from_secs(60));
    let Some(counter) = variable(WORKER_COUNTER).map(PathBuf::from) else {
        let _lock = acquire(&request).unwrap();
        writeln!(std::io::stdout(), "\nheld").unwrap();
        std::thread::sleep(Duration::from_secs(60));
        return;
    };
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                let _lock = acquire(&request).unwrap();
                add_one(&counter);
            });
        }
    });
}

fn one_at_a_time(database: &Database) {
    let counter = database.folder.path().join("counter");
    let workers: Vec<Child> = (0..PROCESSES)
        .map(|_| start_worker(&database.url, Some(&counter)))
        .collect();
    for mut worker in workers {
        assert!(worker.wait().unwrap().success());
    }
    let mut file = fs_err::File::open(counter).unwrap();
    let total = std::io::read_to_string(&mut file).unwrap();
    assert_eq!(total, (PROCESSES * THREADS).to_string());
}

fn a_waiter_knows_the_holder(database: &Database, expected: &str) {
    let held = acquire(&database.request(Duration::ZERO)).unwrap();
    assert!(held.holds(&database.request(Duration::from_secs(1))));
    let announced = Cell::new(0);
    let timeout = Duration::from_millis(300);
    let started = Instant::now();
    let result = MigrationLock::acquire(
        connect(&database.url),
        &database.request(timeout),
        |holder| {
            assert!(holder.contains(expected), "{holder}");
            announced.set(announced.get() + 1);
        },
    );
    let waited = started.elapsed();
    assert!(
        waited >= timeout && waited < Duration::from_secs(5),
        "{waited:?}"
    );
    assert_eq!(announced.get(), 1);
    match result {
        Err(error @ LockError::Timeout { .. }) => {
            let text = error.to_string();
            assert!(text.contains(expected), "{text}");
            assert!(
                text.ends_with("after 0.3 seconds (setting `lock_timeout`)"),
                "{text}"
            );
        }
        other => panic!("{other:?}"),
    }
    let other_table = LockRequest {
        version_table: "other".to_owned(),
        ..database.request(Duration::ZERO)
    };
    assert!(!held.holds(&other_table));
    drop(acquire(&other_table).unwrap());
    drop(held);
    drop(acquire(&database.request(Duration::ZERO)).unwrap());
}

fn the_lock_ends_with_its_process(database: &Database) {
    let mut worker = start_worker(&database.url, None);
    let output = BufReader::new(worker.stdout.take().unwrap());
    assert!(output.lines().any(|line| line.unwrap() == "held"));
    let result = MigrationLock::acquire(
        connect(&database.url),
        &database.request(Duration::ZERO),
        |_| {},
    );
    assert!(
        matches!(result, Err(LockError::Timeout { .. })),
        "{result:?}"
    );
    worker.kill().unwrap();
    worker.wait().unwrap();
    assert!(acquire(&database.request(Duration::from_secs(10))).is_some());
}

fn check_all(database: &Database, expected_holder: &str) {
    one_at_a_time(database);
    a_waiter_knows_the_holder(database, expected_holder);
    the_lock_ends_with_its_process(database);
}

#[test]
fn sqlite_has_the_lock() {
    let database = Database::sqlite();
    check_all(&database, &format!("process {}", std::process::id()));
    let left: Vec<_> = fs_err::read_dir(database.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains("lock"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn postgresql_has_the_lock() {
    if let Some(database) = Database::create("ALEMBIC_TEST_POSTGRESQL_URL", "all") {
        check_all(&database, "application alembic, user ");
    }
}

#[test]
fn mysql_has_the_lock() {
    if let Some(database) = Database::create("ALEMBIC_TEST_MYSQL_URL", "all") {
        check_all(&database, "user ");
    }
}

#[test]
fn a_waiter_does_not_block_a_concurrent_index() {
    let Some(database) = Database::create("ALEMBIC_TEST_POSTGRESQL_URL", "index") else {
        return;
    };
    run(&database.url, "CREATE TABLE a (x int)");
    let _held = acquire(&database.request(Duration::ZERO)).unwrap();
    std::thread::scope(|scope| {
        let waiter = scope.spawn(|| {
            let request = database.request(Duration::from_secs(2));
            MigrationLock::acquire(connect(&request.url), &request, |_| {}).is_err()
        });
        std::thread::sleep(Duration::from_millis(200));
        let started = Instant::now();
        run(&database.url, "CREATE INDEX CONCURRENTLY i ON a (x)");
        assert!(started.elapsed() < Duration::from_secs(1));
        assert!(waiter.join().unwrap());
    });
}

#[test]
fn a_database_without_other_users_needs_none() {
    for url in ["sqlite://", "sqlite:///file:x?mode=memory&uri=true"] {
        let url = Url::parse(url).unwrap();
        assert!(acquire(&request(&url, Duration::ZERO)).is_none(), "{url}");
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_no_failure() {
    use std::os::unix::fs::PermissionsExt;
    let database = Database::sqlite();
    run(&database.url, "CREATE TABLE a (x int)");
    let folder = database.folder.path();
    let allow = |mode: u32| {
        fs_err::set_permissions(folder, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    allow(0o555);
    // The system's own administrator may write all the same.
    let is_writable = fs_err::File::create(folder.join("probe")).is_ok();
    let lock = acquire(&database.request(Duration::ZERO));
    allow(0o755);
    assert_eq!(lock.is_some(), is_writable);
}

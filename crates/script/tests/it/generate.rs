use std::error::Error;

use alembic_revision::Identifier;
use alembic_script::{
    NewRevision, Progress, PythonTemplate, ScriptDirectory, TemplateRunner, new_revision_id,
};
use serde_json::{Map, Value};

use crate::project::Project;

/// Writes a version file from the variables, whatever the template.
struct Runner {
    with_labels: bool,
}

impl TemplateRunner for Runner {
    fn render(
        &self,
        template: &PythonTemplate,
        variables: &Map<String, Value>,
    ) -> Result<String, Box<dyn Error + Send + Sync>> {
        if template.source.contains("fails") {
            return Err("NameError: Undefined".into());
        }
        let value = |name: &str| {
            let value = variables.get(name).cloned().unwrap_or_default();
            let value = value.get("tuple").cloned().unwrap_or(value);
            if value.is_null() {
                "None".to_owned()
            } else {
                value.to_string()
            }
        };
        let labels = if self.with_labels {
            value("branch_labels")
        } else {
            "None".to_owned()
        };
        Ok(format!(
            "{}\nrevision = {}\ndown_revision = {}\nbranch_labels = {labels}\ndepends_on = {}\n\
             # {}\n",
            value("message"),
            value("up_revision"),
            value("down_revision"),
            value("depends_on"),
            variables.get("create_date").cloned().unwrap_or_default(),
        ))
    }
}

#[derive(Default)]
struct Log(Vec<String>);

impl Progress for Log {
    fn begin(&mut self, text: &str) {
        self.0.push(text.to_owned());
    }

    fn end(&mut self, has_succeeded: bool) {
        if !has_succeeded {
            self.0.push("FAILED".to_owned());
        }
    }
}

fn new<'a>(revision: &'a str, message: &'a str) -> NewRevision<'a> {
    let now = "2024-03-01T05:06:07Z".parse().expect("a valid date");
    NewRevision::new(revision, Some(message), now)
}

/// Makes a revision and gives the path and what was said, or the error.
fn generate(
    project: &Project,
    directory: &mut ScriptDirectory,
    new: &NewRevision<'_>,
) -> (String, Vec<String>) {
    let mut log = Log::default();
    let runner = Runner { with_labels: true };
    let result = directory.generate_revision(new, &runner, &mut log, &mut |_| Ok(()));
    let shown = match result {
        Ok(script) => script.file().path.display().to_string(),
        Err(error) => format!("! {error}"),
    };
    (
        project.shown(shown),
        log.0.iter().map(|line| project.shown(line)).collect(),
    )
}

fn error(project: &Project, new: &NewRevision<'_>) -> String {
    let mut directory = project.directory().expect("the folder exists");
    let files = project.files();
    let (shown, log) = generate(project, &mut directory, new);
    assert_eq!(log, Vec::<String>::new());
    assert_eq!(project.files(), files);
    shown
}

#[test]
fn makes_a_revision_after_the_head() {
    let mut project = Project::new();
    project.settings.timezone = Some("UTC".to_owned());
    let mut directory = project.directory().expect("the folder exists");
    let (path, log) = generate(&project, &mut directory, &new("aaaa", "Add users"));
    assert_eq!(path, "ROOT/scripts/versions/aaaa_add_users.py");
    assert_eq!(log, ["Generating ROOT/scripts/versions/aaaa_add_users.py"]);
    generate(&project, &mut directory, &new("bbbb", "more"));
    assert_eq!(
        directory.get_current_head().expect("one head"),
        Some("bbbb")
    );
    let text = fs_err::read_to_string(project.path("scripts/versions/bbbb_more.py"));
    assert_eq!(
        text.expect("the file is there"),
        "\"more\"\nrevision = \"bbbb\"\ndown_revision = \"aaaa\"\nbranch_labels = None\n\
         depends_on = None\n# {\"$datetime\":\"2024-03-01T05:06:07+00:00\"}\n"
    );
}

#[test]
fn makes_merges_labels_and_dependencies() {
    let project = Project::new();
    project
        .revision("aaaa", "None")
        .revision("bbbb", "'aaaa'")
        .revision("cccc", "'aaaa'");
    let mut directory = project.directory().expect("the folder exists");
    let heads = ["bbb".to_owned(), "cccc".to_owned()];
    let merge = NewRevision {
        head: Identifier::Many(&heads),
        ..new("dddd", "merge")
    };
    generate(&project, &mut directory, &merge);
    let labels = ["side".to_owned()];
    let base = NewRevision {
        head: Identifier::One("base"),
        branch_labels: &labels,
        depends_on: &heads,
        ..new("eeee", "side")
    };
    generate(&project, &mut directory, &base);
    let label = ["side".to_owned()];
    let dependent = NewRevision {
        head: "dddd".into(),
        depends_on: &label,
        ..new("ffff", "x")
    };
    generate(&project, &mut directory, &dependent);

    let script = |name: &str| {
        directory
            .get_revision(name)
            .ok()
            .flatten()
            .expect("it is there")
    };
    assert_eq!(script("dddd").revision().down_revisions(), ["bbbb", "cccc"]);
    assert_eq!(
        script("eeee").revision().declared().dependencies(),
        ["bbbb", "cccc"]
    );
    assert_eq!(
        script("eeee").revision().down_revisions(),
        Vec::<String>::new()
    );
    assert_eq!(
        script("ffff").revision().declared().dependencies(),
        ["side"]
    );
    assert_eq!(script("side@head").revision().revision(), "eeee");
}

#[test]
fn makes_folders_that_the_name_asks_for() {
    let mut project = Project::new();
    project.settings.timezone = Some("UTC".to_owned());
    project.settings.file_template = "%(year)d/%(month).2d/%(rev)s".to_owned();
    project.settings.recursive_version_locations = true;
    fs_err::remove_dir(project.path("scripts/versions")).expect("the folder is empty");
    let mut directory = project.directory().expect("the folder exists");
    let (path, log) = generate(&project, &mut directory, &new("aaaa", ""));
    assert_eq!(path, "ROOT/scripts/versions/2024/03/aaaa.py");
    assert_eq!(
        log,
        [
            "Creating directory ROOT/scripts/versions/2024/03",
            "Generating ROOT/scripts/versions/2024/03/aaaa.py",
        ]
    );
    let again = project.directory().expect("the folder exists");
    assert_eq!(again.get_heads(false).expect("one head"), ["aaaa"]);
}

#[test]
fn chooses_among_version_locations() {
    let mut project = Project::new();
    project.settings.version_locations = ["scripts/versions", "scripts/more"]
        .map(str::to_owned)
        .to_vec();
    let needed = "! Multiple version locations present, please specify --version-path";
    assert_eq!(error(&project, &new("aaaa", "x")), needed);
    let elsewhere = NewRevision {
        version_path: Some("./other".as_ref()),
        ..new("aaaa", "x")
    };
    assert_eq!(
        error(&project, &elsewhere),
        "! Path other is not represented in current version locations"
    );
    let mut directory = project.directory().expect("the folder exists");
    let more = NewRevision {
        version_path: Some("scripts/more".as_ref()),
        ..new("aaaa", "x")
    };
    let (path, log) = generate(&project, &mut directory, &more);
    assert_eq!(path, "ROOT/scripts/more/aaaa_x.py");
    assert_eq!(log[0], "Creating directory ROOT/scripts/more");
    let (path, _) = generate(&project, &mut directory, &new("bbbb", "y"));
    assert_eq!(path, "ROOT/scripts/more/bbbb_y.py");
}

#[test]
fn refuses_what_does_not_fit_and_writes_nothing() {
    let project = Project::new();
    project
        .revision("aaaa", "None")
        .revision("bbbb", "'aaaa'")
        .revision("cccc", "'aaaa'");
    let twice = ["bbbb".to_owned(), "bbb".to_owned()];
    let unknown = ["nope".to_owned()];
    let labels = ["aaaa".to_owned()];
    let at = |head: &'static str| NewRevision {
        head: head.into(),
        ..new("dddd", "x")
    };
    for (new, expected) in [
        (
            new("a-b", "x"),
            "! Character(s) '-' not allowed in revision identifier 'a-b'",
        ),
        (
            new("dddd", "x"),
            "! Multiple heads are present; please specify the head revision on which the new \
             revision should be based, or perform a merge.",
        ),
        (at("nope"), "! Can't locate revision identified by 'nope'"),
        (
            at("aaaa"),
            "! Revision aaaa is not a head revision; please specify --splice to create a new \
             branch from this revision",
        ),
        (
            NewRevision {
                head: Identifier::Many(&twice),
                ..new("dddd", "x")
            },
            "! Duplicate head revisions specified",
        ),
        (
            NewRevision {
                depends_on: &unknown,
                ..at("bbbb")
            },
            "! Can't locate revision identified by 'nope'",
        ),
        (
            NewRevision {
                branch_labels: &labels,
                ..at("bbbb")
            },
            "! Branch name 'aaaa' in revision dddd already used by revision aaaa",
        ),
        (
            NewRevision {
                head: "bbbb".into(),
                ..new("bbbb", "x")
            },
            "! Revision bbbb exists already, in ROOT/scripts/versions/bbbb.py",
        ),
        (
            NewRevision {
                head: "base".into(),
                ..new("aaaa", "x")
            },
            "! Revision aaaa exists already, in ROOT/scripts/versions/aaaa.py",
        ),
    ] {
        assert_eq!(error(&project, &new), expected);
    }
    let splice = NewRevision {
        splice: true,
        ..at("aaaa")
    };
    let mut directory = project.directory().expect("the folder exists");
    assert_eq!(
        generate(&project, &mut directory, &splice).0,
        "ROOT/scripts/versions/dddd_x.py"
    );
}

#[test]
fn a_file_is_not_replaced() {
    let mut project = Project::new();
    project.settings.file_template = "%(slug)s".to_owned();
    project.file(
        "scripts/versions/same.py",
        "revision = 'aaaa'\ndown_revision = None",
    );
    assert_eq!(
        error(&project, &new("bbbb", "same")),
        "! File ROOT/scripts/versions/same.py already exists"
    );
}

#[test]
fn tells_that_a_template_fails() {
    let project = Project::new();
    for (template, expected) in [
        (
            "${fails}",
            "! Template rendering failed in ROOT/scripts/script.py.mako",
        ),
        (
            "a\n${x",
            "! Expected: \\|,}; unterminated tag or expression beginning in file \
             'ROOT/scripts/script.py.mako' at line: 2 char: 1",
        ),
    ] {
        project.file("scripts/script.py.mako", template);
        let mut directory = project.directory().expect("the folder exists");
        let (shown, log) = generate(&project, &mut directory, &new("aaaa", "x"));
        assert_eq!(shown, expected);
        assert_eq!(
            log,
            ["Generating ROOT/scripts/versions/aaaa_x.py", "FAILED"]
        );
        assert_eq!(project.files(), ["ROOT/scripts/script.py.mako"]);
    }
}

#[test]
fn tells_that_the_template_has_no_branch_labels() {
    let project = Project::new();
    let mut directory = project.directory().expect("the folder exists");
    let labels = ["side".to_owned()];
    let new = NewRevision {
        branch_labels: &labels,
        ..new("aaaa", "x")
    };
    let runner = Runner { with_labels: false };
    let result = directory.generate_revision(&new, &runner, &mut Log::default(), &mut |_| Ok(()));
    assert_eq!(
        project.shown(result.map(|_| ()).expect_err("there are no labels")),
        "Version aaaa specified branch_labels side, however the migration file \
         ROOT/scripts/versions/aaaa_x.py does not have them; have you upgraded your \
         script.py.mako to include the 'branch_labels' section?"
    );
}

#[test]
fn hears_of_the_file_before_it_is_read() {
    let project = Project::new();
    let mut directory = project.directory().expect("the folder exists");
    let runner = Runner { with_labels: true };
    let new = new("aaaa", "x");
    let result = directory.generate_revision(&new, &runner, &mut Log::default(), &mut |path| {
        fs_err::write(
            path,
            "'''changed'''\nrevision = 'aaaa'\ndown_revision = None\n",
        )?;
        Ok(())
    });
    assert_eq!(result.expect("it has been made").file().doc(), "changed");
}

#[test]
fn identifiers_are_twelve_hexadecimal_digits() {
    let (one, other) = (new_revision_id(), new_revision_id());
    let one = one.expect("there is randomness");
    assert_eq!(one.len(), 12);
    assert!(
        one.bytes()
            .all(|byte| byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase())
    );
    assert_ne!(one, other.expect("there is randomness"));
}

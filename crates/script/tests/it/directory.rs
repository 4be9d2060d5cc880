use crate::project::Project;

#[test]
fn reads_revisions_when_they_are_asked_for() {
    let project = Project::new();
    let directory = project.directory().expect("the folder exists");
    project.revision("aaaa", "None").revision("bbbb", "'aaaa'");
    assert_eq!(
        directory.get_current_head().expect("one head"),
        Some("bbbb")
    );
    assert_eq!(directory.get_bases().expect("one base"), ["aaaa"]);
    let script = directory
        .get_revision("bbb")
        .expect("it is there")
        .expect("it is no base");
    assert_eq!(script.file().doc(), "doc of bbbb");
    assert_eq!(script.revision().doc(), "doc of bbbb");
    assert!(directory.get_revision("base").expect("a name").is_none());
    assert_eq!(directory.take_warnings(), Vec::<String>::new());
}

#[test]
fn says_that_the_folder_is_missing() {
    let mut project = Project::new();
    for (location, shown) in [("nope", "nope"), ("./a/./b//c/", "a/b/c")] {
        project.settings.script_location = location.to_owned();
        let error = project
            .directory()
            .map(|_| ())
            .expect_err("there is no folder");
        assert_eq!(
            error.to_string(),
            format!(
                "Path doesn't exist: {shown}.  Please use the 'init' command to create a new \
                 scripts folder."
            )
        );
    }
}

#[test]
fn says_what_is_wrong_with_the_revisions() {
    for (name, text, expected) in [
        (
            "a",
            "revision = 'a'\ndown_revision = 'a'",
            "Self-loop is detected in revisions (a)\nCorrect `down_revision` or `depends_on` in \
             ROOT/scripts/versions/a.py",
        ),
        (
            "a",
            "revision = 'a-b'\ndown_revision = None",
            "Character(s) '-' not allowed in revision identifier 'a-b'\nRename the revision in \
             ROOT/scripts/versions/a.py",
        ),
        (
            "a",
            "revision = 'a'\ndown_revision = (",
            "  File \"ROOT/scripts/versions/a.py\", line 2\n    down_revision = (\n                     \
             ^\nSyntaxError: unexpected EOF while parsing",
        ),
        (
            "setup",
            "x = 1",
            "Could not determine revision id from filename setup.py. Be sure the 'revision' \
             variable is declared inside the script (please see 'Upgrading from Alembic 0.1 to \
             0.2' in the documentation).",
        ),
    ] {
        let project = Project::new();
        project.file(&format!("scripts/versions/{name}.py"), text);
        let directory = project.directory().expect("the folder exists");
        let error = directory.get_heads(false).expect_err("the file is wrong");
        assert_eq!(project.shown(error), expected);
    }
}

#[test]
fn names_that_stand_for_nothing_are_reported_in_words_for_users() {
    let project = Project::new();
    project
        .revision("aaaa", "None")
        .revision("bbbb", "'aaaa'")
        .revision("cccc", "'aaaa'");
    let directory = project.directory().expect("the folder exists");
    let message = |name: &str| {
        directory
            .get_revision(name)
            .map(|_| ())
            .expect_err(name)
            .to_string()
    };
    assert_eq!(
        message("nope"),
        "Can't locate revision identified by 'nope'"
    );
    assert_eq!(
        message("head"),
        "Multiple head revisions are present for given argument 'head'; please specify a specific \
         target revision, '<branchname>@head' to narrow to a specific head, or 'heads' for all \
         heads"
    );
    assert_eq!(
        directory
            .get_current_head()
            .expect_err("two heads")
            .to_string(),
        "The script directory has multiple heads (due to branching).Please use get_heads(), or \
         merge the branches using alembic merge."
    );
}

#[test]
fn warns_of_revisions_that_are_there_twice() {
    let mut project = Project::new();
    project.revision("aaaa", "None");
    project.file(
        "scripts/more/x.py",
        "revision = 'aaaa'\ndown_revision = None",
    );
    project.settings.version_locations = ["scripts/versions", "scripts/more", "scripts/./versions"]
        .map(str::to_owned)
        .to_vec();
    let directory = project.directory().expect("the folder exists");
    assert!(directory.versions().is_err());
    directory.get_heads(false).expect("it is only a warning");
    let warnings: Vec<String> = directory
        .take_warnings()
        .into_iter()
        .map(|warning| project.shown(warning))
        .collect();
    assert_eq!(
        warnings,
        [
            "File ROOT/scripts/versions/aaaa.py loaded twice! ignoring. Please ensure \
             version_locations is unique.",
            "Revision aaaa is present more than once",
        ]
    );
    assert!(directory.take_warnings().is_empty());
}

#[test]
fn finds_scripts_in_a_package() {
    let mut project = Project::new();
    project
        .file("lib/app/__init__.py", "")
        .file("lib/app/migrations/env.py", "");
    project.file(
        "lib/app/migrations/versions/a.py",
        "revision = 'aaaa'\ndown_revision = None",
    );
    project.settings.script_location = "app:migrations".to_owned();
    project.settings.python_path = vec![project.path("lib")];
    let directory = project.directory().expect("the package exists");
    assert_eq!(directory.get_heads(true).expect("one head"), ["aaaa"]);
    assert_eq!(
        project.shown(directory.file("env.py").display()),
        "ROOT/lib/app/migrations/env.py"
    );
}

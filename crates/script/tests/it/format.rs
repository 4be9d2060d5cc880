use alembic_script::{ScriptFormat, ShownLabels};

use crate::project::Project;

/// `tests/record_scripts.py` stores what the original prints.
#[test]
fn prints_scripts_as_the_original_does() {
    let project = Project::new();
    let mut sections: Vec<(&str, &str)> = include_str!("../data/scripts.txt")
        .strip_prefix("=== ")
        .expect("the data begins with a section")
        .split("\n=== ")
        .map(|section| section.split_once('\n').expect("a section has a name"))
        .collect();
    let (_, expected) = sections.pop().expect("the last section is the output");
    for (name, text) in sections {
        project.file(&format!("scripts/versions/{name}"), &format!("{text}\n"));
    }
    let directory = project.directory().expect("the folder exists");
    let map = directory.revision_map().expect("the revisions are valid");
    let mut output = String::new();
    for revision in map.revisions() {
        let script = directory.script(revision).expect("a revision has a file");
        for is_current in [false, true] {
            for choices in 0..16 {
                let format = ScriptFormat {
                    verbose: false,
                    labels: if choices & 8 != 0 {
                        ShownLabels::All
                    } else {
                        ShownLabels::None
                    },
                    include_doc: choices & 4 != 0,
                    include_parents: choices & 2 != 0,
                    tree_indicators: choices & 1 != 0,
                    is_current,
                };
                output.push_str(&script.format(&format));
                output.push('\n');
            }
            let format = ScriptFormat {
                verbose: true,
                is_current,
                ..ScriptFormat::default()
            };
            output.push_str(&script.format(&format));
            output.push('\n');
        }
    }
    let versions = project.path("scripts/versions").display().to_string();
    assert_eq!(output.replace(&versions, "VERSIONS"), expected);
}

//! `layers`: crates depend only on crates below them.
use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::shell;

/// The crates, from the lowest to the highest.
const ORDER: &[&str] = &[
    "python-text",
    "schema",
    "db",
    "revision",
    "ops",
    "dialect",
    "autogenerate",
    "config",
    "logging",
    "script",
    "runtime",
    "python",
    "drivers",
    "command",
    "cli",
    "alembic",
    "wheel",
];

/// Checks the order of the crates.
pub fn check() -> Result<()> {
    let complaints = complaints(&shell::metadata()?)?;
    ensure!(
        complaints.is_empty(),
        "crates out of order:\n{}",
        complaints.join("\n")
    );
    println!("the crates stand in order");
    Ok(())
}

fn complaints(metadata: &Value) -> Result<Vec<String>> {
    let mut complaints = Vec::new();
    for package in metadata["packages"]
        .as_array()
        .context("cargo lists no packages")?
    {
        let manifest = package["manifest_path"]
            .as_str()
            .context("a package has a manifest")?;
        let Some(folder) = crate_folder(manifest) else {
            continue;
        };
        let Some(height) = height(folder) else {
            complaints.push(format!(
                "`{folder}` has no place in the order (xtask/src/layers.rs)"
            ));
            continue;
        };
        for dependency in package["dependencies"]
            .as_array()
            .context("a package has dependencies")?
        {
            // A test may use whatever it needs.
            let Some(path) = dependency["path"].as_str() else {
                continue;
            };
            if dependency["kind"].as_str() == Some("dev") {
                continue;
            }
            let Some(below) = path.rsplit('/').next() else {
                continue;
            };
            if self::height(below).is_none_or(|below| below >= height) {
                complaints.push(format!(
                    "`{folder}` depends on `{below}`, which is not below it"
                ));
            }
        }
    }
    Ok(complaints)
}

fn crate_folder(manifest: &str) -> Option<&str> {
    let (parents, folder) = manifest.strip_suffix("/Cargo.toml")?.rsplit_once('/')?;
    parents.ends_with("/crates").then_some(folder)
}

fn height(folder: &str) -> Option<usize> {
    ORDER.iter().position(|name| *name == folder)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::complaints;

    fn package(folder: &str, dependency: &str, kind: Option<&str>) -> serde_json::Value {
        let path = format!("/x/crates/{dependency}");
        json!({"manifest_path": format!("/x/crates/{folder}/Cargo.toml"),
               "dependencies": [{"path": path, "kind": kind}, {"path": null}]})
    }

    #[test]
    fn arrows_point_downward() {
        let cases = [
            ("db", "schema", None, 0),
            ("schema", "db", None, 1),
            ("schema", "db", Some("dev"), 0),
            ("cli", "cli", None, 1),
            ("unheard", "schema", None, 1),
            ("cli", "unheard", None, 1),
        ];
        for (folder, dependency, kind, count) in cases {
            let metadata = json!({"packages": [package(folder, dependency, kind)]});
            let found = complaints(&metadata).expect("the metadata is whole");
            assert_eq!(
                found.len(),
                count,
                "{folder} -> {dependency} {kind:?}: {found:?}"
            );
        }
    }
}

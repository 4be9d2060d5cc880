//! Random commands on a graph.
use super::graph::Graph;
use super::random::Random;

/// A command on a database whose version table has these rows, or that has no such table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) arguments: Vec<String>,
    pub(super) rows: Option<Vec<String>>,
}

impl Step {
    /// Makes a command.
    pub(super) fn random(random: &mut Random, graph: &Graph) -> Self {
        let arguments = arguments(random, graph);
        Self {
            rows: graph.rows(random),
            arguments,
        }
    }
}

fn arguments(random: &mut Random, graph: &Graph) -> Vec<String> {
    let name = |random: &mut Random| identifier(random, graph);
    let mut words: Vec<String> = Vec::new();
    let mut add = |word: &str| words.push(word.to_owned());
    match random.below(24) {
        0 => add("heads"),
        1 => ["heads", "--resolve-dependencies"]
            .into_iter()
            .for_each(add),
        2 => ["heads", "-v"].into_iter().for_each(add),
        3 => add("branches"),
        4 => ["branches", "-v"].into_iter().for_each(add),
        5 => add("history"),
        6 => ["history", "-v"].into_iter().for_each(add),
        7 | 8 => {
            add("history");
            let end = |random: &mut Random| match random.below(5) {
                0 => String::new(),
                1 => "current".to_owned(),
                _ => name(random),
            };
            let range = format!("-r{}:{}", end(random), end(random));
            add(&range);
            if random.percent(20) {
                add("-i");
            }
        }
        9 | 10 => {
            add("show");
            add(&name(random));
        }
        11 => {
            add("current");
            if random.percent(30) {
                add(&random.word(&["-v", "--check-heads"]));
            }
        }
        12 => ["history", "-i"].into_iter().for_each(add),
        13 | 14 => {
            add("stamp");
            for _ in 0..1 + random.below(3) / 2 {
                add(&name(random));
            }
            if random.percent(15) {
                add("--purge");
            }
        }
        15 => {
            add("merge");
            for _ in 0..1 + random.below(3) {
                add(&name(random));
            }
            ["--rev-id", "new"].into_iter().for_each(&mut add);
            if random.percent(30) {
                add("--splice");
            }
        }
        16 => {
            ["revision", "--rev-id", "new", "--head"]
                .into_iter()
                .for_each(&mut add);
            add(&name(random));
            if random.percent(40) {
                add("--splice");
            }
            if random.percent(30) {
                add("--depends-on");
                add(&name(random));
            }
            if random.percent(20) {
                ["--branch-label", "fresh"].into_iter().for_each(&mut add);
            }
        }
        17 => {
            ["upgrade", "--sql"].into_iter().for_each(&mut add);
            let mut range = name(random);
            if random.percent(60) {
                range = format!("{}:{range}", name(random));
            }
            add(&range);
        }
        18 => {
            ["downgrade", "--sql"].into_iter().for_each(&mut add);
            let range = format!("{}:{}", name(random), name(random));
            add(&range);
        }
        19 | 20 => {
            add("downgrade");
            add(&name(random));
        }
        _ => {
            add("upgrade");
            add(&name(random));
        }
    }
    words
}

/// Returns something that may stand for revisions.
fn identifier(random: &mut Random, graph: &Graph) -> String {
    let simple = |random: &mut Random| -> String {
        let revision = random.pick(&graph.revisions);
        let id = revision
            .map(|revision| revision.id.clone())
            .unwrap_or_default();
        let labels: Vec<&String> = graph.revisions.iter().flat_map(|one| &one.labels).collect();
        match random.below(12) {
            0 => {
                let length = 1 + random.below(id.chars().count());
                id.chars().take(length).collect()
            }
            1 | 2 => random.pick(&labels).map_or(id, |label| (*label).clone()),
            3 if random.percent(20) => random.word(&["nonsense", "12", "aaaa", "aaaaa"]),
            _ => id,
        }
    };
    let number = |random: &mut Random| match random.below(8) {
        0 => 0,
        1..=4 => 1,
        5 | 6 => 2,
        _ => 3 + random.below(4),
    };
    match random.below(20) {
        0 => "head".to_owned(),
        1 | 2 => "heads".to_owned(),
        3 => "base".to_owned(),
        4 => format!("{}@head", simple(random)),
        5 => format!("{}@base", simple(random)),
        6 => format!("{}@heads", simple(random)),
        7 => format!("{}@{}", simple(random), simple(random)),
        8 => format!(
            "{}@{}{}",
            simple(random),
            random.word(&["+", "-"]),
            number(random)
        ),
        9 => format!("+{}", number(random)),
        10 => format!("-{}", number(random)),
        11 => format!(
            "{}{}{}",
            simple(random),
            random.word(&["+", "-"]),
            number(random)
        ),
        12 => {
            let start = random.word(&["head", "heads", "base", "current"]);
            format!("{start}{}{}", random.word(&["+", "-"]), number(random))
        }
        13 if random.percent(30) => {
            format!(
                "{}@{}{}{}",
                simple(random),
                simple(random),
                random.word(&["+", "-"]),
                number(random)
            )
        }
        14 if random.percent(10) => random.word(&[
            "current",
            "",
            "@",
            "@head",
            "a@",
            "+",
            "-",
            "a+b",
            "head@head",
            "base@head",
        ]),
        _ => simple(random),
    }
}

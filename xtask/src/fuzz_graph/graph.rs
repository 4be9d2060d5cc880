//! Random revision graphs.
use super::random::Random;

/// A revision as its file declares it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Revision {
    pub(super) id: String,
    pub(super) parents: Vec<String>,
    pub(super) dependencies: Vec<String>,
    pub(super) labels: Vec<String>,
    pub(super) message: String,
    pub(super) location: usize,
    pub(super) file: String,
}

/// A project's revisions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Graph {
    pub(super) revisions: Vec<Revision>,
    pub(super) locations: usize,
    /// Whether the files lie in folders inside one location.
    pub(super) is_recursive: bool,
    /// Whether the graph has a fault on purpose.
    pub(super) is_broken: bool,
}

impl Graph {
    /// Makes a graph; each revision comes after its parents and dependencies.
    pub(super) fn random(random: &mut Random) -> Self {
        let count = match random.below(10) {
            0 => 1 + random.below(3),
            1 => 20 + random.below(30),
            _ => 3 + random.below(13),
        };
        let mut graph = Self {
            locations: if random.percent(20) {
                2 + random.below(2)
            } else {
                1
            },
            is_recursive: random.percent(30),
            ..Self::default()
        };
        let style = random.below(4);
        let wildness = random.below(3);
        for number in 0..count {
            let revision = graph.next(random, number, style, wildness);
            graph.revisions.push(revision);
        }
        if random.percent(8) {
            graph.break_one(random);
        }
        graph
    }

    fn next(&self, random: &mut Random, number: usize, style: usize, wildness: usize) -> Revision {
        let mut id = new_id(random, number, style);
        while self
            .revisions
            .iter()
            .any(|other| other.id == id || other.labels.contains(&id))
        {
            id.push('x');
        }
        let heads = self.heads();
        let any = |random: &mut Random| {
            let found = random.pick(&self.revisions);
            found.map(|found| found.id.clone()).into_iter()
        };
        let mut parents: Vec<String> = Vec::new();
        match random.below(20) {
            _ if number == 0 => {}
            0 | 1 => {}
            2..=5 => parents.extend(any(random)),
            6..=8 if heads.len() > 1 => {
                for _ in 0..2 + random.below(2) {
                    parents.extend(random.pick(&heads).cloned());
                }
            }
            9 if wildness == 2 => {
                for _ in 0..2 {
                    parents.extend(any(random));
                }
            }
            _ => parents.extend(random.pick(&heads).cloned()),
        }
        let mut seen = Vec::new();
        parents.retain(|parent| {
            !seen.contains(parent) && {
                seen.push(parent.clone());
                true
            }
        });
        if self.are_implied(&parents) && random.percent(90) {
            parents.truncate(1);
        }
        let mut dependencies = Vec::new();
        let ancestors = self.ancestors(&parents);
        while number > 1 && random.percent([0, 12, 25][wildness]) {
            if let Some(found) = random.pick(&self.revisions)
                && (!ancestors.contains(&found.id) || random.percent(5))
            {
                let name = match random.pick(&found.labels) {
                    Some(label) if random.percent(50) => label.clone(),
                    _ => found.id.clone(),
                };
                if !dependencies.contains(&name) && !parents.contains(&name) {
                    dependencies.push(name);
                }
            }
        }
        let mut labels = Vec::new();
        while random.percent(if parents.len() == 1 { 10 } else { 30 }) {
            let label = random.word(&[
                "lab", "label", "alpha", "alph", "aaaab", "plugin", "b1", "main",
            ]);
            let is_taken = |other: &Revision| other.labels.contains(&label) || other.id == label;
            if !self.revisions.iter().any(is_taken) && !labels.contains(&label) && id != label {
                labels.push(label);
            }
        }
        let message = random.word(&[
            "",
            "one",
            "two words",
            "a, comma",
            "it's \\\"quoted\\\"",
            "ünï",
            "  space around  ",
            "\nstarts late",
            "first line\nsecond line\n\nRevision ID: x\n  Revises: y\n\n",
            "100% (not) -> b",
        ]);
        let file = if random.percent(50) {
            format!("{id}_.py")
        } else {
            format!("{:02}_{id}.py", random.below(50))
        };
        Revision {
            id,
            parents,
            dependencies,
            labels,
            message,
            location: random.below(self.locations),
            file,
        }
    }

    /// Puts a fault into the graph.
    fn break_one(&mut self, random: &mut Random) {
        self.is_broken = true;
        let (first, second) = (
            random.below(self.revisions.len()),
            random.below(self.revisions.len()),
        );
        let [early, late] = [first.min(second), first.max(second)];
        let (early_id, late_id) = (
            self.revisions[early].id.clone(),
            self.revisions[late].id.clone(),
        );
        match random.below(8) {
            0 => self.revisions[early].parents = vec![late_id],
            1 => self.revisions[early].parents = vec![early_id],
            2 => self.revisions[early].parents.push("missing".to_owned()),
            3 => self.revisions[early].dependencies.push(late_id),
            4 => self.revisions[early]
                .dependencies
                .push("missing".to_owned()),
            5 => self.revisions[late].id = early_id,
            6 => {
                self.revisions[early].labels.push("twice".to_owned());
                self.revisions[late].labels.push("twice".to_owned());
            }
            _ => self.revisions[early]
                .id
                .push_str(&random.word(&["@", "-", "+1", ":x"])),
        }
    }

    /// Returns the revisions that no other has as a parent.
    pub(super) fn heads(&self) -> Vec<String> {
        let ids = self.revisions.iter().map(|revision| &revision.id);
        ids.filter(|id| {
            !self
                .revisions
                .iter()
                .any(|child| child.parents.contains(id))
        })
        .cloned()
        .collect()
    }

    /// Returns some revisions and all that they come after or depend on.
    pub(super) fn ancestors(&self, starts: &[String]) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        let mut waiting = starts.to_vec();
        while let Some(name) = waiting.pop() {
            let matches =
                |revision: &&Revision| revision.id == name || revision.labels.contains(&name);
            let Some(revision) = self.revisions.iter().find(matches) else {
                continue;
            };
            if !found.contains(&revision.id) {
                found.push(revision.id.clone());
                waiting.extend(
                    revision
                        .parents
                        .iter()
                        .chain(&revision.dependencies)
                        .cloned(),
                );
            }
        }
        found
    }

    /// Returns whether a revision comes after, or depends on, one that another of these implies.
    pub(super) fn has_implied_parents(&self) -> bool {
        self.revisions.iter().any(|revision| {
            let names = revision.parents.iter().chain(&revision.dependencies);
            let carries =
                |one: &Revision, name: &String| one.id == *name || one.labels.contains(name);
            let ids = names.filter_map(|name| self.revisions.iter().find(|one| carries(one, name)));
            let ids: Vec<String> = ids.map(|found| found.id.clone()).collect();
            self.are_implied(&ids)
        })
    }

    fn are_implied(&self, parents: &[String]) -> bool {
        parents.iter().any(|parent| {
            let others = parents.iter().filter(|other| *other != parent).cloned();
            self.ancestors(&others.collect::<Vec<_>>()).contains(parent)
        })
    }

    /// Returns rows of a version table, as some upgrades would have left them.
    pub(super) fn rows(&self, random: &mut Random) -> Option<Vec<String>> {
        if random.percent(10) {
            return None;
        }
        let mut starts = Vec::new();
        for _ in 0..random.below(4) {
            starts.extend(
                random
                    .pick(&self.revisions)
                    .map(|revision| revision.id.clone()),
            );
        }
        let mut rows: Vec<String> = Vec::new();
        let all = self.ancestors(&starts);
        for id in &all {
            let needed = |other: &String| {
                other != id && self.ancestors(std::slice::from_ref(other)).contains(id)
            };
            if !all.iter().any(needed) {
                rows.push(id.clone());
            }
        }
        if random.percent(4) {
            rows.extend(
                random
                    .pick(&self.revisions)
                    .map(|revision| revision.id.clone()),
            );
        }
        if random.percent(2) {
            rows.push("unknown".to_owned());
        }
        rows.sort();
        rows.dedup();
        Some(rows)
    }

    /// Returns smaller graphs that may show the same difference.
    pub(super) fn smaller(&self) -> Vec<Self> {
        let mut found = Vec::new();
        let mut offer = |change: &dyn Fn(&mut Self)| {
            let mut graph = self.clone();
            change(&mut graph);
            if graph != *self {
                found.push(graph);
            }
        };
        let count = self.revisions.len();
        if count > 4 {
            offer(&|graph| graph.remove(count / 2..count));
            offer(&|graph| graph.remove(0..count / 2));
        }
        for index in (0..count).rev() {
            offer(&|graph| graph.remove(index..index + 1));
        }
        for index in 0..count {
            offer(&|graph| graph.revisions[index].labels.clear());
            offer(&|graph| graph.revisions[index].dependencies.clear());
            offer(&|graph| graph.revisions[index].message.clear());
            for parent in 0..self.revisions[index].parents.len() {
                offer(&|graph| drop(graph.revisions[index].parents.remove(parent)));
            }
        }
        offer(&|graph| {
            graph.locations = 1;
            graph.is_recursive = false;
            for revision in &mut graph.revisions {
                revision.location = 0;
            }
        });
        found
    }

    /// Takes revisions out; what came after them comes after their parents.
    fn remove(&mut self, range: std::ops::Range<usize>) {
        let removed: Vec<Revision> = self.revisions.drain(range).collect();
        for gone in removed.iter().rev() {
            for revision in &mut self.revisions {
                if let Some(position) = revision.parents.iter().position(|id| *id == gone.id) {
                    revision.parents.remove(position);
                    for parent in &gone.parents {
                        if !revision.parents.contains(parent) && *parent != revision.id {
                            revision.parents.push(parent.clone());
                        }
                    }
                }
                revision
                    .dependencies
                    .retain(|name| *name != gone.id && !gone.labels.contains(name));
            }
        }
        let ids: Vec<String> = self
            .revisions
            .iter()
            .map(|revision| revision.id.clone())
            .collect();
        for revision in &mut self.revisions {
            revision
                .parents
                .retain(|id| ids.contains(id) || self.is_broken);
        }
    }
}

fn new_id(random: &mut Random, number: usize, style: usize) -> String {
    match style {
        0 => format!("r{number}"),
        1 => {
            let letters = 2 + random.below(5);
            (0..letters).map(|_| random.word(&["a", "b"])).collect()
        }
        2 => format!("aaaa{}{number}", random.word(&["", "a", "b", "1"])),
        _ => (0..12)
            .map(|_| char::from(b"0123456789abcdef"[random.below(16)]))
            .collect(),
    }
}

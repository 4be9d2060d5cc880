//! `history --graph`: the revisions as a drawing.

mod dot;
mod lanes;
mod mermaid;
mod svg;
mod text;

use std::collections::HashMap;

use alembic_python_text::split_lines;
use alembic_script::{Script, ScriptFormat, ShownLabels};

/// A form of the drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GraphFormat {
    /// Lines and letters for the terminal.
    Text,
    /// A flowchart for Mermaid.
    Mermaid,
    /// A graph for Graphviz.
    Dot,
    /// A picture.
    Svg,
}

impl GraphFormat {
    /// All formats.
    pub const ALL: [Self; 4] = [Self::Text, Self::Mermaid, Self::Dot, Self::Svg];

    /// Returns the name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Mermaid => "mermaid",
            Self::Dot => "dot",
            Self::Svg => "svg",
        }
    }

    /// Returns the format of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }
}

/// Revisions, each before those that it comes after.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    nodes: Vec<Node>,
}

/// One revision of a drawing.
#[derive(Clone, Debug, Default)]
struct Node {
    /// The identifier.
    revision: String,
    /// The identifier with the labels that its file declares, and the marks of `history`.
    title: String,
    /// The first line of the docstring.
    message: String,
    /// The positions of those that it comes after.
    parents: Vec<usize>,
    /// The positions of those that it depends on besides.
    dependencies: Vec<usize>,
    /// What it comes after or depends on that is not drawn.
    hidden: Vec<String>,
    /// Whether the database is at it.
    is_current: bool,
    /// Whether it stands out: by a label, as a head, or as the database's.
    is_marked: bool,
}

impl Graph {
    /// Returns the graph of revisions in the order of `history`, each with whether the database is
    /// at it.
    pub(crate) fn new(scripts: &[(Script<'_>, bool)]) -> Self {
        let positions: HashMap<&str, usize> = scripts
            .iter()
            .enumerate()
            .map(|(position, (script, _))| (script.revision().revision(), position))
            .collect();
        let nodes = scripts
            .iter()
            .map(|(script, is_current)| Node::new(script, *is_current, &positions));
        Self {
            nodes: nodes.collect(),
        }
    }

    /// Returns the drawing.
    pub(crate) fn draw(&self, format: GraphFormat) -> String {
        match format {
            GraphFormat::Text => text::draw(self),
            GraphFormat::Mermaid => mermaid::draw(self),
            GraphFormat::Dot => dot::draw(self),
            GraphFormat::Svg => svg::draw(self),
        }
    }
}

impl Node {
    fn new(script: &Script<'_>, is_current: bool, positions: &HashMap<&str, usize>) -> Self {
        let revision = script.revision();
        let mut hidden = Vec::new();
        let mut find = |names: Vec<&str>| -> Vec<usize> {
            let mut found = Vec::new();
            for name in names {
                match positions.get(name) {
                    Some(position) => found.push(*position),
                    None => hidden.push(name.to_owned()),
                }
            }
            found
        };
        let parents = find(
            revision
                .down_revisions()
                .iter()
                .map(String::as_str)
                .collect(),
        );
        let dependencies = find(revision.resolved_dependencies());
        let format = ScriptFormat {
            // The lines show which branches a revision lies on.
            labels: ShownLabels::Declared,
            is_current,
            ..ScriptFormat::default()
        };
        Self {
            revision: revision.revision().to_owned(),
            title: script.format(&format),
            message: first_line(script.file().doc()),
            parents,
            dependencies,
            hidden,
            is_current,
            is_marked: is_current
                || revision.is_head()
                || !revision.declared().declared_branch_labels().is_empty(),
        }
    }

    /// Returns the positions of all that it comes after and depends on.
    fn needed(&self) -> Vec<usize> {
        [&self.parents[..], &self.dependencies].concat()
    }

    /// Returns the title and the message on one line.
    fn line(&self) -> String {
        if self.message.is_empty() {
            self.title.clone()
        } else {
            format!("{}, {}", self.title, self.message)
        }
    }
}

fn first_line(text: &str) -> String {
    split_lines(text)
        .first()
        .copied()
        .unwrap_or_default()
        .to_owned()
}

#[cfg(test)]
impl Graph {
    /// Returns a graph of nodes named `0`, `1`, …, each with its parents.
    fn of(parents: &[&[usize]]) -> Self {
        let nodes = parents.iter().enumerate().map(|(position, parents)| Node {
            revision: position.to_string(),
            title: position.to_string(),
            parents: parents.to_vec(),
            ..Node::default()
        });
        Self {
            nodes: nodes.collect(),
        }
    }
}

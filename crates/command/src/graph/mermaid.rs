//! The drawing for Mermaid.

use super::{Graph, Node};

/// From this number of revisions on, runs of them are drawn as one box.
const LARGE: usize = 200;
/// Mermaid draws as many lines between boxes unless it is set up otherwise.
const MAXIMUM_LINES: usize = 500;

/// Draws the graph with the newest revisions on top; dependencies are dashed.
pub(super) fn draw(graph: &Graph) -> String {
    let runs = runs(graph);
    let mut lines = vec!["flowchart BT".to_owned()];
    for (position, node) in graph.nodes.iter().enumerate() {
        if runs.first[position] != position {
            continue;
        }
        let label = match runs.length[position] {
            1 => label(node),
            count => format!(
                "{} … {}<br/>{count} revisions",
                escaped(&graph.nodes[runs.last[position]].revision),
                escaped(&node.revision)
            ),
        };
        let style = if node.is_current { ":::current" } else { "" };
        lines.push(format!("  r{position}[\"{label}\"]{style}"));
    }
    let boxes = lines.len();
    for (position, node) in graph.nodes.iter().enumerate() {
        for (targets, arrow) in [(&node.parents, "-->"), (&node.dependencies, "-.->")] {
            for target in targets {
                let (from, to) = (runs.first[*target], runs.first[position]);
                if from != to {
                    lines.push(format!("  r{from} {arrow} r{to}"));
                }
            }
        }
    }
    let count = lines.len() - boxes;
    if count > MAXIMUM_LINES {
        let note = format!("%% To draw it, set `maxEdges` of Mermaid to {count} or more.");
        lines.insert(1, note);
    }
    lines.push("  classDef current stroke-width:3px".to_owned());
    lines.join("\n")
}

/// Revisions that follow one another without anything to tell about them.
struct Runs {
    /// For each revision, the newest of its run.
    first: Vec<usize>,
    /// For the newest of a run, the oldest of it.
    last: Vec<usize>,
    /// For the newest of a run, how many there are.
    length: Vec<usize>,
}

fn runs(graph: &Graph) -> Runs {
    let count = graph.nodes.len();
    let mut runs = Runs {
        first: (0..count).collect(),
        last: (0..count).collect(),
        length: vec![1; count],
    };
    if count < LARGE {
        return runs;
    }
    let mut children = vec![0_usize; count];
    let mut is_plain: Vec<bool> = graph
        .nodes
        .iter()
        .map(|node| !node.is_marked && node.dependencies.is_empty() && node.hidden.is_empty())
        .collect();
    for node in &graph.nodes {
        for parent in &node.parents {
            children[*parent] += 1;
        }
        for dependency in &node.dependencies {
            is_plain[*dependency] = false;
        }
    }
    for (position, node) in graph.nodes.iter().enumerate() {
        if let [parent] = node.parents[..]
            && children[parent] == 1
            && is_plain[position]
            && is_plain[parent]
        {
            let first = runs.first[position];
            runs.first[parent] = first;
            runs.last[first] = parent;
            runs.length[first] += 1;
        }
    }
    runs
}

fn label(node: &Node) -> String {
    let title = escaped(&node.title);
    if node.message.is_empty() {
        title
    } else {
        format!("{title}<br/>{}", escaped(&node.message))
    }
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '#' => escaped.push_str("#35;"),
            '"' => escaped.push_str("#quot;"),
            '<' => escaped.push_str("#lt;"),
            '>' => escaped.push_str("#gt;"),
            '&' => escaped.push_str("#amp;"),
            '`' => escaped.push_str("#96;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_graph_has_a_box_for_each() {
        let mut graph = Graph::of(&[&[1], &[]]);
        graph.nodes[0].message = "a <b> #1".to_owned();
        graph.nodes[1].is_current = true;
        let lines: Vec<String> = draw(&graph).lines().map(str::to_owned).collect();
        assert_eq!(
            lines,
            [
                "flowchart BT",
                "  r0[\"0<br/>a #lt;b#gt; #35;1\"]",
                "  r1[\"1\"]:::current",
                "  r1 --> r0",
                "  classDef current stroke-width:3px",
            ]
        );
    }

    #[test]
    fn runs_of_a_large_graph_share_a_box() {
        let parents: Vec<Vec<usize>> = (1..=LARGE)
            .map(|parent| vec![parent])
            .chain([Vec::new()])
            .collect();
        let parents: Vec<&[usize]> = parents.iter().map(Vec::as_slice).collect();
        let mut graph = Graph::of(&parents);
        graph.nodes[100].is_marked = true;
        let lines: Vec<String> = draw(&graph).lines().map(str::to_owned).collect();
        assert_eq!(
            lines,
            [
                "flowchart BT",
                "  r0[\"99 … 0<br/>100 revisions\"]",
                "  r100[\"100\"]",
                "  r101[\"200 … 101<br/>100 revisions\"]",
                "  r100 --> r0",
                "  r101 --> r100",
                "  classDef current stroke-width:3px",
            ]
        );
    }
}

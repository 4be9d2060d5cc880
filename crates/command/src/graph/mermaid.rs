//! The drawing for Mermaid.

use super::{Graph, Node};

/// From this number of revisions on, plain runs of them are drawn as one box.
///
/// Mermaid refuses drawings with more than 500 lines between boxes.
const LARGE: usize = 200;

/// Draws the graph with the newest revisions on top; dependencies are dashed.
pub(super) fn draw(graph: &Graph) -> String {
    let boxes = boxes(graph);
    let mut lines = vec!["flowchart BT".to_owned()];
    let mut seen = usize::MAX;
    for (position, node) in graph.nodes.iter().enumerate() {
        let first = boxes[position];
        if first == seen {
            continue;
        }
        seen = first;
        let members = boxes[position..]
            .iter()
            .take_while(|member| **member == first);
        let label = match members.count() {
            1 => label(node),
            count => {
                let last = &graph.nodes[position + count - 1];
                format!(
                    "{} … {}<br/>{count} revisions",
                    escaped(&last.revision),
                    escaped(&node.revision)
                )
            }
        };
        let style = if node.is_current { ":::current" } else { "" };
        lines.push(format!("  r{first}[\"{label}\"]{style}"));
    }
    for (position, node) in graph.nodes.iter().enumerate() {
        for (targets, arrow) in [(&node.parents, "-->"), (&node.dependencies, "-.->")] {
            for target in targets {
                if boxes[*target] != boxes[position] {
                    lines.push(format!(
                        "  r{} {arrow} r{}",
                        boxes[*target], boxes[position]
                    ));
                }
            }
        }
    }
    lines.push("  classDef current stroke-width:3px".to_owned());
    lines.join("\n")
}

/// Returns for each revision the first of those that share its box.
fn boxes(graph: &Graph) -> Vec<usize> {
    let count = graph.nodes.len();
    let mut boxes: Vec<usize> = (0..count).collect();
    if count < LARGE {
        return boxes;
    }
    let mut children = vec![0_usize; count];
    let mut is_needed = vec![false; count];
    for node in &graph.nodes {
        for parent in &node.parents {
            children[*parent] += 1;
        }
        for dependency in &node.dependencies {
            is_needed[*dependency] = true;
        }
    }
    let is_plain = |position: usize| {
        let node = &graph.nodes[position];
        children[position] == 1
            && node.parents.len() == 1
            && node.dependencies.is_empty()
            && node.hidden.is_empty()
            && !node.is_marked
            && !is_needed[position]
    };
    for position in 1..count {
        let follows = graph.nodes[position - 1].parents == [position];
        if follows && is_plain(position - 1) && is_plain(position) {
            boxes[position] = boxes[position - 1];
        }
    }
    boxes
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
                "  r0[\"0\"]",
                "  r1[\"99 … 1<br/>99 revisions\"]",
                "  r100[\"100\"]",
                "  r101[\"199 … 101<br/>99 revisions\"]",
                "  r200[\"200\"]",
                "  r1 --> r0",
                "  r100 --> r1",
                "  r101 --> r100",
                "  r200 --> r101",
                "  classDef current stroke-width:3px",
            ]
        );
    }
}

//! The drawing for Graphviz.

use super::Graph;

/// Draws the graph with the newest revisions on top; dependencies are dashed.
pub(super) fn draw(graph: &Graph) -> String {
    let mut lines = vec![
        "digraph history {".to_owned(),
        "  rankdir = BT;".to_owned(),
        "  node [shape = box, style = rounded, fontname = \"sans-serif\", fontsize = 10];"
            .to_owned(),
    ];
    for node in &graph.nodes {
        let mut label = quoted(&node.title);
        if !node.message.is_empty() {
            label.push_str("\\n");
            label.push_str(&quoted(&node.message));
        }
        let style = if node.is_current {
            ", penwidth = 2"
        } else {
            ""
        };
        lines.push(format!(
            "  \"{}\" [label = \"{label}\"{style}];",
            quoted(&node.revision)
        ));
    }
    for node in &graph.nodes {
        for (positions, style) in [
            (&node.parents, ""),
            (&node.dependencies, " [style = dashed]"),
        ] {
            for position in positions {
                let parent = quoted(&graph.nodes[*position].revision);
                lines.push(format!(
                    "  \"{parent}\" -> \"{}\"{style};",
                    quoted(&node.revision)
                ));
            }
        }
    }
    lines.push("}".to_owned());
    lines.join("\n")
}

fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_do_not_end_a_label() {
        let mut graph = Graph::of(&[&[1], &[]]);
        graph.nodes[0].message = r#"a "b" \n"#.to_owned();
        graph.nodes[0].dependencies = vec![1];
        let drawing = draw(&graph);
        assert!(
            drawing.contains(r#""0" [label = "0\na \"b\" \\n"];"#),
            "{drawing}"
        );
        assert!(drawing.contains(r#""1" -> "0";"#), "{drawing}");
        assert!(
            drawing.contains(r#""1" -> "0" [style = dashed];"#),
            "{drawing}"
        );
    }
}

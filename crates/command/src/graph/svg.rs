//! The drawing as a picture.

use unicode_width::UnicodeWidthStr;

use super::lanes::rows;
use super::{Graph, Node};

const ROW_HEIGHT: usize = 22;
const LANE_WIDTH: usize = 16;
const MARGIN: usize = 14;
/// About the width of a letter of the labels; those of East Asia take two.
const LETTER_WIDTH: usize = 8;
const COLOURS: [&str; 6] = [
    "#3366cc", "#dc3912", "#109618", "#990099", "#b77322", "#0099c6",
];

/// Draws a row for each revision, newest first, with its lines to the left of its name.
pub(super) fn draw(graph: &Graph) -> String {
    let rows = rows(graph, Node::needed);
    let x = |lane: usize| MARGIN + lane * LANE_WIDTH;
    let y = |position: usize| MARGIN + position * ROW_HEIGHT;
    let (mut lines, mut dots, mut labels) = (Vec::new(), Vec::new(), Vec::new());
    let mut width = 0;
    for (position, (node, row)) in graph.nodes.iter().zip(&rows).enumerate() {
        let (left, top) = (x(row.lane), y(position));
        for (ends, style) in [
            (&node.parents, ""),
            (&node.dependencies, " stroke-dasharray=\"3 3\""),
        ] {
            for end in ends {
                let lane = rows[*end].lane;
                let (to, bottom) = (x(lane), y(*end));
                let bend = top + ROW_HEIGHT;
                let turn = if to == left {
                    String::new()
                } else {
                    format!("C{left} {bend} {to} {top} {to} {bend}")
                };
                lines.push(format!(
                    "<path stroke=\"{}\"{style} d=\"M{left} {top}{turn}V{bottom}\"/>",
                    colour(lane)
                ));
            }
        }
        let radius = if node.is_current { 7 } else { 5 };
        dots.push(format!(
            "<circle cx=\"{left}\" cy=\"{top}\" r=\"{radius}\" fill=\"{}\"/>",
            colour(row.lane)
        ));
        let label = node.line();
        let start = x(row.width()) + 4;
        width = width.max(start + label.width() * LETTER_WIDTH + MARGIN);
        labels.push(format!(
            "<text x=\"{start}\" y=\"{}\">{}</text>",
            top + 4,
            escaped(&label)
        ));
    }
    let height = y(graph.nodes.len());
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n\
         <g fill=\"none\" stroke-width=\"2\">\n{}\n</g>\n<g>\n{}\n</g>\n\
         <g font-family=\"monospace\" font-size=\"12\" fill=\"#222222\">\n{}\n</g>\n</svg>",
        lines.join("\n"),
        dots.join("\n"),
        labels.join("\n")
    )
}

fn colour(lane: usize) -> &'static str {
    COLOURS[lane % COLOURS.len()]
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            // They have no place in XML.
            '\u{fffe}' | '\u{ffff}' => escaped.push(' '),
            control if control.is_control() => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_revision_has_a_dot_and_each_edge_a_line() {
        let mut graph = Graph::of(&[&[1, 2], &[3], &[3], &[]]);
        graph.nodes[0].message = "a < b & c\u{7}".to_owned();
        graph.nodes[1].dependencies = vec![2];
        let drawing = draw(&graph);
        assert_eq!(drawing.matches("<circle").count(), 4);
        assert_eq!(drawing.matches("<path").count(), 5);
        assert!(
            drawing.contains(">0, a &lt; b &amp; c </text>"),
            "{drawing}"
        );
    }
}

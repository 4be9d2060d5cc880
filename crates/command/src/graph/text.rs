//! The drawing for the terminal.

use super::lanes::{Row, rows};
use super::{Graph, Node};

const CURRENT: char = '◉';
const REVISION: char = '○';

/// Draws the graph with a line for each revision, and one below it where lines part, meet or end.
pub(super) fn draw(graph: &Graph) -> String {
    let rows = rows(graph, |node| node.parents.clone());
    let mut lines = Vec::with_capacity(graph.nodes.len());
    for (position, (node, row)) in graph.nodes.iter().zip(&rows).enumerate() {
        let sign = if node.is_current { CURRENT } else { REVISION };
        lines.push(format!("{}  {}", lanes(row, sign), label(graph, node)));
        let is_below = |next: &Row| next.lane == row.lane;
        if row.targets.iter().any(|target| *target != row.lane) {
            lines.push(links(row));
        } else if row.targets.is_empty() && rows.get(position + 1).is_some_and(is_below) {
            // What comes below is not its parent.
            lines.push(lanes(row, ' '));
        }
    }
    lines.join("\n")
}

fn lanes(row: &Row, sign: char) -> String {
    let cells = (0..row.passing.len().max(row.lane + 1)).map(|lane| {
        if lane == row.lane {
            sign
        } else if row.passing[lane] {
            '│'
        } else {
            ' '
        }
    });
    let cells: Vec<String> = cells.map(String::from).collect();
    cells.join(" ").trim_end().to_owned()
}

fn label(graph: &Graph, node: &Node) -> String {
    let mut label = node.line();
    let mut needed: Vec<&str> = node
        .dependencies
        .iter()
        .map(|position| graph.nodes[*position].revision.as_str())
        .collect();
    if !needed.is_empty() {
        label.push_str(&format!(" (depends on {})", needed.join(", ")));
    }
    needed = node.hidden.iter().map(String::as_str).collect();
    if !needed.is_empty() {
        label.push_str(&format!(" (after {})", needed.join(", ")));
    }
    label
}

/// The sides on which a cell is joined to the next.
#[derive(Clone, Copy, Default)]
struct Cell {
    up: bool,
    down: bool,
    left: bool,
    right: bool,
}

fn links(row: &Row) -> String {
    // Each lane has a cell, and there is one between two lanes.
    let mut cells = vec![Cell::default(); 2 * row.width() - 1];
    cells[2 * row.lane].up = true;
    for target in &row.targets {
        cells[2 * target].down = true;
        let (left, right) = (row.lane.min(*target), row.lane.max(*target));
        for cell in 2 * left..2 * right {
            cells[cell].right = true;
            cells[cell + 1].left = true;
        }
    }
    for (lane, _) in row
        .passing
        .iter()
        .enumerate()
        .filter(|(_, passing)| **passing)
    {
        if row.targets.contains(&lane) {
            cells[2 * lane].up = true;
        } else {
            // A line that goes by is in front, so that it does not look as if it met the others.
            cells[2 * lane] = Cell {
                up: true,
                down: true,
                ..Cell::default()
            };
        }
    }
    cells.into_iter().map(Cell::character).collect()
}

impl Cell {
    fn character(self) -> char {
        match (self.up, self.down, self.left, self.right) {
            (true, true, true, true) => '┼',
            (true, true, true, false) => '┤',
            (true, true, false, true) => '├',
            (true, false, true, true) => '┴',
            (false, true, true, true) => '┬',
            (true, false, true, false) => '╯',
            (true, false, false, true) => '╰',
            (false, true, true, false) => '╮',
            (false, true, false, true) => '╭',
            (true, _, false, false) | (false, true, false, false) => '│',
            (false, false, true, _) | (false, false, false, true) => '─',
            (false, false, false, false) => ' ',
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn drawn(parents: &[&[usize]], expected: &[&str]) {
        let drawing = draw(&Graph::of(parents));
        let lines: Vec<&str> = drawing.lines().collect();
        assert_eq!(lines, expected);
    }

    #[test]
    fn a_line_is_straight() {
        drawn(&[&[1], &[2], &[]], &["○  0", "○  1", "○  2"]);
    }

    #[test]
    fn branches_part_and_meet() {
        drawn(
            &[&[1, 3], &[2], &[4], &[4], &[]],
            &["○  0", "├─╮", "○ │  1", "○ │  2", "│ ○  3", "├─╯", "○  4"],
        );
    }

    #[test]
    fn bases_are_apart_from_what_follows() {
        drawn(
            &[&[], &[3], &[], &[]],
            &["○  0", "", "○  1", "│ ○  2", "○  3"],
        );
    }

    #[test]
    fn many_branches_of_one_base_need_two_lanes() {
        drawn(
            &[&[3], &[3], &[3], &[]],
            &["○  0", "│ ○  1", "├─╯", "│ ○  2", "├─╯", "○  3"],
        );
    }

    #[test]
    fn lines_that_go_by_are_in_front() {
        drawn(
            &[&[4], &[3], &[4], &[4], &[]],
            &[
                "○  0",
                "│ ○  1",
                "│ │ ○  2",
                "├─│─╯",
                "│ ○  3",
                "├─╯",
                "○  4",
            ],
        );
    }

    #[test]
    fn a_merge_of_three_joins_lines_that_are_there() {
        drawn(
            &[&[3], &[2, 3, 4], &[5], &[5], &[5], &[]],
            &[
                "○  0",
                "│ ○  1",
                "├─┼─╮",
                "│ ○ │  2",
                "○ │ │  3",
                "╰─┤ │",
                "  │ ○  4",
                "  ├─╯",
                "  ○  5",
            ],
        );
    }
}

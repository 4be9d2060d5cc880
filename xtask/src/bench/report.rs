//! The table of what was measured.
use super::measure::Sample;

/// What our time is held against.
#[derive(Clone, Copy)]
pub enum Target {
    /// So many times faster than the original.
    Faster(f64),
    /// At most so many times what the database's own client takes.
    Floor(f64),
}

/// What our peak of memory is held against.
#[derive(Clone, Copy)]
pub enum Memory {
    /// So many MiB.
    Below(f64),
    /// So many times the original's.
    BelowOriginal(f64),
    /// Nothing, where part of a run is measured.
    Any,
}

/// A line of the table.
pub struct Row<'a> {
    /// The name of the measurement.
    pub name: &'a str,
    /// What the original takes.
    pub original: Sample,
    /// What we take.
    pub ours: Sample,
    /// What the database's own client takes.
    pub floor: Option<Sample>,
    /// What we want to reach.
    pub target: Target,
    /// How much memory we may use.
    pub memory: Memory,
}

/// Prints the head of the table.
pub fn print_head(runs: usize) {
    println!("\nmedians of {runs} runs in turn, seconds; memory is the peak of ours in MiB");
    println!(
        "{:<30}{:>10}{:>9}{:>9}{:>9}{:>12}{:>8}  target",
        "", "original", "ours", "times", "floor", "ours/floor", "memory"
    );
}

/// Prints a line of the table.
pub fn print(row: &Row<'_>) {
    let times = row.original.seconds / row.ours.seconds;
    let floor = row.floor.map_or(f64::NAN, |sample| sample.seconds);
    let over_floor = row.ours.seconds / floor;
    let (is_met, target) = match row.target {
        Target::Faster(least) => (times >= least, format!("{least}x faster")),
        Target::Floor(most) => (over_floor <= most, format!("{most}x the floor")),
    };
    let memory_limit = match row.memory {
        Memory::Below(limit) => limit,
        Memory::BelowOriginal(share) => share * row.original.mebibytes,
        Memory::Any => f64::INFINITY,
    };
    let memory = match row.memory {
        Memory::Any => f64::NAN,
        _ => row.ours.mebibytes,
    };
    println!(
        "{:<30}{:>10}{:>9}{:>9}{:>9}{:>12}{:>8}  {target}: {}{}",
        row.name,
        shown(row.original.seconds, 3),
        shown(row.ours.seconds, 3),
        shown(times, 1),
        shown(floor, 3),
        shown(over_floor, 2),
        shown(memory, 1),
        if is_met { "met" } else { "MISSED" },
        if row.ours.mebibytes < memory_limit {
            String::new()
        } else {
            format!(", TOO MUCH MEMORY (limit {memory_limit:.1})")
        },
    );
}

fn shown(number: f64, digits: usize) -> String {
    if number.is_nan() {
        String::new()
    } else {
        format!("{number:.digits$}")
    }
}

//! Python source under construction, with the template line that each of its lines comes from.

/// Collects lines of Python at the current indentation.
pub(super) struct PythonWriter {
    source: String,
    line_map: Vec<u32>,
    depth: usize,
}

impl PythonWriter {
    /// Begins with source that no line of the template stands for.
    pub(super) fn new(prelude: &str) -> Self {
        let mut writer = Self {
            source: String::new(),
            line_map: Vec::new(),
            depth: 0,
        };
        writer.raw(0, prelude.trim_end());
        writer
    }

    /// Writes code at the current indentation; its lines come from the template's line and those
    /// after it, or, when that is zero, from none.
    pub(super) fn line(&mut self, template_line: u32, code: &str) {
        self.source.push_str(&self.margin());
        self.raw(template_line, code);
    }

    /// Writes code as it stands.
    pub(super) fn raw(&mut self, template_line: u32, code: &str) {
        for (index, line) in code.split('\n').enumerate() {
            self.source.push_str(line);
            self.source.push('\n');
            let offset = u32::try_from(index).unwrap_or(0);
            self.line_map.push(if template_line == 0 {
                0
            } else {
                template_line + offset
            });
        }
    }

    /// Returns the white space that lines begin with.
    pub(super) fn margin(&self) -> String {
        "    ".repeat(self.depth)
    }

    pub(super) fn indent(&mut self) {
        self.depth += 1;
    }

    pub(super) fn dedent(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// Returns the source and, for each of its lines, the line of the template or zero.
    pub(super) fn finish(self) -> (String, Vec<u32>) {
        (self.source, self.line_map)
    }
}

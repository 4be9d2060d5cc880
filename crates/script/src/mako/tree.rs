//! The parts of a template.

use crate::python_names::PythonNames;

/// One piece of a template.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// The line of the template, counted from one.
    pub(super) line: u32,
    pub(super) kind: NodeKind,
}

#[derive(Clone, Debug)]
pub(super) enum NodeKind {
    /// Text that is written as it stands.
    Text(String),
    /// `${code | filters}`.
    Expression {
        code: String,
        filters: Filters,
        names: PythonNames,
    },
    /// `% if …:`, `% for …:`, …: a line that begins a block.
    BlockStart {
        keyword: String,
        code: String,
        names: PythonNames,
    },
    /// `% else:`, `% except …:`, …: a line that continues a block.
    BlockMiddle { code: String, names: PythonNames },
    /// `% endif`, …
    BlockEnd,
    /// `<% … %>`.
    Code { code: String, names: PythonNames },
    /// `<%! … %>`.
    ModuleCode { code: String, names: PythonNames },
    /// `<%def name="…">`.
    Function(Function),
    /// `<%block>`.
    Block(Function),
    /// `<%text filter="…">`.
    FilteredText { filters: Filters, nodes: Vec<Node> },
}

/// The filters that an expression or a tag names.
#[derive(Clone, Debug, Default)]
pub(super) struct Filters {
    /// The text of each filter.
    pub(super) items: Vec<String>,
    pub(super) names: PythonNames,
}

/// A `<%def>` or a `<%block>`.
#[derive(Clone, Debug)]
pub(super) struct Function {
    /// The name; an anonymous block has one made from its line.
    pub(super) name: String,
    pub(super) is_anonymous: bool,
    /// The parameters as written.
    pub(super) parameters: String,
    pub(super) parameter_names: Vec<String>,
    pub(super) filters: Filters,
    pub(super) is_buffered: bool,
    pub(super) nodes: Vec<Node>,
}

/// A parsed template.
#[derive(Debug, Default)]
pub(super) struct Template {
    pub(super) nodes: Vec<Node>,
    /// The parameters of `<%page args="…"/>` as written.
    pub(super) page_parameters: String,
    pub(super) page_parameter_names: Vec<String>,
    /// The filters of `<%page expression_filter="…"/>`.
    pub(super) page_filters: Filters,
}

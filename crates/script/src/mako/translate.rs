//! The tree of a template → Python source.
//!
//! The names that a function of the template reads and does not bind are fetched from the context
//! when it begins, as Mako does. A top-level `<%def>` becomes a function of the module that is given
//! the context; inside another tag it becomes a closure.

use std::collections::BTreeSet;

use alembic_python_text::repr;
use indexmap::IndexMap;

use super::indentation::add_margin;
use super::tree::{Filters, Function, Node, NodeKind, Template};
use super::writer::PythonWriter;
use crate::python_names::PythonNames;

const PRELUDE: &str = include_str!("runtime.py");

/// The names that every function of a template has without fetching them.
const GIVEN_NAMES: [&str; 3] = ["context", "UNDEFINED", "STOP_RENDERING"];

/// Translates a template.
pub(super) fn translate(template: &Template) -> (String, Vec<u32>) {
    let mut translator = Translator {
        template,
        writer: PythonWriter::new(PRELUDE),
        module_names: BTreeSet::new(),
        module_code: Vec::new(),
        functions: IndexMap::new(),
    };
    translator.collect_module(&template.nodes, true);
    translator.module(&template.nodes);
    translator.writer.finish()
}

/// What a function of the template sees around it.
#[derive(Clone, Default)]
struct Scope {
    /// The names that an enclosing function has already.
    known: BTreeSet<String>,
    /// Whether this is the body of the template or a closure in it, which share what they assign
    /// with the top-level functions that they call.
    shares_locals: bool,
    is_closure: bool,
}

struct Translator<'a> {
    template: &'a Template,
    writer: PythonWriter,
    /// What `<%! … %>` binds.
    module_names: BTreeSet<String>,
    /// What is inside `<%! … %>`, wherever that is.
    module_code: Vec<(u32, &'a str)>,
    /// The functions at the top level, named blocks among them, with their lines.
    functions: IndexMap<String, (u32, &'a Function)>,
}

impl<'a> Translator<'a> {
    fn collect_module(&mut self, nodes: &'a [Node], is_top: bool) {
        for node in nodes {
            match &node.kind {
                NodeKind::ModuleCode { code, names } => {
                    self.module_names.extend(names.bindings.iter().cloned());
                    self.module_code.push((node.line, code));
                }
                NodeKind::Function(function) => {
                    if is_top {
                        self.functions
                            .insert(function.name.clone(), (node.line, function));
                    }
                    self.collect_module(&function.nodes, false);
                }
                NodeKind::Block(block) => {
                    if !block.is_anonymous {
                        self.functions
                            .insert(block.name.clone(), (node.line, block));
                    }
                    self.collect_module(&block.nodes, false);
                }
                _ => {}
            }
        }
    }

    fn module(&mut self, nodes: &'a [Node]) {
        self.writer.raw(0, "\n");
        for (line, code) in std::mem::take(&mut self.module_code) {
            self.writer.raw(line, code);
        }
        self.writer.raw(0, "\n");
        let template = self.template;
        let mut parameters = vec!["context".to_owned()];
        if !template.page_parameters.trim().is_empty() {
            parameters.push(template.page_parameters.clone());
        }
        if !template.page_parameters.contains("**") {
            parameters.push("**pageargs".to_owned());
        }
        let mut arguments = template.page_parameter_names.clone();
        arguments.push("pageargs".to_owned());
        let page = Page {
            parameters: parameters.join(", "),
            arguments,
        };
        self.function_head(1, "_mako_body", &page.parameters);
        let shares_locals = !self.functions.is_empty();
        let scope = Scope {
            shares_locals,
            ..Scope::default()
        };
        self.function_body(nodes, &page.arguments, &Filters::default(), &scope);
        self.writer.line(0, "return ''");
        self.writer.dedent();

        for (name, (line, function)) in self.functions.clone() {
            self.writer.raw(0, "\n");
            let mut parameters = vec!["context".to_owned()];
            if !function.parameters.trim().is_empty() {
                parameters.push(function.parameters.clone());
            }
            let is_block = template_has_block(&self.template.nodes, &name);
            let mut arguments = function.parameter_names.clone();
            if is_block {
                parameters.push("**pageargs".to_owned());
                arguments.push("pageargs".to_owned());
            }
            self.function_head(line, &format!("_mako_def_{name}"), &parameters.join(", "));
            self.function(function, &arguments, &Scope::default());
            self.writer.dedent();
        }
        self.render();
    }

    fn render(&mut self) {
        let members: Vec<String> = self
            .functions
            .keys()
            .map(|name| format!("{}: _mako_def_{name}", repr(name)))
            .collect();
        let members = members.join(", ");
        self.writer.raw(
            0,
            &format!(
                "\n\ndef render(data):\n    variables = _mako_variables(data)\n    context = _MakoContext(variables)\n    \
                 namespace = _MakoNamespace(context, {{{members}}})\n    \
                 context._data['self'] = context._data['local'] = namespace\n    \
                 _mako_body(context, **variables)\n    return context._end()"
            ),
        );
    }

    fn function_head(&mut self, line: u32, name: &str, parameters: &str) {
        // A parameter list may end in a comment or be spread over lines.
        let separator = if parameters.contains(['\n', '#']) {
            "\n"
        } else {
            ""
        };
        self.writer
            .line(line, &format!("def {name}({parameters}{separator}):"));
        self.writer.indent();
    }

    /// Writes what a `<%def>` or a `<%block>` does, filtered and buffered as it asks.
    fn function(&mut self, function: &'a Function, arguments: &[String], scope: &Scope) {
        let is_filtered = !function.filters.items.is_empty();
        if !is_filtered && !function.is_buffered {
            self.function_body(&function.nodes, arguments, &function.filters, scope);
            self.writer.line(0, "return ''");
            return;
        }
        self.function_start(&function.nodes, arguments, &function.filters, scope);
        self.buffered(|translator| translator.nodes(&function.nodes, scope));
        let text = self.filtered(&function.filters, "_mako_text", false);
        if function.is_buffered {
            self.writer.line(0, &format!("return {text}"));
        } else {
            self.writer.line(0, &format!("context.write({text})"));
            self.writer.line(0, "return ''");
        }
    }

    /// Writes code whose output ends up in `_mako_text`.
    fn buffered(&mut self, write: impl FnOnce(&mut Self)) {
        self.writer.line(0, "context._begin()");
        self.writer.line(0, "try:");
        self.writer.indent();
        self.writer.line(0, "pass");
        write(self);
        self.writer.dedent();
        self.writer.line(0, "finally:");
        self.writer.indent();
        self.writer.line(0, "_mako_text = context._end()");
        self.writer.dedent();
    }

    fn function_body(
        &mut self,
        nodes: &'a [Node],
        arguments: &[String],
        filters: &Filters,
        scope: &Scope,
    ) {
        self.function_start(nodes, arguments, filters, scope);
        self.nodes(nodes, scope);
    }

    /// Writes the fetching of the names that a function needs, and its closures.
    fn function_start(
        &mut self,
        nodes: &'a [Node],
        arguments: &[String],
        filters: &Filters,
        scope: &Scope,
    ) {
        let mut names = filters.names.clone();
        collect_names(nodes, &mut names);
        if has_expressions(nodes) {
            names
                .reads
                .extend(self.template.page_filters.names.reads.iter().cloned());
        }
        let mut closures = IndexMap::new();
        let is_template = std::ptr::eq(nodes, self.template.nodes.as_slice());
        collect_closures(nodes, is_template, &mut closures);
        let mut known = scope.known.clone();
        known.extend(arguments.iter().cloned());
        known.extend(names.bindings.iter().cloned());
        known.extend(closures.keys().map(|name| (*name).to_owned()));

        if scope.shares_locals && !scope.is_closure {
            let items: Vec<String> = arguments
                .iter()
                .map(|name| format!("{}: {name}", repr(name)))
                .collect();
            self.writer
                .line(0, &format!("_mako_locals = {{{}}}", items.join(", ")));
        }
        if has_loop(nodes) {
            // The function assigns `loop`, so that it cannot be that of an enclosing function.
            known.remove("loop");
        }
        let wanted: Vec<String> = names
            .reads
            .iter()
            .filter(|name| !known.contains(*name) && !self.module_names.contains(*name))
            .filter(|name| !GIVEN_NAMES.contains(&name.as_str()))
            .cloned()
            .collect();
        for name in wanted {
            if name == "loop" {
                self.writer.line(0, "loop = _MakoNoLoop()");
            } else if self.functions.contains_key(&name) {
                let context = if scope.shares_locals {
                    "context._with(_mako_locals)"
                } else {
                    "context"
                };
                self.writer
                    .line(0, &format!("def {name}(*arguments, **keywords):"));
                self.writer.indent();
                self.writer.line(
                    0,
                    &format!("return _mako_def_{name}({context}, *arguments, **keywords)"),
                );
                self.writer.dedent();
            } else {
                let literal = repr(&name);
                self.writer
                    .line(0, &format!("{name} = context.get({literal}, UNDEFINED)"));
            }
            known.insert(name);
        }
        let inner = Scope {
            known,
            shares_locals: scope.shares_locals,
            is_closure: true,
        };
        for (line, closure) in closures.into_values() {
            self.function_head(line, &closure.name, &closure.parameters);
            self.function(closure, &closure.parameter_names, &inner);
            self.writer.dedent();
        }
    }

    fn nodes(&mut self, nodes: &'a [Node], scope: &Scope) {
        // For each block that is open, whether it keeps a loop.
        let mut blocks = Vec::new();
        for (index, node) in nodes.iter().enumerate() {
            match &node.kind {
                NodeKind::Text(text) => {
                    self.writer
                        .line(node.line, &format!("context.write({})", repr(text)));
                }
                NodeKind::Expression { code, filters, .. } => {
                    // The code may end in a comment.
                    let end = if code.contains('#') { "\n" } else { "" };
                    let text = self.filtered(filters, &format!("{code}{end}"), true);
                    self.writer
                        .line(node.line, &format!("context.write({text})"));
                }
                NodeKind::BlockStart { keyword, code, .. } => {
                    let loop_parts = (keyword == "for" && reads_loop(&nodes[index..]))
                        .then(|| split_for(code))
                        .flatten();
                    blocks.push(loop_parts.is_some());
                    if let Some((targets, items)) = loop_parts {
                        let target = format!("loop = _MakoLoop({items}, loop)");
                        self.writer.line(node.line, &target);
                        self.writer.line(0, "try:");
                        self.writer.indent();
                        self.writer
                            .line(node.line, &format!("for {targets} in loop:"));
                    } else {
                        self.writer.line(node.line, code);
                    }
                    self.writer.indent();
                    self.writer.line(0, "pass");
                }
                NodeKind::BlockMiddle { code, .. } => {
                    self.writer.dedent();
                    self.writer.line(node.line, code);
                    self.writer.indent();
                    self.writer.line(0, "pass");
                }
                NodeKind::BlockEnd => {
                    self.writer.dedent();
                    if blocks.pop() == Some(true) {
                        self.writer.dedent();
                        self.writer.line(0, "finally:");
                        self.writer.indent();
                        self.writer.line(0, "loop = loop._enclosing");
                        self.writer.dedent();
                    }
                }
                NodeKind::Code { code, names } => {
                    let margin = self.writer.margin();
                    self.writer.raw(node.line, &add_margin(code, &margin));
                    if scope.shares_locals && !names.bindings.is_empty() {
                        let bound: Vec<String> =
                            names.bindings.iter().map(|name| repr(name)).collect();
                        let update = format!(
                            "_mako_locals.update((name, value) for name, value in \
                             list(locals().items()) if name in ({},))",
                            bound.join(", ")
                        );
                        self.writer.line(0, &update);
                    }
                }
                NodeKind::FilteredText { filters, nodes } => {
                    if filters.items.is_empty() {
                        self.nodes(nodes, scope);
                    } else {
                        self.buffered(|translator| translator.nodes(nodes, scope));
                        let text = self.filtered(filters, "_mako_text", false);
                        self.writer
                            .line(node.line, &format!("context.write({text})"));
                    }
                }
                NodeKind::Block(block) if block.is_anonymous => {
                    self.writer.line(node.line, &format!("{}()", block.name));
                }
                NodeKind::Block(block) => {
                    let arguments: Vec<String> = block
                        .parameter_names
                        .iter()
                        .map(|name| format!(", {}: {name}", repr(name)))
                        .collect();
                    let call = format!(
                        "_mako_def_{}(context, **{{**context.kwargs{}}})",
                        block.name,
                        arguments.concat()
                    );
                    self.writer.line(node.line, &call);
                }
                NodeKind::Function(_) | NodeKind::ModuleCode { .. } => {}
            }
        }
    }

    /// Wraps the filters around a piece of Python.
    fn filtered(&self, filters: &Filters, code: &str, is_expression: bool) -> String {
        let is_plain = |items: &[String]| items.iter().any(|item| item == "n");
        let mut items: Vec<&str> = filters.items.iter().map(String::as_str).collect();
        if is_expression && !is_plain(&filters.items) {
            let page = &self.template.page_filters.items;
            items = page.iter().map(String::as_str).chain(items).collect();
            if !is_plain(page) {
                items.insert(0, "str");
            }
        }
        let mut code = code.to_owned();
        for item in items.into_iter().filter(|item| *item != "n") {
            let (name, arguments) = match item.find('(') {
                Some(index) if index > 0 => item.split_at(index),
                _ => (item, ""),
            };
            let function = match name {
                "h" => "_mako_html".to_owned(),
                "x" => "_mako_xml".to_owned(),
                "u" => "_mako_url".to_owned(),
                "trim" => "_mako_trim".to_owned(),
                "entity" => "_mako_entity".to_owned(),
                "unicode" => "str".to_owned(),
                _ => match name.strip_prefix("decode.") {
                    Some(encoding) => format!("_mako_decode({})", repr(encoding)),
                    None => name.to_owned(),
                },
            };
            code = format!("{function}{arguments}({code})");
        }
        code
    }
}

struct Page {
    parameters: String,
    arguments: Vec<String>,
}

fn template_has_block(nodes: &[Node], name: &str) -> bool {
    nodes.iter().any(|node| match &node.kind {
        NodeKind::Block(block) => {
            (!block.is_anonymous && block.name == name) || template_has_block(&block.nodes, name)
        }
        _ => false,
    })
}

/// Collects the names that nodes read and bind in the function that they belong to.
fn collect_names(nodes: &[Node], names: &mut PythonNames) {
    for node in nodes {
        match &node.kind {
            NodeKind::Expression {
                names: own,
                filters,
                ..
            } => {
                // An expression binds nothing for the function; what it could assign is no statement.
                names.reads.extend(own.reads.iter().cloned());
                names.extend(&filters.names);
            }
            NodeKind::BlockStart { names: own, .. }
            | NodeKind::BlockMiddle { names: own, .. }
            | NodeKind::Code { names: own, .. } => names.extend(own),
            NodeKind::FilteredText { filters, nodes } => {
                names.extend(&filters.names);
                collect_names(nodes, names);
            }
            NodeKind::Block(block) if block.is_anonymous => {
                // The block sees what the function around it has fetched.
                let mut inner = PythonNames::default();
                collect_names(&block.nodes, &mut inner);
                names.reads.extend(inner.reads);
            }
            NodeKind::Block(block) => names.reads.extend(block.parameter_names.iter().cloned()),
            _ => {}
        }
    }
}

fn has_expressions(nodes: &[Node]) -> bool {
    nodes
        .iter()
        .any(|node| matches!(node.kind, NodeKind::Expression { .. }))
}

/// Collects the functions that belong to another function: anonymous blocks, and those of its tags
/// that are not functions of the module. Of several with the same name, the last counts.
fn collect_closures<'a>(
    nodes: &'a [Node],
    is_template: bool,
    closures: &mut IndexMap<&'a str, (u32, &'a Function)>,
) {
    for node in nodes {
        match &node.kind {
            NodeKind::Function(function) if !is_template => {
                closures.insert(&function.name, (node.line, function));
            }
            NodeKind::Block(block) if block.is_anonymous => {
                closures.insert(&block.name, (node.line, block));
            }
            _ => {}
        }
    }
}

/// Returns whether a `for` block among the nodes keeps the variable `loop`.
fn has_loop(nodes: &[Node]) -> bool {
    (0..nodes.len()).any(|index| match &nodes[index].kind {
        NodeKind::BlockStart { keyword, .. } => keyword == "for" && reads_loop(&nodes[index..]),
        NodeKind::FilteredText { nodes, .. } => has_loop(nodes),
        _ => false,
    })
}

/// Returns whether the block that the first node begins reads the name `loop`.
fn reads_loop(nodes: &[Node]) -> bool {
    let mut depth = 0_usize;
    for node in nodes {
        match &node.kind {
            NodeKind::BlockStart { .. } => depth += 1,
            NodeKind::BlockEnd => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return false;
        }
        if mentions_loop(node) {
            return true;
        }
    }
    false
}

fn mentions_loop(node: &Node) -> bool {
    match &node.kind {
        NodeKind::Expression { names, filters, .. } => {
            names.reads.contains("loop") || filters.names.reads.contains("loop")
        }
        NodeKind::BlockStart { names, .. }
        | NodeKind::BlockMiddle { names, .. }
        | NodeKind::Code { names, .. } => names.reads.contains("loop"),
        NodeKind::FilteredText { nodes, .. } => nodes.iter().any(mentions_loop),
        NodeKind::Block(function) | NodeKind::Function(function) => {
            function.nodes.iter().any(mentions_loop)
        }
        _ => false,
    }
}

/// Splits a `for` line into its targets and what it iterates over.
fn split_for(code: &str) -> Option<(String, String)> {
    use rustpython_ruff_python_ast::Stmt;
    use rustpython_ruff_text_size::Ranged;

    let code = format!("{code}\n pass");
    let module = crate::parse::parse_module(&code).ok()?;
    let [Stmt::For(statement)] = module.syntax().body.as_slice() else {
        return None;
    };
    let targets = code[statement.target.range()].to_owned();
    let items = code[statement.iter.range()].to_owned();
    // A tuple may be written without brackets, and the range of a bracketed one lacks them.
    Some((targets, format!("({items})")))
}

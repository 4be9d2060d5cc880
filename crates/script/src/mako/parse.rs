//! The text of a template → a tree of nodes.

use alembic_python_text::repr;
use indexmap::IndexMap;
use rustpython_ruff_python_ast::Expr;
use rustpython_ruff_python_ast::visitor::Visitor;
use rustpython_ruff_python_parser::ParseError;
use rustpython_ruff_text_size::Ranged;

use super::TemplateError;
use super::indentation::remove_margin;
use super::scan::{is_word, logical_line, scan_tag, string_length};
use super::tree::{Filters, Function, Node, NodeKind, Template};
use crate::parse::{parse_expression, parse_module};
use crate::python_names::PythonNames;

/// The filters that Mako knows by a short name, which therefore are no variables.
const FILTER_NAMES: [&str; 9] = [
    "x", "h", "u", "trim", "entity", "unicode", "decode", "str", "n",
];

/// Parses a template.
pub(super) fn parse(text: &str, filename: &str) -> Result<Template, TemplateError> {
    let mut parser = Parser::new(text, filename);
    parser.skip_encoding_comment();
    while parser.position < text.len() {
        if !(parser.expression()?
            || parser.control_line()?
            || parser.comment()
            || parser.tag_start()?
            || parser.tag_end()?
            || parser.python_block()?
            || parser.percent())
        {
            parser.text();
        }
    }
    parser.finish()
}

/// A tag that is still open, with what has been found inside it.
struct OpenTag {
    place: Place,
    keyword: String,
    attributes: IndexMap<String, String>,
    nodes: Vec<Node>,
    blocks: Vec<(String, Place)>,
}

/// A line and a column of a template, both counted from one.
#[derive(Clone, Copy)]
struct Place {
    line: u32,
    column: usize,
}

struct Parser<'a> {
    source: &'a str,
    filename: &'a str,
    position: usize,
    /// The line at `counted`, a position up to which line ends have been counted.
    line: u32,
    counted: usize,
    /// The tags that are open; the first stands for the template.
    tags: Vec<OpenTag>,
    template: Template,
}

impl<'a> Parser<'a> {
    fn new(source: &'a str, filename: &'a str) -> Self {
        let root = OpenTag {
            place: Place { line: 1, column: 1 },
            keyword: String::new(),
            attributes: IndexMap::new(),
            nodes: Vec::new(),
            blocks: Vec::new(),
        };
        Self {
            source,
            filename,
            position: 0,
            line: 1,
            counted: 0,
            tags: vec![root],
            template: Template::default(),
        }
    }

    fn rest(&self) -> &'a str {
        &self.source[self.position..]
    }

    fn place(&mut self) -> Place {
        let passed = &self.source[self.counted..self.position];
        self.line += u32::try_from(passed.matches('\n').count()).unwrap_or(u32::MAX);
        self.counted = self.position;
        let line_start = self.source[..self.position]
            .rfind('\n')
            .map_or(0, |index| index + 1);
        let column = self.source[line_start..self.position].chars().count() + 1;
        Place {
            line: self.line,
            column,
        }
    }

    fn error(&self, place: Place, message: impl Into<String>) -> TemplateError {
        TemplateError {
            message: message.into(),
            filename: self.filename.to_owned(),
            line: place.line,
            column: place.column,
        }
    }

    fn is_at_line_start(&self) -> bool {
        self.position == 0 || self.source.as_bytes()[self.position - 1] == b'\n'
    }

    fn push(&mut self, place: Place, kind: NodeKind) {
        if let Some(tag) = self.tags.last_mut() {
            tag.nodes.push(Node {
                line: place.line,
                kind,
            });
        }
    }

    fn skip_encoding_comment(&mut self) {
        let Some(end) = self.source.find('\n') else {
            return;
        };
        let line = &self.source[..end];
        if line.starts_with('#') && crate::source::encoding_of_comment(line).is_some() {
            self.position = end + 1;
        }
    }

    fn expression(&mut self) -> Result<bool, TemplateError> {
        if !self.rest().starts_with("${") {
            return Ok(false);
        }
        let place = self.place();
        self.position += 2;
        let (code, end) = self.until(place, true, &["|", "}"])?;
        let filters = if end == "|" {
            self.until(place, true, &["}"])?.0
        } else {
            ""
        };
        let code = code.replace("\r\n", "\n");
        let trimmed = code.trim_start();
        let skipped = code[..code.len() - trimmed.len()].matches('\n').count();
        let line = place.line + u32::try_from(skipped).unwrap_or(0);
        let names = self.names_of_code(Place { line, ..place }, trimmed)?;
        let filters = self.filters(place, filters)?;
        self.push(
            place,
            NodeKind::Expression {
                code,
                filters,
                names,
            },
        );
        Ok(true)
    }

    /// Reads Python up to one of the ends, which do not count inside strings and comments, nor, if
    /// asked, inside brackets.
    fn until(
        &mut self,
        place: Place,
        watch_brackets: bool,
        ends: &[&'static str],
    ) -> Result<(&'a str, &'static str), TemplateError> {
        let start = self.position;
        let mut depths = [0_i32; 3];
        loop {
            let rest = self.rest();
            let Some(character) = rest.chars().next() else {
                let expected = ends.join(",").replace('|', "\\|");
                return Err(self.error(
                    place,
                    format!("Expected: {expected}; unterminated tag or expression beginning"),
                ));
            };
            if character == '#'
                && let Some(length) = rest.find('\n')
            {
                self.position += length + 1;
                continue;
            }
            if let Some(length) = string_length(rest) {
                self.position += length;
                continue;
            }
            if let Some(end) = ends.iter().find(|end| rest.starts_with(**end))
                && (!watch_brackets || depths.iter().all(|depth| *depth <= 0))
            {
                let code = &self.source[start..self.position];
                self.position += end.len();
                return Ok((code, end));
            }
            match character {
                '{' => depths[0] += 1,
                '}' => depths[0] -= 1,
                '(' => depths[1] += 1,
                ')' => depths[1] -= 1,
                '[' => depths[2] += 1,
                ']' => depths[2] -= 1,
                _ => {}
            }
            self.position += character.len_utf8();
        }
    }

    fn control_line(&mut self) -> Result<bool, TemplateError> {
        if !self.is_at_line_start() {
            return Ok(false);
        }
        let rest = self.rest();
        let line = rest.trim_start_matches([' ', '\t']);
        let body = if let Some(body) = line.strip_prefix("##") {
            body
        } else if line.starts_with('%') && !line.starts_with("%%") {
            &line[1..]
        } else {
            return Ok(false);
        };
        let is_comment = line.starts_with('#');
        let place = self.place();
        let body = body.trim_start_matches([' ', '\t']);
        let (length, passed) = logical_line(body);
        let text = &body[..length];
        self.position += rest.len() - body.len() + passed;
        if !is_comment {
            self.control(place, text)?;
        }
        Ok(true)
    }

    fn control(&mut self, place: Place, text: &str) -> Result<(), TemplateError> {
        let word_length = text.find(|c: char| !is_word(c)).unwrap_or(text.len());
        let word = &text[..word_length];
        if word.is_empty() {
            return Err(self.error(place, format!("Invalid control line: '{text}'")));
        }
        let open = self
            .tags
            .last()
            .and_then(|tag| tag.blocks.last())
            .map(|(word, _)| word.clone());
        if let Some(keyword) = word
            .strip_prefix("end")
            .filter(|keyword| !keyword.is_empty())
        {
            match open {
                None => {
                    let message = format!("No starting keyword '{keyword}' for '{text}'");
                    return Err(self.error(place, message));
                }
                Some(open) if open != keyword => {
                    let message = format!("Keyword '{text}' doesn't match keyword '{open}'");
                    return Err(self.error(place, message));
                }
                Some(_) => {}
            }
            if let Some(tag) = self.tags.last_mut() {
                tag.blocks.pop();
            }
            self.push(place, NodeKind::BlockEnd);
            return Ok(());
        }
        let prefix = match word {
            "if" | "for" | "while" | "with" | "try" => "",
            "elif" | "else" => "if False: pass\n",
            "except" | "finally" => "try: pass\n",
            _ => {
                return Err(self.error(place, format!("Unsupported control keyword: '{word}'")));
            }
        };
        let suffix = if word == "try" { "\nexcept: pass" } else { "" };
        let code = format!("{prefix}{text}\n pass{suffix}\n");
        let module = parse_module(&code).map_err(|error| {
            if !text.contains('#') && !text.trim_end().ends_with(':') {
                let message = format!("Fragment '{text}' is not a partial control statement");
                return self.error(place, message);
            }
            let lines = place.line - u32::try_from(prefix.matches('\n').count()).unwrap_or(0);
            self.python_error(
                Place {
                    line: lines,
                    ..place
                },
                &code,
                text,
                &error,
            )
        })?;
        let names = PythonNames::of_statements(&module.syntax().body);
        let code = text.trim_end().to_owned();
        if prefix.is_empty() {
            if let Some(tag) = self.tags.last_mut() {
                tag.blocks.push((word.to_owned(), place));
            }
            self.push(
                place,
                NodeKind::BlockStart {
                    keyword: word.to_owned(),
                    code,
                    names,
                },
            );
            return Ok(());
        }
        let is_legal = match open.as_deref() {
            Some("if") => matches!(word, "elif" | "else"),
            Some("for" | "while") => word == "else",
            Some("try") => matches!(word, "except" | "finally" | "else"),
            _ => false,
        };
        if !is_legal {
            let message = match open {
                Some(open) => format!("Keyword '{word}' not a legal ternary for keyword '{open}'"),
                None => format!("No starting keyword for '{text}'"),
            };
            return Err(self.error(place, message));
        }
        self.push(place, NodeKind::BlockMiddle { code, names });
        Ok(())
    }

    fn comment(&mut self) -> bool {
        const OPEN: &str = "<%doc>";
        const CLOSE: &str = "</%doc>";
        let rest = self.rest();
        if !rest.starts_with(OPEN) {
            return false;
        }
        let Some(end) = rest.find(CLOSE) else {
            return false;
        };
        self.position += end + CLOSE.len();
        true
    }

    fn tag_start(&mut self) -> Result<bool, TemplateError> {
        let Some((keyword, attributes, is_closed, length)) = scan_tag(self.rest()) else {
            return Ok(false);
        };
        let place = self.place();
        self.position += length;
        let known = ["def", "block", "text", "page"];
        if !known.contains(&keyword.as_str()) {
            let message = match keyword.as_str() {
                "include" | "inherit" | "namespace" | "call" => {
                    format!("The tag '<%{keyword}>' is not supported")
                }
                _ if keyword.contains(':') => format!("The tag '<%{keyword}>' is not supported"),
                _ => format!("No such tag: '{keyword}'"),
            };
            return Err(self.error(place, message));
        }
        let is_text = keyword == "text";
        self.tags.push(OpenTag {
            place,
            keyword,
            attributes,
            nodes: Vec::new(),
            blocks: Vec::new(),
        });
        if is_closed {
            self.close_tag()?;
        } else if is_text {
            let Some(end) = self.rest().find("</%text>") else {
                return Err(self.error(place, "Unclosed tag: <%text>"));
            };
            let text = self.rest()[..end].to_owned();
            let text_place = self.place();
            self.push(text_place, NodeKind::Text(text));
            self.position += end;
            self.tag_end()?;
        }
        Ok(true)
    }

    fn tag_end(&mut self) -> Result<bool, TemplateError> {
        let Some(inside) = self.rest().strip_prefix("</%") else {
            return Ok(false);
        };
        let Some(end) = inside.find('>') else {
            return Ok(false);
        };
        let keyword = inside[..end].trim_matches([' ', '\t']);
        if keyword.is_empty() || keyword.contains([' ', '\t']) {
            return Ok(false);
        }
        let place = self.place();
        let open = &self.tags[self.tags.len() - 1].keyword;
        if self.tags.len() == 1 {
            let message = format!("Closing tag without opening tag: </%{keyword}>");
            return Err(self.error(place, message));
        }
        if open != keyword {
            let message = format!("Closing tag </%{keyword}> does not match tag: <%{open}>");
            return Err(self.error(place, message));
        }
        self.position += "</%".len() + end + 1;
        self.close_tag()?;
        Ok(true)
    }

    fn close_tag(&mut self) -> Result<(), TemplateError> {
        let Some(tag) = self.tags.pop() else {
            return Ok(());
        };
        self.check_blocks(&tag)?;
        let place = tag.place;
        let allowed: &[&str] = match tag.keyword.as_str() {
            "def" => &["name", "filter", "buffered"],
            "block" => &["name", "filter", "buffered", "args"],
            "page" => &["args", "expression_filter", "enable_loop"],
            _ => &["filter"],
        };
        if let Some(name) = tag
            .attributes
            .keys()
            .find(|name| !allowed.contains(&name.as_str()))
        {
            let message = format!("Invalid attribute for tag '{}': '{name}'", tag.keyword);
            return Err(self.error(place, message));
        }
        let attribute = |name: &str| tag.attributes.get(name).map_or("", String::as_str);
        if tag.keyword == "page" {
            let parameters = attribute("args");
            self.template.page_parameter_names = self.parameter_names(place, parameters)?;
            parameters.clone_into(&mut self.template.page_parameters);
            self.template.page_filters = self.filters(place, attribute("expression_filter"))?;
            return Ok(());
        }
        let filters = self.filters(place, attribute("filter"))?;
        if tag.keyword == "text" {
            self.push(
                place,
                NodeKind::FilteredText {
                    filters,
                    nodes: tag.nodes,
                },
            );
            return Ok(());
        }
        let name = attribute("name");
        let is_buffered = attribute("buffered") == "True";
        if tag.keyword == "block" {
            let is_anonymous = name.is_empty();
            if !name.chars().all(is_word) {
                let message = "%block may not specify an argument signature";
                return Err(self.error(place, message));
            }
            let parameters = attribute("args");
            if is_anonymous && !parameters.is_empty() {
                return Err(self.error(place, "Only named %blocks may specify args"));
            }
            let function = Function {
                name: if is_anonymous {
                    format!("_mako_block_{}_{}", place.line, place.column)
                } else {
                    name.to_owned()
                },
                is_anonymous,
                parameters: parameters.to_owned(),
                parameter_names: self.parameter_names(place, parameters)?,
                filters,
                is_buffered,
                nodes: tag.nodes,
            };
            self.push(place, NodeKind::Block(function));
            return Ok(());
        }
        if name.is_empty() {
            return Err(self.error(place, "Missing attribute(s): 'name'"));
        }
        let Some((function_name, parameters)) =
            name.strip_suffix(')').and_then(|name| name.split_once('('))
        else {
            return Err(self.error(place, "Missing parenthesis in %def"));
        };
        let function = Function {
            name: function_name.trim().to_owned(),
            is_anonymous: false,
            parameters: parameters.to_owned(),
            parameter_names: self.parameter_names(place, parameters)?,
            filters,
            is_buffered,
            nodes: tag.nodes,
        };
        self.push(place, NodeKind::Function(function));
        Ok(())
    }

    fn python_block(&mut self) -> Result<bool, TemplateError> {
        let Some(inside) = self.rest().strip_prefix("<%") else {
            return Ok(false);
        };
        let is_module = inside.starts_with('!');
        let place = self.place();
        self.position += if is_module { 3 } else { 2 };
        let (code, _) = self.until(place, false, &["%>"])?;
        let code = remove_margin(code);
        let names = self.names_of_code(place, &format!("{code}\n"))?;
        if names.has_star_import && !is_module {
            let message = "'import *' is not supported, since all identifier names must be \
                           explicitly declared.  Please use the form 'from <modulename> import \
                           <name1>, <name2>, ...' instead.";
            return Err(self.error(place, message));
        }
        let kind = if is_module {
            NodeKind::ModuleCode { code, names }
        } else {
            NodeKind::Code { code, names }
        };
        self.push(place, kind);
        Ok(true)
    }

    fn percent(&mut self) -> bool {
        if !self.is_at_line_start() {
            return false;
        }
        let rest = self.rest();
        let line = rest.trim_start();
        let Some(after) = line.strip_prefix("%%") else {
            return false;
        };
        let more = after.len() - after.trim_start_matches('%').len();
        let place = self.place();
        let blank = &rest[..rest.len() - line.len()];
        self.push(place, NodeKind::Text(format!("{blank}%{}", &after[..more])));
        self.position += blank.len() + 2 + more;
        true
    }

    /// Takes text up to the next thing that is not text.
    fn text(&mut self) {
        let rest = self.rest();
        let bytes = rest.as_bytes();
        let mut end = 0;
        let mut passed = bytes.len();
        while end < bytes.len() {
            let here = &rest[end..];
            if here.starts_with("${") || here.starts_with("<%") || here.starts_with("</%") {
                passed = end;
                break;
            }
            if let Some(after) = here.strip_prefix('\\')
                && (after.starts_with('\n') || after.starts_with("\r\n"))
            {
                passed = end + if after.starts_with('\n') { 2 } else { 3 };
                break;
            }
            let is_newline = bytes[end] == b'\n';
            end += here.chars().next().map_or(1, char::len_utf8);
            if is_newline {
                let line = rest[end..].trim_start_matches([' ', '\t']);
                if line.starts_with('%') || line.starts_with("##") {
                    passed = end;
                    break;
                }
            }
        }
        if end > 0 {
            let place = self.place();
            self.push(place, NodeKind::Text(rest[..end].to_owned()));
        }
        // Mako drops the character when it looks like the start of a tag and is none.
        self.position += passed.max(1);
    }

    fn check_blocks(&self, tag: &OpenTag) -> Result<(), TemplateError> {
        match tag.blocks.last() {
            Some((keyword, place)) => {
                Err(self.error(*place, format!("Unterminated control keyword: '{keyword}'")))
            }
            None => Ok(()),
        }
    }

    fn finish(mut self) -> Result<Template, TemplateError> {
        if self.tags.len() > 1 {
            let place = self.tags[self.tags.len() - 1].place;
            let message = format!(
                "Unclosed tag: <%{}>",
                self.tags[self.tags.len() - 1].keyword
            );
            return Err(self.error(place, message));
        }
        self.check_blocks(&self.tags[0])?;
        self.template.nodes = std::mem::take(&mut self.tags[0].nodes);
        Ok(self.template)
    }

    fn names_of_code(&self, place: Place, code: &str) -> Result<PythonNames, TemplateError> {
        parse_module(code)
            .map(|module| PythonNames::of_statements(&module.syntax().body))
            .map_err(|error| self.python_error(place, code, code, &error))
    }

    /// Makes an error of the template out of one of the Python in it, `place` being where the
    /// parsed code begins.
    fn python_error(
        &self,
        place: Place,
        parsed: &str,
        shown: &str,
        error: &ParseError,
    ) -> TemplateError {
        let offset = error.location.start().to_usize().min(parsed.len());
        let lines = parsed.as_bytes()[..offset]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count();
        let line = place.line + u32::try_from(lines).unwrap_or(0);
        let shown: String = shown.chars().take(50).collect();
        let message = format!("(SyntaxError) {} ({})", error.error, repr(&shown));
        self.error(Place { line, ..place }, message)
    }

    fn filters(&self, place: Place, text: &str) -> Result<Filters, TemplateError> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Filters::default());
        }
        let code = format!("({text}\n,)");
        let parsed = parse_expression(&code)
            .map_err(|error| self.python_error(place, &code, text, &error))?;
        let Expr::Tuple(tuple) = parsed.syntax().body.as_ref() else {
            return Err(self.error(place, format!("Not a list of filters: '{text}'")));
        };
        let mut filters = Filters::default();
        for item in &tuple.elts {
            filters.items.push(code[item.range()].to_owned());
            filters.names.extend(&PythonNames::of_expression(item));
        }
        filters
            .names
            .reads
            .retain(|name| !FILTER_NAMES.contains(&name.as_str()));
        Ok(filters)
    }

    fn parameter_names(&self, place: Place, text: &str) -> Result<Vec<String>, TemplateError> {
        struct Parameters(Vec<String>);
        impl<'a> Visitor<'a> for Parameters {
            fn visit_parameter(&mut self, parameter: &'a rustpython_ruff_python_ast::Parameter) {
                self.0.push(parameter.name.to_string());
            }
        }
        let code = format!("def f({text}\n): pass\n");
        let module =
            parse_module(&code).map_err(|error| self.python_error(place, &code, text, &error))?;
        let mut parameters = Parameters(Vec::new());
        parameters.visit_body(&module.syntax().body);
        Ok(parameters.0)
    }
}

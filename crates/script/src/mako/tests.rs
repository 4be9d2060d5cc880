use super::compile_template;

const PRELUDE: &str = include_str!("runtime.py");

struct Case<'a> {
    name: &'a str,
    template: String,
    before_python: &'a str,
    python: &'a str,
}

fn cases(text: &str) -> Vec<Case<'_>> {
    let mut cases = Vec::new();
    let mut starts: Vec<usize> = text
        .match_indices("\n=== ")
        .map(|(index, _)| index + 1)
        .collect();
    starts.insert(0, 0);
    starts.push(text.len());
    for pair in starts.windows(2) {
        let case = &text[pair[0]..pair[1]];
        let section = |name: &str| {
            let mark = format!("\n--- {name}\n");
            let start = case.find(&mark).expect("a case has all sections") + mark.len();
            let end = case[start - 1..]
                .find("\n--- ")
                .map_or(case.len(), |end| start + end);
            (start, &case[start..end])
        };
        let (python_start, python) = section("python");
        let template = section("template").1;
        cases.push(Case {
            name: case.lines().next().expect("a case has a name"),
            template: template
                .strip_suffix('\n')
                .unwrap_or(template)
                .replace("\\r", "\r"),
            before_python: &case[..python_start],
            python,
        });
    }
    cases
}

/// The translations of the recorded cases; `tests/record_mako.py` checks that they give what Mako
/// gives.
#[test]
fn translates_as_recorded() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/mako.txt");
    let text = fs_err::read_to_string(path).expect("the cases are there");
    let mut recorded = String::new();
    for case in cases(&text) {
        let source = match compile_template(&case.template, "script.py.mako") {
            Ok(compiled) => {
                assert_eq!(compiled.source.lines().count(), compiled.line_map.len());
                let body = compiled.source.strip_prefix(PRELUDE.trim_end());
                body.expect("the source begins with the prelude")
                    .trim_start()
                    .to_owned()
            }
            Err(error) => format!("raise Exception({:?})\n", error.to_string()),
        };
        if option_env!("RECORD").is_some() {
            recorded.push_str(case.before_python);
            recorded.push_str(&source);
        } else {
            assert_eq!(source, case.python, "{}", case.name);
        }
    }
    if !recorded.is_empty() {
        fs_err::write(path, recorded).expect("the cases can be written");
    }
}

#[test]
fn errors_name_the_file_and_the_place() {
    for (template, message, line, column) in [
        (
            "a\n${x",
            r"Expected: \|,}; unterminated tag or expression beginning",
            2,
            1,
        ),
        (
            "${x(}\n",
            r"Expected: \|,}; unterminated tag or expression beginning",
            1,
            1,
        ),
        (
            "\n<% x",
            "Expected: %>; unterminated tag or expression beginning",
            2,
            1,
        ),
        ("% if x:\na", "Unterminated control keyword: 'if'", 1, 1),
        (
            "% if x\n% endif\n",
            "Fragment 'if x' is not a partial control statement",
            1,
            1,
        ),
        (
            "% if x: y()\n% endif\n",
            "Fragment 'if x: y()' is not a partial control statement",
            1,
            1,
        ),
        ("% endif\n", "No starting keyword 'if' for 'endif'", 1, 1),
        (
            "% for x in y:\n% endif\n",
            "Keyword 'endif' doesn't match keyword 'for'",
            2,
            1,
        ),
        (
            "% foo x:\n% endfoo\n",
            "Unsupported control keyword: 'foo'",
            1,
            1,
        ),
        (
            "% if x:\n% except:\n",
            "Keyword 'except' not a legal ternary for keyword 'if'",
            2,
            1,
        ),
        ("%\n", "Invalid control line: ''", 1, 1),
        (
            "<%def name=\"a\">x</%def>",
            "Missing parenthesis in %def",
            1,
            1,
        ),
        ("\n<%def name=\"a()\">x", "Unclosed tag: <%def>", 2, 1),
        ("</%def>", "Closing tag without opening tag: </%def>", 1, 1),
        (
            "<%def name=\"a()\"></%block>",
            "Closing tag </%block> does not match tag: <%def>",
            1,
            18,
        ),
        (
            "<%def name=\"a()\" b=\"1\"></%def>",
            "Invalid attribute for tag 'def': 'b'",
            1,
            1,
        ),
        ("<%foo/>", "No such tag: 'foo'", 1, 1),
        (
            "<%include file=\"a\"/>",
            "The tag '<%include>' is not supported",
            1,
            1,
        ),
        ("<%text>abc", "Unclosed tag: <%text>", 1, 1),
        (
            "% try:\n% endtry\n",
            "(SyntaxError) Expected `except` or `finally` after `try` block",
            1,
            1,
        ),
    ] {
        let error = compile_template(template, "t.mako").expect_err(template);
        let place = (error.message.as_str(), error.line, error.column);
        assert_eq!(place, (message, line, column), "{template:?}");
    }
    let error = compile_template("\n\n  ${a + }", "t.mako").expect_err("a syntax error");
    assert_eq!(
        error.to_string(),
        "(SyntaxError) Expected an expression ('a + ') in file 't.mako' at line: 3 char: 3"
    );
    let error = compile_template("a\n<%\n  x = = 1\n%>", "t.mako").expect_err("a syntax error");
    assert_eq!(error.line, 3);
}

#[test]
fn maps_lines_of_the_source_to_lines_of_the_template() {
    let template = "a\n% if x:\n${ (\n1 +\nfail())}\n% endif\n<%\n  y = 1\n  fail()\n%>";
    let compiled = compile_template(template, "t.mako").expect("the template is valid");
    let lines: Vec<_> = (1..)
        .zip(compiled.source.lines())
        .filter(|(_, line)| line.contains("fail()"))
        .map(|(number, _)| compiled.template_line(number))
        .collect();
    assert_eq!(lines, [Some(5), Some(9)]);
    assert_eq!(compiled.template_line(1), None);
    assert_eq!(compiled.template_line(0), None);
}

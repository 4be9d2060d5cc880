use std::path::Path;

use crate::parse::parse_module;

use super::{Header, HeaderValue, LoadedHeader, Reader, head_of, plain, read_header};

fn read(text: &str) -> Header {
    read_header(Path::new("a.py"), text).expect("the file is valid")
}

fn literal(text: &str) -> LoadedHeader {
    match read(text) {
        Header::Literal(header) => header,
        Header::NeedsExecution { variable, line } => panic!("{variable} in line {line}: {text}"),
    }
}

fn one(text: &str) -> Option<HeaderValue> {
    Some(HeaderValue::One(text.to_owned()))
}

fn many(items: &[&str]) -> Option<HeaderValue> {
    Some(HeaderValue::Many(
        items.iter().map(|item| (*item).to_owned()).collect(),
    ))
}

#[test]
fn reads_literals() {
    for (code, expected) in [
        ("revision = 'a'", one("a")),
        ("revision = \"a\" 'b'", one("ab")),
        ("revision = ('a')", one("a")),
        ("revision = ('a'\n  'b')", one("ab")),
        ("revision = r'a\\b'", one("a\\b")),
        ("revision = 'a\\x62\\u00e9'", one("abé")),
        ("revision: str = 'a'", one("a")),
        ("revision: Final[str] = 'a'", one("a")),
        ("revision = None", Some(HeaderValue::None)),
        ("revision = ()", many(&[])),
        ("revision = 'a',", many(&["a"])),
        ("revision = ('a', 'b')", many(&["a", "b"])),
        ("revision = ['a', 'b']", many(&["a", "b"])),
        ("revision = {'a', 'b'}", many(&["a", "b"])),
        ("revision = other = 'a'", one("a")),
        ("other = revision = 'a'", one("a")),
        ("revision, other = 'a', f()", one("a")),
        ("(revision, other) = ['a', 'b']", one("a")),
        ("revision = 'a'\nrevision = 'b'", one("b")),
        ("revision = f()\nrevision = 'b'", one("b")),
        (
            "from x import *\nrevision = 'a'\ndown_revision = branch_labels = depends_on = None",
            one("a"),
        ),
        ("revision: str", None),
        ("x = 1; revision = 'a'; y = 2", one("a")),
        ("def f():\n    revision = f()", None),
        ("class A:\n    revision = f()", None),
        ("self.revision = f()", None),
        ("", None),
    ] {
        assert_eq!(literal(code).revision, expected, "{code}");
    }
}

#[test]
fn reads_all_variables() {
    let header = literal(
        "\"\"\"first\n\nmore\n\"\"\"\nimport x\nrevision = 'a'\ndown_revision = 'b', 'c'\n\
         branch_labels = ['l']\ndepends_on = None\n\ndef upgrade():\n    pass\n",
    );
    assert_eq!(header.revision, one("a"));
    assert_eq!(header.down_revision, many(&["b", "c"]));
    assert_eq!(header.branch_labels, many(&["l"]));
    assert_eq!(header.depends_on, Some(HeaderValue::None));
    assert_eq!(header.doc.as_deref(), Some("first\n\nmore\n"));
}

#[test]
fn reads_the_docstring() {
    for (code, expected) in [
        ("'a' 'b'\n", Some("ab")),
        ("# note\n\n'''a\n  b'''\n", Some("a\n  b")),
        ("x = 1\n'''a'''\n", None),
        ("f'a'\n", None),
        ("b'a'\n", None),
        ("('a')\n", Some("a")),
        ("__doc__ = 'a'\n", Some("a")),
        ("'a'\n__doc__ = 'b'\n", Some("b")),
    ] {
        assert_eq!(literal(code).doc.as_deref(), expected, "{code}");
    }
}

#[test]
fn tells_what_is_computed() {
    for (code, variable, line) in [
        ("revision = f()", "revision", 1),
        ("x = 'a'\nrevision = x", "revision", 2),
        ("revision = 'a' + 'b'", "revision", 1),
        ("revision = f'a{b}'", "revision", 1),
        ("revision = 5", "revision", 1),
        ("revision = b'a'", "revision", 1),
        ("revision = ('a', x)", "revision", 1),
        ("revision = 'a' if x else 'b'", "revision", 1),
        ("revision: str = x", "revision", 1),
        ("if x:\n    revision = 'a'", "revision", 1),
        (
            "try:\n    depends_on = 'a'\nexcept E:\n    depends_on = 'b'",
            "depends_on",
            1,
        ),
        ("for revision in x: pass", "revision", 1),
        ("with x as revision: pass", "revision", 1),
        ("import revision", "revision", 1),
        ("from x import y as down_revision", "down_revision", 1),
        ("def revision(): pass", "revision", 1),
        ("revision = 'a'\nrevision += 'b'", "revision", 2),
        ("revision = 'a'\ndel revision", "revision", 2),
        ("revision, *x = 'a', 'b'", "revision", 1),
        ("revision, x = y", "revision", 1),
        ("x = (revision := 'a')", "revision", 1),
        ("from x import *", "revision", 1),
        (
            "revision = 'a'\ndef f():\n    global revision\n    revision = 'b'\nf()",
            "revision",
            2,
        ),
        ("__doc__ = f()", "__doc__", 1),
    ] {
        assert_eq!(
            read(code),
            Header::NeedsExecution { variable, line },
            "{code}"
        );
    }
}

#[test]
fn looks_at_the_rest_only_where_it_matters() {
    let head = "'''doc'''\nrevision = 'a'\ndown_revision = None\n";
    for (rest, is_cut) in [
        ("def upgrade():\n    pass\n", true),
        ("@decorated\ndef upgrade():\n    pass\n", true),
        ("class A:\n    pass\n", true),
        ("async def upgrade():\n    pass\n", true),
        ("def upgrade():\n    pass\nrevision = 'b'\n", false),
        (
            "def upgrade():\n    pass\nif x:\n    depends_on = 'b'\n",
            false,
        ),
        ("x = 1\n", false),
    ] {
        let text = format!("{head}{rest}");
        assert_eq!(head_of(&text).is_some(), is_cut, "{rest}");
    }
    let text = format!("{head}def upgrade():\n    pass\nrevision = 'b'\n");
    assert_eq!(literal(&text).revision, one("b"));
    // The cut is in the middle of the docstring, so that the whole file is read.
    let text = "'''\ndef x\n'''\nrevision = 'a'\ndown_revision = None\n";
    assert_eq!(literal(text).revision, one("a"));
}

#[test]
fn shows_syntax_errors_as_python_does() {
    for (text, expected) in [
        (
            "revision = 'a'\n\nif x:\n    y = = 1\n",
            "  File \"a.py\", line 4\n    y = = 1\n        ^\nSyntaxError: expected an expression",
        ),
        (
            "revision = 'a\n",
            "  File \"a.py\", line 1\n    revision = 'a\n               ^\n\
             SyntaxError: missing closing quote in string literal",
        ),
    ] {
        let error = read_header(Path::new("a.py"), text).expect_err("the file is not valid");
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn reads_the_data_of_a_host() {
    let data = serde_json::json!({"revision": "a", "down_revision": null, "depends_on": ["b"]});
    let header = LoadedHeader::from_json(&data).expect("the data is valid");
    assert_eq!(header.revision, one("a"));
    assert_eq!(header.down_revision, Some(HeaderValue::None));
    assert_eq!(header.branch_labels, None);
    assert_eq!(header.depends_on, many(&["b"]));
    assert_eq!(
        LoadedHeader::from_json(&serde_json::json!({"revision": 5})),
        Err("revision")
    );
}

/// What is read line by line must be what the parser makes of it.
#[test]
fn the_usual_form_is_read_as_the_parser_reads_it() {
    let usual = "\"\"\"first\n\nRevision ID: a\n\"\"\"\nfrom typing import Sequence, Union\n\n\
                 from alembic import op\nimport sqlalchemy as sa\n\n\
                 # revision identifiers, used by Alembic.\nrevision: str = 'a'\n\
                 down_revision: Union[str, Sequence[str], None] = ('b', 'c')\n\
                 branch_labels: Union[str, Sequence[str], None] = None\n\
                 depends_on: Union[str, Sequence[str], None] = None\n";
    for (text, is_usual) in [
        (usual, true),
        ("", true),
        ("# note\n\n'a'\nrevision = \"a\"\n", true),
        ("'a' \n", true),
        ("'''a'''", true),
        ("'a' 'b'\n", false),
        ("'a'; revision = 'b'\n", false),
        ("'''a\\\n'''\n", false),
        ("r'a'\n", false),
        ("'a\nb'\n", false),
        ("'''a'''\r\nrevision = 'a'\r\n", false),
        ("revision='a'", true),
        ("revision  =  'a'  ", true),
        ("revision = 'a' # note", false),
        ("revision = '#'", true),
        ("revision = ''", true),
        ("revision = 'a' 'b'", false),
        ("revision = \"it's\"", false),
        ("revision = '''a'''", false),
        ("revision = ()", true),
        ("revision = []", true),
        ("revision = (,)", false),
        ("revision = ('a')", true),
        ("revision = ('a',)", true),
        ("revision = ['a']", true),
        ("revision = ['a', 'b', ]", true),
        ("revision = ('a', 'b')", true),
        ("revision = ('a' , b)", false),
        ("revision = ('a,b', 'c')", false),
        ("revision = ('a'", false),
        ("revision = {'a'}", false),
        ("revision = other = 'a'", false),
        ("revision == 'a'", false),
        ("revision += 'a'", false),
        ("revision: str", false),
        ("revision: = 'a'", false),
        ("revision: Union[str = 'a'", false),
        ("revision = None\nrevision = 'a'", true),
        ("x = 'a'", false),
        ("  revision = 'a'", false),
        ("if x:\n    revision = 'a'", false),
        (
            "import a.b, c as d\nfrom . import e\nfrom ..f.g import h as i, j",
            true,
        ),
        ("from x import revision as y", true),
        ("import revision", false),
        ("import a as revision", false),
        ("from x import revision", false),
        ("from x import *", false),
        ("from x import (a, b)", false),
        ("import a b", false),
        ("from x import", false),
        ("import a; revision = 'b'", false),
    ] {
        let header = plain::read(text);
        assert_eq!(header.is_some(), is_usual, "{text:?}");
        let Some(header) = header else { continue };
        let module = parse_module(text)
            .expect("what is understood is valid")
            .into_syntax();
        let expected = Reader::new(text).read(&module.body);
        assert_eq!(Header::Literal(header), expected, "{text:?}");
    }
}

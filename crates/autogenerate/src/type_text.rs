//! Types as Python's `repr` writes them.

use alembic_dialect::{CompileOptions, Compiler};
use alembic_schema::{RareMap, SqlType, TypeFamily};

use crate::render::{RenderOptions, Renderer};

/// Returns a type as the log shows it: without the variants and without its module.
pub(crate) fn type_text(compiler: Compiler<'_>, sql_type: &SqlType) -> String {
    if let Some(python) = sql_type.python.as_ref().filter(|it| !it.repr.is_empty()) {
        return python.repr.clone();
    }
    if let TypeFamily::Array(array) = &sql_type.family {
        let item = type_text(compiler, &array.item_type);
        let dimensions = array
            .dimensions
            .map(|number| format!(", dimensions={number}"));
        return format!("ARRAY({item}{})", dimensions.unwrap_or_default());
    }
    let options = RenderOptions {
        sqlalchemy_module_prefix: None,
        ..RenderOptions::default()
    };
    let compile_options = CompileOptions::default();
    let compiler = Compiler::new(compiler.dialect, &compile_options);
    let plain = SqlType {
        variants: RareMap::new(),
        ..sql_type.clone()
    };
    let Ok(text) = Renderer::new(compiler, &options).sql_type(&plain) else {
        return compiler.sql_type(sql_type).unwrap_or_default();
    };
    let module = match &sql_type.family {
        TypeFamily::Dialect(own) => Some(own.dialect.as_str()),
        _ => text
            .split_once('.')
            .map(|(module, _)| module)
            .filter(|module| module.chars().all(|letter| letter.is_ascii_lowercase())),
    };
    module
        .and_then(|module| text.strip_prefix(module)?.strip_prefix('.'))
        .unwrap_or(&text)
        .to_owned()
}

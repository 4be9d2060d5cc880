//! Two schemas become the operations that lead from one to the other.
//!
//! The models come as they were described, the database through an [`Inspector`]; a project has its
//! say through [`Hooks`]. The rules, their order and what the log tells are the original's.

mod checks;
mod columns;
mod comparators;
mod constraints;
mod conversions;
mod defaults;
mod enums;
mod foreign_keys;
mod hooks;
mod order;
mod own;
mod primary_keys;
mod renames;
mod rules;
mod sides;
mod single;
mod tables;
mod types;

pub use comparators::{
    Comparator, Comparators, Function, Next, OWN_COMPARATORS, OfAll, OfColumn, OfSchemas, OfTable,
    OwnComparator, OwnFunction, Priority,
};
pub use hooks::{ColumnPair, Hooks, Item, Object, ObjectKind, Parents};
pub use own::{Corrected, Correction, LeftItem, Outcome};
pub use renames::Rename;
pub use sides::Metadata;
pub use single::{
    DefaultsDiffer, defaults_differ, indexes_compared, normalized_computed, types_differ,
    uniques_compared,
};

use alembic_dialect::{Compiler, Inspector};
use alembic_ops::Operation;

use comparators::dispatch;
use rules::Rules;
use sides::Models;

/// What is compared.
#[derive(Clone, Debug, PartialEq)]
pub struct CompareOptions {
    /// Whether all schemas are compared, not only the default one.
    pub include_schemas: bool,
    /// Whether types are.
    pub compare_type: bool,
    /// Whether server defaults are.
    pub compare_server_default: bool,
    /// Whether what is gone and what is new may be one thing under two names.
    pub detect_renames: bool,
    /// The version table, which is left alone.
    pub version_table: String,
    /// The schema of the version table.
    pub version_table_schema: Option<String>,
    /// Who compares.
    pub comparators: Comparators,
    /// Whether the labels of enumerations are compared, and their being there.
    pub compare_enums: bool,
    /// Whether primary keys are compared.
    pub compare_primary_keys: bool,
}

impl Default for CompareOptions {
    fn default() -> Self {
        Self {
            include_schemas: false,
            compare_type: true,
            compare_server_default: false,
            detect_renames: false,
            version_table: "alembic_version".to_owned(),
            version_table_schema: None,
            comparators: Comparators::default(),
            compare_enums: false,
            compare_primary_keys: false,
        }
    }
}

/// The models; there are too many to keep them in both forms.
struct ModelSide {
    /// As they were described, until they are ready.
    described: Vec<Metadata>,
    ready: Option<Models>,
}

/// A comparison at work.
struct Comparison<'a, H: Hooks> {
    compiler: Compiler<'a>,
    rules: &'static dyn Rules,
    hooks: &'a H,
    options: &'a CompareOptions,
}

/// Returns the operations that make a database what the models say.
///
/// # Errors
///
/// Fails when the database or a hook does, or when the models cannot be understood.
pub fn compare<H: Hooks>(
    compiler: Compiler<'_>,
    inspector: &mut Inspector<'_, H::Error>,
    models: Vec<Metadata>,
    hooks: &H,
    options: &CompareOptions,
) -> Result<Vec<Operation>, H::Error> {
    let comparison = Comparison {
        compiler,
        rules: rules::of(compiler.dialect.name()),
        hooks,
        options,
    };
    let mut operations = Vec::new();
    let mut side = ModelSide {
        described: models,
        ready: None,
    };
    dispatch(
        &options.comparators.autogenerate,
        |function| match function {
            Function::Own(OfAll::Schemas) => {
                comparison.compare_schemas(inspector, &mut side, &mut operations)?;
                Ok(Next::Continue)
            }
            Function::Project(number) => hooks.compare_all(number, &mut operations),
        },
    )?;
    Ok(operations)
}

impl<H: Hooks> Comparison<'_, H> {
    /// Has the schemas compared.
    fn compare_schemas(
        &self,
        inspector: &mut Inspector<'_, H::Error>,
        side: &mut ModelSide,
        operations: &mut Vec<Operation>,
    ) -> Result<(), H::Error> {
        let schemas = self.schemas(inspector)?;
        dispatch(
            &self.options.comparators.schema,
            |function| match function {
                Function::Own(OfSchemas::Tables) => {
                    let models = self.ready(side, inspector)?;
                    let mut found = self.tables(inspector, &models.tables, &schemas)?;
                    if self.compares_enums() {
                        found = self.enums(inspector, models, &schemas, found)?;
                    }
                    operations.extend(found);
                    Ok(Next::Continue)
                }
                Function::Project(number) => {
                    self.hooks.compare_schemas(number, operations, &schemas)
                }
            },
        )
    }

    /// Returns the models as they are compared; they are made ready once, however often they are.
    fn ready<'m>(
        &self,
        side: &'m mut ModelSide,
        inspector: &Inspector<'_, H::Error>,
    ) -> Result<&'m Models, H::Error> {
        match &mut side.ready {
            Some(models) => Ok(models),
            not_yet => {
                let described = std::mem::take(&mut side.described);
                let default_schema = inspector.server().default_schema.as_deref();
                Ok(not_yet.insert(self.models(described, default_schema)?))
            }
        }
    }

    fn compares_enums(&self) -> bool {
        self.options.compare_enums && self.compiler.dialect.name() == "postgresql"
    }

    /// Returns the schemas that are compared; the default one is none.
    fn schemas(
        &self,
        inspector: &mut Inspector<'_, H::Error>,
    ) -> Result<Vec<Option<String>>, H::Error> {
        let mut schemas = vec![None];
        if self.options.include_schemas {
            let default = inspector.server().default_schema.clone();
            for name in inspector.get_schema_names()? {
                if name != "information_schema" && Some(&name) != default.as_ref() {
                    schemas.push(Some(name));
                }
            }
        }
        let mut included = Vec::new();
        for schema in schemas {
            let parents = Parents::default();
            if self
                .hooks
                .include_name(schema.as_deref(), ObjectKind::Schema, parents)?
            {
                included.push(schema);
            }
        }
        Ok(included)
    }
}

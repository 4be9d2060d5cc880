//! What `context.configure` says about autogenerate.

use alembic_schema::{Name, NamingConvention};
use serde::Deserialize;
use serde_json::Value as Json;

/// The parameters of `context.configure` that shape autogenerate.
///
/// Callables of the project's are the handles under which [`crate::Migrations::call`] knows them.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
pub struct AutogenerateOptions {
    /// The models.
    pub target_metadata: Vec<TargetMetadata>,
    /// Whether all schemas are compared.
    pub include_schemas: bool,
    /// Whether tables and columns are looked for that have only got another name.
    pub detect_renames: bool,
    /// Decides about names of the database.
    pub include_name: Option<Json>,
    /// Decides about objects.
    pub include_object: Option<Json>,
    /// Whether types are compared, or what compares them.
    pub compare_type: Option<Json>,
    /// Whether server defaults are compared, or what compares them.
    pub compare_server_default: Option<Json>,
    /// Whether enumerations are compared; not given, the configuration file says it.
    pub compare_enums: Option<bool>,
    /// Whether primary keys are compared; not given, the configuration file says it.
    pub compare_primary_keys: Option<bool>,
    /// Changes what was found.
    pub process_revision_directives: Option<Json>,
    /// Writes what the project knows better how to write.
    pub render_item: Option<Json>,
    /// Whether the operations on a table are written as a batch.
    pub render_as_batch: bool,
    /// What stands before the names of operations.
    pub alembic_module_prefix: Option<String>,
    /// What stands before the names of SQLAlchemy.
    pub sqlalchemy_module_prefix: Option<String>,
    /// What stands before the project's own types.
    pub user_module_prefix: Option<String>,
    /// The variable of the template that gets the text of `upgrade()`.
    pub upgrade_token: String,
    /// The variable of the template that gets the text of `downgrade()`.
    pub downgrade_token: String,
}

impl Default for AutogenerateOptions {
    fn default() -> Self {
        Self {
            target_metadata: Vec::new(),
            include_schemas: false,
            detect_renames: false,
            include_name: None,
            include_object: None,
            compare_type: None,
            compare_server_default: None,
            compare_enums: None,
            compare_primary_keys: None,
            process_revision_directives: None,
            render_item: None,
            render_as_batch: false,
            alembic_module_prefix: Some("op.".to_owned()),
            sqlalchemy_module_prefix: Some("sa.".to_owned()),
            user_module_prefix: None,
            upgrade_token: "upgrades".to_owned(),
            downgrade_token: "downgrades".to_owned(),
        }
    }
}

/// The metadata of models.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct TargetMetadata {
    /// The schema of tables that name none.
    pub schema: Option<Name>,
    /// The naming convention.
    pub naming_convention: NamingConvention,
    /// The callable that gives the tables.
    pub tables: Json,
    /// The callable that gives the enumerations that belong to the metadata itself.
    pub enums: Json,
}

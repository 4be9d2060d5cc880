//! Which tables and views a question is about.

/// The tables and views that a question is about, as for SQLAlchemy's `get_multi_*` methods.
#[derive(Clone, Copy, Debug)]
pub struct Selection<'a> {
    /// The schema; without one, where unqualified names are looked for.
    pub schema: Option<&'a str>,
    /// The names; without them all are meant.
    pub names: Option<&'a [String]>,
    /// Whether tables are meant.
    pub tables: bool,
    /// Whether views are meant.
    pub views: bool,
    /// Whether materialized views are meant.
    pub materialized_views: bool,
    /// Whether what outlives the connection is meant.
    pub permanent: bool,
    /// Whether what ends with the connection is meant.
    pub temporary: bool,
    /// Whether foreign keys tell the true schema of the other table even where an unqualified
    /// name finds it; PostgreSQL only.
    pub ignore_search_path: bool,
}

impl<'a> Selection<'a> {
    /// Returns the selection of what has one of these names, of whatever kind.
    pub fn named(names: &'a [String], schema: Option<&'a str>) -> Self {
        Self {
            schema,
            names: Some(names),
            tables: true,
            views: true,
            materialized_views: true,
            permanent: true,
            temporary: true,
            ignore_search_path: false,
        }
    }

    /// Returns the selection of all tables of a schema.
    pub fn tables(schema: Option<&'a str>) -> Self {
        Self {
            schema,
            names: None,
            tables: true,
            views: false,
            materialized_views: false,
            permanent: true,
            temporary: false,
            ignore_search_path: false,
        }
    }

    /// Returns whether kind and persistence are left open.
    pub(crate) fn is_of_any_kind(&self) -> bool {
        self.tables && self.views && self.materialized_views && self.permanent && self.temporary
    }
}

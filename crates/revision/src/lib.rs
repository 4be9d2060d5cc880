//! The revision graph: identifiers, labels, dependencies, traversal and steps.
//!
//! A [`RevisionMap`] is made from what the version files declare, a [`Revision`] each. It resolves
//! what users write ([`Identifier`]), lists revisions in the order of `history`, and plans the
//! [`Step`]s of an upgrade, a downgrade or a stamp. A [`HeadTracker`] follows the rows of the
//! version table while the steps are taken.
//!
//! This crate reads no files, knows no database and writes no log: warnings are values, and the
//! lines to log are the `Display` text of what they tell about.
//!
//! # Order
//!
//! Wherever revisions have no order of their own, they come in the order of their files, and the
//! parents of one revision come in the order in which it declares them, dependencies last. The
//! original leaves some of this to the hash seed.

mod adjacency;
mod collect;
mod cycles;
mod dependencies;
mod error;
mod heads;
mod identifier;
mod labels;
mod map;
mod plan;
mod resolve;
mod revision;
mod sort;
mod step;

pub use collect::IterateOptions;
pub use error::{
    CycleKind, MultipleHeadsReason, Purpose, Reference, RevisionError, RevisionWarning,
};
pub use heads::{HeadChange, HeadTracker, RowChange};
pub use identifier::Identifier;
pub use map::RevisionMap;
pub use revision::{Revision, RevisionRef};
pub use step::{Direction, RevisionStep, StampStep, Step};

//! The revision graph: identifiers, labels, dependencies, traversal and steps.

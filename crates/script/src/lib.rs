//! Version files on disk: discovery, headers, file names and templates.

//! Why a database could not be opened.

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// SQLite could not open, read or write the file.
    #[error("the database could not be opened")]
    Sqlite(#[from] rusqlite::Error),
    /// The file is a SQLite database of another program; it was not touched.
    #[error("the file is a database of another program")]
    Foreign,
    /// The file was written by another version of Pulso; it was not touched.
    #[error("the database has schema version {found}, this program knows {known}")]
    SchemaVersion {
        /// What stands in the file.
        found: i64,
        /// What this program reads and writes.
        known: i64,
    },
}

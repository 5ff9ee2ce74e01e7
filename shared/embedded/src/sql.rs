//! Between the ports' types and SQLite's.

use jiff::Timestamp;
use ports::PortError;
use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, Value, ValueRef};

/// An instant as SQLite holds it: nanoseconds since the Unix epoch, which reaches from the year 1678 to 2261.
pub(crate) struct Nanos(pub(crate) Timestamp);

impl Nanos {
    /// The nanoseconds, or an error that [`port_error`] reports as refused.
    pub(crate) fn count(&self) -> rusqlite::Result<i64> {
        i64::try_from(self.0.as_nanosecond())
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
    }

    /// The instant so many nanoseconds after the Unix epoch.
    pub(crate) fn to_timestamp(nanos: i64) -> Timestamp {
        // Every i64 of nanoseconds is well within what a Timestamp holds, so the default is never taken.
        Timestamp::from_nanosecond(i128::from(nanos)).unwrap_or_default()
    }
}

impl ToSql for Nanos {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Owned(Value::Integer(self.count()?)))
    }
}

impl FromSql for Nanos {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        i64::column_result(value).map(|nanos| Self(Self::to_timestamp(nanos)))
    }
}

/// The port's error for SQLite's. A value that the database cannot hold is refused; all else may pass.
pub(crate) fn port_error(port: &'static str, error: &rusqlite::Error) -> PortError {
    match error {
        rusqlite::Error::ToSqlConversionFailure(_) => {
            refused(port, "a number or an instant is out of range".to_owned())
        }
        other => PortError::Unavailable { port, detail: other.to_string() },
    }
}

/// What was asked can never work.
pub(crate) const fn refused(port: &'static str, detail: String) -> PortError {
    PortError::Refused { port, detail }
}

/// Where the texts that start with `prefix` end: bind it as the upper bound of a range, exclusive.
///
/// UTF-8 sorts like the characters it encodes, so it is the prefix with its last character one higher. When there is
/// no such text, it is an empty blob: SQLite sorts every text before every blob.
pub(crate) fn end_of_prefix(prefix: &str) -> Value {
    let mut chars: Vec<char> = prefix.chars().collect();
    while let Some(last) = chars.pop() {
        // A range of characters steps over the surrogates by itself.
        if let Some(next) = (last..=char::MAX).nth(1) {
            chars.push(next);
            return Value::Text(chars.into_iter().collect());
        }
    }
    Value::Blob(Vec::new())
}

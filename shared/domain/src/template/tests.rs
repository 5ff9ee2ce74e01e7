#![expect(clippy::unwrap_used, reason = "tests")]

mod lint;
mod text;

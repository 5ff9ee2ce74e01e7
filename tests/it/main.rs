//! The one integration binary.
#![expect(clippy::unwrap_used, reason = "tests")]

mod smoke;

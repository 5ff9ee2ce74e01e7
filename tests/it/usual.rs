//! Whom most tests are about, and when.

/// Ana's phone.
pub(crate) const ANA: &str = "+5491155550101";
/// Eva's phone.
pub(crate) const EVA: &str = "+5491155550102";
/// Luz's phone.
pub(crate) const LUZ: &str = "+5491155550103";
/// When most visits start, in Buenos Aires.
pub(crate) const FRIDAY: &str = "2026-12-04T10:30";
/// Half an hour after the first reminder of [`FRIDAY`] is due.
pub(crate) const REMINDED: &str = "2026-12-02T14:00:00Z";

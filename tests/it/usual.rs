//! Whom most tests are about, and when.

use tests::{Bundle, booked};

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

/// The example clinic, which has told of Ana's visit, `a1` of patient `p1`.
pub(crate) fn ana_is_booked() -> Bundle {
    let bundle = Bundle::new();
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle
}

//! The main job, once through.

use crate::usual::{ANA, ana_is_booked};

#[test]
fn a_booking_is_confirmed_reminded_and_answered() {
    let bundle = ana_is_booked();
    bundle.advance_minutes(5);
    assert_eq!(bundle.inbox(ANA).len(), 1, "the booking is confirmed");
    bundle.advance_to("2026-12-02T13:31:00Z");
    let inbox = bundle.inbox(ANA);
    assert_eq!(inbox.len(), 2, "the 48 h reminder is there: {inbox:?}");
    assert_eq!(inbox[1]["buttons"].as_array().unwrap().len(), 3);
    bundle.tap(ANA, &inbox[1], 0);
    assert_eq!(bundle.case("a1")["state"], "confirmed");
    bundle.advance_hours(47);
    let steps: Vec<_> =
        ["reminder_48h", "reminder_24h"].map(|it| bundle.step("a1", it)["state"].clone()).into();
    assert_eq!(steps, ["released", "skipped"]);
    assert_eq!(bundle.dead_letters(), 0);
}

#![expect(clippy::unwrap_used, reason = "tests")]

use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::clinic_files;

#[tokio::test]
async fn real_providers_are_called_by_the_real_clock_wherever_it_was_moved_to() {
    let dir = tempfile::tempdir().unwrap();
    let now: Timestamp = "2026-11-24T09:00:00Z".parse().unwrap();
    let open = |token: &str| {
        let var = |name: &str| (name == "WHATSAPP_TOKEN").then(|| token.to_owned());
        let clinics = vec![clinic_files::example()];
        Engine::open(Some(dir.path()), clinics, Settings::from_vars(var, PORT), now).unwrap()
    };
    let moved_to = now + SignedDuration::from_hours(48);
    open("").advance(moved_to).await.unwrap();
    assert!(open("").now() >= moved_to, "a simulated one goes on where it was");
    let real = open("a token").now();
    assert!(real.duration_since(now) < SignedDuration::from_hours(1), "{real}");
}

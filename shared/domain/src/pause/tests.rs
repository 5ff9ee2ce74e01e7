#![expect(clippy::unwrap_used, reason = "tests")]

use jiff::{SignedDuration, Timestamp};

use super::{
    BY_CHARS_MAX, CAUSES_MAX, Entry, HISTORY_MAX, PAUSE_DAYS_MAX, Pause, Refused, Switch, WHY_CHARS_MAX,
    after,
};
use crate::ids::ClinicId;
use crate::phi::Phi;
use crate::testing::clock;

const NOW: &str = "2026-11-24 10:30";

fn paused(until: &str, why: &str) -> Switch {
    Switch::Paused { until: clock(until), why: Phi::new(why.to_owned()) }
}

/// The pause after what somebody asked at that time; `None` where that changes nothing.
fn ask(pause: Option<&Pause>, by: &str, what: &Switch, at: &str) -> Result<Option<Pause>, Refused> {
    keyed(pause, by, what, at, None)
}

/// The same under a key.
fn keyed(
    pause: Option<&Pause>,
    by: &str,
    what: &Switch,
    at: &str,
    key: Option<&str>,
) -> Result<Option<Pause>, Refused> {
    let clinic = ClinicId::new("sol").unwrap();
    after(pause, &clinic, &Entry::new(by, what.clone(), clock(at))?, key)
}

#[test]
fn a_pause_holds_until_its_end_or_until_somebody_ends_it() {
    let pause = ask(None, "Marta", &paused("2026-11-24 18:00", "agenda mal cargada"), NOW).unwrap().unwrap();
    let until = |pause: &Pause, at: &str| pause.until(clock(at));
    assert_eq!(until(&pause, NOW), Some(clock("2026-11-24 18:00")));
    assert_eq!(until(&pause, "2026-11-24 17:59"), Some(clock("2026-11-24 18:00")));
    assert_eq!(until(&pause, "2026-11-24 18:00"), None, "it ends by itself");
    let resumed = ask(Some(&pause), "Luis", &Switch::Resumed, "2026-11-24 11:00").unwrap().unwrap();
    assert_eq!(until(&resumed, "2026-11-24 11:00"), None);
    let told: Vec<_> = resumed.history.iter().map(|it| (it.at, it.by.as_str())).collect();
    assert_eq!(told, [(clock(NOW), "Marta"), (clock("2026-11-24 11:00"), "Luis")]);
}

#[test]
fn the_last_word_counts_and_the_same_word_twice_is_one() {
    let first = paused("2026-11-24 18:00", "feriado");
    let pause = ask(None, "Marta", &first, NOW).unwrap().unwrap();
    assert_eq!(ask(Some(&pause), "Marta", &first, "2026-11-24 10:31"), Ok(None));
    let shorter = ask(Some(&pause), "Marta", &paused("2026-11-24 12:00", "feriado"), NOW).unwrap().unwrap();
    assert_eq!(shorter.until(clock(NOW)), Some(clock("2026-11-24 12:00")));
    assert_eq!(shorter.history.len(), 2);
    // Nothing is to be ended where nothing holds.
    assert_eq!(ask(None, "Marta", &Switch::Resumed, NOW), Ok(None));
    assert_eq!(ask(Some(&pause), "Marta", &Switch::Resumed, "2026-11-24 18:00"), Ok(None));
    // What is over may be asked for again.
    let again = ask(Some(&pause), "Marta", &paused("2026-11-25 18:00", "feriado"), "2026-11-25 09:00");
    assert_eq!(again.unwrap().unwrap().history.len(), 2);
}

#[test]
fn a_command_that_comes_again_changes_nothing_whatever_was_asked_since() {
    let (until, later) = (paused("2026-11-24 18:00", "feriado"), paused("2026-11-24 19:00", "feriado"));
    let pause = keyed(None, "Marta", &until, NOW, Some("k1")).unwrap().unwrap();
    let resumed = keyed(Some(&pause), "Luis", &Switch::Resumed, "2026-11-24 11:00", Some("k2")).unwrap();
    let resumed = resumed.unwrap();
    for (by, what, key) in [("Marta", &until, "k1"), ("Luis", &Switch::Resumed, "k2")] {
        assert_eq!(keyed(Some(&resumed), by, what, "2026-11-24 11:01", Some(key)), Ok(None), "{key}");
    }
    // Without it, or under another one, it is another command.
    for key in [None, Some("k3")] {
        let again = keyed(Some(&resumed), "Marta", &until, "2026-11-24 11:01", key).unwrap().unwrap();
        assert_eq!(again.until(clock("2026-11-24 11:01")), Some(clock("2026-11-24 18:00")), "{key:?}");
    }
    for (by, what, key) in [("Marta", &later, "k1"), ("Luis", &until, "k1"), ("Ana", &Switch::Resumed, "k2")]
    {
        let refused = keyed(Some(&resumed), by, what, "2026-11-24 11:01", Some(key));
        assert_eq!(refused, Err(Refused::KeyTaken), "{by} {what:?}");
    }
    // To resume is another address, where a key is another one.
    assert!(keyed(Some(&pause), "Marta", &Switch::Resumed, NOW, Some("k1")).unwrap().is_some());
}

#[test]
fn what_found_nothing_to_change_is_not_done_later_either() {
    let nothing = keyed(None, "Luis", &Switch::Resumed, NOW, Some("k1")).unwrap().unwrap();
    assert!(nothing.history.is_empty());
    let paused = paused("2026-11-24 18:00", "feriado");
    let pause = keyed(Some(&nothing), "Marta", &paused, "2026-11-24 10:31", None).unwrap().unwrap();
    assert_eq!(keyed(Some(&pause), "Luis", &Switch::Resumed, "2026-11-24 10:32", Some("k1")), Ok(None));
}

#[test]
fn what_cannot_be_is_refused() {
    let (now, why) = (clock(NOW), "x".repeat(WHY_CHARS_MAX));
    let days = |days: i64| now + SignedDuration::from_hours(24 * days);
    let longest = days(PAUSE_DAYS_MAX);
    let asked = |until: Timestamp, why: &str| Switch::Paused { until, why: Phi::new(why.to_owned()) };
    assert!(ask(None, &"M".repeat(BY_CHARS_MAX), &asked(longest, &why), NOW).unwrap().is_some());
    for (by, what, refused) in [
        (" ", asked(longest, "x"), Refused::By),
        ("", Switch::Resumed, Refused::By),
        (&*"M".repeat(BY_CHARS_MAX + 1), asked(longest, "x"), Refused::By),
        ("Marta", asked(longest, "\t"), Refused::Why),
        ("Marta", asked(longest, &format!("{why}x")), Refused::Why),
        ("Marta", asked(now, "x"), Refused::Until),
        ("Marta", asked(longest + SignedDuration::from_secs(1), "x"), Refused::Until),
        ("Marta", asked(Timestamp::MAX, "x"), Refused::Until),
    ] {
        assert_eq!(ask(None, by, &what, NOW), Err(refused), "{by:?} {what:?}");
    }
}

#[test]
fn the_history_has_an_end() {
    let mut pause = None;
    for minute in 0..2 * HISTORY_MAX {
        let what = paused(&format!("2026-11-25 {:02}:{:02}", minute / 60, minute % 60), "x");
        pause = ask(pause.as_ref(), "Marta", &what, NOW).unwrap();
    }
    for command in 0..2 * CAUSES_MAX {
        let key = command.to_string();
        pause = keyed(pause.as_ref(), "Marta", &Switch::Resumed, NOW, Some(&key)).unwrap();
    }
    let pause = pause.unwrap();
    assert_eq!((pause.history.len(), pause.causes.len()), (HISTORY_MAX, CAUSES_MAX));
}

#[test]
fn it_is_stored_as_it_is_shown() {
    let pause = ask(None, "Marta", &paused("2026-11-24 18:00", "feriado"), NOW).unwrap().unwrap();
    let pause = ask(Some(&pause), "Luis", &Switch::Resumed, "2026-11-24 11:00").unwrap().unwrap();
    let stored = serde_json::json!({ "clinic": "sol", "history": [
        { "at": clock(NOW), "by": "Marta", "kind": "paused", "until": clock("2026-11-24 18:00"), "why": "feriado" },
        { "at": clock("2026-11-24 11:00"), "by": "Luis", "kind": "resumed" },
    ]});
    assert_eq!(serde_json::to_value(&pause).unwrap(), stored);
    assert_eq!(serde_json::from_value::<Pause>(stored).unwrap(), pause);
}

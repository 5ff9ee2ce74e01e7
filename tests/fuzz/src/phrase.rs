//! What patients write, in Spanish, English and Portuguese or in nothing.
//!
//! An emergency is one whatever was asked; the same words mean the same, with space around them too; a wish for a time
//! is a possible one; what somebody says to be known by reads back as itself.

use domain::identify::Fact;
use domain::reply::{Intent, is_greeting, number, plain_words, takes_offer, understand};
use domain::slot::Preference;
use domain::survey::calls_for_somebody;
use jiff::civil::date;

/// Checks one message.
pub fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (asked, unasked) = (understand(text, true, &[]), understand(text, false, &[]));
    assert_eq!(asked == Intent::Emergency, unasked == Intent::Emergency, "{asked:?} {unasked:?}");
    let answers = [Intent::Confirm, Intent::Reschedule, Intent::Cancel];
    assert!(!answers.contains(&unasked), "{unasked:?}, which is an answer, and nothing was asked");
    assert_eq!(understand(&format!(" {text}\n "), true, &[]), asked, "space around it counted");

    let words = plain_words(text);
    if !words.is_empty() {
        let own = [text.to_owned()];
        assert_eq!(understand(text, true, &own), Intent::Emergency, "the clinic's own flag was not heard");
    }
    for question in
        [is_greeting(text), takes_offer(text).is_some(), number(text).is_some(), calls_for_somebody(text)]
    {
        assert!(!question || !text.trim().is_empty(), "nothing was understood as something");
    }
    if let Some(wish) = Preference::read(text, date(2026, 11, 30)) {
        assert!(wish.weekdays.iter().all(|it| (1..=7).contains(it)), "{wish:?}");
        assert!(wish.parts.len() <= 3 && wish.weekdays.len() <= 7, "{wish:?}");
    }
    for fact in Fact::ALL {
        if let Some(told) = fact.read(text, "AR") {
            assert_eq!(fact.read(told.expose(), "AR"), Some(told), "{fact:?}");
        }
    }
}

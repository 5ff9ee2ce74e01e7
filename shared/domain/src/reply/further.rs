//! A wish for another time: whether it says for which, and under times that were offered, for which others.

use super::hits::Hits;
use super::lexicon::Sense;
use super::normal::Normal;

/// Which other times somebody asks for who was shown some.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Further {
    /// Later ones.
    Later,
    /// Earlier ones.
    Earlier,
    /// On other days.
    OtherDays,
    /// More of them.
    More,
}

/// Which other times a message asks for that is written under some. Who will answer later asks for none.
#[must_use]
pub fn asks_further(text: &str) -> Option<Further> {
    let message = Normal::of(text);
    let hits = Hits::of(&message);
    let senses = [
        (Sense::FurtherOtherDays, Further::OtherDays),
        (Sense::FurtherLater, Further::Later),
        (Sense::FurtherEarlier, Further::Earlier),
        (Sense::FurtherMore, Further::More),
    ];
    let says = |sense| hits.says_outside(sense, Sense::MoveAside, &message);
    if hits.says(Sense::Deferral) {
        return None;
    }
    senses.into_iter().find(|(sense, _)| says(*sense)).map(|it| it.1)
}

/// Whether a message asks for another time, and the days that it names are not those of the visit: "move it to Friday",
/// not "move the one on Friday", nor "not coming on Friday".
#[must_use]
pub fn asks_elsewhen(text: &str) -> bool {
    let message = Normal::of(text);
    let hits = Hits::of(&message);
    hits.says_outside(Sense::Move, Sense::MoveAside, &message) && !hits.says(Sense::OfDay)
}

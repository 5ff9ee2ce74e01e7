//! The phrases of all senses, compiled once, found by their first word.

mod attend;
mod cancel;
mod complaint;
mod earlier;
mod emergency;
mod figures;
mod further;
mod harmless;
mod late;
mod moving;
mod offers;
mod pairs;
mod sender;
mod signs;
mod talk;
mod visit;

use std::collections::HashMap;
use std::sync::LazyLock;

use super::law;
use super::normal::Normal;
use super::pattern::{Form, OPENING, Pattern};

/// What a phrase is about. Those that end in `Aside` take another sense back, in the same clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sense {
    /// Life or limb.
    RedFlag,
    /// A question in general, a history, a result: what it is about comes behind it.
    RedFlagAside,
    /// Long ago: a time, of what stands before it or at the beginning of its part.
    RedFlagPast,
    /// Over: what stands before it.
    RedFlagOver,
    /// A figure of speech, with what stands right before it.
    RedFlagFigure,
    /// Words of a red flag that are something else together.
    RedFlagItself,
    /// No more messages.
    Stop,
    /// Something else is stopped.
    StopAside,
    /// Messages again.
    Start,
    /// It reached somebody else.
    WrongPerson,
    /// Only asking.
    WrongPersonAside,
    /// Not the patient, but perhaps a relative who answers for them.
    NotMyself,
    /// Whose relative it is.
    Relative,
    /// The patient, or another, has died.
    Died,
    /// Another's death, told with its cause.
    DiedAside,
    /// Who writes, and why.
    WhoIsThis,
    /// Something was badly done.
    Complaint,
    /// Only asking.
    ComplaintAside,
    /// A person, or a call.
    Talk,
    /// Coming, but after the time.
    Late,
    /// The afternoon, the rule, the doctor who is late.
    LateAside,
    /// Cannot come then.
    Unable,
    /// Another time.
    Move,
    /// It is something else that is to be later.
    MoveAside,
    /// Another time, and when.
    Elsewhen,
    /// Not this visit.
    Cancel,
    /// A wish to cancel that a negation before it does not reach.
    CancelAnew,
    /// Before it: only if something is so.
    CancelIf,
    /// Behind it: perhaps not.
    Undecided,
    /// Asks for it politely, so that a question mark casts no doubt.
    Politely,
    /// The fee, the rule, the insurance; to pay.
    CancelAside,
    /// Will come.
    Attend,
    /// Perhaps, but.
    Doubt,
    /// What happens if they come, or do not.
    WhatIf,
    /// Both of two.
    Both,
    /// All of them, however many.
    Everyone,
    /// A wish to be told something, with no question mark.
    Asks,
    /// Not what was offered, or a question about it.
    OfferAside,
    /// Does not want what was offered.
    Declines,
    /// Wants it, in words that are no yes.
    Takes,
    /// Another of those that were shown; what was chosen was a mistake.
    TakesBack,
    /// Another visit too, or another one's.
    AnotherToo,
    /// Will answer another time.
    Deferral,
    /// A negation that denies nothing.
    NoMatter,
    /// Thanks for something, good wishes.
    Thanks,
    /// To be told of a free time before the visit.
    Waits,
    /// Something else comes before.
    WaitsAside,
    /// Not to be told of it any more.
    WaitsNoMore,
    /// Later times than those shown.
    FurtherLater,
    /// Earlier ones.
    FurtherEarlier,
    /// On other days.
    FurtherOtherDays,
    /// More of them.
    FurtherMore,
    /// When a visit is that somebody has.
    VisitWhen,
    /// The same, in words that only ask it beside a question mark, or words that ask.
    VisitWhether,
    /// With whom it is.
    VisitWhom,
    /// Where it is.
    VisitWhere,
    /// Asks to be told.
    VisitLead,
}

/// Every list, and its sense.
pub(super) const LISTS: &[(Sense, &[&str])] = &[
    (Sense::RedFlag, emergency::BODY),
    (Sense::RedFlag, emergency::BREATH),
    (Sense::RedFlag, emergency::AWARENESS),
    (Sense::RedFlag, emergency::BLOOD),
    (Sense::RedFlag, emergency::BIRTH),
    (Sense::RedFlag, emergency::SELF_HARM),
    (Sense::RedFlag, emergency::POISON),
    (Sense::RedFlag, emergency::FEVER),
    (Sense::RedFlag, emergency::CALLS),
    (Sense::RedFlag, emergency::PLAINLY),
    (Sense::RedFlag, signs::MIND),
    (Sense::RedFlag, signs::COLOUR),
    (Sense::RedFlag, signs::INJURY),
    (Sense::RedFlag, signs::PAIN),
    (Sense::RedFlag, signs::FIGURE),
    (Sense::RedFlag, signs::CHILD),
    (Sense::RedFlag, signs::PREGNANCY),
    (Sense::RedFlag, signs::FAREWELL),
    (Sense::RedFlag, signs::VIOLENCE),
    (Sense::RedFlag, signs::DOSE),
    (Sense::RedFlag, signs::SWELLING),
    (Sense::RedFlag, pairs::AIRWAY),
    (Sense::RedFlag, pairs::WOUND),
    (Sense::RedFlag, pairs::INSIDE),
    (Sense::RedFlag, pairs::HARM),
    (Sense::RedFlag, pairs::BEARING),
    (Sense::RedFlag, pairs::LIFE),
    (Sense::RedFlag, figures::CHEST),
    (Sense::RedFlag, figures::AIR),
    (Sense::RedFlag, figures::FADING),
    (Sense::RedFlag, figures::SIDE),
    (Sense::RedFlag, figures::THUNDER),
    (Sense::RedFlag, figures::BLOODSHED),
    (Sense::RedFlag, figures::STILL),
    (Sense::RedFlag, figures::ENDING),
    (Sense::RedFlagAside, harmless::ASIDE),
    (Sense::RedFlagPast, harmless::PAST),
    (Sense::RedFlagOver, harmless::OVER),
    (Sense::RedFlagFigure, harmless::FIGURE),
    (Sense::RedFlagItself, harmless::ITSELF),
    (Sense::Stop, law::STOP_PHRASES),
    (Sense::Stop, law::STOP_OPENINGS),
    (Sense::StopAside, law::STOP_ASIDE),
    (Sense::Start, law::START_PHRASES),
    (Sense::WrongPerson, law::WRONG_PERSON_PHRASES),
    (Sense::WrongPersonAside, law::WRONG_PERSON_ASIDE),
    (Sense::NotMyself, law::NOT_MYSELF),
    (Sense::Relative, law::RELATIVE),
    (Sense::Died, law::DIED_PHRASES),
    (Sense::DiedAside, law::DIED_ASIDE),
    (Sense::WhoIsThis, sender::WHO_IS_THIS),
    (Sense::Complaint, complaint::COMPLAINT),
    (Sense::ComplaintAside, complaint::ASIDE),
    (Sense::Talk, talk::TALK),
    (Sense::Late, late::LATE),
    (Sense::LateAside, late::ASIDE),
    (Sense::Unable, moving::UNABLE),
    (Sense::Move, moving::MOVE),
    (Sense::MoveAside, moving::MOVE_ASIDE),
    (Sense::Elsewhen, moving::ELSEWHEN),
    (Sense::Cancel, cancel::CANCEL),
    (Sense::CancelAnew, cancel::CANCEL_ANEW),
    (Sense::CancelIf, cancel::IF),
    (Sense::Undecided, cancel::UNDECIDED),
    (Sense::Politely, cancel::POLITELY),
    (Sense::CancelAside, cancel::CANCEL_ASIDE),
    (Sense::Attend, attend::ATTEND),
    (Sense::Doubt, attend::DOUBT),
    (Sense::WhatIf, attend::WHAT_IF),
    (Sense::Both, attend::BOTH),
    (Sense::Everyone, attend::EVERYONE),
    (Sense::Asks, offers::ASKS),
    (Sense::OfferAside, offers::OFFER_ASIDE),
    (Sense::Declines, offers::DECLINES),
    (Sense::Takes, offers::TAKES),
    (Sense::TakesBack, offers::TAKES_BACK),
    (Sense::AnotherToo, offers::ANOTHER_TOO),
    (Sense::Deferral, attend::DEFERRAL),
    (Sense::NoMatter, attend::NO_MATTER),
    (Sense::Thanks, talk::THANKS),
    (Sense::Waits, earlier::WAITS),
    (Sense::WaitsAside, earlier::ASIDE),
    (Sense::WaitsNoMore, earlier::NO_MORE),
    (Sense::FurtherLater, further::LATER),
    (Sense::FurtherEarlier, further::EARLIER),
    (Sense::FurtherOtherDays, further::OTHER_DAYS),
    (Sense::FurtherMore, further::MORE),
    (Sense::VisitWhen, visit::WHEN),
    (Sense::VisitWhether, visit::WHETHER),
    (Sense::VisitWhom, visit::WHOM),
    (Sense::VisitWhere, visit::WHERE),
    (Sense::VisitLead, visit::LEADS),
];

/// All patterns, by what their first word may be.
pub(super) struct Lexicon {
    patterns: Vec<(Sense, Pattern)>,
    whole: HashMap<&'static str, Vec<usize>>,
    opening: HashMap<&'static str, Vec<usize>>,
    /// Those that begin with what only code can tell.
    loose: Vec<usize>,
}

/// The lexicon, compiled on first use.
pub(super) fn lexicon() -> &'static Lexicon {
    static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::new);
    &LEXICON
}

impl Lexicon {
    fn new() -> Self {
        let mut it =
            Self { patterns: Vec::new(), whole: HashMap::new(), opening: HashMap::new(), loose: Vec::new() };
        for (sense, list) in LISTS {
            for text in *list {
                for pattern in Pattern::all(text) {
                    it.add(*sense, pattern);
                }
            }
        }
        it
    }

    fn add(&mut self, sense: Sense, pattern: Pattern) {
        let index = self.patterns.len();
        for form in pattern.first() {
            let indices = match form {
                Form::Whole(word) => self.whole.entry(word).or_default(),
                Form::Opening(opening) => {
                    self.opening.entry(&opening[..OPENING.min(opening.len())]).or_default()
                }
                Form::Number | Form::Year | Form::Name | Form::Many | Form::HighPressure => &mut self.loose,
            };
            if indices.last() != Some(&index) {
                indices.push(index);
            }
        }
        self.patterns.push((sense, pattern));
    }

    /// Every phrase that begins at this word, and where it ends.
    pub(super) fn each_at(&self, message: &Normal, from: usize, mut found: impl FnMut(Sense, usize)) {
        let Some(word) = message.words().get(from) else { return };
        let whole = self.whole.get(word.text.as_str());
        let opening = word.text.get(..OPENING).and_then(|it| self.opening.get(it));
        for index in whole.into_iter().chain(opening).chain([&self.loose]).flatten() {
            if let Some((sense, pattern)) = self.patterns.get(*index)
                && let Some(to) = pattern.end(message, from)
            {
                found(*sense, to);
            }
        }
    }
}

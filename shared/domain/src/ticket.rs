//! A ticket: something that somebody of the clinic follows up on, with an owner, a due time and a history.
//!
//! Guarantees: a survey has one ticket, whatever is said in it later; a command is applied once by its key, and no
//! other one under it; nothing is resolved without an outcome. Whoever works on it is told by the caller and not
//! checked here.
//!
//! | state \ to | open | in progress | resolved | closed |
//! |---|---|---|---|---|
//! | open | – | yes | with outcome | with outcome |
//! | in progress | yes | – | with outcome | with outcome |
//! | resolved | reopens | reopens | – | yes |
//! | closed | reopens | reopens | – | – |

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::bounded::keep_count;
use crate::decision::{self, Decision};
use crate::ids::{CaseId, ClinicId, PatientId, SurveyId, TicketId};
use crate::phi::Phi;

/// Most entries of a ticket's history; the first and the newest are kept.
const HISTORY_MAX: usize = 200;
/// Most bytes of notes and outcomes in a ticket's history: as an item it has to fit into a table.
const HISTORY_BYTES_MAX: usize = 150_000;
/// Most causes and command keys remembered.
const CAUSES_MAX: usize = 64;
/// Longest name of an owner, in characters.
pub const OWNER_CHARS_MAX: usize = 64;
/// Longest note or outcome, in characters.
pub const NOTE_CHARS_MAX: usize = 2_000;

/// Who follows up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Team {
    /// Doctors and nurses.
    Clinical,
    /// Money.
    Billing,
    /// Everything else.
    Reception,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Somebody is dissatisfied.
    Normal,
    /// Somebody complains, or gave the lowest score.
    High,
    /// As high, and about care.
    Urgent,
}

impl Severity {
    /// What a team, the lowest score and the reason come to.
    #[must_use]
    pub const fn of(team: Team, lowest: bool, why: Why) -> Self {
        match (lowest || matches!(why, Why::Complaint), team) {
            (true, Team::Clinical) => Self::Urgent,
            (true, Team::Billing | Team::Reception) => Self::High,
            (false, _) => Self::Normal,
        }
    }

    /// How long the clinic has, in hours.
    #[must_use]
    pub const fn hours(self) -> i64 {
        match self {
            Self::Urgent => 4,
            Self::High => 24,
            Self::Normal => 72,
        }
    }
}

/// Why a ticket was raised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The score is low.
    LowScore,
    /// The words complain.
    Complaint,
}

/// Where a ticket stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketState {
    /// Nobody works on it.
    Open,
    /// Somebody does.
    InProgress,
    /// It was settled with the patient.
    Resolved,
    /// Nothing more is to be done.
    Closed,
}

impl TicketState {
    /// All states.
    pub const ALL: [Self; 4] = [Self::Open, Self::InProgress, Self::Resolved, Self::Closed];

    /// The name in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::InProgress => "in_progress",
            Self::Resolved => "resolved",
            Self::Closed => "closed",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    /// Whether nobody has to do anything.
    #[must_use]
    const fn is_settled(self) -> bool {
        matches!(self, Self::Resolved | Self::Closed)
    }
}

/// What a survey raised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raised {
    /// In which survey.
    pub survey: SurveyId,
    /// About which case.
    pub case: CaseId,
    /// By whom.
    pub patient: PatientId,
    /// The id of what the patient said.
    pub cause: String,
    /// Why.
    pub why: Why,
    /// How bad.
    pub severity: Severity,
    /// About what, if the words tell.
    pub topic: Option<String>,
    /// Who follows up.
    pub team: Team,
    /// When.
    pub at: Timestamp,
}

/// A ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// Whose.
    pub clinic: ClinicId,
    /// Derived from the survey.
    pub id: TicketId,
    /// The survey it came from.
    pub survey: SurveyId,
    /// About which case.
    pub case: CaseId,
    /// Whose complaint.
    pub patient: PatientId,
    /// Where it stands.
    pub state: TicketState,
    /// How bad it is.
    pub severity: Severity,
    /// Who follows up.
    pub team: Team,
    /// About what, if the words tell.
    pub topic: Option<String>,
    /// Who of them.
    pub owner: Option<String>,
    /// Since when.
    pub opened_at: Timestamp,
    /// By when it has to be settled.
    pub due_at: Timestamp,
    /// How it was settled.
    pub outcome: Option<Phi<String>>,
    /// What happened, oldest first.
    pub history: Vec<Entry>,
    /// Causes and command keys that were applied.
    pub causes: Vec<String>,
}

/// Something that happened to a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// By whom; the patient if nobody is named.
    pub by: Option<String>,
    /// What.
    pub what: Happened,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Happened {
    /// The patient gave reason for it.
    Raised {
        /// Which.
        why: Why,
    },
    /// It changed state.
    Moved {
        /// From.
        from: TicketState,
        /// To.
        to: TicketState,
    },
    /// It has another owner.
    Owned {
        /// Who; nobody if `None`.
        owner: Option<String>,
    },
    /// Somebody noted something.
    Noted {
        /// What.
        note: Phi<String>,
    },
    /// It was settled so.
    Settled {
        /// How.
        outcome: Phi<String>,
    },
}

impl Happened {
    /// Bytes of what somebody wrote.
    fn text_bytes(&self) -> usize {
        match self {
            Self::Noted { note: text } | Self::Settled { outcome: text } => text.expose().len(),
            Self::Raised { .. } | Self::Moved { .. } | Self::Owned { .. } => 0,
        }
    }
}

/// What staff do with a ticket. What is `None` stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Change {
    /// Its state.
    pub state: Option<TicketState>,
    /// Its owner; an empty name is nobody.
    pub owner: Option<String>,
    /// A note.
    pub note: Option<Phi<String>>,
    /// How it was settled.
    pub outcome: Option<Phi<String>>,
}

/// Why a change is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Not from that state.
    #[error("a ticket does not go from this state to that one")]
    Transition,
    /// Nobody said how it was settled.
    #[error("a ticket is resolved or closed with an outcome")]
    Outcome,
    /// Over [`OWNER_CHARS_MAX`] or [`NOTE_CHARS_MAX`].
    #[error("an owner has at most 64 characters, a note or outcome 2000")]
    TooLong,
    /// Nothing is asked for.
    #[error("nothing is to be changed")]
    Empty,
    /// A note or outcome without words: which.
    #[error("`{0}` says nothing: it has words, or is left out")]
    Blank(&'static str),
    /// The command's key was used for another one.
    #[error("that Idempotency-Key stands for another command: this one needs its own")]
    KeyTaken,
}

impl Change {
    /// What it sets, by name.
    fn fields(&self) -> [(&'static str, Option<&str>); 4] {
        [
            ("state", self.state.map(TicketState::as_str)),
            ("owner", self.owner.as_deref()),
            ("note", self.note.as_ref().map(|it| it.expose().as_str())),
            ("outcome", self.outcome.as_ref().map(|it| it.expose().as_str())),
        ]
    }

    /// The command as it is remembered.
    fn remembered(&self, key: &str, by: &str) -> String {
        let set = self.fields().into_iter().filter_map(|(name, value)| Some([name, value?]));
        let asks: Vec<&str> = set.flatten().chain([by]).collect();
        decision::remembered(key, &asks)
    }
}

/// A survey raised something: the ticket is opened, made worse, or opened again.
pub fn raise(ticket: Option<&Ticket>, clinic: &ClinicId, raised: &Raised) -> Decision<Ticket, ()> {
    let Some(known) = ticket else {
        return Decision::applied(Ticket::opened(clinic, raised), Vec::new());
    };
    if known.causes.contains(&raised.cause) {
        return Decision::repeated(Vec::new());
    }
    let mut next = known.clone();
    next.note(raised.at, None, Happened::Raised { why: raised.why });
    let is_worse = raised.severity > next.severity;
    if next.state.is_settled() {
        next.move_to(TicketState::Open, None, raised.at);
        // As where staff open it again: it has to be settled anew.
        next.outcome = None;
        next.due_at = due(raised.at, raised.severity);
        next.severity = raised.severity;
    }
    if is_worse {
        next.severity = raised.severity;
        next.due_at = next.due_at.min(due(raised.at, raised.severity));
    }
    // What the words tell is worth more than what nothing told, and pain more than a bill.
    if raised.topic.is_some() && (next.topic.is_none() || is_worse) {
        next.topic.clone_from(&raised.topic);
        next.team = raised.team;
    }
    next.remember(&raised.cause);
    Decision::applied(next, Vec::new())
}

/// Staff change a ticket; `key` names the command, so that a repeat changes nothing.
///
/// # Errors
/// When the change is not allowed; nothing is changed then.
pub fn change(
    ticket: &Ticket,
    key: &str,
    by: &str,
    change: &Change,
    now: Timestamp,
) -> Result<Decision<Ticket, ()>, Refused> {
    let command = change.remembered(key, by);
    match ticket.causes.iter().find_map(|it| decision::is_repeat(it, key, &command)) {
        Some(true) => return Ok(Decision::repeated(Vec::new())),
        Some(false) => return Err(Refused::KeyTaken),
        None => {}
    }
    let texts = [&change.note, &change.outcome].into_iter().flatten();
    let long = texts.map(|it| it.expose().chars().count()).any(|it| it > NOTE_CHARS_MAX);
    let owners = [Some(by), change.owner.as_deref()].into_iter().flatten();
    if long || owners.map(|it| it.chars().count()).any(|it| it > OWNER_CHARS_MAX) {
        return Err(Refused::TooLong);
    }
    if *change == Change::default() {
        return Err(Refused::Empty);
    }
    // An owner may be nobody; what is said has words.
    let is_blank = |it: &(&str, Option<&str>)| it.1.is_some_and(|words| words.trim().is_empty());
    if let Some((field, _)) = change.fields().into_iter().filter(|it| it.0 != "owner").find(is_blank) {
        return Err(Refused::Blank(field));
    }
    let mut next = ticket.clone();
    let by = Some(by.to_owned());
    if let Some(owner) = &change.owner {
        let owner = Some(owner.trim().to_owned()).filter(|it| !it.is_empty());
        if owner != next.owner {
            next.owner.clone_from(&owner);
            next.note(now, by.clone(), Happened::Owned { owner });
        }
    }
    if let Some(note) = &change.note {
        next.note(now, by.clone(), Happened::Noted { note: note.clone() });
    }
    if let Some(outcome) = &change.outcome {
        next.outcome = Some(outcome.clone());
        next.note(now, by.clone(), Happened::Settled { outcome: outcome.clone() });
    }
    if let Some(to) = change.state.filter(|it| *it != next.state) {
        // The first release took a blank outcome of what was open.
        let says_nothing = next.outcome.as_ref().is_none_or(|it| it.expose().trim().is_empty());
        match (next.state, to) {
            (TicketState::Closed, TicketState::Resolved) => return Err(Refused::Transition),
            (_, TicketState::Resolved | TicketState::Closed) if says_nothing => return Err(Refused::Outcome),
            (from, TicketState::Open | TicketState::InProgress) if from.is_settled() => {
                // What was said of it holds no longer: it has to be settled again.
                next.outcome = None;
                next.due_at = due(now, next.severity);
            }
            _ => {}
        }
        next.move_to(to, by, now);
    }
    next.remember(&command);
    Ok(Decision::applied(next, Vec::new()))
}

fn due(from: Timestamp, severity: Severity) -> Timestamp {
    from.checked_add(SignedDuration::from_hours(severity.hours())).unwrap_or(Timestamp::MAX)
}

impl Ticket {
    fn opened(clinic: &ClinicId, raised: &Raised) -> Self {
        let mut ticket = Self {
            clinic: clinic.clone(),
            id: TicketId::derive(&raised.survey),
            survey: raised.survey.clone(),
            case: raised.case.clone(),
            patient: raised.patient.clone(),
            state: TicketState::Open,
            severity: raised.severity,
            team: raised.team,
            topic: raised.topic.clone(),
            owner: None,
            opened_at: raised.at,
            due_at: due(raised.at, raised.severity),
            outcome: None,
            history: Vec::new(),
            causes: Vec::new(),
        };
        ticket.note(raised.at, None, Happened::Raised { why: raised.why });
        ticket.remember(&raised.cause);
        ticket
    }

    /// Whether it should have been settled by now.
    #[must_use]
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        !self.state.is_settled() && now >= self.due_at
    }

    fn move_to(&mut self, to: TicketState, by: Option<String>, at: Timestamp) {
        let from = std::mem::replace(&mut self.state, to);
        self.note(at, by, Happened::Moved { from, to });
    }

    fn history_is_full(&self) -> bool {
        let bytes: usize = self.history.iter().map(|it| it.what.text_bytes()).sum();
        self.history.len() > HISTORY_MAX || bytes > HISTORY_BYTES_MAX
    }

    fn note(&mut self, at: Timestamp, by: Option<String>, what: Happened) {
        self.history.push(Entry { at, by, what });
        // How it began stays, and what was said last.
        while self.history.len() > 2 && self.history_is_full() {
            self.history.remove(1);
        }
    }

    fn remember(&mut self, cause: &str) {
        self.causes.push(cause.to_owned());
        keep_count(&mut self.causes, CAUSES_MAX);
    }
}

#[cfg(test)]
mod tests;

//! Trouble to order. An armed fault meets the next matching calls or statuses and wears off after `times`.
//!
//! Faults are kept in the database: a restart does not disarm them.

use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};

use super::{Provider, StandInError};

/// Faults that may be armed at the same time.
pub const FAULTS_ARMED_MAX: u32 = 1_000;
/// Times one fault may strike.
pub const FAULT_TIMES_MAX: u32 = 100_000;
/// Longest delay of a status, in seconds.
pub const STATUS_DELAY_SECONDS_MAX: u32 = 604_800;

/// A fault and whom it meets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Only this provider; `None` is any.
    #[serde(default)]
    pub provider: Option<Provider>,
    /// Only messages to this number (E.164) or address; `None` is any.
    #[serde(default)]
    pub to: Option<String>,
    /// How often it strikes, 1 to [`FAULT_TIMES_MAX`].
    pub times: u32,
    /// What happens.
    pub effect: FaultKind,
}

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FaultKind {
    /// Too many calls: 429 with the provider's own code (Meta 130429, Twilio 20429). Nothing is accepted.
    Throttled,
    /// A 500 with the provider's own body. Nothing is accepted.
    ServerError,
    /// The request does not leave.
    NotSent,
    /// The request is lost on its way: no answer, nothing accepted.
    LostRequest,
    /// The message is accepted and the answer is lost: no answer, but the patient gets it.
    LostAnswer,
    /// Refused at once with this code (AWS has no numeric codes and answers a validation error).
    Refuse {
        /// Provider's error code.
        code: u32,
    },
    /// Accepted, then reported as failed with this code (AWS: accepted, never delivered).
    FailLater {
        /// Provider's error code.
        code: u32,
    },
    /// A status webhook is never sent.
    LoseStatus {
        /// Only `sent`, `delivered`, `read`, `failed` or `undelivered`; `None` is any.
        #[serde(default)]
        status: Option<String>,
    },
    /// A status webhook is sent twice.
    DuplicateStatus {
        /// As in `LoseStatus`.
        #[serde(default)]
        status: Option<String>,
    },
    /// A status webhook comes late, so that later ones overtake it.
    DelayStatus {
        /// As in `LoseStatus`.
        #[serde(default)]
        status: Option<String>,
        /// How late, at most [`STATUS_DELAY_SECONDS_MAX`].
        seconds: u32,
    },
}

impl FaultKind {
    fn meets_status(&self, name: &str) -> bool {
        match self {
            Self::LoseStatus { status }
            | Self::DuplicateStatus { status }
            | Self::DelayStatus { status, .. } => status.as_deref().is_none_or(|it| it == name),
            _ => false,
        }
    }

    const fn meets_calls(&self) -> bool {
        !matches!(self, Self::LoseStatus { .. } | Self::DuplicateStatus { .. } | Self::DelayStatus { .. })
    }
}

/// Arms a fault.
pub(super) fn arm(db: &Connection, mut fault: Fault) -> Result<(), StandInError> {
    let armed: u32 = db.query_row("SELECT COUNT(*) FROM fault", [], |row| row.get(0))?;
    if armed >= FAULTS_ARMED_MAX || fault.times == 0 || fault.times > FAULT_TIMES_MAX {
        return Err(StandInError::FaultRefused);
    }
    if matches!(fault.effect, FaultKind::DelayStatus { seconds, .. } if seconds > STATUS_DELAY_SECONDS_MAX) {
        return Err(StandInError::FaultRefused);
    }
    fault.to = fault.to.map(|it| super::ids::canonical(&it).unwrap_or(it));
    let text = serde_json::to_string(&fault)?;
    db.execute("INSERT INTO fault (fault, remaining) VALUES (?1, ?2)", params![text, fault.times])?;
    Ok(())
}

/// The fault that meets this call, if any, one strike spent.
pub(super) fn take_for_call(
    db: &Connection,
    provider: Provider,
    to: &str,
) -> Result<Option<FaultKind>, StandInError> {
    take(db, provider, to, FaultKind::meets_calls)
}

/// The fault that meets this status webhook, if any, one strike spent.
pub(super) fn take_for_status(
    db: &Connection,
    provider: Provider,
    to: &str,
    status: &str,
) -> Result<Option<FaultKind>, StandInError> {
    take(db, provider, to, |kind| kind.meets_status(status))
}

fn take(
    db: &Connection,
    provider: Provider,
    to: &str,
    meets: impl Fn(&FaultKind) -> bool,
) -> Result<Option<FaultKind>, StandInError> {
    let mut after = 0_i64;
    loop {
        let next = db
            .prepare_cached("SELECT id, fault FROM fault WHERE id > ?1 ORDER BY id LIMIT 1")?
            .query_row([after], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))
            .optional()?;
        let Some((id, text)) = next else { return Ok(None) };
        after = id;
        let fault: Fault = serde_json::from_str(&text)?;
        let for_provider = fault.provider.is_none_or(|it| it == provider);
        let for_recipient = fault.to.as_deref().is_none_or(|it| it == to);
        if for_provider && for_recipient && meets(&fault.effect) {
            db.prepare_cached("UPDATE fault SET remaining = remaining - 1 WHERE id = ?1")?.execute([id])?;
            db.prepare_cached("DELETE FROM fault WHERE id = ?1 AND remaining <= 0")?.execute([id])?;
            return Ok(Some(fault.effect));
        }
    }
}

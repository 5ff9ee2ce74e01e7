//! Whose number a WhatsApp user id is: two threads that turned out to be one person's.
//!
//! Guarantees: what the person stopped under the user id is stopped under the number by the time the two are tied, and
//! whom they were known as they are known as there; a crash in between is healed by whatever shows them together again.
//! What was said before stays where it was said.

use domain::ids::ClinicId;
use domain::phone::Identity;
use domain::thread::{HandedOn, Thread};

use crate::commit::{AsRead, commit, commit_on, load_revised};
use crate::records::thread_key;
use crate::{PortError, Ports};

/// Remembers that a user id and a number, seen together in `evidence`, are one person's.
pub async fn tie<P: Ports>(
    ports: &P,
    clinic: &ClinicId,
    user: &Identity,
    number: &Identity,
    evidence: &str,
) -> Result<(), PortError> {
    let alone = Thread::new(clinic.clone(), user.clone());
    let number = Thread::new(clinic.clone(), number.clone());
    let key = thread_key(&alone.id);
    let read: AsRead<Thread> = load_revised(ports, &key).await?;
    let handed: HandedOn = read.state.as_ref().map(Thread::hands_on).unwrap_or_default();
    if !handed.is_empty() {
        let take = |known: Option<&Thread>| Ok::<_, PortError>(known.unwrap_or(&number).takes_over(&handed));
        let _ = commit(ports, &thread_key(&number.id), take).await?;
    }
    let tie = |known: Option<&Thread>| {
        Ok::<_, PortError>(known.unwrap_or(&alone).tied(&number.id, &handed, evidence))
    };
    let _ = commit_on(ports, &key, read, tie).await?;
    Ok(())
}

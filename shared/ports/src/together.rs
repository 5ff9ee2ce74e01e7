//! Two aggregates that move in one write: one is decided, the other follows from how it moved.
//!
//! Guarantees: the follower moves exactly when the decided one does, once, whatever is redelivered or crashes between.
//! It is for the few pairs that may never differ; everything else takes [`commit`](crate::commit::commit).

use domain::decision::{Decision, Outcome};

use crate::commit::{Aggregate, AsRead, CONFLICTS_MAX, Committed, ensure_wake, item, load_revised};
use crate::table::{Key, Put, Table as _, Written};
use crate::{PortError, Ports};

/// Decides an event on the aggregate under `key`, and stores the outcome together with what follows from it.
///
/// `follow` is given the state before and after, and answers with the follower's key and how it moves; `None` where it
/// does not move.
pub async fn commit_together<P, A, B, E, X, F>(
    ports: &P,
    key: &Key,
    mut decide: impl FnMut(Option<&A>) -> Result<Decision<A, E>, X> + Send,
    follow: impl Fn(Option<&A>, &A) -> Option<(Key, F)> + Send + Sync,
) -> Result<Committed<A, E>, X>
where
    P: Ports,
    A: Aggregate,
    B: Aggregate,
    E: Send,
    X: From<PortError>,
    F: FnOnce(Option<B>) -> B + Send,
{
    for _ in 0..CONFLICTS_MAX {
        let AsRead { revision, state: known } = load_revised(ports, key).await?;
        let Decision { next, effects, outcome } = decide(known.as_ref())?;
        let Some(next) = next else {
            if outcome == Outcome::Repeated {
                ensure_wake(ports, known.as_ref()).await?;
            }
            return Ok(Committed { state: known, revision, effects, outcome });
        };
        let revision = revision + 1;
        let put = Put { item: item(&next, revision)? };
        let written = if let Some((key, moved)) = follow(known.as_ref(), &next) {
            let read: AsRead<B> = load_revised(ports, &key).await?;
            let follower = Put { item: item(&moved(read.state), read.revision + 1)? };
            ports.table().transact(vec![put, follower]).await?
        } else {
            // One alone needs no transaction, which costs twice as much.
            ports.table().put(put).await?
        };
        if written == Written::Yes {
            if next.due() != known.as_ref().and_then(Aggregate::due) {
                ensure_wake(ports, Some(&next)).await?;
            }
            return Ok(Committed { state: Some(next), revision, effects, outcome });
        }
    }
    Err(PortError::Contended.into())
}

//! Two records of the clinic that are one person: one stays, the other gives way to it.
//!
//! Guarantees: whatever order the clinic's words come in, the newest says which record stays, and none that comes again
//! undoes it; of what the person agreed to or refused the newest word counts, whichever record it stands on, and what
//! was sent to either counts together. It does not bring both records up to date at once: each takes its own side.

use jiff::Timestamp;

use super::{Consent, Patient, SendRecord};
use crate::decision::Decision;
use crate::delivery::Channel;
use crate::ids::PatientId;

/// Most records merged into one that are remembered by it; all of them lead to it.
pub(super) const ALIASES_MAX: usize = 32;

impl Patient {
    /// Takes over what only the other record says of the person.
    fn fill_from(&mut self, record: &Self) {
        let reached = Channel::ALL.map(|channel| self.identity(channel));
        fill(&mut self.given_name, record.given_name.as_ref());
        fill(&mut self.family_name, record.family_name.as_ref());
        fill(&mut self.phone, record.phone.as_ref());
        fill(&mut self.whatsapp_user, record.whatsapp_user.as_ref());
        fill(&mut self.email, record.email.as_ref());
        fill(&mut self.language, record.language.as_ref());
        fill(&mut self.time_zone, record.time_zone.as_ref());
        fill(&mut self.document, record.document.as_ref());
        fill(&mut self.birth_date, record.birth_date.as_ref());
        // Where a channel now leads elsewhere, what is known of that address comes with it.
        for (channel, before) in Channel::ALL.into_iter().zip(reached) {
            if self.identity(channel) != before {
                self.unreachable.retain(|it| it.channel != channel);
                self.unreachable
                    .extend(record.unreachable.iter().filter(|it| it.channel == channel).cloned());
            }
        }
    }

    /// Whether the word that the record gave way by counts more than that one in favour of `survivor`: the newer one, and
    /// of two told at one instant that in favour of the lower number, so that none that comes again undoes the other.
    fn gave_way_after(&self, survivor: &PatientId, told_at: Timestamp) -> bool {
        let word = self.merged_at.zip(self.merged_into.as_ref());
        word.is_some_and(|(at, stays)| told_at < at || (told_at == at && stays < survivor))
    }
}

/// Two records are one person: the survivor's side. What the person agreed to or refused, what was sent to them, and
/// what they were asked about counts for the one that stays, and so does who and where they are where it does not say.
///
/// `record` is the one that gives way, as far as it is known. That it had taken the survivor's place before is over,
/// for the clinic has turned it round; unless this is the older word of both.
pub fn absorb(
    survivor: &Patient,
    merged: &PatientId,
    record: Option<&Patient>,
    told_at: Timestamp,
) -> Decision<Patient, ()> {
    let is_known = survivor.aliases.contains(merged);
    let gave_way = survivor.merged_into.as_ref() == Some(merged);
    let is_older = gave_way && survivor.gave_way_after(&survivor.id, told_at);
    if (is_known && !gave_way) || is_older || survivor.id == *merged {
        return Decision::stale();
    }
    let mut next = survivor.clone();
    if gave_way {
        (next.merged_into, next.merged_at) = (None, None);
    }
    let aliases = record.map_or(&[][..], |it| &it.aliases);
    for alias in std::iter::once(merged).chain(aliases) {
        if *alias != next.id && !next.aliases.contains(alias) && next.aliases.len() < ALIASES_MAX {
            next.aliases.push(alias.clone());
        }
    }
    let Some(record) = record else { return Decision::applied(next, Vec::new()) };
    next.fill_from(record);
    for word in &record.consents {
        let same = |it: &Consent| it.purpose == word.purpose && it.channel == word.channel;
        if !next.consents.iter().any(|it| same(it) && it.at >= word.at) {
            next.consents.retain(|it| !same(it));
            next.consents.push(word.clone());
        }
    }
    let is_new = |it: &&SendRecord| !survivor.sends.iter().any(|known| known.dispatch == it.dispatch);
    next.sends.extend(record.sends.iter().filter(is_new).cloned());
    next.sends.sort_by_key(|it| it.at);
    next.keep_sends();
    let asked = [&survivor.surveyed, &record.surveyed].into_iter().flatten().max_by_key(|it| it.at);
    next.surveyed = asked.cloned();
    Decision::applied(next, Vec::new())
}

/// Two records are one person: the side that no longer stands. The newest word says in favour of which.
pub fn give_way(merged: &Patient, survivor: &PatientId, told_at: Timestamp) -> Decision<Patient, ()> {
    let is_older = merged.gave_way_after(survivor, told_at);
    if is_older || merged.merged_into.as_ref() == Some(survivor) || merged.id == *survivor {
        return Decision::stale();
    }
    let (merged_into, merged_at) = (Some(survivor.clone()), Some(told_at));
    Decision::applied(Patient { merged_into, merged_at, ..merged.clone() }, Vec::new())
}

fn fill<T: Clone>(known: &mut Option<T>, other: Option<&T>) {
    if known.is_none() {
        *known = other.cloned();
    }
}

//! Words that the law and carriers give a meaning to: stop, start, help, and that it is the wrong person.
//!
//! Guarantees: what a carrier took for a stop is one, whatever the words are to us. It does not answer where the carrier
//! has.

use super::heard::{Ending, Heard};
use super::{CarrierWord, Ended, Thread};
use crate::case::Handover;
use crate::reply::Intent;

/// Words that count whenever they come, and that no carrier takes for something else.
pub(super) const fn is_of_law(intent: Intent) -> bool {
    matches!(
        intent,
        Intent::StopAll | Intent::Start | Intent::Help | Intent::SuspectedStop | Intent::WrongPerson
    )
}

impl Thread {
    /// Words that count whenever they come.
    pub(super) fn hear_law(
        &mut self,
        heard: &Heard<'_>,
        intent: Intent,
        carrier: Option<CarrierWord>,
    ) -> Ending {
        let reply = |thread: &Self, template: &str| {
            if carrier.is_some() {
                Vec::new()
            } else {
                vec![thread.reply(template, heard.id, heard.channel, heard.now)]
            }
        };
        let ending = match intent {
            Intent::StopAll => {
                self.stop(heard.channel, None, heard.id, heard.at);
                self.settles_stop();
                (Ended::Applied, reply(self, "reply_stop"))
            }
            Intent::Start => {
                self.resume(heard.channel, None, heard.at);
                self.settles_stop();
                (Ended::Applied, reply(self, "reply_start"))
            }
            Intent::Help => (Ended::AskedBack, reply(self, "reply_help")),
            other => {
                // Whose number it is stays in doubt, whatever else they write.
                let was_certain = self.in_doubt_since.is_none() || self.stop_suspected;
                self.stop_suspected = other == Intent::SuspectedStop && was_certain;
                self.in_doubt_since = Some(heard.now);
                let why = if other == Intent::WrongPerson {
                    Handover::WrongPerson
                } else {
                    Handover::SuspectedStop
                };
                self.queue(heard, why)
            }
        };
        // Whatever the words are to us: after what the carrier took for a stop, it brings nothing more.
        if carrier == Some(CarrierWord::Stop) {
            self.stop(heard.channel, None, heard.id, heard.at);
        }
        ending
    }

    /// It is said whether they want to be written to, by them or by a person of the clinic. Only the latter lifts the
    /// doubt about whose number it is.
    pub(super) fn settles_stop(&mut self) {
        if self.stop_suspected {
            self.stop_suspected = false;
            self.in_doubt_since = None;
        }
    }

    /// What a carrier took the words for.
    pub(super) fn hear_carrier(&mut self, heard: &Heard<'_>, carrier: Option<CarrierWord>) {
        match carrier {
            // It took the words for a stop, CANCEL above all: that counts, what they answer is kept, and staff know.
            Some(CarrierWord::Stop) => {
                self.stop(heard.channel, None, heard.id, heard.at);
                self.wait(Handover::CarrierStop, heard.clinic, heard.now);
            }
            // YES, above all, which is an answer too.
            Some(CarrierWord::Start) => self.resume(heard.channel, None, heard.at),
            Some(CarrierWord::Help) | None => {}
        }
    }
}

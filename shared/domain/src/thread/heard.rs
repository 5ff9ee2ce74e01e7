//! What the person wrote or did, heard once, and what follows from it: taps, choices, and what is no words.

use jiff::Timestamp;

use super::identify::wish_of;
use super::law::is_of_law;
use super::open::Open;
use super::person::EMERGENCY_TEMPLATE;
use super::{
    Aside, Effect, Ended, Event, INBOUND_MAX, Meaning, NURSE_TEMPLATE, Received, SPOKEN_TEMPLATE, Said,
    Speaker, Spoken, Thread,
};
use crate::bounded::{keep_bytes, keep_count};
use crate::case::Handover;
use crate::clinic::Clinic;
use crate::decision::Decision;
use crate::delivery::Channel;
use crate::ids::MessageId;
use crate::message::{About, Reply, Tapped};
use crate::phi::Phi;
use crate::reply::{Intent, understand};

/// Most of what the patient wrote that is remembered, in bytes, so that a thread always fits its item: the oldest goes.
const INBOUND_BYTES_MAX: usize = 60_000;
/// Most of those messages, the newest, of which it is remembered what they called for: for the same reason, and because
/// who has written more since was answered long ago.
const EFFECTS_KEPT_MAX: usize = 40;

/// How something was heard.
pub(super) struct Heard<'a> {
    /// The provider's id of it.
    pub(super) id: &'a str,
    /// When, by the provider.
    pub(super) at: Timestamp,
    /// On which channel.
    pub(super) channel: Channel,
    /// What is known beside the thread.
    pub(super) aside: &'a Aside,
    /// The tenant.
    pub(super) clinic: &'a Clinic,
    /// When it is decided.
    pub(super) now: Timestamp,
}

pub(super) type Ending = (Ended, Vec<Effect>);

impl Thread {
    /// Something that the person wrote or did, heard once and remembered with what it called for.
    pub(super) fn wrote(mut self, event: &Event, clinic: &Clinic, now: Timestamp) -> Decision<Self, Effect> {
        let Event::Wrote { id, rewrites, at, channel, said, whatsapp_user, aside } = event else {
            return Decision::stale();
        };
        if let Some(known) = self.inbound.iter().find(|it| it.id == *id) {
            return Decision::repeated(known.effects.clone());
        }
        self.app_lets_go(now);
        self.opens_window(said, *channel, *at);
        if let Some(user) = whatsapp_user {
            self.whatsapp_user = Some(user.clone());
        }
        let heard = Heard { id, at: *at, channel: *channel, aside, clinic, now };
        let (ended, effects) = self.hear(&heard, said);
        let text = self.shown(id, rewrites.as_deref(), said, aside.tapped.as_ref());
        self.inbound.push(Received {
            id: id.clone(),
            rewrites: rewrites.clone(),
            at: *at,
            channel: *channel,
            text,
            ended,
            effects: effects.clone(),
        });
        keep_count(&mut self.inbound, INBOUND_MAX);
        keep_bytes(&mut self.inbound, INBOUND_BYTES_MAX, |it| it.text.expose().len());
        for old in self.inbound.iter_mut().rev().skip(EFFECTS_KEPT_MAX) {
            old.effects.clear();
        }
        Decision::applied(self, effects)
    }

    fn hear(&mut self, heard: &Heard<'_>, said: &Said) -> Ending {
        match said {
            Said::Tap { message, tapped, about } => self.tapped(heard, message, *tapped, *about),
            Said::Text { text, quotes, carrier } => {
                let asked_already = self.identifying.is_some();
                let ending = self.hear_words(heard, text, quotes.as_ref(), *carrier);
                if let Some(open) = self.identifying.as_mut().filter(|_| !asked_already) {
                    open.wish = wish_of(text.expose(), heard.clinic);
                    open.asks = heard.aside.asked.iter().flat_map(|it| it.question.details.clone()).collect();
                }
                ending
            }
            // Whoever has the number by now may mean well: a person looks before anything is changed.
            Said::StrangeTap { .. } => self.queue(heard, Handover::IdentityChanged),
            Said::Attachment { caption, .. } => self.attached(heard, caption.as_ref()),
            Said::SharedNumber { why } => self.shared_number(heard, *why),
            Said::IdentityChanged { .. } => {
                self.in_doubt_since = Some(heard.now);
                self.stop_suspected = false;
                self.wait(Handover::IdentityChanged, heard.clinic, heard.now);
                (Ended::Queued, Vec::new())
            }
            Said::Stopped { purpose } => {
                self.stop(heard.channel, *purpose, heard.id, heard.at);
                (Ended::Applied, Vec::new())
            }
            Said::Resumed { purpose } => {
                self.resume(heard.channel, *purpose, heard.at);
                (Ended::Applied, Vec::new())
            }
        }
    }

    /// A person looks at it; words under it that count whatever they come with count at once.
    fn attached(&mut self, heard: &Heard<'_>, caption: Option<&Phi<String>>) -> Ending {
        let red_flags = &heard.clinic.triage.red_flags;
        match caption.map(|it| understand(it.expose(), false, red_flags)) {
            Some(Intent::Emergency) => self.emergency(heard),
            Some(intent) if is_of_law(intent) => {
                let ending = self.hear_law(heard, intent, None);
                self.wait(Handover::Attachment, heard.clinic, heard.now);
                ending
            }
            _ => self.queue(heard, Handover::Attachment),
        }
    }

    fn tapped(&mut self, heard: &Heard<'_>, message: &MessageId, tapped: Tapped, about: About) -> Ending {
        if self.in_doubt_since.is_some() {
            return self.queue(heard, Handover::NotUnderstood);
        }
        match tapped {
            Tapped::Answer(answer) => self.passes_on(heard, message.clone(), answer, None),
            Tapped::Choice(number) => {
                let open = Open { message: message.clone(), about, visit: None, options: false };
                self.chose(heard, &open, number)
            }
        }
    }

    /// One of a message's own choices, counted from 1.
    pub(super) fn chose(&mut self, heard: &Heard<'_>, open: &Open, number: u8) -> Ending {
        match open.about {
            About::Dialogue => {
                let choices = self.spoken_in(&open.message).map(|it| it.choices.as_slice());
                let index = usize::from(number).checked_sub(1);
                let choice =
                    index.and_then(|it| choices.unwrap_or_default().get(it)).map(|it| it.means.clone());
                match choice {
                    Some(means) => {
                        self.close_question(&open.message);
                        self.means(heard, means)
                    }
                    None => self.queue(heard, Handover::NotUnderstood),
                }
            }
            About::Offer => (Ended::Applied, vec![self.offer(heard, &open.message, number == 1)]),
            About::Survey => (Ended::Applied, vec![self.survey(heard, &open.message, Reply::Choice(number))]),
            // A visit's own message has answers, not choices; a campaign asks nothing.
            About::Visit | About::Campaign => self.queue(heard, Handover::NotUnderstood),
        }
    }

    fn means(&mut self, heard: &Heard<'_>, means: Meaning) -> Ending {
        match means {
            Meaning::Answer { message, case, answer, wish } => {
                (Ended::Applied, vec![self.answer_wishing(heard, message, case, answer, wish)])
            }
            Meaning::Slot { case, version, slot, start } => {
                // Whatever else was asked about the visit was asked about its old time, unless it was moved since.
                let is_old = |it: &super::Asked| {
                    it.visit.as_ref() == Some(&case) && it.version.is_none_or(|asked| asked <= version)
                };
                for asked in self.asked.iter_mut().filter(|it| is_old(it)) {
                    asked.answered = true;
                }
                let (cause, thread) = (heard.id.to_owned(), self.id.clone());
                let channel = heard.channel;
                let effect = Effect::TakeSlot { cause, case, version, slot, start, channel, thread };
                (Ended::Applied, vec![effect])
            }
            Meaning::Topic { topic, language } => match heard.clinic.topic(&topic, language) {
                Some(told) => (Ended::AskedBack, vec![self.tells(heard, told)]),
                // The clinic took the topic out of its knowledge base.
                None => self.queue(heard, Handover::NotUnderstood),
            },
            Meaning::Wait { case, joins } => (Ended::Applied, vec![self.wait_for(heard, case, joins)]),
            Meaning::Person => self.queue(heard, Handover::Asked),
        }
    }

    /// The emergency number at once, whoever has the thread and whatever was said before; a person as soon as there is
    /// one. Never advice.
    pub(super) fn emergency(&mut self, heard: &Heard<'_>) -> Ending {
        self.wait(Handover::Emergency, heard.clinic, heard.now);
        // A clinic stored before the nurse's words were asked of it may have none.
        let nurse = heard.clinic.triage.nurse_link.is_some()
            && heard.clinic.template(NURSE_TEMPLATE, heard.aside.language).is_some();
        let template = if nurse { NURSE_TEMPLATE } else { EMERGENCY_TEMPLATE };
        (Ended::Queued, vec![self.reply(template, heard.id, heard.channel, heard.now)])
    }

    /// The clinic's own words, in one message.
    pub(super) fn tells(&mut self, heard: &Heard<'_>, words: String) -> Effect {
        let message = self.message_id(SPOKEN_TEMPLATE, heard.id);
        let body = Some(Phi::new(words));
        let spoken = Spoken::new(message, body, Vec::new(), Speaker::Assistant, heard.now);
        self.says(spoken, SPOKEN_TEMPLATE, heard.channel, heard.now).into()
    }

    pub(super) fn offer(&mut self, heard: &Heard<'_>, message: &MessageId, accepted: bool) -> Effect {
        self.close_question(message);
        let (cause, thread) = (heard.id.to_owned(), self.id.clone());
        Effect::Offer { cause, message: message.clone(), accepted, channel: heard.channel, thread }
    }
}

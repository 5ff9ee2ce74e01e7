//! What the person said, and what follows from it.

use jiff::Timestamp;

use super::identify::wish_of;
use super::law::is_of_law;
use super::open::Open;
use super::person::EMERGENCY_TEMPLATE;
use super::{
    Aside, CarrierWord, Choice, Effect, Ended, Labelled, MENU_TEMPLATE, Meaning, NURSE_TEMPLATE, Quoted,
    SPOKEN_TEMPLATE, Said, Speaker, Spoken, Thread, menu,
};
use crate::case::{Answer, Handover};
use crate::clinic::Clinic;
use crate::delivery::Channel;
use crate::ids::{CaseId, MessageId};
use crate::message::{About, Reply, Tapped};
use crate::phi::Phi;
use crate::reply::{
    Intent, acknowledges, answers_later, asks_besides, elsewhen, is_greeting, number, only_agrees,
    says_only_when, takes_back, takes_offer, understand, waits,
};
use crate::slot::Preference;

/// Signs without words that say more than that something was seen.
const DISSENT: &[char] = &['?', '¿', '？', '👎', '❌', '🚫'];

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
    pub(super) fn hear(&mut self, heard: &Heard<'_>, said: &Said) -> Ending {
        match said {
            Said::Tap { message, tapped, about } => self.tapped(heard, message, *tapped, *about),
            Said::Text { text, quotes, carrier } => {
                let asked_already = self.identifying.is_some();
                let ending = self.hear_words(heard, text, quotes.as_ref(), *carrier);
                if let Some(open) = self.identifying.as_mut().filter(|_| !asked_already) {
                    open.wish = wish_of(text.expose(), heard.clinic);
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
    fn chose(&mut self, heard: &Heard<'_>, open: &Open, number: u8) -> Ending {
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
            // A visit's own message has answers, not choices.
            About::Visit => self.queue(heard, Handover::NotUnderstood),
        }
    }

    fn means(&mut self, heard: &Heard<'_>, means: Meaning) -> Ending {
        match means {
            Meaning::Answer { message, case, answer, wish } => {
                (Ended::Applied, vec![self.answer_wishing(heard, (message, case), answer, wish)])
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

    /// The survey of whoever answered its last question with a number and now writes another: they changed their mind.
    fn rated_anew(&self, heard: &Heard<'_>, text: &Phi<String>) -> Option<MessageId> {
        number(text.expose())?;
        let last = self.asked.last().filter(|it| it.about == About::Survey && heard.now < it.until);
        last.map(|it| it.message.clone())
    }

    fn hear_words(
        &mut self,
        heard: &Heard<'_>,
        text: &Phi<String>,
        quotes: Option<&Quoted>,
        carrier: Option<CarrierWord>,
    ) -> Ending {
        let open = self.questions_for(heard, text, quotes);
        let notice = match quotes {
            Some(Quoted::Notice(message)) => Some(message),
            _ => None,
        };
        let answers = !open.is_empty() || notice.is_some();
        let intent = understood(heard, text, answers, open.last());
        if intent == Intent::Emergency {
            return self.emergency(heard);
        }
        let waits = heard.clinic.waiting_list.is_some().then(|| waits(text.expose())).flatten();
        // "Take me off the waiting list" stops no messages.
        if waits == Some(false)
            && let Some(ending) = self.hears_of_earlier(heard, false)
        {
            return ending;
        }
        if is_of_law(intent) {
            return self.hear_law(heard, intent, carrier);
        }
        self.hear_carrier(heard, carrier);
        if self.acknowledges(heard, text, quotes, intent, &open) || self.repeats(heard, text, quotes, &open) {
            return (Ended::Applied, Vec::new());
        }
        // Words go to the person who holds the conversation; an answer that quotes its question is certain.
        let is_certain = matches!(quotes, Some(Quoted::Question(_) | Quoted::Notice(_)));
        let held = self.held.is_some() && !is_certain;
        if held || (intent == Intent::Talk && !is_a_choice(open.last(), text)) {
            return self.queue(heard, Handover::Asked);
        }
        if let Some(ending) = self.identifies(heard, text, intent) {
            return ending;
        }
        if quotes.is_none() && open.last().is_some_and(|it| self.is_past(it, intent, text)) {
            return self.queue(heard, Handover::NotUnderstood);
        }
        // Whoever comes, or thanks, may well want to come earlier.
        if waits == Some(true)
            && matches!(intent, Intent::Unclear | Intent::Reschedule | Intent::Confirm | Intent::Thanks)
            && let Some((ended, mut effects)) = self.hears_of_earlier(heard, true)
        {
            let asked = open.iter().find(|it| it.about == About::Visit);
            if let (Intent::Confirm, Some(asked)) = (intent, asked) {
                effects.push(self.answer(heard, asked.message.clone(), Answer::Confirm));
            }
            return (ended, effects);
        }
        // Whoever was shown numbers last answers with one of them.
        if let Some(last) = open.last()
            && last.about == About::Dialogue
            && let Some(number) =
                number(text.expose()).or_else(|| self.choice_titled(&last.message, text, intent))
        {
            return self.chose(heard, &last.clone(), number);
        }
        let survey = rated(&open, intent, text)
            .or_else(|| self.rated_anew(heard, text).filter(|_| open.is_empty() && quotes.is_none()));
        if let Some(survey) = survey {
            return (Ended::Applied, vec![self.survey(heard, &survey, Reply::Words(text.clone()))]);
        }
        match intent {
            Intent::Complaint => return self.queue(heard, Handover::Complaint),
            Intent::Late => return self.asks_who(heard, Handover::Late),
            // Thanks need no answer; since October 2026 an answer costs money.
            Intent::Thanks => return (Ended::Applied, Vec::new()),
            _ => {}
        }
        if matches!(intent, Intent::Unclear | Intent::Reschedule)
            && let Some(effect) = open.last().and_then(|it| self.other_times(heard, &it.message, text))
        {
            return (Ended::Applied, vec![effect]);
        }
        if intent == Intent::Unclear && is_greeting(text.expose()) {
            // "Hello?" after an emergency asks whether anybody is there.
            let asks = self.waits_in_emergency();
            return if asks { self.queue(heard, Handover::Asked) } else { self.greet(heard) };
        }
        if let (Some(notice), Some(answer)) = (notice, answer_of(intent)) {
            // It told of visits: they are moved or cancelled, and confirmed where it is near enough.
            return if answer == Answer::Confirm {
                (Ended::Applied, self.confirms_unasked(heard))
            } else {
                self.answer_in_words(heard, notice.clone(), answer, text)
            };
        }
        // Offered times are about a visit too: "cancel" under them may well mean that one. What is no rating asks
        // for something else than a survey did.
        let asked: Vec<&Open> = open
            .iter()
            .filter(|it| match it.about {
                About::Dialogue => self.offers_times(&it.message),
                About::Survey => !asks_for_something(intent, text),
                About::Visit | About::Offer => true,
            })
            .collect();
        if let Some(answer) = answer_of(intent)
            && let Some(ending) = self.may_mean_another(heard, &asked, answer)
        {
            return ending;
        }
        match asked.as_slice() {
            [only] => self.hear_answer(heard, &(*only).clone(), intent, text),
            [] => self.hear_unasked(heard, intent, text),
            several => {
                let several: Vec<Open> = several.iter().map(|it| (*it).clone()).collect();
                self.ask_which(heard, &several, intent, text)
            }
        }
    }

    /// Whether the words only say that something was seen: an emoji or "ok" under what asked nothing; "ok" after
    /// something else was said since the question.
    fn acknowledges(
        &self,
        heard: &Heard<'_>,
        text: &Phi<String>,
        quotes: Option<&Quoted>,
        intent: Intent,
        open: &[Open],
    ) -> bool {
        // Whoever quotes a question answers it, though it be long forgotten.
        let is_answer = matches!(quotes, Some(Quoted::Question(_)));
        if open.is_empty() && !is_answer && self.needs_nothing(heard, text) {
            return true;
        }
        match quotes {
            Some(Quoted::Notice(_) | Quoted::Other) => {
                !text.expose().contains(|it: char| it.is_alphanumeric() || DISSENT.contains(&it))
            }
            Some(Quoted::Question(_)) => false,
            None => {
                let agrees = intent == Intent::Confirm && acknowledges(text.expose());
                agrees && open.last().is_some_and(|it| self.was_written_on_since(&it.message))
            }
        }
    }

    /// Earlier times are wanted, or not any more, for the visit last spoken of; of several, the person says which.
    fn hears_of_earlier(&mut self, heard: &Heard<'_>, joins: bool) -> Option<Ending> {
        match heard.aside.visits.as_slice() {
            [] => None,
            [only] => Some((Ended::Applied, vec![self.wait_for(heard, only.what.clone(), joins)])),
            several => {
                let choice = |visit: &Labelled<CaseId>| {
                    let means = Meaning::Wait { case: visit.what.clone(), joins };
                    Choice::new(visit.label.expose(), None, means)
                };
                Some(self.asks_which(heard, several.iter().map(choice).collect()))
            }
        }
    }

    fn wait_for(&self, heard: &Heard<'_>, case: CaseId, joins: bool) -> Effect {
        let thread = self.id.clone();
        Effect::Wait { cause: heard.id.to_owned(), case, joins, channel: heard.channel, thread }
    }

    /// Who greets is shown what there is; a clinic without a menu has a person answer.
    fn greet(&mut self, heard: &Heard<'_>) -> Ending {
        let choices = menu(heard.clinic, heard.aside.language);
        if choices.is_empty() {
            return self.queue(heard, Handover::NotUnderstood);
        }
        let message = self.message_id(MENU_TEMPLATE, heard.id);
        let spoken = Spoken::new(message, None, choices, Speaker::Assistant, heard.now);
        (Ended::AskedBack, vec![self.says(spoken, MENU_TEMPLATE, heard.channel, (None, None), heard.now)])
    }

    /// The emergency number at once, whoever has the thread and whatever was said before; a person as soon as there is
    /// one. Never advice.
    fn emergency(&mut self, heard: &Heard<'_>) -> Ending {
        self.wait(Handover::Emergency, heard.clinic, heard.now);
        // A clinic stored before the nurse's words were asked of it may have none.
        let nurse = heard.clinic.triage.nurse_link.is_some()
            && heard.clinic.template(NURSE_TEMPLATE, heard.aside.language).is_some();
        let template = if nurse { NURSE_TEMPLATE } else { EMERGENCY_TEMPLATE };
        (Ended::Queued, vec![self.reply(template, heard.id, heard.channel, heard.now)])
    }

    /// Words, with one question open.
    pub(super) fn hear_answer(
        &mut self,
        heard: &Heard<'_>,
        open: &Open,
        intent: Intent,
        text: &Phi<String>,
    ) -> Ending {
        match open.about {
            About::Survey => {
                (Ended::Applied, vec![self.survey(heard, &open.message, Reply::Words(text.clone()))])
            }
            About::Offer => match takes_offer(text.expose()) {
                Some(accepted) => (Ended::Applied, vec![self.offer(heard, &open.message, accepted)]),
                None => self.hear_unasked(heard, Intent::Unclear, text),
            },
            // Under several times, a yes says to none of them.
            About::Dialogue if intent == Intent::Confirm => self.hear_unasked(heard, intent, text),
            // "What would you rather do?", "ok": nobody said that they come.
            About::Visit if open.options && intent == Intent::Confirm && only_agrees(text.expose()) => {
                self.hear_unasked(heard, intent, text)
            }
            About::Visit | About::Dialogue => match answer_of(intent) {
                Some(Answer::Confirm) if asks_besides(text.expose()) => self.confirms_and_asks(heard, open),
                Some(answer) => {
                    let answer = open.means(answer, heard.channel, text);
                    self.answer_in_words(heard, open.message.clone(), answer, text)
                }
                None => self.hear_unasked(heard, intent, text),
            },
        }
    }

    /// A confirmation sends nothing back: what it asks for besides is answered, or a person reads it.
    fn confirms_and_asks(&mut self, heard: &Heard<'_>, open: &Open) -> Ending {
        let confirms = self.answer(heard, open.message.clone(), Answer::Confirm);
        let (ended, mut effects) = match &heard.aside.passage {
            Some(passage) => (Ended::AskedBack, vec![self.tells(heard, passage.clone())]),
            None => self.queue(heard, Handover::NotUnderstood),
        };
        effects.insert(0, confirms);
        (ended, effects)
    }

    /// Words that answer nothing: a question of their own, or something for a person.
    pub(super) fn hear_unasked(&mut self, heard: &Heard<'_>, intent: Intent, text: &Phi<String>) -> Ending {
        let wish = wish_of(text.expose(), heard.clinic);
        // Nobody was asked: what is to be cancelled is made sure of first.
        if wish == Some(Answer::Cancel)
            && self.may_be_asked_back()
            && !self.was_asked_which(heard, Answer::Cancel)
            && let Some(ending) = self.goes_on(heard, Answer::Cancel)
        {
            return ending;
        }
        if wish == Some(Answer::Confirm) && !heard.aside.theirs.is_empty() && self.was_only_told(heard) {
            return (Ended::Applied, self.confirms_unasked(heard));
        }
        // Whoever wants something of a visit, and asks nothing, is helped by no text of the clinic's.
        let wants = wish.is_some() || takes_back(text.expose());
        let wants = wants && !text.expose().contains(['?', '¿']);
        match (&heard.aside.passage, intent) {
            (Some(passage), Intent::Unclear) if !wants => {
                (Ended::AskedBack, vec![self.tells(heard, passage.clone())])
            }
            _ => self.asks_who(heard, Handover::NotUnderstood),
        }
    }

    /// Who says that they come, and was told of one visit last, confirms it, unless it is so far off that people
    /// forget: then it is asked about in its time, and nobody need read this.
    fn confirms_unasked(&mut self, heard: &Heard<'_>) -> Vec<Effect> {
        match heard.aside.theirs.as_slice() {
            [told] if heard.aside.word_confirms => {
                vec![self.answer(heard, told.what.clone(), Answer::Confirm)]
            }
            _ => Vec::new(),
        }
    }

    /// Whether they can be shown visits: it is not in doubt who they are, and no person is to answer them.
    fn may_be_asked_back(&self) -> bool {
        self.in_doubt_since.is_none() && self.waiting.is_none() && self.held.is_none()
    }

    /// The clinic's own words, in one message.
    pub(super) fn tells(&mut self, heard: &Heard<'_>, words: String) -> Effect {
        let message = self.message_id(SPOKEN_TEMPLATE, heard.id);
        let body = Some(Phi::new(words));
        let spoken = Spoken::new(message, body, Vec::new(), Speaker::Assistant, heard.now);
        self.says(spoken, SPOKEN_TEMPLATE, heard.channel, (None, None), heard.now)
    }

    fn offer(&mut self, heard: &Heard<'_>, message: &MessageId, accepted: bool) -> Effect {
        self.close_question(message);
        let (cause, thread) = (heard.id.to_owned(), self.id.clone());
        Effect::Offer { cause, message: message.clone(), accepted, channel: heard.channel, thread }
    }

    fn survey(&mut self, heard: &Heard<'_>, message: &MessageId, reply: Reply) -> Effect {
        self.close_question(message);
        let (cause, thread) = (heard.id.to_owned(), self.id.clone());
        let (at, channel) = (heard.at, heard.channel);
        Effect::Survey { cause, at, message: message.clone(), reply, channel, thread }
    }
}

/// What words mean, with that question open last. Whoever was asked what to do with their visit instead, and says when,
/// or names another day than it has, wants another time.
fn understood(heard: &Heard<'_>, text: &Phi<String>, answers: bool, last: Option<&Open>) -> Intent {
    let intent = understand(text.expose(), answers, &heard.clinic.triage.red_flags);
    let Some(question) = last.filter(|it| it.options) else { return intent };
    let may_wish = match intent {
        Intent::Unclear => !answers_later(text.expose()),
        Intent::Confirm => heard.aside.other_day.as_ref().is_some_and(|it| it.what == question.message),
        _ => false,
    };
    let says_when = || says_only_when(text.expose()) || elsewhen(text.expose()).is_some();
    let now = heard.clinic.time_zone.local(heard.now);
    let wishes = may_wish && says_when() && Preference::read_at(text.expose(), now).is_some();
    if wishes { Intent::Reschedule } else { intent }
}

/// The survey that words belong to: the one asked last, unless they ask for something, or are an answer and something
/// else was asked too.
fn rated(open: &[Open], intent: Intent, text: &Phi<String>) -> Option<MessageId> {
    let survey = open.iter().rfind(|it| it.about == About::Survey)?;
    let others = open.iter().any(|it| it.about != About::Survey);
    let rates = !asks_for_something(intent, text) && (!others || answer_of(intent).is_none());
    rates.then(|| survey.message.clone())
}

/// A reminder's "3" asks for a person; under a survey's question it is a score, and under choices one of them.
fn is_a_choice(last: Option<&Open>, text: &Phi<String>) -> bool {
    last.is_some_and(|it| matches!(it.about, About::Survey | About::Dialogue))
        && number(text.expose()).is_some()
}

/// Words that want something done, or a question: no rating of a visit, however lately one was asked for. A number is
/// one always.
fn asks_for_something(intent: Intent, text: &Phi<String>) -> bool {
    let asks = text.expose().contains(['?', '¿']);
    let wants = matches!(intent, Intent::Cancel | Intent::Reschedule | Intent::Late);
    number(text.expose()).is_none() && (wants || asks && intent == Intent::Unclear)
}

/// The answer to a visit's question that those words are.
pub(super) const fn answer_of(intent: Intent) -> Option<Answer> {
    match intent {
        Intent::Confirm => Some(Answer::Confirm),
        Intent::Reschedule => Some(Answer::Reschedule),
        Intent::Cancel => Some(Answer::Cancel),
        _ => None,
    }
}

//! What words come to: the question that they answer, or what they ask for themselves.
//!
//! Guarantees: an emergency comes before everything, words of the law before all but that; words answer a question only
//! where it is certain which. What they mean by themselves, [`crate::reply`] says.

use super::heard::{Ending, Heard};
use super::identify::wish_of;
use super::law::is_of_law;
use super::open::Open;
use super::rating::{asks_for_something, is_a_choice, rated};
use super::{CarrierWord, Effect, Ended, MENU_TEMPLATE, Quoted, Speaker, Spoken, Thread, menu};
use crate::case::{Answer, Handover};
use crate::message::{About, Reply};
use crate::phi::Phi;
use crate::reply::{
    Intent, acknowledges, answers_later, asks_besides, confirms_late, elsewhen, is_greeting, number,
    only_agrees, only_defers, says_only_when, takes_back, takes_offer, understand, waits,
};
use crate::slot::Preference;

/// Signs without words that say more than that something was seen.
const DISSENT: &[char] = &['?', '¿', '？', '👎', '❌', '🚫'];

impl Thread {
    /// Something that the person wrote in words.
    pub(super) fn hear_words(
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
        let identifies = self.identifies(heard, text, intent);
        if let Some(ending) = identifies.or_else(|| self.hears_of_visit(heard, intent)) {
            return ending;
        }
        let is_before = |it: &Open| quotes.is_none() && self.is_before_campaign(it, text);
        let (before, open): (Vec<Open>, Vec<Open>) = open.into_iter().partition(is_before);
        // A menu that was shown since is answered by no yes.
        let is_to_campaign = !before.is_empty() && open.iter().all(|it| it.about == About::Dialogue);
        let is_past = quotes.is_none() && open.last().is_some_and(|it| self.is_past(it, intent, text));
        if is_to_campaign || is_past {
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
        if let Some(ending) = open.last().and_then(|it| self.chose_all(heard, it, intent, text)) {
            return ending;
        }
        // Whoever was shown numbers last answers with one of them.
        if let Some(last) = open.last()
            && last.about == About::Dialogue
            && let Some(number) =
                number(text.expose()).or_else(|| self.choice_titled(&last.message, text, intent))
        {
            return self.chose(heard, last, number);
        }
        let survey = rated(&open, intent, text)
            .or_else(|| self.rated_anew(heard, text).filter(|_| open.is_empty() && quotes.is_none()));
        if let Some(survey) = survey {
            return (Ended::Applied, vec![self.survey(heard, &survey, Reply::Words(text.clone()))]);
        }
        match intent {
            Intent::Complaint => return self.queue(heard, Handover::Complaint),
            Intent::Late => return self.comes_late(heard, &open, text),
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
        let asked: Vec<&Open> = open.iter().filter(|it| self.may_answer(it, intent, text)).collect();
        if let Some(answer) = answer_of(intent)
            && let Some(ending) = self.may_mean_another(heard, &asked, answer)
        {
            return ending;
        }
        match asked.as_slice() {
            [only] => self.hear_answer(heard, only, intent, text),
            [] => self.hear_unasked(heard, intent, text),
            several => self.ask_which(heard, several, intent, text),
        }
    }

    /// Whether words that choose nothing may answer a question. Offered times are about a visit too: "cancel" under them
    /// may well mean that one. What is no rating asks for something else than a survey did.
    fn may_answer(&self, open: &Open, intent: Intent, text: &Phi<String>) -> bool {
        match open.about {
            About::Dialogue => self.offers_times(&open.message),
            About::Survey => !asks_for_something(intent, text),
            About::Visit | About::Offer => true,
            About::Campaign => false,
        }
    }

    /// Whether the words only say that something was seen, or will be answered later: an emoji or "ok" under what asked
    /// nothing; "ok" after something else was said since the question.
    fn acknowledges(
        &self,
        heard: &Heard<'_>,
        text: &Phi<String>,
        quotes: Option<&Quoted>,
        intent: Intent,
        open: &[Open],
    ) -> bool {
        // Who answers later is asked again in time, and is told of by the clinic's deadline.
        if self.held.is_none() && open.iter().any(|it| it.about == About::Visit) && only_defers(text.expose())
        {
            return true;
        }
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

    /// Who greets is shown what there is; a clinic without a menu has a person answer.
    fn greet(&mut self, heard: &Heard<'_>) -> Ending {
        let choices = menu(heard.clinic, heard.aside.language);
        if choices.is_empty() {
            return self.queue(heard, Handover::NotUnderstood);
        }
        let message = self.message_id(MENU_TEMPLATE, heard.id);
        let spoken = Spoken::new(message, None, choices, Speaker::Assistant, heard.now);
        (Ended::AskedBack, vec![self.says(spoken, MENU_TEMPLATE, heard.channel, heard.now).into()])
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
            About::Campaign => self.hear_unasked(heard, intent, text),
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

    /// Who comes late is for a person at once; who confirms with that comes.
    fn comes_late(&mut self, heard: &Heard<'_>, open: &[Open], text: &Phi<String>) -> Ending {
        let mut visits = open.iter().filter(|it| it.about == About::Visit);
        let names_other = heard.aside.names_another || heard.aside.other_day.is_some();
        let only = visits.next().filter(|_| visits.next().is_none() && !names_other);
        let confirmed = only.filter(|_| confirms_late(text.expose()));
        let confirms = confirmed.map(|it| self.answer(heard, it.message.clone(), Answer::Confirm));
        let (ended, told) = self.asks_who(heard, Handover::Late);
        (ended, confirms.into_iter().chain(told).collect())
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
        if let Some(ending) = wish.and_then(|it| self.wants_unasked(heard, it, text)) {
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

    /// A visit is to be cancelled or moved, and nobody was asked: what is to be cancelled is made sure of first, and who
    /// is to have another time is asked what they would rather do, or offered times. How to do it is a question.
    fn wants_unasked(&mut self, heard: &Heard<'_>, wish: Answer, text: &Phi<String>) -> Option<Ending> {
        let asks_how = heard.aside.passage.is_some() && text.expose().contains(['?', '¿']);
        let is_wish = wish == Answer::Cancel || (wish == Answer::Reschedule && !asks_how);
        if !is_wish || !self.may_be_asked_back() || self.was_asked_which(heard, wish) {
            return None;
        }
        match heard.aside.theirs.as_slice() {
            [only] if wish == Answer::Reschedule => {
                Some(self.answer_in_words(heard, only.what.clone(), wish, text))
            }
            _ => self.goes_on(heard, wish),
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

/// The answer to a visit's question that those words are.
pub(super) const fn answer_of(intent: Intent) -> Option<Answer> {
    match intent {
        Intent::Confirm => Some(Answer::Confirm),
        Intent::Reschedule => Some(Answer::Reschedule),
        Intent::Cancel => Some(Answer::Cancel),
        _ => None,
    }
}

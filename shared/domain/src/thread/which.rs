//! Answers that may belong to several questions, or to another one than is open: they are asked back with the visits
//! that may be meant.

use super::heard::{Ending, Heard};
use super::open::Open;
use super::times::wish_in;
use super::words::answer_of;
use super::{Aside, CHOICES_MAX, Choice, Ended, Labelled, Meaning, Speaker, Spoken, Thread};
use crate::case::{Answer, Handover};
use crate::ids::{CaseId, MessageId};
use crate::message::About;
use crate::phi::Phi;
use crate::reply::{Intent, means_all, number, only_means_all};
use crate::slot::Preference;
use crate::words;

/// The template that asks which of several questions an answer belongs to.
const WHICH_TEMPLATE: &str = "reply_which";

impl Aside {
    /// The visits of which such an answer may move or cancel one, where its question is about several. Who comes, or
    /// wants to talk, means them all.
    pub(super) fn one_of(&self, question: &MessageId, answer: Answer) -> Vec<&Labelled<CaseId>> {
        if matches!(answer, Answer::Confirm | Answer::Talk) {
            return Vec::new();
        }
        self.visits_of(question).collect()
    }

    /// The visits that still stand of those that a message speaks for, where it speaks for several.
    fn visits_of(&self, message: &MessageId) -> impl Iterator<Item = &Labelled<CaseId>> {
        self.several.iter().filter(move |it| it.message == *message).map(|it| &it.visit)
    }
}

impl Thread {
    /// Passes an answer on; one that could be about several visits is asked back, naming them.
    pub(super) fn passes_on(
        &mut self,
        heard: &Heard<'_>,
        message: MessageId,
        answer: Answer,
        wish: Option<Preference>,
    ) -> Ending {
        let visits = heard.aside.one_of(&message, answer);
        if visits.len() > 1 {
            let choice = |visit: &Labelled<CaseId>| {
                let (message, case) = (message.clone(), Some(visit.what.clone()));
                let means = Meaning::Answer { message, case, answer, wish: wish.clone() };
                Choice::new(visit.label.expose(), None, means)
            };
            return self.asks_which(heard, visits.into_iter().map(choice).collect());
        }
        let case = visits.first().map(|it| it.what.clone());
        (Ended::Applied, vec![self.answer_wishing(heard, message, case, answer, wish)])
    }

    /// Whether the last thing they were asked is to which visit such an answer belongs. Whoever says no more than the
    /// same again is helped by a person.
    pub(super) fn was_asked_which(&self, heard: &Heard<'_>, answer: Answer) -> bool {
        let last = self.asked.iter().rfind(|it| !it.answered && heard.now < it.until);
        let asks =
            |it: &Choice| matches!(&it.means, Meaning::Answer { answer: asked, .. } if *asked == answer);
        last.and_then(|it| self.spoken_in(&it.message)).is_some_and(|it| it.choices.iter().any(asks))
    }

    /// An answer that names somebody else, or another day, than the question it would be one to.
    pub(super) fn may_mean_another(
        &mut self,
        heard: &Heard<'_>,
        asked: &[&Open],
        answer: Answer,
    ) -> Option<Ending> {
        // "Ana is coming, cancel Luis's" is no answer about Ana.
        let moves = answer != Answer::Confirm;
        if heard.aside.names_another || (heard.aside.names_both && moves) {
            return Some(self.queue(heard, Handover::Ambiguous));
        }
        match (asked.last(), &heard.aside.other_day) {
            (Some(last), Some(asked)) if last.message == asked.what && answer != Answer::Reschedule => {
                // A visit on that day is more likely meant than the one that was asked about.
                let meant = heard.aside.theirs.as_slice();
                let is_meant = answer == Answer::Cancel && !meant.is_empty();
                let visits = if is_meant { meant } else { std::slice::from_ref(asked) };
                Some(self.makes_sure(heard, answer, visits))
            }
            _ => None,
        }
    }

    /// An answer that could belong to several questions is asked back, naming them.
    pub(super) fn ask_which(
        &mut self,
        heard: &Heard<'_>,
        several: &[&Open],
        intent: Intent,
        text: &Phi<String>,
    ) -> Ending {
        // "I will be there" answers no survey; a bare number may.
        if answer_of(intent).is_some() && number(text.expose()).is_none() {
            let visits: Vec<&Open> = several.iter().copied().filter(|it| it.about != About::Survey).collect();
            if let [only] = visits.as_slice() {
                return self.hear_answer(heard, only, intent, text);
            }
        }
        let Some(answer) = answer_of(intent) else { return self.hear_unasked(heard, intent, text) };
        // A day with a wish for another time may be the one that is wished.
        let by_day = heard.aside.by_day.as_ref().filter(|_| answer != Answer::Reschedule);
        if let Some(only) = several.iter().find(|it| Some(&it.message) == by_day) {
            return self.hear_answer(heard, only, intent, text);
        }
        let name_of =
            |open: &Open| heard.aside.named.iter().find(|it| it.what == open.message).map(|it| &it.label);
        if several.iter().any(|it| name_of(it).is_none()) {
            return self.queue(heard, Handover::Ambiguous);
        }
        // Of several questions about one visit the last one counts. Two children may have one name and one hour.
        let is_same = |one: &Open, other: &Open| match (
            self.visit_of(heard.aside, one),
            self.visit_of(heard.aside, other),
        ) {
            (Some(one), Some(other)) => one == other,
            _ => name_of(one) == name_of(other),
        };
        let is_last = |(at, it): &(usize, &Open)| several[at + 1..].iter().all(|later| !is_same(later, it));
        let visits: Vec<&Open> = several.iter().copied().enumerate().filter(is_last).map(|it| it.1).collect();
        if let [only] = visits.as_slice() {
            return self.hear_answer(heard, only, intent, text);
        }
        let is_about_each =
            |it: &&Open| it.about == About::Visit && heard.aside.one_of(&it.message, answer).is_empty();
        if matches!(answer, Answer::Confirm | Answer::Cancel)
            && visits.iter().all(is_about_each)
            && means_all(text.expose(), visits.len())
        {
            let each = |it: &&Open| self.answer(heard, it.message.clone(), answer);
            return (Ended::Applied, visits.iter().map(each).collect());
        }
        let choices = |open: &&Open| -> Vec<Choice> {
            let (answer, wish) = wish_in(heard, open.means(answer, heard.channel, text), text);
            let choice = |case: Option<&CaseId>, name: &Phi<String>| {
                let (message, case) = (open.message.clone(), case.cloned());
                let means = Meaning::Answer { message, case, answer, wish: wish.clone() };
                Choice::new(name.expose(), None, means)
            };
            match heard.aside.one_of(&open.message, answer).as_slice() {
                [] => name_of(open).map(|name| choice(None, name)).into_iter().collect(),
                of_it => of_it.iter().map(|it| choice(Some(&it.what), &it.label)).collect(),
            }
        };
        self.asks_which(heard, visits.iter().flat_map(choices).collect())
    }

    /// "Both", under the question which visit an answer is about: it is about each of them.
    pub(super) fn chose_all(
        &mut self,
        heard: &Heard<'_>,
        question: &Open,
        intent: Intent,
        text: &Phi<String>,
    ) -> Option<Ending> {
        let spoken = self.spoken_in(&question.message).filter(|_| question.about == About::Dialogue)?;
        let answers: Vec<_> = spoken.choices.iter().filter_map(answer_in).collect();
        let (_, _, first) = answers.first()?;
        let (answer, count) = (*first, answers.len());
        let is_said = only_means_all(text.expose(), count)
            || (answer_of(intent) == Some(answer) && means_all(text.expose(), count));
        let may_be_each = matches!(answer, Answer::Confirm | Answer::Cancel);
        if count < 2 || !is_said || !may_be_each || answers.iter().any(|it| it.2 != answer) {
            return None;
        }
        self.close_question(&question.message);
        let each = |(message, case, _)| self.answer_wishing(heard, message, case, answer, None);
        Some((Ended::Applied, answers.into_iter().map(each).collect()))
    }

    /// The visit that a question is about, or that it offers other times for; `None` where that is not known. Of
    /// several visits the only one that still stands, else the first.
    fn visit_of<'a>(&'a self, aside: &'a Aside, open: &'a Open) -> Option<&'a CaseId> {
        let mut standing = aside.visits_of(&open.message).map(|it| &it.what);
        if let (Some(only), None) = (standing.next(), standing.next()) {
            return Some(only);
        }
        let offers = || {
            self.spoken_in(&open.message)?.choices.iter().find_map(|it| match &it.means {
                Meaning::Slot { case, .. } => Some(case),
                _ => None,
            })
        };
        open.visit.as_ref().or_else(offers)
    }

    /// What somebody wanted before they were known, or unasked: the one visit is moved, any other wish is made sure of
    /// first, since nobody was asked. `None` where no visit of theirs was spoken of lately.
    pub(super) fn goes_on(&mut self, heard: &Heard<'_>, answer: Answer) -> Option<Ending> {
        match heard.aside.theirs.as_slice() {
            [] => None,
            [only] if answer == Answer::Reschedule => {
                Some(self.passes_on(heard, only.what.clone(), answer, None))
            }
            visits => Some(self.makes_sure(heard, answer, visits)),
        }
    }

    /// An answer that may not be meant is asked back with its visits, and a person as the last choice.
    fn makes_sure(&mut self, heard: &Heard<'_>, answer: Answer, visits: &[Labelled<MessageId>]) -> Ending {
        let choice = |Labelled { what: message, label }: &Labelled<MessageId>| {
            let mut of_it = heard.aside.one_of(message, answer).into_iter();
            let case = of_it.find(|it| it.label == *label).map(|it| it.what.clone());
            let means = Meaning::Answer { message: message.clone(), case, answer, wish: None };
            Choice::new(label.expose(), None, means)
        };
        let language = heard.aside.language;
        let how = words::with_a_person(language);
        let person = Choice::new(words::another_time(language), Some(how), Meaning::Person);
        let choices = visits.iter().take(CHOICES_MAX - 1).map(choice).chain([person]).collect();
        self.asks_which(heard, choices)
    }

    /// Asks, with these choices. Between two that look the same nobody can choose, and WhatsApp takes no such buttons: a
    /// person looks.
    pub(super) fn asks_which(&mut self, heard: &Heard<'_>, choices: Vec<Choice>) -> Ending {
        let looks_alike =
            |(at, it): (usize, &Choice)| choices[..at].iter().any(|other| other.title == it.title);
        if choices.iter().enumerate().any(looks_alike) {
            return self.queue(heard, Handover::Ambiguous);
        }
        let message = self.message_id(WHICH_TEMPLATE, heard.id);
        let spoken = Spoken::new(message, None, choices, Speaker::Assistant, heard.now);
        (Ended::AskedBack, vec![self.says(spoken, WHICH_TEMPLATE, heard.channel, heard.now).into()])
    }
}

/// The answer that a choice stands for, and to what.
fn answer_in(choice: &Choice) -> Option<(MessageId, Option<CaseId>, Answer)> {
    match &choice.means {
        Meaning::Answer { message, case, answer, .. } => Some((message.clone(), case.clone(), *answer)),
        _ => None,
    }
}

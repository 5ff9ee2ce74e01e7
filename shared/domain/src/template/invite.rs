//! Words that a text message must not invite as an answer, because carriers or the law give them another meaning.

use crate::reply::{STOP_WORDS, folded};

/// A stop to carriers and to the law, a cancelled visit to patients.
const CANCELS: &[&str] = &["cancel", "cancelar"];

/// Verbs that ask for an answer.
const REPLY_VERBS: &[&str] = &[
    "reply", "text", "send", "respond", "answer", "type", "write", "responda", "responde", "responder",
    "respondiendo", "conteste", "contesta", "contestar", "envie", "envia", "enviar", "enviando", "mande",
    "manda", "escriba", "escribe", "escribir", "digite", "digita", "marque", "escreva", "mandar",
];
/// Words that may stand between the verb and the answer.
const CONNECTORS: &[&str] = &[
    "with", "the", "word", "back", "con", "la", "palabra", "el", "texto", "com", "a", "o", "palavra", "or",
    "and", "ou", "y", "e", "either", "us",
];
/// After an answer in capitals, these say what it does.
const PURPOSES: &[&str] = &["to", "for", "if", "para", "si", "se"];
/// In the same clause, these show that it is about the messages themselves, as the law wants it said.
const ABOUT_MESSAGES: &[&str] = &[
    "message", "messages", "msgs", "texts", "sms", "reminders", "receive", "receiving", "opt", "optout",
    "unsubscribe", "mensaje", "mensajes", "avisos", "recordatorios", "recibir", "suscripcion", "baja",
    "mensagens", "avisos", "lembretes", "receber", "inscricao",
];

/// A word of the text.
struct Token {
    word: String,
    in_capitals: bool,
    /// A comma or the end of a sentence follows.
    ends_clause: bool,
    ends_sentence: bool,
}

/// The reserved words that the text asks people to answer with, as it spells them in small letters.
///
/// A stop word is allowed where the same clause says that it ends the messages ("STOP to opt out", "BAJA para no
/// recibir más"): that is what the law wants printed. `CANCEL` never is, since people would cancel visits with it.
pub(super) fn invited_reserved_words(text: &str) -> Vec<String> {
    let tokens = tokens(text);
    let mut found: Vec<String> = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let cancels = CANCELS.contains(&token.word.as_str());
        if !(cancels || is_stop(token)) || !is_invited(&tokens, index) {
            continue;
        }
        let allowed = !cancels && is_about_messages(&tokens, index);
        if !allowed && !found.contains(&token.word) {
            found.push(token.word.clone());
        }
    }
    found
}

/// Whether the text says with which word people end the messages.
pub(super) fn says_how_to_stop(text: &str) -> bool {
    let tokens = tokens(text);
    let ends = |at: usize| is_stop(&tokens[at]) && is_invited(&tokens, at) && is_about_messages(&tokens, at);
    (0..tokens.len()).any(ends)
}

fn is_stop(token: &Token) -> bool {
    STOP_WORDS.contains(&token.word.as_str())
}

fn is_invited(tokens: &[Token], index: usize) -> bool {
    let token = &tokens[index];
    let next = tokens.get(index + 1);
    let says_what_for =
        next.is_some_and(|it| PURPOSES.contains(&it.word.as_str()) || (it.in_capitals && is_stop(it)));
    if token.in_capitals && says_what_for {
        return true;
    }
    let before = tokens[..index].iter().rev().take_while(|it| !it.ends_sentence);
    let mut skipped = before.skip_while(|it| {
        let is_digit = it.word.bytes().all(|byte| byte.is_ascii_digit());
        is_digit || it.in_capitals || CONNECTORS.contains(&it.word.as_str())
    });
    skipped.next().is_some_and(|it| REPLY_VERBS.contains(&it.word.as_str()))
}

fn is_about_messages(tokens: &[Token], index: usize) -> bool {
    let names_messages = |it: &Token| ABOUT_MESSAGES.contains(&it.word.as_str());
    let mut alternatives_end = index + 1;
    while let Some(next) = tokens.get(alternatives_end)
        && !tokens[alternatives_end - 1].ends_sentence
        && (is_stop(next) && next.in_capitals || ["o", "or", "ou"].contains(&next.word.as_str()))
    {
        alternatives_end += 1;
    }
    if tokens[alternatives_end - 1].ends_clause {
        // "To get no more messages, reply STOP."
        let sentence = tokens[..index].iter().rev().take_while(|it| !it.ends_sentence);
        return sentence.into_iter().any(names_messages);
    }
    for token in &tokens[alternatives_end..] {
        if names_messages(token) {
            return true;
        }
        if token.ends_clause {
            return false;
        }
    }
    false
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut raw = String::new();
    for character in text.chars().chain(std::iter::once('\n')) {
        if character.is_alphanumeric() || character == '_' {
            raw.push(character);
            continue;
        }
        if !raw.is_empty() {
            let letters = raw.chars().filter(|it| it.is_alphabetic());
            let in_capitals = letters.clone().count() > 1 && letters.clone().all(char::is_uppercase);
            let word = raw.chars().flat_map(folded).collect();
            tokens.push(Token { word, in_capitals, ends_clause: false, ends_sentence: false });
            raw.clear();
        }
        if let Some(last) = tokens.last_mut() {
            last.ends_sentence |= matches!(character, '.' | '!' | '?' | '\n');
            last.ends_clause |= matches!(character, '.' | '!' | '?' | '\n' | ',' | ';');
        }
    }
    tokens
}

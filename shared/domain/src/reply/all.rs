//! Answers about all that was asked at once: `las dos`, `both of us will be there`.

use super::acknowledge::YES;
use super::hits::Hits;
use super::lexicon::Sense;
use super::normal::Normal;

/// Before `las dos` they make it an hour, or one that is meant by it.
const OTHERWISE: &[&str] =
    &["a", "de", "at", "para", "pra", "desde", "hasta", "ate", "antes", "despues", "depois"];
/// Not all of them, after all.
const EXCEPT: &[&str] = &["menos", "excepto", "salvo", "exceto", "except", "but", "pero", "mas"];

/// Whether words speak of all of so many: of both where there are two.
pub(crate) fn means_all(text: &str, count: usize) -> bool {
    let message = Normal::of(text);
    let hits = Hits::of(&message);
    let word = |at: usize| message.words().get(at).map_or("", |it| it.text.as_str());
    let is_plain = |at: usize| at.checked_sub(1).is_none_or(|before| !OTHERWISE.contains(&word(before)));
    let says = |sense| hits.said(sense).any(|it| is_plain(it.start));
    // `às duas` is an hour, with its accent.
    let is_hour = text.to_lowercase().contains("às ");
    !message.doubts()
        && !is_hour
        && !hits.denies(&message)
        && !(0..message.words().len()).any(|at| EXCEPT.contains(&word(at)))
        && (says(Sense::Everyone) || (count == 2 && says(Sense::Both)))
}

/// As [`means_all`], where the words say no more than that, or a yes.
pub(crate) fn only_means_all(text: &str, count: usize) -> bool {
    let message = Normal::of(text);
    let hits = Hits::of(&message);
    let is_said = |at: usize, word: &str| {
        hits.covers(Sense::Both, at)
            || hits.covers(Sense::Everyone, at)
            || YES.contains(&word)
            || message.is_courtesy(at)
    };
    means_all(text, count) && message.words().iter().enumerate().all(|(at, it)| is_said(at, &it.text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_are_meant_where_there_are_two() {
        for text in
            ["las dos", "sí, las dos por favor", "ambos", "both", "os dois", "yes, both please", "todas"]
        {
            assert!(only_means_all(text, 2), "{text}");
        }
        for text in ["confirmo las dos", "vamos los dos", "both of us will be there", "confirmo os dois"] {
            assert!(means_all(text, 2) && !only_means_all(text, 2), "{text}");
        }
        assert!(!means_all("las dos", 3), "two of three");
        assert!(means_all("todas", 3));
    }

    #[test]
    fn an_hour_a_question_and_all_but_one_are_not_all() {
        for text in [
            "confirmo a las dos", "el turno de las dos", "vou às duas", "¿las dos?", "las dos no",
            "no puedo ninguna de las dos", "todos menos Ana", "los dos, pero Ana no", "saludos a todos",
            "the second one",
        ] {
            assert!(!means_all(text, 2), "{text}");
        }
    }
}

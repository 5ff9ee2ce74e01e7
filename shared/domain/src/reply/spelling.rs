//! Usual abbreviations, letters held down, and one slip of the finger in the words that matter.

use std::borrow::Cow;

/// A letter repeated so often is one letter held down.
const HELD: usize = 3;
/// A shorter word is too close to others to be corrected.
const SLIP_LETTERS_MIN: usize = 6;

/// The word as it is usually written, or the words it stands for.
pub(super) fn spelled(word: &str) -> Cow<'_, str> {
    let word = released(word);
    if let Some((_, long)) = SHORT.iter().find(|it| it.0 == word) {
        return Cow::Borrowed(long);
    }
    if let Some(general) = outside_spain(&word) {
        return Cow::Owned(general);
    }
    let is_meant = [MEANT, AS_WRITTEN].iter().any(|list| list.contains(&word.as_ref()));
    let slips = word.len() >= SLIP_LETTERS_MIN && word.is_ascii() && !is_meant;
    let meant = MEANT.iter().find(|meant| slips && is_one_slip(word.as_bytes(), meant.as_bytes()));
    meant.map_or(word, |it| Cow::Borrowed(it))
}

/// What Spain says to several people as the lists have it, which know the rest of the language: `cancelad` and
/// `canceleis` are `cancelen`, `borradme` is `borrenme`, `cancelais` is `cancelan`.
fn outside_spain(word: &str) -> Option<String> {
    let (stem, ending) = SPAIN.iter().find_map(|it| Some((it, word.strip_prefix(it)?)))?;
    match ending {
        "eis" => Some(format!("{stem}en")),
        "ais" => Some(format!("{stem}an")),
        _ => {
            let pronouns = ending.strip_prefix("ad").filter(|it| PRONOUNS.contains(it))?;
            Some(format!("{stem}en{pronouns}"))
        }
    }
}

/// Without repeated letters: `siiii` is `si`.
fn released(word: &str) -> Cow<'_, str> {
    let is_held = |run: &[u8]| run.len() >= HELD && run[0].is_ascii_alphabetic();
    if !word.is_ascii() || !word.as_bytes().chunk_by(|a, b| a == b).any(is_held) {
        return Cow::Borrowed(word);
    }
    let runs = word.as_bytes().chunk_by(|a, b| a == b);
    Cow::Owned(
        runs.flat_map(|run| if is_held(run) { &run[..1] } else { run }).map(|it| char::from(*it)).collect(),
    )
}

/// One letter missing, too much, wrong, or two exchanged; never the first, and never the last but for a missing one:
/// there sits the grammar (`cancele`, `cancelo`).
fn is_one_slip(word: &[u8], meant: &[u8]) -> bool {
    if word.first() != meant.first() {
        return false;
    }
    let same = word.iter().zip(meant).take_while(|(a, b)| a == b).count();
    let (word_rest, meant_rest) = (&word[same..], &meant[same..]);
    match (word_rest, meant_rest) {
        ([_, word @ ..], [_, meant @ ..]) if word == meant && !word.is_empty() => true,
        ([a, b, word @ ..], [c, d, meant @ ..]) if a == d && b == c && word == meant => true,
        ([_, word @ ..], meant) if word == meant && !word.is_empty() => true,
        (word, [_, meant @ ..]) if word == meant && !word.is_empty() => true,
        _ => false,
    }
}

/// Abbreviations and spellings, and what is meant.
const SHORT: &[(&str, &str)] = &[
    ("q", "que"),
    ("aq", "a que"),
    ("k", "que"),
    ("ke", "que"),
    ("xq", "porque"),
    ("pq", "porque"),
    ("porq", "porque"),
    ("xfa", "por favor"),
    ("xfavor", "por favor"),
    ("porfi", "por favor"),
    ("porfis", "por favor"),
    ("pf", "por favor"),
    ("pfv", "por favor"),
    ("pfvr", "por favor"),
    ("plis", "please"),
    ("pliz", "please"),
    ("plz", "please"),
    ("pls", "please"),
    ("plss", "please"),
    ("u", "you"),
    ("ur", "your"),
    ("r", "are"),
    ("thx", "thanks"),
    ("tks", "thanks"),
    ("thnx", "thanks"),
    ("thanx", "thanks"),
    ("ty", "thank you"),
    ("tysm", "thank you"),
    ("tyvm", "thank you"),
    ("thankyou", "thank you"),
    ("appts", "appointment"),
    ("apt", "appt"),
    ("tmrw", "tomorrow"),
    ("tmr", "tomorrow"),
    ("tomorow", "tomorrow"),
    ("cannot", "cant"),
    ("cnt", "cant"),
    ("whos", "who is"),
    ("whats", "what is"),
    ("whens", "when is"),
    ("wheres", "where is"),
    ("im", "i am"),
    ("ive", "i have"),
    ("hes", "he is"),
    ("shes", "she is"),
    ("gonna", "going to"),
    ("wks", "weeks"),
    ("wk", "week"),
    ("lmk", "let me know"),
    ("wanna", "want to"),
    ("n", "nao"),
    ("naum", "nao"),
    ("nn", "nao"),
    ("nro", "numero"),
    ("vc", "voce"),
    ("vcs", "voces"),
    ("tbm", "tambem"),
    ("tmb", "tambien"),
    ("tb", "tambien"),
    ("mto", "muito"),
    ("mta", "muita"),
    ("ctz", "certeza"),
    ("thr", "there"),
    ("omw", "on my way"),
    ("hj", "hoje"),
    ("amanh", "amanha"),
    ("obg", "obrigado"),
    ("obgd", "obrigado"),
    ("obgda", "obrigada"),
    ("brigada", "obrigada"),
    ("brigado", "obrigado"),
    ("brigadao", "obrigado"),
    ("vlw", "valeu"),
    ("blz", "beleza"),
    ("qm", "quem"),
    ("oq", "o que"),
    ("pro", "para o"),
    ("pra", "para"),
    ("pa", "para"),
    ("cel", "celular"),
    ("celu", "celular"),
    ("grax", "gracias"),
    ("grcs", "gracias"),
    ("grs", "gracias"),
    ("grasias", "gracias"),
    ("kiero", "quiero"),
    ("qiero", "quiero"),
    ("bno", "bueno"),
    ("toy", "estoy"),
    ("sii", "si"),
    ("sip", "si"),
    ("simm", "sim"),
    ("ss", "sim"),
    ("yess", "yes"),
    ("okk", "ok"),
    ("okok", "ok"),
    ("pexo", "pecho"),
    ("dlor", "dolor"),
    ("chst", "chest"),
    // Spain and Portugal: see `outside_spain` for the rest.
    ("dadme", "denme"),
    ("deis", "den"),
    ("sacadme", "saquenme"),
    ("ponedme", "ponganme"),
    ("decidme", "diganme"),
    ("escribid", "escriban"),
    ("escribidme", "escribanme"),
    ("escribais", "escriban"),
    ("venid", "vengan"),
    ("podeis", "pueden"),
    ("podriais", "podrian"),
    ("teneis", "tienen"),
    ("vuestro", "su"),
    ("vuestra", "su"),
    ("vuestros", "sus"),
    ("vuestras", "sus"),
    ("vosso", "seu"),
    ("vossa", "sua"),
    ("telemovel", "celular"),
    ("2moro", "tomorrow"),
    ("2morrow", "tomorrow"),
    ("2mrw", "tomorrow"),
    ("tmoro", "tomorrow"),
    ("tomoz", "tomorrow"),
    ("2nite", "tonight"),
    ("tonite", "tonight"),
    ("2day", "today"),
    ("l8r", "later"),
    ("l8", "late"),
    ("gr8", "great"),
    ("cud", "could"),
    ("wud", "would"),
    ("shud", "should"),
    ("dnt", "dont"),
    ("wen", "when"),
    ("wot", "what"),
    ("bcoz", "because"),
    ("cuz", "because"),
    ("coz", "because"),
    ("gimme", "give me"),
    ("lemme", "let me"),
    ("cyaan", "cant"),
    ("cyah", "cant"),
    ("textin", "texting"),
    ("txting", "texting"),
    ("txt", "text"),
    ("txts", "texts"),
    ("cxl", "cancel"),
    ("cncl", "cancel"),
    ("cnx", "cancel"),
    ("appmt", "appointment"),
    ("apptmt", "appointment"),
    ("defo", "definitely"),
    ("deffo", "definitely"),
    ("prolly", "probably"),
    ("amnh", "amanha"),
    ("dps", "depois"),
    ("agr", "agora"),
    ("cmg", "comigo"),
    ("msm", "mesmo"),
    ("qdo", "quando"),
    ("qnd", "quando"),
    ("ngm", "ninguem"),
    ("bgd", "obrigado"),
    ("bgda", "obrigada"),
    ("obrigadinha", "obrigada"),
    ("obrigadinho", "obrigado"),
    ("brigadinha", "obrigada"),
    ("brigadinho", "obrigado"),
    ("obrigadao", "obrigado"),
    ("convosco", "voces"),
    ("fzr", "fazer"),
    ("dnv", "de novo"),
    ("tdo", "tudo"),
    ("vcis", "voces"),
];

/// What a clinic is asked to do, without an ending.
const SPAIN: &[&str] = &[
    "cancel", "anul", "cambi", "reprogram", "adelant", "retras", "pas", "dej", "apunt", "avis", "llam",
    "contest", "ayud", "mand", "envi", "molest", "contact", "par", "borr", "elimin", "quit",
];
/// Behind a wish.
const PRONOUNS: &[&str] = &["", "me", "nos", "la", "lo", "las", "los", "le", "les", "mela", "melo"];

/// Words in which one slip is forgiven.
const MEANT: &[&str] = &[
    // Spanish
    "confirmo", "confirmar", "confirmado", "confirmada", "cancelar", "cancelen", "cancelan", "cancelenla",
    "reprogramar", "reagendar", "cambiar", "equivocado", "equivocada", "equivoco", "gracias", "mensajes",
    "respirar", "respira", "emergencia", "ambulancia", "desmayo", "sangrando", "convulsion", "asistire",
    "asistir", "atrasado", "atrasada", "reclamo", "llamenme", // English
    "confirm", "confirmed", "cancel", "reschedule", "appointment", "thanks", "number", "person", "breathe",
    "breathing", "bleeding", "emergency", "ambulance", "seizure", "unconscious", "overdose", "running",
    "unsubscribe", // Portuguese
    "remarcar", "desmarcar", "obrigada", "obrigado", "mensagem", "mensagens", "atendente", "desmaiou",
    "sangramento", "convulsao", "engasgou", "infarto", "overdose", "ambulancia", "sangue",
];

/// Words of their own that are one slip away from those: `perdón` is no `person`, `cárcel` no `cancel`.
const AS_WRITTEN: &[&str] = &[
    "perdon", "carcel", "obligado", "obligada", "atrapado", "atrapada", "arrasado", "arrasada", "ambulante",
    "conformar", "conforme", "conform", "thinks", "ruining", "overdone", "breeding", "blending", "pearson",
    "pierson", "parson",
];

#[cfg(test)]
mod tests {
    use super::spelled;

    #[test]
    fn slips_and_abbreviations() {
        for (written, meant) in [
            ("siiiii", "si"),
            ("graciasss", "gracias"),
            ("confrimo", "confirmo"),
            ("canselar", "cancelar"),
            ("cancelr", "cancelar"),
            ("cancle", "cancel"),
            ("emergenca", "emergencia"),
            ("xfa", "por favor"),
            ("n", "nao"),
            ("cancelad", "cancelen"),
            ("canceleis", "cancelen"),
            ("borradme", "borrenme"),
            ("cancelais", "cancelan"),
            ("podeis", "pueden"),
            // Not what is done: `la cita está cancelada`.
            ("cancelada", "cancelada"),
            ("parada", "parada"),
            ("pasado", "pasado"),
            ("perdón", "perdón"),
            ("perdon", "perdon"),
            ("carcel", "carcel"),
            ("atrapado", "atrapado"),
            // Neither the first letter nor the grammar behind.
            ("enfirmo", "enfirmo"),
            ("confirma", "confirma"),
            ("cancelo", "cancelo"),
            ("cancelas", "cancelas"),
            // Numbers are what they are.
            ("1000", "1000"),
            ("5555555", "5555555"),
            ("ñandú", "ñandú"),
        ] {
            assert_eq!(spelled(written), meant, "{written}");
        }
    }
}

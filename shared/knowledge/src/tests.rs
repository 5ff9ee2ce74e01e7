use std::path::{Path, PathBuf};

use domain::knowledge::parse;

use super::*;

/// Most of all questions that may be answered wrong.
const WRONG_SHARE_MAX: f32 = 0.02;
/// Least of the answerable questions that are answered right, a little below what is measured.
const RIGHT_SHARE_MIN: f32 = 0.70;
/// The label of questions that the base cannot answer.
const NOTHING: &str = "-";

/// What became of questions.
#[derive(Debug, Default, Clone, Copy)]
struct Totals {
    right: u16,
    wrong: u16,
    handed_over: u16,
    nothing_answered: u16,
    nothing_handed_over: u16,
}

impl Totals {
    fn right_share(&self) -> f32 {
        f32::from(self.right) / f32::from(self.right + self.wrong + self.handed_over)
    }

    fn wrong_share(&self) -> f32 {
        let asked =
            self.right + self.wrong + self.handed_over + self.nothing_answered + self.nothing_handed_over;
        f32::from(self.wrong + self.nothing_answered) / f32::from(asked)
    }
}

/// Every second question is held out: nothing was tuned by looking at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Half {
    Tuned,
    HeldOut,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/clinics/sol/knowledge")
}

fn example() -> Vec<Passage> {
    let of_language = |language: Language| {
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(root().join(language.as_str())).unwrap().map(|it| it.unwrap().path()).collect();
        files.sort();
        files.into_iter().flat_map(move |file| {
            let topic = file.file_stem().unwrap().to_str().unwrap();
            parse(topic, language, &std::fs::read_to_string(&file).unwrap()).unwrap()
        })
    };
    Language::ALL.into_iter().flat_map(of_language).collect()
}

fn questions(language: Language, half: Half) -> Vec<(String, String)> {
    let read = |file: String| {
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("questions").join(file))
    };
    let code = language.as_str();
    let halves = read(format!("{code}.tsv")).unwrap();
    let more = read(format!("tuning/{code}.tsv")).unwrap();
    let more = more.lines().filter(|_| half == Half::Tuned);
    let lines = halves.lines().skip(usize::from(half == Half::HeldOut)).step_by(2).chain(more);
    lines
        .map(|it| it.split_once('\t').unwrap())
        .map(|(label, asked)| (label.to_owned(), asked.to_owned()))
        .collect()
}

fn ask(index: &Index, (language, half): (Language, Half), written_to_in: Language) -> Totals {
    let mut totals = Totals::default();
    for (label, question) in questions(language, half) {
        let found = index.answer(&question, written_to_in);
        let (kind, count) = match found {
            Found::Passage(..) if label == NOTHING => ("ANSWERED", &mut totals.nothing_answered),
            Found::Unsure if label == NOTHING => ("", &mut totals.nothing_handed_over),
            Found::Passage(it, _) if label.split('|').any(|label| label == it.id()) => {
                ("", &mut totals.right)
            }
            Found::Passage(..) => ("wrong", &mut totals.wrong),
            Found::Unsure => ("handed over", &mut totals.handed_over),
        };
        *count += 1;
        if half == Half::Tuned && language == written_to_in && !kind.is_empty() {
            let answer = match found {
                Found::Passage(it, confidence) => format!("{} ({confidence:.2})", it.id()),
                Found::Unsure => {
                    let words = words_of(&question);
                    index.shelf_for(&words, language).map_or(String::new(), |s| {
                        let r = s.ranked(&words);
                        let cues: Vec<_> = cues::found(cues::CLINICAL, &words)
                            .chain(cues::found(cues::FOR_A_PERSON, &words))
                            .collect();
                        format!(
                            "{} [{} {:.2} {:.2}] 2:{} {cues:?}",
                            r[0].passage.id(),
                            r[0].stems.coverage,
                            r[0].runs.coverage,
                            r[0].rank() / r[1].rank(),
                            r[1].passage.id()
                        )
                    })
                }
            };
            println!("  {kind}: {label} > {answer}: {question}");
        }
    }
    totals
}

#[test]
fn questions_are_answered_right_or_handed_over() {
    let index = Index::new(&example());
    let mut table = String::new();
    let mut failed = false;
    for half in [Half::Tuned, Half::HeldOut] {
        for language in Language::ALL {
            for w in Language::ALL {
                let totals = ask(&index, (language, half), w);
                table += &format!(
                    "{} {half:?}: {totals:?} {:.3} {:.3}\n",
                    language.as_str(),
                    totals.right_share(),
                    totals.wrong_share()
                );
                failed |= totals.wrong_share() > WRONG_SHARE_MAX || totals.right_share() < RIGHT_SHARE_MIN;
            }
        }
    }
    println!("{table}");
    assert!(!failed);
}

#[test]
fn dump() {
    let index = Index::new(&example());
    for l in Language::ALL {
        for (n, half) in [Half::Tuned, Half::HeldOut].into_iter().enumerate() {
            for (label, q) in questions(l, half) {
                let words = words_of(&q);
                let Some(shelf) = index.shelf_for(&words, l) else { continue };
                print!("DUMP\t{}\t{n}\t{label}\t{q}", l.as_str());
                for r in shelf.ranked(&words).iter().take(12) {
                    print!(
                        "\t{}|{:.3}|{:.3}|{:.3}|{:.3}|{:.3}|{:.3}|{}",
                        r.passage.id().replace('|', " "),
                        r.stems.score,
                        r.stems.coverage,
                        r.stems.share,
                        r.runs.score,
                        r.runs.coverage,
                        r.runs.share,
                        is_meant_for(&words, r.passage)
                    );
                }
                println!();
            }
        }
    }
}

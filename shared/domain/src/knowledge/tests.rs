#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use super::*;

const FILE: &str = "\
# Results
also: report, test results

They are in the portal.

- With your ID.

## How long
also: when

Two days.
";

fn problems(text: &str) -> Vec<(usize, ProblemKind)> {
    let problems = parse("results", Language::En, text).unwrap_err();
    problems.into_iter().map(|it| (it.line, it.kind)).collect()
}

#[test]
fn a_passage_for_the_title_and_one_for_each_heading() {
    let passages = parse("results", Language::En, FILE).unwrap();
    let [whole, long] = passages.as_slice() else { panic!("{passages:?}") };
    assert_eq!((whole.id().as_str(), whole.heading.as_str()), ("results", "Results"));
    assert_eq!(whole.also, ["report", "test results"]);
    assert_eq!(whole.text, "They are in the portal.\n\n- With your ID.");
    assert_eq!((long.id().as_str(), long.heading.as_str()), ("results/How long", "Results / How long"));
    assert_eq!(long.text, "Two days.");
}

#[test]
fn a_title_may_stand_for_its_headings_alone() {
    let passages = parse("results", Language::En, "# Results\n\n## How long\nTwo days.\n").unwrap();
    assert_eq!(passages.iter().map(Passage::id).collect::<Vec<_>>(), ["results/How long"]);
}

#[test]
fn also_is_the_first_line_or_text() {
    let passages = parse("results", Language::En, "# Results\nOpen\nalso: on Sundays\n").unwrap();
    assert_eq!((passages[0].text.as_str(), passages[0].also.len()), ("Open\nalso: on Sundays", 0));
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    assert_eq!(problems(""), [(1, ProblemKind::Title)]);
    assert_eq!(problems("\nOpen.\n# Results\nOpen.\n"), [(2, ProblemKind::Title)]);
    assert_eq!(problems("## How long\nTwo days.\n"), [(1, ProblemKind::Title)]);
    assert_eq!(problems("# Results\nOpen.\n# Hours\nOpen.\n")[0], (3, ProblemKind::Title));
    assert_eq!(problems("# Results\n"), [(1, ProblemKind::Empty)]);
    assert_eq!(problems("# Results\nOpen.\n\n## How long\nalso: when\n"), [(4, ProblemKind::Empty)]);
    assert_eq!(problems("# A\nOpen.\n## B\nOpen.\n## B\nOpen.\n"), [(5, ProblemKind::Twice)]);
    assert_eq!(problems("# A / B\nOpen.\n"), [(1, ProblemKind::Heading)]);
}

#[test]
fn a_text_fits_one_message() {
    let fits = format!("# A\n{}\n", "ñ".repeat(PASSAGE_CHARS_MAX));
    assert!(parse("a", Language::Es, &fits).is_ok());
    assert_eq!(
        problems(&format!("{}ñ\n", fits.trim_end())),
        [(1, ProblemKind::TooLong(PASSAGE_CHARS_MAX + 1))]
    );
}

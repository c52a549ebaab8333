//! The notebooks' exercises: stubs are not started, solutions pass, and usual mistakes get answers of their own.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests say what is wrong by panicking")]

use nn_course_notebook::exercise::{Checked, Score, Standing};
use nn_course_notebook::prelude::Show;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use accepted::ACCEPTED;
use mutants::Fate;
use mutate::Mutant;

#[path = "../exercises/accepted.rs"]
mod accepted;

#[path = "../exercises/mutants.rs"]
mod mutants;
#[path = "../exercises/mutate.rs"]
mod mutate;
#[allow(clippy::all, clippy::disallowed_methods, reason = "as learners write it")]
#[path = "../exercises/right_answers.rs"]
mod right_answers;

/// A check as the notebook writes it.
type Check = fn() -> nn_course::support::error::Result<Checked>;

/// An exercise of a notebook.
struct Exercise {
    notebook: &'static str,
    name: &'static str,
    stub_text: &'static str,
    solution_text: &'static str,
    check_text: &'static str,
    help_text: &'static str,
    stub: Check,
    solution: Check,
    /// What is written in place of a part of the solution, its check, and words that must be in the answer.
    mistakes: &'static [(&'static str, Check, &'static str)],
}

/// What `build.rs` makes of the notebooks. It is learners' code: warnings are theirs.
#[allow(warnings, clippy::all, clippy::disallowed_methods, reason = "as it stands in the notebooks")]
mod in_notebooks {
    use super::Exercise;
    include!(concat!(env!("OUT_DIR"), "/exercises.rs"));
}

use in_notebooks::EXERCISES;

/// The line that declares the function.
fn signature(text: &str) -> Option<&str> {
    text.lines().find(|line| line.starts_with("fn "))
}

#[test]
fn every_notebook_has_exercises() {
    let of = |notebook: &str| EXERCISES.iter().filter(|e| e.notebook == notebook).count();
    let notebooks: BTreeSet<&str> = EXERCISES.iter().map(|e| e.notebook).collect();
    assert_eq!(notebooks.len(), 4, "{notebooks:?}");
    assert!(notebooks.iter().all(|n| of(n) >= 3) && EXERCISES.len() >= 12);
}

/// What the crate can check is in a notebook, and there once.
#[test]
fn every_check_of_the_crate_is_an_exercise() {
    let source = include_str!("../../nn_course/notebook/src/exercise/mod.rs");
    let lists =
        source.lines().filter_map(|line| line.strip_prefix("pub use ")?.split_once("::{")?.1.strip_suffix("};"));
    let mut checks: Vec<&str> =
        lists.flat_map(|list| list.split(", ")).filter(|name| name.starts_with(char::is_lowercase)).collect();
    let mut exercises: Vec<&str> = EXERCISES.iter().map(|e| e.name).collect();
    checks.sort();
    exercises.sort();
    assert_eq!(checks, exercises);
}

#[test]
fn every_exercise_has_all_its_parts() {
    for e in EXERCISES {
        let name = e.name;
        assert_eq!(e.check_text.trim(), format!("exercise::{name}({name})"), "{name}: the check");
        assert!(signature(e.stub_text).is_some_and(|s| s.starts_with(&format!("fn {name}("))), "{name}: the signature");
        assert_eq!(signature(e.stub_text), signature(e.solution_text), "{name}: stub and solution are one function");
        assert!(e.stub_text.trim_end().ends_with("{\n    todo!()\n}"), "{name}: the stub's body is todo!()");
        assert!(e.stub_text.starts_with("/// "), "{name}: the stub says what it is to give");
        let folds: Vec<&str> = e.help_text.split("<summary>").skip(1).collect();
        let titles: Vec<&str> = folds.iter().map(|fold| fold.split("</summary>").next().unwrap()).collect();
        assert_eq!(titles, ["Hint 1", "Hint 2", "Solution"], "{name}: the folds");
        assert!(folds.iter().all(|fold| fold.contains("</details>")), "{name}: the folds are closed");
    }
}

#[test]
fn every_stub_is_not_started() {
    for e in EXERCISES {
        let checked = (e.stub)().unwrap();
        assert_eq!(checked.standing(), Standing::NotStarted, "{}", e.name);
        assert_eq!((checked.score().0, checked.points(1.0), checked.advice()), (0, 0.0, None), "{}", e.name);
    }
}

#[test]
fn every_solution_passes() {
    for e in EXERCISES {
        let checked = (e.solution)().unwrap();
        assert_eq!(checked.standing(), Standing::Right, "{}:\n{}", e.name, checked.shown().text);
        assert_eq!(checked.points(1.0), 1.0, "{}", e.name);
        assert!(checked.score().1 >= 2, "{}: one input is not several", e.name);
    }
    let untouched = Score::of(EXERCISES.iter().map(|e| (e.stub)().unwrap()));
    assert_eq!(untouched.right(), (0, EXERCISES.len()));
    let solved = Score::of(EXERCISES.iter().map(|e| (e.solution)().unwrap()));
    assert_eq!(solved.right(), (EXERCISES.len(), EXERCISES.len()));
}

/// What the text asks for is right, however it is built.
#[test]
fn right_answers_of_other_kinds_are_accepted() {
    let answers = right_answers::all();
    let refused = answers.iter().filter(|(_, _, checked)| checked.standing() != Standing::Right);
    let refused: Vec<String> = refused.map(|(name, how, c)| format!("{name}, {how}: {}", c.shown().text)).collect();
    assert!(refused.is_empty(), "{}", refused.join("\n"));
    for e in EXERCISES {
        let of_it = answers.iter().filter(|(name, ..)| *name == e.name).count();
        assert!(of_it >= 5, "{}: only {of_it} right answers in tests/exercises/right_answers.rs", e.name);
    }
}

/// What is wrong with the answer to a mistake.
fn wrong_with(check: Check, words: &str) -> Option<String> {
    let checked = check().unwrap();
    let shown = checked.shown().text;
    match checked.advice() {
        _ if checked.standing() != Standing::Wrong => Some(format!("it is {:?}", checked.standing())),
        None => Some(format!("no advice:\n{shown}")),
        Some(advice) if !advice.contains(words) => Some(format!("the answer is {advice:?}, without {words:?}")),
        Some(advice) if advice.starts_with("Every number is") => {
            Some("the answer is that for unforeseen mistakes".into())
        }
        Some(_) if !["given", "got", "expected"].iter().all(|word| shown.contains(word)) => Some(shown),
        Some(_) => None,
    }
}

#[test]
fn usual_mistakes_get_answers_of_their_own() {
    let mut wrong = Vec::new();
    for e in EXERCISES {
        assert!(e.mistakes.len() >= 3, "{}: only {} mistakes in tests/exercises/mistakes.rs", e.name, e.mistakes.len());
        for (instead, check, words) in e.mistakes {
            wrong.extend(wrong_with(*check, words).map(|why| format!("{}, {instead:?}: {why}", e.name)));
        }
        let answers: BTreeSet<_> = e.mistakes.iter().map(|m| m.1().unwrap().advice().map(str::to_string)).collect();
        if answers.len() < e.mistakes.iter().map(|m| m.2).collect::<BTreeSet<_>>().len() {
            wrong.push(format!("{}: two mistakes get one answer: {answers:#?}", e.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The exercises in which no choice of inputs shows every mistake on every input, and the reason.
const BY_NATURE: [(&str, &str); 7] = [
    ("examples_needed", "where m is whole, nothing is rounded; where it is not, one too many is right"),
    ("diagnose", "a wrong gap often gives the right one of two answers"),
    ("where_to_look", "a wrong comparison often finds the right one of three causes"),
    ("l2_gradients", "a layer that is left out is missing only in a network that has it"),
    ("cost_from_logits", "a formula that overflows is right for moderate logits"),
    ("early_stop", "a function that stops too late is right on a curve that ends first"),
    ("check_one_dimension", "the relative difference of numbers with opposite signs is 1, whatever the slope"),
];

#[test]
fn no_usual_mistake_has_points_or_is_right_by_accident() {
    let mut wrong = Vec::new();
    for e in EXERCISES {
        let by_nature = BY_NATURE.iter().any(|(name, _)| *name == e.name);
        let mut hidden = 0;
        for (instead, check, _) in e.mistakes {
            let checked = check().unwrap();
            let ((right, all), points) = (checked.score(), checked.points(2.0));
            hidden += right;
            if points > 0.0 || (right > 0 && !by_nature) {
                wrong.push(format!("{}, {instead:?}: right on {right} of {all} inputs, {points} of 2 points", e.name));
            }
        }
        if by_nature && hidden == 0 {
            wrong.push(format!("{}: its inputs show every mistake; take it off the list", e.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A cell's text.
fn text(cell: &Value) -> String {
    let lines = cell["source"].as_array().unwrap();
    lines.iter().map(|line| line.as_str().unwrap()).collect()
}

/// A fold and what is in it.
fn has_fold(text: &str) -> bool {
    text.split_once("</summary>")
        .is_some_and(|(_, rest)| rest.split_once("</details>").is_some_and(|(t, _)| t.len() > 40))
}

/// Three predictions and three questions in each notebook: what a prediction prints is folded away, and the line that stands in its
/// place gives nothing away.
#[test]
fn every_notebook_has_predictions_and_questions() {
    for name in EXERCISES.iter().map(|e| e.notebook).collect::<BTreeSet<_>>() {
        let file = Path::new(&std::env::var("CARGO_MANIFEST_DIR").unwrap()).join("../notebooks").join(name);
        let notebook: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
        let cells = notebook["cells"].as_array().unwrap();
        let id = |cell: &Value| cell["id"].as_str().unwrap().to_string();
        let (mut predictions, mut questions) = (0, 0);
        for (i, cell) in cells.iter().enumerate() {
            let id = id(cell);
            if text(cell).starts_with("**Question.** ") {
                questions += 1;
                assert!(has_fold(&text(cell)), "{name}, {id}: no answer");
            }
            if text(cell).starts_with("**Predict, then run.** ") {
                predictions += 1;
                let (code, why) = (&cells[i + 1], &cells[i + 2]);
                assert_eq!(
                    code["metadata"]["jupyter"]["outputs_hidden"], true,
                    "{name}, {id}: the output is not folded"
                );
                let first = &code["outputs"][0]["text"][0];
                assert_eq!(
                    first.as_str(),
                    Some("Predicted? This is what came:\n"),
                    "{name}, {id}: the first line is seen"
                );
                assert!(has_fold(&text(why)), "{name}, {id}: no explanation");
            }
        }
        assert!(predictions >= 3 && questions >= 3, "{name}: {predictions} predictions, {questions} questions");
    }
}

/// A mutant, and its exercise.
type OfExercise = (&'static Exercise, Mutant);

fn all_mutants() -> Vec<OfExercise> {
    EXERCISES.iter().flat_map(|e| mutate::mutants(e.solution_text).into_iter().map(move |m| (e, m))).collect()
}

fn is_listed((e, mutant): &OfExercise) -> bool {
    ACCEPTED.iter().any(|(name, edit, _)| *name == e.name && *edit == mutant.edit)
}

/// Tries mutants, and says which ends are not as they must be: one that compiles is refused, is the same function, or is listed.
fn wrong_ends<'a>(mutants: impl Iterator<Item = &'a OfExercise>, program: &str) -> Vec<String> {
    let mutants: Vec<&OfExercise> = mutants.collect();
    let texts: Vec<_> = mutants.iter().map(|(e, m)| (e.name, e.solution_text, m.text.as_str())).collect();
    let folder =
        Path::new(&std::env::var("CARGO_MANIFEST_DIR").unwrap()).join("../target/mutants_of_exercises").join(program);
    let fates = mutants::fates(&texts, &folder);
    let count = |fate| fates.iter().filter(|other| **other == fate).count();
    let [broken, refused, same] = [Fate::DoesNotCompile, Fate::Refused, Fate::Same].map(count);
    println!(
        "{program}: {} mutants, {refused} refused, {same} the same function, {broken} do not compile",
        fates.len()
    );
    let wrong = mutants.iter().zip(fates).filter(|(mutant, fate)| (*fate == Fate::Accepted) != is_listed(mutant));
    wrong.map(|((e, m), fate)| format!("{}, {}: {fate:?}", e.name, m.edit)).collect()
}

const ABOUT_MUTANTS: &str = "a mutant that is Accepted needs an input in its task that refuses it, or a reason in tests/exercises/accepted.rs; \
                             one that is listed there must be Accepted";

/// Those that are listed, and some of the others; `cargo trust exercises` tries all.
#[test]
fn small_mutations_of_a_solution_are_refused() {
    let all = all_mutants();
    assert!(
        all.len() > 3_000 && EXERCISES.iter().all(|e| all.iter().any(|(of, _)| of.name == e.name)),
        "{}",
        all.len()
    );
    let gone: Vec<_> =
        ACCEPTED.iter().filter(|(n, edit, _)| !all.iter().any(|(e, m)| e.name == *n && m.edit == *edit)).collect();
    assert!(gone.is_empty(), "listed in tests/exercises/accepted.rs, but made no more: {gone:#?}");
    let (listed, others): (Vec<_>, Vec<_>) = all.iter().partition(|mutant| is_listed(mutant));
    let wrong = wrong_ends(listed.into_iter().chain(others.into_iter().step_by(59)), "some");
    assert!(wrong.is_empty(), "{ABOUT_MUTANTS}:\n{}", wrong.join("\n"));
}

#[test]
#[ignore = "a minute or two: cargo trust exercises"]
fn all_small_mutations_of_a_solution_are_refused() {
    let all = all_mutants();
    let of = |e: &Exercise| wrong_ends(all.iter().filter(|(of, _)| of.name == e.name), e.name);
    // Two at a time.
    let (even, odd): (Vec<_>, Vec<_>) = EXERCISES.iter().enumerate().partition(|(i, _)| i % 2 == 0);
    let several = |list: Vec<(usize, &Exercise)>| list.into_iter().flat_map(|(_, e)| of(e)).collect::<Vec<String>>();
    let wrong = std::thread::scope(|scope| {
        let other = scope.spawn(|| several(odd));
        [several(even), other.join().unwrap()].concat()
    });
    assert!(wrong.is_empty(), "{ABOUT_MUTANTS}:\n{}", wrong.join("\n"));
}

//! The result of an exercise's check, and its display in a notebook.

use super::version::Version;
use crate::show::{Show, Shown, TEXT, escape};

/// The standing of an exercise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The last version of the function did not compile, so nothing is said about the one before it.
    NotChecked,
    /// The stub is untouched.
    NotStarted,
    /// At least one input gives something else than expected.
    Wrong,
    /// Every input gives what is expected.
    Right,
}

impl Standing {
    /// Its sign, its name, and its colour for the eye (Okabe and Ito's, for all kinds of colour vision).
    pub(super) fn look(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Standing::NotChecked => ("!", "not checked", "#E69F00"),
            Standing::NotStarted => ("○", "not started", "#999999"),
            Standing::Wrong => ("✗", "not yet right", "#D55E00"),
            Standing::Right => ("✓", "right", "#009E73"),
        }
    }
}

/// One input of a check.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    pub given: String,
    pub came: String,
    pub expected: String,
    pub right: bool,
}

/// What to say about a function that is wrong.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Advice {
    /// It is a usual mistake, on every input.
    Mistake(&'static str),
    /// A mistake that nobody foresaw shows a trace.
    Trace(String),
}

/// The result of a check.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    title: &'static str,
    rows: Vec<Row>,
    standing: Standing,
    advice: Option<Advice>,
    version: Version,
}

/// Inputs that are shown of those that are wrong.
const MOST: usize = 2;

impl Checked {
    pub(super) fn new(title: &'static str, rows: Vec<Row>, untouched: bool, advice: Option<Advice>) -> Self {
        let standing = match rows.iter().all(|row| row.right) {
            _ if untouched => Standing::NotStarted,
            true => Standing::Right,
            false => Standing::Wrong,
        };
        Checked { title, rows, standing, advice, version: Version::Unknown }
    }

    /// The result for this version of the function.
    pub(super) fn of_version(self, version: Version) -> Self {
        Checked { version, ..self }
    }

    /// For a function whose last version did not compile.
    pub(super) fn not_checked(title: &'static str, function: &str, inputs: usize) -> Self {
        let none = Row { given: String::new(), came: String::new(), expected: String::new(), right: false };
        let advice =
            format!("The last version of `{function}` did not compile. Fix its cell and run it, then this one.");
        Checked {
            title,
            rows: vec![none; inputs],
            standing: Standing::NotChecked,
            advice: Some(Advice::Trace(advice)),
            version: Version::DidNotCompile,
        }
    }

    /// The exercise's name in the notebook.
    pub fn title(&self) -> &'static str {
        self.title
    }

    /// The standing of the exercise.
    pub fn standing(&self) -> Standing {
        self.standing
    }

    /// The number of inputs on which the function is right, and of all inputs.
    pub fn score(&self) -> (usize, usize) {
        (self.rows.iter().filter(|row| row.right).count(), self.rows.len())
    }

    /// The points for grading: the fraction of the inputs that are right, of `most`, rounded to hundredths. A usual mistake has none,
    /// because an input on which it is right only fails to show it.
    pub fn points(&self, most: f64) -> f64 {
        let (right, all) = match self.advice {
            Some(Advice::Mistake(_)) => (0, self.rows.len()),
            _ => self.score(),
        };
        let points = (100.0 * most * right as f64 / all.max(1) as f64).round() / 100.0;
        // Of endlessly many points nothing is still nothing.
        if right == 0 && !most.is_nan() { 0.0 } else { points }
    }

    /// Advice on the mistake, if it is a known one.
    pub fn advice(&self) -> Option<&str> {
        self.advice.as_ref().map(|advice| match advice {
            Advice::Mistake(text) => *text,
            Advice::Trace(text) => text.as_str(),
        })
    }

    /// The first line: how the exercise stands.
    fn sentence(&self) -> String {
        let (sign, name, _) = self.standing.look();
        let (right, all) = self.score();
        let more = match self.standing {
            Standing::NotChecked => ".".into(),
            Standing::NotStarted => ". Write your code in place of todo!(), run that cell, then this one.".into(),
            Standing::Right => format!(" on all {all} inputs."),
            Standing::Wrong if right > 0 && matches!(self.advice, Some(Advice::Mistake(_))) => {
                format!("; right on {right} of {all} inputs, on which the mistake does not show.")
            }
            Standing::Wrong => format!("; right on {right} of {all} inputs."),
        };
        format!("{sign} {}: {name}{more}", self.title)
    }
}

/// A box with the standing, the advice, and the first inputs that are wrong.
impl Show for Checked {
    fn shown(&self) -> Shown {
        let mut text = self.sentence();
        let mut html = format!(
            r#"{TEXT}<div style="border-left:4px solid {};padding:2px 12px"><div><b>{}</b></div>"#,
            self.standing.look().2,
            escape(&text)
        );
        if let Some(advice) = self.advice() {
            html += &format!("<div>{}</div>", escape(advice));
            text += &format!("\n{advice}");
        }
        let wrong = self.rows.iter().filter(|row| !row.right && self.standing == Standing::Wrong);
        for row in wrong.take(MOST) {
            html += "<table><tbody>";
            for (name, value) in [("given", &row.given), ("got", &row.came), ("expected", &row.expected)] {
                let value_html = escape(value);
                html += &format!(
                    r#"<tr><th style="text-align:left">{name}</th><td style="text-align:left">{value_html}</td></tr>"#
                );
                text += &format!("\n{name:<8}  {value}");
            }
            html += "</tbody></table>";
        }
        if let (Standing::Right | Standing::Wrong, Version::Compiled(cell, first)) = (self.standing, &self.version) {
            let told = format!("Checked as it ran in cell {cell}, where it begins with: {first}");
            html += &format!(r#"<div style="color:var(--jp-ui-font-color2,#616161)">{}</div>"#, escape(&told));
            text += &format!("\n{told}");
        }
        Shown { html: Some(html + "</div></div>"), text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(given: &str, right: bool) -> Row {
        Row { given: given.into(), came: "1 < 2".into(), expected: "3".into(), right }
    }

    #[test]
    fn what_is_wrong_is_shown() {
        let rows = vec![row("a", true), row("b", false), row("c", false), row("d", false)];
        let trace = Some(Advice::Trace("You forgot a < b.".into()));
        let checked = Checked::new("Exercise 0.1", rows.clone(), false, trace);
        assert_eq!((checked.score(), checked.points(2.0), checked.points(f64::NAN).is_nan()), ((1, 4), 0.5, true));
        let usual = Checked::new("Exercise 0.1", rows, false, Some(Advice::Mistake("You forgot a < b.")));
        assert_eq!((usual.score(), usual.points(2.0), usual.advice()), ((1, 4), 0.0, Some("You forgot a < b.")));
        assert!(
            usual
                .shown()
                .text
                .contains("not yet right; right on 1 of 4 inputs, on which the mistake does not show.\nYou forgot")
        );
        let Shown { html, text } = checked.shown();
        assert_eq!(
            text,
            "✗ Exercise 0.1: not yet right; right on 1 of 4 inputs.\nYou forgot a < b.\ngiven     b\ngot       1 < 2\nexpected  3\n\
             given     c\ngot       1 < 2\nexpected  3"
        );
        let html = html.unwrap();
        assert!(html.contains("<div>You forgot a &lt; b.</div>"), "{html}");
        assert_eq!((html.matches("<table>").count(), html.matches("1 &lt; 2").count()), (2, 2), "{html}");
    }

    #[test]
    fn the_version_that_was_checked_is_named() {
        let of_a_cell = |rows| {
            let version = Version::Compiled("[12]".into(), "a < b".into());
            Checked::new("Exercise 0.1", rows, false, None).of_version(version).shown()
        };
        let Shown { html, text } = of_a_cell(vec![row("a", true)]);
        assert_eq!(text.lines().last(), Some("Checked as it ran in cell [12], where it begins with: a < b"));
        assert!(html.is_some_and(|html| html.contains("begins with: a &lt; b")));
    }

    #[test]
    fn of_a_function_that_did_not_compile_nothing_is_said() {
        let checked = Checked::not_checked("Exercise 0.1", "double", 3);
        assert_eq!((checked.standing(), checked.score(), checked.points(2.0)), (Standing::NotChecked, (0, 3), 0.0));
        assert_eq!(
            checked.shown().text,
            "! Exercise 0.1: not checked.\nThe last version of `double` did not compile. Fix its cell and run it, then this one."
        );
    }

    #[test]
    fn right_and_not_started_are_one_line() {
        let right = Checked::new("Exercise 0.1", vec![row("a", true)], false, None);
        assert_eq!(right.shown().text, "✓ Exercise 0.1: right on all 1 inputs.");
        assert_eq!(right.points(3.0), 3.0);
        let one_of_three = Checked::new("", vec![row("a", true), row("b", false), row("c", false)], false, None);
        assert_eq!((one_of_three.points(1.0), one_of_three.points(2.0)), (0.33, 0.67));
        let untouched = Checked::new("Exercise 0.1", vec![row("a", false)], true, None);
        assert!(untouched.shown().text.starts_with("○ Exercise 0.1: not started."));
        assert_eq!((untouched.standing(), untouched.points(3.0)), (Standing::NotStarted, 0.0));
        assert!(!untouched.shown().html.unwrap().contains("<table>"));
    }
}

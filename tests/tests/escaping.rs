//! Text that comes from anywhere, a file among them, is text in a notebook's HTML: read as a browser reads it, the HTML has the same
//! elements and attributes whatever the text, and the text arrives as it was.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests say what is wrong by panicking")]

use nn_course::gradient_check::check::check_named;
use nn_course_notebook::exercise;
use nn_course_notebook::exercise::Score;
use nn_course_notebook::prelude::*;
use nn_course_notebook::show::Shown;
use scraper::{Html, Node};
use std::cell::RefCell;

const HOSTILE: [&str; 14] = [
    "<i id=evil>&\"'</i>",
    "\"><i id=evil>",
    "' onmouseover='evil()' x='",
    "\" onerror=\"evil()\" x=\"",
    "</script><i id=evil></i><script>evil()</script>",
    "</td></tr></table></div><i id=evil>",
    "<!-- <script> <![CDATA[ ]]> -->",
    "\";evil();//",
    "\\\";evil();//",
    "\u{2028}evil()\u{2029}",
    "$VALUES$PICTURES$NAME$&$1",
    "&lt;i&gt; &amp;lt; &#60;i&#62;",
    "a\nEVCXR_END_CONTENT\nEVCXR_BEGIN_CONTENT text/html\n<i id=evil>",
    "</textarea></title></style></noscript></xmp><i id=evil>",
];

/// A way for a text into HTML: what is shown, and how often the text must stand in it.
type Route = (&'static str, fn(&str) -> Shown, usize);

fn panel(text: &str) -> Panel {
    let line = [(0.0, 0.0), (1.0, 1.0)];
    Panel::new(text, text, text).line(text, Colour::Blue, line).vertical(text, Colour::Grey, 0.5)
}

/// The error for a file of this name, in which a cell is this text.
fn csv_error(text: &str) -> Error {
    let quoted = format!("1,2,0\n\"{}\",2,0\n", text.replace('"', "\"\""));
    Dataset::from_csv_reader(quoted.as_bytes(), text).unwrap_err()
}

thread_local! {
    /// What the learner's functions say: they are plain functions, and hold nothing themselves.
    static SAID: RefCell<String> = const { RefCell::new(String::new()) };
}

fn said() -> String {
    SAID.with_borrow(Clone::clone)
}

fn check_with(text: &str, yours: fn(usize, usize, &mut NumpyRng) -> Result<Matrix>) -> exercise::Checked {
    SAID.set(text.into());
    exercise::he_weights(yours)
}

fn report(name: &str) -> GradientReport {
    let layout = Layout::new([(name, (2, 1))]).unwrap();
    let cost = |t: &[f64]| t.iter().map(|t| t * t * t * t + 0.5 * t * t).sum();
    // Without the second term's gradient: the report then speaks of the matrix by name.
    let gradient = |t: &[f64]| t.iter().map(|t| 4.0 * t * t * t).collect();
    check_named(&layout, cost, gradient, &[1.0, 2.0], Difference::default()).unwrap()
}

const ROUTES: [Route; 12] = [
    ("titles, axes and series in a figure's sentence", |t| Figure::row(&[panel(t)]).unwrap().shown(), 6),
    ("a table's caption", |t| Table::new(t, ["a"]).shown(), 1),
    ("a table's heads", |t| Table::new("", [t, t]).shown(), 2),
    (
        "a table's cells",
        |t| {
            let mut table = Table::new("", ["a"]).text_last();
            table.row([t, t]);
            table.shown()
        },
        2,
    ),
    (
        "an error of the CSV reader in a table",
        |t| {
            let mut table = Table::new("", ["a"]);
            table.row([csv_error(t).to_string()]);
            table.shown()
        },
        1,
    ),
    // The matrix, what is said of it, and its two components.
    ("the names of a gradient's matrices", |t| report(t).shown(), 4),
    ("a panic of a learner's function", |t| check_with(t, |_, _, _| panic!("{}", said())).shown(), 2),
    ("an error of a learner's function", |t| check_with(t, |_, _, _| Err(Error::Outside(said()))).shown(), 2),
    (
        "an error of the CSV reader in a learner's function",
        |t| check_with(t, |_, _, _| Err(csv_error(&said()))).shown(),
        2,
    ),
    ("a score", |t| Score::of([check_with(t, |_, _, _| panic!("{}", said()))]).shown(), 0),
    ("a slider's sentences", |t| slider(t, "name", "value"), 2),
    // Once each in the script; that is looked at by itself.
    ("a slider's name and values", |t| slider("", t, t), 0),
];

fn slider(title: &str, name: &str, value: &str) -> Shown {
    let frames = [1, 2].map(|i| (format!("{value}{i}"), vec![Panel::new(title, "x", "y")]));
    Slider::new(name, &frames).unwrap().shown()
}

/// What a browser makes of it: every element with its depth, its attributes' names and those values that are not text; and all text.
fn read(html: &str) -> (Vec<String>, String) {
    let document = Html::parse_fragment(html);
    let (mut elements, mut texts) = (Vec::new(), String::new());
    for node in document.root_element().descendants() {
        let depth = node.ancestors().count();
        match node.value() {
            Node::Element(element) => {
                let mut attributes: Vec<String> = Vec::new();
                for (name, value) in element.attrs() {
                    if name == "alt" {
                        texts += &format!("{value}\n");
                    }
                    let shown = if ["alt", "src"].contains(&name) { "…" } else { value };
                    attributes.push(format!("{name}={shown}"));
                }
                attributes.sort();
                elements.push(format!("{depth} {} {attributes:?}", element.name()));
            }
            Node::Text(text)
                if node.parent().and_then(|p| p.value().as_element()).is_none_or(|p| p.name() != "script") =>
            {
                texts += &format!("{}\n", &**text);
            }
            Node::Text(_) => elements.push(format!("{depth} the text of a script")),
            Node::Fragment | Node::Document => {}
            other => elements.push(format!("{depth} {other:?}")),
        }
    }
    (elements, texts)
}

#[test]
fn text_makes_no_element_and_no_attribute() {
    for (route, shown, times) in ROUTES {
        let plain = shown("plain");
        let (expected, _) = read(&plain.html.unwrap());
        assert!(!expected.is_empty(), "{route}");
        for text in HOSTILE {
            let (elements, texts) = read(&shown(text).html.unwrap());
            assert_eq!(elements, expected, "{route}: {text:?}");
            // A learner's words are one line; the CSV reader's errors escape what they quote.
            let one_line = text.replace(char::is_control, " ");
            let found = texts.matches(text).count().max(texts.matches(&one_line).count());
            let long = one_line.chars().take(40).collect::<String>();
            assert!(found >= times || texts.contains(&long), "{route}: {text:?} in {texts:?}");
            if times > 0 && !route.contains("CSV") {
                assert_eq!(found, times, "{route}: {text:?} in {texts:?}");
            }
        }
    }
}

/// The test would see it if a text were not escaped.
#[test]
fn what_is_not_escaped_is_seen() {
    let seen = |text: &str| {
        let html = |text: &str| {
            format!("<div><img alt=\"{text}\"><td>{text}</td><script>const name = \"{text}\";</script></div>")
        };
        read(&html(text)).0 != read(&html("plain")).0
    };
    assert!(seen(HOSTILE[0]) && seen(HOSTILE[1]) && seen(HOSTILE[3]) && seen(HOSTILE[4]) && seen(HOSTILE[6]));
    assert!(!seen("harmless"));
}

/// What a script is given arrives as it was, and cannot end the script or its string.
#[test]
fn a_sliders_script_reads_its_name_and_values() {
    let between = |text: &str, from: &str, to: &str| {
        let rest = text.split_once(from).unwrap().1;
        rest.split_once(to).unwrap().0.to_string()
    };
    let script_of = |shown: Shown| between(&shown.html.unwrap(), "<script>", "</script>");
    // Neither more lines nor more tags.
    let size = |script: &str| [script.lines().count(), script.matches(['<', '\u{2028}', '\u{2029}']).count()];
    let plain = size(&script_of(slider("", "plain", "plain")));
    for text in HOSTILE {
        let script = script_of(slider("", text, text));
        assert_eq!(size(&script), plain, "{text:?}");
        let name: String = serde_json::from_str(&between(&script, "const name = ", ", values = [")).unwrap();
        assert_eq!(name, text);
        let values = format!("[{}]", between(&script, ", values = [", "], sentences"));
        let values: Vec<String> = serde_json::from_str(&values).unwrap();
        assert_eq!(values, [format!("{text}1"), format!("{text}2")]);
    }
}

/// Texts and errors by themselves have no HTML at all.
#[test]
fn texts_and_errors_are_shown_as_text() {
    for text in HOSTILE {
        for shown in
            [text.shown(), text.to_string().shown(), csv_error(text).shown(), Error::Outside(text.into()).shown()]
        {
            assert_eq!(shown.html, None);
        }
        assert_eq!(text.shown().text, text);
    }
}

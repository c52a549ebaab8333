//! Display of references, lists, tuples, `Option` and `Result`: that of what is in them.

use super::table::Table;
use super::{Show, Shown, TEXT, escape};
use std::fmt::Display;

/// The number of values of a list that are shown; the others are counted.
pub(super) const MOST: usize = 10;

/// Whether a value shows itself as one line of text.
fn is_short(shown: &Shown) -> bool {
    shown.html.is_none() && !shown.text.contains('\n')
}

/// The first of `all` values: short ones in a line, others one below the other.
pub(super) fn together(mut first: Vec<Shown>, all: usize) -> Shown {
    let short = first.iter().all(is_short);
    if all > first.len() {
        first.push(Shown::text(format!("… and {} more", all - first.len())));
    }
    let texts: Vec<&str> = first.iter().map(|shown| shown.text.as_str()).collect();
    if short {
        return Shown::text(format!("[{}]", texts.join(", ")));
    }
    let as_html = |shown: &Shown| {
        let text = || format!("{TEXT}<pre>{}</pre></div>", escape(&shown.text));
        format!("<div>{}</div>", shown.html.clone().unwrap_or_else(text))
    };
    Shown { html: Some(first.iter().map(as_html).collect()), text: texts.join("\n\n") }
}

impl<T: Show + ?Sized> Show for &T {
    fn shown(&self) -> Shown {
        (**self).shown()
    }

    fn list(items: &[&Self]) -> Shown {
        T::list(&items.iter().map(|item| **item).collect::<Vec<_>>())
    }
}

impl<T: Show> Show for [T] {
    fn shown(&self) -> Shown {
        T::list(&self.iter().collect::<Vec<_>>())
    }
}

impl<T: Show> Show for Vec<T> {
    fn shown(&self) -> Shown {
        self[..].shown()
    }
}

impl<T: Show, const N: usize> Show for [T; N] {
    fn shown(&self) -> Shown {
        self[..].shown()
    }
}

impl<T: Show> Show for Option<T> {
    fn shown(&self) -> Shown {
        self.as_ref().map_or_else(|| Shown::text("None"), Show::shown)
    }
}

/// The value, or the error's message.
impl<T: Show, E: Display> Show for Result<T, E> {
    fn shown(&self) -> Shown {
        self.as_ref().map_or_else(|error| Shown::text(error.to_string()), Show::shown)
    }
}

/// The caption of a table of the first of `all` rows.
pub(super) fn caption(all: usize) -> String {
    match all {
        1 => "1 row:".into(),
        0..=MOST => format!("{all} rows:"),
        _ => format!("{all} rows, the first {MOST}:"),
    }
}

/// A tuple: short values in brackets, others one below the other.
fn tuple<const N: usize>(values: [Shown; N]) -> Shown {
    match values.iter().all(is_short) {
        true => Shown::text(format!("({})", values.map(|shown| shown.text).join(", "))),
        false => together(values.into(), N),
    }
}

/// A list of tuples: a row for each, if the values are short.
fn rows<const N: usize>(first: Vec<[Shown; N]>, all: usize) -> Shown {
    if first.is_empty() || !first.iter().flatten().all(is_short) {
        return together(first.into_iter().map(tuple).collect(), all);
    }
    let rows = first.into_iter().map(|values| values.map(|shown| shown.text));
    Table::new(caption(all), [""; 0]).rows(rows).shown()
}

macro_rules! show_tuple {
    ($($type:ident $place:tt),*) => {
        impl<$($type: Show),*> Show for ($($type,)*) {
            fn shown(&self) -> Shown {
                tuple([$(self.$place.shown()),*])
            }

            fn list(items: &[&Self]) -> Shown {
                rows(items.iter().take(MOST).map(|item| [$(item.$place.shown()),*]).collect(), items.len())
            }
        }
    };
}

show_tuple!(A 0, B 1);
show_tuple!(A 0, B 1, C 2);
show_tuple!(A 0, B 1, C 2, D 3);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::figure::Figure;
    use crate::plot::panel::Panel;
    use nn_course::data::generate;
    use nn_course::support::error::{Error, Result};
    use nn_course::support::random::NumpyRng;

    #[test]
    fn short_values_are_a_line() {
        assert_eq!(vec![0.5, 1.0].shown(), Shown::text("[0.5, 1]"));
        assert_eq!([1, 2, 3].map(|n| n as usize)[..].shown().text, "[1, 2, 3]");
        assert_eq!(vec!["a", "b"].shown().text, "[a, b]");
        assert_eq!(Vec::<f64>::new().shown().text, "[]");
        assert_eq!([vec![1.0], vec![]].shown().text, "[[1], []]");
        let many: Vec<usize> = (0..1_000).collect();
        assert_eq!(many.shown().text, "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, … and 990 more]");
        assert_eq!((0.5, true).shown().text, "(0.5, true)");
    }

    #[test]
    fn pairs_of_numbers_are_rows() {
        let points: Vec<(usize, f64)> = (0..150).map(|i| (100 * i, 0.5)).collect();
        let Shown { html, text } = points.shown();
        assert!(text.starts_with("150 rows, the first 10:\n  0  0.5\n100  0.5\n"), "{text}");
        assert_eq!(html.unwrap().matches("<tr>").count(), 10);
        assert_eq!(points[..1].shown().text, "1 row:\n0  0.5");
        assert_eq!(points[..0].shown().text, "[]");
    }

    #[test]
    fn an_option_and_a_result_are_what_is_in_them() {
        assert_eq!(Some(1.0).shown(), 1.0.shown());
        assert_eq!(None::<Panel>.shown().text, "None");
        let data = generate::circles(10, 0.8, 0.0, &mut NumpyRng::seed(1));
        assert_eq!(data.shown(), data.as_ref().unwrap().shown());
        let error: Result<Figure> = Err(Error::Outside("no room".into()));
        assert_eq!(error.shown(), Shown::text("no room"));
    }

    #[test]
    fn tables_stand_one_below_the_other() {
        let data = generate::circles(10, 0.8, 0.0, &mut NumpyRng::seed(1)).unwrap();
        let Shown { html, text } = (&data, &data).shown();
        assert_eq!(text, format!("{0}\n\n{0}", data.shown().text));
        assert_eq!(html.unwrap().matches("<table>").count(), 2);
        let Shown { html, text } = vec![data; 13].shown();
        assert!(text.ends_with("\n\n… and 3 more"), "{text}");
        assert_eq!(html.unwrap().matches("<table>").count(), 10);
        let lines = ["a\nb", "<c>"].shown();
        assert_eq!(lines.text, "a\nb\n\n<c>");
        assert!(lines.html.unwrap().contains("<pre>&lt;c&gt;</pre>"));
    }
}

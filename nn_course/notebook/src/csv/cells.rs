//! The cells of a CSV file: numbers, names, and hints for cells that are neither.

/// The finite number in a cell, if there is one.
pub(super) fn number(cell: &str) -> Option<f64> {
    cell.parse().ok().filter(|v: &f64| v.is_finite())
}

/// Whether a cell of the first row names its column: it has a letter, and looks like no value.
pub(super) fn is_name(cell: &str) -> bool {
    cell.chars().any(|c| c.is_alphabetic() || c == UNKNOWN) && value_hint(cell).is_none()
}

/// Whether a cell says that its value is missing, as pandas, R, SQL, SAS, Weka, Excel and people write it.
pub(super) fn is_missing(cell: &str) -> bool {
    // Na is sodium.
    let named = || MISSING.contains(&&*cell.to_lowercase()) || cell.parse().is_ok_and(f64::is_nan);
    cell != "Na" && (named() || is_error(cell))
}

/// What a spreadsheet shows in place of a value, in many languages: `#WERT!`, `#NAME?`, `#N/D`, `Err:502`; `####` where a column is narrow.
fn is_error(cell: &str) -> bool {
    let capitals = |text: &str| text.chars().all(|c| c.is_uppercase() || c.is_ascii_digit() || "/_!¡?¿".contains(c));
    let narrow = cell.len() > 3 && cell.bytes().all(|b| b == b'#');
    let shown = |text: &str| SHORT.contains(&text) || (text.len() > 2 && text.ends_with(['!', '?']) && capitals(text));
    let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    narrow || cell.strip_prefix('#').is_some_and(shown) || cell.strip_prefix("Err:").is_some_and(number)
}

/// A spreadsheet's errors that end in no `!` or `?`: `#N/A` in many languages, and `#GETTING_DATA`.
#[rustfmt::skip]
const SHORT: [&str; 13] = [
    "N/A", "NA", "NV", "N/D", "N/A N/A", "Н/Д", "I/T", "N/B", "YOK", "HIÁNYZIK", "ND", "NENÍ_K_DISPOZICI", "GETTING_DATA",
];

#[rustfmt::skip]
const MISSING: [&str; 30] = [
    "", "?", "-", "--", ".", "..", "*", "na", "n/a", "<na>", "nat", "null", "none", "nil", "\\n", "undefined",
    "1.#ind", "-1.#ind", "1.#qnan", "-1.#qnan", "#n/a", "n.a.", "n.v.", "k.a.",
    "#div/0!", "#value!", "#ref!", "#num!", "#name?", "#null!",
];

pub(super) const SEMICOLONS: &str =
    "semicolons separate columns here: save with commas between columns and points before decimals";
pub(super) const TABS: &str = "tabs separate columns here: save with commas between columns and points before decimals";
pub(super) const BARS: &str = "bars separate columns here: save with commas between columns";

/// Stands for bytes that are not UTF-8.
const UNKNOWN: char = '\u{fffd}';

/// What is wrong with a cell that is no number, where that is simple and sure.
pub(super) fn hint(cell: &str) -> Option<&'static str> {
    if number(cell).is_some() {
        return None;
    }
    let number_before = cell.trim_end_matches(|c: char| c.is_alphabetic() || " °²³/.".contains(c));
    value_hint(cell).or_else(|| match cell {
        _ if cell.contains(UNKNOWN) => Some("this is not UTF-8: in Excel, save as \"CSV UTF-8\""),
        _ if cell.contains('\0') => Some("a NUL byte: the file is damaged, or no text in UTF-8"),
        _ if number(number_before).is_some() => Some("only the number, without what follows it"),
        _ => None,
    })
}

/// The hint for a cell that was written as a value, and names no column.
fn value_hint(cell: &str) -> Option<&'static str> {
    if number(cell).is_some() {
        return None;
    }
    let is_number = |text: &str| number(text.trim()).is_some();
    // A number may have more than one thing that is not allowed: 1.234,50 €.
    let loosely = |text: String| is_number(&text.replace([' ', ',', '.', '_', '\'', '’', '٬', '٫'], ""));
    let without = |unwanted: &[char]| cell.contains(unwanted) && loosely(cell.replace(unwanted, ""));
    let separates = |by: char| cell.contains(by) && cell.split(by).any(is_number);
    let enclosed = cell.starts_with('(') && cell.ends_with(')');
    let hints = [
        (is_missing(cell), "a value is missing: fill it in, or leave out its row or column"),
        (cell.parse::<f64>().is_ok_and(f64::is_infinite), "this is infinite, or above 1.8e308"),
        (matches!(&*cell.to_lowercase(), "true" | "false"), "1 for true, 0 for false"),
        (cell.strip_suffix(';').is_some_and(is_number), "without the semicolon at the end"),
        (separates(';'), SEMICOLONS),
        (separates('\t'), TABS),
        (separates('|'), BARS),
        (cell.split_once('#').is_some_and(|(before, _)| is_number(before)), "a comment needs a line of its own"),
        (cell == "sep=", "remove this line of Excel"),
        (is_date(cell), "a date or a time: make numbers of it"),
        (without(&['%', '‰', '％']), "without the percent sign"),
        (without(&['$', '€', '£', '¥', '₩', '₹', '₽', '￥']), "without the currency sign"),
        (without(&['\u{200b}', '\u{200e}', '\u{200f}', '\u{2060}', '\u{feff}']), "without the invisible character"),
        (
            without(&['\u{a0}', '\u{2009}', '\u{202f}', '\u{3000}']),
            "without the space, which is not the one on the keyboard",
        ),
        (
            without(&['"', '`', '‘', '“', '”', '„', '«', '»']) || cell.starts_with('\'') && without(&['\'']),
            "without the quotation marks",
        ),
        (
            loosely(cell.replace(['−', '–', '—', '‐', '‑', '－', '﹣'], "-")) && !loosely(cell.into()),
            "with the minus sign of the keyboard: -",
        ),
        (enclosed && without(&['(', ')']), "with a minus sign in place of parentheses"),
        (without(&['[', ']', '{', '}', '(', ')']), "without the brackets"),
        (cell.strip_suffix('-').is_some_and(is_number), "with the minus sign before the number"),
        (is_number(&cell.replace(['d', 'D', 'q', 'Q'], "e")), "with e before the exponent, as in 1.5e-3"),
        (
            ["·10^", "*10^", "×10^"].iter().any(|e| is_number(&cell.replace(e, "e"))),
            "with e before the exponent, as in 1.5e-3",
        ),
        (is_hexadecimal(cell), "in decimal, not in hexadecimal digits"),
        (cell.starts_with('=') && cell.len() > 1, "a formula's value in place of the formula"),
        (loosely(cell.into()), "with a point before the decimals, and nothing else between digits"),
        (cell.chars().all(|c| c.is_numeric() || "+-.,٫٬．".contains(c)), "with the digits 0 to 9"),
    ];
    hints.into_iter().find(|(fits, _)| *fits).map(|(_, hint)| hint)
}

/// 0x1F.
fn is_hexadecimal(cell: &str) -> bool {
    let digits = cell.trim_start_matches(['+', '-']).to_lowercase();
    digits.strip_prefix("0x").is_some_and(|hex| !hex.is_empty() && hex.chars().all(|c| c.is_ascii_hexdigit()))
}

/// 2020-01-05, 5/1/20, 05.01.2020, with a time or without; 12:30.
fn is_date(cell: &str) -> bool {
    let digits = |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let day = cell.split([' ', 'T']).next().unwrap_or_default();
    let date = |by: char| day.split(by).count() == 3 && day.split(by).all(|part| digits(part, 4) && part.len() != 3);
    let clock = cell.contains(':') && cell.split([':', '.']).all(|part| digits(part, 6));
    clock || ['-', '/', '.'].into_iter().any(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_a_letter_and_is_no_value() {
        for name in [
            "x",
            "x1",
            "Na",
            "1stFlrSF",
            "12 months",
            "sepal length (cm)",
            "키",
            "θ",
            "age, in years",
            "gr\u{fffd}\u{fffd}e",
            "\u{fffd}\u{fffd}",
            "# rooms",
            "e",
            "2d",
            "Unnamed: 0",
            "n",
            "<DATE>",
            "a;b",
            "x (%)",
            "V1",
            "yes",
            "x\ny",
            "#Rooms!",
        ] {
            assert!(is_name(name), "{name}");
        }
        for value in [
            "",
            "?",
            "NA",
            "nan",
            "-NaN",
            "inf",
            "-Infinity",
            "None",
            "<NA>",
            "#DIV/0!",
            "1.#QNAN",
            "\\N",
            "True",
            "FALSE",
            "1e400",
            "1.5D+00",
            "0x1F",
            "'0.5'",
            "0,5",
            "12%",
            "$5",
            "€ 1.234,50",
            "5;1",
            "−0.5",
            "٥",
            "2020-01-05",
            "12:30",
            "-",
            "#",
            "%",
            "2020-01-05T10:00",
            "=A1",
        ] {
            assert!(!is_name(value), "{value}");
        }
    }

    #[test]
    fn a_hint_says_what_is_wrong_with_a_number() {
        let all = |cells: &[&str], part: &str| {
            for cell in cells {
                assert!(hint(cell).is_some_and(|hint| hint.contains(part)), "{cell:?}: {:?}", hint(cell));
            }
        };
        all(&["", "?", "NA", "n/a", "n.a.", "NaN", "null", ".", "#N/A"], "a value is missing");
        all(
            &[
                "#NV",
                "#N/D",
                "#WERT!",
                "#¡VALOR!",
                "#ИМЯ?",
                "#Н/Д",
                "#DĚLENÍ_NULOU!",
                "#ref!",
                "#SPILL!",
                "####",
                "Err:502",
            ],
            "a value is missing",
        );
        all(&["inf", "-Infinity", "1e400"], "infinite");
        all(&["TRUE", "False"], "1 for true");
        all(&["5;1", "0.5;M"], "semicolons separate");
        all(&["5;"], "without the semicolon");
        all(&["5.5-"], "before the number");
        all(&["5\t1"], "tabs");
        all(&["0.5|1"], "bars");
        all(&["1 # good", "1#"], "a line of its own");
        all(&["2020-01-05", "5/1/20", "05.01.2020", "2020-01-05 12:30:00", "12:30", "1:02:03.5"], "a date");
        all(&["12%", "12,5 %"], "percent");
        all(&["$1,234.50", "12 €", "-£5", "₩1,000"], "currency");
        all(&["\u{200b}0.5", "\u{feff}1"], "invisible");
        all(&["\u{a0}0.5", "1\u{202f}234,5"], "space");
        all(&["'0.5'", "“0.5”", "5\"", "'0,5", "\"1"], "quotation marks");
        all(&["−0.5", "–1,5"], "minus sign of the keyboard");
        all(&["(12.5)", "(1,250)"], "in place of parentheses");
        all(&["1.5D+00", "1d3", "1.5×10^3"], "e before the exponent");
        all(&["0x10", "-0XfF"], "hexadecimal");
        all(&["=B1+C1", "=\"0.5\""], "formula");
        all(&["0,5", "1,234.5", "1.234,5", "1 234", "1_000", "1'234", "1.234.567"], "a point before the decimals");
        all(&["٥", "１.５"], "the digits 0 to 9");
        all(&["5\u{fffd}"], "UTF-8");
        all(&["\u{0}5"], "NUL");
        all(&["5 cm", "2x", "20°C", "12 km/h"], "without what follows");
        all(&["[0.5", "1]", "(0.5", "1)"], "brackets");
        for plain in ["two", "x1", "O.47", "M", "0.5", "1e-3", "-2"] {
            assert_eq!(hint(plain), None, "{plain}");
        }
    }
}

//! What a panel shows, in a sentence that is made of what is drawn: true also after a learner changed a number.

use super::axes::extent;
use super::field::Field;
use super::panel::{Mark, Panel};

/// The panel's title and what its marks show.
pub(super) fn of(panel: &Panel) -> String {
    let told =
        |(name, mark): &(String, Mark)| if accompanies(panel, name, mark) { None } else { in_words(panel, name, mark) };
    let parts: Vec<String> = panel.marks.iter().filter_map(told).collect();
    let times =
        |same: &[String]| if same.len() == 1 { same[0].clone() } else { format!("{} times {}", same.len(), same[0]) };
    let parts: Vec<String> = parts.chunk_by(|a, b| a == b).map(times).collect();
    let title = panel.title.trim_end_matches(['.', ' ']);
    if parts.is_empty() { format!("{title}.") } else { format!("{title} ({}).", parts.join("; ")) }
}

/// Whether a mark without a name goes through the points of one that has one: a curve, and the points on it.
fn accompanies(panel: &Panel, name: &str, mark: &Mark) -> bool {
    let named = panel.legend().filter_map(|(_, mark)| points(mark));
    name.is_empty() && points(mark).is_some_and(|mine| named.into_iter().any(|other| other == mine))
}

fn points(mark: &Mark) -> Option<&[(f64, f64)]> {
    match mark {
        Mark::Line { points, .. } | Mark::Points { points, .. } => Some(points),
        _ => None,
    }
}

/// What a mark shows; nothing for one that only accompanies another.
fn in_words(panel: &Panel, name: &str, mark: &Mark) -> Option<String> {
    match mark {
        Mark::Line { points, .. } => series(panel, name, points),
        Mark::Points { points, .. } if name.is_empty() || is_function(points) => series(panel, name, points),
        Mark::Points { points, .. } => Some(format!("{} points “{name}”", points.len())),
        Mark::Bars { bars, .. } => middle(bars),
        Mark::Contours { field, levels, boundary: true, .. } => {
            let percent = 100.0 * field.fraction_above(*levels.first()?);
            Some(format!("{percent:.0}% of the plane is blue: label 1"))
        }
        Mark::Contours { field, levels, .. } => match &levels[..] {
            [] => None,
            [level] => Some(format!("the line where the value is {}", short(*level))),
            _ => Some(format!("{} lines of equal value, {}", levels.len(), reach(field))),
        },
        Mark::Surface { field } => Some(format!("a surface, {}", reach(field))),
        Mark::Vertical { x, .. } if !is_on(panel.log_x, *x) => None,
        Mark::Vertical { x, .. } => Some(format!("{} at {} {}", named(name, "a line"), panel.x_label, short(*x))),
        Mark::Horizontal { y, .. } => Some(format!("{} at {}", named(name, "a line"), short(*y))),
        Mark::Image { values } => {
            let ink = values.iter().map(|v| v.clamp(0.0, 1.0)).sum::<f64>() / values.len().max(1) as f64;
            Some(format!("{} × {} pixels, {:.0}% of it black", values.nrows(), values.ncols(), 100.0 * ink))
        }
        Mark::Band { .. } => None,
    }
}

/// Whether a value is on an axis at all.
fn is_on(log: bool, v: f64) -> bool {
    v.is_finite() && (!log || v > 0.0)
}

fn named<'a>(name: &'a str, otherwise: &'a str) -> &'a str {
    if name.is_empty() { otherwise } else { name }
}

/// Whether the points have one y for each x, from left to right or the other way round.
fn is_function(points: &[(f64, f64)]) -> bool {
    points.is_sorted_by(|a, b| a.0 < b.0) || points.is_sorted_by(|a, b| a.0 > b.0)
}

/// Where a series begins and ends, and its lowest and highest point, if those lie between.
fn series(panel: &Panel, name: &str, points: &[(f64, f64)]) -> Option<String> {
    let drawn = |&(x, y): &(f64, f64)| is_on(panel.log_x, x) && is_on(panel.log_y, y);
    let mut seen: Vec<(f64, f64)> = points.iter().copied().filter(drawn).collect();
    if !is_function(&seen) {
        return (!name.is_empty()).then(|| format!("{} points “{name}”", seen.len()));
    }
    seen.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (first, last) = (*seen.first()?, *seen.last()?);
    let at = |(x, y): (f64, f64)| format!("{} at {} {}", short(y), panel.x_label, short(x));
    let mut text = match seen.len() {
        1 => format!("{} {}", named(name, "one value"), at(first)),
        _ => format!("{} from {} to {}", named(name, "the line"), at(first), at(last)),
    };
    let by_height = |a: &&(f64, f64), b: &&(f64, f64)| a.1.total_cmp(&b.1);
    let between = |y: f64| y < first.1.min(last.1) || y > first.1.max(last.1);
    for (word, found) in [("lowest", seen.iter().min_by(by_height)), ("highest", seen.iter().max_by(by_height))] {
        if let Some(point) = found.filter(|point| between(point.1)) {
            text += &format!(", {word} {}", at(*point));
        }
    }
    Some(text)
}

/// Between which values the middle nine tenths of a histogram lie.
fn middle(bars: &[(f64, f64, f64)]) -> Option<String> {
    let all: f64 = bars.iter().map(|bar| bar.2).sum();
    let mut sum = 0.0;
    let mut place = |share: f64| {
        let bar = bars.iter().find(|bar| {
            sum += bar.2;
            sum >= share * all
        });
        sum -= bar.map_or(0.0, |bar| bar.2);
        bar
    };
    let (from, to) = (place(0.05)?.0, place(0.95)?.1);
    Some(format!("nine tenths of the values from {} to {}", short(from), short(to)))
}

fn reach(field: &Field) -> String {
    let (low, high) = extent([field.extent().0, field.extent().1]);
    format!("from {} to {}", short(low), short(high))
}

/// A number with three digits.
fn short(v: f64) -> String {
    if v == 0.0 || !v.is_finite() {
        return v.abs().to_string();
    }
    let digits = 2 - libm::floor(libm::log10(v.abs())) as i32;
    let text = match digits {
        -3..=0 => format!("{v:.0}"),
        1..=5 => format!("{v:.*}", digits as usize).trim_end_matches('0').trim_end_matches('.').to_string(),
        _ => format!("{v:.1e}"),
    };
    text.replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::super::panel::Shape;
    use super::super::style::Colour;
    use super::*;
    use nn_course::Matrix;

    #[test]
    fn a_series_is_told_by_its_ends_and_extremes() {
        let panel = Panel::new("Error", "examples", "%");
        let line = [(1.0, 5.0), (2.0, 2.0), (3.0, 3.25)];
        let told = of(&panel.clone().line("dev", Colour::Blue, line).points("", Colour::Blue, Shape::Circle, line));
        assert_eq!(told, "Error (dev from 5 at examples 1 to 3.25 at examples 3, lowest 2 at examples 2).");
        let told = of(&panel.clone().horizontal("best", Colour::Black, 8.63).vertical("now", Colour::Black, 2e-7));
        assert_eq!(told, "Error (best at 8.63; now at examples 2.0e−7).");
        let at_0 = panel.clone().log_x().line("dev", Colour::Blue, [(0.0, 9.0), (1.0, 5.0)]).vertical(
            "now",
            Colour::Black,
            0.0,
        );
        assert_eq!(of(&at_0), "Error (dev 5 at examples 1).");
        assert_eq!(of(&panel), "Error.");
        assert_eq!(of(&panel.line("a", Colour::Blue, [(0.0, f64::NAN)])), "Error.");
    }

    #[test]
    fn what_covers_a_plane_is_told_by_what_it_covers() {
        let field =
            Field::sample((0.0, 4.0), (0.0, 1.0), (5, 2), |p| Ok(p.row(0).to_owned().insert_axis(ndarray::Axis(0))))
                .unwrap();
        let panel = || Panel::new("t", "x", "y");
        assert_eq!(of(&panel().halves(field.clone(), 2.5)), "t (40% of the plane is blue: label 1).");
        assert_eq!(
            of(&panel().contours(Colour::Grey, field.clone(), vec![1.0, 2.0])),
            "t (2 lines of equal value, from 0 to 4)."
        );
        assert_eq!(of(&panel().surface(field)), "t (a surface, from 0 to 4).");
        assert_eq!(of(&panel().image(&Matrix::from_elem((2, 3), 0.25))), "t (2 × 3 pixels, 25% of it black).");
    }

    #[test]
    fn a_histogram_is_told_by_its_middle() {
        let bars = (0..10).map(|i| (f64::from(i), f64::from(i + 1), if i == 9 { 1.0 } else { 11.0 }));
        assert_eq!(
            of(&Panel::new("z", "", "").bars("", Colour::Blue, bars)),
            "z (nine tenths of the values from 0 to 9)."
        );
    }

    #[test]
    fn numbers_are_short() {
        let written = [0.0, 91.07, 1.0, 0.000_123, 12_345.0, 2.9e-10, -4.5, 1.8e30, 100.0, f64::INFINITY].map(short);
        assert_eq!(written, ["0", "91.1", "1", "1.2e−4", "12345", "2.9e−10", "−4.5", "1.8e30", "100", "inf"]);
    }
}

//! A panel's axes: their ranges, ticks and labels.

use super::field::rising;
use super::marks::{self, Plane};
use super::panel::{Mark, Panel};
use super::paper::{Area, MARGIN, SCALE, TEXT_SIZE, failed, font};
use super::style::{self, Colour, GRID};
use nn_course::support::error::{Error, Result};
use nn_course::support::validate;
use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged, ValueFormatter};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::ops::Range;

/// Logical pixels for the numbers and the name of each axis.
const X_AXIS: i32 = 36;
const Y_AXIS: i32 = 52;

/// Logical pixels of a digit.
const DIGIT: i32 = 7;

/// Logical pixels on the right: half of the last number's width.
const RIGHT: i32 = 20;

/// The longest a panel with equal axes may be, by its shorter side.
const STRIP: f64 = 2.0;

/// One axis, for plotters: a range with the ticks chosen here. On a logarithmic one both are exponents of 10.
struct Axis {
    range: (f64, f64),
    ticks: Vec<f64>,
    /// How to write the number at a tick.
    label: Box<dyn Fn(f64) -> String>,
}

impl Axis {
    /// An axis with about `count` ticks, or `powers` where they are powers of ten.
    fn new(log: bool, range: (f64, f64), count: usize, powers: usize) -> Self {
        if !log {
            let ticks = style::ticks(range.0, range.1, count);
            return Axis { range, label: Box::new(style::labels(&ticks)), ticks };
        }
        let decades = range.1 - range.0;
        if decades >= 1.0 {
            let (ticks, finer) = (power_ticks(range, powers), style::one_two_five(range));
            // Few decades that plain numbers can be written for; 1, 2, 5 if there are hardly any powers of ten, and room.
            let few = decades < 3.0 && range.0 > -4.5 && range.1 < 5.5;
            let ticks = if few && ticks.len() < 3 && finer.len() <= 2 * count { finer } else { ticks };
            return Axis { range, ticks, label: Box::new(if few { style::plain_label } else { style::power_label }) };
        }
        // Less than a decade: plain numbers, evenly spaced, at their logarithms; at least two of them, if floating point has them.
        let power = |v: f64| libm::pow(10.0, v);
        let spaced = |more: usize| {
            let plain = style::ticks(power(range.0), power(range.1), more * count);
            plain.into_iter().filter(|t| libm::log10(*t).is_finite()).collect::<Vec<_>>()
        };
        let plain = [1, 2, 4].into_iter().map(spaced).find(|ticks| ticks.len() > 1).unwrap_or_else(|| spaced(8));
        let label = style::labels(&plain);
        let ticks = plain.into_iter().map(libm::log10).collect();
        Axis { range, ticks, label: Box::new(move |v| label(power(v))) }
    }
}

impl ValueFormatter<f64> for Axis {
    fn format_ext(&self, value: &f64) -> String {
        (self.label)(*value)
    }
}

impl Ranged for Axis {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, (first, last): (i32, i32)) -> i32 {
        let share = (value - self.range.0) / (self.range.1 - self.range.0);
        first.saturating_add((share * f64::from(last - first)).round() as i32)
    }

    fn key_points<Hint: KeyPointHint>(&self, _: Hint) -> Vec<f64> {
        self.ticks.clone()
    }

    fn range(&self) -> Range<f64> {
        self.range.0..self.range.1
    }
}

/// Draws the axes and all marks inside them, from the logical pixel `top` downwards.
pub(super) fn draw(area: &Area, panel: &Panel, top: i32) -> Result<()> {
    let plain = |m: &Mark| matches!(m, Mark::Bars { .. } | Mark::Contours { .. });
    if (panel.log_x || panel.log_y) && panel.marks().any(plain) {
        return Err(Error::Mismatch {
            what: format!("an axis of the panel “{}”", panel.title),
            found: "logarithmic".into(),
            allowed: "plain axes for bars and fields".into(),
        });
    }
    let (width, height) = area.dim_in_pixel();
    let below = if panel.x_label.is_empty() { X_AXIS / 2 } else { X_AXIS };
    let (x, y) = ranges(panel)?;
    let count = |pixels: i32, each: i32| (pixels / SCALE / each).clamp(2, 8) as usize;
    let x_axis = |pixels: i32| Axis::new(panel.log_x, x, count(pixels, 48), count(pixels, 40));
    let y_axis = |pixels: i32| Axis::new(panel.log_y, y, count(pixels, 38), count(pixels, 28));
    let room_y = height as i32 - (top + below + MARGIN / 2) * SCALE;
    // Long numbers need more room than usual, or they run into the axis's name.
    let longest = |axis: Axis| axis.ticks.iter().map(|t| axis.format_ext(t).chars().count()).max().unwrap_or(0);
    let numbers = longest(y_axis(room_y)) as i32;
    let left = if panel.no_y_axis { MARGIN } else { Y_AXIS + DIGIT * (numbers - 4).clamp(0, 8) };
    let room = (width as i32 - (left + RIGHT) * SCALE, room_y);
    if room.0.min(room.1) < 40 * SCALE {
        let what = format!("the panel “{}” has no room for its axes; allowed: larger panels", panel.title);
        return Err(failed(what));
    }
    let inside = if panel.equal { shaped(room, (x.1 - x.0) / (y.1 - y.0)) } else { room };
    let mut chart = ChartBuilder::on(area)
        .margin_top(top * SCALE)
        .margin_right(RIGHT * SCALE + room.0 - inside.0)
        .margin_bottom(MARGIN / 2 * SCALE + room.1 - inside.1)
        .x_label_area_size(below * SCALE)
        .y_label_area_size(left * SCALE)
        .build_cartesian_2d(x_axis(inside.0), y_axis(inside.1))
        .map_err(failed)?;
    let plane = Plane { area: chart.plotting_area().strip_coord_spec(), x, y, log: (panel.log_x, panel.log_y) };
    for mark in panel.marks() {
        if let Mark::Contours { field, levels, boundary: true, .. } = mark {
            marks::tint(&plane, field, levels[0])?;
        }
    }
    let mut mesh = chart.configure_mesh();
    mesh.light_line_style(TRANSPARENT)
        .bold_line_style(GRID.stroke_width(SCALE as u32))
        .axis_style(Colour::Grey.rgb().stroke_width(SCALE as u32))
        .y_label_offset(2 * SCALE)
        .set_all_tick_mark_size(3 * SCALE)
        .label_style(font(TEXT_SIZE, false));
    if panel.equal || panel.no_y_axis {
        mesh.disable_mesh();
    }
    if panel.no_y_axis {
        mesh.disable_y_axis();
    }
    mesh.draw().map_err(failed)?;
    names(area, panel, (left * SCALE, top * SCALE), inside)?;
    panel.marks().try_for_each(|mark| marks::draw(&plane, mark))
}

/// The names of both axes, each at the middle of its axis.
fn names(area: &Area, panel: &Panel, (x, y): (i32, i32), (width, height): (i32, i32)) -> Result<()> {
    let centred = |v| font(TEXT_SIZE, false).pos(Pos::new(HPos::Center, v));
    let below = (x + width / 2, y + height + (X_AXIS - 15) * SCALE);
    let [x_name, y_name] = axis_names(panel);
    area.draw_text(&x_name, &centred(VPos::Top), below).map_err(failed)?;
    if !panel.no_y_axis {
        let turned = centred(VPos::Top).transform(FontTransform::Rotate270);
        area.draw_text(&y_name, &turned, (4 * SCALE, y + height / 2)).map_err(failed)?;
    }
    Ok(())
}

/// What stands at both axes; a logarithmic one says so where it leaves something out.
fn axis_names(panel: &Panel) -> [String; 2] {
    let points: Vec<(f64, f64)> = panel.marks().flat_map(corners).collect();
    let left_out = [panel.log_x && points.iter().any(|p| p.0 <= 0.0), panel.log_y && points.iter().any(|p| p.1 <= 0.0)];
    let name = |label: &str, left_out| if left_out { format!("{label} (0 is left out)") } else { label.to_string() };
    [name(&panel.x_label, left_out[0]), name(&panel.y_label, left_out[1])]
}

/// Width over height of a panel's frame, if its axes are equal.
pub(super) fn shape(panel: &Panel) -> Result<Option<f64>> {
    if !panel.equal {
        return Ok(None);
    }
    let (x, y) = ranges(panel)?;
    Ok(Some((x.1 - x.0) / (y.1 - y.0)))
}

/// The largest frame of the given width over height that fits the room.
fn shaped((width, height): (i32, i32), shape: f64) -> (i32, i32) {
    let limit = |v: f64, most: i32| (v.round() as i32).clamp(most / 10, most);
    (limit(f64::from(height) * shape, width), limit(f64::from(width) / shape, height))
}

/// Powers of ten inside a range of exponents, at most about `count` of them, evenly spaced; if possible two or more.
fn power_ticks((from, to): (f64, f64), count: usize) -> Vec<f64> {
    let mut step = ((to - from) / count as f64).ceil().max(1.0);
    loop {
        let (first, last) = ((from / step).ceil() as i64, (to / step).floor() as i64);
        let ticks: Vec<f64> = (first..=last.min(first.saturating_add(50))).map(|i| i as f64 * step).collect();
        if ticks.len() > 1 || step == 1.0 {
            return ticks;
        }
        step = (step / 2.0).floor().max(1.0);
    }
}

/// The ranges of both axes in their own numbers, also where they are logarithmic.
pub(super) fn plain_ranges(panel: &Panel) -> Result<((f64, f64), (f64, f64))> {
    let plain =
        |log: bool, (from, to): (f64, f64)| if log { (libm::pow(10.0, from), libm::pow(10.0, to)) } else { (from, to) };
    ranges(panel).map(|(x, y)| (plain(panel.log_x, x), plain(panel.log_y, y)))
}

/// The points that a mark reaches to.
fn corners(mark: &Mark) -> Vec<(f64, f64)> {
    match mark {
        Mark::Line { points, .. } | Mark::Points { points, .. } => points.clone(),
        Mark::Band { slices, .. } => slices.iter().flat_map(|&(x, low, high)| [(x, low), (x, high)]).collect(),
        Mark::Bars { bars, .. } => bars.iter().flat_map(|&(left, right, top)| [(left, 0.0), (right, top)]).collect(),
        Mark::Contours { field, .. } | Mark::Surface { field } => {
            let ((x0, x1), (y0, y1)) = field.ranges();
            vec![(x0, y0), (x1, y1)]
        }
        Mark::Vertical { x, .. } => vec![(*x, f64::NAN)],
        Mark::Horizontal { y, .. } => vec![(f64::NAN, *y)],
        Mark::Image { .. } => Vec::new(),
    }
}

/// The ranges of both axes: as fixed, or fitted to the marks with a little air.
fn ranges(panel: &Panel) -> Result<((f64, f64), (f64, f64))> {
    let is_field = |m: &&Mark| matches!(m, Mark::Contours { .. });
    let covered = panel.marks().any(|m| is_field(&m));
    // A field is all that there is to see: what lies outside, such as a path that explodes, is cut off.
    let points: Vec<(f64, f64)> = panel.marks().filter(|m| !covered || is_field(m)).flat_map(corners).collect();
    let bars = panel.marks().any(|m| matches!(m, Mark::Bars { .. }));
    let air = if covered { 0.0 } else { 0.04 };
    let axis = |name: &str, log: bool, fixed: Option<(f64, f64)>, air: f64, of: fn(&(f64, f64)) -> f64| {
        if let (true, Some((from, _))) = (log, fixed) {
            let start = format!("the start of {name}");
            validate::range(&start, from, from > 0.0, "above 0 on a logarithmic axis")?;
        }
        let on = |v: f64| if log { libm::log10(v) } else { v };
        let fit = || fitted(points.iter().map(|p| on(of(p))), air);
        let range = fixed.map_or_else(fit, |(from, to)| (on(from), on(to)));
        rising(name, range).map(|()| range)
    };
    let x = axis("the x axis", panel.log_x, panel.x_range, if bars { 0.0 } else { air }, |p| p.0)?;
    let (from, to) = axis("the y axis", panel.log_y, panel.y_range, air, |p| p.1)?;
    // Bars stand on 0.
    let stands = bars && panel.y_range.is_none();
    let from = if stands && from > -air * (to - from) { 0.0 } else { from };
    let y = if stands { (from.min(0.0), to.max(0.0)) } else { (from, to) };
    Ok(if panel.equal { (widened(x, y), widened(y, x)) } else { (x, y) })
}

/// A range that is at least a part of the other one's length: a panel with equal axes is no strip.
fn widened((from, to): (f64, f64), other: (f64, f64)) -> (f64, f64) {
    let lacking = ((other.1 - other.0) / STRIP - (to - from)).max(0.0) / 2.0;
    (from - lacking, to + lacking)
}

/// The smallest and the largest value.
pub(super) fn extent(values: impl IntoIterator<Item = f64>) -> (f64, f64) {
    values.into_iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(v), b.max(v)))
}

/// The range of the finite values, `air` of its length wider on both sides.
fn fitted(values: impl Iterator<Item = f64>, air: f64) -> (f64, f64) {
    let (from, to) = extent(values.filter(|v| v.is_finite()));
    let half = if from == 0.0 { 1.0 } else { from.abs() * 0.5 };
    match () {
        () if from > to => (0.0, 1.0),
        () if from == to => (from - half, from + half),
        () => (from - (to - from) * air, to + (to - from) * air),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_fit_the_finite_values() {
        assert_eq!(fitted([1.0, 3.0, f64::NAN, f64::INFINITY].into_iter(), 0.5), (0.0, 4.0));
        assert_eq!(fitted([2.0].into_iter(), 0.5), (1.0, 3.0));
        assert_eq!(fitted([].into_iter(), 0.5), (0.0, 1.0));
    }

    #[test]
    fn equal_axes_shrink_the_frame() {
        assert_eq!(shaped((400, 200), 1.0), (200, 200));
        assert_eq!(shaped((100, 200), 2.0), (100, 50));
    }

    /// What stands at the ticks of a logarithmic axis.
    fn written(range: (f64, f64), count: usize) -> Vec<String> {
        let axis = Axis::new(true, range, count, count);
        axis.ticks.iter().map(|t| axis.format_ext(t)).collect()
    }

    #[test]
    fn a_logarithmic_axis_of_few_decades_has_plain_numbers() {
        assert_eq!(written((-0.1, 0.95), 5), ["1", "2", "5"]);
        assert_eq!(written((-1.0, 0.8), 7), ["0.1", "0.2", "0.5", "1", "2", "5"]);
        assert_eq!(written((2.9, 4.4), 5), ["1,000", "2,000", "5,000", "10,000", "20,000"]);
        assert_eq!(written((-3.2, 2.9), 8), ["10⁻³", "10⁻²", "10⁻¹", "10⁰", "10¹", "10²"]);
        assert_eq!(written((-12.0, -2.5), 4), ["10⁻¹²", "10⁻⁹", "10⁻⁶", "10⁻³"]);
        assert_eq!(written((0.31, 0.69), 2), ["3", "4"]);
    }

    /// On any axis: few numbers, spread over it, all different, all finite.
    #[test]
    fn a_logarithmic_axis_says_what_it_leaves_out() {
        let panel = Panel::new("", "λ", "cost").line("", Colour::Blue, [(0.0, 0.0), (1.0, 2.0)]);
        assert_eq!(axis_names(&panel), ["λ", "cost"]);
        assert_eq!(axis_names(&panel.clone().log_x()), ["λ (0 is left out)", "cost"]);
        assert_eq!(axis_names(&panel.log_y()), ["λ", "cost (0 is left out)"]);
    }

    #[test]
    fn a_logarithmic_axis_can_be_read() {
        let mut rng = nn_course::support::random::NumpyRng::seed(1);
        let mut uniform = |from: f64, to: f64| {
            from + (to - from)
                * rand::distr::Distribution::<f64>::sample(&nn_course::support::random::StandardUniform, &mut rng)
        };
        for i in 0..20_000 {
            let from = uniform(-12.0, 12.0);
            let range = (from, from + uniform(0.1, if i % 2 == 0 { 4.0 } else { 25.0 }));
            let count = 2 + i % 7;
            let texts = written(range, count);
            assert!(
                (2..=2 * count + 2).contains(&texts.len()) || (range.1 - range.0 < 2.0 && texts.len() == 1),
                "{range:?} {texts:?}"
            );
            let different: std::collections::BTreeSet<_> = texts.iter().collect();
            assert_eq!(different.len(), texts.len(), "{range:?} {texts:?}");
            assert!(texts.iter().all(|t| !t.contains("inf") && !t.contains("NaN")), "{range:?} {texts:?}");
        }
        for range in [(307.0, 308.3), (-323.0, -322.0), (-300.0, 300.0), (-323.3, 308.2)] {
            let axis = Axis::new(true, range, 8, 8);
            assert!(axis.ticks.iter().all(|t| t.is_finite()) && axis.ticks.len() < 20, "{range:?} {:?}", axis.ticks);
        }
    }

    #[test]
    fn power_ticks_are_whole_exponents() {
        assert_eq!(power_ticks((-3.2, 2.9), 8), [-3.0, -2.0, -1.0, 0.0, 1.0, 2.0]);
        assert_eq!(power_ticks((-9.0, 9.0), 4), [-5.0, 0.0, 5.0]);
    }
}

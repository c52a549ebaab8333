//! A panel's axes: their ranges, ticks and labels.

use super::field::rising;
use super::marks::{self, Plane};
use super::panel::Mark;
use super::panel::Panel;
use super::paper::{Area, MARGIN, SCALE, TEXT_SIZE, failed, font};
use super::style::{self, Colour, GRID};
use nn_course::support::error::{Error, Result};
use nn_course::support::validate;
use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint, Ranged};
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

/// One axis, for plotters: a range with the ticks chosen here. On a logarithmic one both are exponents of 10.
struct Axis {
    range: (f64, f64),
    ticks: Vec<f64>,
}

/// How to write the number at a tick.
type Label = Box<dyn Fn(f64) -> String>;

impl Axis {
    /// An axis with about `count` ticks, or `powers` where they are powers of ten, and how to write them.
    fn new(log: bool, range: (f64, f64), count: usize, powers: usize) -> (Self, Label) {
        if !log {
            let ticks = style::ticks(range.0, range.1, count);
            let label = Box::new(style::labels(&ticks));
            return (Axis { range, ticks }, label);
        }
        let decades = range.1 - range.0;
        if decades >= 1.0 {
            let (ticks, finer) = (power_ticks(range, powers), style::one_two_five(range));
            // Few decades that plain numbers can be written for; 1, 2, 5 if there are hardly any powers of ten, and room.
            let few = decades < 3.0 && range.0 > -4.5 && range.1 < 5.5;
            let ticks = if few && ticks.len() < 3 && finer.len() <= 2 * count { finer } else { ticks };
            let label: Label = if few { Box::new(style::plain_label) } else { Box::new(style::power_label) };
            return (Axis { range, ticks }, label);
        }
        // Less than a decade: plain numbers, evenly spaced, at their logarithms; at least two of them, if floating point has them.
        let power = |v: f64| libm::pow(10.0, v);
        let mut plain = Vec::new();
        for more in [1, 2, 4, 8] {
            plain = style::ticks(power(range.0), power(range.1), more * count);
            plain.retain(|t| libm::log10(*t).is_finite());
            if plain.len() > 1 {
                break;
            }
        }
        let label = style::labels(&plain);
        let ticks = plain.into_iter().map(libm::log10).collect();
        (Axis { range, ticks }, Box::new(move |v| label(power(v))))
    }
}

impl Ranged for Axis {
    type FormatOption = DefaultFormatting;
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
    let needs_plain_axes = panel
        .marks
        .iter()
        .any(|m| matches!(m, Mark::Bars { .. } | Mark::Halves { .. } | Mark::Contours { .. } | Mark::Surface { .. }));
    if (panel.log_x || panel.log_y) && needs_plain_axes {
        return Err(Error::Mismatch {
            what: format!("an axis of the panel “{}”", panel.title),
            found: "logarithmic".into(),
            allowed: "plain axes for bars and fields".into(),
        });
    }
    let (width, height) = area.dim_in_pixel();
    let below = if panel.x_label.is_empty() { X_AXIS / 2 } else { X_AXIS };
    let (x, y) = ranges(panel)?;
    let room_y = height as i32 - (top + below + MARGIN / 2) * SCALE;
    let count = |pixels: i32, each: i32| (pixels / SCALE / each).clamp(2, 8) as usize;
    let longest = |(axis, text): &(Axis, Label)| axis.ticks.iter().map(|t| text(*t).chars().count()).max().unwrap_or(0);
    // Long numbers need more room than usual, or they run into the axis's name.
    let numbers = longest(&Axis::new(panel.log_y, y, count(room_y, 38), count(room_y, 28))) as i32;
    let left = if panel.no_y_axis { MARGIN } else { Y_AXIS + DIGIT * (numbers - 4).clamp(0, 8) };
    let room = (width as i32 - (left + RIGHT) * SCALE, room_y);
    if room.0 < 40 * SCALE || room.1 < 40 * SCALE {
        return Err(failed(format!("the panel “{}” has no room for its axes; allowed: larger panels", panel.title)));
    }
    let inside = if panel.equal { shaped(room, (x.1 - x.0) / (y.1 - y.0)) } else { room };
    let (x_axis, x_text) = Axis::new(panel.log_x, x, count(inside.0, 48), count(inside.0, 40));
    let (y_axis, y_text) = Axis::new(panel.log_y, y, count(inside.1, 38), count(inside.1, 28));
    let mut chart = ChartBuilder::on(area)
        .margin_top(top * SCALE)
        .margin_right(RIGHT * SCALE + room.0 - inside.0)
        .margin_bottom(MARGIN / 2 * SCALE + room.1 - inside.1)
        .x_label_area_size(below * SCALE)
        .y_label_area_size(left * SCALE)
        .build_cartesian_2d(x_axis, y_axis)
        .map_err(failed)?;
    let plane = Plane { area: chart.plotting_area().strip_coord_spec(), x, y, log: (panel.log_x, panel.log_y) };
    for mark in &panel.marks {
        if let Mark::Halves { field, level } = mark {
            marks::tint(&plane, field, *level)?;
        }
    }
    let (x_text, y_text) = (|v: &f64| x_text(*v), |v: &f64| y_text(*v));
    let mut mesh = chart.configure_mesh();
    mesh.light_line_style(TRANSPARENT)
        .bold_line_style(GRID.stroke_width(SCALE as u32))
        .axis_style(Colour::Grey.rgb().stroke_width(SCALE as u32))
        .y_label_offset(2 * SCALE)
        .set_all_tick_mark_size(3 * SCALE)
        .label_style(font(TEXT_SIZE, false))
        .axis_desc_style(font(TEXT_SIZE, false))
        .x_label_formatter(&x_text)
        .y_label_formatter(&y_text);
    if panel.equal || panel.no_y_axis {
        mesh.disable_mesh();
    }
    if panel.no_y_axis {
        mesh.disable_y_axis();
    }
    mesh.draw().map_err(failed)?;
    names(area, panel, (left * SCALE, top * SCALE), inside)?;
    panel.marks.iter().try_for_each(|mark| marks::draw(&plane, mark))
}

/// The names of both axes, each at the middle of its axis.
fn names(area: &Area, panel: &Panel, (x, y): (i32, i32), (width, height): (i32, i32)) -> Result<()> {
    let centred = |v| font(TEXT_SIZE, false).pos(Pos::new(HPos::Center, v));
    let below = (x + width / 2, y + height + (X_AXIS - 15) * SCALE);
    area.draw_text(&panel.x_label, &centred(VPos::Top), below).map_err(failed)?;
    if !panel.no_y_axis {
        let turned = centred(VPos::Top).transform(FontTransform::Rotate270);
        area.draw_text(&panel.y_label, &turned, (4 * SCALE, y + height / 2)).map_err(failed)?;
    }
    Ok(())
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

/// The ranges of both axes: as fixed, or fitted to the marks with a little air.
fn ranges(panel: &Panel) -> Result<((f64, f64), (f64, f64))> {
    let mut points: Vec<(f64, f64)> = Vec::new();
    let mut bars = false;
    for mark in &panel.marks {
        match mark {
            Mark::Line { points: p, .. } | Mark::Points { points: p, .. } => points.extend(p),
            Mark::Band { slices, .. } => points.extend(slices.iter().flat_map(|&(x, low, high)| [(x, low), (x, high)])),
            Mark::Bars { bars: b, .. } => {
                bars = true;
                points.extend(b.iter().flat_map(|&(left, right, top)| [(left, 0.0), (right, top)]));
            }
            Mark::Halves { field, .. } | Mark::Contours { field, .. } | Mark::Surface { field } => {
                let ((x0, x1), (y0, y1)) = field.ranges();
                points.extend([(x0, y0), (x1, y1)]);
            }
            Mark::Vertical { x, .. } => points.push((*x, f64::NAN)),
            Mark::Image { .. } => {}
        }
    }
    for (axis, log, range) in [("x", panel.log_x, panel.x_range), ("y", panel.log_y, panel.y_range)] {
        if let (true, Some((from, _))) = (log, range) {
            validate::range(
                &format!("the start of the {axis} axis"),
                from,
                from > 0.0,
                "above 0 on a logarithmic axis",
            )?;
        }
    }
    let on_x = |x: f64| if panel.log_x { libm::log10(x) } else { x };
    let on_y = |y: f64| if panel.log_y { libm::log10(y) } else { y };
    let covered = panel.marks.iter().any(|m| matches!(m, Mark::Halves { .. } | Mark::Contours { .. }));
    let air = if covered { 0.0 } else { 0.04 };
    let fit_x = || fitted(points.iter().map(|p| on_x(p.0)), if bars { 0.0 } else { air });
    let x = panel.x_range.map(|(a, b)| (on_x(a), on_x(b))).unwrap_or_else(fit_x);
    let y = panel.y_range.map(|(a, b)| (on_y(a), on_y(b))).unwrap_or_else(|| {
        let (from, to) = fitted(points.iter().map(|p| on_y(p.1)), air);
        let from = if bars && from > -air * (to - from) { 0.0 } else { from };
        if bars { (from.min(0.0), to.max(0.0)) } else { (from, to) }
    });
    rising("the x axis", x)?;
    rising("the y axis", y)?;
    Ok((x, y))
}

/// The range of the finite values, `air` of its length wider on both sides.
fn fitted(values: impl Iterator<Item = f64>, air: f64) -> (f64, f64) {
    let extent = |(a, b): (f64, f64), v: f64| (a.min(v), b.max(v));
    let (from, to) = values.filter(|v| v.is_finite()).fold((f64::INFINITY, f64::NEG_INFINITY), extent);
    if from > to {
        return (0.0, 1.0);
    }
    if from == to {
        let half = if from == 0.0 { 1.0 } else { from.abs() * 0.5 };
        return (from - half, from + half);
    }
    (from - (to - from) * air, to + (to - from) * air)
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
        let (axis, label) = Axis::new(true, range, count, count);
        axis.ticks.iter().map(|t| label(*t)).collect()
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
            let (axis, _) = Axis::new(true, range, 8, 8);
            assert!(axis.ticks.iter().all(|t| t.is_finite()) && axis.ticks.len() < 20, "{range:?} {:?}", axis.ticks);
        }
    }

    #[test]
    fn power_ticks_are_whole_exponents() {
        assert_eq!(power_ticks((-3.2, 2.9), 8), [-3.0, -2.0, -1.0, 0.0, 1.0, 2.0]);
        assert_eq!(power_ticks((-9.0, 9.0), 4), [-5.0, 0.0, 5.0]);
    }
}

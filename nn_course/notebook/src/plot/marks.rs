//! Puts one mark inside a panel's axes, in device pixels.

use super::field::Field;
use super::panel::Mark;
use super::panel::Shape;
use super::paper::{Area, SCALE, failed};
use super::style::Colour;
use nn_course::support::error::Result;
use plotters::prelude::*;

/// A plane of device pixels and the ranges that its sides stand for.
pub(super) struct Plane<'a> {
    pub area: Area<'a>,
    pub x: (f64, f64),
    pub y: (f64, f64),
    /// Whether x and y are logarithmic.
    pub log: (bool, bool),
}

impl Plane<'_> {
    fn size(&self) -> (f64, f64) {
        let (width, height) = self.area.dim_in_pixel();
        (f64::from(width), f64::from(height))
    }

    /// Whether a place is inside the plane.
    fn holds(&self, (x, y): (f64, f64)) -> bool {
        let (width, height) = self.size();
        (0.0..=width).contains(&x) && (0.0..=height).contains(&y)
    }

    /// A point in pixels; `None` where it is not finite.
    fn place(&self, (x, y): (f64, f64)) -> Option<(f64, f64)> {
        let y = if self.log.1 { libm::log10(y) } else { y };
        let (_, height) = self.size();
        let px = self.across(x)?;
        let py = (self.y.1 - y) / (self.y.1 - self.y.0) * height;
        py.is_finite().then_some((px, py))
    }

    /// An x in pixels; `None` where it is not finite.
    fn across(&self, x: f64) -> Option<f64> {
        let x = if self.log.0 { libm::log10(x) } else { x };
        let px = (x - self.x.0) / (self.x.1 - self.x.0) * self.size().0;
        px.is_finite().then_some(px)
    }
}

fn whole((x, y): (f64, f64)) -> (i32, i32) {
    (x.round() as i32, y.round() as i32)
}

/// Draws a mark.
pub(super) fn draw(plane: &Plane, mark: &Mark) -> Result<()> {
    match mark {
        Mark::Line { points, colour, dashed } => line(plane, points, *colour, *dashed),
        Mark::Points { points, colour, shape, size } => {
            let mut places = points.iter().filter_map(|p| plane.place(*p)).filter(|p| plane.holds(*p));
            places.try_for_each(|p| point(&plane.area, whole(p), *shape, colour.rgb(), *size))
        }
        Mark::Band { slices, colour } => slices.windows(2).try_for_each(|pair| band(plane, pair[0], pair[1], *colour)),
        Mark::Bars { bars, colour } => draw_bars(plane, bars, *colour),
        Mark::Halves { field, level } => segments(plane, &field.contour(*level), Colour::Black, 1.4),
        Mark::Contours { field, levels, colour } => {
            levels.iter().try_for_each(|level| segments(plane, &field.contour(*level), *colour, 0.9))
        }
        Mark::Vertical { x, colour } => {
            let (_, height) = plane.size();
            match plane.across(*x).filter(|x| plane.holds((*x, 0.0))) {
                None => Ok(()),
                Some(x) => {
                    dashes(&[(x, height), (x, 0.0)]).iter().try_for_each(|d| stroke(&plane.area, d, *colour, 1.9))
                }
            }
        }
        // These have panels of their own.
        Mark::Surface { .. } | Mark::Image { .. } => Ok(()),
    }
}

/// The tints of both sides of a level; drawn before the grid and all other marks.
pub(super) fn tint(plane: &Plane, field: &Field, level: f64) -> Result<()> {
    let (width, height) = plane.area.dim_in_pixel();
    let ((x0, x1), (y0, y1)) = field.ranges();
    let share = |from: f64, to: f64, i: u32, n: u32| from + (to - from) * (f64::from(i) + 0.5) / f64::from(n);
    let us: Vec<f64> = (0..width).map(|i| (share(plane.x.0, plane.x.1, i, width) - x0) / (x1 - x0)).collect();
    let (below, above) = (Colour::Vermillion.tint(0.22), Colour::Blue.tint(0.22));
    let mut pixels = Vec::with_capacity(width as usize * height as usize * 3);
    for j in 0..height {
        let v = (share(plane.y.1, plane.y.0, j, height) - y0) / (y1 - y0);
        for &u in &us {
            let known = (0.0..=1.0).contains(&u) && (0.0..=1.0).contains(&v);
            let RGBColor(r, g, b) = match (known, field.at(u, v) > level) {
                (false, _) => WHITE,
                (true, true) => above,
                (true, false) => below,
            };
            pixels.extend_from_slice(&[r, g, b]);
        }
    }
    match BitMapElement::<_, plotters_bitmap::bitmap_pixel::RGBPixel>::with_owned_buffer(
        (0, 0),
        (width, height),
        pixels,
    ) {
        Some(element) => plane.area.draw(&element).map_err(failed),
        None => Ok(()),
    }
}

/// A line, cut at the sides of the plane and at points that are not finite.
fn line(plane: &Plane, points: &[(f64, f64)], colour: Colour, dashed: bool) -> Result<()> {
    let mut path: Vec<(f64, f64)> = Vec::new();
    let mut paths = Vec::new();
    for pair in points.windows(2) {
        let ends = (plane.place(pair[0]), plane.place(pair[1]));
        let Some((a, b)) = (if let (Some(a), Some(b)) = ends { clip(a, b, plane.size()) } else { None }) else {
            paths.push(std::mem::take(&mut path));
            continue;
        };
        if path.last() != Some(&a) {
            paths.push(std::mem::replace(&mut path, vec![a]));
        }
        path.push(b);
    }
    paths.push(path);
    // A point without finite neighbours is a line of no length: a dot.
    let placed: Vec<_> = points.iter().map(|p| plane.place(*p)).collect();
    let alone = |j: Option<usize>| j.and_then(|j| placed.get(j)).is_none_or(Option::is_none);
    for (i, place) in placed.iter().enumerate() {
        if let Some(place) = place
            && alone(i.checked_sub(1))
            && alone(Some(i + 1))
            && plane.holds(*place)
        {
            point(&plane.area, whole(*place), Shape::Circle, colour.rgb(), 2.6)?;
        }
    }
    for path in paths.into_iter().filter(|p| p.len() > 1) {
        for piece in if dashed { dashes(&path) } else { vec![path] } {
            stroke(&plane.area, &piece, colour, 1.9)?;
        }
    }
    Ok(())
}

/// The part of a segment inside 0..width × 0..height (Liang and Barsky).
fn clip(a: (f64, f64), b: (f64, f64), (width, height): (f64, f64)) -> Option<((f64, f64), (f64, f64))> {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let (mut from, mut to) = (0.0_f64, 1.0_f64);
    for (step, room) in [(-dx, a.0), (dx, width - a.0), (-dy, a.1), (dy, height - a.1)] {
        if step == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if step < 0.0 {
            from = from.max(room / step);
        } else {
            to = to.min(room / step);
        }
    }
    // Clamped, because the sum cancels for ends that are very far away.
    let at = |t: f64| ((a.0 + t * dx).clamp(0.0, width), (a.1 + t * dy).clamp(0.0, height));
    let (start, end) = (at(from), at(to));
    (from <= to && dx.is_finite() && dy.is_finite() && !start.0.is_nan() && !end.0.is_nan()).then_some((start, end))
}

/// Cuts a path into dashes.
fn dashes(path: &[(f64, f64)]) -> Vec<Vec<(f64, f64)>> {
    let (on, off) = (6.0 * f64::from(SCALE), 4.0 * f64::from(SCALE));
    let mut pieces = vec![vec![path[0]]];
    let (mut drawing, mut left) = (true, on);
    for pair in path.windows(2) {
        let (mut a, b) = (pair[0], pair[1]);
        loop {
            let length = ((b.0 - a.0) * (b.0 - a.0) + (b.1 - a.1) * (b.1 - a.1)).sqrt();
            let end =
                if length <= left { b } else { (a.0 + (b.0 - a.0) * left / length, a.1 + (b.1 - a.1) * left / length) };
            let last = pieces.len() - 1;
            if drawing {
                pieces[last].push(end);
            }
            if length <= left {
                left -= length;
                break;
            }
            a = end;
            drawing = !drawing;
            left = if drawing { on } else { off };
            if drawing {
                pieces.push(vec![a]);
            }
        }
    }
    pieces.retain(|p| p.len() > 1);
    pieces
}

/// A path of whole pixels, `width` logical pixels wide, with round ends and joints.
fn stroke(area: &Area, path: &[(f64, f64)], colour: Colour, width: f64) -> Result<()> {
    let width = (width * f64::from(SCALE)).round() as u32;
    let style = colour.rgb().stroke_width(width);
    let mut pixels: Vec<(i32, i32)> = path.iter().map(|p| whole(*p)).collect();
    pixels.dedup();
    for pair in pixels.windows(2) {
        area.draw(&PathElement::new(pair.to_vec(), style)).map_err(failed)?;
    }
    for &p in &pixels {
        area.draw(&Circle::new(p, (width / 2).saturating_sub(1), colour.rgb().filled())).map_err(failed)?;
    }
    Ok(())
}

fn segments(plane: &Plane, segments: &[[(f64, f64); 2]], colour: Colour, width: f64) -> Result<()> {
    for [a, b] in segments {
        if let (Some(a), Some(b)) = (plane.place(*a), plane.place(*b))
            && let Some((a, b)) = clip(a, b, plane.size())
        {
            stroke(&plane.area, &[a, b], colour, width)?;
        }
    }
    Ok(())
}

/// How a band is filled: what lies under it shows through.
pub(super) fn band_tint(colour: Colour) -> ShapeStyle {
    colour.rgb().mix(0.22).filled()
}

/// The part of a band between two of its slices, pixel column by pixel column.
fn band(plane: &Plane, from: (f64, f64, f64), to: (f64, f64, f64), colour: Colour) -> Result<()> {
    let ends = |(x, low, high): (f64, f64, f64)| Some((plane.place((x, low))?, plane.place((x, high))?));
    let (Some((low0, high0)), Some((low1, high1))) = (ends(from), ends(to)) else { return Ok(()) };
    let (width, height) = plane.size();
    let (first, last) = (low0.0.min(low1.0).clamp(0.0, width), low0.0.max(low1.0).clamp(0.0, width));
    let tint = band_tint(colour);
    for column in first.round() as i32..last.round() as i32 {
        let t = ((f64::from(column) + 0.5 - low0.0) / (low1.0 - low0.0)).clamp(0.0, 1.0);
        let at = |a: f64, b: f64| (a + t * (b - a)).clamp(0.0, height).round() as i32;
        // The lower right corner is not filled.
        let corners = [(column, at(high0.1, high1.1)), (column + 1, at(low0.1, low1.1))];
        plane.area.draw(&Rectangle::new(corners, tint)).map_err(failed)?;
    }
    Ok(())
}

fn draw_bars(plane: &Plane, bars: &[(f64, f64, f64)], colour: Colour) -> Result<()> {
    let (width, height) = plane.size();
    for &(left, right, top) in bars {
        if let (Some((x0, y0)), Some((x1, y1))) = (plane.place((left, 0.0)), plane.place((right, top))) {
            let inside = |(x, y): (f64, f64)| whole((x.clamp(0.0, width), y.clamp(0.0, height)));
            let corners = [inside((x0, y0)), inside((x1 - 1.0, y1))];
            plane.area.draw(&Rectangle::new(corners, colour.rgb().filled())).map_err(failed)?;
        }
    }
    Ok(())
}

/// One point at a pixel, with a thin white rim so that neighbours stay apart.
pub(super) fn point(area: &Area, (x, y): (i32, i32), shape: Shape, colour: RGBColor, size: f64) -> Result<()> {
    let s = |k: f64| (size * k * f64::from(SCALE)) as i32;
    let triangle = |r: f64| {
        let (dx, up, down) = (s(1.15 * r), s(1.25 * r), s(0.85 * r));
        Polygon::new(
            vec![(x - dx, y + down), (x + dx, y + down), (x, y - up)],
            if r > 1.0 { WHITE } else { colour }.filled(),
        )
    };
    match shape {
        Shape::Circle => {
            area.draw(&Circle::new((x, y), s(1.2), WHITE.filled())).map_err(failed)?;
            area.draw(&Circle::new((x, y), s(1.0), colour.filled())).map_err(failed)
        }
        Shape::Triangle => {
            area.draw(&triangle(1.3)).map_err(failed)?;
            area.draw(&triangle(1.0)).map_err(failed)
        }
        Shape::Cross => {
            let d = s(1.0);
            let stroke = colour.stroke_width((1.8 * f64::from(SCALE)) as u32);
            area.draw(&PathElement::new(vec![(x - d, y - d), (x + d, y + d)], stroke)).map_err(failed)?;
            area.draw(&PathElement::new(vec![(x - d, y + d), (x + d, y - d)], stroke)).map_err(failed)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::figure::Figure;
    use crate::plot::panel::Panel;

    fn drawn(panel: Panel) -> Figure {
        Figure::row("", &[panel.x_range(0.0, 1.0).y_range(0.0, 1.0)]).unwrap()
    }

    fn empty() -> Panel {
        Panel::new("t", "x", "y")
    }

    #[test]
    fn points_far_away_do_no_harm() {
        let far = [1e3, 1e20, 1e40, 1e154, 6e304, f64::MAX];
        for a in far {
            for b in far {
                let mut panel = empty();
                for ends in [[(0.5, a), (0.5, -b)], [(-a, 0.3), (b, 0.6)], [(-a, -b), (b, a)], [(a, b), (a, a)]] {
                    panel = panel.line("", Colour::Blue, ends).dashed("", Colour::Blue, ends);
                    panel = panel.points("", Colour::Blue, Shape::Cross, ends);
                    panel = panel.band("", Colour::Blue, ends.map(|(x, y)| (x, y, -y)));
                }
                drawn(panel);
            }
        }
    }

    #[test]
    fn clipping_keeps_what_is_inside() {
        let size = (100.0, 50.0);
        assert_eq!(clip((10.0, 10.0), (90.0, 40.0), size), Some(((10.0, 10.0), (90.0, 40.0))));
        assert_eq!(clip((-100.0, 25.0), (100.0, 25.0), size), Some(((0.0, 25.0), (100.0, 25.0))));
        assert_eq!(clip((-10.0, -10.0), (-1.0, 60.0), size), None);
    }

    #[test]
    fn a_single_point_of_a_line_is_seen() {
        let nothing = drawn(empty().line("", Colour::Blue, []));
        assert_ne!(drawn(empty().line("", Colour::Blue, [(0.5, 0.5)])), nothing);
        assert_ne!(drawn(empty().line("", Colour::Blue, [(0.1, f64::NAN), (0.5, 0.5), (0.6, f64::INFINITY)])), nothing);
    }

    #[test]
    fn a_band_is_between_its_edges() {
        let figure = |slices: [(f64, f64, f64); 3]| drawn(empty().band("", Colour::Blue, slices));
        let whole = figure([(0.1, 0.2, 0.4), (0.5, 0.3, 0.9), (0.9, 0.1, 0.2)]);
        assert_ne!(whole, drawn(empty()));
        assert_eq!(figure([(0.1, 0.2, 0.4), (0.5, f64::NAN, 0.9), (0.9, 0.1, 0.2)]), drawn(empty()), "interrupted");
        // What is outside the axes is cut, not squeezed: the same picture as with the corner inside.
        assert_eq!(
            figure([(0.0, 0.5, 2.0), (1.0, 0.5, 2.0), (2.0, 0.5, 2.0)]),
            figure([(0.0, 0.5, 1.0), (0.5, 0.5, 1.0), (1.0, 0.5, 1.0)])
        );
    }

    #[test]
    fn marks_that_make_no_sense_are_refused() {
        let field = Field::sample((0.0, 1.0), (0.0, 1.0), (3, 3), |p| {
            Ok(nn_course::Matrix::from_shape_fn((1, p.ncols()), |(_, i)| p[[0, i]]))
        })
        .unwrap();
        for panel in [
            empty().x_range(0.0, 1.0).log_x(),
            empty().log_x().bars("", Colour::Blue, [(0.5, 1.0, 2.0)]),
            empty().log_y().bars("", Colour::Blue, [(0.0, 1.0, 2.0)]),
            empty().log_y().halves(field.clone(), 0.5),
            empty().surface(field.clone()).line("", Colour::Blue, [(0.0, 0.0), (1.0, 1.0)]),
        ] {
            assert!(Figure::row("", &[panel]).is_err());
        }
    }
}

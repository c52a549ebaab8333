//! Drawing of one mark inside a panel's axes, in device pixels.

use super::field::Field;
use super::panel::{Mark, Shape};
use super::paper::{Area, SCALE, failed};
use super::style::Colour;
use nn_course::support::error::Result;
use plotters::prelude::*;
use plotters_bitmap::bitmap_pixel::RGBPixel;

/// The width of lines in logical pixels.
const LINE: f64 = 1.9;

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

    /// Whether a point is inside the plane.
    fn holds(&self, (x, y): (f64, f64)) -> bool {
        let (width, height) = self.size();
        (0.0..=width).contains(&x) && (0.0..=height).contains(&y)
    }

    /// A point in pixels; `None` where it is not finite.
    fn place(&self, (x, y): (f64, f64)) -> Option<(f64, f64)> {
        Some((self.across(x)?, pixel(y, self.log.1, (self.y.1, self.y.0), self.size().1)?))
    }

    /// An x in pixels; `None` where it is not finite.
    fn across(&self, x: f64) -> Option<f64> {
        pixel(x, self.log.0, self.x, self.size().0)
    }
}

/// Where a value is on a side of so many pixels; `None` where it is not finite.
fn pixel(v: f64, log: bool, (from, to): (f64, f64), pixels: f64) -> Option<f64> {
    let v = if log { libm::log10(v) } else { v };
    Some((v - from) / (to - from) * pixels).filter(|p| p.is_finite())
}

fn whole((x, y): (f64, f64)) -> (i32, i32) {
    (x.round() as i32, y.round() as i32)
}

/// Draws a mark.
pub(super) fn draw(plane: &Plane, mark: &Mark) -> Result<()> {
    let places = |points: &[(f64, f64)]| points.iter().map(|p| plane.place(*p)).collect::<Vec<_>>();
    match mark {
        Mark::Line { points, colour, dashed } => line(plane, &places(points), *colour, LINE, *dashed),
        Mark::Points { points, colour, shape, size } => {
            let mut seen = places(points).into_iter().flatten().filter(|p| plane.holds(*p));
            seen.try_for_each(|p| point(&plane.area, whole(p), *shape, colour.rgb(), *size))
        }
        // A slice alone is a line.
        Mark::Band { slices, colour } if slices.len() == 1 => {
            let (x, low, high) = slices[0];
            line(plane, &places(&[(x, low), (x, high)]), *colour, LINE, false)
        }
        Mark::Band { slices, colour } => slices.windows(2).try_for_each(|pair| band(plane, pair[0], pair[1], *colour)),
        Mark::Bars { bars, colour } => bars.iter().try_for_each(|b| bar(plane, *b, *colour)),
        Mark::Contours { field, levels, colour, boundary } => {
            let width = if *boundary { 1.4 } else { 0.9 };
            levels.iter().try_for_each(|level| contour(plane, field, *level, *colour, width))
        }
        Mark::Vertical { x, colour } => {
            let ends = [plane.size().1, 0.0].map(|y| Some((plane.across(*x)?, y)));
            line(plane, &ends, *colour, LINE, true)
        }
        Mark::Horizontal { y, colour } => {
            let (from, to) = plane.x;
            let on = |x: f64| if plane.log.0 { libm::pow(10.0, x) } else { x };
            line(plane, &places(&[(on(from), *y), (on(to), *y)]), *colour, LINE, true)
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
    let element = BitMapElement::<_, RGBPixel>::with_owned_buffer((0, 0), (width, height), pixels);
    element.map_or(Ok(()), |element| plane.area.draw(&element).map_err(failed))
}

/// A line through places, cut at the sides of the plane and where there is none.
fn line(plane: &Plane, places: &[Option<(f64, f64)>], colour: Colour, width: f64, dashed: bool) -> Result<()> {
    // A place without neighbours is a line of no length: a dot.
    for alone in places.split(Option::is_none).filter(|run| run.len() == 1) {
        for place in alone.iter().flatten().filter(|p| plane.holds(**p)) {
            point(&plane.area, whole(*place), Shape::Circle, colour.rgb(), 2.6)?;
        }
    }
    let mut paths: Vec<Vec<(f64, f64)>> = Vec::new();
    for pair in places.windows(2) {
        let inside = pair[0].zip(pair[1]).and_then(|(a, b)| clip(a, b, plane.size()));
        let path = paths.last_mut().filter(|path| inside.is_some_and(|(a, _)| path.last() == Some(&a)));
        match (path, inside) {
            (Some(path), Some((_, b))) => path.push(b),
            (_, inside) => paths.push(inside.map_or(Vec::new(), |(a, b)| vec![a, b])),
        }
    }
    for path in paths.into_iter().filter(|path| !path.is_empty()) {
        let pieces = if dashed { dashes(&path) } else { vec![path] };
        pieces.iter().try_for_each(|piece| stroke(&plane.area, piece, colour, width))?;
    }
    Ok(())
}

/// The line where a field has a level.
fn contour(plane: &Plane, field: &Field, level: f64, colour: Colour, width: f64) -> Result<()> {
    let segments = field.contour(level).into_iter().map(|ends| ends.map(|end| plane.place(end)));
    segments
        .filter(|ends| ends.iter().all(Option::is_some))
        .try_for_each(|ends| line(plane, &ends, colour, width, false))
}

/// The part of a segment inside 0..width × 0..height (Liang and Barsky).
fn clip(a: (f64, f64), b: (f64, f64), (width, height): (f64, f64)) -> Option<((f64, f64), (f64, f64))> {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let (mut from, mut to) = (0.0_f64, 1.0_f64);
    for (step, room) in [(-dx, a.0), (dx, width - a.0), (-dy, a.1), (dy, height - a.1)] {
        match room / step {
            _ if step == 0.0 && room < 0.0 => return None,
            _ if step == 0.0 => {}
            t if step < 0.0 => from = from.max(t),
            t => to = to.min(t),
        }
    }
    // Clamped, because the sum cancels for ends that are very far away.
    let at = |t: f64| ((a.0 + t * dx).clamp(0.0, width), (a.1 + t * dy).clamp(0.0, height));
    (from <= to && dx.is_finite() && dy.is_finite()).then(|| (at(from), at(to)))
}

/// Cuts a path into dashes.
fn dashes(path: &[(f64, f64)]) -> Vec<Vec<(f64, f64)>> {
    let lengths = [6.0, 4.0].map(|length| length * f64::from(SCALE));
    // Every second piece is a gap.
    let (mut pieces, mut left) = (vec![vec![path[0]]], lengths[0]);
    for pair in path.windows(2) {
        let (mut a, b) = (pair[0], pair[1]);
        loop {
            let length = ((b.0 - a.0) * (b.0 - a.0) + (b.1 - a.1) * (b.1 - a.1)).sqrt();
            let part = |a: f64, b: f64| a + (b - a) * left / length;
            let end = if length <= left { b } else { (part(a.0, b.0), part(a.1, b.1)) };
            pieces.last_mut().into_iter().for_each(|piece| piece.push(end));
            if length <= left {
                left -= length;
                break;
            }
            (a, left) = (end, lengths[pieces.len() % 2]);
            pieces.push(vec![a]);
        }
    }
    pieces.into_iter().step_by(2).filter(|piece| piece.len() > 1).collect()
}

/// A path of whole pixels, `width` logical pixels wide, with round ends and joints.
fn stroke(area: &Area, path: &[(f64, f64)], colour: Colour, width: f64) -> Result<()> {
    let width = (width * f64::from(SCALE)).round() as u32;
    let mut pixels: Vec<(i32, i32)> = path.iter().map(|p| whole(*p)).collect();
    pixels.dedup();
    for pair in pixels.windows(2) {
        area.draw(&PathElement::new(pair, colour.rgb().stroke_width(width))).map_err(failed)?;
    }
    let joint = |p: &(i32, i32)| area.draw(&Circle::new(*p, (width / 2).saturating_sub(1), colour.rgb().filled()));
    pixels.iter().try_for_each(joint).map_err(failed)
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
    for column in first.round() as i32..last.round() as i32 {
        let t = ((f64::from(column) + 0.5 - low0.0) / (low1.0 - low0.0)).clamp(0.0, 1.0);
        let at = |a: f64, b: f64| (a + t * (b - a)).clamp(0.0, height).round() as i32;
        // The lower right corner is not filled.
        let corners = [(column, at(high0.1, high1.1)), (column + 1, at(low0.1, low1.1))];
        plane.area.draw(&Rectangle::new(corners, band_tint(colour))).map_err(failed)?;
    }
    Ok(())
}

fn bar(plane: &Plane, (left, right, top): (f64, f64, f64), colour: Colour) -> Result<()> {
    let (width, height) = plane.size();
    let ends = plane.place((left, 0.0)).zip(plane.place((right, top)));
    ends.map_or(Ok(()), |(foot, (x, y))| {
        let corners = [foot, (x - 1.0, y)].map(|(x, y)| whole((x.clamp(0.0, width), y.clamp(0.0, height))));
        plane.area.draw(&Rectangle::new(corners, colour.rgb().filled())).map_err(failed)
    })
}

/// One point at a pixel, with a thin white rim so that neighbours stay apart.
pub(super) fn point(area: &Area, (x, y): (i32, i32), shape: Shape, colour: RGBColor, size: f64) -> Result<()> {
    let s = |k: f64| (size * k * f64::from(SCALE)) as i32;
    match shape {
        Shape::Circle => [(1.2, WHITE), (1.0, colour)]
            .into_iter()
            .try_for_each(|(r, colour)| area.draw(&Circle::new((x, y), s(r), colour.filled())).map_err(failed)),
        Shape::Triangle => [(1.3, WHITE), (1.0, colour)].into_iter().try_for_each(|(r, colour)| {
            let (dx, up, down) = (s(1.15 * r), s(1.25 * r), s(0.85 * r));
            let corners = [(x - dx, y + down), (x + dx, y + down), (x, y - up)];
            area.draw(&Polygon::new(corners, colour.filled())).map_err(failed)
        }),
        Shape::Cross => [1, -1].into_iter().try_for_each(|up| {
            let (d, stroke) = (s(1.0), colour.stroke_width((1.8 * f64::from(SCALE)) as u32));
            area.draw(&PathElement::new([(x - d, y - up * d), (x + d, y + up * d)], stroke)).map_err(failed)
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::figure::Figure;
    use crate::plot::panel::Panel;

    fn drawn(panel: Panel) -> Figure {
        Figure::row(&[panel.x_range(0.0, 1.0).y_range(0.0, 1.0)]).unwrap()
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
            assert!(Figure::row(&[panel]).is_err());
        }
    }
}

//! Drawing of a field as a surface in space, seen from above one corner.
//!
//! Explained in notebook 02, section 2.

use super::field::{Field, rising};
use super::panel::Panel;
use super::paper::{Area, SCALE, TEXT_SIZE, failed, font};
use super::style::{self, Colour, GRID};
use nn_course::support::error::Result;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// Cells of the surface in each direction.
const CELLS: usize = 36;

/// Turns a point of the cube (each coordinate from −½ to ½) into device pixels, by parallel projection.
struct View {
    centre: (f64, f64),
    size: (f64, f64),
    yaw: (f64, f64),
    pitch: (f64, f64),
}

impl View {
    fn new(area: &Area, top: i32) -> Self {
        let (width, height) = area.dim_in_pixel();
        // Room for the numbers and names around the cube.
        let (side, below) = (f64::from(62 * SCALE), f64::from(34 * SCALE));
        let top = f64::from((top + 6) * SCALE);
        let turned = |angle: f64| (libm::sin(angle), libm::cos(angle));
        let (yaw, pitch) = (turned(0.6), turned(0.5));
        let room = (f64::from(width) - 2.0 * side, f64::from(height) - top - below);
        let up = room.1 / (pitch.1 + (yaw.0 + yaw.1) * pitch.0);
        let across = (room.0 / (yaw.0 + yaw.1)).min(1.5 * up);
        View { centre: (f64::from(width) / 2.0, top + room.1 / 2.0), size: (across, up), yaw, pitch }
    }

    /// How far back a point of the floor is.
    fn depth(&self, x: f64, y: f64) -> f64 {
        x * self.yaw.0 + y * self.yaw.1
    }

    fn place(&self, (x, y, z): (f64, f64, f64)) -> (i32, i32) {
        let across = x * self.yaw.1 - y * self.yaw.0;
        let up = z * self.pitch.1 + self.depth(x, y) * self.pitch.0;
        let pixel = |v: f64| v.round() as i32;
        (pixel(self.centre.0 + across * self.size.0), pixel(self.centre.1 - up * self.size.1))
    }
}

/// Draws the surface from the logical pixel `top` downwards, low values light, high ones dark.
pub(super) fn draw(area: &Area, panel: &Panel, field: &Field, top: i32) -> Result<()> {
    let (x_range, y_range) = field.ranges();
    let z_range = match field.extent() {
        (low, high) if low == high => (low - (low.abs() / 2.0).max(1.0), low + (low.abs() / 2.0).max(1.0)),
        extent => extent,
    };
    rising("the values", z_range)?;
    let view = View::new(area, top);
    let names = [panel.x_label.as_str(), panel.y_label.as_str(), "J"];
    frame(area, &view, [x_range, y_range, z_range], names)?;

    let side = |i: usize| i as f64 / CELLS as f64 - 0.5;
    let height = |i: usize, j: usize| {
        let value = field.at(side(i) + 0.5, side(j) + 0.5);
        (value - z_range.0) / (z_range.1 - z_range.0) - 0.5
    };
    let mut cells: Vec<(usize, usize)> = (0..CELLS).flat_map(|i| (0..CELLS).map(move |j| (i, j))).collect();
    // From the back to the front, so that what is near covers what is far.
    cells.sort_by(|a, b| view.depth(side(b.0), side(b.1)).total_cmp(&view.depth(side(a.0), side(a.1))));
    for (i, j) in cells {
        let corners = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)];
        let middle = corners.iter().map(|&(i, j)| height(i, j)).sum::<f64>() / 4.0 + 0.5;
        // In steps: neighbours share a shade, and the picture a small palette.
        let shade = Colour::Blue.tint(0.25 + 0.75 * (middle * 15.0).round() / 15.0);
        let outline = corners.map(|(i, j)| view.place((side(i), side(j), height(i, j))));
        area.draw(&Polygon::new(outline.to_vec(), shade.filled())).map_err(failed)?;
    }
    Ok(())
}

/// The floor, the two back walls, and the numbers and names of the three axes along the edges in front.
fn frame(area: &Area, view: &View, ranges: [(f64, f64); 3], names: [&str; 3]) -> Result<()> {
    let line = |points: &[(f64, f64, f64)], colour: RGBColor| {
        let points: Vec<(i32, i32)> = points.iter().map(|p| view.place(*p)).collect();
        area.draw(&PathElement::new(points, colour.stroke_width(SCALE as u32))).map_err(failed)
    };
    let text = |text: &str, at: (f64, f64, f64), (dx, dy): (i32, i32), (h, v): (HPos, VPos)| {
        let (x, y) = view.place(at);
        let style = font(TEXT_SIZE, false).pos(Pos::new(h, v));
        area.draw_text(text, &style, (x + dx * SCALE, y + dy * SCALE)).map_err(failed)
    };
    type Line = fn(f64) -> [(f64, f64, f64); 3];
    // Of each axis: the grid line at a tick, how many ticks, how the texts are aligned, where the numbers are beside the line's start,
    // and where the name is beside a point.
    let x_line: Line = |t| [(t, -0.5, -0.5), (t, 0.5, -0.5), (t, 0.5, 0.5)];
    let y_line: Line = |t| [(-0.5, t, -0.5), (0.5, t, -0.5), (0.5, t, 0.5)];
    let z_line: Line = |t| [(-0.5, 0.5, t), (0.5, 0.5, t), (0.5, -0.5, t)];
    let axes = [
        (x_line, 4, (HPos::Left, VPos::Top), (3, 4), (0.1, -0.5, -0.5), (22, 16)),
        (y_line, 4, (HPos::Right, VPos::Top), (-3, 4), (-0.5, 0.1, -0.5), (-22, 16)),
        (z_line, 5, (HPos::Right, VPos::Center), (-6, 1), (-0.5, 0.5, 0.05), (-40, 1)),
    ];
    for ((range, name), (grid, count, aligned, beside, at, beside_it)) in ranges.into_iter().zip(names).zip(axes) {
        let ticks = style::ticks(range.0, range.1, count);
        let label = style::labels(&ticks);
        for tick in ticks {
            let points = grid((tick - range.0) / (range.1 - range.0) - 0.5);
            line(&points, GRID)?;
            text(&label(tick), points[0], beside, aligned)?;
        }
        text(name, at, beside_it, aligned)?;
    }
    let grey = Colour::Grey.rgb();
    line(&[(-0.5, 0.5, 0.5), (-0.5, 0.5, -0.5), (-0.5, -0.5, -0.5), (0.5, -0.5, -0.5)], grey)?;
    line(&[(0.5, 0.5, 0.5), (0.5, 0.5, -0.5)], GRID)?;
    line(&[(0.5, -0.5, -0.5), (0.5, -0.5, 0.5)], GRID)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::figure::Figure;

    fn drawn(f: impl Fn(f64) -> f64) -> Result<Figure> {
        let field = Field::sample((0.0, 1.0), (0.0, 1.0), (9, 9), |p| {
            Ok(nn_course::Matrix::from_shape_fn((1, p.ncols()), |(_, i)| f(p[[0, i]])))
        })?;
        Figure::row(&[Panel::new("t", "x", "y").surface(field)])
    }

    #[test]
    fn flat_huge_and_overflowing_values() {
        assert!(drawn(|_| 0.0).is_ok() && drawn(|_| 1e300).is_ok() && drawn(|x| 1e-300 * x).is_ok());
        let e = drawn(|x| if x < 0.5 { -1e308 } else { 1e308 }).unwrap_err();
        assert!(e.to_string().starts_with("the end of the values is"), "{e}");
    }
}

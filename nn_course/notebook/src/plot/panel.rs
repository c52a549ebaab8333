//! Panels: axes with marks. A panel only describes a picture; `draw` draws it.

use super::field::Field;
use super::style::Colour;
use nn_course::Matrix;
use nn_course::data::dataset::Dataset;
use std::fmt;

/// The shape of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A disc.
    Circle,
    /// A triangle that stands on its side.
    Triangle,
    /// A cross.
    Cross,
}

/// One thing drawn inside a panel's axes. Both sides of contours that are a boundary are tinted.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Mark {
    Line { points: Vec<(f64, f64)>, colour: Colour, dashed: bool },
    Points { points: Vec<(f64, f64)>, colour: Colour, shape: Shape, size: f64 },
    Band { slices: Vec<(f64, f64, f64)>, colour: Colour },
    Bars { bars: Vec<(f64, f64, f64)>, colour: Colour },
    Contours { field: Field, levels: Vec<f64>, colour: Colour, boundary: bool },
    Surface { field: Field },
    Vertical { x: f64, colour: Colour },
    Horizontal { y: f64, colour: Colour },
    Image { values: Matrix },
}

/// A pair of axes with a title and marks on it. Built up by its methods, then put into a [`Figure`](super::figure::Figure).
#[derive(Clone, Default, PartialEq)]
pub struct Panel {
    pub(crate) title: String,
    pub(super) x_label: String,
    pub(super) y_label: String,
    pub(super) x_range: Option<(f64, f64)>,
    pub(super) y_range: Option<(f64, f64)>,
    pub(super) equal: bool,
    pub(super) log_x: bool,
    pub(super) log_y: bool,
    pub(super) no_y_axis: bool,
    /// Each with its name in the legend, if it has one.
    pub(super) marks: Vec<(String, Mark)>,
}

/// What a notebook shows in place of the picture where a cell's last line gives away a variable of an earlier cell.
impl fmt::Debug for Panel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let how = "not drawn: in the cell's last line, write `.clone()` behind what an earlier cell made";
        write!(f, "Panel({:?}, {how})", self.title)
    }
}

impl Panel {
    /// An empty panel. The title says what is drawn.
    pub fn new(title: impl Into<String>, x_label: impl Into<String>, y_label: impl Into<String>) -> Self {
        Panel { title: title.into(), x_label: x_label.into(), y_label: y_label.into(), ..Panel::default() }
    }

    /// Fixes the x axis; otherwise it fits the marks.
    pub fn x_range(self, from: f64, to: f64) -> Self {
        Panel { x_range: Some((from, to)), ..self }
    }

    /// Fixes the y axis; otherwise it fits the marks.
    pub fn y_range(self, from: f64, to: f64) -> Self {
        Panel { y_range: Some((from, to)), ..self }
    }

    /// One unit of x is as long as one unit of y.
    pub fn equal_axes(self) -> Self {
        Panel { equal: true, ..self }
    }

    /// A logarithmic x axis; marks at 0 or below are left out.
    pub fn log_x(self) -> Self {
        Panel { log_x: true, ..self }
    }

    /// A logarithmic y axis; marks at 0 or below are left out.
    pub fn log_y(self) -> Self {
        Panel { log_y: true, ..self }
    }

    /// No numbers along y: for a histogram, whose shape matters and not its counts.
    pub fn no_y_axis(self) -> Self {
        Panel { no_y_axis: true, ..self }
    }

    /// A line through points. Points that are not finite interrupt it.
    pub fn line(self, label: &str, colour: Colour, points: impl IntoIterator<Item = (f64, f64)>) -> Self {
        self.mark(label, Mark::Line { points: points.into_iter().collect(), colour, dashed: false })
    }

    /// A dashed line through points.
    pub fn dashed(self, label: &str, colour: Colour, points: impl IntoIterator<Item = (f64, f64)>) -> Self {
        self.mark(label, Mark::Line { points: points.into_iter().collect(), colour, dashed: true })
    }

    /// A band between two heights, tinted: (x, lower, upper) each, such as a line's uncertainty. Slices that are not finite interrupt it.
    pub fn band(self, label: &str, colour: Colour, slices: impl IntoIterator<Item = (f64, f64, f64)>) -> Self {
        self.mark(label, Mark::Band { slices: slices.into_iter().collect(), colour })
    }

    /// Single points. Points that are not finite are left out.
    pub fn points(
        self,
        label: &str,
        colour: Colour,
        shape: Shape,
        points: impl IntoIterator<Item = (f64, f64)>,
    ) -> Self {
        let points: Vec<_> = points.into_iter().collect();
        self.mark(label, Mark::Points { size: size_of(points.len()), points, colour, shape })
    }

    /// The examples of a data set by their first two inputs: label 0 as vermillion discs, label 1 as blue triangles.
    pub fn examples(self, data: &Dataset) -> Self {
        let of = |label: f64| columns(data.x()).zip(data.y()).filter(move |(_, y)| **y == label).map(|(p, _)| p);
        // Both of the same size, whichever are more.
        let size = size_of(of(0.0).count().max(of(1.0).count()));
        let looks = [(0.0, "y = 0", Colour::Vermillion, Shape::Circle), (1.0, "y = 1", Colour::Blue, Shape::Triangle)];
        looks.into_iter().fold(self, |panel, (label, name, colour, shape)| {
            panel.mark(name, Mark::Points { points: of(label).collect(), colour, shape, size })
        })
    }

    /// The columns of X as points, by their first two rows.
    pub fn scatter(self, label: &str, colour: Colour, shape: Shape, x: &Matrix) -> Self {
        self.points(label, colour, shape, columns(x))
    }

    /// Bars from 0: (left, right, height) each.
    pub fn bars(self, label: &str, colour: Colour, bars: impl IntoIterator<Item = (f64, f64, f64)>) -> Self {
        self.mark(label, Mark::Bars { bars: bars.into_iter().collect(), colour })
    }

    /// The plane tinted by which side of a level a field is on, with the boundary drawn.
    pub fn halves(self, field: Field, level: f64) -> Self {
        self.mark("", Mark::Contours { field, levels: vec![level], colour: Colour::Black, boundary: true })
    }

    /// Lines of equal value of a field.
    pub fn contours(self, colour: Colour, field: Field, levels: Vec<f64>) -> Self {
        self.mark("", Mark::Contours { field, levels, colour, boundary: false })
    }

    /// A field as a surface in space; a panel with one holds nothing else.
    pub fn surface(self, field: Field) -> Self {
        self.mark("", Mark::Surface { field })
    }

    /// A dashed line across the whole height at x: where something happened.
    pub fn vertical(self, label: &str, colour: Colour, x: f64) -> Self {
        self.mark(label, Mark::Vertical { x, colour })
    }

    /// A dashed line across the whole width at y: a limit, or the truth.
    pub fn horizontal(self, label: &str, colour: Colour, y: f64) -> Self {
        self.mark(label, Mark::Horizontal { y, colour })
    }

    /// An image (height, width) without axes, row 0 at the top: 0 is white paper, 1 black ink, and values outside are clamped
    /// to that. At most 400 × 400 pixels. A panel with one holds nothing else.
    pub fn image(self, values: &Matrix) -> Self {
        self.mark("", Mark::Image { values: values.clone() })
    }

    fn mark(mut self, name: &str, mark: Mark) -> Self {
        self.marks.push((name.into(), mark));
        self
    }

    /// The marks without their names.
    pub(super) fn marks(&self) -> impl Iterator<Item = &Mark> {
        self.marks.iter().map(|(_, mark)| mark)
    }

    /// The marks that are in the legend, with their names.
    pub(super) fn legend(&self) -> impl Iterator<Item = &(String, Mark)> {
        self.marks.iter().filter(|(name, _)| !name.is_empty())
    }

    /// Logical pixels that the title takes in one line, about.
    pub(super) fn title_width(&self) -> f64 {
        7.6 * self.title.chars().count() as f64
    }

    /// Logical pixels that the legend takes in one line, rather too many.
    pub(super) fn legend_width(&self) -> f64 {
        self.legend().map(|(name, _)| 34.0 + 7.5 * name.chars().count() as f64).sum()
    }
}

/// The size of points: smaller where there are many.
fn size_of(points: usize) -> f64 {
    if points > 40 { 2.6 } else { 4.0 }
}

/// The columns of X as points, by their first two rows (the second is 0 where there is none).
pub(super) fn columns(x: &Matrix) -> impl Iterator<Item = (f64, f64)> {
    let at = |i: usize, j: usize| x.get((i, j)).copied().unwrap_or(0.0);
    // An empty matrix may have more columns than there is room for points.
    let columns = if x.is_empty() { 0 } else { x.ncols() };
    (0..columns).map(move |j| (at(0, j), at(1, j)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_labels_are_drawn_in_one_size() {
        let size = |zeros: usize, ones: usize| -> Vec<f64> {
            let m = zeros + ones;
            let y = Matrix::from_shape_fn((1, m), |(_, i)| f64::from(u8::from(i >= zeros)));
            let data = Dataset::new(Matrix::zeros((2, m)), y).unwrap();
            let panel = Panel::new("t", "x", "y").examples(&data);
            let sizes = panel.marks().map(|mark| if let Mark::Points { size, .. } = mark { *size } else { 0.0 });
            sizes.collect()
        };
        assert_eq!(size(60, 10), [2.6, 2.6]);
        assert_eq!(size(10, 60), [2.6, 2.6]);
        assert_eq!(size(40, 40), [4.0, 4.0]);
    }
}

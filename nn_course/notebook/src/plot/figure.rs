//! A drawn picture: panels on a sheet, averaged down and encoded as PNG.

use super::panel::Panel;
use super::paper::{Area, SCALE, failed};
use super::style::{self, Colour};
use super::{axes, draw, sentence};
use nn_course::support::error::{Error, Result};
use nn_course::support::validate;
use plotters::prelude::*;
use plotters_bitmap::BitMapBackend;
use std::collections::HashMap;
use std::fmt;

/// Device pixels in a logical one of the finished picture: sharp on a high-density screen.
const DENSITY: u32 = 2;

/// The widest a figure may be, in logical pixels, so that a notebook shows it unscaled.
const WIDTH: u32 = 900;

/// A picture and the sentences that say what it shows.
#[derive(Clone, PartialEq)]
pub struct Figure {
    png: Vec<u8>,
    width: u32,
    height: u32,
    sentence: String,
}

impl Figure {
    /// Panels side by side.
    ///
    /// # Errors
    /// [`Error::Empty`] without panels; [`Error::OutOfRange`] for more than 8 panels, or an axis whose range is not finite
    /// and rising; [`Error::Mismatch`] for marks that cannot stand together; [`Error::Outside`] if drawing fails.
    pub fn row(panels: &[Panel]) -> Result<Self> {
        Figure::grid(panels.len().max(1), panels)
    }

    /// Panels in rows of `columns`.
    ///
    /// # Errors
    /// As [`Figure::row`], and [`Error::OutOfRange`] for other than 1 to 8 columns, more than 64 panels, or more than
    /// 1.5 million logical pixels.
    pub fn grid(columns: usize, panels: &[Panel]) -> Result<Self> {
        if panels.is_empty() {
            return Err(Error::Empty { what: "the list of panels".into(), allowed: "one panel or more".into() });
        }
        validate::range("columns", columns as f64, (1..=8).contains(&columns), "1 to 8 panels side by side")?;
        validate::range("the number of panels", panels.len() as f64, panels.len() <= 64, "1 to 64")?;
        let rows = panels.len().div_ceil(columns);
        let (wide, height) = panel_size(columns, rows);
        let shapes: Vec<Option<f64>> = panels.iter().map(axes::shape).collect::<Result<_>>()?;
        let column = |c: usize| shapes.iter().skip(c).step_by(columns).copied().collect::<Option<Vec<f64>>>();
        let widths: Vec<u32> = (0..columns).map(|c| column_width(column(c), (wide, height))).collect();
        let row = |r: usize| panels.iter().zip(&shapes).skip(r * columns).take(columns);
        let heights: Vec<u32> = (0..rows).map(|r| row_height(row(r), &widths, height)).collect();
        let ends = |sizes: &[u32]| -> Vec<u32> { (1..=sizes.len()).map(|n| sizes[..n].iter().sum()).collect() };
        let (x_ends, y_ends) = (ends(&widths), ends(&heights));
        let (width, height) = (x_ends[columns - 1], y_ends[rows - 1]);
        let pixels = f64::from(width) * f64::from(height);
        validate::range("the sheet's pixels", pixels, pixels <= 1.5e6, "up to 1500000: fewer rows of panels")?;
        let png = draw_sheet((width, height), |sheet| {
            let breaks =
                |ends: &[u32]| -> Vec<i32> { ends.iter().rev().skip(1).rev().map(|e| *e as i32 * SCALE).collect() };
            let areas = sheet.split_by_breakpoints(breaks(&x_ends), breaks(&y_ends));
            areas.iter().zip(panels).try_for_each(|(area, panel)| draw::panel(area, panel))
        })?;
        let sentence = panels.iter().map(sentence::of).collect::<Vec<_>>().join(" ");
        Ok(Figure { png, width, height, sentence })
    }

    /// The PNG file's bytes.
    pub fn png(&self) -> &[u8] {
        &self.png
    }

    /// The width at which to show the picture, in logical pixels; the PNG has twice as many.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// The height at which to show the picture, in logical pixels.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// What the picture shows, for those who can't see it: a sentence for each panel, made of what is drawn.
    pub fn sentence(&self) -> &str {
        &self.sentence
    }
}

/// Without the bytes, which nobody reads.
impl fmt::Debug for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Figure({} × {}, {} bytes, {:?})", self.width, self.height, self.png.len(), self.sentence)
    }
}

/// A panel's logical size, by how many stand side by side.
fn panel_size(columns: usize, rows: usize) -> (u32, u32) {
    match (columns, rows) {
        (1, _) => (WIDTH, 300),
        (2, _) => (WIDTH / 2, 320),
        (3, 1) => (WIDTH / 3, 300),
        (3, _) => (WIDTH / 3, 250),
        (n, 1) => (WIDTH / n as u32, 240),
        (n, _) => (WIDTH / n as u32, 125),
    }
}

/// Logical pixels of a panel that are not its frame, about: numbers and names of the axes, title, legend.
const AROUND: (f64, f64) = (72.0, 100.0);

/// The width of a column. Panels with equal axes need no more than their height allows; `shapes` has width over height of each, if
/// all are such panels.
fn column_width(shapes: Option<Vec<f64>>, (wide, height): (u32, u32)) -> u32 {
    let Some(shapes) = shapes else { return wide };
    let widest = shapes.into_iter().fold(1.0, f64::max);
    let more = (f64::from(height) - AROUND.1).max(0.0) * (widest - 1.0);
    wide.min(height + 20 + more.min(1e6) as u32)
}

/// The height of a row: less where its panels all have equal axes, and are so much wider than high that room would be left below.
fn row_height<'a>(row: impl Iterator<Item = (&'a Panel, &'a Option<f64>)>, widths: &[u32], height: u32) -> u32 {
    let mut most = 140.0_f64;
    for ((panel, shape), width) in row.zip(widths) {
        let Some(shape) = shape else { return height };
        let width = f64::from(*width);
        // As many lines as the title and the legend may take; a frame that is at least as high as two numbers.
        let lines = |pixels: f64| if pixels == 0.0 { 0.0 } else { 1.0 + (pixels / (width - 16.0)).floor() };
        let frame = ((width - AROUND.0).max(0.0) / shape).max(60.0);
        most = most.max(frame + 50.0 + 17.0 * (lines(panel.title_width()) + lines(panel.legend_width())));
    }
    height.min(most.min(1e6) as u32)
}

/// Draws on a sheet of `SCALE` pixels to the logical one, averages it down to `DENSITY`, and encodes it.
fn draw_sheet((width, height): (u32, u32), paint: impl FnOnce(&Area) -> Result<()>) -> Result<Vec<u8>> {
    style::register_fonts()?;
    let fine = (width * SCALE as u32, height * SCALE as u32);
    let mut pixels = vec![255; (fine.0 * fine.1 * 3) as usize];
    {
        let sheet = BitMapBackend::with_buffer(&mut pixels, fine).into_drawing_area();
        paint(&sheet)?;
        sheet.present().map_err(failed)?;
    }
    encode(&halve(&pixels, fine.0), (width * DENSITY, height * DENSITY))
}

/// Averages squares of two by two pixels.
fn halve(pixels: &[u8], width: u32) -> Vec<[u8; 3]> {
    let (pixels, _) = pixels.as_chunks::<3>();
    let mut half = Vec::with_capacity(pixels.len() / 4);
    for pair in pixels.chunks_exact(2 * width as usize) {
        let (upper, lower) = pair.split_at(width as usize);
        for (u, l) in upper.chunks_exact(2).zip(lower.chunks_exact(2)) {
            let mean =
                |c: usize| (u16::from(u[0][c]) + u16::from(u[1][c]) + u16::from(l[0][c]) + u16::from(l[1][c]) + 2) / 4;
            half.push([mean(0) as u8, mean(1) as u8, mean(2) as u8]);
        }
    }
    half
}

/// Encodes RGB pixels as PNG with a palette, which makes the file three times smaller than full colour.
fn encode(pixels: &[[u8; 3]], (width, height): (u32, u32)) -> Result<Vec<u8>> {
    let (palette, indices) = reduce(pixels);
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_compression(png::Compression::High);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_palette(palette.concat());
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(&indices).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
}

/// Enough for the named colours, their tints and smooth edges.
const COLOURS: usize = 40;

/// A palette, and each pixel's place in it: the course's own colours as far as they occur, then those of the largest flat
/// areas. The rest, all of them blends on some edge, go to their nearest neighbour.
fn reduce(pixels: &[[u8; 3]]) -> (Vec<[u8; 3]>, Vec<u8>) {
    let runs = || pixels.chunk_by(|a, b| a == b);
    // Of each colour, how many pixels lie in runs long enough to be no edge, and how many there are in all.
    let mut counts: HashMap<[u8; 3], (usize, usize)> = HashMap::new();
    for run in runs() {
        let (flat, all) = counts.entry(run[0]).or_default();
        *flat += if run.len() >= 6 { run.len() } else { 0 };
        *all += run.len();
    }
    let is_named = |[r, g, b]: [u8; 3]| Colour::ALL.iter().any(|colour| colour.rgb() == RGBColor(r, g, b));
    let mut order: Vec<([u8; 3], (usize, usize))> = counts.into_iter().collect();
    order.sort_unstable_by_key(|&(colour, count)| (!is_named(colour), std::cmp::Reverse(count), colour));
    let palette: Vec<[u8; 3]> = order.iter().take(COLOURS).map(|o| o.0).collect();
    let distance = |a: [u8; 3], b: [u8; 3]| -> i32 { (0..3).map(|i| (i32::from(a[i]) - i32::from(b[i])).pow(2)).sum() };
    let nearest = |colour| (0..palette.len()).min_by_key(|&i| distance(palette[i], colour)).unwrap_or(0) as u8;
    let places: HashMap<[u8; 3], u8> = order.iter().map(|&(colour, _)| (colour, nearest(colour))).collect();
    let indices = runs().flat_map(|run| std::iter::repeat_n(places[&run[0]], run.len())).collect();
    (palette, indices)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A panel with equal axes, `shape` times as wide as high.
    fn wide(shape: f64) -> Panel {
        Panel::new("a title", "x", "y").equal_axes().x_range(0.0, shape).y_range(0.0, 1.0)
    }

    #[test]
    fn panels_with_equal_axes_take_the_room_they_need() {
        let size = |figure: Result<Figure>| figure.map(|f| (f.width(), f.height())).unwrap();
        assert_eq!(size(Figure::row(&[wide(1.0)])), (320, 300));
        assert_eq!(size(Figure::row(&[wide(1.5)])), (420, 299));
        // No strip, however wide the range is.
        assert_eq!(size(Figure::row(&[wide(4.0)])), (520, 291));
        assert_eq!(size(Figure::row(&[wide(1e9)])), (520, 291));
        assert_eq!(size(Figure::row(&[wide(1.5), wide(1.5), wide(1.5)])), (900, 219));
        // A plain panel in a row or a column keeps the height and the width.
        let plain = || Panel::new("a title", "x", "y");
        assert_eq!(size(Figure::row(&[wide(4.0), plain()])), (900, 320));
        assert_eq!(size(Figure::grid(2, &[wide(4.0), plain(), wide(4.0), wide(4.0)])), (900, 320 + 256));
        assert_eq!(size(Figure::grid(2, &[wide(1.0), plain(), wide(1.0), plain()])), (340 + 450, 640));
    }

    #[test]
    fn a_low_row_has_room_for_long_titles_and_legends() {
        let title = "a title that is much too long for the width of its panel, and then goes on for a while";
        for panels in 1..4 {
            for shape in [2.0, 30.0, 1e9] {
                let panel = Panel::new(title, "x", "y").equal_axes().x_range(0.0, shape).y_range(0.0, 1.0);
                let line = [(0.0, 0.0), (shape, 1.0)];
                let panel = panel.line("the first of two series", Colour::Blue, line);
                let panel = panel.dashed("the second of two series", Colour::Green, line);
                Figure::row(&vec![panel; panels]).unwrap();
            }
        }
    }
}

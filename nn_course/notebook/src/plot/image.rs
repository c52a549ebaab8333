//! Drawing of an image of grey pixels, as large as its panel allows.

use super::paper::{Area, MARGIN, SCALE, failed};
use super::style::Colour;
use nn_course::Matrix;
use nn_course::support::error::Result;
use nn_course::support::validate;
use plotters::prelude::*;

/// The most rows or columns: more than that are smaller than a pixel of the screen.
const MOST: usize = 400;

/// Draws the image from the logical pixel `top` downwards: 0 is white, 1 black, what is outside is cut to that.
pub(super) fn draw(area: &Area, values: &Matrix, top: i32) -> Result<()> {
    validate::not_empty("the image", values)?;
    validate::finite("the image", values)?;
    let (rows, columns) = values.dim();
    for (what, n) in [("rows of the image", rows), ("columns of the image", columns)] {
        validate::range(what, n as f64, n <= MOST, "1 to 400")?;
    }
    let (width, height) = area.dim_in_pixel();
    let room = (width as i32 - 2 * MARGIN * SCALE, height as i32 - (top + MARGIN) * SCALE);
    let side = (room.0 / columns as i32).min(room.1 / rows as i32);
    if side < 1 {
        return Err(failed(format!("an image of {rows} × {columns} pixels has no room; allowed: larger panels")));
    }
    let (left, top) = (MARGIN * SCALE, top * SCALE);
    for ((row, column), value) in values.indexed_iter() {
        // In steps: neighbours share a shade, and the picture a small palette.
        let shade = Colour::Black.tint((value.clamp(0.0, 1.0) * 15.0).round() / 15.0);
        let corner = (left + column as i32 * side, top + row as i32 * side);
        let cell = Rectangle::new([corner, (corner.0 + side, corner.1 + side)], shade.filled());
        area.draw(&cell).map_err(failed)?;
    }
    let frame = [(left, top), (left + columns as i32 * side, top + rows as i32 * side)];
    area.draw(&Rectangle::new(frame, Colour::Grey.rgb().stroke_width(SCALE as u32))).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::figure::Figure;
    use crate::plot::panel::Panel;
    use ndarray::array;

    #[test]
    fn ink_is_drawn_and_bad_images_are_named() {
        let drawn = |values: &Matrix| Figure::row(&[Panel::new("t", "", "").image(values)]);
        assert_ne!(drawn(&array![[0.0, 1.0]]).unwrap(), drawn(&array![[1.0, 0.0]]).unwrap());
        assert_eq!(drawn(&array![[0.0, 7.0]]).unwrap(), drawn(&array![[-1.0, 1.0]]).unwrap());
        assert!(drawn(&array![[f64::NAN]]).is_err() && drawn(&Matrix::zeros((0, 3))).is_err());
        let e = drawn(&Matrix::zeros((1, 401))).unwrap_err().to_string();
        assert_eq!(e, "columns of the image is 401; allowed: 1 to 400");
        let beside = Panel::new("t", "", "").image(&array![[1.0]]).line("", Colour::Blue, []);
        assert!(Figure::row(&[beside]).is_err());
    }
}

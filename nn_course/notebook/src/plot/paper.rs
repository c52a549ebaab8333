//! The drawing area, its scale, and the fonts.

use super::style::{self, Colour};
use nn_course::support::error::Error;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters_bitmap::BitMapBackend;

/// Device pixels in a logical one while drawing. The picture is kept at half of that: the averaging smooths all edges.
pub(super) const SCALE: i32 = 4;

pub(super) type Area<'a> = DrawingArea<BitMapBackend<'a>, Shift>;

/// Logical pixels of all text but titles.
pub(super) const TEXT_SIZE: i32 = 11;
/// Logical pixels around a panel.
pub(super) const MARGIN: i32 = 8;

/// The error of a picture that could not be drawn.
pub(super) fn failed(why: impl std::fmt::Display) -> Error {
    Error::Outside(format!("the picture could not be drawn: {why}"))
}

/// A font of the embedded family, `size` logical pixels high.
pub(super) fn font(size: i32, bold: bool) -> TextStyle<'static> {
    let style = if bold { FontStyle::Bold } else { FontStyle::Normal };
    // plotters counts a font's size from ascender to descender: 1.16 of the em for DejaVu.
    let height = f64::from(size * SCALE) * 1.16;
    FontDesc::new(FontFamily::Name(style::FONT), height, style).color(&Colour::Black.rgb())
}

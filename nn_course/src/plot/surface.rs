//! A field as a surface in space.

use super::draw::{Area, MARGIN, SCALE, failed};
use super::style::{self, Colour};
use super::{Field, Panel};
use crate::error::Result;
use plotters::prelude::*;

/// Draws the surface from the logical pixel `top` downwards, low values light, high ones dark.
pub(super) fn draw(area: &Area, panel: &Panel, field: &Field, top: i32, text: &TextStyle<'static>) -> Result<()> {
    let ((x0, x1), (y0, y1)) = field.ranges();
    let (low, high) = field.extent();
    let high = if high > low { high } else { low + 1.0 };
    let mut chart = ChartBuilder::on(area)
        .margin(MARGIN * SCALE)
        .margin_top((top + 10) * SCALE)
        .build_cartesian_3d(x0..x1, low..high, y0..y1)
        .map_err(failed)?;
    chart.with_projection(|mut p| {
        p.pitch = 0.55;
        p.yaw = 0.65;
        p.scale = 0.82;
        p.into_matrix()
    });
    let plain = |v: &f64| style::tick_label(*v);
    chart
        .configure_axes()
        .light_grid_style(TRANSPARENT)
        .bold_grid_style(style::GRID.stroke_width(SCALE as u32))
        .axis_panel_style(TRANSPARENT)
        .label_style(text.clone())
        .tick_size(4)
        .x_labels(4)
        .y_labels(4)
        .z_labels(4)
        .x_formatter(&plain)
        .y_formatter(&plain)
        .z_formatter(&plain)
        .draw()
        .map_err(failed)?;
    const CELLS: usize = 36;
    let along = |(a, b): (f64, f64)| (0..=CELLS).map(move |i| a + (b - a) * i as f64 / CELLS as f64);
    let value = |x: f64, y: f64| field.at((x - x0) / (x1 - x0), (y - y0) / (y1 - y0));
    // In steps: neighbours share a shade, and the picture a small palette.
    let step = |v: &f64| ((v - low) / (high - low) * 15.0).round() / 15.0;
    let shade = |v: &f64| Colour::Blue.tint(0.25 + 0.75 * step(v)).filled();
    chart
        .draw_series(SurfaceSeries::xoz(along((x0, x1)), along((y0, y1)), value).style_func(&shade))
        .map_err(failed)?;
    let outside = |(a, b): (f64, f64), share: f64| a + (b - a) * share;
    let middle = |range| outside(range, 0.5);
    let names = [
        (panel.x_label.as_str(), (middle((x0, x1)), low, outside((y0, y1), 1.25))),
        (panel.y_label.as_str(), (outside((x0, x1), -0.25), high, middle((y0, y1)))),
        ("J", (outside((x0, x1), -0.2), middle((low, high)), y1)),
    ];
    for (name, at) in names {
        chart.draw_series(std::iter::once(Text::new(name.to_string(), at, text.clone()))).map_err(failed)?;
    }
    Ok(())
}

//! Puts a panel on paper, with plotters.

use super::panel::{LegendEntry, Mark, Panel, Swatch};
use super::paper::{Area, MARGIN, SCALE, TEXT_SIZE, failed, font};
use super::{axes, image, marks, surface};
use nn_course::support::error::{Error, Result};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

const LINE_HEIGHT: i32 = 17;
const TITLE_SIZE: i32 = 13;

/// Draws a panel into its area.
pub(super) fn panel(area: &Area, panel: &Panel) -> Result<()> {
    let (width, _) = area.dim_in_pixel();
    let mut top = MARGIN - 2;
    let title = font(TITLE_SIZE, true);
    for line in wrap(area, &panel.title, &title, width as i32 - 2 * MARGIN * SCALE)? {
        area.draw_text(&line, &title, (MARGIN * SCALE, top * SCALE)).map_err(failed)?;
        top += LINE_HEIGHT;
    }
    match &panel.marks[..] {
        [Mark::Surface { field }] => return surface::draw(area, panel, field, top),
        [Mark::Image { values }] => return image::draw(area, values, top + 4),
        marks if marks.iter().any(|m| matches!(m, Mark::Surface { .. } | Mark::Image { .. })) => {
            return Err(Error::Mismatch {
                what: format!("what stands beside the surface or image in the panel “{}”", panel.title),
                found: format!("{} other mark(s)", marks.len() - 1),
                allowed: "nothing: a surface or an image has a panel of its own".into(),
            });
        }
        _ => {}
    }
    if !panel.legend.is_empty() {
        top = legend(area, &panel.legend, top)?;
    }
    axes::draw(area, panel, top + 4)
}

/// Breaks a text into lines that fit the width.
fn wrap(area: &Area, text: &str, style: &TextStyle, width: i32) -> Result<Vec<String>> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.is_empty() => *line = word.into(),
            Some(line) if text_width(area, &format!("{line} {word}"), style)? <= width => *line += &format!(" {word}"),
            _ => lines.push(word.into()),
        }
    }
    Ok(lines)
}

fn text_width(area: &Area, text: &str, style: &TextStyle) -> Result<i32> {
    Ok(area.estimate_text_size(text, style).map_err(failed)?.0 as i32)
}

/// The series' names above the axes, where they hide no data; gives the y below them.
fn legend(area: &Area, entries: &[LegendEntry], mut top: i32) -> Result<i32> {
    let style = font(TEXT_SIZE, false).pos(Pos::new(HPos::Left, VPos::Center));
    let width = area.dim_in_pixel().0 as i32;
    let start = MARGIN * SCALE;
    let mut x = start;
    for entry in entries {
        let swatch = if matches!(entry.swatch, Swatch::Point(_)) { 12 } else { 22 } * SCALE;
        let needed = swatch + text_width(area, &entry.label, &style)? + 12 * SCALE;
        if x + needed > width && x > start {
            x = start;
            top += LINE_HEIGHT;
        }
        let y = (top + LINE_HEIGHT / 2) * SCALE;
        let stroke = |(from, to): (i32, i32)| {
            let ends = [from, to].map(|along| (x + along * SCALE, y));
            area.draw(&PathElement::new(ends, entry.colour.rgb().stroke_width(2 * SCALE as u32))).map_err(failed)
        };
        match entry.swatch {
            Swatch::Point(shape) => marks::point(area, (x + 5 * SCALE, y), shape, entry.colour.rgb(), 4.0)?,
            Swatch::Line => stroke((0, 18))?,
            Swatch::Dashes => [(0, 7), (11, 18)].into_iter().try_for_each(stroke)?,
            Swatch::Band => {
                let corners = [(x, y - 4 * SCALE), (x + 18 * SCALE, y + 4 * SCALE)];
                area.draw(&Rectangle::new(corners, marks::band_tint(entry.colour))).map_err(failed)?;
            }
        }
        area.draw_text(&entry.label, &style, (x + swatch, y + SCALE)).map_err(failed)?;
        x += needed;
    }
    Ok(top + LINE_HEIGHT)
}

//! Drawing of a panel with plotters.

use super::panel::{Mark, Panel};
use super::paper::{Area, MARGIN, SCALE, TEXT_SIZE, failed, font};
use super::style::Colour;
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
        [(_, Mark::Surface { field })] => return surface::draw(area, panel, field, top),
        [(_, Mark::Image { values })] => return image::draw(area, values, top + 4),
        marks if panel.marks().any(|m| matches!(m, Mark::Surface { .. } | Mark::Image { .. })) => {
            return Err(Error::Mismatch {
                what: format!("what stands beside the surface or image in the panel “{}”", panel.title),
                found: format!("{} other mark(s)", marks.len() - 1),
                allowed: "nothing: a surface or an image has a panel of its own".into(),
            });
        }
        _ => {}
    }
    axes::draw(area, panel, legend(area, panel, top)? + 4)
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
fn legend(area: &Area, panel: &Panel, mut top: i32) -> Result<i32> {
    let style = font(TEXT_SIZE, false).pos(Pos::new(HPos::Left, VPos::Center));
    let width = area.dim_in_pixel().0 as i32;
    let start = MARGIN * SCALE;
    let mut x = start;
    for (name, mark) in panel.legend() {
        let swatch = if matches!(mark, Mark::Points { .. }) { 12 } else { 22 } * SCALE;
        let needed = swatch + text_width(area, name, &style)? + 12 * SCALE;
        if x + needed > width && x > start {
            x = start;
            top += LINE_HEIGHT;
        }
        let y = (top + LINE_HEIGHT / 2) * SCALE;
        let stroke = |colour: &Colour, from: i32, to: i32| {
            let ends = [from, to].map(|along| (x + along * SCALE, y));
            area.draw(&PathElement::new(ends, colour.rgb().stroke_width(2 * SCALE as u32))).map_err(failed)
        };
        match mark {
            Mark::Points { shape, colour, .. } => {
                marks::point(area, (x + 5 * SCALE, y), *shape, colour.rgb(), 4.0)?;
            }
            Mark::Line { colour, dashed: true, .. }
            | Mark::Vertical { colour, .. }
            | Mark::Horizontal { colour, .. } => {
                stroke(colour, 0, 7).and_then(|()| stroke(colour, 11, 18))?;
            }
            Mark::Line { colour, .. } | Mark::Bars { colour, .. } => stroke(colour, 0, 18)?,
            Mark::Band { colour, .. } => {
                let corners = [(x, y - 4 * SCALE), (x + 18 * SCALE, y + 4 * SCALE)];
                area.draw(&Rectangle::new(corners, marks::band_tint(*colour))).map_err(failed)?;
            }
            // These have no names.
            Mark::Contours { .. } | Mark::Surface { .. } | Mark::Image { .. } => {}
        }
        area.draw_text(name, &style, (x + swatch, y + SCALE)).map_err(failed)?;
        x += needed;
    }
    // Without a series, no line is needed.
    Ok(if x > start { top + LINE_HEIGHT } else { top })
}

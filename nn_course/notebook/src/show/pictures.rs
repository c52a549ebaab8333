//! Display of pictures: a [`Figure`], a [`Panel`] as a figure of its own, and a [`Slider`]: its still, and a script that puts a slider in the
//! still's place where scripts may run.

use super::{Show, Shown, TEXT, escape};
use crate::plot::figure::Figure;
use crate::plot::panel::Panel;
use crate::plot::slider::Slider;
use base64::Engine;

/// Bytes as a data URI holds them.
fn base64_of(bytes: &[u8]) -> String {
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// A light card around a picture, which a dark page shows.
const CARD: &str = "background:#fff;border-radius:8px";

/// A picture as HTML.
fn image(figure: &Figure) -> String {
    format!(
        r#"<img src="data:image/png;base64,{}" width="{}" height="{}" alt="{}" style="{CARD}">"#,
        base64_of(figure.png()),
        figure.width(),
        figure.height(),
        escape(figure.sentence())
    )
}

impl Show for Figure {
    fn shown(&self) -> Shown {
        Shown { html: Some(image(self)), text: self.sentence().into() }
    }
}

/// The most panels that are drawn of a list.
const MOST_PANELS: usize = 12;

/// A figure of one panel; several panels stand side by side, up to five, or three in a row.
impl Show for Panel {
    fn shown(&self) -> Shown {
        Self::list(&[self])
    }

    fn list(panels: &[&Self]) -> Shown {
        let columns = if panels.len() > 5 { 3 } else { panels.len().max(1) };
        let first: Vec<Panel> = panels.iter().take(MOST_PANELS).map(|panel| (*panel).clone()).collect();
        let mut shown = Figure::grid(columns, &first).shown();
        if panels.len() > first.len() {
            shown.text += &format!(" … and {} more", panels.len() - first.len());
        }
        shown
    }
}

/// With `$NAME` and the like where values go; a dollar in a value is escaped.
const SCRIPT: &str = include_str!("slider.js");

impl Show for Slider {
    fn shown(&self) -> Shown {
        let list = |of: fn(&(String, Figure)) -> String| {
            let texts: Vec<String> = self.frames().iter().map(|frame| quoted(&of(frame))).collect();
            format!("[{}]", texts.join(","))
        };
        let first = &self.frames()[0].1;
        let script = SCRIPT
            .replace("$NAME", &quoted(self.name()))
            .replace("$WIDTH", &first.width().to_string())
            .replace("$HEIGHT", &first.height().to_string())
            .replace("$CARD", CARD)
            .replace("$VALUES", &list(|frame| frame.0.clone()))
            .replace("$SENTENCES", &list(|frame| frame.1.sentence().into()))
            .replace("$PICTURES", &list(|frame| base64_of(frame.1.png())));
        let html = format!("{TEXT}{}<script>{script}</script></div>", image(self.still()));
        let all: Vec<&str> = self.frames().iter().map(|(value, _)| value.as_str()).collect();
        let text = format!("{} (A slider over {}: {}.)", self.still().sentence(), self.name(), all.join(", "));
        Shown { html: Some(html), text }
    }
}

/// A text as a script writes it, which cannot end the script.
fn quoted(text: &str) -> String {
    let unsafe_here = |c: char| c.is_control() || "\"\\<>&$\u{2028}\u{2029}".contains(c);
    let written = |c: char| if unsafe_here(c) { format!("\\u{:04x}", c as u32) } else { c.into() };
    format!("\"{}\"", text.chars().map(written).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panel_is_a_figure_and_panels_stand_side_by_side() {
        let panel = |title: &str| Panel::new(title, "x", "y");
        let figure = Figure::row(&[panel("one")]).unwrap();
        assert_eq!(panel("one").shown(), figure.shown());
        let three = ["a", "b", "c"].map(panel);
        assert_eq!(three.shown(), Figure::row(&three).unwrap().shown());
        let many = vec![panel("p"); 14];
        let twelve = Figure::grid(3, &many[..12]).unwrap().shown();
        assert_eq!(many.shown(), Shown { text: twelve.text + " … and 2 more", ..twelve });
        assert_eq!(many[..4].shown(), Figure::row(&many[..4]).unwrap().shown());
        let wrong = panel("p").x_range(1.0, 0.0);
        assert_eq!(wrong.shown().text, "the end of the x axis is 0; allowed: finite, above the start");
        assert_eq!(many[..0].shown().text, "the list of panels is empty; allowed: one panel or more");
    }

    #[test]
    fn a_slider_is_a_still_and_a_script() {
        let frames = [0, 1, 2].map(|i| (format!("<{i}>"), vec![Panel::new("t", "x", "y")]));
        let slider = Slider::new("λ \"</script>", &frames).unwrap();
        let Shown { html, text } = slider.shown();
        let html = html.unwrap();
        assert!(
            html.starts_with("<div class=\"mathjax_ignore\"><img src=\"data:image/png;base64,"),
            "the still comes first"
        );
        assert_eq!(
            (html.matches("<img ").count(), html.matches("<script>").count(), html.matches("</script>").count()),
            (1, 1, 1)
        );
        assert!(html.contains(
            r#"name = "λ \u0022\u003c/script\u003e", values = ["\u003c0\u003e","\u003c1\u003e","\u003c2\u003e"]"#
        ));
        assert_eq!(html.matches("\"iVBOR").count(), 3, "a picture for each frame");
        assert_eq!(text, "t. t. t. (A slider over λ \"</script>: <0>, <1>, <2>.)");
    }
}

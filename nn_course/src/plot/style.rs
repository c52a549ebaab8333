//! Colours, fonts and tick marks: one look for every picture.

use crate::error::{Error, Result};
use plotters::style::{FontStyle, RGBColor, register_font};
use std::sync::OnceLock;

/// Okabe and Ito's palette, which people with any kind of colour vision can tell apart. Meaning never hangs on colour
/// alone: classes also differ in shape, lines in dashes and labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// Label 0 and the first of two lines.
    Vermillion,
    /// Label 1 and the second of two lines.
    Blue,
    /// A third.
    Green,
    /// A fourth.
    Purple,
    /// A fifth.
    Orange,
    /// Text and borders.
    Black,
    /// What stays in the background.
    Grey,
}

impl Colour {
    const ALL: [Colour; 7] =
        [Colour::Vermillion, Colour::Blue, Colour::Green, Colour::Purple, Colour::Orange, Colour::Black, Colour::Grey];

    /// Whether a pixel has exactly one of these colours.
    pub(super) fn is_named(pixel: [u8; 3]) -> bool {
        Colour::ALL.iter().any(|c| c.rgb() == RGBColor(pixel[0], pixel[1], pixel[2]))
    }

    pub(super) fn rgb(self) -> RGBColor {
        match self {
            Colour::Vermillion => RGBColor(0xD5, 0x5E, 0x00),
            Colour::Blue => RGBColor(0x00, 0x72, 0xB2),
            Colour::Green => RGBColor(0x00, 0x9E, 0x73),
            Colour::Purple => RGBColor(0xCC, 0x79, 0xA7),
            Colour::Orange => RGBColor(0xE6, 0x9F, 0x00),
            Colour::Black => RGBColor(0x22, 0x22, 0x22),
            Colour::Grey => RGBColor(0x99, 0x99, 0x99),
        }
    }

    /// The colour thinned with white: `share` 1 is the colour, 0 is white.
    pub(super) fn tint(self, share: f64) -> RGBColor {
        let RGBColor(r, g, b) = self.rgb();
        let mix = |c: u8| (255.0 + (f64::from(c) - 255.0) * share).round() as u8;
        RGBColor(mix(r), mix(g), mix(b))
    }
}

/// The grid lines' grey.
pub(super) const GRID: RGBColor = RGBColor(0xE4, 0xE4, 0xE4);

/// The name under which the embedded font is registered.
pub(super) const FONT: &str = "nn-course-sans";

/// Registers the embedded DejaVu Sans, once: no font of the system is needed.
pub(super) fn register_fonts() -> Result<()> {
    static DONE: OnceLock<bool> = OnceLock::new();
    let done = DONE.get_or_init(|| {
        register_font(FONT, FontStyle::Normal, dejavu::sans::regular()).is_ok()
            && register_font(FONT, FontStyle::Bold, dejavu::sans::bold()).is_ok()
    });
    if *done { Ok(()) } else { Err(Error::Plot("the embedded font could not be read".into())) }
}

/// Round numbers that cover `from..to`, about `count` of them: multiples of 1, 2 or 5 times a power of ten.
pub(super) fn ticks(from: f64, to: f64, count: usize) -> Vec<f64> {
    let rough = (to - from) / count.max(1) as f64;
    let power = libm::pow(10.0, libm::floor(libm::log10(rough)));
    let step = [1.0, 2.0, 5.0, 10.0].map(|m| m * power).into_iter().find(|s| *s >= rough * 0.999).unwrap_or(rough);
    if !(step.is_finite() && step > 0.0) {
        return vec![from];
    }
    let (first, last) = (libm::ceil(from / step - 1e-9) as i64, libm::floor(to / step + 1e-9) as i64);
    (first..=last.min(first.saturating_add(50))).map(|i| i as f64 * step).collect()
}

/// A tick's number, as short as it can be: 0.25, 5,000, 1e9.
pub(super) fn tick_label(value: f64) -> String {
    let size = value.abs();
    if size >= 1e6 || (size > 0.0 && size < 1e-3) {
        return format!("{value:.0e}").replace('-', "−");
    }
    let text = format!("{value:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.').replace('-', "−");
    if size >= 1000.0 { format!("{},{}", &text[..text.len() - 3], &text[text.len() - 3..]) } else { text }
}

/// 10ⁿ in superscript, for a logarithmic axis.
pub(super) fn power_label(exponent: f64) -> String {
    let digit = |c| match c {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '0' | '4'..='9' => char::from_u32(0x2070 + c as u32 - '0' as u32).unwrap_or(c),
        other => other,
    };
    format!("10{}", format!("{exponent:.0}").chars().map(digit).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_inside() {
        assert_eq!(ticks(0.0, 15_000.0, 4), [0.0, 5000.0, 10_000.0, 15_000.0]);
        assert_eq!(
            ticks(-1.2, 1.2, 5).iter().map(|t| tick_label(*t)).collect::<Vec<_>>(),
            ["−1", "−0.5", "0", "0.5", "1"]
        );
        assert_eq!(tick_label(15_000.0), "15,000");
        assert_eq!(tick_label(1e-9), "1e−9");
        assert_eq!(power_label(-12.0), "10⁻¹²");
        assert_eq!(ticks(1.0, 1.0, 5), [1.0]);
    }
}

//! Colours, fonts and tick marks: one look for every picture.

use nn_course::support::error::{Error, Result};
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
    /// Text and frames.
    Black,
    /// What stays in the background.
    Grey,
}

impl Colour {
    pub(super) const ALL: [Colour; 7] =
        [Colour::Vermillion, Colour::Blue, Colour::Green, Colour::Purple, Colour::Orange, Colour::Black, Colour::Grey];

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
    let fonts = [(FontStyle::Normal, dejavu::sans::regular()), (FontStyle::Bold, dejavu::sans::bold())];
    let done = DONE.get_or_init(|| fonts.into_iter().all(|(style, font)| register_font(FONT, style, font).is_ok()));
    if *done {
        Ok(())
    } else {
        Err(Error::Outside("the picture could not be drawn: the embedded font could not be read".into()))
    }
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

/// The format of an axis's numbers: with as many digits as its ticks need to differ, and no more.
pub(super) fn labels(ticks: &[f64]) -> impl Fn(f64) -> String + use<> {
    let steps = ticks.windows(2).map(|t| (t[1] - t[0]).abs()).filter(|s| *s > 0.0);
    let size = ticks.iter().fold(0.0_f64, |most, t| most.max(t.abs()));
    let step = steps.fold(f64::INFINITY, f64::min).min(if size > 0.0 { size } else { 1.0 });
    // The power of ten of the last digit; 0.05 more because 0.2 may be 0.19999….
    let last_digit = libm::floor(libm::log10(step) + 0.05) as i32;
    let scientific = !(1e-3..1e6).contains(&size);
    move |value| {
        let first_digit = libm::floor(libm::log10(value.abs()) + 1e-9) as i32;
        let text = match scientific {
            true => format!("{value:.*e}", first_digit.saturating_sub(last_digit).clamp(0, 17) as usize),
            false => with_commas(&format!("{value:.*}", (-last_digit).clamp(0, 17) as usize)),
        };
        let zero = value == 0.0 || text.trim_start_matches(['-', '0', '.']).is_empty();
        if zero { "0".into() } else { text.replace('-', "−") }
    }
}

/// 15000.5 as 15,000.5.
fn with_commas(number: &str) -> String {
    let end = number.find('.').unwrap_or(number.len());
    let start = usize::from(number.starts_with('-'));
    let mut text = number.to_string();
    (start + 1..end).rev().filter(|i| (end - i).is_multiple_of(3)).for_each(|i| text.insert(i, ','));
    text
}

/// The exponents of 1, 2 and 5 times powers of ten inside a range of exponents.
pub(super) fn one_two_five((from, to): (f64, f64)) -> Vec<f64> {
    let (first, last) = (libm::floor(from) as i32, libm::ceil(to) as i32);
    // More than a few decades are not for this.
    let decades = first..=last.min(first.saturating_add(4));
    let ticks = decades.flat_map(|power| [1.0, 2.0, 5.0].map(|m| f64::from(power) + libm::log10(m)));
    ticks.filter(|t| (from - 1e-9..=to + 1e-9).contains(t)).collect()
}

/// 10ⁿ as a plain number with one digit that is not 0, for a logarithmic axis.
pub(super) fn plain_label(exponent: f64) -> String {
    let value = libm::pow(10.0, exponent);
    labels(&[value])(value)
}

/// 10ⁿ in superscript, for a logarithmic axis.
pub(super) fn power_label(exponent: f64) -> String {
    let raised =
        |c: char| c.to_digit(10).map_or('⁻', |d| ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'][d as usize]);
    format!("10{}", format!("{exponent:.0}").chars().map(raised).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(from: f64, to: f64, count: usize) -> Vec<String> {
        let ticks = ticks(from, to, count);
        let label = labels(&ticks);
        ticks.into_iter().map(label).collect()
    }

    #[test]
    fn ticks_are_round_and_inside() {
        assert_eq!(ticks(0.0, 15_000.0, 4), [0.0, 5000.0, 10_000.0, 15_000.0]);
        assert_eq!(ticks(1.0, 1.0, 5), [1.0]);
        assert_eq!(power_label(-12.0), "10⁻¹²");
    }

    #[test]
    fn numbers_have_the_digits_they_need() {
        assert_eq!(written(-1.2, 1.2, 5), ["−1.0", "−0.5", "0", "0.5", "1.0"]);
        assert_eq!(written(0.0, 15_000.0, 4), ["0", "5,000", "10,000", "15,000"]);
        assert_eq!(written(0.6925, 0.695, 5), ["0.6925", "0.6930", "0.6935", "0.6940", "0.6945", "0.6950"]);
        assert_eq!(written(10_000.0, 10_002.0, 4), ["10,000.0", "10,000.5", "10,001.0", "10,001.5", "10,002.0"]);
        assert_eq!(written(1.0e6, 2.0e6, 5), ["1.0e6", "1.2e6", "1.4e6", "1.6e6", "1.8e6", "2.0e6"]);
        assert_eq!(written(0.0, 1e-9, 2), ["0", "5e−10", "1.0e−9"]);
    }

    /// On any axis, different ticks are written differently, and what is written is the tick.
    #[test]
    fn labels_say_what_the_ticks_are() {
        for exponent in -12..12 {
            for (a, b) in [(0.0, 1.0), (-3.7, 2.1), (0.99, 1.02), (5.0, 5.3), (-80.0, -79.0)] {
                let scale = libm::pow(10.0, f64::from(exponent));
                let (from, to) = (a * scale, b * scale);
                let ticks = ticks(from, to, 5);
                let texts = written(from, to, 5);
                let distinct: std::collections::BTreeSet<_> = texts.iter().collect();
                assert_eq!(distinct.len(), ticks.len(), "{texts:?}");
                for (tick, text) in ticks.iter().zip(&texts) {
                    let number: f64 = text.replace('−', "-").replace(',', "").parse().unwrap();
                    assert!((number - tick).abs() <= 1e-6 * (to - from), "{tick} is written {text}");
                }
            }
        }
    }
}

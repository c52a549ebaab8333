//! Pictures under a slider, and a still of some of them.

use super::figure::Figure;
use super::panel::Panel;
use nn_course::support::error::{Error, Result};
use nn_course::support::validate;

/// Pictures that differ in one quantity, which a slider moves: training by iteration, a decision boundary by λ.
///
/// In a notebook it is a slider with a picture above it. It works without a kernel, by mouse, by finger and by keyboard. Where scripts may
/// not run (a notebook that is not trusted yet, a page on GitHub) it is its still, a plain picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Slider {
    still: Figure,
    frames: Vec<(String, Figure)>,
    name: String,
}

/// Panels in the still.
const IN_STILL: usize = 4;

/// More bytes than that, all pictures together, are too many for a notebook.
const MOST_BYTES: usize = 350_000;

impl Slider {
    /// A frame for each value of what is called `name`: the value in words, and the panels side by side.
    ///
    /// The still shows the first panels of four frames (the first, the last, and between them), so their titles should name the value.
    ///
    /// # Errors
    /// As [`Figure::row`] for each frame; [`Error::OutOfRange`] for other than 2 to 100 frames, or for pictures of more than 350,000
    /// bytes in all; [`Error::Mismatch`] if not all frames have one size.
    pub fn new(name: impl Into<String>, frames: &[(String, Vec<Panel>)]) -> Result<Self> {
        let name = name.into();
        let n = frames.len();
        validate::range("the number of frames", n as f64, (2..=100).contains(&n), "2 to 100")?;
        let drawn = |(value, panels): &(String, Vec<Panel>)| Figure::row(panels).map(|figure| (value.clone(), figure));
        let drawn: Vec<(String, Figure)> = frames.iter().map(drawn).collect::<Result<_>>()?;
        let size = |figure: &Figure| (figure.width(), figure.height());
        let first = size(&drawn[0].1);
        if let Some((value, figure)) = drawn.iter().find(|(_, figure)| size(figure) != first) {
            return Err(Error::Mismatch {
                what: format!("the size of the frame {name} {value}"),
                found: format!("{:?}", size(figure)),
                allowed: format!("{first:?}, as of the first: panels of the same kind"),
            });
        }
        let bytes: usize = drawn.iter().map(|(_, figure)| figure.png().len()).sum();
        if bytes > MOST_BYTES {
            return Err(Error::Mismatch {
                what: format!("the size of the {n} frames in bytes"),
                found: bytes.to_string(),
                allowed: format!("up to {MOST_BYTES}, about {} frames like these", n * MOST_BYTES / bytes),
            });
        }

        let shown = n.min(IN_STILL);
        let places = (0..shown).map(|i| i * (n - 1) / (shown - 1));
        let firsts: Vec<Panel> = places.filter_map(|place| frames[place].1.first().cloned()).collect();
        let still = Figure::row(&firsts)?;
        Ok(Slider { still, frames: drawn, name })
    }

    /// Some of the frames in one picture, with the sentence.
    pub fn still(&self) -> &Figure {
        &self.still
    }

    /// What the slider moves.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// All positions: the value in words, and the picture.
    pub(crate) fn frames(&self) -> &[(String, Figure)] {
        &self.frames
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(i: usize) -> (String, Vec<Panel>) {
        (i.to_string(), vec![Panel::new(format!("frame {i}"), "x", "y"), Panel::new("another", "x", "y")])
    }

    fn frames(n: usize) -> Vec<(String, Vec<Panel>)> {
        (0..n).map(frame).collect()
    }

    #[test]
    fn the_still_has_four_of_many_frames() {
        let slider = Slider::new("step", &frames(11)).unwrap();
        assert_eq!((slider.frames().len(), slider.name()), (11, "step"));
        assert_eq!(slider.still().sentence(), "frame 0. frame 3. frame 6. frame 10.");
        assert_eq!((slider.still().width(), slider.still().height()), (900, 240));
        assert_eq!(slider.frames()[10].0, "10");
        assert_eq!(slider.frames()[10].1.sentence(), "frame 10. another.");
        let two = Slider::new("step", &frames(2)).unwrap();
        assert_eq!((two.still().width(), two.still().height()), (900, 320));
    }

    #[test]
    fn bad_frames_are_refused() {
        let message = |frames: Vec<(String, Vec<Panel>)>| Slider::new("λ", &frames).unwrap_err().to_string();
        assert_eq!(message(vec![frame(0)]), "the number of frames is 1; allowed: 2 to 100");
        assert_eq!(message(frames(101)), "the number of frames is 101; allowed: 2 to 100");
        let narrow = ("1".to_string(), vec![Panel::new("one panel", "x", "y")]);
        assert_eq!(
            message(vec![frame(0), narrow]),
            "the size of the frame λ 1 is (900, 300); allowed: (900, 320), as of the first: panels of the same kind"
        );
        assert_eq!(
            message(vec![frame(0), ("1".into(), vec![])]),
            "the list of panels is empty; allowed: one panel or more"
        );
    }
}

//! Prints digests of everything that must have the same bits on every machine, a line each: the numbers, then the pictures.
//!
//! `cargo verify bits` builds and runs this in several ways and compares: with each other, and with `fingerprint.txt`. In a web page
//! there are only the numbers (`tests/wasm`).

#[path = "../digests.rs"]
mod digests;

use digests::{Numbers, digest};
use nn_course_notebook::plot;
use nn_course_notebook::prelude::*;
use std::process::ExitCode;

fn print_all() -> Result<()> {
    let Numbers { lines, circles, runs, report, digit, curve } = digests::all()?;
    lines.iter().for_each(|line| println!("{line}"));
    let print = |name: &str, figure: Figure| println!("{name} {:016x}", digest(figure.png().iter().copied()));

    for (name, trained) in runs {
        let cost = plot::cost_curve("cost", &trained.history);
        let border = plot::decision_boundary("border", &trained.network, &circles)?;
        print(&format!("{name} picture"), Figure::row(&[cost, border])?);
    }
    let components = plot::gradient_components(&report);
    let line = [(1e-9, 1e-3), (0.1, 3e-8)];
    let logarithmic = Panel::new("logarithmic", "ε", "error").log_x().log_y().line("a", Colour::Green, line);
    print("gradient pictures", Figure::row(&[components, logarithmic])?);

    let turned = Transform { angle: 0.5, ..Transform::default() }.image(&digit)?;
    let line = [(0.0, 0.0), (1.0, 1.0)];
    let line = Panel::new("line", "x", "y").vertical("here", Colour::Grey, 0.3).line("", Colour::Blue, line);
    print(
        "picture with an image and a vertical line",
        Figure::row(&[Panel::new("image", "", "").image(&turned), line])?,
    );

    let bowl = Field::sample((-3.0, 5.0), (-3.0, 5.0), (60, 60), |w| {
        Ok(Matrix::from_shape_fn((1, w.ncols()), |(_, i)| w[[0, i]] * w[[0, i]] + 0.3 * w[[1, i]] * w[[1, i]]))
    })?;
    let sizes = (0..30).map(|l| (f64::from(l), 1.0 / f64::from(1 + l * l * l)));
    let panels = [
        Panel::new("surface", "w₁", "w₂").surface(bowl.clone()),
        Panel::new("contours", "w₁", "w₂").equal_axes().contours(Colour::Grey, bowl, vec![0.5, 2.0, 8.0]),
        Panel::new("logarithmic", "layer", "size").log_y().dashed("a", Colour::Green, sizes),
        plot::histogram("histogram", circles.x(), (-1.2, 1.2), 30)?,
    ];
    print("other pictures", Figure::grid(2, &panels)?);
    print("learning curve picture", Figure::row(&[plot::learning_curve("learning curve", "examples", &curve)])?);
    Ok(())
}

fn main() -> ExitCode {
    match print_all() {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("{e}");
            ExitCode::FAILURE
        }
    }
}

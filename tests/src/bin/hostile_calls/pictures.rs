//! Panels, fields, figures and sliders.

use super::draw::Draw;
use super::seen::Ended;
use super::{Call, call, gradients, networks};
use nn_course_notebook::plot;
use nn_course_notebook::prelude::*;
use std::sync::OnceLock;

type Three = (f64, f64, f64);

fn points(d: &mut Draw) -> Vec<(f64, f64)> {
    (0..d.length()).map(|_| d.pair()).collect()
}

fn triples(d: &mut Draw) -> Vec<Three> {
    (0..d.length()).map(|_| (d.number(), d.number(), d.number())).collect()
}

fn sampled(d: &mut Draw) -> Result<Field> {
    let size = |d: &mut Draw| if d.odd() { d.pick(&[0, 1, 2001, usize::MAX]) } else { 2 + d.below(5) };
    let (x, y, size) = (d.range(), d.range(), (size(d), size(d)));
    Field::sample(x, y, size, |points| {
        let columns = if d.odd() { d.below(9) } else { points.ncols() };
        match d.odd() && d.one_in(3) {
            true => Err(nn_course::support::error::Error::Label { column: 0, value: 2.0 }),
            false => Ok(d.matrix_of((1, columns), Draw::number)),
        }
    })
}

fn field(d: &mut Draw) -> Field {
    sampled(d).unwrap_or_else(|_| {
        let rows = |p: &Matrix| Ok(Matrix::from_shape_fn((1, p.ncols()), |(_, i)| p[[0, i]] - p[[1, i]]));
        Field::sample((0.0, 1.0), (-1.0, 2.0), (3, 4), rows).expect("a field")
    })
}

fn empty(d: &mut Draw) -> Panel {
    Panel::new(d.text(), d.text(), d.text())
}

type Change = fn(&mut Draw, Panel) -> Panel;

/// Each method of a panel.
const CHANGES: [(&str, Change); 17] = [
    ("plot::panel::Panel::x_range", |d, p| {
        let (from, to) = d.range();
        p.x_range(from, to)
    }),
    ("plot::panel::Panel::y_range", |d, p| {
        let (from, to) = d.range();
        p.y_range(from, to)
    }),
    ("plot::panel::Panel::equal_axes", |_, p| p.equal_axes()),
    ("plot::panel::Panel::log_x", |_, p| p.log_x()),
    ("plot::panel::Panel::log_y", |_, p| p.log_y()),
    ("plot::panel::Panel::no_y_axis", |_, p| p.no_y_axis()),
    ("plot::panel::Panel::line", |d, p| p.line(&d.text(), d.colour(), points(d))),
    ("plot::panel::Panel::dashed", |d, p| p.dashed(&d.text(), d.colour(), points(d))),
    ("plot::panel::Panel::band", |d, p| p.band(&d.text(), d.colour(), triples(d))),
    ("plot::panel::Panel::points", |d, p| p.points(&d.text(), d.colour(), d.dots(), points(d))),
    ("plot::panel::Panel::examples", |d, p| p.examples(&d.dataset(2))),
    ("plot::panel::Panel::scatter", |d, p| {
        let x = d.any_matrix();
        p.scatter(&d.text(), d.colour(), d.dots(), &x)
    }),
    ("plot::panel::Panel::bars", |d, p| p.bars(&d.text(), d.colour(), triples(d))),
    ("plot::panel::Panel::halves", |d, p| p.halves(field(d), d.number())),
    ("plot::panel::Panel::contours", |d, p| p.contours(d.colour(), field(d), d.numbers())),
    ("plot::panel::Panel::vertical", |d, p| p.vertical(&d.text(), d.colour(), d.number())),
    ("plot::panel::Panel::surface", |d, p| p.surface(field(d))),
];

/// A panel with a few marks, or with all kinds of them.
fn panel(d: &mut Draw) -> Panel {
    let mut panel = empty(d);
    match d.below(12) {
        0 => return panel.surface(field(d)),
        1 => return panel.image(&d.any_matrix()),
        _ => {}
    }
    let most = if d.odd() { CHANGES.len() } else { CHANGES.len() - 4 };
    for _ in 0..d.below(4) {
        let change = d.below(most);
        // A logarithmic axis or a fixed range, at random, seldom suits the rest.
        if change < 5 && d.one_in(2) {
            continue;
        }
        panel = (CHANGES[change].1)(d, panel);
    }
    panel
}

/// Of this many calls that draw, all but one get something that is refused first: a picture takes 20 ms.
const SELDOM: usize = 20;

fn panels(d: &mut Draw) -> Vec<Panel> {
    if d.one_in(SELDOM) {
        let n = if d.one_in(5) { 1 + d.below(3) } else { 1 };
        return (0..n).map(|_| panel(d)).collect();
    }
    match d.below(3) {
        0 => Vec::new(),
        1 => vec![empty(d); 65 + d.below(3)],
        // Equal axes are looked at before anything is drawn.
        _ => vec![panel(d), empty(d).equal_axes().x_range(1.0, d.pick(&[1.0, 0.0, f64::NAN, f64::INFINITY, -1e300]))],
    }
}

/// A few pictures, drawn once.
pub fn figure(d: &mut Draw) -> Figure {
    static DRAWN: OnceLock<Vec<Figure>> = OnceLock::new();
    let drawn = DRAWN.get_or_init(|| {
        let mut d = Draw::new(11);
        let sentence = ["", "a < b", "<i id=evil>\"'&\u{202e}", "\0\n\r", "</script>"];
        let mut some = sentence.map(|s| Figure::row(s, &[empty(&mut d)])).into_iter().flatten().collect::<Vec<_>>();
        some.truncate(5);
        some
    });
    d.pick(drawn)
}

pub fn slider(d: &mut Draw) -> Slider {
    static DRAWN: OnceLock<Vec<Slider>> = OnceLock::new();
    let drawn = DRAWN.get_or_init(|| {
        let names = ["", "λ", "</script><b>$VALUES\u{2028}"];
        let frames = |name: &str| [1, 2].map(|i| (format!("{name}{i}"), vec![Panel::new(name, "x", "y")]));
        names.into_iter().map(|name| Slider::new(name, name, frames(name)).expect("a slider")).collect()
    });
    d.pick(drawn)
}

fn frames(d: &mut Draw) -> Vec<(String, Vec<Panel>)> {
    if d.one_in(2 * SELDOM) {
        let n = 2 + d.below(2);
        return (0..n).map(|_| (d.text(), vec![empty(d).x_range(0.0, 1.0)])).collect();
    }
    match d.below(3) {
        0 => (0..d.below(2)).map(|_| (d.text(), vec![panel(d)])).collect(),
        1 => (0..101).map(|_| (String::new(), Vec::new())).collect(),
        _ => (0..2 + d.below(3)).map(|_| (d.text(), panels_refused(d))).collect(),
    }
}

fn panels_refused(d: &mut Draw) -> Vec<Panel> {
    let bad = d.pick(&[f64::NAN, f64::INFINITY, 0.0]);
    if d.flag() { Vec::new() } else { vec![empty(d).equal_axes().y_range(bad, bad)] }
}

pub fn calls() -> Vec<Call> {
    let mut calls = vec![
        call("notebook::plot::charts::cost_curve", |d| {
            let history = networks::history(d);
            Ended::with(plot::cost_curve(&d.text(), &history))
        }),
        call("notebook::plot::charts::decision_boundary", |d| {
            // It computes 90,000 points.
            if !d.one_in(SELDOM) {
                let n_x = if d.flag() { 1 } else { 3 };
                let (network, data) = (d.network(n_x), d.dataset(n_x));
                return Ended::of(plot::decision_boundary(&d.text(), &network, &data));
            }
            let (network, data) = (d.network(2), d.dataset(2));
            Ended::of(plot::decision_boundary(&d.text(), &network, &data))
        }),
        call("notebook::plot::charts::gradient_components", |d| {
            let report = gradients::report(d);
            Ended::with(plot::gradient_components(&d.text(), &report))
        }),
        call("notebook::plot::charts::histogram", |d| {
            let (values, range, bins) = (d.any_matrix(), d.range(), d.size());
            Ended::of(plot::histogram(&d.text(), &values, range, bins))
        }),
        call("notebook::plot::charts::learning_curve", |d| {
            let curve = networks::learning_curve(d);
            Ended::with(plot::learning_curve(&d.text(), &d.text(), &curve))
        }),
        call("notebook::plot::field::Field::sample", |d| Ended::of(sampled(d))),
        call("notebook::plot::field::Field::extent", |d| Ended::with(field(d).extent())),
        call("notebook::plot::field::Field::ranges", |d| Ended::with(field(d).ranges())),
        call("notebook::plot::figure::<Figure as fmt::Debug>::fmt", |d| Ended::with(format!("{:?}", figure(d)))),
        call("notebook::plot::figure::Figure::row", |d| {
            let panels = panels(d);
            Ended::of(Figure::row(d.text(), &panels))
        }),
        call("notebook::plot::figure::Figure::grid", |d| {
            let (panels, columns) = (panels(d), d.size());
            Ended::of(Figure::grid(d.text(), columns, &panels))
        }),
        call("notebook::plot::figure::Figure::height", |d| Ended::with(figure(d).height())),
        call("notebook::plot::figure::Figure::width", |d| Ended::with(figure(d).width())),
        call("notebook::plot::figure::Figure::png", |d| Ended::with(figure(d).png().len())),
        call("notebook::plot::figure::Figure::sentence", |d| Ended::with(figure(d).sentence())),
        call("notebook::plot::panel::Panel::new", |d| Ended::with(empty(d))),
        call("notebook::plot::panel::Panel::image", |d| {
            let x = d.any_matrix();
            Ended::with(empty(d).image(&x))
        }),
        call("notebook::plot::slider::Slider::name", |d| Ended::with(slider(d).name())),
        call("notebook::plot::slider::Slider::still", |d| Ended::with(slider(d).still())),
        call("notebook::plot::slider::Slider::new", |d| {
            let frames = frames(d);
            Ended::of(Slider::new(d.text(), d.text(), frames))
        }),
    ];
    // Each method alone; `panel` puts them together, and the figures draw them.
    fn changed<const I: usize>(d: &mut Draw) -> Ended {
        let panel = empty(d);
        Ended::with((CHANGES[I].1)(d, panel))
    }
    let each: [fn(&mut Draw) -> Ended; 17] = [
        changed::<0>,
        changed::<1>,
        changed::<2>,
        changed::<3>,
        changed::<4>,
        changed::<5>,
        changed::<6>,
        changed::<7>,
        changed::<8>,
        changed::<9>,
        changed::<10>,
        changed::<11>,
        changed::<12>,
        changed::<13>,
        changed::<14>,
        changed::<15>,
        changed::<16>,
    ];
    calls.extend(CHANGES.iter().zip(each).map(|((name, _), one)| call(name, one)));
    calls
}

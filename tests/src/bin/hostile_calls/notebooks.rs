//! How values show themselves.

use super::draw::Draw;
use super::seen::Ended;
use super::{Call, call, data, gradients, networks, pictures};
use nn_course::notebook::{self, Show};
use nn_course::prelude::*;

fn shown(value: &(impl Show + ?Sized)) -> Ended {
    Ended::with(value.shown())
}

fn table(d: &mut Draw) -> Table {
    let mut table = Table::new(d.text(), texts(d));
    (0..d.below(4)).for_each(|_| table.row(texts(d)));
    if d.flag() { table.text_last() } else { table }
}

fn texts(d: &mut Draw) -> Vec<String> {
    let n = if d.odd() { d.pick(&[0, 40]) } else { d.below(4) };
    (0..n).map(|_| d.text()).collect()
}

pub fn calls() -> Vec<Call> {
    vec![
        call("notebook::<() as Show>::shown", |_| shown(&())),
        call("notebook::<Cache as Show>::shown", |d| shown(&networks::some_cache(d))),
        call("notebook::<Dataset as Show>::shown", |d| shown(&d.dataset(3))),
        call("notebook::<Diagnosis as Show>::shown", |d| {
            let errors = Errors::new(d.share(), (d.share(), d.size())).human(d.share());
            match errors.diagnose() {
                Ok(diagnosis) => shown(&diagnosis),
                Err(e) => shown(&e),
            }
        }),
        call("notebook::<Figure as Show>::shown", |d| shown(&pictures::figure(d))),
        call("notebook::<GradientReport as Show>::shown", |d| shown(&gradients::report(d))),
        call("notebook::<Gradients as Show>::shown", |d| {
            let network = d.network(2);
            shown(&d.gradients(&network, 2))
        }),
        call("notebook::<History as Show>::shown", |d| match d.one_in(20) {
            // A picture takes 20 ms.
            true => shown(&networks::history(d)),
            false => shown(&History::default()),
        }),
        call("notebook::<LearningCurve as Show>::shown", |d| shown(&networks::learning_curve(d))),
        call("notebook::<Masks as Show>::shown", |d| shown(&networks::some_masks(d))),
        call("notebook::<Matrix as Show>::shown", |d| shown(&d.any_matrix())),
        call("notebook::<Network as Show>::shown", |d| shown(&d.network(2))),
        call("notebook::<Normalizer as Show>::shown", |d| {
            let x = d.any_matrix();
            match Normalizer::fit(&x) {
                Ok(normalizer) => shown(&normalizer),
                Err(e) => shown(&e),
            }
        }),
        call("notebook::<StoppedEarly as Show>::shown", |d| shown(&networks::stopped_early(d))),
        call("notebook::<String as Show>::shown", |d| shown(&d.text())),
        call("notebook::<Trained as Show>::shown", |d| match d.one_in(20) {
            true => shown(&networks::trained(d)),
            false => shown(&Trained { network: d.network(1), history: History::default() }),
        }),
        call("notebook::<bool as Show>::shown", |d| shown(&d.flag())),
        call("notebook::<crate::Error as Show>::shown", |d| shown(&data::error(d))),
        call("notebook::<f32 as Show>::shown", |d| shown(&(d.number() as f32))),
        call("notebook::<f64 as Show>::shown", |d| shown(&d.number())),
        call("notebook::<i32 as Show>::shown", |d| shown(&(d.index() as i32))),
        call("notebook::<i64 as Show>::shown", |d| shown(&(d.index() as i64))),
        call("notebook::<str as Show>::shown", |d| shown(d.text().as_str())),
        call("notebook::<u32 as Show>::shown", |d| shown(&(d.index() as u32))),
        call("notebook::<u64 as Show>::shown", |d| shown(&(d.index() as u64))),
        call("notebook::<usize as Show>::shown", |d| shown(&d.index())),
        call("notebook::show::Show::evcxr_display", |d| {
            match d.below(3) {
                0 => table(d).evcxr_display(),
                1 => d.text().evcxr_display(),
                _ => data::error(d).evcxr_display(),
            }
            Ended::with(())
        }),
        call("notebook::slider::<Slider as Show>::shown", |d| shown(&pictures::slider(d))),
        // It runs `cargo lab --check`, which takes no argument of its caller's.
        call("notebook::start::environment", |_| Ended::with(notebook::environment())).once(),
        call("notebook::start::start", |_| {
            let text = notebook::start();
            super::listen_to_panics();
            Ended::with(text)
        }),
        call("notebook::table::<Table as Show>::shown", |d| shown(&table(d))),
        call("notebook::table::Table::new", |d| Ended::with(Table::new(d.text(), texts(d)))),
        call("notebook::table::Table::row", |d| {
            let mut table = table(d);
            table.row(texts(d));
            Ended::with(table)
        }),
        call("notebook::table::Table::text_last", |d| Ended::with(table(d).text_last())),
    ]
}

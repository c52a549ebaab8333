//! How values show themselves.

use super::draw::Draw;
use super::seen::Ended;
use super::{Call, call, data, gradients, networks, pictures};
use nn_course_notebook::prelude::*;
use nn_course_notebook::show::Show;

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
        call("notebook::show::types::<() as Show>::shown", |_| shown(&())),
        call("notebook::show::types::<Cache as Show>::shown", |d| shown(&networks::some_cache(d))),
        call("notebook::show::types::<Dataset as Show>::shown", |d| shown(&d.dataset(3))),
        call("notebook::show::types::<Diagnosis as Show>::shown", |d| {
            let errors = Errors::new(d.share(), (d.share(), d.size())).human(d.share());
            match errors.diagnose() {
                Ok(diagnosis) => shown(&diagnosis),
                Err(e) => shown(&e),
            }
        }),
        call("notebook::show::pictures::<Figure as Show>::shown", |d| shown(&pictures::figure(d))),
        call("notebook::show::types::<GradientReport as Show>::shown", |d| shown(&gradients::report(d))),
        call("notebook::show::types::<Gradients as Show>::shown", |d| {
            let network = d.network(2);
            shown(&d.gradients(&network, 2))
        }),
        call("notebook::show::types::<History as Show>::shown", |d| match d.one_in(20) {
            // A picture takes 20 ms.
            true => shown(&networks::history(d)),
            false => shown(&History::default()),
        }),
        call("notebook::show::types::<LearningCurve as Show>::shown", |d| shown(&networks::learning_curve(d))),
        call("notebook::show::types::<Masks as Show>::shown", |d| shown(&networks::some_masks(d))),
        call("notebook::show::types::<Matrix as Show>::shown", |d| shown(&d.any_matrix())),
        call("notebook::show::types::<Network as Show>::shown", |d| shown(&d.network(2))),
        call("notebook::show::types::<Normalizer as Show>::shown", |d| {
            let x = d.any_matrix();
            match Normalizer::fit(&x) {
                Ok(normalizer) => shown(&normalizer),
                Err(e) => shown(&e),
            }
        }),
        call("notebook::show::types::<StoppedEarly as Show>::shown", |d| shown(&networks::stopped_early(d))),
        call("notebook::show::types::<String as Show>::shown", |d| shown(&d.text())),
        call("notebook::show::types::<Trained as Show>::shown", |d| match d.one_in(20) {
            true => shown(&networks::trained(d)),
            false => shown(&Trained { network: d.network(1), history: History::default() }),
        }),
        call("notebook::show::types::<bool as Show>::shown", |d| shown(&d.flag())),
        call("notebook::show::types::<crate::Error as Show>::shown", |d| shown(&data::error(d))),
        call("notebook::show::types::<f32 as Show>::shown", |d| shown(&(d.number() as f32))),
        call("notebook::show::types::<f64 as Show>::shown", |d| shown(&d.number())),
        call("notebook::show::types::<i32 as Show>::shown", |d| shown(&(d.index() as i32))),
        call("notebook::show::types::<i64 as Show>::shown", |d| shown(&(d.index() as i64))),
        call("notebook::show::types::<str as Show>::shown", |d| shown(d.text().as_str())),
        call("notebook::show::types::<u32 as Show>::shown", |d| shown(&(d.index() as u32))),
        call("notebook::show::types::<u64 as Show>::shown", |d| shown(&(d.index() as u64))),
        call("notebook::show::types::<usize as Show>::shown", |d| shown(&d.index())),
        call("notebook::show::Show::evcxr_display", |d| {
            match d.below(3) {
                0 => table(d).evcxr_display(),
                1 => d.text().evcxr_display(),
                _ => data::error(d).evcxr_display(),
            }
            Ended::with(())
        }),
        call("notebook::show::pictures::<Slider as Show>::shown", |d| shown(&pictures::slider(d))),
        // It runs `cargo lab --check`, which takes no argument of its caller's.
        call("notebook::notebook::environment", |_| Ended::with(notebook::environment())).once(),
        call("notebook::notebook::start", |_| {
            let text = notebook::start();
            super::listen_to_panics();
            Ended::with(text)
        }),
        call("notebook::show::table::<Table as Show>::shown", |d| shown(&table(d))),
        call("notebook::show::table::Table::new", |d| Ended::with(Table::new(d.text(), texts(d)))),
        call("notebook::show::table::Table::row", |d| {
            let mut table = table(d);
            table.row(texts(d));
            Ended::with(table)
        }),
        call("notebook::show::table::Table::text_last", |d| Ended::with(table(d).text_last())),
    ]
}

use nn_course::plot::*;
use nn_course::prelude::*;
fn main() -> Result<()> {
    let data = generate::circles(300, 0.8, 0.05, &mut NumpyRng::seed(1))?;
    let mut panels = vec![];
    let mut curves = vec![];
    for (n, i) in
        [("zeros", Initializer::Zeros), ("random × 10", Initializer::Random { scale: 10.0 }), ("He", Initializer::He)]
    {
        let net = Network::new(&[2, 10, 5, 1], i, &mut NumpyRng::seed(3))?;
        let t = std::time::Instant::now();
        let tr = train(&net, &data, &TrainConfig { cost: CostFormula::Probabilities, ..TrainConfig::default() })?;
        eprintln!("train {:?}", t.elapsed());
        curves.push(cost_curve(&format!("{n}: the cost"), &tr.history));
        panels.push(decision_boundary(
            &format!("{n}: {:.1}% right", 100.0 * tr.network.accuracy(&data)?),
            &tr.network,
            &data,
        )?);
    }
    let t = std::time::Instant::now();
    let f = Figure::row("three", panels)?;
    eprintln!("{:?} {} bytes", t.elapsed(), f.png().len());
    std::fs::write("/tmp/f1.png", f.png()).unwrap();
    let f = Figure::row("three", curves)?;
    eprintln!("{:?} {} bytes", t.elapsed(), f.png().len());
    std::fs::write("/tmp/f2.png", f.png()).unwrap();
    let field = Field::sample((-3.0, 3.0), (-3.0, 3.0), (60, 60), |p| {
        Ok(Matrix::from_shape_fn((1, p.ncols()), |(_, i)| p[[0, i]] * p[[0, i]] * 3.0 + p[[1, i]] * p[[1, i]]))
    })?;
    let f = Figure::row(
        "s",
        [
            Panel::new("A long valley: the cost over two weights", "w₁", "w₂").surface(field.clone()),
            Panel::new("its contours", "w₁", "w₂").contours(Colour::Grey, field, vec![1., 2., 4., 8., 16.]).line(
                "path",
                Colour::Vermillion,
                [(-2.5, 2.0), (1.0, 1.5), (-0.5, 1.0)],
            ),
        ],
    )?;
    std::fs::write("/tmp/f3.png", f.png()).unwrap();
    Ok(())
}

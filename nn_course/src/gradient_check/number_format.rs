//! Numbers as a report writes them.

/// A number with six decimals, or with an exponent where those would not do.
pub fn digits(v: f64) -> String {
    match v.abs() {
        0.0 => "0".into(),
        size if (1e-3..1e4).contains(&size) => format!("{v:.6}"),
        _ => format!("{v:.3e}"),
    }
}

/// A ratio with three decimals; formatted by `far` where it is far from 1.
pub fn ratio_text(r: f64, far: fn(f64) -> String) -> String {
    if (1e-2..1e4).contains(&r.abs()) { format!("{r:.3}") } else { far(r) }
}

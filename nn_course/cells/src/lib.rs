//! Code that every cell of a notebook needs, compiled once.
//!
//! evcxr keeps a notebook's variables in a map from names to boxes, and puts the code that reads and writes the map into each cell. rustc
//! compiles an instance of a generic function only where no crate below hands it on, and a crate that is not optimized hands on all of
//! its instances. So this crate, compiled at `opt-level = 0`, spares the cells of notebook 04 three tenths of their machine code: see docs/speed.md.

use std::any::Any;
use std::collections::HashMap;

/// evcxr's map of variables.
pub type Variables = HashMap<String, Box<dyn Any>>;

/// Uses the map in each way in which cells do. It need not be called.
pub fn instances(variables: &mut Variables, mut others: Variables) -> Box<Variables> {
    variables.insert(String::new(), Box::new(0.0_f64));
    if variables.get("").is_some_and(|value| value.downcast_ref::<f64>().is_none()) {
        return Box::default();
    }
    let taken = variables.remove("").map(|value| value.downcast::<f64>());
    variables.extend(others.drain());
    drop(taken);
    Box::new(HashMap::new())
}

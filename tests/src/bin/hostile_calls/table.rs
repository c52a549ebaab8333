//! The table of all public functions, and what a result may hold.

use nn_course::support::error::Result;
use std::fmt::{Debug, Write};

/// Which numbers that are not finite a result may hold, and why.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rule {
    /// None.
    Finite,
    /// None; it takes no argument and does not change, so it is called once.
    Once,
    /// ±∞, as its documentation says.
    Infinite(&'static str),
    /// ±∞, and NaN where the caller passed a NaN or ±∞: it returns what it was given, or has no way to refuse it.
    Given(&'static str),
    /// NaN and ±∞, whatever floating-point arithmetic makes of the arguments.
    Arithmetic(&'static str),
}

/// A function, and how to call it once.
#[derive(Clone, Copy)]
pub struct Call {
    pub name: &'static str,
    pub call: fn() -> Result<Seen>,
    pub rule: Rule,
}

/// What stands in a result: every number that its Debug shows is looked at.
#[derive(Default)]
pub struct Seen {
    pub nan: bool,
    pub infinite: bool,
}

impl Seen {
    pub fn of(value: &(impl Debug + ?Sized)) -> Self {
        let mut seen = Seen::default();
        // With `#`, a long matrix shows all its entries.
        write!(seen, "{value:#?}").expect("Debug succeeds");
        seen
    }
}

/// A number's text comes as a piece of its own, after its sign.
impl Write for Seen {
    fn write_str(&mut self, piece: &str) -> std::fmt::Result {
        self.nan |= piece == "NaN";
        self.infinite |= piece == "inf";
        Ok(())
    }
}

/// Entries of the table: `["folder": rule] "module::function" => call, rule; …`. An entry's own rule may be left out. A `?` in the call
/// passes an error on. Values that a call needs more than once stand in front of it: `"function"(value = draw(), …) => call;`. Methods
/// without other arguments can share an entry: `"Type"(draw()).{first, second};`.
macro_rules! calls {
    ($([$folder:literal: $all:expr]
        $($name:literal $(($($value:tt)*))? $(.{$($method:ident),+})? $(=> $call:expr)? $(, $rule:expr)?;)*
    )*) => {
        [$($(entry!(
            $folder, $name, ($($($value)*)?), ($(.{$($method),+})? $(=> $call)?), [$($rule,)? $all][0]
        )),*),*].concat()
    };
}

macro_rules! entry {
    ($folder:expr, $name:expr, ($($value:pat_param = $draw:expr),*), (=> $call:expr), $rule:expr) => {
        vec![$crate::table::Call {
            name: concat!($folder, "::", $name),
            call: || {
                $(let $value = $draw;)*
                Ok($crate::table::Seen::of(&$call))
            },
            rule: $rule,
        }]
    };
    ($folder:expr, $name:expr, ($draw:expr), (.{$($method:ident),+}), $rule:expr) => {
        vec![$($crate::table::Call {
            name: concat!($folder, "::", $name, "::", stringify!($method)),
            call: || Ok($crate::table::Seen::of(&$draw.$method())),
            rule: $rule,
        }),+]
    };
}

//! A cell's program without the variables that the cell does not name.
//!
//! evcxr makes a function of each cell that takes every variable of the notebook out of a map and puts it back in the end, which rustc
//! compiles anew for each cell. A variable that the cell does not name can as well stay in the map.

use std::collections::HashSet;

/// Macros that name nothing but what stands between their brackets. Another one may read a file, or make a name out of pieces.
const PLAIN_MACROS: [&str; 22] = [
    "array",
    "assert",
    "assert_eq",
    "assert_ne",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "eprint",
    "eprintln",
    "format",
    "matches",
    "panic",
    "print",
    "println",
    "s",
    "stringify",
    "todo",
    "unimplemented",
    "unreachable",
    "vec",
    "write",
    "writeln",
];

/// The last line before the variables are taken, and the one after they are put back.
const BEFORE: &str = "if !vars_ok {return evcxr_variable_store;}}";
const AFTER: &str = "evcxr_variable_store";

/// The program as evcxr wrote it, with an empty line where a variable was taken out or put back that the cell does not name. `None` if each
/// is named, or that cannot be told.
pub fn without_unnamed(program: &str) -> Option<String> {
    let mut lines: Vec<&str> = program.split('\n').collect();
    let first = lines.iter().position(|line| *line == BEFORE)? + 1;
    let end = lines.iter().rposition(|line| *line == AFTER)?;
    let taken = lines.get(first..end)?.iter().map_while(|line| taken(line)).collect::<Vec<_>>();
    let put = lines.get(first..end)?.iter().rev().map_while(|line| put(line)).collect::<Vec<_>>();
    let cell = lines.get(first + taken.len()..end.checked_sub(put.len())?)?.join("\n");
    if !has_plain_macros_only(&cell) {
        return None;
    }
    let named: HashSet<&str> = cell.split(|letter| !is_of_word(letter)).collect();
    // What is not put back was moved or has a new type.
    let stays = |name: &str| name.chars().all(is_of_word) && !named.contains(name) && put.contains(&name);
    let unnamed: HashSet<&str> = taken.iter().copied().filter(|name| stays(name)).collect();
    let taken = first..first + taken.len();
    let put_back = end - put.len()..end;
    for place in taken.chain(put_back) {
        let name = self::taken(lines[place]).or_else(|| self::put(lines[place]));
        if name.is_some_and(|name| unnamed.contains(name)) {
            lines[place] = "";
        }
    }
    (!unnamed.is_empty()).then(|| lines.join("\n"))
}

/// The variable that a line takes out of the map.
fn taken(line: &str) -> Option<&str> {
    let (name, rest) = line.strip_prefix("let ")?.split_once(" = evcxr_variable_store.take_variable::<")?;
    let name = name.strip_prefix("mut ").unwrap_or(name);
    rest.ends_with(&format!(">(stringify!({name}));")).then_some(name)
}

/// The variable that a line puts back.
fn put(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("evcxr_variable_store.put_variable::<")?.strip_suffix(");")?;
    let (rest, name) = rest.rsplit_once(", ")?;
    rest.ends_with(&format!(">(stringify!({name})")).then_some(name)
}

/// Whether a letter may be one of a name's.
fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

fn has_plain_macros_only(cell: &str) -> bool {
    cell.match_indices('!').all(|(place, _)| {
        let (before, after) = (cell[..place].trim_end(), cell[place + 1..].trim_start());
        let name = before.rsplit(|letter| !is_of_word(letter)).next().unwrap_or_default();
        !after.starts_with(['(', '[', '{']) || name.is_empty() || PLAIN_MACROS.contains(&name)
    })
}

#[cfg(test)]
mod tests {
    use super::without_unnamed;

    /// What evcxr writes for a cell, where these are the variables, all of the type `Vec<(f64, [&str; 2])>`.
    fn program(variables: &[&str], cell: &str) -> String {
        let of_each = |line: &dyn Fn(&str) -> String| variables.iter().map(|name| line(name)).collect::<String>();
        let of = "Vec<(f64, [&str; 2])>";
        format!(
            "fn table() {{}}\npub extern \"C\" fn run_user_code_7(\n{{let mut vars_ok = true;\n{}if !vars_ok {{return evcxr_variable_store;}}}}\n\
             {}match std::panic::catch_unwind(\n{cell}\nevcxr_variable_store.put_variable::<f64>(stringify!(new), new);\n}}}}\n{}evcxr_variable_store\n}}\n",
            of_each(&|name| format!("vars_ok &= evcxr_variable_store.check_variable::<{of}>(stringify!({name}));\n")),
            of_each(&|name| format!(
                "let mut {name} = evcxr_variable_store.take_variable::<{of}>(stringify!({name}));\n"
            )),
            of_each(&|name| format!("evcxr_variable_store.put_variable::<{of}>(stringify!({name}), {name});\n")),
        )
    }

    /// Which of the variables `a`, `table` and `θ` stay in the program of a cell, if any goes.
    fn left(cell: &str) -> Option<Vec<&'static str>> {
        let (before, names) = (program(&["a", "table", "θ"], cell), ["a", "table", "θ"]);
        let after = without_unnamed(&before)?;
        assert_eq!(after.lines().count(), before.lines().count(), "every other line stays at its place");
        let changed = after.lines().zip(before.lines()).filter(|(after, before)| after != before).count();
        let is_left = |name: &&str| after.contains(&format!("let mut {name} = "));
        let left: Vec<&str> = names.into_iter().filter(is_left).collect();
        assert_eq!(changed, 2 * (names.len() - left.len()));
        assert_eq!(after.matches("check_variable").count(), names.len());
        Some(left)
    }

    #[test]
    fn what_a_cell_names_stays() {
        assert_eq!(left("let new = 1.0;"), Some(vec![]));
        assert_eq!(left("a.len() + tables"), Some(vec!["a"]));
        assert_eq!(left("println!(\"{θ:?} {}\", a[0]);"), Some(vec!["a", "θ"]));
        assert_eq!(left("f(a, table, θ)"), None);
    }

    #[test]
    fn where_a_macro_may_name_more_all_stay() {
        for cell in ["include!(\"cell.rs\")", "paste! { [<ta ble>] }", "own ! (1)"] {
            assert_eq!(left(cell), None, "{cell}");
        }
        assert_eq!(left("if a != b && !c { vec![1]; } println!(\"yes!\");"), Some(vec!["a"]));
    }

    #[test]
    fn what_is_not_put_back_is_taken() {
        let moved = program(&["a"], "drop(1);")
            .replace("evcxr_variable_store.put_variable::<Vec<(f64, [&str; 2])>>(stringify!(a), a);\n", "");
        assert_eq!(without_unnamed(&moved), None);
    }

    #[test]
    fn another_program_stays_as_it_is() {
        for text in ["", "fn f() {}\n", "if !vars_ok {return evcxr_variable_store;}}\n", "evcxr_variable_store\n}"] {
            assert_eq!(without_unnamed(text), None, "{text}");
        }
        assert_eq!(without_unnamed(&program(&[], "1 + 1")), None);
    }
}

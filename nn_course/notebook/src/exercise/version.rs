//! Whether the last version of a learner's function compiled. The kernel's relay notes that (python/errors/cells.py).

/// The variable that names the file with the functions whose last version did not compile, one on a line.
const NOTED: &str = "NN_COURSE_REFUSED";

/// Whether the last version of a function did not compile: then the function that a check is given is an older one.
pub(super) fn did_not_compile(function: &str) -> bool {
    let noted = std::env::var_os(NOTED).and_then(|file| std::fs::read_to_string(file).ok());
    noted.is_some_and(|names| is_among(&names, function))
}

fn is_among(names: &str, function: &str) -> bool {
    names.lines().any(|name| name == function)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_found_by_its_whole_name() {
        assert!(is_among("diagnose\nnormalize\n", "normalize"));
        assert!(!is_among("normalize_all\n", "normalize") && !is_among("", "normalize"));
        assert!(!did_not_compile("normalize"), "nothing is noted outside of a kernel");
    }
}

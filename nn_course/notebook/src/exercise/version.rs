//! The last version of a learner's function: whether it compiled, and in which cell. The kernel's relay notes that (python/errors/cells.py).

/// The variable that names the file with the functions: their names, and for each that compiled its cell and first line, with tabs between.
const NOTED: &str = "NN_COURSE_FUNCTIONS";

/// Whether a relay stands between the kernel and its users.
pub(crate) fn is_relayed() -> bool {
    std::env::var_os(NOTED).is_some()
}

/// The last version of a function.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Version {
    /// Nothing is known of it, as outside of a kernel.
    Unknown,
    /// It did not compile: then the function that a check is given is an older one.
    DidNotCompile,
    /// The number of its cell, as `[12]`, and the first line in its braces.
    Compiled(String, String),
}

impl Version {
    /// The last version of the function of this name.
    pub fn of(function: &str) -> Self {
        let noted = std::env::var_os(NOTED).and_then(|file| std::fs::read_to_string(file).ok());
        noted.map_or(Version::Unknown, |noted| Version::in_list(&noted, function))
    }

    fn in_list(noted: &str, function: &str) -> Self {
        let mut lines = noted.lines().map(|line| line.split('\t').collect::<Vec<_>>());
        match lines.find(|line| line[0] == function).as_deref() {
            Some([_, cell, first]) => Version::Compiled(cell.to_string(), first.to_string()),
            Some(_) => Version::DidNotCompile,
            None => Version::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_found_by_the_whole_name() {
        let version = |function: &str| Version::in_list("diagnose\t\nnormalize\t[12]\tlet m = 1;\n", function);
        assert_eq!(version("normalize"), Version::Compiled("[12]".into(), "let m = 1;".into()));
        assert_eq!((version("diagnose"), version("norm")), (Version::DidNotCompile, Version::Unknown));
        assert_eq!(Version::of("normalize"), Version::Unknown, "nothing is noted outside of a kernel");
    }
}

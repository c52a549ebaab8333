//! Every public function is called with arguments of all kinds; see `src/bin/hostile_calls`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests say what is wrong by panicking")]

use quote::ToTokens;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use syn::{ImplItem, Item, TraitItem, Visibility};

/// A crate's own functions, as its sources have them.
struct Sources {
    files: Vec<(String, syn::File)>,
    /// The modules that are `#[doc(hidden)]`, which only the course's own crates use.
    hidden: BTreeSet<String>,
}

impl Sources {
    /// All files below a crate's `src`, each with the path of its module.
    fn read(crate_folder: &str) -> Self {
        let src = Path::new(&std::env::var("CARGO_MANIFEST_DIR").unwrap()).join("..").join(crate_folder).join("src");
        let mut files = Vec::new();
        let mut folders = vec![src.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path: PathBuf = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|e| e == "rs") {
                    let module = path.strip_prefix(&src).unwrap().with_extension("");
                    let parts = module.iter().map(|p| p.to_str().unwrap()).filter(|p| !["lib", "mod"].contains(p));
                    let module = parts.collect::<Vec<_>>().join("::");
                    files.push((module, syn::parse_file(&fs::read_to_string(&path).unwrap()).unwrap()));
                }
            }
        }
        let hidden = files.iter().flat_map(|(parent, file)| {
            let modules = file.items.iter().filter_map(|item| match item {
                Item::Mod(m) if m.attrs.iter().any(|a| text(a) == "#[doc(hidden)]") => Some(&m.ident),
                _ => None,
            });
            modules.map(move |m| format!("{parent}::{m}").trim_start_matches(':').to_string())
        });
        Sources { hidden: hidden.collect(), files }
    }

    /// Whether a module, or one around it, is hidden.
    fn is_hidden(&self, module: &str) -> bool {
        self.hidden
            .iter()
            .any(|h| module.strip_prefix(h.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with("::")))
    }

    /// The items of all files, without tests.
    fn items(&self) -> impl Iterator<Item = (&str, &Item)> {
        self.files.iter().flat_map(|(module, file)| file.items.iter().map(move |item| (module.as_str(), item)))
    }

    /// The names of all public types and traits.
    fn public_types(&self) -> BTreeSet<String> {
        let named = self.items().filter_map(|(_, item)| match item {
            Item::Struct(i) => Some((&i.vis, &i.ident)),
            Item::Enum(i) => Some((&i.vis, &i.ident)),
            Item::Trait(i) => Some((&i.vis, &i.ident)),
            Item::Type(i) => Some((&i.vis, &i.ident)),
            _ => None,
        });
        named.filter(|(vis, _)| is_public(vis)).map(|(_, ident)| ident.to_string()).collect()
    }

    /// Every public function and method, those of traits that are implemented by hand among them, and whether it must be in the table.
    fn functions(&self, prefix: &str) -> BTreeMap<String, bool> {
        let types = self.public_types();
        let mut names = BTreeMap::new();
        for (module, item) in self.items() {
            let must = !self.is_hidden(module);
            let mut add = |name: String| {
                let module = if module.is_empty() { String::new() } else { format!("{module}::") };
                let full = format!("{prefix}{module}{name}");
                assert!(names.insert(full, must).is_none(), "two functions are called {module}{name}");
            };
            match item {
                Item::Fn(f) if is_public(&f.vis) => add(f.sig.ident.to_string()),
                Item::Trait(t) if is_public(&t.vis) => {
                    for item in &t.items {
                        // What has a body; the others are listed where they are implemented.
                        if let TraitItem::Fn(f) = item
                            && f.default.is_some()
                        {
                            add(format!("{}::{}", t.ident, f.sig.ident));
                        }
                    }
                }
                Item::Impl(i) => {
                    let of = text(&i.self_ty);
                    let own_trait = i.trait_.as_ref().is_some_and(|t| types.contains(&text(&t.0)));
                    let bare = of.split('<').next().unwrap_or_default().to_string();
                    if !own_trait && !types.contains(&bare) {
                        continue;
                    }
                    let functions = i.items.iter().filter_map(|item| match item {
                        ImplItem::Fn(f) => Some(f),
                        _ => None,
                    });
                    for f in functions {
                        match &i.trait_ {
                            Some(implemented) => add(format!("<{of} as {}>::{}", text(&implemented.0), f.sig.ident)),
                            None if is_public(&f.vis) => add(format!("{bare}::{}", f.sig.ident)),
                            None => {}
                        }
                    }
                }
                // The macros that implement a public trait: for types between commas, or for those before the colons of a table.
                Item::Macro(m) => {
                    let (path, tokens) = (text(&m.mac.path), m.mac.tokens.clone());
                    let types: Vec<String> = match path.as_str() {
                        "show_as_text" | "show_settings" => tokens.to_string().split(',').map(spaceless).collect(),
                        "show_rows" => tokens
                            .into_iter()
                            .collect::<Vec<_>>()
                            .split(|t| t.to_string() == ";")
                            .filter_map(|row| Some(row.first()?.to_string()))
                            .collect(),
                        _ => Vec::new(),
                    };
                    types.into_iter().for_each(|name| add(format!("<{name} as Show>::shown")));
                }
                _ => {}
            }
        }
        names
    }
}

fn is_public(vis: &Visibility) -> bool {
    matches!(vis, Visibility::Public(_))
}

fn text(tokens: &impl ToTokens) -> String {
    spaceless(&tokens.to_token_stream().to_string())
}

fn spaceless(text: &str) -> String {
    text.split_whitespace().collect()
}

fn hostile_calls(words: &[&str]) -> (bool, String) {
    let output = Command::new(std::env::var("CARGO_BIN_EXE_hostile_calls").unwrap()).args(words).output().unwrap();
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn the_table_has_every_public_function() {
    let mut public = Sources::read("nn_course").functions("");
    public.append(&mut Sources::read("nn_course/loops").functions("loops::"));
    public.append(&mut Sources::read("nn_course/notebook").functions("notebook::"));
    assert!(public.len() > 200, "{public:?}");
    let (_, list) = hostile_calls(&["--list"]);
    let listed: BTreeSet<String> = list.lines().map(String::from).collect();
    let missing: Vec<_> = public.iter().filter(|(name, must)| **must && !listed.contains(*name)).collect();
    let gone: Vec<_> = listed.iter().filter(|name| !public.contains_key(*name)).collect();
    assert!(missing.is_empty() && gone.is_empty(), "not in the table: {missing:#?}\nnot in the crate: {gone:#?}");
}

/// The first calls of each; `hostile_calls` alone makes 100,000.
#[test]
fn every_public_function_stands_bad_input() {
    // One of them runs `cargo lab`; compiling that first may take longer than a call may.
    let top = Path::new(&std::env::var("CARGO_MANIFEST_DIR").unwrap()).join("..");
    assert!(Command::new("cargo").args(["lab", "--help"]).current_dir(top).output().unwrap().status.success());
    let (success, said) = hostile_calls(&["--calls", "200"]);
    assert!(success, "{said}");
    assert!(said.trim_end().ends_with(" 0 findings"), "{said}");
}

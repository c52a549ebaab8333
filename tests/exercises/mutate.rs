//! Makes the small mutations of a function: its text with one edit each.

use proc_macro2::Span;
use std::collections::BTreeSet;
use std::ops::Range;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{BinOp, Block, Expr, FnArg, Lit, Pat, Stmt};

/// A function with one small mutation.
pub struct Mutant {
    /// The whole function.
    pub text: String,
    /// What changed: `written → instead`.
    pub edit: String,
}

/// What is put around every value: functions of `legal.rs`.
const AROUND: [&str; 9] =
    ["negative", "absolute", "at_least_0", "at_most_1", "squared", "rounded", "one_more", "one_less", "doubled"];

/// Methods, and what is written in the place of their names.
const METHODS: [(&str, &[&str]); 15] = [
    ("abs", &["signum"]),
    ("ceil", &["floor", "round", "trunc"]),
    ("exp", &["exp2", "exp_m1"]),
    ("ln", &["log2", "log10", "ln_1p"]),
    ("max", &["min"]),
    ("min", &["max"]),
    ("sqrt", &["abs", "cbrt"]),
    ("nrows", &["ncols", "len"]),
    ("ncols", &["nrows", "len"]),
    ("len", &["nrows", "ncols"]),
    ("w", &["b"]),
    ("b", &["w"]),
    ("sum", &["product"]),
    ("rows", &["columns"]),
    ("zip", &["chain"]),
];

/// All small mutations of a function.
pub fn mutants(function: &str) -> Vec<Mutant> {
    let file = syn::parse_file(function).expect("the solution is Rust");
    let mut names = Names::default();
    names.visit_file(&file);
    let mut made = Mutations { source: function, names: names.known, edits: Vec::new() };
    made.visit_file(&file);
    let mut seen = BTreeSet::from([function.to_string()]);
    let mutant = |(at, instead): (Range<usize>, String)| {
        let text = format!("{}{instead}{}", &function[..at.start], &function[at.end..]);
        seen.insert(text.clone()).then(|| Mutant { text, edit: format!("{} → {instead}", &function[at]) })
    };
    made.edits.into_iter().filter_map(mutant).collect()
}

/// The variables of a function, each with the bytes in which it is known.
#[derive(Default)]
struct Names {
    known: Vec<(String, Range<usize>)>,
    /// Where what is declared now becomes known, and where it ends.
    scope: Range<usize>,
}

impl Names {
    /// Notes the variables of patterns, known in this part.
    fn declare<'b>(&mut self, patterns: impl IntoIterator<Item = &'b Pat>, scope: Range<usize>) {
        self.scope = scope;
        patterns.into_iter().for_each(|pattern| self.visit_pat(pattern));
    }
}

impl<'b> Visit<'b> for Names {
    fn visit_item_fn(&mut self, f: &'b syn::ItemFn) {
        let arguments = f.sig.inputs.iter().filter_map(|a| match a {
            FnArg::Typed(typed) => Some(&*typed.pat),
            FnArg::Receiver(_) => None,
        });
        self.declare(arguments, f.block.span().byte_range());
        self.visit_block(&f.block);
    }

    fn visit_block(&mut self, block: &'b Block) {
        for statement in &block.stmts {
            if let Stmt::Local(local) = statement {
                self.declare([&local.pat], local.span().byte_range().end..block.span().byte_range().end);
            }
        }
        visit::visit_block(self, block);
    }

    fn visit_local(&mut self, local: &'b syn::Local) {
        local.init.iter().for_each(|init| self.visit_expr(&init.expr));
    }

    fn visit_expr_for_loop(&mut self, f: &'b syn::ExprForLoop) {
        self.declare([&*f.pat], f.body.span().byte_range());
        self.visit_expr(&f.expr);
        self.visit_block(&f.body);
    }

    fn visit_expr_closure(&mut self, c: &'b syn::ExprClosure) {
        self.declare(&c.inputs, c.body.span().byte_range());
        self.visit_expr(&c.body);
    }

    fn visit_pat_ident(&mut self, named: &'b syn::PatIdent) {
        self.known.push((named.ident.to_string(), self.scope.clone()));
    }
}

struct Mutations<'a> {
    source: &'a str,
    names: Vec<(String, Range<usize>)>,
    /// The bytes that are replaced, and what by.
    edits: Vec<(Range<usize>, String)>,
}

impl<'a> Mutations<'a> {
    fn text(&self, of: &impl Spanned) -> &'a str {
        &self.source[of.span().byte_range()]
    }

    /// Puts this in the place of that.
    fn put(&mut self, at: Span, instead: impl Into<String>) {
        self.edits.push((at.byte_range(), instead.into()));
    }

    fn put_each<T: Into<String>>(&mut self, at: Span, instead: impl IntoIterator<Item = T>) {
        instead.into_iter().for_each(|text| self.put(at, text));
    }

    /// Operators of one kind in the place of another; only one side; the sides the other way round.
    fn binary(&mut self, whole: Span, left: &Expr, op: &BinOp, right: &Expr) {
        const KINDS: [&[&str]; 4] =
            [&["+", "-", "*", "/"], &["<", "<=", ">", ">=", "==", "!="], &["&&", "||"], &["=", "+=", "-=", "*=", "/="]];
        let (was, l, r) = (self.text(op), self.text(left), self.text(right));
        let others = KINDS.iter().filter(|kind| kind.contains(&was)).flat_map(|kind| kind.iter());
        for other in others.filter(|other| **other != was) {
            self.put(op.span(), *other);
            if KINDS[0].contains(&was) {
                self.put(whole, format!("(({l}) {other} ({r}))"));
            }
        }
        if !was.ends_with('=') || was.len() == 2 && "<>=!".contains(&was[..1]) {
            self.put_each(whole, [format!("({r}) {was} ({l})"), format!("({l})"), format!("({r})")]);
        }
    }

    fn literal(&mut self, at: Span, literal: &Lit) {
        match literal {
            Lit::Float(f) => {
                let v: f64 = f.base10_parse().unwrap_or(f64::NAN);
                let others = [0.0, 1.0, -v, v + 1.0, v - 1.0, 2.0 * v, 0.5 * v, 1.1 * v, 0.9 * v];
                self.put_each(at, others.into_iter().filter(|other| *other != v).map(|other| format!("({other:?})")));
            }
            Lit::Int(n) => {
                let v: i64 = n.base10_parse().unwrap_or_default();
                self.put_each(
                    at,
                    [0, 1, v + 1, v - 1, 2 * v].into_iter().filter(|o| *o != v && *o >= 0).map(|o| o.to_string()),
                );
            }
            _ => {}
        }
    }

    /// Each two neighbours the other way round, and each in its neighbour's place.
    fn neighbours<'b>(&mut self, list: impl IntoIterator<Item = &'b Expr>) {
        let list: Vec<&Expr> = list.into_iter().collect();
        for two in list.windows(2) {
            let (a, b) = (self.text(two[0]), self.text(two[1]));
            let both = two[0].span().byte_range().start..two[1].span().byte_range().end;
            for (first, second) in [(b, a), (a, a), (b, b)] {
                self.edits.push((both.clone(), format!("{first}, {second}")));
            }
        }
    }

    /// What is done to any value.
    fn wrap(&mut self, value: &Expr) {
        let text = self.text(value);
        self.put_each(value.span(), AROUND.map(|function| format!("{function}({text})")));
        if let Some(matrix) = text.strip_prefix('&') {
            self.put(value.span(), format!("&({matrix}).t().to_owned()"));
        }
    }
}

impl Visit<'_> for Mutations<'_> {
    fn visit_expr(&mut self, e: &Expr) {
        let at = e.span();
        let is_value = !matches!(
            e,
            Expr::Assign(_)
                | Expr::Block(_)
                | Expr::Break(_)
                | Expr::Closure(_)
                | Expr::Continue(_)
                | Expr::ForLoop(_)
                | Expr::If(_)
                | Expr::Let(_)
                | Expr::Macro(_)
                | Expr::Range(_)
                | Expr::Return(_)
                | Expr::Tuple(_)
                | Expr::While(_)
                | Expr::Loop(_)
                | Expr::Paren(_)
        );
        let assigns = matches!(e, Expr::Binary(b) if self.text(&b.op).ends_with('=') && !matches!(b.op, BinOp::Eq(_) | BinOp::Ne(_) | BinOp::Le(_) | BinOp::Ge(_)));
        if is_value && !assigns {
            self.wrap(e);
        }
        match e {
            Expr::Binary(b) => {
                self.binary(at, &b.left, &b.op, &b.right);
                if assigns {
                    // What is assigned to is a place, not a value.
                    return self.visit_expr(&b.right);
                }
            }
            Expr::Unary(u) => self.put(at, self.text(&*u.expr)),
            Expr::Paren(p) => self.put(at, self.text(&*p.expr)),
            Expr::Cast(c) => return self.visit_expr(&c.expr),
            Expr::Lit(l) => self.literal(at, &l.lit),
            Expr::Path(p) => {
                let name = self.text(p);
                let here = at.byte_range().start;
                let known: BTreeSet<String> = self
                    .names
                    .iter()
                    .filter(|(_, scope)| scope.contains(&here))
                    .map(|(name, _)| name.clone())
                    .collect();
                if known.contains(name) {
                    self.put_each(at, known.into_iter().filter(|other| other != name));
                }
                let causes = ["Cause::AvoidableBias", "Cause::Variance", "Cause::DataMismatch"];
                if causes.contains(&name) {
                    self.put_each(at, causes.into_iter().filter(|other| *other != name));
                }
                if name == "Matrix::zeros" {
                    self.put(at, "Matrix::ones");
                }
                return;
            }
            Expr::Assign(a) => return self.visit_expr(&a.right),
            Expr::Index(i) => self.visit_expr(&i.index),
            Expr::Tuple(t) => self.neighbours(&t.elems),
            Expr::Call(c) => {
                self.neighbours(&c.args);
                if c.args.len() == 1 {
                    self.put(at, self.text(&c.args[0]));
                }
            }
            Expr::MethodCall(m) => {
                let (name, receiver) = (m.method.to_string(), self.text(&*m.receiver));
                self.put(at, receiver);
                let others = METHODS.iter().find(|(method, _)| *method == name).map_or(&[][..], |(_, others)| others);
                self.put_each(m.method.span(), others.iter().copied());
                let text = self.text(e);
                match name.as_str() {
                    "sum" => self.put(at, format!("mean_of({receiver})")),
                    "sum_axis" => self.put(at, format!("({}).unwrap()", text.replacen(".sum_axis(", ".mean_axis(", 1))),
                    "iter" | "iter_mut" | "zip" | "rows" => {
                        self.put_each(at, ["skip(1)", "take(1)", "rev()"].map(|cut| format!("{text}.{cut}")))
                    }
                    _ => {}
                }
                self.neighbours(&m.args);
                if let [one] = [&m.args].map(|args| args.first())
                    && let Some(one) = one
                    && m.args.len() == 1
                {
                    self.put(at, format!("({}).{name}({receiver})", self.text(one)));
                    self.put(at, self.text(one));
                }
            }
            Expr::If(i) => {
                let condition = self.text(&*i.cond);
                self.put_each(i.cond.span(), ["true".into(), "false".into(), format!("!({condition})")]);
                if let Some((_, otherwise)) = &i.else_branch {
                    let (yes, no) = (self.text(&i.then_branch), self.text(&**otherwise));
                    self.put(
                        i.then_branch.span().join(otherwise.span()).unwrap_or(at),
                        format!("{{ {no} }} else {yes}"),
                    );
                }
            }
            Expr::ForLoop(f) => {
                let over = self.text(&*f.expr);
                self.put_each(
                    f.expr.span(),
                    [
                        format!("{{ let all = {over}; &all[1..] }}"),
                        format!("&{over}[1..]"),
                        format!("&{over}[..1]"),
                        format!("&{over}[..{over}.len() - 1]"),
                    ],
                );
            }
            Expr::Range(r) => {
                let (from, to) =
                    (r.start.as_ref().map_or("", |e| self.text(&**e)), r.end.as_ref().map_or("", |e| self.text(&**e)));
                let ranges = [
                    format!("{from} + 1..{to}"),
                    format!("{from}..{to} - 1"),
                    format!("{from}..{to} + 1"),
                    format!("({from}..{to}).rev()"),
                    format!("{from}..{from} + 1"),
                ];
                self.put_each(at, ranges);
            }
            _ => {}
        }
        visit::visit_expr(self, e);
    }

    fn visit_block(&mut self, block: &Block) {
        // All but what the block gives.
        for statement in &block.stmts {
            if !matches!(statement, Stmt::Expr(e, None) if !matches!(e, Expr::If(_) | Expr::ForLoop(_))) {
                self.put(statement.span(), "");
            }
        }
        for two in block.stmts.windows(2) {
            let both = two[0].span().byte_range().start..two[1].span().byte_range().end;
            if matches!(two[1], Stmt::Expr(_, None)) {
                continue;
            }
            self.edits.push((both, format!("{} {}", self.text(&two[1]), self.text(&two[0]))));
        }
        visit::visit_block(self, block);
    }
}

//! What types the product is made of, and how they print, read from its source.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{Attribute, Fields, Item};

/// A struct, or an enum, that derives `Debug`.
pub(super) struct Printed {
    pub(super) name: String,
    pub(super) variants: Vec<Variant>,
}

/// A variant of an enum; a struct has one, of its own name.
pub(super) struct Variant {
    pub(super) name: String,
    /// By name or position, with the words of its type.
    pub(super) fields: Vec<(String, BTreeSet<String>)>,
}

/// The types of `shared` and `functions`, without tests.
#[derive(Default)]
pub(super) struct Source {
    pub(super) printed: Vec<Printed>,
    /// Types with a `Debug` or `Display` of their own.
    pub(super) by_hand: BTreeMap<String, BTreeSet<String>>,
}

impl Source {
    pub(super) fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut source = Self::default();
        for side in ["shared", "functions"] {
            for package in std::fs::read_dir(root.join(side)).unwrap() {
                source.directory(&package.unwrap().path().join("src"));
            }
        }
        assert!(source.printed.len() > 200, "{} types", source.printed.len());
        source
    }

    fn directory(&mut self, directory: &Path) {
        let mut paths: Vec<PathBuf> =
            std::fs::read_dir(directory).unwrap().map(|it| it.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            let name = path.file_stem().unwrap().to_str().unwrap();
            // Built for tests alone.
            if ["tests", "testing", "contract"].contains(&name) {
                continue;
            }
            if path.is_dir() {
                self.directory(&path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                self.items(&syn::parse_file(&text).unwrap().items);
            }
        }
    }

    fn items(&mut self, items: &[Item]) {
        for item in items {
            match item {
                Item::Mod(it) if !is_test(&it.attrs) => {
                    if let Some((_, items)) = &it.content {
                        self.items(items);
                    }
                }
                Item::Struct(it) if derives_debug(&it.attrs) => {
                    let variant = Variant { name: it.ident.to_string(), fields: fields(&it.fields) };
                    self.printed.push(Printed { name: it.ident.to_string(), variants: vec![variant] });
                }
                Item::Enum(it) if derives_debug(&it.attrs) => {
                    let variant = |it: &syn::Variant| Variant {
                        name: it.ident.to_string(),
                        fields: fields(&it.fields),
                    };
                    let variants = it.variants.iter().map(variant).collect();
                    self.printed.push(Printed { name: it.ident.to_string(), variants });
                }
                Item::Impl(it) => {
                    let Some((path, _)) = &it.trait_ else { continue };
                    let name = path.segments.last().unwrap().ident.to_string();
                    if name == "Debug" || name == "Display" {
                        let of = it.self_ty.to_token_stream().into_iter().next().unwrap().to_string();
                        self.by_hand.entry(name).or_default().insert(of);
                    }
                }
                _ => {}
            }
        }
    }

    /// The types that hold a patient's data in a field, or in a field of a field.
    pub(super) fn holders(&self) -> BTreeSet<String> {
        let mut holders: BTreeSet<String> = ["Phi", "E164"].map(str::to_owned).into();
        loop {
            let holds = |it: &&Printed| {
                let mut fields = it.variants.iter().flat_map(|it| &it.fields);
                !holders.contains(&it.name) && fields.any(|(_, words)| !words.is_disjoint(&holders))
            };
            let more: Vec<String> = self.printed.iter().filter(holds).map(|it| it.name.clone()).collect();
            if more.is_empty() {
                return holders;
            }
            holders.extend(more);
        }
    }
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|it| it.path().is_ident("cfg") && it.to_token_stream().to_string().contains("test"))
}

fn derives_debug(attributes: &[Attribute]) -> bool {
    let mut derives = attributes.iter().filter(|it| it.path().is_ident("derive"));
    derives.any(|it| words(it.to_token_stream()).contains("Debug"))
}

fn fields(fields: &Fields) -> Vec<(String, BTreeSet<String>)> {
    let name = |(index, it): (usize, &syn::Field)| {
        let name = it.ident.as_ref().map_or_else(|| index.to_string(), ToString::to_string);
        (name, words(it.ty.to_token_stream()))
    };
    fields.iter().enumerate().map(name).collect()
}

/// Every identifier, lifetimes included.
fn words(tokens: TokenStream) -> BTreeSet<String> {
    tokens
        .into_iter()
        .flat_map(|token| match token {
            TokenTree::Ident(it) => [it.to_string()].into(),
            TokenTree::Group(it) => words(it.stream()),
            TokenTree::Punct(_) | TokenTree::Literal(_) => BTreeSet::new(),
        })
        .collect()
}

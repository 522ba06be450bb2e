//! Writes the list of locale files that i18n.rs embeds, so that a new file in `locales/<lang>/`
//! is picked up without a list to edit.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../locales");
    let mut out = String::new();
    for (name, lang) in [("ZH_CN", "zh-CN"), ("EN", "en")] {
        let folder = root.join(lang);
        println!("cargo::rerun-if-changed={}", folder.display());
        let mut files: Vec<PathBuf> = fs::read_dir(&folder)?
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .filter(|path| path.extension().is_some_and(|e| e == "ftl"))
            .collect();
        // The order of a directory is the file system's whim; the binary must not depend on it.
        files.sort();
        let _ = writeln!(out, "pub static {name}: &[(&str, &str)] = &[");
        for file in files {
            println!("cargo::rerun-if-changed={}", file.display());
            let stem = file.file_stem().unwrap_or_default().to_string_lossy();
            let _ = writeln!(
                out,
                "    ({stem:?}, include_str!({:?})),",
                file.display().to_string()
            );
        }
        out.push_str("];\n");
    }
    let target = env::var_os("OUT_DIR")
        .map(PathBuf::from)
        .unwrap_or_default();
    fs::write(target.join("locales.rs"), out)
}

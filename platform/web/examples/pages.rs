//! Writes every page of this crate from its samples, in both languages:
//! `cargo run -p web --example pages -- FOLDER`. People who change a page look here first.

use std::path::Path;
use std::{env, fs};
use web::i18n::{Lang, Words};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = env::args().nth(1).unwrap_or_else(|| "pages".to_owned());
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    fs::write(folder.join("zhen.css"), web::assets::CSS)?;
    fs::write(folder.join("seal.svg"), web::assets::ICON)?;
    for lang in Lang::ALL {
        for (name, mut view) in web::pages::samples(Words::new(lang)) {
            view.page.css_href = "zhen.css".to_owned();
            view.page.icon_href = "seal.svg".to_owned();
            fs::write(
                folder.join(format!("{name}-{}.html", lang.code())),
                view.render()?,
            )?;
        }
    }
    Ok(())
}

//! Writes every page of the program from its samples, in both languages: those of the modules, of
//! rounds and of the platform: `cargo run -p modules --example pages -- FOLDER [PREFIX]`. People who
//! change a page look here first.

use std::path::Path;
use std::{env, fs};
use web::i18n::{Lang, Words};

type Pages = Vec<(&'static str, String)>;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = env::args().nth(1).unwrap_or_else(|| "pages".to_owned());
    let prefix = env::args().nth(2).unwrap_or_default();
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    fs::write(folder.join("zhen.css"), web::assets::CSS)?;
    fs::write(folder.join("seal.svg"), web::assets::ICON)?;
    for lang in Lang::ALL {
        for (name, html) in pages(lang)? {
            if name.starts_with(&prefix) {
                let html = html
                    .replace(web::assets::css_href(), "zhen.css")
                    .replace(web::assets::icon_href(), "seal.svg");
                fs::write(folder.join(format!("{name}-{}.html", lang.code())), html)?;
            }
        }
    }
    Ok(())
}

fn pages(lang: Lang) -> Result<Pages, Box<dyn std::error::Error>> {
    let mut all = modules::shares::web::samples::samples(lang)?;
    all.extend(modules::shares::register::web::samples::samples(lang)?);
    all.extend(modules::shares::coop::web::samples::samples(lang)?);
    all.extend(modules::land::web::samples::samples(lang)?);
    all.extend(modules::appeals::web::samples::samples(lang)?);
    all.extend(modules::law::web::samples::samples(lang)?);
    all.extend(web::rounds::samples::samples(lang)?);
    all.extend(web::cases::samples::samples(lang)?);
    all.extend(modules::campaigns::web::samples::samples(lang)?);
    all.extend(web::due::samples::samples(lang)?);
    let views = modules::people::web::samples::samples(lang)
        .into_iter()
        .chain(web::pages::samples(Words::new(lang)));
    for (name, view) in views {
        all.push((name, view.render()?));
    }
    Ok(all)
}

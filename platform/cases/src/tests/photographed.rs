//! Photos as they are kept with a case, on both engines.

use super::stored::*;
use crate::event::{Patch, Value};
use crate::photos::{Copied, Sent, Stored, act_now, open_now, picture, store_photo_now};
use crate::{ActOnCase, photos, read};
use ::store::CommandKey;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use kernel::{Error, Id};
use std::io::Cursor;

/// A photo of one colour.
fn photo(office: &Office, shade: u8) -> Stored {
    let dots = RgbImage::from_pixel(40, 30, Rgb([shade, 90, 90]));
    let mut bytes = Cursor::new(Vec::new());
    let picture_of = DynamicImage::ImageRgb8(dots);
    picture_of.write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    let picture = picture(bytes.into_inner()).unwrap();
    store_photo_now(&office.db, &office.ctx, "IMG_王大爷门前.jpg", picture).unwrap()
}

fn sent(field: &str, photos: Vec<Stored>) -> Vec<Sent> {
    vec![Sent {
        field: field.into(),
        is_personal: true,
        photos,
    }]
}

fn refused_form<T: std::fmt::Debug>(answer: kernel::Result<T>) {
    refused(answer, "cases.field_value");
}

#[test]
fn a_photo_is_kept_as_it_came_and_shown_anew_and_its_name_is_sealed() {
    on_both(|office| {
        let ctx = office.by(DESK);
        let (one, two) = (photo(office, 10), photo(office, 200));
        let ids = [one.id().unwrap(), two.id().unwrap()];
        let key = CommandKey::fresh(&ctx);
        let about = office.concern(VILLAGE);
        let told = sent("photos", vec![one, two]);
        let case = open_now(&office.db, &ctx, key, about, told).unwrap().case;
        let read = move |tx: &mut ::store::Tx| {
            let opened = read::whole(tx, ORG, case)?.opened(tx, ORG)?;
            let copies = photos::of_case(tx, ORG, case)?;
            let shown = photos::copy(tx, ORG, ids[1], Copied::Shown)?.unwrap();
            let content = photos::content(tx, ORG, &shown)?.unwrap();
            let sql = "select j.input from journal j where j.org = $1 order by j.seq desc limit 1";
            let input: Vec<u8> = tx.query_one(sql, &::store::values![ORG])?.get(0)?;
            Ok((
                opened,
                copies,
                content,
                String::from_utf8_lossy(&input).into_owned(),
            ))
        };
        let (opened, copies, content, input) = office.db.read(read).unwrap();
        assert_eq!(opened.get("photos"), Some(&Value::Photos(ids.to_vec())));
        let words: Vec<&str> = copies.iter().map(|copy| copy.copy.as_str()).collect();
        let each = ["original", "shown", "small"];
        assert_eq!(words, [each, each].concat());
        assert!(copies.iter().all(|copy| copy.case == case));
        assert_eq!((copies[1].width, copies[1].height), (40, 30));
        let colour = image::load_from_memory(&content).unwrap().into_rgb8();
        assert!(colour.get_pixel(20, 15)[0] > 180, "it is the second one");
        assert!(
            !input.contains("IMG_") && !input.contains("王大爷"),
            "{input}"
        );
        assert!(office.problems().is_empty());
    });
}

/// On a bad line a form is sent twice.
#[test]
fn the_same_photos_sent_twice_are_one_deed_and_others_are_another() {
    on_both(|office| {
        let ctx = office.by(DESK);
        let key = CommandKey::fresh(&ctx);
        let open = |shade: u8| {
            let told = sent("photos", vec![photo(office, shade)]);
            open_now(&office.db, &ctx, key, office.concern(VILLAGE), told)
        };
        let first = open(10).unwrap();
        assert_eq!(open(10).unwrap(), first);
        assert_eq!(open(180), Err(Error::Conflict));
        assert_eq!(office.listed(DESK, false).1, 1);
    });
}

#[test]
fn a_photo_used_before_is_found_and_a_photo_serves_one_deed() {
    on_both(|office| {
        let ctx = office.by(DESK);
        let open = |told| {
            let key = CommandKey::fresh(&ctx);
            open_now(&office.db, &ctx, key, office.concern(VILLAGE), told)
        };
        let first = photo(office, 10);
        let one = open(sent("photos", vec![first.clone()])).unwrap().case;
        let again = photo(office, 10);
        let id = again.id().unwrap();
        let two = open(sent("photos", vec![again])).unwrap().case;
        let used = move |tx: &mut ::store::Tx| photos::used_in(tx, ORG, two, id);
        assert_eq!(office.db.read(used).unwrap(), [one]);
        // Stored content waits for one deed, and for a day.
        refused(open(sent("photos", vec![first])), "access.paper_gone");
        let late = photo(office, 120);
        office.clock.advance_days(2);
        refused(open(sent("photos", vec![late])), "access.paper_gone");
        assert_eq!(office.listed(DESK, false).1, 2);
    });
}

#[test]
fn a_step_brings_photos_and_a_field_takes_as_many_as_its_type_says() {
    on_both(|office| {
        let case = office.open(DESK, office.concern(VILLAGE)).unwrap().case;
        let owner = fields([
            ("category", code("roads")),
            ("owner_unit", Value::Unit(VILLAGE)),
        ]);
        office
            .act(DESK, case, "accept", owner, Patch::new())
            .unwrap();
        office.none(WORKER, case, "start").unwrap();
        let ctx = office.by(WORKER);
        let solve = |photos: Vec<Stored>| {
            let input = ActOnCase {
                case,
                action: "solve".into(),
                day: ctx.today(),
                patch: fields([("result", code("solved"))]),
                personal: fields([("reply", text("已更换灯头"))]),
                reason: None,
                seen: None,
            };
            let told = sent("photos_after", photos);
            act_now(&office.db, &ctx, CommandKey::fresh(&ctx), input, told)
        };
        refused_form(solve((0..4).map(|shade| photo(office, shade)).collect()));
        let after = photo(office, 50);
        let id: Id = after.id().unwrap();
        assert_eq!(solve(vec![after]).unwrap().state, "done");
        let read = move |tx: &mut ::store::Tx| read::whole(tx, ORG, case)?.opened(tx, ORG);
        let opened = office.db.read(read).unwrap();
        assert_eq!(opened.get("photos_after"), Some(&Value::Photos(vec![id])));
    });
}

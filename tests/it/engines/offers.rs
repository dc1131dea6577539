//! What was said of a segment is offered to people for one that is like it, and used by nobody
//! else.

use warta::domain::segment::Hand;
use warta::pipeline::offers::{Offer, offers};

use crate::engines::desk::Desk;
use crate::support::fake::said;

const RELEASE: &str = "Warga dilatih menyimpan bahan kimia\n\
Sebanyak 120 warga ikut serta dalam pelatihan yang digelar di balai desa itu.\n\
Kepala kantor menutup acara dengan doa bersama.";
const WRITTEN: &str = "Seramai 120 penduduk menyertai kursus di dewan itu.";

fn offered(desk: &Desk, number: usize) -> Vec<Offer> {
    let sheet = desk.sheet("ms");
    let all = desk.runtime.block_on(offers(&desk.newsroom.store, &sheet)).unwrap();
    all.get(&number).cloned().unwrap_or_default()
}

#[test]
fn a_person_is_offered_what_was_said_of_a_segment_like_this_one() {
    let desk = Desk::of("deepl");
    desk.drop_in("satu", RELEASE);
    desk.pull();
    assert_eq!(offered(&desk, 2), [], "nothing is like it yet");
    desk.edit("ms", 2, WRITTEN);
    desk.drop_in("satu", &RELEASE.replace("120", "125"));
    desk.newsroom.clock.advance(std::time::Duration::from_mins(1));
    desk.pull();
    let asked = desk.fake.requests().pop().unwrap().texts;
    let other = "Sebanyak 125 warga ikut serta dalam pelatihan yang digelar di balai desa itu.";
    assert_eq!(asked, [other], "no machine takes what is only near");
    let made = desk.translation("ms").unwrap();
    assert_eq!(made.body[0].block.text, said(other));

    let found = offered(&desk, 2);
    let shown: Vec<_> =
        found.iter().map(|one| (one.percent, one.remembered.hand, &*one.remembered.text)).collect();
    let machine = said(&other.replace("125", "120"));
    let wanted = [(98, Hand::Person, WRITTEN), (98, Hand::Machine, machine.as_str())];
    assert_eq!(shown, wanted, "a person's first, and not what stands there");
    assert_eq!(offered(&desk, 3), [], "what stands there is no offer");

    let id = desk.runtime.block_on(desk.newsroom.store.find("kantor/")).unwrap().to_string();
    let output = desk.home.warta(&["edit", &id, "--lang", "ms"]);
    let sheet = String::from_utf8(output.stdout).unwrap();
    let lines = "#   98 % alike: Sebanyak 120 warga ikut serta dalam pelatihan yang digelar di \
                 balai desa itu.\n#     Rani said: Seramai 120 penduduk";
    assert!(sheet.contains(lines), "{sheet}");
}

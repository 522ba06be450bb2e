//! Names in public and in lists.

use kernel::{mask, pinyin};

#[test]
fn a_name_keeps_its_surname() {
    for (name, masked) in [
        ("袁方", "袁*"),
        ("张小三", "张**"),
        ("欧阳小明", "欧阳**"),
        ("欧阳娜", "欧阳*"),
        ("欧阳", "欧*"),
        ("买买提·艾力", "买*****"),
        ("李", "*"),
        (" 王五 ", "王*"),
        ("", ""),
    ] {
        assert_eq!(mask::name(name), masked);
    }
}

#[test]
fn numbers_keep_their_ends_only() {
    assert_eq!(mask::identity("350105194912310123"), "35*************123");
    assert_eq!(mask::identity("1234567"), "*******");
    assert_eq!(mask::phone("13800001234"), "138****1234");
    assert_eq!(mask::phone("8261234"), "*****34");
    assert_eq!(mask::phone("12317"), "*****");
    assert_eq!(mask::account("6228480011112222"), "************2222");
    assert_eq!(mask::account("1234"), "****");
}

#[test]
fn surnames_of_two_readings_sort_where_people_look_for_them() {
    for (name, key, initials) in [
        ("张三", "zhang san", "zs"),
        ("单雄", "shan xiong", "sx"),
        ("曾小明", "zeng xiao ming", "zxm"),
        ("解放", "xie fang", "xf"),
        ("仇红", "qiu hong", "qh"),
        ("朴一", "piao yi", "py"),
        ("查良", "zha liang", "zl"),
        ("任平", "ren ping", "rp"),
        ("区大", "ou da", "od"),
        ("盖平", "ge ping", "gp"),
        ("乐天", "yue tian", "yt"),
        ("翟平", "zhai ping", "zp"),
        ("尉迟方", "yu chi fang", "ycf"),
        ("长孙平", "zhang sun ping", "zsp"),
        ("吕绿", "lv lv", "ll"),
        ("张三A", "zhang san a", "zsa"),
        ("王2狗", "wang 2 gou", "w2g"),
        ("买买提·艾力", "mai mai ti · ai li", "mmtal"),
        ("Smith", "smith", "smith"),
        ("", "", ""),
    ] {
        assert_eq!(pinyin::sort_key(name), key);
        assert_eq!(pinyin::initials(name), initials);
    }
}

//! `warta try` on a bare address: what is there, best first, and a source file ready to keep.

use serde_json::{Value, json};

use crate::support::home::Home;
use crate::support::{Site, home};

const PAGE: &str = "<html lang=id><head><title>Siaran Pers | Kantor Contoh</title></head><body>\
    <a href='/siaran/warga-pesisir-dilatih-17'>Warga pesisir dilatih menyimpan bahan kimia</a></body></html>";

fn article(name: &str) -> String {
    format!(
        "<html lang=id><head><title>{name} | Kantor Contoh</title></head><body><h1>{name}</h1>\
         <time datetime='2024-06-06T08:00:00+07:00'>6 Juni 2024</time><div class='entry-content'>\
         <p>PONTIANAK - Badan Contoh Nusantara melatih 120 warga pesisir, Kamis (6/6/2024).</p>\
         <p>Pelatihan digelar di balai desa itu sejak pagi, kata ketua panitia kepada wartawan.</p></div></body></html>"
    )
}

fn reaching(site: &Site) -> Home {
    let home = home();
    let config = home.read("config/warta.toml");
    let port = site.address().port();
    home.write(
        "config/warta.toml",
        &format!("{config}\n[fetch]\nallow = [\"127.0.0.1:{port}\"]\n"),
    );
    home
}

/// Tries a site; gives the JSON, after seeing that what it proposes is a source file that
/// `warta check` accepts and that pulls.
#[track_caller]
fn tried(site: &Site, kind: &str) -> Value {
    let home = reaching(site);
    let output = home.warta(&["try", &site.url("/"), "--json", "--limit", "2"]);
    let said = String::from_utf8_lossy(&output.stderr);
    let found: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{said}"));
    assert_eq!(found["proposals"][0]["kind"], kind, "{found:#}");
    assert_eq!(found["releases"][0]["headline"], "Warga Pesisir Dilatih", "{found:#}");
    let file = found["proposals"][0]["file"].as_str().unwrap();
    home.write("config/sources/kantor.toml", file);
    let check = home.warta(&["check"]);
    assert!(check.status.success(), "{file}\n{}", String::from_utf8_lossy(&check.stderr));
    let pull = home.warta(&["pull"]);
    assert!(pull.status.success(), "{file}\n{}", String::from_utf8_lossy(&pull.stderr));
    let releases = home.warta(&["releases", "--json"]).stdout;
    let releases: Value = serde_json::from_slice(&releases).unwrap();
    assert_eq!(releases[0]["headline"], "Warga Pesisir Dilatih");
    found
}

#[test]
fn a_feed_the_page_names_is_proposed() {
    let site = Site::start();
    let link = "<link rel=alternate type='application/rss+xml' href='/s.xml'></head>";
    site.put("/", "text/html", PAGE.replace("</head>", link));
    let text = "Badan Contoh Nusantara melatih 120 warga pesisir di balai desa. ".repeat(12);
    site.put(
        "/s.xml",
        "application/rss+xml",
        format!("<rss><channel><item><title>Warga Pesisir Dilatih</title><guid>1</guid><description>{text}</description></item></channel></rss>"),
    );
    tried(&site, "feed");
}

#[test]
fn wordpress_is_proposed_where_there_is_no_feed() {
    let site = Site::start();
    site.put("/", "text/html", PAGE);
    let post = json!([{"id": 1, "link": site.url("/a"), "guid": {"rendered": "g"}, "date_gmt": "2024-06-06T01:00:00",
        "title": {"rendered": "Warga Pesisir Dilatih"}, "content": {"rendered": "<p>Badan Contoh melatih warga.</p>"}}]);
    site.put("/wp-json/wp/v2/posts", "application/json", post.to_string());
    tried(&site, "wordpress");
}

#[test]
fn a_sitemap_is_proposed_where_there_is_nothing_better() {
    let site = Site::start();
    site.put("/", "text/html", "<title>Kantor Contoh</title><p>Selamat datang di kantor kami.</p>");
    let map = format!("<urlset><url><loc>{}</loc></url></urlset>", site.url("/siaran/a"));
    site.put("/peta.xml", "application/xml", map);
    site.put("/robots.txt", "text/plain", format!("Sitemap: {}\n", site.url("/peta.xml")));
    site.put("/siaran/a", "text/html", article("Warga Pesisir Dilatih"));
    tried(&site, "sitemap");
}

#[test]
fn the_page_itself_is_the_last_resort() {
    let site = Site::start();
    site.put("/", "text/html", PAGE);
    site.put("/siaran/warga-pesisir-dilatih-17", "text/html", article("Warga Pesisir Dilatih"));
    let found = tried(&site, "page");
    assert!(found["proposals"][0]["why"].as_str().unwrap().contains("1 links"));
    let evidence = &found["releases"][0]["evidence"];
    assert_eq!(evidence["headline"][0]["rule"], "page.heading", "{evidence:#}");
    assert_eq!(evidence["body"][0]["rule"], "page.class", "{evidence:#}");
}

#[test]
fn a_site_with_nothing_on_it_is_said_to_have_nothing() {
    let site = Site::start();
    let output = reaching(&site).warta(&["try", &site.url("/")]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("nothing that could be read"));
}

#!/usr/bin/env python3
"""Writes the pages of tests/it/fixtures/pages and what must be read out of them.

Releases, offices and people are invented. The skeletons are those of content systems and of
hand-made sites, each with what surrounds a release there: menus, share bars, boxes of other
news with texts of their own, comments, forms, footers. The same run writes the same bytes.
"""

import html
import json
import pathlib
import random

HERE = pathlib.Path(__file__).resolve().parents[2] / "tests/it/fixtures/pages"

# --- what is told -------------------------------------------------------------------------

HEADS = {
    "id": [
        "Warga Pesisir Dilatih Menyimpan Bahan Kimia dengan Aman",
        "Balai Contoh Nusantara Resmikan Laboratorium Keliling",
        "Pemkab Teluk Contoh Salurkan Bantuan Benih kepada Petani",
        "Sosialisasi Keselamatan Sungai Diikuti Ratusan Pelajar",
        "Rapat Koordinasi Penanganan Banjir: Tiga Kecamatan Jadi Prioritas",
        "Kepala Badan Contoh Lantik Dua Belas Pejabat Baru",
        "Pelabuhan Contoh Tambah Jam Layanan Mulai Bulan Depan",
        "Dinas Kesehatan Teluk Contoh Buka Posko Imunisasi",
        "Museum Contoh Pamerkan Naskah Kuno yang Baru Dipulihkan",
        "Tim Gabungan Latihan Tanggap Darurat di Dermaga Utara",
        "Nelayan Teluk Contoh Terima Alat Navigasi Baru",
    ],
    "en": [
        "Coastal Villages Trained to Store Chemicals Safely",
        "Sample Agency Opens a Travelling Laboratory",
        "Two Rivers Board Publishes Its Flood Plan for the Coming Season",
        "Minister of Examples Visits the Northern Docks",
        "Public Consultation on Harbour Fees Begins: What Changes",
        "New Guidance for Schools on Clean Drinking Water",
        "Emergency Drill Brings Forty Teams to the Estuary",
        "Statement on the Restoration of the Old Lighthouse",
    ],
    "ar": [
        "تدريب سكان الساحل على التخزين الآمن للمواد الكيميائية",
        "هيئة المثال تفتتح مختبرا متنقلا في الميناء الشمالي",
        "بدء استشارة عامة حول رسوم المرفأ الجديد",
        "لجنة النهرين تعلن خطة مواجهة الفيضانات للموسم المقبل",
    ],
    "zh": [
        "示例办公室举办沿海居民安全储存培训",
        "北港流动实验室正式启用",
        "两江委员会公布来年防汛方案",
        "示例市开展学校饮用水专项检查工作",
    ],
}
LINES = {
    "id": [
        "Sebanyak 120 warga mengikuti kegiatan yang digelar di balai desa itu sejak pagi, kata ketua panitia.",
        "Kegiatan ini merupakan tindak lanjut dari rapat bersama pada bulan lalu, yang dihadiri perwakilan tiga kecamatan.",
        "\"Kami ingin setiap keluarga tahu apa yang harus dilakukan ketika keadaan berubah,\" ujar Rani Contoh.",
        "Menurut dia, peralatan yang dibagikan sudah diuji selama enam bulan dan dinyatakan layak pakai.",
        "Kepala Badan Contoh Nusantara, Bima Teladan, menyampaikan terima kasih kepada seluruh relawan yang terlibat.",
        "Anggaran yang disiapkan mencapai Rp2,4 miliar, sebagian besar untuk pengadaan perahu dan alat ukur.",
        "Program tersebut akan dilanjutkan di lima desa lain sampai akhir tahun, bergantung pada cuaca.",
        "Pelaksana tugas camat meminta warga melapor bila menemukan wadah tanpa label di sekitar dermaga.",
        "\"Tidak ada yang ditutup-tutupi. Semua hasil pemeriksaan akan kami umumkan,\" tegas Bima.",
        "Hadir dalam kesempatan itu perwakilan sekolah, puskesmas, serta kelompok nelayan Teluk Contoh.",
        "Setelah sesi tanya jawab, peserta meninjau gudang penyimpanan yang dibangun pada 2023.",
        "Evaluasi menyeluruh dijadwalkan pada triwulan berikutnya dengan melibatkan perguruan tinggi setempat.",
    ],
    "en": [
        "About 120 residents took part in the session at the village hall, the organising committee said.",
        "The work follows a joint meeting last month that was attended by delegates of three districts.",
        "\"We want every family to know what to do when conditions change,\" said Dana Sample, who leads the programme.",
        "The equipment was tested over six months and found fit for use, according to the agency's own engineers.",
        "A budget of 2.4 million has been set aside, most of it for boats and measuring instruments.",
        "The programme will continue in five more villages until the end of the year, weather permitting.",
        "Residents are asked to report any container without a label that they find near the docks.",
        "\"Nothing is being hidden. All results of the inspection will be published,\" the chair told reporters.",
        "Delegates of schools, clinics and the fishing cooperative were present, as were two universities.",
        "A full review is planned for the next quarter; its findings will be laid before the board in public.",
    ],
    "ar": [
        "شارك نحو مئة وعشرين من السكان في الدورة التي عقدت في قاعة القرية، بحسب اللجنة المنظمة.",
        "ويأتي هذا العمل متابعة لاجتماع مشترك عقد الشهر الماضي بحضور ممثلين عن ثلاث مناطق.",
        "وقالت منسقة البرنامج: \"نريد أن تعرف كل أسرة ما يجب فعله عندما تتغير الظروف\".",
        "وأوضحت الهيئة أن المعدات خضعت للاختبار ستة أشهر وثبتت صلاحيتها للاستخدام.",
        "ورصدت ميزانية قدرها مليونان وأربعمئة ألف، معظمها لشراء القوارب وأجهزة القياس.",
        "وسيستمر البرنامج في خمس قرى أخرى حتى نهاية العام وفقا لحالة الطقس.",
        "ودعت الهيئة السكان إلى الإبلاغ عن أي حاوية بلا ملصق يجدونها قرب الأرصفة.",
        "ومن المقرر إجراء مراجعة شاملة في الفصل المقبل بمشاركة الجامعات المحلية.",
    ],
    "zh": [
        "据组委会介绍，约一百二十名居民参加了在村礼堂举行的培训活动，气氛热烈。",
        "此次工作是上个月三个区代表联席会议的后续安排，旨在提高居民的安全意识。",
        "项目负责人表示：“我们希望每个家庭都知道情况变化时应该怎么做。”",
        "有关设备经过六个月的测试，经工程师检验合格，可以投入使用。",
        "本次活动预算为二百四十万元，主要用于购置船只和测量仪器。",
        "视天气情况，该项目将在年底前继续在另外五个村庄开展。",
        "办公室提醒居民，如在码头附近发现没有标签的容器，请及时报告。",
        "下一季度将组织全面评估，结果将向社会公开，欢迎各界监督。",
    ],
}
SUBS = {
    "id": ["Langkah berikutnya", "Latar belakang"],
    "en": ["What happens next", "Background"],
    "ar": ["الخطوات التالية", "خلفية"],
    "zh": ["下一步工作", "背景情况"],
}
PEOPLE = {
    "id": ["Rani Contoh", "Humas Badan Contoh", "Tono Misal", None],
    "en": ["Dana Sample", "Press Office", "Lee Instance", None],
    "ar": ["سامي المثال", "ليلى النموذج", None],
    "zh": ["张示例", "李样本", None],
}
MONTHS = {
    "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split(),
    "en": "January February March April May June July August September October November December".split(),
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر".split(),
}
DAYS = {
    "id": "Senin Selasa Rabu Kamis Jumat Sabtu Minggu".split(),
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "ar": "الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد".split(),
}
LABELS = {
    "id": dict(home="Beranda", about="Profil", news="Berita", contact="Kontak", related="Berita Terkait",
               also="Baca juga", share="Bagikan", tags="Tag", comments="Komentar", leave="Tinggalkan Balasan",
               by="Oleh", posted="Diterbitkan", read="Dibaca", times="kali", popular="Terpopuler",
               rights="Hak cipta dilindungi", search="Cari", next="Selanjutnya", photo="Foto", adv="Iklan"),
    "en": dict(home="Home", about="About us", news="News", contact="Contact", related="Related news",
               also="Read also", share="Share this", tags="Tags", comments="Comments", leave="Leave a Reply",
               by="By", posted="Published", read="Read", times="times", popular="Most read",
               rights="All rights reserved", search="Search", next="Next", photo="Photo", adv="Advertisement"),
    "ar": dict(home="الرئيسية", about="من نحن", news="الأخبار", contact="اتصل بنا", related="أخبار ذات صلة",
               also="اقرأ أيضا", share="شارك", tags="الوسوم", comments="التعليقات", leave="أضف تعليقا",
               by="بقلم", posted="نشر في", read="قراءة", times="مرة", popular="الأكثر قراءة",
               rights="جميع الحقوق محفوظة", search="بحث", next="التالي", photo="الصورة", adv="إعلان"),
    "zh": dict(home="首页", about="机构概况", news="新闻中心", contact="联系我们", related="相关新闻",
               also="延伸阅读", share="分享到", tags="标签", comments="评论", leave="发表评论",
               by="作者", posted="发布时间", read="浏览", times="次", popular="热门文章",
               rights="版权所有", search="搜索", next="下一页", photo="图片", adv="广告"),
}
SITES = {
    "id": ("Badan Contoh Nusantara", "badan.contoh.example"), "en": ("Sample Agency", "agency.sample.example"),
    "ar": ("هيئة المثال", "hayaa.mithal.example"), "zh": ("示例办公室", "office.shili.example"),
}


class Item:
    """One release."""

    def __init__(self, lang, number):
        r = random.Random(f"{lang}{number}")
        self.r, self.lang, self.number = r, lang, number
        self.l = LABELS[lang]
        self.site, self.host = SITES[lang]
        self.head = HEADS[lang][number % len(HEADS[lang])]
        lines = LINES[lang][:]
        r.shuffle(lines)
        size = r.choice([3, 4, 5, 6])
        self.paras = []
        while lines and len(self.paras) < size:
            take = r.choice([1, 2, 2])
            self.paras.append((" " if lang != "zh" else "").join(lines[:take]))
            lines = lines[take:]
        self.sub = SUBS[lang][number % 2] if len(self.paras) > 3 and number % 3 == 0 else None
        self.day, self.month, self.year = r.randint(1, 28), r.randint(1, 12), r.choice([2023, 2024, 2025])
        self.hour, self.minute = r.randint(8, 17), r.randint(0, 59)
        self.person = r.choice(PEOPLE[lang])
        self.others = [h for h in HEADS[lang] if h != self.head]
        self.caption = LINES[lang][(number + 5) % len(LINES[lang])]
        self.other_text = LINES[lang][(number + 2) % len(LINES[lang])]
        import datetime
        self.date = datetime.date(self.year, self.month, self.day)

    iso = property(lambda s: s.date.isoformat())
    isotime = property(lambda s: f"{s.iso}T{s.hour:02}:{s.minute:02}:00+07:00")

    def words(self, weekday=True, time=False):
        if self.lang == "zh":
            tail = f" {self.hour:02}:{self.minute:02}" if time else ""
            return f"{self.year}年{self.month}月{self.day}日{tail}"
        month = MONTHS[self.lang][self.month - 1]
        day = DAYS[self.lang][self.date.weekday()]
        out = f"{self.day} {month} {self.year}"
        if weekday:
            out = f"{day}, {out}" if self.lang != "ar" else f"{day}، {out}"
        if time:
            out += f" | {self.hour:02}:{self.minute:02} WIB" if self.lang == "id" else ""
        return out

    def body(self, p="p", cls="", middle=""):
        """Paragraphs, a heading among them, and something in the middle that is not text."""
        out = []
        for i, para in enumerate(self.paras):
            if self.sub and i == len(self.paras) - 2:
                out.append(f"<h3>{self.sub}</h3>")
            attr = f' class="{cls}"' if cls else ""
            out.append(f"<{p}{attr}>{html.escape(para, quote=False)}</{p}>")
            if i == 0 and middle:
                out.append(middle)
        return "\n".join(out)

    def breaks(self, middle=""):
        out = []
        for i, para in enumerate(self.paras):
            if self.sub and i == len(self.paras) - 2:
                out.append(f"<b>{self.sub}</b>")
            out.append(html.escape(para, quote=False))
            if i == 0 and middle:
                out.append(middle)
        return "<br><br>\n".join(out)

    def gold(self):
        lines = []
        for i, para in enumerate(self.paras):
            if self.sub and i == len(self.paras) - 2:
                lines.append(self.sub)
            lines.append(para)
        return "\n".join(lines)


def links(item, n=4, tag="li"):
    heads = (item.others * 3)[:n]
    return "".join(f'<{tag}><a href="/{item.lang}/b-{i}">{h}</a></{tag}>' for i, h in enumerate(heads))


def teasers(item, cls, n=3):
    heads = (item.others * 3)[:n]
    return "".join(
        f'<div class="{cls}"><h4><a href="/x/{i}">{h}</a></h4><p>{item.other_text}</p><span class="date">{30 - i}/01/2022</span></div>'
        for i, h in enumerate(heads))


def menu(item):
    l = item.l
    return "".join(f'<li><a href="/{i}">{t}</a></li>' for i, t in enumerate(
        [l["home"], l["about"], l["news"], l["contact"], l["search"]]))


PAGES = {}


def page(*langs):
    def add(make):
        PAGES[make.__name__] = (make, langs)
        return make
    return add


def ld(item, **more):
    thing = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": item.head,
             "datePublished": item.isotime, "publisher": {"@type": "Organization", "name": item.site}}
    if item.person:
        thing["author"] = [{"@type": "Person", "name": item.person}]
    thing.update(more)
    return '<script type="application/ld+json">' + json.dumps(thing, ensure_ascii=False) + "</script>"


# --- skeletons ----------------------------------------------------------------------------

@page("id", "en", "ar")
def wp_classic(i):
    l = i.l
    by = f'<span class="byline"> {l["by"]} <span class="author vcard"><a class="url fn n" href="/author/x">{i.person}</a></span></span>' if i.person else ""
    return f"""<!DOCTYPE html><html lang="{i.lang}"><head><meta charset="utf-8"><title>{i.head} &#8211; {i.site}</title>
<link rel="alternate" type="application/rss+xml" title="{i.site}" href="https://{i.host}/feed/"></head>
<body class="single single-post has-sidebar"><header class="site-header"><h1 class="site-title"><a href="/">{i.site}</a></h1>
<nav id="site-navigation"><ul>{menu(i)}</ul></nav></header><div id="content" class="site-content"><main>
<article id="post-{i.number}" class="post-{i.number} post type-post hentry category-news"><header class="entry-header">
<h1 class="entry-title">{i.head}</h1><div class="entry-meta"><span class="posted-on">{l["posted"]} <time class="entry-date published" datetime="{i.isotime}">{i.words(False)}</time><time class="updated" datetime="{i.year + 1}-01-02T00:00:00+07:00">2</time></span>{by}</div></header>
<div class="entry-content"><figure class="wp-caption"><img src="/wp-content/uploads/a{i.number}.jpg" width="800" height="500"><figcaption class="wp-caption-text">{i.caption}</figcaption></figure>
{i.body(middle='<div class="code-block"><p>' + l["adv"] + '</p></div>')}
<div class="sharedaddy sd-sharing-enabled"><h3 class="sd-title">{l["share"]}:</h3><ul><li><a href="#">Facebook</a></li><li><a href="#">X</a></li></ul></div>
<div id="jp-relatedposts" class="jp-relatedposts"><h3>{l["related"]}</h3>{teasers(i, "jp-relatedposts-post")}</div></div>
<footer class="entry-footer">{l["tags"]}: <a rel="tag" href="/t">contoh</a></footer></article>
<div id="comments"><h2>2 {l["comments"]}</h2><ol><li><p>{i.other_text} {i.other_text}</p><time datetime="2021-01-01">1</time></li></ol><form><p>{l["leave"]}</p><textarea></textarea></form></div></main>
<aside class="widget-area"><section class="widget"><h2>{l["popular"]}</h2>{teasers(i, "item")}</section></aside></div>
<footer class="site-footer">&copy; {i.site}. {l["rights"]}. {i.other_text}</footer></body></html>"""


@page("id", "en", "zh")
def wp_blocks(i):
    l = i.l
    by = f'<div class="wp-block-post-author-name">{i.person}</div>' if i.person else ""
    return f"""<!doctype html><html lang="en-US"><head><meta charset="UTF-8"><title>{i.head} | {i.site}</title>
<meta property="og:title" content="{i.head}"><meta property="og:site_name" content="{i.site}"><meta property="article:published_time" content="{i.isotime}">
{f'<meta name="author" content="{i.person}">' if i.person else ''}</head><body><div class="wp-site-blocks"><header class="wp-block-template-part"><p class="wp-block-site-title"><a href="/">{i.site}</a></p><nav class="wp-block-navigation"><ul>{menu(i)}</ul></nav></header>
<main class="wp-block-group"><h1 class="wp-block-post-title">{i.head}</h1><div class="wp-block-group">{by}<div class="wp-block-post-date"><time datetime="{i.isotime}">{i.words(False)}</time></div></div>
<div class="entry-content wp-block-post-content is-layout-constrained">{i.body(middle='<p class="has-small-font-size"><strong>' + l["also"] + ': <a href="/x">' + i.others[0] + '</a></strong></p>')}
<figure class="wp-block-image"><img src="b.jpg" alt=""><figcaption class="wp-element-caption">{i.caption}</figcaption></figure></div>
<div class="wp-block-post-terms"><span>{l["tags"]}</span> <a href="/t">a</a>, <a href="/u">b</a></div>
<section class="wp-block-comments"><h3>{l["comments"]}</h3><p>{i.other_text}</p></section>
<h2>{l["related"]}</h2><ul class="wp-block-post-template">{teasers(i, "wp-block-post")}</ul></main><footer class="wp-block-template-part"><p>{l["rights"]}</p><p>{i.other_text}</p></footer></div></body></html>"""


@page("id", "en", "ar")
def wp_yoast(i):
    l = i.l
    graph = {"@context": "https://schema.org", "@graph": [
        {"@type": "Article", "@id": "#article", "headline": i.head, "datePublished": i.isotime, "dateModified": f"{i.year + 1}-02-03T04:05:06+00:00",
         "author": {"@id": "#p"} if i.person else {"name": "admin"}, "inLanguage": i.lang},
        {"@type": "WebPage", "@id": "#page", "name": f"{i.head} - {i.site}"}, {"@type": "WebSite", "name": i.site},
        {"@type": "Person", "@id": "#p", "name": i.person or "admin"},
        {"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "position": 1, "name": l["home"]}]}]}
    return f"""<!DOCTYPE html><html dir="{'rtl' if i.lang == 'ar' else 'ltr'}" lang="{i.lang}"><head><meta charset="UTF-8"/><title>{i.head} - {i.site}</title>
<script type="application/ld+json" class="yoast-schema-graph">{json.dumps(graph, ensure_ascii=False)}</script></head>
<body><div id="page"><div class="topbar"><span class="date">{i.words()}</span></div><header id="masthead"><a href="/">{i.site}</a><ul>{menu(i)}</ul></header>
<div class="breadcrumbs"><a href="/">{l["home"]}</a> » <a href="/n">{l["news"]}</a> » {i.head}</div>
<div class="post-wrap"><h1 class="post-title">{i.head}</h1><div class="post-meta">admin | 3 min</div><div class="post-thumb"><img src="c.jpg"></div>
<div class="post-content clearfix">{i.body()}<p>{l["also"]}: <a href="/y">{i.others[1]}</a></p></div>
<div class="author-box"><h4>admin</h4><p>{i.other_text}</p></div><div class="post-navigation"><a href="/p">« {i.others[0]}</a><a href="/q">{i.others[1]} »</a></div></div>
<div class="sidebar"><h3>{l["popular"]}</h3>{teasers(i, "post-item", 4)}</div><div id="footer"><p>{i.other_text}</p></div></div></body></html>"""


@page("id", "en")
def wp_elementor(i):
    l = i.l
    widgets = "".join(
        f'<div class="elementor-element elementor-widget elementor-widget-text-editor"><div class="elementor-widget-container"><p>{html.escape(p, quote=False)}</p></div></div>'
        for p in i.paras[:1])
    rest = "\n".join(f"<p>{html.escape(p, quote=False)}</p>" for p in i.paras[1:])
    i.sub = None
    return f"""<!DOCTYPE html><html lang="{i.lang}"><head><meta charset="UTF-8"><title>{i.head} - {i.site}</title>
<meta property="og:site_name" content="{i.site}"/><meta property="og:title" content="{i.head} - {i.site}"/></head><body class="elementor-page">
<div class="elementor elementor-location-header"><ul class="elementor-nav-menu">{menu(i)}</ul></div>
<div class="elementor elementor-location-single"><section class="elementor-section"><div class="elementor-widget-theme-post-title"><div class="elementor-widget-container"><h1 class="elementor-heading-title">{i.head}</h1></div></div>
<div class="elementor-widget-post-info"><ul><li itemprop="datePublished"><span>{i.words(False)}</span></li>{f'<li itemprop="author"><span>{i.person}</span></li>' if i.person else ''}</ul></div>
<div class="elementor-widget-theme-post-content"><div class="elementor-widget-container">{widgets}{rest}</div></div>
<div class="elementor-widget-share-buttons"><div class="elementor-grid"><a>Facebook</a><a>WhatsApp</a></div></div></section>
<section class="elementor-section"><h2>{l["related"]}</h2><div class="elementor-posts-container">{teasers(i, "elementor-post")}</div></section></div>
<div class="elementor elementor-location-footer"><p>{i.other_text}</p><p>© {i.site}</p></div></body></html>"""


@page("id", "en")
def wp_newspaper(i):
    l = i.l
    return f"""<!doctype html ><html lang="{i.lang}"><head><meta charset="UTF-8" /><title>{i.head} | {i.site}</title><meta property="og:title" content="{i.head}"></head>
<body class="td-theme"><div id="td-outer-wrap"><div class="td-header-menu-wrap"><ul class="sf-menu">{menu(i)}</ul></div>
<article class="post" itemscope itemtype="https://schema.org/Article"><div class="td-post-header"><h1 class="entry-title">{i.head}</h1><div class="td-module-meta-info"><div class="td-post-author-name"><div class="td-author-by">{l["by"]}</div> <a href="/a">{i.person or 'Admin'}</a></div><span class="td-post-date"><time class="entry-date updated td-module-date" datetime="{i.isotime}">{i.words(False)}</time></span><div class="td-post-views">1204</div></div></div>
<div class="td-post-sharing-top"><a>Facebook</a> <a>Twitter</a></div>
<div class="td-post-content tagdiv-type">{i.body(middle='<div class="td-a-rec"><span>- ' + l["adv"] + ' -</span></div>')}
<blockquote class="td_box_related"><p>{l["also"]}: <a href="/k">{i.others[0]}</a></p></blockquote></div>
<footer><ul class="td-tags"><li>{l["tags"]}</li><li><a href="#">a</a></li></ul><meta itemprop="author" content="{i.person or 'Admin'}"><meta itemprop="datePublished" content="{i.isotime}"></footer></article>
<div class="td_block_related_posts"><h4>{l["related"]}</h4>{teasers(i, "td_module_related_posts")}</div></div></body></html>"""


@page("id", "en")
def joomla3(i):
    l = i.l
    by = f'<dd class="createdby" itemprop="author">{"Ditulis oleh" if i.lang == "id" else "Written by"} <span itemprop="name">{i.person or "Super User"}</span></dd>'
    return f"""<!DOCTYPE html><html lang="{i.lang}-{'id' if i.lang == 'id' else 'gb'}"><head><meta charset="utf-8"/><meta name="author" content="Super User"/><title>{i.head}</title><meta name="generator" content="Joomla! - Open Source Content Management"/></head>
<body class="site com_content view-article"><div class="body"><div class="container"><header class="header"><a class="brand" href="/">{i.site}</a></header>
<nav class="navigation"><ul class="nav menu nav-pills">{menu(i)}</ul></nav><div class="row-fluid"><main id="content" class="span9"><ul class="breadcrumb"><li>{l["home"]}</li><li class="active"><span>{i.head}</span></li></ul>
<div class="item-page" itemscope itemtype="https://schema.org/Article"><meta itemprop="inLanguage" content="{i.lang}"/><div class="page-header"><h2 itemprop="headline">{i.head}</h2></div>
<div class="icons"><div class="btn-group pull-right"><ul class="dropdown-menu"><li class="print-icon"><a href="#">Cetak</a></li><li class="email-icon"><a href="#">Surel</a></li></ul></div></div>
<dl class="article-info muted"><dt class="article-info-term">Detail</dt>{by}<dd class="category-name">Kategori: <a href="/b">{l["news"]}</a></dd><dd class="published"><span class="icon-calendar"></span><time datetime="{i.isotime}" itemprop="datePublished">{l["posted"]}: {i.words(False)}</time></dd><dd class="hits"><meta itemprop="interactionCount" content="UserPageVisits:314"/>{l["read"]}: 314</dd></dl>
<div itemprop="articleBody">{i.body()}</div><ul class="pager pagenav"><li class="previous"><a href="/p">{i.others[0]}</a></li><li class="next"><a href="/n">{i.others[1]}</a></li></ul></div></main>
<div id="aside" class="span3"><div class="well"><h3>{l["popular"]}</h3><ul class="mostread">{links(i, 5)}</ul></div><div class="well"><p>{i.other_text} {i.other_text}</p></div></div></div></div></div>
<footer class="footer"><p>&copy; {i.site}</p></footer></body></html>"""


@page("id", "en", "ar")
def joomla1(i):
    l = i.l
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="{i.lang}"><head><meta http-equiv="content-type" content="text/html; charset=utf-8" /><title>{i.head}</title></head><body>
<table width="960" border="0" align="center"><tr><td colspan="3"><img src="/banner.jpg" width="960" height="120"></td></tr>
<tr><td width="180" valign="top"><table class="moduletable"><tr><th>Menu</th></tr><tr><td><ul class="menu">{menu(i)}</ul></td></tr></table><table class="moduletable"><tr><td>{i.other_text}</td></tr></table></td>
<td valign="top"><table class="contentpaneopen"><tr><td class="contentheading" width="100%">{i.head}</td><td align="right" class="buttonheading"><a href="#"><img src="/pdf_button.png" width="16"></a></td></tr></table>
<table class="contentpaneopen"><tr><td valign="top"><span class="small">{l["by"]} {i.person or "Administrator"}</span></td></tr><tr><td valign="top" class="createdate">{i.words()}</td></tr>
<tr><td valign="top">{i.body()}</td></tr><tr><td class="modifydate">{'Pemutakhiran Terakhir' if i.lang == 'id' else 'Last Updated'} ({i.words()})</td></tr></table>
<table align="center" class="pagenav"><tr><th class="pagenav_prev"><a href="/p">&lt; {i.others[0]}</a></th><td width="50">&nbsp;</td><th class="pagenav_next"><a href="/n">{i.others[1]} &gt;</a></th></tr></table></td>
<td width="180" valign="top"><table class="moduletable"><tr><th>{l["popular"]}</th></tr><tr><td><ul class="latestnews">{links(i, 6)}</ul></td></tr></table></td></tr>
<tr><td colspan="3" align="center">&copy; {i.year + 1} {i.site}. {l["rights"]}.</td></tr></table></body></html>"""


@page("id", "en", "ar", "zh")
def php_tables(i):
    l = i.l
    when = f"{i.day:02}/{i.month:02}/{i.year}" if i.lang != "zh" else i.iso
    return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title>{i.site}</title></head><body bgcolor="#ffffff" topmargin="0">
<center><table width="900" cellpadding="4"><tr bgcolor="#003366"><td colspan="2"><font color="white" size="5">{i.site}</font></td></tr>
<tr><td colspan="2"><a href="index.php">{l["home"]}</a> | <a href="?m=profil">{l["about"]}</a> | <a href="?m=berita">{l["news"]}</a> | <a href="?m=kontak">{l["contact"]}</a></td></tr>
<tr><td width="650" valign="top"><font face="Verdana" size="4"><b>{i.head}</b></font><br><font size="1" color="gray">{when}{' - ' + l["by"] + ': ' + i.person if i.person else ''}</font><hr>
<div align="justify"><img src="foto/{i.number}.jpg" align="left" width="250">{i.breaks()}</div><br><br><a href="javascript:history.back()">&laquo; Kembali</a> | <a href="cetak.php?id=9">Cetak</a></td>
<td valign="top" bgcolor="#eeeeee"><b>{l["popular"]}</b><br>{"".join(f'&bull; <a href="?m=berita&id={n}">{h}</a><br>' for n, h in enumerate(i.others[:6]))}<br><b>Polling</b><form action="poll.php"><input type=radio name=a> A<br><input type=submit></form></td></tr>
<tr bgcolor="#003366"><td colspan="2" align="center"><font color="white">{l["rights"]} {i.year + 1}</font></td></tr></table></center></body></html>"""


@page("id", "en")
def php_divs(i):
    l = i.l
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{i.head} :: {i.site}</title><meta name="description" content="{i.site}"></head><body>
<div id="kepala"><div id="logo">{i.site}</div><div id="jam">Senin, 1 Januari 2018</div></div><div id="menu"><ul>{menu(i)}</ul></div><div id="tengah"><div id="kiri">
<h2 class="judul">{i.head}</h2><div class="tgl">{i.words(time=True)}, {l["read"]} : 1.204 {l["times"]}</div>{f'<div class="penulis">{l["by"]} : {i.person}</div>' if i.person else ''}
<div class="teks">{i.body(middle='<p><b>' + l["also"] + ' :</b></p><ul><li><a href="/a">' + i.others[0] + '</a></li><li><a href="/b">' + i.others[1] + '</a></li></ul>')}</div>
<div class="bagikan">{l["share"]} : <a href="#">Facebook</a> <a href="#">Twitter</a> <a href="#">WhatsApp</a></div>
<div class="kotak"><h3>{l["comments"]}</h3><p>{i.other_text} {i.other_text}</p><form><input name="nama"></form></div></div>
<div id="kanan"><h3>{l["popular"]}</h3>{teasers(i, "kotak-berita", 4)}</div></div><div id="kaki">{i.site} - Jl. Contoh No. 17, telp. 000-000</div></body></html>"""


@page("id", "en")
def aspx(i):
    l = i.l
    return f"""<!DOCTYPE html><html><head id="Head1"><title>{i.site}</title></head><body><form method="post" action="./detail.aspx?id={i.number}" id="form1"><div class="aspNetHidden"><input type="hidden" name="__VIEWSTATE" value="{'x' * 400}"></div>
<div id="ctl00_menu"><ul>{menu(i)}</ul></div><div id="ctl00_pnlMain"><span id="ctl00_lblTanggal" class="kecil">{i.words(False)}</span><br>
<span id="ctl00_lblJudul"><h1>{i.head}</h1></span>{f'<span id="ctl00_lblPenulis">{l["by"]}: {i.person}</span>' if i.person else ''}
<div id="ctl00_divIsi">{i.body("div")}</div><div id="ctl00_pnlShare" class="share"><a>Facebook</a></div></div>
<div id="ctl00_pnlLain"><span>{l["related"]}</span><table id="ctl00_GridView1">{"".join(f'<tr><td><a href="detail.aspx?id={n}">{h}</a></td><td>1/{n + 1}/2020</td></tr>' for n, h in enumerate(i.others[:5]))}</table></div>
<div id="ctl00_footer">{l["rights"]}</div></form></body></html>"""


@page("en", "ar", "zh")
def drupal(i):
    l = i.l
    return f"""<!DOCTYPE html><html lang="{i.lang}" dir="{'rtl' if i.lang == 'ar' else 'ltr'}"><head><meta charset="utf-8" /><title>{i.head} | {i.site}</title></head><body class="path-node page-node-type-article">
<div class="dialog-off-canvas-main-canvas"><header role="banner"><nav role="navigation"><ul class="menu">{menu(i)}</ul></nav></header><main role="main"><a id="main-content"></a>
<div class="region region-content"><h1 class="page-header"><span class="field field--name-title">{i.head}</span></h1>
<article role="article" class="node node--type-article"><footer class="node__meta"><div class="node__submitted">{l["posted"]} {f'<span class="field--name-uid">{i.person}</span> ' if False else ''}<span class="field field--name-created">{i.words()}</span></div></footer>
<div class="node__content"><div class="field field--name-field-image"><img src="/d.jpg" width="480" height="300"></div><div class="text-formatted field field--name-body field__item">{i.body()}</div>
<div class="field field--name-field-tags"><div class="field__label">{l["tags"]}</div><a href="/t/1">a</a></div></div><section class="field--name-comment"><h2>{l["comments"]}</h2><p>{i.other_text}</p></section></article></div>
<aside class="layout-sidebar-second"><div class="views-element-container"><h2>{l["related"]}</h2>{teasers(i, "views-row")}</div></aside></main><footer role="contentinfo"><p>{i.other_text}</p></footer></div></body></html>"""


@page("id", "en")
def bootstrap(i):
    l = i.l
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{i.site}</title><meta property="og:title" content="{i.head}"><meta property="og:type" content="article"><meta property="og:image" content="/storage/{i.number}.jpg"></head>
<body><nav class="navbar navbar-expand-lg"><div class="container"><a class="navbar-brand">{i.site}</a><ul class="navbar-nav">{menu(i)}</ul></div></nav>
<section class="py-5"><div class="container"><div class="row"><div class="col-md-8"><div class="card border-0"><img class="card-img-top" src="/storage/{i.number}.jpg"><div class="card-body"><h3 class="fw-bold">{i.head}</h3>
<p class="text-muted small"><i class="bi bi-calendar"></i> {i.words(time=True)} &nbsp; <i class="bi bi-person"></i> {l["by"]} {i.person or 'Admin'} &nbsp; <i class="bi bi-eye"></i> 231</p><div class="mt-4">{i.body()}</div></div></div>
<div class="d-flex gap-2"><span>{l["share"]}</span><a class="btn">FB</a><a class="btn">WA</a></div></div>
<div class="col-md-4"><h5>{l["popular"]}</h5>{teasers(i, "card mb-3", 5)}</div></div></div></section><footer class="bg-dark"><div class="container"><p>{i.other_text}</p></div></footer></body></html>"""


@page("id")
def portal(i):
    l = i.l
    return f"""<!DOCTYPE html><html lang="id-ID"><head><meta charset="utf-8"><title>{i.head}</title><meta name="dtk:publishdate" content="x"><meta name="publishdate" content="{i.year}/{i.month:02}/{i.day:02} {i.hour:02}:{i.minute:02}:00">{ld(i)}</head>
<body><div class="header__navbar"><ul>{menu(i)}</ul></div><article class="detail"><div class="detail__header"><div class="page__breadcrumb">{l["home"]} / {l["news"]}</div><h1 class="detail__title">{i.head}</h1>
<div class="detail__author">{i.person or 'Tim'} - portalContoh</div><div class="detail__date">{i.words(time=True)}</div></div>
<div class="detail__media"><figure><img src="/e.jpeg"><figcaption class="detail__media-caption">{i.caption} (Foto: Rani Contoh/portalContoh)</figcaption></figure></div>
<div class="detail__body itp_bodycontent_wrapper"><div class="detail__body-text itp_bodycontent"><strong>Teluk Contoh</strong> - {i.body(middle='<!--s:parallaxindetail--><div class="parallax_detail"><p>ADVERTISEMENT</p><p>SCROLL TO CONTINUE WITH CONTENT</p></div><table class="linksisip"><tr><td><strong>Baca juga:</strong><h2><a href="/z">' + i.others[2] + '</a></h2></td></tr></table>')}
<p>[Gambas:Video 20contoh]</p><p><strong>Simak juga Video: {i.others[3]}</strong></p></div></div>
<div class="detail__body-tag"><a>contoh</a><a>pesisir</a></div><div class="share-box"><span>{l["share"]}</span></div></article><div class="column-4"><div class="box cb-mostpop"><h3>{l["popular"]}</h3>{teasers(i, "media", 5)}</div></div><footer>copyright</footer></body></html>"""


@page("id", "en", "zh")
def hashed(i):
    """A page of a JavaScript framework: classes say nothing, JSON-LD says everything."""
    l = i.l
    text = "\n".join(i.paras if not i.sub else i.gold().split("\n"))
    return f"""<!DOCTYPE html><html lang="{i.lang}"><head><meta charSet="utf-8"/><title>{i.head}</title>{ld(i, articleBody=text, inLanguage=i.lang)}</head><body><div id="__next"><div class="sc-1a2b3c"><div class="sc-9x8y">{"".join(f'<a href="/{n}">{t}</a>' for n, t in enumerate([l["home"], l["news"], l["contact"]]))}</div>
<div class="css-k17"><h1 class="css-t0">{i.head}</h1><div class="css-m1"><span>{i.words(False)}</span></div><div class="css-b9">{i.body("div", "css-p4")}</div><div class="css-q2"><div class="css-p4">{i.other_text}</div><div class="css-p4">{i.other_text}</div></div></div>
<div class="css-r5">{"".join(f'<div class="css-c1"><a href="/r{n}"><div class="css-p4">{h}</div></a><div class="css-p4">{i.other_text}</div></div>' for n, h in enumerate(i.others[:4]))}</div></div></div><script id="__NEXT_DATA__" type="application/json">{{"props": {{"text": "{i.head}"}}}}</script></body></html>"""


@page("zh")
def trs(i):
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{i.head}_{i.site}</title><meta name="SiteName" content="{i.site}"><meta name="ArticleTitle" content="{i.head}"><meta name="PubDate" content="{i.iso} {i.hour:02}:{i.minute:02}"></head><body>
<div class="header"><div class="nav"><ul>{menu(i)}</ul></div></div><div class="BreadcrumbNav">当前位置：<a href="/">首页</a> &gt; <a href="/n">新闻中心</a></div>
<div class="article oneColumn"><h1>{i.head}</h1><div class="pages-date">{i.iso} {i.hour:02}:{i.minute:02}<span class="font index_switchsize">来源： {i.site}</span>{f'<span>作者：{i.person}</span>' if i.person else ''}<div class="share">分享到：<a>微信</a><a>微博</a></div></div>
<div class="pages_content" id="UCAP-CONTENT"><div class="TRS_UEDITOR trs_paper_default">{i.body()}</div><div class="editor"><span>责任编辑：某某</span></div></div>
<div class="related"><h3>相关新闻</h3><ul>{links(i, 5)}</ul></div></div><div class="footer">版权所有：{i.site} 备案号：示例000000号</div></body></html>"""


@page("zh")
def vsb(i):
    return f"""<html><head><meta charset="utf-8"><title>{i.head}-{i.site}</title></head><body><div class="top"><ul class="menu">{menu(i)}</ul></div><table width="1000"><tr><td class="leftnav"><ul>{links(i, 4)}</ul></td><td>
<form name="_newscontent_fromname"><div class="content"><h3 align="center">{i.head}</h3><div align="center"><span>发布时间：{i.iso}</span>&nbsp;&nbsp;<span>浏览次数：<script>_showDynClicks()</script></span></div>
<div id="vsb_content"><div class="v_news_content">{i.body("p", "vsbcontent_start")}</div></div><div><p>上一条：<a href="a.htm">{i.others[0]}</a></p><p>下一条：<a href="b.htm">{i.others[1]}</a></p></div><div>【<a href="#">关闭窗口</a>】</div></div></form></td></tr></table><div class="foot">地址：示例市示例路1号</div></body></html>"""


@page("ar")
def arabic_portal(i):
    l = i.l
    return f"""<!DOCTYPE html><html dir="rtl" lang="ar"><head><meta charset="utf-8"><title>{i.head} - {i.site}</title><meta property="og:site_name" content="{i.site}"></head><body>
<div class="top-menu"><ul>{menu(i)}</ul></div><div class="container"><div class="news-details"><h1>{i.head}</h1><div class="news-date">{i.words()}</div>{f'<div class="writer">كتب: {i.person}</div>' if i.person else ''}
<div class="social-share"><a>فيسبوك</a><a>تويتر</a></div><div class="news-text">{i.body(middle='<div class="inner-related"><strong>اقرأ أيضا:</strong> <a href="/x">' + i.others[0] + '</a></div>')}</div></div>
<div class="sidebar"><h3>{l["popular"]}</h3>{teasers(i, "side-item", 4)}</div></div><div class="footer"><p>{l["rights"]}</p></div></body></html>"""


@page("en")
def govuk_like(i):
    return f"""<!DOCTYPE html><html lang="en" class="template"><head><meta charset="utf-8"><title>{i.head} - SAMPLE.GOV</title><meta property="og:title" content="{i.head}"></head><body>
<div id="global-cookie-message" class="cookie-banner"><h2>Cookies on SAMPLE.GOV</h2><p>We use some essential cookies to make this website work. {i.other_text}</p></div>
<header role="banner"><a href="/">SAMPLE.GOV</a></header><div id="wrapper"><div class="breadcrumbs"><ol><li><a href="/">Home</a></li></ol></div><main role="main" id="content" lang="en">
<span class="caption">Press release</span><h1 class="heading-title">{i.head}</h1><p class="lead-paragraph">{i.paras[0]}</p><div class="metadata"><dl><dt>From:</dt><dd><a href="/o">{i.site}</a></dd><dt>Published</dt><dd>{i.words(False)}</dd></dl></div>
<div class="govspeak">{"".join(f"<p>{html.escape(p, quote=False)}</p>" for p in i.paras)}<h3>Notes</h3><ul><li>{i.caption}</li></ul></div>
<div class="share-links"><h2>Share this page</h2><ul><li><a>Share on Facebook</a></li></ul></div></main>
<div class="related-navigation"><h2>Related content</h2><ul>{links(i, 4)}</ul></div></div><footer role="contentinfo"><p>All content is available under a licence.</p></footer></body></html>"""


@page("en", "id")
def hentry_blog(i):
    return f"""<!DOCTYPE html><html lang="{i.lang}"><head><meta charset="utf-8"><title>{i.head}</title></head><body><header><a href="/">{i.site}</a> <a href="/about">{i.l["about"]}</a></header>
<main class="h-entry"><h1 class="p-name">{i.head}</h1><p class="details"><time class="dt-published" datetime="{i.isotime}">{i.words(False)}</time>{f' <a class="p-author h-card" href="/">{i.person}</a>' if i.person else ''}</p>
<div class="e-content">{i.body()}</div><p class="tags"><a class="p-category" href="/t">contoh</a></p></main><section><h2>{i.l["related"]}</h2>{teasers(i, "h-feed")}</section><footer><small>{i.l["rights"]}</small></footer></body></html>"""


@page("id", "en")
def plain(i):
    return f"""<HTML><HEAD><TITLE>{i.head}</TITLE></HEAD><BODY BGCOLOR=white><CENTER><H2>{i.head}</H2></CENTER>
<P ALIGN=CENTER><I>{i.words()}</I></P>
{"".join(f"<P>{html.escape(p, quote=False)}" for p in i.gold().split(chr(10)))}
<HR><A HREF="index.htm">{i.l["home"]}</A> | <A HREF="berita.htm">{i.l["news"]}</A><BR><FONT SIZE=1>{i.site}</FONT></BODY></HTML>"""


@page("id")
def province(i):
    """A provincial site: the text in spans pasted from a word processor."""
    l = i.l
    spans = "".join(f'<p style="text-align: justify;"><span style="font-size: 12pt;"><span style="font-family: Arial;">{html.escape(p, quote=False)}</span></span></p><p>&nbsp;</p>' for p in i.gold().split("\n"))
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{i.site}</title></head><body><div class="preloader"></div><div class="top-header"><div class="tanggal-hari-ini">Selasa, 2 Februari 2021</div></div><div class="main-menu"><ul>{menu(i)}</ul></div>
<div class="page-title"><h1>{l["news"]}</h1></div><div class="blog-single"><div class="inner-box"><div class="lower-content"><h2>{i.head}</h2><ul class="info-box"><li>{i.words()}</li><li>{i.person or 'admin'}</li><li>142 kali dilihat</li></ul>
<div class="text">{spans}<div class="lampiran"><a href="/unduh/{i.number}.pdf">Siaran pers</a> (1,2 MB)</div></div></div></div></div>
<div class="sidebar-side"><div class="sidebar-title"><h3>{l["popular"]}</h3></div>{teasers(i, "post", 4)}</div><footer class="main-footer">{i.site}</footer></body></html>"""


def main():
    HERE.mkdir(parents=True, exist_ok=True)
    for old in HERE.glob("*.html"):
        old.unlink()
    gold = {}
    number = 0
    for name, (make, langs) in PAGES.items():
        for lang in langs:
            for _ in range(2 if len(langs) < 3 else 1):
                item = Item(lang, number)
                number += 1
                text = make(item)
                file = f"{name}-{lang}-{item.number}.html"
                (HERE / file).write_text(text + "\n", encoding="utf-8")
                lines = item.gold().split("\n")
                if name == "govuk_like":
                    # The lead stands over the text and is its first paragraph, too.
                    lines = item.paras + ["Notes", item.caption]
                if name == "portal":
                    lines[0] = "Teluk Contoh - " + lines[0]
                if name == "province":
                    lines.append("Siaran pers (1,2 MB)")
                shown = name not in ("drupal", "plain", "vsb", "govuk_like")
                gold[file] = {
                    "address": f"https://{item.host}/x{item.number}",
                    "title": item.head,
                    "date": item.iso,
                    "byline": item.person if shown else None,
                    "text": "\n".join(lines),
                }
    gold = {file: gold[file] for file in sorted(gold)}
    (HERE / "gold.json").write_text(json.dumps(gold, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(len(gold), "pages")


if __name__ == "__main__":
    main()

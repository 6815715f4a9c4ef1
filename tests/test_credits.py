"""Credits: agencies by name, the parse of a credit, labels in every language, and what is no credit."""

from __future__ import annotations

import time

import pytest

from pipeline.languages import load, names
from pipeline.languages.agencies import find_agency, is_person, parse_credit
from pipeline.languages.folding import plain_words
from pipeline.languages.label_words import is_furniture
from pipeline.languages.labels import split_credit

PARSED = [
    ("Yuri Kadobnov / AFP", ("Yuri Kadobnov",), ("AFP",), None),
    ("AP", (), ("AP",), None),
    ("Getty Images/AFP via NTB", (), ("Getty Images", "AFP", "NTB"), None),
    ("dpa/Max Muster", ("Max Muster",), ("dpa",), None),
    ("NTB scanpix", (), ("NTB Scanpix",), None),
    ("Privat", (), (), "Privat"),
    ("picture alliance/dpa | Erika Muster", ("Erika Muster",), ("picture alliance", "dpa"), None),
    ("REUTERS/Jane Doe", ("Jane Doe",), ("Reuters",), None),
    ("Kari Nordmann, Ola Hansen og Per Bø / NTB", ("Kari Nordmann", "Ola Hansen", "Per Bø"), ("NTB",), None),
    ("AP Photo/John Smith, File", ("John Smith",), ("AP",), None),
    ("KARI NORDMANN / NTB", ("KARI NORDMANN",), ("NTB",), None),
    ("John F. Smith / AP", ("John F. Smith",), ("AP",), None),
    ("Jane Doe for The Daily Paper via Getty Images", ("Jane Doe",), ("Getty Images",), "The Daily Paper"),
    ("cristina - stock.adobe.com", ("cristina",), ("Adobe Stock",), None),
    ("Per Hansen (Nettstedet)", ("Per Hansen",), (), "Nettstedet"),
    ("Max von Muster (Keystone)", ("Max von Muster",), ("Keystone",), None),
    ("- /AFP via Getty Images", (), ("AFP", "Getty Images"), None),
    ("Иван Иванов / РИА Новости", ("Иван Иванов",), ("RIA Novosti",), None),
    ("홍길동 기자", ("홍길동",), (), None),
    ("共同通信社", (), ("Kyodo",), None),
    ("新华社记者张三摄", ("张三",), ("Xinhua",), None),
    ("MTI Fotó: Kovács János", ("Kovács János",), ("MTI",), None),
    ("Arkiv", (), (), "Arkiv"),
    ("2019 Jane Doe/Reuters", ("Jane Doe",), ("Reuters",), None),
    ("Oslo kommune", (), (), "Oslo kommune"),
    ("Mairie de Beauville", (), (), "Mairie de Beauville"),
    ("", (), (), None),
    (" / ", (), (), None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "photographers", "agencies", "holder"), PARSED)
def test_a_credit_is_taken_apart(
    text: str, photographers: tuple[str, ...], agencies: tuple[str, ...], holder: str | None
) -> None:
    assert parse_credit(text) == (photographers, agencies, holder)


def test_agencies_are_many_and_no_spelling_means_two() -> None:
    rows = load("agencies")["agency"]
    assert len(rows) >= 60
    assert len({row["name"] for row in rows}) == len(rows)
    owners: dict[str, str] = {}
    for row in rows:
        assert len(row["country"]) == 2 and row["country"].isupper(), row
        assert row["kind"] in ("news", "picture", "stock", "archive"), row
        for spelling in (row["name"], *row.get("variants", ())):
            assert owners.setdefault(plain_words(spelling), row["name"]) == row["name"], spelling
            found = find_agency(spelling)
            assert found is not None and found.name == row["name"], spelling


@pytest.mark.parametrize(
    "name",
    "NTB Scanpix TT Ritzau AFP AP Reuters dpa EPA ANP Belga APA Keystone ANSA EFE Lusa PA Getty Alamy Shutterstock "
    "Xinhua TASS PTI Kyodo AAP Imago Magnum Lehtikuva STT MTI PAP CTK Anadolu UPI Bloomberg Zuma Sipa Abaca REX iStock "
    "Unsplash Pexels".split(),
)
def test_the_agencies_that_everyone_prints_are_known(name: str) -> None:
    assert find_agency(name) is not None


def test_short_names_count_only_as_printed() -> None:
    assert find_agency("PA") is not None
    assert find_agency("pa") is None
    assert find_agency("Spa") is None


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("Kari Nordmann", True),
        ("Max von Muster", True),
        ("J. J. O'Neill", True),
        ("Иван Иванов", True),
        ("Kari", False),
        ("Oslo kommune", False),
        ("Daily News", False),
        ("sa Kari Nordmann til", False),
        ("2 Menn", False),
    ],
)
def test_names_of_people(name: str, person: bool) -> None:
    assert is_person(name) is person


SPLIT = [
    ("Leiaren kom i eit tog. Foto: AP", "Leiaren kom i eit tog.", "Foto", "photo", "AP"),
    ("Dei helsar no. Foto: Ola Hansen / AFP", "Dei helsar no.", "Foto", "photo", "Ola Hansen / AFP"),
    ("Foto: Kari Nordmann / NTB", "", "Foto", "photo", "Kari Nordmann / NTB"),
    ("Ordføreren åpnet brua. (Foto: Kari Nordmann)", "Ordføreren åpnet brua.", "Foto", "photo", "Kari Nordmann"),
    ("Foto/ill.: NTB", "", "Foto/ill.", "photo", "NTB"),
    ("The bridge at dawn. (AP Photo/Jane Doe)", "The bridge at dawn.", "", "photo", "AP Photo/Jane Doe"),
    ("At dawn. Photo by Jane Doe/Getty Images", "At dawn.", "Photo by", "photo", "Jane Doe/Getty Images"),
    ("The bridge. — Picture by Jane Doe", "The bridge.", "Picture by", "photo", "Jane Doe"),
    ("The mayor (Image: Getty)", "The mayor", "Image", "photo", "Getty"),
    ("Ein Motorrad am See. © DPA Images | Max Muster", "Ein Motorrad am See.", "©", "photo", "DPA Images | Max Muster"),
    ("Bildrechte: picture alliance/dpa | Max Muster", "", "Bildrechte", "photo", "picture alliance/dpa | Max Muster"),
    ("Ein kalter See.Max Muster/dpa", "Ein kalter See.", "", "photo", "Max Muster/dpa"),
    ("Die Feuerwehr löscht. IMAGO/Max Muster", "Die Feuerwehr löscht.", "", "photo", "IMAGO/Max Muster"),
    ("APA/AFP/Max Muster", "", "", "photo", "APA/AFP/Max Muster"),
    ("Der Ballsaal. Max Muster (Getty)", "Der Ballsaal.", "", "photo", "Max Muster (Getty)"),
    ("À Paris, le 12 juillet. JEAN DUPONT / AFP", "À Paris, le 12 juillet.", "", "photo", "JEAN DUPONT / AFP"),
    ("Crédit photo : Jean Dupont/AFP", "", "Crédit photo", "photo", "Jean Dupont/AFP"),
    ("Un palacio en Madrid EFE/ J.J. Pérez", "Un palacio en Madrid", "", "photo", "EFE/ J.J. Pérez"),
    ("Warszawa nocą. Fot. Jan Kowalski / PAP", "Warszawa nocą.", "Fot.", "photo", "Jan Kowalski / PAP"),
    ("Palazzo Chigi a Roma. Foto Ansa", "Palazzo Chigi a Roma.", "Foto", "photo", "Ansa"),
    ("Fra retten. Ljósmynd/Aðsend", "Fra retten.", "Ljósmynd", "photo", "Aðsend"),
    ("Illustration by Jane Doe", "", "Illustration by", "illustration", "Jane Doe"),
    ("Kartet viser ruta. Grafikk: Kari Nordmann", "Kartet viser ruta.", "Grafikk", "graphic", "Kari Nordmann"),
    ("Se målet. Video: NTB", "Se målet.", "Video", "video", "NTB"),
    ("記者会見する社長＝写真：田中一郎撮影", "記者会見する社長", "写真", "photo", "田中一郎撮影"),
    ("대표가 연설하고 있다. 연합뉴스", "대표가 연설하고 있다.", "", "photo", "연합뉴스"),
    ("[사진=연합뉴스]", "", "사진", "photo", "연합뉴스"),
    ("選手（Ｃ）共同通信社", "選手", "（Ｃ）", "photo", "共同通信社"),
    ("市民走过新桥。（新华社记者张三摄）", "市民走过新桥。", "", "photo", "新华社记者张三摄"),
    ("記者会見する首相＝共同", "記者会見する首相", "", "photo", "共同"),
    ("대표가 거리에서 인사하고 있다. 홍길동 기자", "대표가 거리에서 인사하고 있다.", "", "photo", "홍길동"),
    ("تصوير: محمد علي / رويترز", "", "تصوير", "photo", "محمد علي / رويترز"),
    ("ภาพ: สมชาย ใจดี", "", "ภาพ", "photo", "สมชาย ใจดี"),
    ("Foto: © Kari Nordmann/NTB", "", "Foto", "photo", "Kari Nordmann/NTB"),
    ("Alle foto: Privat", "", "Alle foto", "photo", "Privat"),
    ("Foto Kari Nordmann", "", "Foto", "photo", "Kari Nordmann"),
    ("The polls open. (AP Video by Jane Doe)", "The polls open.", "", "video", "AP Video by Jane Doe"),
    ("MTI Fotó: Kovács János", "", "", "photo", "MTI Fotó: Kovács János"),
    ("(AP Photo/Jane Doe)", "", "", "photo", "AP Photo/Jane Doe"),
    ("(Jane Doe/Daily Paper)", "", "", "photo", "Jane Doe/Daily Paper"),
    ("Ein Look von MUSTERFoto: Max Muster", "Ein Look von MUSTER", "Foto", "photo", "Max Muster"),
    ("Foto: Privat. Nå vil de at alle skal få hjelp", "Nå vil de at alle skal få hjelp", "Foto", "photo", "Privat"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "rest", "label", "kind", "credit"), SPLIT)
def test_a_credit_is_cut_off(text: str, rest: str, label: str, kind: str, credit: str) -> None:
    assert split_credit(text) == [(rest, label, kind, credit)]


def test_two_credits_in_a_line() -> None:
    splits = split_credit("Byen i natt. Foto: Kari Nordmann / NTB. Illustrasjon: Ola Nordmann")
    assert [(s.kind, s.credit) for s in splits] == [
        ("photo", "Kari Nordmann / NTB"),
        ("illustration", "Ola Nordmann"),
    ]
    assert {s.rest for s in splits} == {"Byen i natt."}


@pytest.mark.parametrize(
    "text",
    [
        "Landet prøver å få til en avtale, skriv The Guardian.",
        "BBCs Moskva-korrespondent har lagt ut video på Twitter av at helikopteret landa.",
        "The talks went well, said Sarah Example of the BBC.",
        "seier til NTB",
        "Det opplyser politiet til NTB.",
        "Bildet viser: Erna og Jonas i møte",
        "– Foto er kunst, sier hun.",
        "He described the photo: it was of a man who had never been there.",
        "Ein Streit: Die Karte zeigt alles",
        "Les mer: http://www.example.org/foto",
        "Source: Reuters",
        "© 2024 Example Media. All rights reserved",
        "Wszystkie prawa zastrzeżone © Licencja na publikację",
        "Kampen endte 2-1 (1-0)",
        "Han ble født i Oslo (Norge)",
        "Kilde: Statistisk sentralbyrå",
        "© 2018 Example Media",
        "Metode/Resultater",
        "9. September 2025 um 15:46 Uhr / Max Muster",
        "Note: the figures are from last year",
        "",
    ],
)
def test_what_is_no_credit(text: str) -> None:
    assert split_credit(text) == []


@pytest.mark.parametrize("name", names("labels."))
def test_every_language_has_labels_that_work(name: str) -> None:
    rows = load(name)
    assert {"credit", "byline", "furniture"} <= set(rows)
    weak = set(rows["credit"]["weak"])
    for kind in ("photo", "illustration", "graphic", "video"):
        for label in rows["credit"].get(kind, ()):
            colon = "" if label.endswith((".", "/", "／")) else ":"
            found = split_credit(f"{label}{colon} Kari Nordmann / NTB")
            assert [s.credit for s in found] == ["Kari Nordmann / NTB"], label
    assert weak <= {
        label
        for kind in ("photo", "illustration", "graphic", "video")
        for label in rows["credit"].get(kind, ())
    }
    for line in rows["furniture"]["lines"]:
        assert is_furniture(line), line
    for start in rows["furniture"]["starts"]:
        assert is_furniture(f"{start} En annen sak"), start


def test_languages_are_covered() -> None:
    asked = "nn nb da sv fi is en de nl fr es pt it ro pl cs hu ru uk tr ja zh ko ar".split()
    assert {f"labels.{code}" for code in asked} <= set(names("labels."))


@pytest.mark.parametrize(
    "piece", ["Foto: ", "(Foto: ", "a/b ", "x: ", "(", "© ", "foto av ", "Kari Nordmann / "]
)
def test_a_very_long_line_takes_no_longer_than_its_length_says(piece: str) -> None:
    began = time.process_time()
    split_credit(piece * (1_000_000 // len(piece)))
    assert time.process_time() - began < 5

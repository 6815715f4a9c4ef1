"""Wordings of credits: who is shown and who took it, whole phrases, hosts, ranks, archives, houses in capitals."""

from __future__ import annotations

import pytest

from pipeline.languages.agencies import Names, parse_credit
from pipeline.languages.labels import split_credit
from pipeline.steps.figure_texts import parted
from tests.extract_kit import FILL, article, text

PIER = "The old pier in the rain."


@pytest.mark.parametrize(
    ("credit", "names"),
    [
        # An agency beside a name without a sign between them; but a name that only looks like one.
        ("PAP Jan Muster", Names(("Jan Muster",), ("PAP",), None)),
        ("Reuters Jane Doe", Names(("Jane Doe",), ("Reuters",), None)),
        ("Sita Ram Muster", Names(("Sita Ram Muster",), (), None)),
        # Sites that give pictures away, and licences, which are nobody's name.
        ("Jane Doe on Unsplash", Names(("Jane Doe",), ("Unsplash",), None)),
        ("Jane Doe from Pixabay", Names(("Jane Doe",), ("Pixabay",), None)),
        ("Jane Doe/Flickr (CC BY 2.0)", Names(("Jane Doe",), ("Flickr",), None)),
        ("Wikimedia Commons / Jane Doe / CC BY-SA 4.0", Names(("Jane Doe",), ("Wikimedia Commons",), None)),
        ("CC Muster", Names((), (), "CC Muster")),
        # Ranks are no names, and their point ends no sentence.
        ("Staff Sgt. Jane Doe", Names(("Jane Doe",), (), None)),
        ("Sgt. Jane Doe", Names(("Jane Doe",), (), None)),
        # Whose archive or hand-out it is from.
        ("Dok. Humas Harbour", Names((), (), "Humas Harbour")),
        ("Reprodução Harbour TV", Names((), (), "Harbour TV")),
        ("Jane Doe, Special to The Harbour", Names(("Jane Doe",), (), "The Harbour")),
        ("Harbour FC", Names((), (), "Harbour FC")),
        ("JANE DOE (LE HAVRE)", Names(("JANE DOE",), (), "LE HAVRE")),
        ("Jane Doe - 12.jan.2023/Folhapress", Names(("Jane Doe",), ("Folhapress",), None)),
        ("From Harbour/Getty Images", Names((), ("Getty Images",), "Harbour")),
        ("本报记者 张三 摄", Names(("张三",), (), None)),
        ("از محمد علی", Names(("محمد علی",), (), None)),
        ("fot. mat. prasowe", Names((), (), "fot. mat. prasowe")),
        # Whom it was taken for, behind a sign; a company by what it is; papers whose reporters take pictures.
        ("Jane Doe / For The Harbour", Names(("Jane Doe",), (), "The Harbour")),
        ("Via Harbour", Names((), (), "Harbour")),
        ("Centre For Old Piers", Names((), (), "Centre For Old Piers")),
        ("Casa Muelle Viejo S.L.U.", Names((), (), "Casa Muelle Viejo S.L.U")),
        ("Harbour Lab", Names((), (), "Harbour Lab")),
        ("港湾记者 张三 摄", Names(("张三",), (), "港湾")),
        ("通讯员张三 摄", Names(("张三",), (), None)),
        ("Jane Doe/Harbour Images/LightRocket", Names(("Jane Doe",), ("LightRocket",), "Harbour Images")),
    ],
)  # fmt: skip
def test_who_and_for_whom(credit: str, names: Names) -> None:
    assert parse_credit(credit) == names


@pytest.mark.parametrize(
    ("caption", "rest", "credit"),
    [
        # Who is shown stands before a credit that is whole.
        ("Jane Doe opening the Old Pier (AP Photo/John Roe, via Alamy)", "Jane Doe opening the Old Pier",
         "AP Photo/John Roe, via Alamy"),
        ("Jane Doe (John Roe/AFP via Getty Images)", "Jane Doe", "John Roe/AFP via Getty Images"),
        ("الجسر القديم في الميناء (أ ف ب)", "الجسر القديم في الميناء", "أ ف ب"),
        (f"{PIER} (AP Photo/Jane Doe) (APMedia)", PIER, "AP Photo/Jane Doe (APMedia)"),
        # What shows that a picture is old is no label of a credit.
        ("FILE PHOTO: The logo of the old pier is seen at its entrance. REUTERS/Jane Doe/File Photo",
         "FILE PHOTO: The logo of the old pier is seen at its entrance.", "REUTERS/Jane Doe/File Photo"),
        (f"{PIER} (Harbour News: Jane Doe)", PIER, "Harbour News: Jane Doe"),
        (f"{PIER} (Supplied: Jane Doe)", PIER, "Supplied: Jane Doe"),
        (f"{PIER} JANE DOE (HARBOUR)", PIER, "JANE DOE (HARBOUR)"),
        (f"{PIER} Jane Doe/The Harbour and Mail", PIER, "Jane Doe/The Harbour and Mail"),
        (f"{PIER} Jane Doe for The Harbour Times", PIER, "Jane Doe for The Harbour Times"),
        (f"{PIER} JANE DOE | HARBOUR TIMES", PIER, "JANE DOE | HARBOUR TIMES"),
        (f"{PIER} ST PHOTO: JANE DOE", PIER, "JANE DOE"),
        (f"{PIER} PHOTO HARBOUR, JANE DOE", PIER, "HARBOUR, JANE DOE"),
        (f"{PIER} Beeld ANP / Jane Doe", PIER, "ANP / Jane Doe"),
        (f"{PIER} (Photo credit should read JANE DOE/AFP via Getty Images)", PIER,
         "JANE DOE/AFP via Getty Images"),
        ("Image by Jane Doe from Pixabay", "", "Jane Doe from Pixabay"),
        ("Pier / Photo by Jane Doe on Unsplash", "Pier", "Jane Doe on Unsplash"),
        ("PHOTO COURTESY OF JANE DOE", "", "JANE DOE"),
        (f"{PIER} [Photo provided to harbour.com.cn]", PIER, "harbour.com.cn"),
        (f"{PIER} (Foto: Dok. Harbour Council)", PIER, "Dok. Harbour Council"),
        (f"{PIER} Foto: Cortesía.", PIER, "Cortesía"),
        (f"{PIER} Repro: Jane Doe", PIER, "Jane Doe"),
        ("Harbourman via Getty Images", "", "Harbourman via Getty Images"),
        ("资料图：市民走过老桥。中新社记者 张三 摄", "资料图：市民走过老桥。", "中新社记者 张三 摄"),
        ("图片来源：港湾记者 张三 摄", "", "港湾记者 张三 摄"),
        # Phrases that name nobody.
        (f"{PIER} Contributed photo", PIER, "Contributed photo"),
        (f"{PIER} (Handout)", PIER, "Handout"),
        (f"{PIER} Supplied", PIER, "Supplied"),
        ("The pier. U.S. Air Force/Tech. Sgt. Jane Doe", "The pier.", "U.S. Air Force/Tech. Sgt. Jane Doe"),
        (f"{PIER} / Fot. archiwum", PIER, "archiwum"),
        (f"{PIER} PR-foto", PIER, "PR-foto"),
        # A label behind the name, a Japanese one behind the place, an Italian one in small letters.
        ("Meras prie tilto vakar. Jono Petraičio nuotr.", "Meras prie tilto vakar.", "Jono Petraičio"),
        ("港を出る船＝３日、港区で佐藤次郎撮影", "港を出る船＝３日、港区で", "佐藤次郎撮影"),
        (f"{PIER} (ph. Jane Doe)", PIER, "Jane Doe"),
        ("배가 떠난다. /로이터 연합뉴스", "배가 떠난다.", "로이터 연합뉴스"),
        # A number's point ends no sentence.
        (f"{PIER} - Jane Doe - 12.jan.2023/Folhapress", PIER, "Jane Doe - 12.jan.2023/Folhapress"),
    ],
)  # fmt: skip
def test_credits_behind_captions(caption: str, rest: str, credit: str) -> None:
    assert [(one.rest, one.credit) for one in split_credit(caption)] == [(rest, credit)]


@pytest.mark.parametrize(
    "line",
    [
        "The mayor opened it. (Stage manager: Jane Doe)",
        "They came by boat (Spain: Jane Doe)",
        "What a courtesy",
        "Delimitation | Slam Dunk With Muster",
        "The committee is supplied",
        "The pier is closed. [Old Visions for NASA Throughout Time]",
        "BTC Price Chart | Source: Harbour",
        "4. Generative Bridge for Beginners",
        "© Harbour 使用前必读 意见反馈 京ICP证000000号",
    ],
)
def test_what_only_looks_like_a_credit(line: str) -> None:
    assert split_credit(line) == []


def test_an_agency_behind_a_rule_ends_a_caption_beside_a_picture() -> None:
    caption, credits = parted("The old pier in the rain | AFP")
    assert (caption, [credit.agencies for credit in credits]) == ("The old pier in the rain", [("AFP",)])
    caption, credits = parted("The old pier in the rain. Autor: ČTK")
    assert (caption, [credit.agencies for credit in credits]) == ("The old pier in the rain.", [("ČTK",)])
    caption, credits = parted("Pie de foto: El muelle viejo. Foto: EFE")
    assert (caption, [credit.agencies for credit in credits]) == ("El muelle viejo.", [("EFE",)])


def test_the_site_s_own_name_in_a_credit_is_no_person_s() -> None:
    picture = (
        "<figure><img src=a.jpg><figcaption>The old pier. Jane Doe/Harbour Watcher</figcaption></figure>"
    )
    head = "<meta property=og:site_name content='Harbour Watcher'>"
    body = f"<h1>The old pier closes</h1>{picture}<p>{FILL}</p><p>{FILL}</p>"
    (credit,) = article(f"<html><head>{head}</head><body>{body}</body></html>").credits
    assert (credit.photographers, credit.holder) == (("Jane Doe",), "Harbour Watcher")


def test_a_round_up_of_what_others_wrote_has_no_captions() -> None:
    lines = [f"The old pier of town number {n} may well be closed before spring." for n in range(4)]
    papers = ("NYT", "Bloomberg", "WSJ $", "The Harbour $")
    told = "".join(f"<p>{line} ({paper})</p>" for line, paper in zip(lines, papers, strict=True))
    story = f"<p>{FILL}</p><p>{FILL}</p>{told}<p>{FILL}</p>"
    found = article(f"<html><body><h1>What others wrote of piers</h1>{story}</body></html>")
    assert (found.captions, found.credits) == ((), ())
    assert all(line in found.body for line in lines)


@pytest.mark.parametrize(
    ("line", "caption", "photographers"),
    [
        ("[Photo: The old pier in the rain. Jane Doe/AP]", "The old pier in the rain.", [("Jane Doe",)]),
        ("[Image: The old pier in the rain (Jane Doe/AP)]", "The old pier in the rain", [("Jane Doe",)]),
        ("[Bilde: Gamlebrua i regnet i går]", "Gamlebrua i regnet i går", []),
        ("[Photo: Jane Doe]", None, [("Jane Doe",)]),
        ("[Photo: courtesy of the old family of Jane Doe]", None, None),
    ],
)
def test_captions_in_brackets(
    line: str, caption: str | None, photographers: list[tuple[str, ...]] | None
) -> None:
    found = text(f"The old pier closes\n\n{FILL}\n\n{line}\n\n{FILL} Last.\n")
    assert found.captions == ((caption,) if caption else ())
    if photographers is not None:
        assert [credit.photographers for credit in found.credits] == photographers
        assert line not in found.body

"""Europresse: the older and the newer form of its pages."""

from __future__ import annotations

from . import exports_kit as kit


def test_the_newer_form() -> None:
    (first, text, extra), (second, other, _) = kit.articles(kit.EUROPRESSE)
    assert first == {
        "publisher": ["Le Phare du Port"],
        "edition": ["no. 5968"],
        "section": ["Politique"],
        "published": ["jeudi 2 mai 2019"],
        "page": ["16"],
        "kicker": ["QUAIS"],
        "title": ["La barque repart"],
        "lead": ["Neuf ans d'attente"],
        "authors": ["Jeanne Dupont"],
        "captions": ["La barque quitte le quai."],
        "rights": ["© 2019 Phare. Tous droits réservés."],
        "source_id": ["news·20190502·PH·0q1503"],
    }
    assert text == "La barque est repartie hier, neuf ans après.\n\nQuatre cents personnes étaient au quai."
    assert extra == {"kicker": "Transports", "note": "Voir page 3"}
    assert second == {
        "publisher": ["The Harbour Gazette"],
        "section": ["World"],
        "published": ["Friday, May 3, 2019"],
        "page": ["A4"],
        "title": ["Tunnel is late"],
        "source_id": ["news·20190503·HG·77"],
    }
    assert other == "The tunnel under the castle hill will be late."
    assert kit.reasons(kit.EUROPRESSE) == ["no-text"]


def test_the_older_form() -> None:
    (first, text, _), (second, other, _) = kit.articles(kit.EUROPRESSE_OLD)
    assert first == {
        "publisher": ["Le Phare"],
        "edition": ["no. 12"],
        "section": ["Éditorial"],
        "published": ["jeudi 2 mai 2019"],
        "page": ["03"],
        "kicker": ["Quais"],
        "title": ["La barque repart"],
        "authors": ["Jeanne Dupont"],
        "rights": ["© 2019 Phare. Tous droits réservés."],
        "source_id": ["news·20190502·PH·77"],
    }
    assert text == "La barque est repartie hier. Enfin.\n\nQuatre cents personnes étaient au quai."
    assert second == {"publisher": ["Mag"], "published": ["vendredi 3 mai 2019"], "title": ["Le pont rouvre"]}
    assert other == "Le vieux pont a rouvert samedi, deux ans après sa fermeture.\n\nTest."

"""Articles as press databases export them, written for the tests of their readers."""

from __future__ import annotations

from typing import Any

from pipeline.model import RawDocument

from .readers_kit import fates, items

LEXIS = """\



Download Request: All Documents: 1-3
Time Of Request: Friday, May 03, 2019  08:58:19 EST
Send To:

HARBOUR UNIVERSITY
1 QUAY STREET


Terms: (ferry OR tunnel)


Source: Harbour Papers
Project ID:



                               1 of 3 DOCUMENTS


                          The Harbour Gazette (Norway)

                            May 2, 2019 Thursday
                                 Final Edition

Ferry returns after nine years;
Crowds on the quay

BYLINE: Jane Doe, Harbour correspondent

SECTION: NEWS; Pg. 4

LENGTH: 61 words

DATELINE: BERGEN


The ferry that was taken out of service nine years ago sailed again yesterday, and
some four hundred people stood on the quay to see it, in spite of the heavy rain.

"We had nearly given it up," said the master. COST: 43 million kroner.
LENGTH: 81 metres.

SPEED: the ferry makes nineteen knots, and it will sail eleven times a day from the
middle of June on.

GRAPHIC: The ferry leaves the quay. Photo: Ola Nordmann / NTB

LOAD-DATE: May 3, 2019

LANGUAGE: ENGLISH

PUBLICATION-TYPE: Newspaper

SUBJECT: FERRIES (92%); PORTS & HARBOURS (88%)


                     Copyright 2019 Harbour Gazette Limited
                              All Rights Reserved


                               8 of 383 DOCUMENTS


                    Copyright 2019 Hafenverlag GmbH & Co. KG
                            Alle Rechte vorbehalten
                                 Hafen-Zeitung

                            Freitag 3. Mai 2019

AUTOR: Erika Mustermann

RUBRIK: S. 5 Ausg. 166

LÄNGE: 30 Wörter

ÜBERSCHRIFT: Der Tunnel wird erst im Herbst fertig

Der Tunnel unter dem Schlossberg wird später fertig als geplant. Das teilte die
Bauleitung am Donnerstag mit.

UPDATE: 4. Mai 2019

SPRACHE: GERMAN; DEUTSCH


                               2 of 3 DOCUMENTS


                                Le Phare du Port

                                  5 mai 2019

LONGUEUR: 20 mots

TITRE: Le pont rouvre;
Deux ans de travaux

SIGNATURE: Jeanne Dupont

CHAPEAU:

Le vieux pont a rouvert samedi.

ARTICLE:

Les premiers cyclistes ont traversé la rivière peu après huit heures du matin.

LANGUE: FRENCH; FRANÇAIS


                               3 of 3 DOCUMENTS


                 Copyright 2019 A Paper Without A Text
"""

FACTIVA_CODES = """\
HD   Ferry returns after nine years
BY   By Jane Doe
WC   61 words
PD   2 May 2019
ET   15:32
SN   The Harbour Gazette
SC   HARBG
PG   4
LA   English
CY   Copyright 2019. Harbour Gazette Limited.

LP

The ferry that was taken out of service nine years ago sailed again yesterday.

TD

Some four hundred people stood on the quay to see it, in spite of the rain.

TD Bank paid for the flags.

NS   gtrans : Transport | gcat : Political/General News
PUB  Harbour Holding
AN   Document HARBG00020190502ef520001r

HD   Tunnel is late
WC   20 words
PD   3 May 2019
SN   The Harbour Gazette
LA   English

LP

The tunnel under the castle hill will be late, the builders said.

AN   Document HARBG00020190503ef530002s

Search Summary
Text     ferry or tunnel
Date     In the last year
"""

FACTIVA_PLAIN = """\
Lokales
Die Fähre fährt wieder
Von Erika Mustermann
61 Wörter
2 Mai 2019
15:32
Hafen-Zeitung
HAFZ
14
Deutsch
(c) 2019 Hafenverlag. Alle Rechte vorbehalten

Die Fähre, die vor neun Jahren eingestellt wurde, ist gestern wieder gefahren.

Vierhundert Leute standen am Kai.

Hafenverlag GmbH

Dokument HAFZ000020190502ef520001r

Der Tunnel wird später fertig
20 Wörter
3 Mai 2019
Hafen-Zeitung
HAFZ
Deutsch
(c) 2019 Hafenverlag

Der Tunnel unter dem Schlossberg wird später fertig.

Dokument HAFZ000020190503ef530002s
"""

PROQUEST = """\
____________________________________________________________

Report Information from ProQuest

May 04 2019 08:58
____________________________________________________________

Document 1 of 2

Ferry returns after nine years

Author: Doe, Jane; Roe, John

Publication info: The Harbour Gazette ; Bergen [Bergen]02 May 2019: A4.

Abstract: A ferry sails again.

Full text: The ferry that was taken out of service nine years ago sailed again yesterday.

Location: the quay, where some four hundred people stood in spite of the rain.

It will sail eleven times a day.

Subject: Ferries; Ports

Title: Ferry returns after nine years

Publication title: The Harbour Gazette; Bergen

Pages: A4

Publication year: 2019

Publication date: May 2, 2019

Publisher: Harbour Gazette Limited

Language of publication: English

Document type: News

ProQuest document ID: 2218000001

Document URL: https://search.proquest.example/docview/2218000001

Copyright: Copyright 2019 Harbour Gazette Limited

Last updated: 2019-05-03

Database: Newsstream

____________________________________________________________

Document 2 of 2

Tunnel is late

Full text: Not available.

Title: Tunnel is late

Publication title: The Harbour Gazette

Publication date: May 3, 2019

ProQuest document ID: 2218000002

____________________________________________________________

Bibliography

Citation style: APA 6th
"""

MEDIARGUS = """\
?1. De veerboot vaart weer

De Havenkrant, donderdag 2 mei 2019, p. 13, 61w.

De veerboot die negen jaar geleden uit de vaart werd genomen, is gisteren weer uitgevaren ...


2. Artikel zonder titel

De Havenkrant, vrijdag 3 mei 2019, p. 6, 20w.

De tunnel komt later.


3. De brug is weer open

De Ochtend, zaterdag 4 mei 2019, p. 2, 20w.

De oude brug is weer open.






02-05-2019, p.13
Jan Jansen
De veerboot vaart weer

Vierhonderd mensen op de kade

De veerboot vaart weer

De veerboot die negen jaar geleden uit de vaart werd genomen, is gisteren weer uitgevaren.

 \u00a9 Havenmedia








03-05-2019, p.6

Havenletteren


De tunnel onder de burcht komt later, zegt de aannemer. Dat bleek gisteren.

 \u00a9 Havenmedia








04-05-2019, p.2

Antwerpen, Limburg

De brug is weer open

De oude brug over de rivier is weer open voor fietsers.

 \u00a9 Ochtendmedia
"""

_FACTIVA_HEAD = (
    '<!DOCTYPE html><html><head><title>Factiva</title><style>.articleParagraph{margin:0}</style></head><body class="">'
    '<div id="contentLeft"><span></span>'
)
FACTIVA_PAGE = (
    _FACTIVA_HEAD
    + """<div class="article deArticle"><p>
<div>Lokales</div>
<div id="hd" ><b class='deHeadline'>Die Fähre fährt wieder</b>
</div><div class="author">Von Erika Mustermann&softReturn;und Ole Hansen </div><div>61 words</div><div>2 May 2019</div><div>15:32</div>
<div>Hafen-Zeitung</div><div>HAFZ</div><div>HAF</div><div>14, 15</div><div>German</div><div>© 2019 Hafenverlag</div>
</p>
<p class="articleParagraph dearticleParagraph">Die <b>Fähre</b>, die vor neun Jahren eingestellt
wurde, ist gestern wieder gefahren.</p>
<p class="articleParagraph dearticleParagraph">Vierhundert Leute standen am <span class="companylink">Kai</span>.</p>
<p>Hafenverlag GmbH</p><p>Dokument HAFZ000020190502ef520001r</p></div><br/><span></span><div class="article deArticle"><p>
<div id="hd" ><b class='deHeadline'>Der Tunnel wird später fertig</b>
</div><div>20 words</div><div>3 May 2019</div><div>Hafen-Zeitung</div><div>HAFZ</div><div>German</div><div>© 2019 Hafenverlag</div>
</p>
<p class="articleParagraph dearticleParagraph">Der Tunnel unter dem Schlossberg wird später fertig.</p>
<p>Dokument HAFZ000020190503ef530002s</p></div><br/></div></body></html>
"""
)


def _row(code: str, value: str) -> str:
    return f'<tr><td align="right" class="index"><b>{code}</b>&nbsp;</td><td>{value}</td></tr>'


FACTIVA_CODES_PAGE = (
    _FACTIVA_HEAD
    + '<div class="article frArticle"><table>'
    + _row("SE", "Port") + _row("HD", "<b class='frHeadline'>La barque repart</b>") + _row("BY", "Jeanne Dupont")
    + _row("WC", "61 mots") + _row("PD", "2 mai 2019") + _row("ET", "15:32") + _row("SN", "Le Phare du Port")
    + _row("PG", "4") + _row("LA", "Français") + _row("CY", "(c) Phare. ")
    + _row("LP", '<p class="articleParagraph frarticleParagraph">La barque est repartie hier.</p>')
    + _row("TD", '<p class="articleParagraph frarticleParagraph">Quatre cents personnes étaient au quai.</p>')
    + _row("NS", "<br/>gtrans : Transport | gcat : Political/General News") + _row("RE", "<br/>fra : France")
    + _row("AN", "<br/>Document PHARE0020190502ef520001r")
    + '</table><br/></div><br/><span></span><div class="article frArticle"><table>'
    + _row("HD", "Le pont rouvre") + _row("PD", "3 mai 2019") + _row("SN", "Le Phare du Port") + _row("LA", "Français")
    + _row("LP", '<p class="articleParagraph frarticleParagraph">Le vieux pont a rouvert.</p>')
    + "</table></div></div></body></html>"
)  # fmt: skip

EUROPRESSE = """<!DOCTYPE html> <html> <head> <meta charset="utf-8"> <style>.DocPublicationName{}.titreArticleVisu{}</style></head>
<body>  <article> <header> <div class="rdp__DocPublicationName"> <span class="DocPublicationName">Le Phare du Port, no. 5968   </span> </div>
<div> <span class="DocHeader">Politique, jeudi 2 mai 2019, p. 16</span> </div>  <div><p>QUAIS</p></div>
<div class="titreArticle"> <p class="sm-margin-bottom">Transports</p> <p class="titreArticleVisu rdp__articletitle">La <mark>barque</mark> repart</p>
<p class="sm-margin-TopNews rdp__subtitle">Neuf ans d'attente</p> </div>  <div>Jeanne Dupont</div> </header>
<section> <div class="DocText clearfix"> <div class='docOcurrContainer'> <p>La barque est repartie hier, neuf ans après.</p>
<p>Quatre cents personnes étaient au quai.</p> </div> </div> </section>
<aside> <div><p><b>Illustration(s) : </b></p><div><p>La barque quitte le quai.</p></div></div> <div> <b>Note(s) : </b>Voir page 3</div> </aside>
<footer> <small>© 2019 Phare. Tous droits réservés.</small> <p>Numéro de document : news·20190502·PH·0q1503</p>
<div id="divPubliC"> <span>news·20190502·PH·0q1503</span> <span>Ce certificat est émis à <b>Port</b> à des fins de visualisation.</span> </div>
</footer> </article> <article> <header> <div> <span class="DocPublicationName">The Harbour Gazette</span> </div>
<div> <span class="DocHeader">World, Friday, May 3, 2019 61 words, p. A4</span> </div>
<div class="titreArticle"> <p class="titreArticleVisu">Tunnel is late</p> </div> </header>
<section> <div class="DocText"> <div class='docOcurrContainer'> <p>The tunnel under the castle hill will be late.</p> </div> </div> </section>
<footer> <p>Document number : news·20190503·HG·77</p> </footer> </article> <article> <header> <div>
<span class="DocPublicationName">The Harbour Gazette</span> </div> </header> <section> </section> </article> </body></html>
"""

_OLD_HEAD = '<html><head><META http-equiv="Content-Type" content="text/html; charset=ISO-8859-1"></head><body><form></form>'
EUROPRESSE_OLD = (
    _OLD_HEAD
    + """<table><tr><td><table id="tbHeaderImages"><tr><td></td></tr></table><span class="DocPublicationName">Le Phare, no. 12</span><br><span
 class="DocHeader">Éditorial, </span><span class="DocHeader">jeudi </span><span class="DocHeader">2 mai 2019</span><span class="DocHeader">, p. 03</span><br><br>Quais<br>
<span class="TitreArticleVisu">La <span style="color:red">barque</span> repart</span><br><br>Jeanne Dupont<br><p></p>La barque est
 repartie hier.<font style="font-weight:bold;"> Enfin.</font><p></p>Quatre cents personnes étaient au quai.<p></p><b><i>© 2019 Phare. Tous droits réservés.</i></b><p></p>Numéro de document : news·20190502·PH·77<br>
<table align="center"><tr><td>news·20190502·PH·77</td></tr><tr><td>Ce certificat est émis à <b>Port</b> à des fins de visualisation.</td></tr></table></td></tr></table>
<p><br><table><tr><td><span class="DocPublicationName">Mag</span><br><span class="DocHeader">vendredi </span><span class="DocHeader">3 mai 2019</span><br><br><span
 class="TitreArticleVisu">Le pont rouvre</span><br><br>Le vieux pont a rouvert samedi, deux ans après sa fermeture.<p></p>Test.<p></p></td></tr></table></body></html>
"""
)

WORK_LIST = """<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN"><html><head><title>Werkmap</title></head><body>
<div id="articleTable"><p><DIV id="r1_1"><TABLE><tr><td></td><td><span id="articleTitle"><a href="/" onclick="show('A');">Tunnel komt later</span></td></tr>
<tr><td><span id="ownArticle">Eigen artikel</span> / <span id="sourceTitle">De Havenkrant</span> / <span id="articleDate">03-05-2019</span> / ()</td></tr>
<tr><td><span id="articleIntro"></span></td></tr></TABLE></DIV><DIV id="r1_2"><TABLE><tr><td></td><td><span id="articleTitle"><a href="/">Veerboot vaart weer</span></td></tr>
<tr><td><span id="sourceTitle">De Havenkrant</span> / <span id="articleDate">02-05-2019</span> / <span id="articlePage">pagina 02-3</span> / (met de hand)</td></tr>
<tr><td><span id="articleIntro">De veerboot die negen jaar geleden uit de vaart werd genomen, is gisteren weer uitgevaren.</span></td></tr></TABLE></DIV></div>
<div id="Prompt">Profielen wijzigen</div></body></html>
"""

CLIPPINGS = """<html><head></head><body><h1>Knipselkrant Haven - 3 mei 2019</h1><p></p><h2>Inhoudsopgave</h2><ul><li><a href="#v">Veerboot vaart weer</a></li>
<li><a href="#t">Tunnel komt later</a></li></ul><p></p><hr>
<a name="v"></a><h2>Veerboot vaart weer</h2><i>De Havenkrant 02-5-2019</i><p></p><p>Haven</p>
<p>De veerboot is gisteren weer <i>uitgevaren</i>.</p>
<h2>Kade</h2>
<p>Vierhonderd mensen stonden op de kade.</p><p></p><hr>
<a name="t"></a><h2>Tunnel komt later</h2><i>Haven.example 03 mei 2019</i><p>De tunnel komt later, zegt de aannemer.</p><hr>
</body></html>
"""

PRINTED = """<!DOCTYPE html><html><head><title>Ausdruck</title></head><body class="print"><div class="printwrap">
<div class="eintrag">
<pre>"Hafen-Zeitung" Nr. 065 vom 02.05.2019                      Seite: 3
Ressort: Lokales</pre>
Hafen<br>
<h3>Die Fähre fährt wieder</h3>
Vierhundert Leute am Kai
<br><br>
<p>   Bergen - Die Fähre, die vor neun Jahren eingestellt
wurde, ist gestern wieder gefahren.</p>
<p>Vierhundert Leute standen am Kai.</p>
</div>
<div class="eintrag">
<pre>"Hafen-Zeitung" vom 03.05.2019</pre>
<h3>Der Tunnel wird später fertig</h3>
<p>Der Tunnel unter dem Schlossberg wird später fertig.</p>
</div></div></body></html>
"""

LEXIS_PAGE = """<html><head><meta http-equiv="content-type" content="text/html; charset=UTF-8"></head><body>
<a name="DOC_ID_0_0"></a><!-- Hide XML section from browser
<DOC NUMBER=1>
<DOCFULL> -->
<br><div class="c0"><p class="c1"><span class="c2">1 of 2 DOCUMENTS</span></p>
</div>
<br><div class="c0"><br><p class="c1"><span class="c2">Le Phare du Port</span></p>
</div>
<br><div class="c3"><p class="c1"><span class="c4">2</span><span class="c2"> mai 2019 jeudi</span></p>
</div>
<br><div class="c5"><p class="c6"><span class="c7">La barque repart;<br>Neuf ans d'attente</span></p>
</div>
<br><div class="c5"><p class="c6"><span class="c8">AUTEUR: </span><span class="c2">Jeanne Dupont</span></p>
</div>
<br><div class="c5"><p class="c6"><span class="c8">LONGUEUR: </span><span class="c2">61 mots</span></p>
</div>
<br><div class="c5"><p class="c9"><span class="c2">La barque est repartie
 hier.</span></p>
<p class="c9"><span class="c2">Quatre cents personnes étaient au quai.</span></p>
</div>
<br><div class="c5"><p class="c6"><span class="c8">LANGUE: </span><span class="c2">FRENCH; FRANÇAIS</span></p>
</div>
<br><div class="c0"><br><p class="c1"><span class="c2">Copyright 2019 Phare<br>Tous Droits Réservés</span></p>
</div>
<!-- Hide XML section from browser
</DOCFULL>
</DOC> -->
<br class="c10"><a name="DOC_ID_0_1"></a><!-- Hide XML section from browser
<DOC NUMBER=2>
<DOCFULL> -->
<br><div class="c0"><p class="c1"><span class="c2">2 of 2 DOCUMENTS</span></p></div>
<br><div class="c0"><p class="c1"><span class="c2">Le Phare du Port</span></p></div>
<br><div class="c3"><p class="c1"><span class="c2">3 mai 2019</span></p></div>
<br><div class="c5"><p class="c6"><span class="c8">LONGUEUR: </span><span class="c2">20 mots</span></p></div>
<br><div class="c5"><p class="c9"><span class="c2">Le vieux pont a rouvert samedi.</span></p></div>
</body></html>
"""


def articles(
    text: str | bytes, name: str = "mem:file"
) -> list[tuple[dict[str, list[str]], str, dict[str, str]]]:
    """(hints, text, extra) of the articles that reading a file gives."""
    data = text.encode() if isinstance(text, str) else text
    found = []
    for fate in fates(items(data, name)):
        if isinstance(fate, RawDocument):
            hints: dict[str, list[str]] = {}
            for hint in fate.hints:
                hints.setdefault(hint.field, []).append(hint.value)
            found.append((hints, fate.payload.decode(), dict(fate.extra)))
    return found


def reasons(text: str | bytes) -> list[Any]:
    """Why the other records are no articles."""
    data = text.encode() if isinstance(text, str) else text
    return [fate.reason for fate in fates(items(data)) if not isinstance(fate, RawDocument)]

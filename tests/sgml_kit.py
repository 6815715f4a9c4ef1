"""Records of SGML corpora as each collection writes them, with texts made for the tests."""

REUTERS = """<!DOCTYPE lewis SYSTEM "lewis.dtd">
<REUTERS TOPICS="YES" LEWISSPLIT="TRAIN" CGISPLIT="TRAINING-SET" OLDID="5" NEWID="7">
<DATE> 1-APR-1987 09:04:05.06</DATE>
<TOPICS><D>grain</D><D>ship</D></TOPICS>
<PLACES><D>norway</D></PLACES>
<PEOPLE></PEOPLE>
<UNKNOWN>
&#5;&#5;&#5;F
&#22;&#22;&#1;f2882&#31;reute</UNKNOWN>
<TEXT>&#2;
<TITLE>GM &lt;GM> BUILDS NEW
BRIDGE &amp; ROAD</TITLE>
<AUTHOR>    By Jane Doe, Reuters</AUTHOR>
<DATELINE>    OSLO, April 1 - </DATELINE><BODY>The bridge of General
Motors Corp &lt;GM> is open, the company said.
    It cost 20 mln dlrs.
 Reuter
&#3;</BODY></TEXT>
</REUTERS>
<REUTERS TOPICS="NO" LEWISSPLIT="TEST" NEWID="8">
<DATE>2-APR-1987 00:00:00.00</DATE>
<TEXT TYPE="BRIEF">&#2;
******<TITLE>ROAD CORP SAYS BRIDGE IS OPEN
</TITLE>Blah blah blah.
&#3;

</TEXT>
</REUTERS>
<REUTERS TOPICS="NO" NEWID="9">
<DATE>2-APR-1987 10:11:12.13</DATE>
<TEXT TYPE="UNPROC">&#2;
ROAD CORP &lt;ROAD.O> 3RD QTR
    HARTFORD, Conn., April 2
    Shr 75 cts vs 55 cts
 REUTER
&#3;
</TEXT>
</REUTERS>
"""
GIGAWORD = """<DOCS>
<DOC id="NYT_ENG_19950102.0001" type="story" >
<HEADLINE>
BRIDGE OVER RIVER
IS OPEN
</HEADLINE>
<DATELINE>
MIAMI  (BC-BRIDGE-NYT)
</DATELINE>
<TEXT>
<P>
``It is open,'' said the mayor of the town, who
waited for years.
</P>
<P>
It is long.
</P>
</TEXT>
</DOC>
<DOC id="XIN_ENG_20021103.0204" type="multi" >
<TEXT>
        First item of the day, in which a bridge is
opened by the mayor.

        Second item.
</TEXT>
</DOC>
</DOCS>
"""
AP = """<DOC>
<DOCNO> AP880212-0004 </DOCNO>
<FILEID>AP-NR-02-12-88 1637EST</FILEID>
<FIRST>r w AM-Bridge     02-12 0155</FIRST>
<SECOND>AM-Bridge,150</SECOND>
<HEAD>Bridge Will Open</HEAD>
<HEAD>Eds: Also in AMs report.</HEAD>
<BYLINE>By JANE DOE</BYLINE>
<BYLINE>Associated Press Writer</BYLINE>
<DATELINE>WASHINGTON (AP) </DATELINE>
<TEXT>
   The bridge will be opened by the mayor
next year, the department said.
   It is long.
</TEXT>
</DOC>
"""
WSJ = """<DOC>
<DOCNO> WSJ870102-0001. </DOCNO>
<HL> Labor Letter:
Bridges Are Built
----
By Jane Doe</HL>
<DD> 01/02/87</DD>
<SO> WALL STREET JOURNAL (J), PAGE A1</SO>
<IN> BANKS (BAN) </IN>
<DATELINE>NEW YORK </DATELINE>
<LP>
A bridge was built in the city last year, at great cost.
</LP>
<TEXT>
It is long.
</TEXT>
</DOC>
"""
FT = """<DOC>
<DOCNO>FT911-1</DOCNO>
<PROFILE>_AN-BENBQAD8FT</PROFILE>
<DATE>910514
</DATE>
<HEADLINE>
FT  14 MAY 91 / Bridge that did what it was
designed to do
</HEADLINE>
<BYLINE>
   By JANE DOE
</BYLINE>
<TEXT>
The bridge opened yesterday after a walk of seventeen minutes across it.
</TEXT>
<PUB>The Financial Times
</PUB>
<PAGE>
London Page 7 Photograph (Omitted).
</PAGE>
</DOC>
"""
LA = """<DOC>
<DOCNO> LA042990-0001 </DOCNO>
<DOCID> 211062 </DOCID>
<DATE>
<P>
April 29, 1990, Sunday, Home Edition
</P>
</DATE>
<SECTION>
<P>
Metro; Part B; Page 3; Column 2; Metro Desk
</P>
</SECTION>
<LENGTH>
<P>
54 words
</P>
</LENGTH>
<HEADLINE>
<P>
BRIDGE OPENS
</P>
</HEADLINE>
<BYLINE>
<P>
By JANE DOE, TIMES STAFF WRITER
</P>
</BYLINE>
<TEXT>
<P>
What a magnificent bridge it is, said
everybody.
</P>
</TEXT>
<GRAPHIC>
<P>
Photo, The bridge as seen from the town. JOHN ROE
</P>
</GRAPHIC>
<TYPE>
<P>
Letter to the Editor
</P>
</TYPE>
</DOC>
"""
AQUAINT = """<DOC>
<DOCNO> NYT19980601.0001 </DOCNO>
<DOCTYPE> NEWS STORY </DOCTYPE>
<DATE_TIME> 1998-06-01 00:02 </DATE_TIME>
<HEADER>
A7753 &Cx1f; taf-z
u a &Cx13;  &Cx11;  BC-BRIDGE-NYT &LR;      06-01 0290
</HEADER>
<BODY>
<SLUG> BC-BRIDGE-NYT </SLUG>
<HEADLINE>
BRIDGE OPENS
</HEADLINE>
<TEXT>
<P>
   NEW YORK _ The bridge is open &UR; at last.
</P>
</TEXT>
</BODY>
<TRAILER>
NYT-06-01-98 0002EDT &QL;
</TRAILER>
</DOC>
"""
EFE = """<DOC>
<DOCNO>EFE19950101-00001</DOCNO>
<DATE>19950101</DATE>
<TIME>01.02</TIME>
<CATEGORY>POLITICA</CATEGORY>
<TITLE>   PUENTE
   NUEVO
</TITLE>
<TEXT>    Moscú, 1 ene (EFE).-El puente nuevo de la ciudad está abierto,
 dijo la alcaldesa.
</TEXT>
</DOC>
"""

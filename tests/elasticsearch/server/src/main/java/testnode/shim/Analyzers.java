package testnode.shim;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;

import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.analysis.bg.BulgarianAnalyzer;
import org.apache.lucene.analysis.bn.BengaliAnalyzer;
import org.apache.lucene.analysis.br.BrazilianAnalyzer;
import org.apache.lucene.analysis.ca.CatalanAnalyzer;
import org.apache.lucene.analysis.cjk.CJKAnalyzer;
import org.apache.lucene.analysis.ckb.SoraniAnalyzer;
import org.apache.lucene.analysis.cz.CzechAnalyzer;
import org.apache.lucene.analysis.da.DanishAnalyzer;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.el.GreekAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.et.EstonianAnalyzer;
import org.apache.lucene.analysis.eu.BasqueAnalyzer;
import org.apache.lucene.analysis.fa.PersianAnalyzer;
import org.apache.lucene.analysis.fi.FinnishAnalyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.ga.IrishAnalyzer;
import org.apache.lucene.analysis.gl.GalicianAnalyzer;
import org.apache.lucene.analysis.hi.HindiAnalyzer;
import org.apache.lucene.analysis.hu.HungarianAnalyzer;
import org.apache.lucene.analysis.hy.ArmenianAnalyzer;
import org.apache.lucene.analysis.id.IndonesianAnalyzer;
import org.apache.lucene.analysis.it.ItalianAnalyzer;
import org.apache.lucene.analysis.lt.LithuanianAnalyzer;
import org.apache.lucene.analysis.lv.LatvianAnalyzer;
import org.apache.lucene.analysis.nl.DutchAnalyzer;
import org.apache.lucene.analysis.no.NorwegianAnalyzer;
import org.apache.lucene.analysis.pt.PortugueseAnalyzer;
import org.apache.lucene.analysis.ro.RomanianAnalyzer;
import org.apache.lucene.analysis.ru.RussianAnalyzer;
import org.apache.lucene.analysis.sr.SerbianAnalyzer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.sv.SwedishAnalyzer;
import org.apache.lucene.analysis.th.ThaiAnalyzer;
import org.apache.lucene.analysis.tr.TurkishAnalyzer;
import org.elasticsearch.index.analysis.AbstractIndexAnalyzerProvider;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.AnalyzerProvider;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;

/** Lucene's language analyzers under Elasticsearch's names, with {@code stopwords} and {@code stem_exclusion}. */
final class Analyzers {
    private final Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> all = new TreeMap<>();

    static Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> all() {
        return new Analyzers().all;
    }

    private Analyzers() {
        stemming("arabic", ArabicAnalyzer.getDefaultStopSet(), ArabicAnalyzer::new);
        stemming("armenian", ArmenianAnalyzer.getDefaultStopSet(), ArmenianAnalyzer::new);
        stemming("basque", BasqueAnalyzer.getDefaultStopSet(), BasqueAnalyzer::new);
        stemming("bengali", BengaliAnalyzer.getDefaultStopSet(), BengaliAnalyzer::new);
        stemming("brazilian", BrazilianAnalyzer.getDefaultStopSet(), BrazilianAnalyzer::new);
        stemming("bulgarian", BulgarianAnalyzer.getDefaultStopSet(), BulgarianAnalyzer::new);
        stemming("catalan", CatalanAnalyzer.getDefaultStopSet(), CatalanAnalyzer::new);
        plain("chinese", CharArraySet.EMPTY_SET, StandardAnalyzer::new);
        plain("cjk", CJKAnalyzer.getDefaultStopSet(), CJKAnalyzer::new);
        stemming("czech", CzechAnalyzer.getDefaultStopSet(), CzechAnalyzer::new);
        stemming("danish", DanishAnalyzer.getDefaultStopSet(), DanishAnalyzer::new);
        stemming("dutch", DutchAnalyzer.getDefaultStopSet(), DutchAnalyzer::new);
        stemming("english", EnglishAnalyzer.getDefaultStopSet(), EnglishAnalyzer::new);
        stemming("estonian", EstonianAnalyzer.getDefaultStopSet(), EstonianAnalyzer::new);
        stemming("finnish", FinnishAnalyzer.getDefaultStopSet(), FinnishAnalyzer::new);
        stemming("french", FrenchAnalyzer.getDefaultStopSet(), FrenchAnalyzer::new);
        stemming("galician", GalicianAnalyzer.getDefaultStopSet(), GalicianAnalyzer::new);
        stemming("german", GermanAnalyzer.getDefaultStopSet(), GermanAnalyzer::new);
        plain("greek", GreekAnalyzer.getDefaultStopSet(), GreekAnalyzer::new);
        stemming("hindi", HindiAnalyzer.getDefaultStopSet(), HindiAnalyzer::new);
        stemming("hungarian", HungarianAnalyzer.getDefaultStopSet(), HungarianAnalyzer::new);
        stemming("indonesian", IndonesianAnalyzer.getDefaultStopSet(), IndonesianAnalyzer::new);
        stemming("irish", IrishAnalyzer.getDefaultStopSet(), IrishAnalyzer::new);
        stemming("italian", ItalianAnalyzer.getDefaultStopSet(), ItalianAnalyzer::new);
        stemming("latvian", LatvianAnalyzer.getDefaultStopSet(), LatvianAnalyzer::new);
        stemming("lithuanian", LithuanianAnalyzer.getDefaultStopSet(), LithuanianAnalyzer::new);
        stemming("norwegian", NorwegianAnalyzer.getDefaultStopSet(), NorwegianAnalyzer::new);
        stemming("persian", PersianAnalyzer.getDefaultStopSet(), PersianAnalyzer::new);
        stemming("portuguese", PortugueseAnalyzer.getDefaultStopSet(), PortugueseAnalyzer::new);
        stemming("romanian", RomanianAnalyzer.getDefaultStopSet(), RomanianAnalyzer::new);
        stemming("russian", RussianAnalyzer.getDefaultStopSet(), RussianAnalyzer::new);
        stemming("serbian", SerbianAnalyzer.getDefaultStopSet(), SerbianAnalyzer::new);
        stemming("sorani", SoraniAnalyzer.getDefaultStopSet(), SoraniAnalyzer::new);
        stemming("spanish", SpanishAnalyzer.getDefaultStopSet(), SpanishAnalyzer::new);
        stemming("swedish", SwedishAnalyzer.getDefaultStopSet(), SwedishAnalyzer::new);
        plain("thai", ThaiAnalyzer.getDefaultStopSet(), ThaiAnalyzer::new);
        stemming("turkish", TurkishAnalyzer.getDefaultStopSet(), TurkishAnalyzer::new);
    }

    private void plain(String language, CharArraySet stopWords, Function<CharArraySet, Analyzer> constructor) {
        stemming(language, stopWords, (stop, unused) -> constructor.apply(stop));
    }

    private void stemming(String language, CharArraySet stopWords, BiFunction<CharArraySet, CharArraySet, Analyzer> constructor) {
        all.put(language, (index, env, name, settings) -> {
            Analyzer analyzer = constructor.apply(
                Analysis.parseStopWords(env, settings, stopWords),
                Analysis.parseStemExclusion(settings, CharArraySet.EMPTY_SET));
            return new AbstractIndexAnalyzerProvider<Analyzer>(name) {
                @Override
                public Analyzer get() {
                    return analyzer;
                }
            };
        });
    }
}

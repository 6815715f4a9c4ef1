package testnode.shim;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.ar.ArabicNormalizationFilter;
import org.apache.lucene.analysis.bn.BengaliNormalizationFilter;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.cjk.CJKWidthFilter;
import org.apache.lucene.analysis.ckb.SoraniNormalizationFilter;
import org.apache.lucene.analysis.classic.ClassicFilter;
import org.apache.lucene.analysis.core.DecimalDigitFilter;
import org.apache.lucene.analysis.core.FlattenGraphFilter;
import org.apache.lucene.analysis.core.UpperCaseFilter;
import org.apache.lucene.analysis.de.GermanNormalizationFilter;
import org.apache.lucene.analysis.el.GreekLowerCaseFilter;
import org.apache.lucene.analysis.en.KStemFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.fa.PersianNormalizationFilter;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.ga.IrishLowerCaseFilter;
import org.apache.lucene.analysis.hi.HindiNormalizationFilter;
import org.apache.lucene.analysis.in.IndicNormalizationFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.FingerprintFilter;
import org.apache.lucene.analysis.miscellaneous.KeepWordFilter;
import org.apache.lucene.analysis.miscellaneous.KeywordRepeatFilter;
import org.apache.lucene.analysis.miscellaneous.LengthFilter;
import org.apache.lucene.analysis.miscellaneous.LimitTokenCountFilter;
import org.apache.lucene.analysis.miscellaneous.RemoveDuplicatesTokenFilter;
import org.apache.lucene.analysis.miscellaneous.ScandinavianFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.ScandinavianNormalizationFilter;
import org.apache.lucene.analysis.miscellaneous.SetKeywordMarkerFilter;
import org.apache.lucene.analysis.miscellaneous.StemmerOverrideFilter;
import org.apache.lucene.analysis.miscellaneous.TrimFilter;
import org.apache.lucene.analysis.miscellaneous.TruncateTokenFilter;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenFilter;
import org.apache.lucene.analysis.ngram.NGramTokenFilter;
import org.apache.lucene.analysis.pattern.PatternCaptureGroupTokenFilter;
import org.apache.lucene.analysis.pattern.PatternReplaceFilter;
import org.apache.lucene.analysis.reverse.ReverseStringFilter;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.sr.SerbianNormalizationFilter;
import org.apache.lucene.analysis.tr.ApostropheFilter;
import org.apache.lucene.analysis.tr.TurkishLowerCaseFilter;
import org.apache.lucene.analysis.util.ElisionFilter;
import org.elasticsearch.common.regex.Regex;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.NormalizingTokenFilterFactory;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;

/**
 * Elasticsearch's usual token filters over Lucene's classes; the server itself has only {@code stop}, {@code shingle} and
 * {@code hunspell}. A filter registered here also works unconfigured, by its type's name, except those that
 * {@link #configured} marks as needing settings.
 */
final class TokenFilters {
    /** Reads a filter's settings once and returns what wraps each token stream. */
    private interface Reading {
        UnaryOperator<TokenStream> read(Environment env, Settings settings) throws IOException;
    }

    private record Plain(String name, UnaryOperator<TokenStream> filter) implements TokenFilterFactory {
        @Override
        public TokenStream create(TokenStream tokens) {
            return filter.apply(tokens);
        }
    }

    /** One that a keyword normalizer may use too, and that wildcard and prefix queries apply to their term. */
    private record Normalizing(String name, UnaryOperator<TokenStream> filter) implements NormalizingTokenFilterFactory {
        @Override
        public TokenStream create(TokenStream tokens) {
            return filter.apply(tokens);
        }
    }

    private final Map<String, AnalysisProvider<TokenFilterFactory>> all = new TreeMap<>();

    static Map<String, AnalysisProvider<TokenFilterFactory>> all() {
        return new TokenFilters().all;
    }

    private TokenFilters() {
        normalizers();
        words();
        stemming();
        grams();
    }

    private void normalizers() {
        normalizing("lowercase", (env, settings) -> switch (settings.get("language", "")) {
            case "" -> LowerCaseFilter::new;
            case "greek" -> GreekLowerCaseFilter::new;
            case "irish" -> IrishLowerCaseFilter::new;
            case "turkish" -> TurkishLowerCaseFilter::new;
            default -> throw new IllegalArgumentException("language [" + settings.get("language") + "] not support for lower case");
        });
        normalizing("uppercase", (env, settings) -> UpperCaseFilter::new);
        normalizing("trim", (env, settings) -> TrimFilter::new);
        normalizing("asciifolding", (env, settings) -> {
            boolean preserveOriginal = settings.getAsBoolean("preserve_original", false);
            return tokens -> new ASCIIFoldingFilter(tokens, preserveOriginal);
        });
        normalizing("elision", (env, settings) -> {
            CharArraySet given = Analysis.parseArticles(env, settings);
            CharArraySet articles = given == null ? FrenchAnalyzer.DEFAULT_ARTICLES : given;
            return tokens -> new ElisionFilter(tokens, articles);
        });
        normalizing("arabic_normalization", (env, settings) -> ArabicNormalizationFilter::new);
        normalizing("bengali_normalization", (env, settings) -> BengaliNormalizationFilter::new);
        normalizing("cjk_width", (env, settings) -> CJKWidthFilter::new);
        normalizing("decimal_digit", (env, settings) -> DecimalDigitFilter::new);
        normalizing("german_normalization", (env, settings) -> GermanNormalizationFilter::new);
        normalizing("hindi_normalization", (env, settings) -> HindiNormalizationFilter::new);
        normalizing("indic_normalization", (env, settings) -> IndicNormalizationFilter::new);
        normalizing("persian_normalization", (env, settings) -> PersianNormalizationFilter::new);
        normalizing("scandinavian_folding", (env, settings) -> ScandinavianFoldingFilter::new);
        normalizing("scandinavian_normalization", (env, settings) -> ScandinavianNormalizationFilter::new);
        normalizing("serbian_normalization", (env, settings) -> SerbianNormalizationFilter::new);
        normalizing("sorani_normalization", (env, settings) -> SoraniNormalizationFilter::new);
    }

    private void words() {
        plain("apostrophe", (env, settings) -> ApostropheFilter::new);
        plain("classic", (env, settings) -> ClassicFilter::new);
        plain("fingerprint", (env, settings) -> {
            int size = settings.getAsInt("max_output_size", 255);
            char separator = settings.get("separator", " ").charAt(0);
            return tokens -> new FingerprintFilter(tokens, size, separator);
        });
        plain("flatten_graph", (env, settings) -> FlattenGraphFilter::new);
        configured("keep", (env, settings) -> {
            CharArraySet words = Analysis.getWordSet(env, settings, "keep_words");
            return tokens -> new KeepWordFilter(tokens, words);
        });
        plain("length", (env, settings) -> {
            int min = settings.getAsInt("min", 0);
            int max = settings.getAsInt("max", Integer.MAX_VALUE);
            return tokens -> new LengthFilter(tokens, min, max);
        });
        plain("limit", (env, settings) -> {
            int count = settings.getAsInt("max_token_count", 1);
            boolean consumeAll = settings.getAsBoolean("consume_all_tokens", false);
            return tokens -> new LimitTokenCountFilter(tokens, count, consumeAll);
        });
        configured("pattern_capture", (env, settings) -> {
            boolean preserveOriginal = settings.getAsBoolean("preserve_original", true);
            Pattern[] patterns = settings.getAsList("patterns").stream().map(Pattern::compile).toArray(Pattern[]::new);
            return tokens -> new PatternCaptureGroupTokenFilter(tokens, preserveOriginal, patterns);
        });
        configured("pattern_replace", (env, settings) -> {
            Pattern pattern = Regex.compile(settings.get("pattern"), settings.get("flags"));
            String replacement = settings.get("replacement", "");
            boolean every = settings.getAsBoolean("all", true);
            return tokens -> new PatternReplaceFilter(tokens, pattern, replacement, every);
        });
        plain("remove_duplicates", (env, settings) -> RemoveDuplicatesTokenFilter::new);
        plain("reverse", (env, settings) -> ReverseStringFilter::new);
        plain("truncate", (env, settings) -> {
            int length = settings.getAsInt("length", 10);
            return tokens -> new TruncateTokenFilter(tokens, length);
        });
        plain("word_delimiter_graph", TokenFilters::wordDelimiterGraph);
    }

    private void stemming() {
        configured("keyword_marker", (env, settings) -> {
            CharArraySet keywords = Analysis.getWordSet(env, settings, "keywords");
            return tokens -> new SetKeywordMarkerFilter(tokens, keywords);
        });
        plain("keyword_repeat", (env, settings) -> KeywordRepeatFilter::new);
        plain("kstem", (env, settings) -> KStemFilter::new);
        plain("porter_stem", (env, settings) -> PorterStemFilter::new);
        plain("snowball", (env, settings) -> {
            String language = settings.get("language", settings.get("name", "English"));
            return tokens -> new SnowballFilter(tokens, language);
        });
        plain("stemmer", (env, settings) -> Stemmers.of(settings.get("language", settings.get("name", "porter"))));
        configured("stemmer_override", (env, settings) -> {
            StemmerOverrideFilter.Builder builder = new StemmerOverrideFilter.Builder(false);
            for (String rule : Analysis.getWordList(env, settings, "rules")) {
                String[] sides = rule.split("=>", 2);
                if (sides.length != 2) {
                    throw new IllegalArgumentException("Invalid keyword override rule: " + rule);
                }
                for (String word : sides[0].split(",")) {
                    builder.add(word.trim(), sides[1].trim());
                }
            }
            StemmerOverrideFilter.StemmerOverrideMap map = builder.build();
            return tokens -> new StemmerOverrideFilter(tokens, map);
        });
    }

    private void grams() {
        plain("cjk_bigram", (env, settings) -> {
            List<String> ignored = settings.getAsList("ignored_scripts");
            int scripts = (ignored.contains("han") ? 0 : CJKBigramFilter.HAN)
                | (ignored.contains("hiragana") ? 0 : CJKBigramFilter.HIRAGANA)
                | (ignored.contains("katakana") ? 0 : CJKBigramFilter.KATAKANA)
                | (ignored.contains("hangul") ? 0 : CJKBigramFilter.HANGUL);
            boolean unigrams = settings.getAsBoolean("output_unigrams", false);
            return tokens -> new CJKBigramFilter(tokens, scripts, unigrams);
        });
        plain("edge_ngram", (env, settings) -> {
            int min = settings.getAsInt("min_gram", 1);
            int max = settings.getAsInt("max_gram", 2);
            boolean preserveOriginal = settings.getAsBoolean("preserve_original", false);
            return tokens -> new EdgeNGramTokenFilter(tokens, min, max, preserveOriginal);
        });
        plain("ngram", (env, settings) -> {
            int min = settings.getAsInt("min_gram", 1);
            int max = settings.getAsInt("max_gram", 2);
            boolean preserveOriginal = settings.getAsBoolean("preserve_original", false);
            return tokens -> new NGramTokenFilter(tokens, min, max, preserveOriginal);
        });
    }

    private static UnaryOperator<TokenStream> wordDelimiterGraph(Environment env, Settings settings) {
        int flags = flag(settings, "generate_word_parts", true, WordDelimiterGraphFilter.GENERATE_WORD_PARTS)
            | flag(settings, "generate_number_parts", true, WordDelimiterGraphFilter.GENERATE_NUMBER_PARTS)
            | flag(settings, "catenate_words", false, WordDelimiterGraphFilter.CATENATE_WORDS)
            | flag(settings, "catenate_numbers", false, WordDelimiterGraphFilter.CATENATE_NUMBERS)
            | flag(settings, "catenate_all", false, WordDelimiterGraphFilter.CATENATE_ALL)
            | flag(settings, "preserve_original", false, WordDelimiterGraphFilter.PRESERVE_ORIGINAL)
            | flag(settings, "split_on_case_change", true, WordDelimiterGraphFilter.SPLIT_ON_CASE_CHANGE)
            | flag(settings, "split_on_numerics", true, WordDelimiterGraphFilter.SPLIT_ON_NUMERICS)
            | flag(settings, "stem_english_possessive", true, WordDelimiterGraphFilter.STEM_ENGLISH_POSSESSIVE)
            | flag(settings, "ignore_keywords", false, WordDelimiterGraphFilter.IGNORE_KEYWORDS);
        CharArraySet protectedWords = Analysis.getWordSet(env, settings, "protected_words");
        return tokens -> new WordDelimiterGraphFilter(tokens, flags, protectedWords);
    }

    private static int flag(Settings settings, String key, boolean byDefault, int flag) {
        return settings.getAsBoolean(key, byDefault) ? flag : 0;
    }

    private void plain(String type, Reading reading) {
        all.put(type, (index, env, name, settings) -> new Plain(name, reading.read(env, settings)));
    }

    private void normalizing(String type, Reading reading) {
        all.put(type, (index, env, name, settings) -> new Normalizing(name, reading.read(env, settings)));
    }

    private void configured(String type, Reading reading) {
        all.put(type, AnalysisPlugin.requiresAnalysisSettings(
            (index, env, name, settings) -> new Plain(name, reading.read(env, settings))));
    }
}

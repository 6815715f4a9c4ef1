package testnode.shim;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.classic.ClassicTokenizer;
import org.apache.lucene.analysis.core.KeywordTokenizer;
import org.apache.lucene.analysis.core.LetterTokenizer;
import org.apache.lucene.analysis.core.WhitespaceTokenizer;
import org.apache.lucene.analysis.email.UAX29URLEmailTokenizer;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenizer;
import org.apache.lucene.analysis.ngram.NGramTokenizer;
import org.apache.lucene.analysis.path.PathHierarchyTokenizer;
import org.apache.lucene.analysis.pattern.PatternTokenizer;
import org.apache.lucene.analysis.th.ThaiTokenizer;
import org.elasticsearch.common.regex.Regex;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;

/** Elasticsearch's usual tokenizers over Lucene's classes; the server itself has only {@code standard}. */
final class Tokenizers {
    private final Map<String, AnalysisProvider<TokenizerFactory>> all = new TreeMap<>();

    static Map<String, AnalysisProvider<TokenizerFactory>> all() {
        return new Tokenizers().all;
    }

    private Tokenizers() {
        add("classic", settings -> ClassicTokenizer::new);
        add("keyword", settings -> KeywordTokenizer::new);
        add("letter", settings -> LetterTokenizer::new);
        add("path_hierarchy", settings -> {
            char delimiter = settings.get("delimiter", "/").charAt(0);
            char replacement = settings.get("replacement", String.valueOf(delimiter)).charAt(0);
            int skip = settings.getAsInt("skip", 0);
            return () -> new PathHierarchyTokenizer(delimiter, replacement, skip);
        });
        add("pattern", settings -> {
            Pattern pattern = Regex.compile(settings.get("pattern", "\\W+"), settings.get("flags"));
            int group = settings.getAsInt("group", -1);
            return () -> new PatternTokenizer(pattern, group);
        });
        add("thai", settings -> ThaiTokenizer::new);
        add("uax_url_email", settings -> UAX29URLEmailTokenizer::new);
        add("whitespace", settings -> WhitespaceTokenizer::new);
        add("ngram", settings -> {
            int min = settings.getAsInt("min_gram", 1);
            int max = settings.getAsInt("max_gram", 2);
            IntPredicate tokenChar = tokenChars(settings);
            return () -> new NGramTokenizer(min, max) {
                @Override
                protected boolean isTokenChar(int c) {
                    return tokenChar.test(c);
                }
            };
        });
        add("edge_ngram", settings -> {
            int min = settings.getAsInt("min_gram", 1);
            int max = settings.getAsInt("max_gram", 2);
            IntPredicate tokenChar = tokenChars(settings);
            return () -> new EdgeNGramTokenizer(min, max) {
                @Override
                protected boolean isTokenChar(int c) {
                    return tokenChar.test(c);
                }
            };
        });
    }

    private void add(String type, Function<Settings, Supplier<Tokenizer>> tokenizer) {
        all.put(type, (index, env, name, settings) -> TokenizerFactory.newFactory(name, tokenizer.apply(settings)));
    }

    private static IntPredicate tokenChars(Settings settings) {
        List<String> classes = settings.getAsList("token_chars");
        return classes.stream().map(name -> tokenChar(name, settings)).reduce(IntPredicate::or).orElse(c -> true);
    }

    private static IntPredicate tokenChar(String name, Settings settings) {
        return switch (name) {
            case "letter" -> Character::isLetter;
            case "digit" -> Character::isDigit;
            case "whitespace" -> Character::isWhitespace;
            case "punctuation" -> c -> Pattern.matches("\\p{P}", Character.toString(c));
            case "symbol" -> c -> Pattern.matches("\\p{S}", Character.toString(c));
            case "custom" -> c -> settings.get("custom_token_chars", "").indexOf(c) >= 0;
            default -> throw new IllegalArgumentException("Unknown token type: [" + name + "]");
        };
    }
}

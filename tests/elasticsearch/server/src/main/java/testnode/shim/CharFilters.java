package testnode.shim;

import java.io.IOException;
import java.io.Reader;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

import org.apache.lucene.analysis.charfilter.HTMLStripCharFilter;
import org.apache.lucene.analysis.charfilter.MappingCharFilter;
import org.apache.lucene.analysis.charfilter.NormalizeCharMap;
import org.apache.lucene.analysis.pattern.PatternReplaceCharFilter;
import org.elasticsearch.common.regex.Regex;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.NormalizingCharFilterFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;

/** Elasticsearch's usual char filters over Lucene's classes. */
final class CharFilters {
    private record Plain(String name, UnaryOperator<Reader> filter) implements CharFilterFactory {
        @Override
        public Reader create(Reader reader) {
            return filter.apply(reader);
        }
    }

    /** One that a keyword normalizer may use too. */
    private record Normalizing(String name, UnaryOperator<Reader> filter) implements NormalizingCharFilterFactory {
        @Override
        public Reader create(Reader reader) {
            return filter.apply(reader);
        }
    }

    private CharFilters() {}

    static Map<String, AnalysisProvider<CharFilterFactory>> all() {
        Map<String, AnalysisProvider<CharFilterFactory>> all = new TreeMap<>();
        all.put("html_strip", (index, env, name, settings) -> {
            Set<String> escaped = Set.copyOf(settings.getAsList("escaped_tags"));
            return new Plain(name, reader -> new HTMLStripCharFilter(reader, escaped));
        });
        all.put("mapping", AnalysisPlugin.requiresAnalysisSettings((index, env, name, settings) -> {
            NormalizeCharMap map = mappings(env, settings);
            return new Normalizing(name, reader -> new MappingCharFilter(map, reader));
        }));
        all.put("pattern_replace", AnalysisPlugin.requiresAnalysisSettings((index, env, name, settings) -> {
            Pattern pattern = Regex.compile(settings.get("pattern"), settings.get("flags"));
            String replacement = settings.get("replacement", "");
            return new Normalizing(name, reader -> new PatternReplaceCharFilter(pattern, replacement, reader));
        }));
        return all;
    }

    private static NormalizeCharMap mappings(Environment env, Settings settings) throws IOException {
        NormalizeCharMap.Builder builder = new NormalizeCharMap.Builder();
        for (String rule : Analysis.getWordList(env, settings, "mappings")) {
            String[] sides = rule.split("=>", 2);
            if (sides.length != 2) {
                throw new IllegalArgumentException("Invalid mapping rule: [" + rule + "]");
            }
            builder.add(sides[0].trim(), sides[1].trim());
        }
        return builder.build();
    }
}

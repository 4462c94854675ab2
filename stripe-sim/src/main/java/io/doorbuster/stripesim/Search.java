package io.doorbuster.stripesim;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code /v1/payment_intents/search}: clauses for metadata, status and currency, joined by AND. */
final class Search {
    private static final Pattern CLAUSE = Pattern.compile(
            "\\s*(?:metadata\\[\"([^\"]+)\"]|(status|currency))\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"\\s*");
    private static final Pattern AND = Pattern.compile("(?i)AND\\s");
    private static final String URL = "/v1/payment_intents/search";

    private Search() {}

    static ObjectNode intents(Call call) {
        Params params = call.params();
        Predicate<Intent> wanted = parse(params.required("query"));
        int limit = Page.limit(params);
        long from = params.number("page", 0);
        List<Intent> found = call.books()
                .intents()
                .newestFirst()
                .filter(intent -> intent.account.equals(call.account()))
                .filter(intent -> intent.created <= call.server().searchableUntil())
                .filter(wanted)
                .skip(from)
                .limit(limit + 1L)
                .toList();
        ArrayNode data = Json.MAPPER.createArrayNode();
        found.stream().limit(limit).forEach(intent -> data.add(call.shape(intent, "data.")));
        boolean more = found.size() > limit;
        ObjectNode result = Shapes.list(URL, data, more).put("object", "search_result");
        return result.put("next_page", more ? Long.toString(from + limit) : null);
    }

    private static Predicate<Intent> parse(String query) {
        Predicate<Intent> all = intent -> true;
        Matcher clause = CLAUSE.matcher(query);
        Matcher and = AND.matcher(query);
        int at = 0;
        while (true) {
            if (!clause.find(at) || clause.start() != at) {
                throw Refusal.invalid("", "query", "We were unable to parse your search query: " + query);
            }
            all = all.and(predicate(clause));
            at = clause.end();
            if (at == query.length()) {
                return all;
            }
            if (!and.find(at) || and.start() != at) {
                throw Refusal.invalid("", "query", "The simulator joins clauses only by AND: " + query);
            }
            at = and.end();
        }
    }

    private static Predicate<Intent> predicate(Matcher clause) {
        String key = clause.group(1);
        String field = clause.group(2);
        String value = clause.group(3).replaceAll("\\\\(.)", "$1");
        if (key != null) {
            return intent -> value.equals(intent.metadata.get(key));
        }
        return "status".equals(field)
                ? intent -> value.equals(intent.status)
                : intent -> value.equalsIgnoreCase(intent.currency);
    }
}

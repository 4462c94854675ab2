package io.doorbuster.stripesim;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Stripe's paging by cursor, newest first. */
final class Page {
    /** Stripe's. */
    private static final int MAX_LIMIT = 100;

    private static final int DEFAULT_LIMIT = 10;

    private Page() {}

    static <T extends Kept> ObjectNode list(
            Call call, String url, Stream<T> newestFirst, Function<T, ObjectNode> shape) {
        Params params = call.params();
        int limit = limit(params);
        Predicate<Kept> inRange = created(params);
        List<T> all = newestFirst.filter(inRange).toList();
        String after = params.get("starting_after");
        String before = params.get("ending_before");
        int from = after == null ? 0 : indexOf(all, after, "starting_after") + 1;
        int to = before == null ? all.size() : indexOf(all, before, "ending_before");
        boolean more = to - from > limit;
        List<T> page = before == null
                ? all.subList(from, Math.min(to, from + limit))
                : all.subList(Math.max(from, to - limit), to);
        ArrayNode data = Json.MAPPER.createArrayNode();
        page.forEach(kept -> data.add(shape.apply(kept)));
        return Shapes.list(url, data, more);
    }

    static int limit(Params params) {
        long limit = params.number("limit", DEFAULT_LIMIT);
        if (limit < 1 || limit > MAX_LIMIT) {
            throw Refusal.invalid("", "limit", "The limit must be from 1 to " + MAX_LIMIT + ".");
        }
        return (int) limit;
    }

    private static Predicate<Kept> created(Params params) {
        long exactly = params.number("created", -1);
        long from = Math.max(params.number("created[gte]", 0), params.number("created[gt]", -1) + 1);
        long to = Math.min(
                params.number("created[lte]", Long.MAX_VALUE), params.number("created[lt]", Long.MAX_VALUE) - 1);
        return kept -> kept.created() >= from && kept.created() <= to && (exactly < 0 || kept.created() == exactly);
    }

    private static int indexOf(List<? extends Kept> all, String id, String param) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).id().equals(id)) {
                return i;
            }
        }
        throw Refusal.missing(400, "object", param, id);
    }
}

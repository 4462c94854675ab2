package io.doorbuster.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.doorbuster.chaos.history.Call;
import io.doorbuster.chaos.history.CallKind;
import io.doorbuster.chaos.history.Rule;
import io.doorbuster.chaos.history.Violation;
import java.io.PrintStream;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run found: the verdict, and the figures.
 *
 * @param settled whether the ledger came to rest
 * @param standstillMillis the longest time for which the kit itself did not run
 */
record Outcome(
        long seed,
        int stock,
        int sold,
        boolean settled,
        long standstillMillis,
        List<Call> calls,
        List<Episode> episodes,
        List<Violation> violations) {
    /** A kit that gets no processor for so long measures the machine, not the cluster. */
    private static final long MAX_STANDSTILL_MILLIS = 2_000;

    /** Lines of the history that are shown for one rule; the file has all. */
    private static final int MAX_SHOWN = 5;

    Outcome {
        calls = List.copyOf(calls);
        episodes = List.copyOf(episodes);
        violations = List.copyOf(violations);
    }

    boolean isClean() {
        return violations.isEmpty() && settled;
    }

    private long ambiguous() {
        return calls.stream().filter(Call::isAmbiguous).count();
    }

    private long refused() {
        return calls.stream()
                .filter(call -> call.answer() != null && call.answer().status() >= 400)
                .count();
    }

    private long[] sales() {
        return calls.stream()
                .filter(call -> call.kind() == CallKind.CHECKOUT
                        && call.answer() != null
                        && call.answer().status() == 201)
                .mapToLong(Call::endMillis)
                .sorted()
                .toArray();
    }

    /** The longest time without a paid checkout between the fault's beginning and the next one's, or the last unit's sale. */
    long withoutSaleMillis(Episode episode) {
        long[] sales = sales();
        long until = sold == stock && sales.length > 0
                ? Math.min(episode.untilMillis(), sales[sales.length - 1])
                : episode.untilMillis();
        long longest = 0;
        long last = episode.struckMillis();
        for (long at : sales) {
            if (at >= episode.struckMillis() && at <= until) {
                longest = Math.max(longest, at - last);
                last = at;
            }
        }
        return Math.max(longest, until - last);
    }

    /** During or after which fault a violation showed; - before the first, and for what only the books show. */
    private String after(Violation violation) {
        long shown =
                violation.evidence().stream().mapToLong(Call::endMillis).max().orElse(Long.MIN_VALUE);
        return episodes.stream()
                .filter(episode -> episode.struckMillis() <= shown)
                .reduce((earlier, later) -> later)
                .map(episode -> episode.fault().kind().word())
                .orElse("-");
    }

    void print(PrintStream out) {
        Map<FaultKind, Long> longest = new EnumMap<>(FaultKind.class);
        Map<FaultKind, Integer> times = new EnumMap<>(FaultKind.class);
        for (Episode episode : episodes) {
            longest.merge(episode.fault().kind(), withoutSaleMillis(episode), Math::max);
            times.merge(episode.fault().kind(), 1, Integer::sum);
        }
        out.printf("%n%-16s %5s  %s%n", "fault", "times", "longest time without a sale");
        longest.forEach(
                (kind, millis) -> out.printf("%-16s %5d  %5.1f s%n", kind.word(), times.get(kind), millis / 1e3));
        out.printf(
                "%n%d requests, %d ambiguous, %d refused; %d of %d units sold%n",
                calls.size(), ambiguous(), refused(), sold, stock);
        if (standstillMillis > MAX_STANDSTILL_MILLIS) {
            out.printf(
                    "the kit itself stood still for %.1f s: the times above tell about the machine%n",
                    standstillMillis / 1e3);
        }
        if (!settled) {
            out.println("the sales did not come to rest: reservations or payments are still open");
        }
        Map<Rule, Integer> shown = new HashMap<>();
        for (Violation violation : violations) {
            if (shown.merge(violation.rule(), 1, Integer::sum) <= MAX_SHOWN) {
                out.println("after " + after(violation) + ": " + violation);
            }
        }
        out.println(isClean() ? "verdict: clean" : "verdict: " + violations.size() + " violations");
    }

    String json() {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode json = mapper.createObjectNode()
                .put("seed", seed)
                .put("clean", isClean())
                .put("settled", settled)
                .put("standstillMs", standstillMillis)
                .put("stock", stock)
                .put("sold", sold)
                .put("requests", calls.size())
                .put("ambiguous", ambiguous())
                .put("refused", refused());
        ArrayNode faults = json.putArray("faults");
        for (Episode episode : episodes) {
            faults.addObject()
                    .put("kind", episode.fault().kind().word())
                    .put("nodes", String.join(" ", episode.fault().nodes()))
                    .put("durationMs", episode.healedMillis() - episode.struckMillis())
                    .put("withoutSaleMs", withoutSaleMillis(episode));
        }
        ArrayNode broken = json.putArray("violations");
        for (Violation violation : violations) {
            broken.addObject()
                    .put("rule", violation.rule().name())
                    .put("after", after(violation))
                    .put("what", violation.what());
        }
        return json.toString();
    }
}

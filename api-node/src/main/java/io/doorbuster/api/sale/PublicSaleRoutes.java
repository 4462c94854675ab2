package io.doorbuster.api.sale;

import io.doorbuster.api.http.Answer;
import io.doorbuster.api.http.Call;
import io.doorbuster.api.http.ErrorCode;
import io.doorbuster.api.http.Problem;
import io.doorbuster.api.http.Route;
import io.doorbuster.api.http.Route.Method;
import io.doorbuster.grid.SaleView;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What anyone may read of a sale. Thread-safe. */
public final class PublicSaleRoutes {
    private final SaleLookup lookup;
    private final Clock clock;

    public PublicSaleRoutes(SaleLookup lookup, Clock clock) {
        this.lookup = lookup;
        this.clock = clock;
    }

    public List<Route> routes() {
        return List.of(
                Route.open(Method.GET, "/v1/sales/{saleId}", this::read),
                Route.open(Method.GET, "/v1/sales/{saleId}/stock", this::stock));
    }

    private record Stock(String saleId, int remaining, boolean soldOut, Instant asOf) {}

    private CompletableFuture<Answer> read(Call call) {
        return lookup.find(call.saleId())
                .thenApply(known -> Answer.ok(SaleBody.publicFacts(known, clock.instant()))
                        .header("Cache-Control", "public, max-age=1"));
    }

    private CompletableFuture<Answer> stock(Call call) {
        String ifNoneMatch = call.header("If-None-Match");
        return lookup.findRunning(call.saleId()).thenApply(view -> stock(view, ifNoneMatch));
    }

    private static Answer stock(SaleView view, @Nullable String ifNoneMatch) {
        if (!view.installed()) {
            throw new Problem(ErrorCode.RECOVERING, "the stock is not known while the sale is brought back");
        }
        // Weak: asOf may differ between two answers with the same counts.
        String tag = "W/\"" + view.free() + "-" + (view.soldOut() ? 1 : 0) + "\"";
        Answer answer = matches(ifNoneMatch, tag)
                ? new Answer(304, "application/json", null, Map.of())
                : Answer.ok(new Stock(view.sale().saleId(), view.free(), view.soldOut(), view.asOf()));
        return answer.header("ETag", tag).header("Cache-Control", "public, max-age=1, stale-while-revalidate=60");
    }

    private static boolean matches(@Nullable String ifNoneMatch, String tag) {
        return ifNoneMatch != null
                && Arrays.stream(ifNoneMatch.split(",", 20))
                        .map(String::strip)
                        .anyMatch(candidate ->
                                candidate.equals("*") || weak(candidate).equals(tag));
    }

    private static String weak(String tag) {
        return tag.startsWith("W/") ? tag : "W/" + tag;
    }
}

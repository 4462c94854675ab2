package io.doorbuster.api.draw;

import io.doorbuster.api.draw.DrawLine.TicketLine;
import io.doorbuster.api.draw.DrawLine.Watermark;
import io.doorbuster.api.grid.Grid;
import io.doorbuster.api.http.Answer;
import io.doorbuster.api.http.Call;
import io.doorbuster.api.http.ErrorCode;
import io.doorbuster.api.http.Problem;
import io.doorbuster.api.http.Route;
import io.doorbuster.api.http.Route.Method;
import io.doorbuster.api.ledger.Ledger;
import io.doorbuster.api.sale.KnownSale;
import io.doorbuster.api.sale.SaleLookup;
import io.doorbuster.ledger.RoomStore;
import io.doorbuster.sale.SaleDefinition;
import io.doorbuster.waitingroom.LaneKey;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The draw for everybody to check: the commitment always, all the rest once the sale is over. Thread-safe. */
public final class DrawRoutes implements AutoCloseable {
    private static final String NDJSON = "application/x-ndjson";
    private static final int MAX_PAGE = 1_000;
    private static final int DEFAULT_PAGE = 100;

    /** Under a megabyte of JSON; a longer history is in the file. */
    private static final int MAX_WATERMARKS = 10_000;

    private final SaleLookup sales;
    private final Ledger ledger;
    private final DrawArchive archive;
    private final DrawFiles files;

    public DrawRoutes(Grid grid, Ledger ledger, SaleLookup sales, Clock clock) {
        this.sales = sales;
        this.ledger = ledger;
        this.archive = new DrawArchive(grid, ledger, clock);
        this.files = new DrawFiles(ledger.rooms());
    }

    public List<Route> routes() {
        return List.of(
                Route.merchant(
                        Method.GET,
                        "/sales/{saleId}/draw",
                        call -> draw(call, sales.findOwn(call.orgId(), call.saleId()))),
                Route.open(Method.GET, "/v1/sales/{saleId}/draw", call -> draw(call, sales.find(call.saleId()))));
    }

    private CompletableFuture<Answer> draw(Call call, CompletableFuture<KnownSale> sale) {
        String accept = call.header("Accept");
        boolean file = accept != null && accept.toLowerCase(Locale.ROOT).contains(NDJSON);
        int limit = call.query("limit", 1, MAX_PAGE, DEFAULT_PAGE);
        String cursor = call.query("cursor");
        return sale.thenCompose(known -> archive.of(known)
                        .thenCompose(draw -> file ? file(known.sale(), draw) : page(known.sale(), draw, cursor, limit)))
                .thenApply(answer -> answer.header("Vary", "Accept"));
    }

    private CompletableFuture<Answer> file(SaleDefinition sale, Optional<PublishedDraw> draw) {
        return CompletableFuture.completedFuture(
                draw.map(published -> new Answer(200, NDJSON, files.of(published), Map.of()))
                        .orElseThrow(() -> new Problem(
                                        ErrorCode.NOT_FOUND,
                                        "the draw is published once the sale is over; until then its commitment is")
                                .with("commitment", sale.drawCommitment())));
    }

    private CompletableFuture<Answer> page(
            SaleDefinition sale, Optional<PublishedDraw> draw, @Nullable String cursor, int limit) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("saleId", sale.saleId());
        body.put("commitment", sale.drawCommitment());
        body.put("rule", sale.fairness().rule());
        body.put("published", draw.isPresent());
        if (draw.isEmpty()) {
            return CompletableFuture.completedFuture(Answer.ok(body));
        }
        PublishedDraw published = draw.get();
        DrawCursor from = cursor == null ? DrawCursor.startOf(sale.saleId(), 0) : parse(cursor);
        return ledger.rooms(rooms -> {
            putFacts(body, published);
            // Whoever turns pages has them from the first one.
            body.put("watermarks", cursor == null ? watermarks(rooms, published) : List.of());
            body.put("watermarkCount", published.steps().size());
            TicketLines lines = new TicketLines(rooms, published, from, null);
            List<TicketLine> tickets = lines.next(limit);
            body.put("tickets", tickets);
            body.put("nextCursor", lines.hasMore() ? lines.cursor().encode() : null);
            return Answer.ok(body);
        });
    }

    private static void putFacts(Map<String, @Nullable Object> body, PublishedDraw draw) {
        body.put("seed", draw.seed());
        body.put("startAtMs", draw.windows().startAtMillis());
        body.put("firstWindowMs", draw.windows().firstMillis());
        body.put("windowMs", draw.windows().widthMillis());
        body.put("weights", draw.weights());
        body.put("lanes", LaneKey.LANES);
    }

    private static List<Watermark> watermarks(RoomStore rooms, PublishedDraw draw) {
        return draw.steps().size() == 0
                ? List.of()
                : rooms
                        .steps(
                                draw.sale().orgId(),
                                draw.sale().saleId(),
                                0,
                                Math.min(MAX_WATERMARKS, draw.steps().size()))
                        .stream()
                        .map(step -> Watermark.of(null, step))
                        .toList();
    }

    private static DrawCursor parse(String cursor) {
        try {
            return DrawCursor.parse(cursor);
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("cursor", "is not one that a page before gave");
        }
    }

    @Override
    public void close() {
        files.close();
    }
}

package io.doorbuster.api.sale;

import io.doorbuster.api.grid.Grid;
import io.doorbuster.api.grid.Polling;
import io.doorbuster.api.http.Answer;
import io.doorbuster.api.http.Call;
import io.doorbuster.api.http.ErrorCode;
import io.doorbuster.api.http.Fields;
import io.doorbuster.api.http.Idempotency;
import io.doorbuster.api.http.PageBody;
import io.doorbuster.api.http.Problem;
import io.doorbuster.api.http.Route;
import io.doorbuster.api.http.Route.Method;
import io.doorbuster.api.ledger.Ledger;
import io.doorbuster.grid.SaleView;
import io.doorbuster.ledger.Page;
import io.doorbuster.ledger.SaleStore;
import io.doorbuster.sale.SaleDefinition;
import io.doorbuster.sale.SaleDefinition.Switch;
import io.doorbuster.waitingroom.DrawSecrets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What merchants do with the definition of a sale. Thread-safe. */
public final class SaleRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(SaleRoutes.class);

    /** Members take a change over within 100 ms; past this the caller gets its answer and they go on. */
    private static final Duration TAKE_OVER = Duration.ofSeconds(2);

    private static final Duration TAKE_OVER_POLL = Duration.ofMillis(20);

    /** Others who change the same sale at the same moment: more than this is no human's doing. */
    private static final int MAX_CHANGE_TRIES = 5;

    private static final int MAX_PAGE = 100;
    private static final int DEFAULT_PAGE = 20;

    private final Grid grid;
    private final Ledger ledger;
    private final SaleLookup lookup;
    private final Clock clock;
    private final Executor callbacks;
    private final DrawSeeds seeds = new DrawSeeds();

    public SaleRoutes(Grid grid, Ledger ledger, SaleLookup lookup, Clock clock, Executor callbacks) {
        this.grid = grid;
        this.ledger = ledger;
        this.lookup = lookup;
        this.clock = clock;
        this.callbacks = callbacks;
    }

    public List<Route> routes() {
        return List.of(
                Route.merchant(Method.POST, "/sales", this::create),
                Route.merchant(Method.GET, "/sales", this::list),
                Route.merchant(Method.GET, "/sales/{saleId}", this::read),
                Route.merchant(Method.PATCH, "/sales/{saleId}", this::patch),
                Route.merchant(Method.POST, "/sales/{saleId}/pause", call -> turn(call, Switch.PAUSED)),
                Route.merchant(Method.POST, "/sales/{saleId}/resume", call -> turn(call, Switch.ON)),
                Route.merchant(Method.POST, "/sales/{saleId}/cancel", call -> turn(call, Switch.CANCELLED)));
    }

    private CompletableFuture<Answer> create(Call call) {
        String orgId = call.orgId();
        String key = call.idempotencyKey();
        Fields fields = call.body();
        DrawSecrets secrets = seeds.secrets();
        SaleDefinition sale =
                SaleRequest.create(fields, orgId, seeds.saleId(), DrawSeeds.commitment(secrets), clock.instant());
        long fingerprint = Idempotency.fingerprint(fields.canonical());
        return ledger.sales(store -> store.create(sale, secrets, key, fingerprint))
                .thenCompose(created -> installed(created.sale()))
                .thenApply(known -> Answer.json(201, SaleBody.created(known, clock.instant()))
                        .header(
                                "Location",
                                "/v1/orgs/" + orgId + "/sales/" + known.sale().saleId()));
    }

    private CompletableFuture<Answer> list(Call call) {
        String orgId = call.orgId();
        String cursor = call.query("cursor");
        int limit = call.query("limit", 1, MAX_PAGE, DEFAULT_PAGE);
        return ledger.sales(store -> list(store, orgId, cursor, limit)).thenCompose(listed -> {
            List<CompletableFuture<Object>> bodies = listed.page().items().stream()
                    .map(sale -> listed(sale, listed.remaining().get(sale.saleId())))
                    .toList();
            return CompletableFuture.allOf(bodies.toArray(CompletableFuture[]::new))
                    .thenApply(all -> Answer.ok(new PageBody(
                            bodies.stream().map(CompletableFuture::join).toList(),
                            listed.page().nextCursor())));
        });
    }

    private record Listed(Page<SaleDefinition> page, Map<String, Integer> remaining) {}

    private static Listed list(SaleStore store, String orgId, @Nullable String cursor, int limit) {
        Page<SaleDefinition> page;
        try {
            page = store.list(orgId, cursor, limit);
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("cursor", "is not one that a page before gave");
        }
        List<String> ids = page.items().stream().map(SaleDefinition::saleId).toList();
        return new Listed(page, ids.isEmpty() ? Map.of() : store.remaining(orgId, ids));
    }

    /** A list is worth having without the grid. */
    private CompletableFuture<Object> listed(SaleDefinition sale, @Nullable Integer durable) {
        return grid.view(sale.saleId())
                .exceptionally(away -> Optional.empty())
                .thenApply(view -> SaleBody.merchant(new KnownSale(sale, view.orElse(null)), durable, clock.instant()));
    }

    private CompletableFuture<Answer> read(Call call) {
        return lookup.findOwn(call.orgId(), call.saleId())
                .thenCompose(this::body)
                .thenApply(Answer::ok);
    }

    private CompletableFuture<Object> body(KnownSale known) {
        SaleDefinition sale = known.sale();
        return ledger.sales(store -> Optional.ofNullable(
                        store.remaining(sale.orgId(), List.of(sale.saleId())).get(sale.saleId())))
                .exceptionally(away -> Optional.empty())
                .thenApply(durable -> SaleBody.merchant(known, durable.orElse(null), clock.instant()));
    }

    private CompletableFuture<Answer> patch(Call call) {
        Fields fields = call.body();
        Instant now = clock.instant();
        return change(call, sale -> SaleRequest.change(requireGoingOn(sale, now), fields, now));
    }

    private CompletableFuture<Answer> turn(Call call, Switch state) {
        call.noBody();
        Instant now = clock.instant();
        return change(
                call,
                sale -> sale.state() == state
                        ? sale
                        : SaleRequest.withVersion(requireGoingOn(sale, now), sale.version() + 1, state));
    }

    private static SaleDefinition requireGoingOn(SaleDefinition sale, Instant now) {
        if (sale.state() == Switch.CANCELLED) {
            throw new Problem(ErrorCode.SALE_ENDED, "the sale is cancelled for good");
        }
        if (!now.isBefore(sale.endAt())) {
            throw new Problem(ErrorCode.SALE_ENDED, "the sale has ended");
        }
        return sale;
    }

    /** Answers once the buckets work by the new version, so that "paused" is true when it is said. */
    private CompletableFuture<Answer> change(Call call, UnaryOperator<SaleDefinition> change) {
        String orgId = call.orgId();
        String saleId = call.saleId();
        return ledger.sales(store -> changed(store, orgId, saleId, change))
                .thenCompose(this::installed)
                .thenCompose(this::body)
                .thenApply(Answer::ok);
    }

    private static SaleDefinition changed(
            SaleStore store, String orgId, String saleId, UnaryOperator<SaleDefinition> change) {
        for (int i = 0; i < MAX_CHANGE_TRIES; i++) {
            SaleDefinition sale = store.find(orgId, saleId).orElseThrow(() -> Problem.notFound("sale"));
            SaleDefinition changed = change.apply(sale);
            if (changed.version() == sale.version() || store.update(changed)) {
                return changed;
            }
        }
        throw new Problem(ErrorCode.UNAVAILABLE, "others are changing this sale at the same moment");
    }

    /** The sale is in the ledger already; a grid that is away takes it from there later. */
    private CompletableFuture<KnownSale> installed(SaleDefinition sale) {
        return grid.publish(sale)
                .thenCompose(published -> Polling.until(
                        () -> grid.refresh(sale.saleId()),
                        view -> isTakenOver(view.orElse(null), sale.version()),
                        TAKE_OVER_POLL,
                        TAKE_OVER,
                        callbacks))
                .handle((view, failure) -> {
                    if (failure != null) {
                        LOG.warn("sale {} is not in the grid yet", sale.saleId(), failure);
                    }
                    return new KnownSale(sale, view == null ? null : view.orElse(null));
                });
    }

    private static boolean isTakenOver(@Nullable SaleView view, int version) {
        return view != null && view.installed() && view.sale().version() >= version && view.upToDate();
    }
}

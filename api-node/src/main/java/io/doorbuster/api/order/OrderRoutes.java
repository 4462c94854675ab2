package io.doorbuster.api.order;

import io.doorbuster.api.auth.Caller;
import io.doorbuster.api.http.Answer;
import io.doorbuster.api.http.Call;
import io.doorbuster.api.http.PageBody;
import io.doorbuster.api.http.Problem;
import io.doorbuster.api.http.Route;
import io.doorbuster.api.http.Route.Method;
import io.doorbuster.api.http.WireId;
import io.doorbuster.api.ledger.Ledger;
import io.doorbuster.api.reservation.ReservationLookup;
import io.doorbuster.api.sale.SaleLookup;
import io.doorbuster.inventory.Attempt;
import io.doorbuster.ledger.OrderStore;
import io.doorbuster.ledger.OrderStore.OrderRow;
import io.doorbuster.ledger.Page;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Orders, read by their owner or by the merchant. Thread-safe. */
public final class OrderRoutes {
    private static final int MAX_PAGE = 100;
    private static final int DEFAULT_PAGE = 20;

    private final Ledger ledger;
    private final SaleLookup sales;
    private final ReservationLookup reservations;

    public OrderRoutes(Ledger ledger, SaleLookup sales, ReservationLookup reservations) {
        this.ledger = ledger;
        this.sales = sales;
        this.reservations = reservations;
    }

    public List<Route> routes() {
        return List.of(
                Route.buyer(Method.GET, "/v1/sales/{saleId}/orders/{orderId}", this::readOwn),
                Route.merchant(Method.GET, "/sales/{saleId}/orders", this::list),
                Route.merchant(Method.GET, "/sales/{saleId}/orders/{orderId}", this::read));
    }

    private CompletableFuture<Answer> readOwn(Call call) {
        Caller buyer = call.caller();
        UUID id = WireId.parseOrder(call.path("orderId"));
        return sales.find(call.saleId())
                .thenCompose(known -> reservations
                        .find(known, buyer.userId(), id)
                        .thenApply(reservation -> {
                            Attempt attempt = reservation.attempt();
                            if (attempt == null) {
                                throw Problem.notFound("order");
                            }
                            return Answer.ok(OrderBody.ofBuyer(known.sale(), reservation, attempt));
                        }));
    }

    private CompletableFuture<Answer> list(Call call) {
        String orgId = call.orgId();
        String saleId = call.saleId();
        String cursor = call.query("cursor");
        int limit = call.query("limit", 1, MAX_PAGE, DEFAULT_PAGE);
        return sales.findOwn(orgId, saleId)
                .thenCompose(known -> ledger.orders(store -> list(store, orgId, saleId, cursor, limit)))
                .thenApply(page -> Answer.ok(new PageBody(
                        page.items().stream().map(OrderBody::ofMerchant).toList(), page.nextCursor())));
    }

    private static Page<OrderRow> list(
            OrderStore store, String orgId, String saleId, @Nullable String cursor, int limit) {
        try {
            return store.list(orgId, saleId, cursor, limit);
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("cursor", "is not one that a page before gave");
        }
    }

    private CompletableFuture<Answer> read(Call call) {
        String orgId = call.orgId();
        String saleId = call.saleId();
        UUID id = WireId.parseOrder(call.path("orderId"));
        return ledger.orders(store -> store.find(orgId, saleId, id))
                .thenApply(row -> Answer.ok(OrderBody.ofMerchant(row.orElseThrow(() -> Problem.notFound("order")))));
    }
}

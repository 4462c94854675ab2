package io.doorbuster.api.reservation;

import io.doorbuster.api.auth.Caller;
import io.doorbuster.api.grid.Grid;
import io.doorbuster.api.grid.Refusals;
import io.doorbuster.api.http.Answer;
import io.doorbuster.api.http.Call;
import io.doorbuster.api.http.ErrorCode;
import io.doorbuster.api.http.Fields;
import io.doorbuster.api.http.Idempotency;
import io.doorbuster.api.http.Problem;
import io.doorbuster.api.http.Route;
import io.doorbuster.api.http.Route.Method;
import io.doorbuster.api.http.WireId;
import io.doorbuster.api.sale.SaleLookup;
import io.doorbuster.grid.SaleView;
import io.doorbuster.inventory.Command;
import io.doorbuster.inventory.Outcome;
import io.doorbuster.inventory.Reservation;
import io.doorbuster.sale.Phase;
import io.doorbuster.sale.SaleDefinition;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Reserve, look, give back. Thread-safe. */
public final class ReservationRoutes {
    /** No sale has a higher cap. */
    private static final int MAX_QUANTITY = 1_000;

    private static final int MAX_TICKET_CHARS = 4_096;

    private final Grid grid;
    private final SaleLookup sales;
    private final ReservationLookup reservations;
    private final FreshViews freshViews;
    private final Clock clock;

    public ReservationRoutes(Grid grid, SaleLookup sales, ReservationLookup reservations, Clock clock) {
        this.grid = grid;
        this.sales = sales;
        this.reservations = reservations;
        this.freshViews = new FreshViews(grid);
        this.clock = clock;
    }

    public List<Route> routes() {
        String one = "/v1/sales/{saleId}/reservations/{reservationId}";
        return List.of(
                Route.buyer(Method.POST, "/v1/sales/{saleId}/reserve", this::reserve),
                Route.buyer(Method.GET, one, this::read),
                Route.buyer(Method.DELETE, one, this::release));
    }

    private CompletableFuture<Answer> reserve(Call call) {
        Caller buyer = call.caller();
        String saleId = call.saleId();
        String key = call.idempotencyKey();
        Fields fields = call.body();
        String ticket = fields.optionalText("token", 0, MAX_TICKET_CHARS);
        int quantity = fields.integer("quantity", 1, MAX_QUANTITY, 1);
        fields.end();
        Command.Reserve command = new Command.Reserve(
                Idempotency.commandId("reserve", saleId, buyer.userId(), key),
                buyer.userId(),
                quantity,
                Idempotency.fingerprint(Integer.toString(quantity), ticket == null ? "" : ticket));
        return sales.findRunning(saleId, buyer).thenCompose(view -> {
            // Sold is final, so an old view is as good as a new one. A repeated key may be an owner's, though.
            if (key == null && view.phase(clock.instant()) == Phase.SOLD_OUT) {
                throw soldOut();
            }
            return reserve(view.sale(), command);
        });
    }

    private CompletableFuture<Answer> reserve(SaleDefinition sale, Command.Reserve command) {
        return grid.reserve(sale, command).thenCompose(outcome -> {
            if (outcome instanceof Outcome.Dry) {
                return freshViews.view(sale.saleId()).thenApply(view -> {
                    throw view.map(this::dry).orElseGet(ReservationRoutes::soldOut);
                });
            }
            Reservation reservation = Refusals.accepted(outcome);
            return CompletableFuture.completedFuture(Answer.json(
                            201, ReservationBody.of(sale.saleId(), reservation, clock.instant()))
                    .header(
                            "Location",
                            "/v1/sales/" + sale.saleId() + "/reservations/" + WireId.reservation(reservation.id())));
        });
    }

    /** Gone for good, or only in other hands for now. */
    private Problem dry(SaleView view) {
        if (view.soldOut()) {
            return soldOut();
        }
        return new Problem(ErrorCode.ALL_HELD, "others hold what is left; some of it may come back")
                .with("available", view.free())
                .retryAfterSec(retryAfterSec(view));
    }

    private long retryAfterSec(SaleView view) {
        if (view.nextDueAtMillis() == Reservation.NEVER) {
            return 1;
        }
        long millis = view.nextDueAtMillis() - clock.millis();
        return Math.max(1, Math.min(view.sale().reservationTtlSec(), (millis + 999) / 1_000));
    }

    private static Problem soldOut() {
        return new Problem(ErrorCode.SOLD_OUT, "every unit is sold");
    }

    private CompletableFuture<Answer> read(Call call) {
        Caller buyer = call.caller();
        String saleId = call.saleId();
        UUID id = WireId.parseReservation(call.path("reservationId"));
        return sales.find(saleId)
                .thenCompose(known -> reservations.find(known, buyer.userId(), id))
                .thenApply(reservation -> Answer.ok(ReservationBody.of(saleId, reservation, clock.instant())));
    }

    private CompletableFuture<Answer> release(Call call) {
        Caller buyer = call.caller();
        UUID id = WireId.parseReservation(call.path("reservationId"));
        call.noBody();
        return sales.findRunning(call.saleId(), buyer)
                .thenCompose(view -> grid.submit(view.sale(), buyer.userId(), new Command.Release(id, buyer.userId())))
                .thenApply(outcome -> {
                    Refusals.accepted(outcome);
                    return Answer.noContent();
                });
    }
}

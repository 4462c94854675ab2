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
import io.doorbuster.api.room.RoomDoor;
import io.doorbuster.api.sale.SaleLookup;
import io.doorbuster.grid.SaleView;
import io.doorbuster.inventory.Command;
import io.doorbuster.inventory.Outcome;
import io.doorbuster.inventory.Reservation;
import io.doorbuster.sale.Fairness.Rule;
import io.doorbuster.sale.Phase;
import io.doorbuster.sale.SaleDefinition;
import io.doorbuster.waitingroom.TicketId;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Reserve, look, give back. Thread-safe. */
public final class ReservationRoutes {
    /** No sale has a higher cap. */
    private static final int MAX_QUANTITY = 1_000;

    private static final int MAX_TOKEN_CHARS = 4_096;

    private final Grid grid;
    private final SaleLookup sales;
    private final ReservationLookup reservations;
    private final RoomDoor door;
    private final FreshViews freshViews;
    private final Clock clock;

    public ReservationRoutes(Grid grid, SaleLookup sales, ReservationLookup reservations, RoomDoor door, Clock clock) {
        this.grid = grid;
        this.sales = sales;
        this.reservations = reservations;
        this.door = door;
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
        String token = fields.optionalText("token", 0, MAX_TOKEN_CHARS);
        int quantity = fields.integer("quantity", 1, MAX_QUANTITY, 1);
        fields.end();
        return sales.findRunning(saleId, buyer).thenCompose(view -> {
            if (view.sale().fairness().rule() != Rule.NONE) {
                return door.admit(view, buyer, token).thenCompose(ticket -> reserve(view, buyer, ticket, quantity));
            }
            // Sold out is final, but for refunds, which the next view shows. A repeated key may be an owner's, though.
            if (key == null && view.phase(clock.instant()) == Phase.SOLD_OUT) {
                throw soldOut();
            }
            Command.Reserve command = new Command.Reserve(
                    Idempotency.commandId("reserve", saleId, buyer.userId(), key),
                    buyer.userId(),
                    quantity,
                    Idempotency.fingerprint(Integer.toString(quantity), token == null ? "" : token));
            return reserve(view, command).thenApply(reservation -> answer(view.sale(), reservation));
        });
    }

    /** A ticket buys one reservation: whoever comes with it again gets the same. */
    private CompletableFuture<Answer> reserve(SaleView view, Caller buyer, TicketId ticket, int quantity) {
        SaleDefinition sale = view.sale();
        Command.Reserve command = new Command.Reserve(
                Idempotency.ofTicket(sale.saleId(), ticket.toString()),
                buyer.userId(),
                quantity,
                Idempotency.fingerprint(Integer.toString(quantity)));
        return reserve(view, command).thenApply(reservation -> {
            if (!reservation.state().bindsUnits()) {
                throw view.soldOut()
                        ? soldOut()
                        : new Problem(
                                ErrorCode.RESERVATION_EXPIRED,
                                "the ticket's reservation has expired or was released; leave the waiting room and join again");
            }
            return answer(sale, reservation);
        });
    }

    private CompletableFuture<Reservation> reserve(SaleView view, Command.Reserve command) {
        return grid.reserve(view.sale(), command).thenCompose(outcome -> {
            if (outcome instanceof Outcome.Dry) {
                return view.soldOut()
                        ? CompletableFuture.failedFuture(soldOut())
                        : freshViews.view(view.sale().saleId()).thenApply(fresh -> {
                            throw fresh.map(this::dry).orElseGet(ReservationRoutes::soldOut);
                        });
            }
            return CompletableFuture.completedFuture(Refusals.accepted(outcome));
        });
    }

    private Answer answer(SaleDefinition sale, Reservation reservation) {
        return Answer.json(201, ReservationBody.of(sale.saleId(), reservation, clock.instant()))
                .header(
                        "Location",
                        "/v1/sales/" + sale.saleId() + "/reservations/" + WireId.reservation(reservation.id()));
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

package io.doorbuster.api.room;

import io.doorbuster.api.auth.Caller;
import io.doorbuster.api.grid.Grid;
import io.doorbuster.api.http.Answer;
import io.doorbuster.api.http.Call;
import io.doorbuster.api.http.ErrorCode;
import io.doorbuster.api.http.Problem;
import io.doorbuster.api.http.Route;
import io.doorbuster.api.http.Route.Method;
import io.doorbuster.api.room.Sessions.Session;
import io.doorbuster.api.sale.KnownSale;
import io.doorbuster.api.sale.SaleLookup;
import io.doorbuster.grid.SaleView;
import io.doorbuster.sale.Fairness;
import io.doorbuster.sale.Fairness.Rule;
import io.doorbuster.sale.Phase;
import io.doorbuster.sale.SaleDefinition;
import io.doorbuster.waitingroom.LaneCommand;
import io.doorbuster.waitingroom.LaneKey;
import io.doorbuster.waitingroom.LaneOutcome;
import io.doorbuster.waitingroom.LaneRefusal;
import io.doorbuster.waitingroom.RoomView;
import io.doorbuster.waitingroom.Ticket;
import io.doorbuster.waitingroom.UserHash;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Join, look, leave. A look costs neither a grid call nor a query. Thread-safe. */
public final class RoomRoutes {
    private static final String ROOM = "/v1/sales/{saleId}/waiting-room";
    private static final String TICKET = ROOM + "/{token}";

    private final Grid grid;
    private final SaleLookup sales;
    private final RoomTokens tokens;
    private final Sessions sessions;
    private final Clock clock;

    public RoomRoutes(Grid grid, SaleLookup sales, TokenKeys keys, Clock clock) {
        this.grid = grid;
        this.sales = sales;
        this.tokens = new RoomTokens(keys, clock);
        this.sessions = new Sessions(keys);
        this.clock = clock;
    }

    public List<Route> routes() {
        return List.of(
                Route.anyBuyer(Method.POST, ROOM, this::join),
                Route.open(Method.GET, TICKET, this::poll),
                Route.open(Method.DELETE, TICKET, this::leave));
    }

    private record Room(SaleView view, RoomView room) {}

    /** @param setCookie of an anonymous holder whose cookie is new */
    private record Holder(String name, int weight, @Nullable String setCookie) {}

    private CompletableFuture<Answer> join(Call call) {
        call.noBody();
        Caller buyer = call.callerIfAny();
        String cookie = call.cookie(Sessions.COOKIE);
        boolean secure = call.isSecure();
        return sales.find(call.saleId())
                .thenCompose(known -> room(requireJoinable(known, buyer)))
                .thenCompose(room ->
                        holder(room.view().sale(), buyer, cookie, secure).thenCompose(holder -> join(room, holder)));
    }

    private SaleView requireJoinable(KnownSale known, @Nullable Caller buyer) {
        SaleDefinition sale = known.sale();
        if (buyer != null) {
            SaleLookup.requireTrust(sale, buyer);
        }
        if (sale.fairness().rule() == Rule.NONE) {
            throw new Problem(ErrorCode.NOT_FOUND, "this sale has no waiting room: reserve directly");
        }
        Instant now = clock.instant();
        Phase phase = known.phase(now);
        switch (phase) {
            case SCHEDULED -> throw RoomRefusals.notOpen(sale, now);
            case SOLD_OUT, ENDED, CANCELLED -> throwIfAny(RoomRefusals.closed(sale, phase, now));
            case LOBBY, OPEN, PAUSED, RECOVERING -> {
                // The lane decides, by its own clock.
            }
        }
        SaleView view = known.view();
        if (view == null) {
            throw RoomRefusals.recovering();
        }
        return view;
    }

    private static void throwIfAny(@Nullable Problem problem) {
        if (problem != null) {
            throw problem;
        }
    }

    private CompletableFuture<Room> room(SaleView view) {
        return grid.room(view.sale().saleId())
                .thenApply(room -> new Room(view, room.orElseThrow(RoomRefusals::recovering)));
    }

    private CompletableFuture<Holder> holder(
            SaleDefinition sale, @Nullable Caller buyer, @Nullable String cookie, boolean secure) {
        if (buyer == null) {
            return sessions.of(cookie, secure).thenApply(session -> anonymous(session));
        }
        Fairness fairness = sale.fairness();
        String tier = buyer.tier();
        int weight = fairness.rule() == Rule.WEIGHTED && tier != null
                ? fairness.weights().getOrDefault(tier, 1)
                : 1;
        return CompletableFuture.completedFuture(new Holder(RoomTicket.holderOfUser(buyer.userId()), weight, null));
    }

    private static Holder anonymous(Session session) {
        return new Holder(RoomTicket.holderOfSession(session.id()), 1, session.setCookie());
    }

    private CompletableFuture<Answer> join(Room room, Holder holder) {
        SaleDefinition sale = room.view().sale();
        byte[] salt = room.room().secrets().saltOf(holder.name());
        UserHash user = UserHash.of(salt, holder.name());
        return grid.submit(LaneKey.of(sale, user), new LaneCommand.Join(user, holder.weight()))
                .thenApply(outcome -> {
                    if (!(outcome instanceof LaneOutcome.Joined joined)) {
                        throw refused(outcome, sale);
                    }
                    Ticket taken = joined.ticket();
                    RoomTicket ticket = new RoomTicket(
                            sale.orgId(),
                            sale.saleId(),
                            holder.name(),
                            taken.id(),
                            taken.window(),
                            taken.weight(),
                            salt,
                            joined.chain());
                    Answer answer = Answer.json(201, joinBody(room, ticket)).header("Cache-Control", "no-store");
                    return holder.setCookie() == null ? answer : answer.header("Set-Cookie", holder.setCookie());
                });
    }

    private JoinBody joinBody(Room room, RoomTicket ticket) {
        SaleDefinition sale = room.view().sale();
        return JoinBody.of(
                tokens.issue(ticket, sale.endAt()),
                ticket,
                StandingBody.standing(room.view(), room.room(), ticket, clock.instant()),
                sale);
    }

    private Problem refused(LaneOutcome outcome, SaleDefinition sale) {
        if (outcome instanceof LaneOutcome.Refused refused) {
            return RoomRefusals.problem(refused.refusal(), sale, clock.instant());
        }
        throw new IllegalStateException("not an answer to a buyer's command: " + outcome);
    }

    private CompletableFuture<Answer> poll(Call call) {
        String saleId = call.saleId();
        return tokens.verify(call.path("token"), saleId)
                .thenCompose(ticket -> find(ticket).thenCompose(known -> standing(known, ticket)))
                .thenApply(body -> Answer.ok(body).header("Cache-Control", "no-store"));
    }

    private CompletableFuture<KnownSale> find(RoomTicket ticket) {
        return sales.find(ticket.saleId()).thenApply(known -> {
            if (!known.sale().orgId().equals(ticket.orgId())) {
                throw RoomTokens.invalid("it is another organisation's");
            }
            return known;
        });
    }

    private CompletableFuture<StandingBody> standing(KnownSale known, RoomTicket ticket) {
        SaleDefinition sale = known.sale();
        SaleView view = known.view();
        if (view == null) {
            if (!isOver(known)) {
                throw RoomRefusals.recovering();
            }
            return CompletableFuture.completedFuture(StandingBody.over(sale.message()));
        }
        return grid.room(sale.saleId()).thenApply(found -> {
            if (found.isEmpty() && isOver(known)) {
                return StandingBody.over(sale.message());
            }
            RoomView room = found.orElseThrow(RoomRefusals::recovering);
            if (room.isLeft(ticket.id())) {
                throw RoomRefusals.givenBack();
            }
            return StandingBody.of(StandingBody.standing(view, room, ticket, clock.instant()), sale.message());
        });
    }

    private boolean isOver(KnownSale known) {
        Phase phase = known.phase(clock.instant());
        return phase == Phase.ENDED || phase == Phase.CANCELLED;
    }

    private CompletableFuture<Answer> leave(Call call) {
        call.noBody();
        return tokens.verify(call.path("token"), call.saleId())
                .thenCompose(ticket -> find(ticket).thenCompose(known -> leave(known, ticket)))
                .thenApply(left -> Answer.noContent());
    }

    /** Nothing changes once the sale is over, so that a published draw stays as it is. */
    private CompletableFuture<LaneOutcome> leave(KnownSale known, RoomTicket ticket) {
        SaleDefinition sale = known.sale();
        if (isOver(known)) {
            return CompletableFuture.completedFuture(new LaneOutcome.Done());
        }
        UserHash user = ticket.user();
        return grid.submit(LaneKey.of(sale, user), new LaneCommand.Leave(ticket.id(), user))
                .thenApply(outcome -> {
                    if (!(outcome instanceof LaneOutcome.Done) && !isGone(outcome)) {
                        throw refused(outcome, sale);
                    }
                    return outcome;
                });
    }

    private static boolean isGone(LaneOutcome outcome) {
        return outcome instanceof LaneOutcome.Refused refused
                && (refused.refusal() == LaneRefusal.NOT_FOUND
                        || refused.refusal() == LaneRefusal.GIVEN_BACK
                        || refused.refusal() == LaneRefusal.ENDED);
    }
}

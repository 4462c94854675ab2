package io.doorbuster.api.room;

import io.doorbuster.api.auth.Caller;
import io.doorbuster.api.grid.Grid;
import io.doorbuster.api.http.ErrorCode;
import io.doorbuster.api.http.Faults;
import io.doorbuster.api.http.Problem;
import io.doorbuster.grid.SaleView;
import io.doorbuster.sale.SaleDefinition;
import io.doorbuster.waitingroom.LaneCommand;
import io.doorbuster.waitingroom.LaneKey;
import io.doorbuster.waitingroom.LaneOutcome;
import io.doorbuster.waitingroom.RoomView;
import io.doorbuster.waitingroom.Standing;
import io.doorbuster.waitingroom.TicketId;
import io.doorbuster.waitingroom.UserHash;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Lets those through who are admitted. Whoever is not is told first if nobody can reserve at all: the end of the sale says
 * more than the state of a token. Whoever is goes on to the inventory, which knows what the ticket has bought already.
 * Thread-safe.
 */
public final class RoomDoor {
    private final Grid grid;
    private final RoomTokens tokens;
    private final Clock clock;

    public RoomDoor(Grid grid, TokenKeys keys, Clock clock) {
        this.grid = grid;
        this.tokens = new RoomTokens(keys, clock);
        this.clock = clock;
    }

    /** The buyer's ticket, if it is admitted; fails with the problem that the buyer has otherwise. */
    public CompletableFuture<TicketId> admit(SaleView view, Caller buyer, @Nullable String token) {
        if (token == null) {
            throw unless(
                    view,
                    new Problem(
                            ErrorCode.NOT_ADMITTED,
                            "this sale has a waiting room: join it (POST /v1/sales/"
                                    + view.sale().saleId() + "/waiting-room) and send the token once it is admitted"));
        }
        return tokens.verify(token, view.sale().saleId())
                .thenCompose(ticket -> admit(view, buyer, ticket))
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                        Faults.unwrap(failure) instanceof Problem problem ? outranked(view, problem) : failure));
    }

    private Problem outranked(SaleView view, Problem problem) {
        boolean aboutTheTicket = problem.code() == ErrorCode.TOKEN_INVALID || problem.code() == ErrorCode.NOT_ADMITTED;
        return aboutTheTicket ? unless(view, problem) : problem;
    }

    /** The problem, unless the sale has a graver one. */
    private Problem unless(SaleView view, Problem problem) {
        Instant now = clock.instant();
        Problem closed = RoomRefusals.closed(view.sale(), view.phase(now), now);
        return closed == null ? problem : closed;
    }

    private CompletableFuture<TicketId> admit(SaleView view, Caller buyer, RoomTicket ticket) {
        SaleDefinition sale = view.sale();
        if (!sale.orgId().equals(ticket.orgId())) {
            throw RoomTokens.invalid("it is another organisation's");
        }
        if (!ticket.isAnonymous() && !ticket.holder().equals(RoomTicket.holderOfUser(buyer.userId()))) {
            throw RoomTokens.invalid("it is another buyer's");
        }
        return grid.room(sale.saleId()).thenCompose(found -> {
            RoomView room = found.orElseThrow(RoomRefusals::recovering);
            if (room.isLeft(ticket.id())) {
                throw RoomRefusals.givenBack();
            }
            if (!room.isAdmitted(ticket.place(sale, room))) {
                throw notAdmitted(StandingBody.standing(view, room, ticket, clock.instant()));
            }
            return ticket.isAnonymous()
                    ? bind(sale, room, ticket, buyer)
                    : CompletableFuture.completedFuture(ticket.id());
        });
    }

    private static Problem notAdmitted(Standing standing) {
        return new Problem(ErrorCode.NOT_ADMITTED, "it is not this ticket's turn yet")
                .with("position", standing.position())
                .with("ahead", standing.ahead())
                .with("etaSec", standing.etaSec())
                .with("pollAfterMs", standing.pollAfterMillis())
                .retryAfterSec((standing.pollAfterMillis() + 999) / 1_000);
    }

    private CompletableFuture<TicketId> bind(SaleDefinition sale, RoomView room, RoomTicket ticket, Caller buyer) {
        String holder = RoomTicket.holderOfUser(buyer.userId());
        UserHash user = UserHash.of(room.secrets().saltOf(holder), holder);
        return grid.submit(LaneKey.of(sale, ticket.user()), new LaneCommand.Bind(ticket.id(), user))
                .thenApply(outcome -> {
                    if (outcome instanceof LaneOutcome.Refused refused) {
                        throw RoomRefusals.problem(refused.refusal(), sale, clock.instant());
                    }
                    return ticket.id();
                });
    }
}

package io.doorbuster.embedded.draw;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** Looks for one holder's ticket while the file goes by, and counts who stands before it. Not thread-safe. */
final class HolderCheck {
    private final int index;
    private final HolderToken token;
    private final String user;
    private final long key;
    private long before;
    private @Nullable TicketLine found;
    private @Nullable String fault;

    /**
     * @param index 1-based, among the tokens that were given
     * @param user the holder's hash by the token's own salt
     * @param key that the ticket draws by the token's weight
     */
    HolderCheck(int index, HolderToken token, String user, long key) {
        this.index = index;
        this.token = token;
        this.user = user;
        this.key = key;
    }

    void see(TicketLine ticket) {
        if (ticket.id().equals(token.ticket())) {
            found = ticket;
            fault = compare(ticket);
        } else if (Watermarks.isBefore(ticket.window(), ticket.key(), token.window(), key)) {
            before++;
        }
    }

    private @Nullable String compare(TicketLine ticket) {
        if (!ticket.user().equals(user)) {
            return differs(ticket, "user", ticket.user(), user + " (salt and sub of the token)");
        }
        if (ticket.window() != token.window()) {
            return differs(ticket, "window", ticket.window(), token.window());
        }
        if (ticket.weight() != token.weight()) {
            return differs(ticket, "weight", ticket.weight(), token.weight());
        }
        return ticket.chain().equals(token.chain()) ? null : differs(ticket, "chain", ticket.chain(), token.chain());
    }

    private static String differs(TicketLine ticket, String field, Object says, Object shouldBe) {
        return "line " + ticket.line().number() + ": " + field + " says " + says + ", by the token it should be "
                + shouldBe;
    }

    /** What is wrong between token and file, or null. */
    DrawVerdict.@Nullable WrongToken verdict() {
        String why = found == null ? "its ticket " + token.ticket() + " is not in the file" : fault;
        return why == null ? null : new DrawVerdict.WrongToken(index, why);
    }

    /** Where the ticket stands; only when {@link #verdict} has nothing to say. */
    HolderPlace place(Watermarks watermarks) {
        int step = requireNonNull(found).step();
        return new HolderPlace(
                token.ticket(), token.window(), token.weight(), before + 1, step, watermarks.atMillis(step));
    }
}

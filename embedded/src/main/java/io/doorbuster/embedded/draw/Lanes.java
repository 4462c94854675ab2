package io.doorbuster.embedded.draw;

import java.util.HashMap;
import java.util.Map;

/**
 * Walks through the tickets, lane by lane, and checks what ties them together: their order, their numbers, the running
 * hash, and that nobody has two. Not thread-safe.
 */
final class Lanes {
    private final SaleLine sale;
    private final Formulas formulas;
    private final byte[][] links;
    private final Map<String, String> holders = new HashMap<>();
    private int lane;
    private int number;
    private int generation;
    private long arrivedAtMillis;
    private int window;

    Lanes(SaleLine sale, Formulas formulas) {
        this.sale = sale;
        this.formulas = formulas;
        links = new byte[sale.lanes()][];
        for (int each = 0; each < links.length; each++) {
            links[each] = formulas.firstLink(sale.saleId(), each);
        }
    }

    /** The ticket whose turn it was, to be added to its lane. */
    void add(TicketLine ticket) throws WrongLine {
        DrawLine line = ticket.line();
        int home = Formulas.lane(ticket.user(), sale.lanes());
        if (home != lane) {
            throw line.wrong("user", "a hash that belongs to lane " + lane + "; this one belongs to lane " + home);
        }
        if (ticket.arrivedAtMillis() < arrivedAtMillis) {
            throw line.wrong("arrivedAtMs", "at least " + arrivedAtMillis + ", that of the lane's ticket before");
        }
        if (ticket.window() < window) {
            throw line.wrong("window", "at least " + window + ", that of the lane's ticket before");
        }
        byte[] link = formulas.nextLink(
                links[lane], ticket.id(), ticket.user(), ticket.arrivedAtMillis(), ticket.window(), ticket.weight());
        line.mustEqual("chain", Formulas.HEX.formatHex(link), "the running hash over the lane's tickets");
        if (holders.containsKey(ticket.user())) {
            String other = holders.get(ticket.user());
            throw line.wrong("user", "somebody else: this one has the ticket " + other + " and did not give it back");
        }
        if (!ticket.givenBack()) {
            holders.put(ticket.user(), ticket.id());
        }
        links[lane] = link;
        generation = ticket.generation();
        arrivedAtMillis = ticket.arrivedAtMillis();
        window = ticket.window();
    }

    /** Whether it is this ticket's turn. */
    void order(TicketLine ticket) throws WrongLine {
        DrawLine line = ticket.line();
        if (ticket.lane() >= sale.lanes()) {
            throw line.wrong("ticket", "one of the lanes 0 to " + (sale.lanes() - 1));
        }
        if (ticket.lane() < lane) {
            throw line.wrong("ticket", "of lane " + lane + " or a later one");
        }
        if (ticket.lane() > lane) {
            lane = ticket.lane();
            number = 0;
            generation = 1;
            arrivedAtMillis = 0;
            window = 0;
            holders.clear();
        }
        if (ticket.number() != number + 1) {
            throw line.wrong("ticket", "number " + (number + 1) + " of lane " + lane);
        }
        if (ticket.generation() < generation) {
            throw line.wrong("ticket", "of generation " + generation + " or a later one");
        }
        number++;
    }

    /** The last line has every lane's last link. */
    void checkEnd(DrawLine end) throws WrongLine {
        var chains = end.json().path("chains");
        if (chains.size() != links.length) {
            throw new WrongLine(end.number(), "chains", chains.size() + " hashes", links.length + ", one per lane");
        }
        for (int each = 0; each < links.length; each++) {
            String last = Formulas.HEX.formatHex(links[each]);
            if (!chains.path(each).asText("").equals(last)) {
                throw new WrongLine(
                        end.number(), "chains", "for lane " + each + " " + chains.path(each), "\"" + last + "\"");
            }
        }
    }
}

package io.doorbuster.embedded.draw;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/** One pass over the lines after the first: watermark steps, tickets, the end. For one file. */
final class DrawPass {
    private final SaleLine sale;
    private final List<HolderCheck> holders;
    private final Watermarks watermarks = new Watermarks();
    private final Lanes lanes;
    private final Mac draw;
    private final Set<Integer> windows = new HashSet<>();
    private long tickets;
    private long givenBack;
    private long inLaterWindows;
    private long afterALoss;

    DrawPass(SaleLine sale, List<HolderCheck> holders) {
        this.sale = sale;
        this.holders = holders;
        this.lanes = new Lanes(sale, new Formulas());
        this.draw = Formulas.draw(sale.seed());
    }

    DrawVerdict run(DrawLines lines, List<String> notChecked) throws IOException, WrongLine {
        DrawLine line = lines.next();
        while (line != null && line.type().equals("watermark")) {
            watermarks.add(line);
            line = lines.next();
        }
        while (line != null && line.type().equals("ticket")) {
            ticket(TicketLine.of(line));
            line = lines.next();
        }
        if (line == null) {
            throw lines.endsTooEarly("a ticket or the end line");
        }
        end(line);
        DrawLine after = lines.next();
        if (after != null) {
            throw after.misplaced("nothing after the end line");
        }
        long more = watermarks.checkAdmitted(afterALoss > 0);
        for (HolderCheck holder : holders) {
            DrawVerdict.@Nullable WrongToken wrong = holder.verdict();
            if (wrong != null) {
                return wrong;
            }
        }
        return new DrawVerdict.Holds(summary(notes(more), notChecked));
    }

    private void ticket(TicketLine ticket) throws WrongLine {
        lanes.order(ticket);
        DrawLine line = ticket.line();
        long byArrival = sale.window(ticket.arrivedAtMillis());
        if (ticket.window() < byArrival) {
            throw line.wrong("window", byArrival + " or later, by its time of arrival");
        }
        checkWeight(ticket);
        long key = Formulas.key(draw, sale.saleId(), ticket.id(), sale.weighted(), ticket.weight());
        line.mustEqual("key", Formulas.HEX.toHexDigits(key), "drawn from the seed");
        lanes.add(ticket);
        int step = watermarks.stepOf(ticket.window(), key);
        if (step != ticket.step()) {
            String expected = step == 0 ? "null: no watermark reached it" : step + ", the first watermark past it";
            throw line.wrong("step", expected);
        }
        watermarks.count(step);
        holders.forEach(holder -> holder.see(ticket));
        windows.add(ticket.window());
        tickets++;
        givenBack += ticket.givenBack() ? 1 : 0;
        inLaterWindows += ticket.window() > byArrival ? 1 : 0;
        afterALoss += ticket.generation() > 1 ? 1 : 0;
    }

    private void checkWeight(TicketLine ticket) throws WrongLine {
        if (!sale.weighted() && ticket.weight() != 1) {
            throw ticket.line().wrong("weight", "1 under the rule " + sale.rule());
        }
        if (!sale.weights().contains(ticket.weight())) {
            throw ticket.line().wrong("weight", "one of " + sale.weights() + ", the sale's weights");
        }
    }

    private void end(DrawLine line) throws WrongLine {
        if (!line.type().equals("end")) {
            throw line.misplaced(tickets == 0 ? "watermark, ticket or end" : "ticket or end");
        }
        line.mustEqual("watermarks", watermarks.size(), "counted");
        line.mustEqual("tickets", tickets, "counted");
        lanes.checkEnd(line);
    }

    private List<String> notes(long more) {
        List<String> notes = new ArrayList<>();
        if (inLaterWindows > 0) {
            notes.add("%,d tickets are in a later window than their arrival alone gives: theirs was being drawn already"
                    .formatted(inLaterWindows));
        }
        if (afterALoss > 0) {
            notes.add(("the whole grid was lost during the sale and rebuilt (%,d tickets came after that): tickets"
                            + " younger than the ledger's lag are gone, so counts of admitted tickets may only be"
                            + " higher than the file's; the last one is, by %,d")
                    .formatted(afterALoss, more));
        }
        return notes;
    }

    private DrawSummary summary(List<String> notes, List<String> notChecked) {
        return new DrawSummary(
                sale.saleId(),
                sale.rule(),
                sale.commitment(),
                tickets,
                givenBack,
                windows.size(),
                watermarks.size(),
                watermarks.admitted(),
                notes,
                notChecked,
                holders.stream().map(holder -> holder.place(watermarks)).toList());
    }
}

package io.doorbuster.waitingroom;

import java.util.Arrays;
import java.util.HexFormat;

/** The links of a lane's {@link TicketChain}: every eighth is kept, the others are computed again when asked for. */
final class ChainLinks {
    /** Costs 4 bytes per ticket, and whoever asks for an old ticket again 4 hashes on average. */
    private static final int SPACING = 8;

    private static final int LINK_BYTES = 32;
    private static final int FIRST_LINKS = 4;

    private final LaneTickets tickets;
    private byte[] kept = new byte[FIRST_LINKS * LINK_BYTES];
    private byte[] last;
    private int size;

    ChainLinks(LaneTickets tickets, String saleId, int lane) {
        this.tickets = tickets;
        this.last = TicketChain.start(saleId, lane);
        keep(0);
        while (size < tickets.size()) {
            extend();
        }
    }

    /** Takes in the newest ticket. */
    void extend() {
        size++;
        last = next(last, size);
        if (size % SPACING == 0) {
            keep(size / SPACING);
        }
    }

    /** The link right after a ticket, 64 hex digits. */
    String after(int number) {
        if (number == size) {
            return HexFormat.of().formatHex(last);
        }
        int from = number / SPACING;
        byte[] link = Arrays.copyOfRange(kept, from * LINK_BYTES, (from + 1) * LINK_BYTES);
        for (int next = from * SPACING + 1; next <= number; next++) {
            link = next(link, next);
        }
        return HexFormat.of().formatHex(link);
    }

    private byte[] next(byte[] link, int number) {
        return TicketChain.next(
                link,
                tickets.id(number),
                tickets.user(number),
                tickets.arrivedAtMillis(number),
                tickets.window(number),
                tickets.weight(number));
    }

    private void keep(int place) {
        int offset = place * LINK_BYTES;
        if (offset == kept.length) {
            kept = Arrays.copyOf(kept, (place + Math.max(1, place / 4)) * LINK_BYTES);
        }
        System.arraycopy(last, 0, kept, offset, LINK_BYTES);
    }
}

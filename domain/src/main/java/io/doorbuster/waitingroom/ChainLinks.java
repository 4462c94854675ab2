package io.doorbuster.waitingroom;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The links of a lane's {@link TicketChain}: every eighth is kept, the others are computed again when asked for. */
final class ChainLinks {
    /** Costs 4 bytes per ticket, and whoever asks for an old ticket again 4 hashes on average. */
    private static final int SPACING = 8;

    private static final int LINK_BYTES = 32;
    private static final int CHUNK_LINKS = 128;

    private final LaneTickets tickets;
    private final List<byte[]> kept = new ArrayList<>();
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
        byte[] link = new byte[LINK_BYTES];
        System.arraycopy(kept.get(from / CHUNK_LINKS), from % CHUNK_LINKS * LINK_BYTES, link, 0, LINK_BYTES);
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
        if (place % CHUNK_LINKS == 0) {
            kept.add(new byte[CHUNK_LINKS * LINK_BYTES]);
        }
        System.arraycopy(last, 0, kept.get(place / CHUNK_LINKS), place % CHUNK_LINKS * LINK_BYTES, LINK_BYTES);
    }
}

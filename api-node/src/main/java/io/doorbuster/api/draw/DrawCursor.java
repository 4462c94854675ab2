package io.doorbuster.api.draw;

import io.doorbuster.waitingroom.LaneKey;
import io.doorbuster.waitingroom.TicketChain;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The last ticket of a page, with the running hash up to it, so that the next page need not begin at the lane's start.
 *
 * @param number 0 before the lane's first ticket
 * @param link of the lane's chain, 32 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record DrawCursor(int lane, int number, byte[] link) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,2}) (\\d{1,9}) ([0-9a-f]{64})");

    static DrawCursor startOf(String saleId, int lane) {
        return new DrawCursor(lane, 0, TicketChain.start(saleId, lane));
    }

    /** @throws IllegalArgumentException if it is not one that {@link #encode} made */
    static DrawCursor parse(String text) {
        Matcher parts = TEXT.matcher(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII));
        if (!parts.matches() || Integer.parseInt(parts.group(1)) >= LaneKey.LANES) {
            throw new IllegalArgumentException("not a cursor");
        }
        return new DrawCursor(
                Integer.parseInt(parts.group(1)),
                Integer.parseInt(parts.group(2)),
                HexFormat.of().parseHex(parts.group(3)));
    }

    String encode() {
        String text = lane + " " + number + " " + HexFormat.of().formatHex(link);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }
}

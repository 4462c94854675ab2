package io.doorbuster.embedded.draw;

import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A ticket as the file has it.
 *
 * @param id lane, generation and number, as in tokens
 * @param step of the watermark that admitted it; 0 for none
 */
record TicketLine(
        DrawLine line,
        String id,
        int lane,
        int generation,
        int number,
        String user,
        long arrivedAtMillis,
        int window,
        int weight,
        long key,
        String chain,
        boolean givenBack,
        int step) {
    private static final Pattern ID = Pattern.compile("(0|[1-9]\\d{0,2})-([1-9]\\d{0,8})-([1-9]\\d{0,8})");

    static TicketLine of(DrawLine line) throws WrongLine {
        String id = line.text("ticket");
        Matcher parts = ID.matcher(id);
        if (!parts.matches()) {
            throw line.wrong("ticket", "lane-generation-number");
        }
        return new TicketLine(
                line,
                id,
                Integer.parseInt(parts.group(1)),
                Integer.parseInt(parts.group(2)),
                Integer.parseInt(parts.group(3)),
                line.hex("user", 32),
                line.whole("arrivedAtMs", 0, Long.MAX_VALUE),
                line.count("window", 0),
                line.count("weight", 1),
                HexFormat.fromHexDigitsToLong(line.hex("key", 16)),
                line.hex("chain", 64),
                line.flag("givenBack"),
                line.json().path("step").isNull() ? 0 : line.count("step", 1));
    }
}

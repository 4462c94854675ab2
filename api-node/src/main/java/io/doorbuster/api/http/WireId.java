package io.doorbuster.api.http;

import java.util.UUID;
import java.util.regex.Pattern;

/** How ids look to callers: {@code rsv_<uuid>} and {@code ord_<uuid>} for one and the same thing. */
public final class WireId {
    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final String RESERVATION = "rsv_";
    private static final String ORDER = "ord_";

    private WireId() {}

    public static String reservation(UUID id) {
        return RESERVATION + id;
    }

    public static String order(UUID id) {
        return ORDER + id;
    }

    /** What does not look like an id names nothing: 404. */
    public static UUID parseReservation(String text) {
        return parse(text, RESERVATION, "reservation");
    }

    public static UUID parseOrder(String text) {
        return parse(text, ORDER, "order");
    }

    private static UUID parse(String text, String prefix, String what) {
        if (!text.startsWith(prefix)
                || !UUID_TEXT.matcher(text.substring(prefix.length())).matches()) {
            throw Problem.notFound(what);
        }
        return UUID.fromString(text.substring(prefix.length()));
    }
}

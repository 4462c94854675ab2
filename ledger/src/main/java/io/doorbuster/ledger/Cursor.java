package io.doorbuster.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The last row of a page, newest first: the next page starts below it, whatever was inserted since. */
record Cursor(Instant createdAt, String id) {
    /** Above every row. */
    private static final Cursor TOP = new Cursor(Instant.parse("9999-12-31T00:00:00Z"), new UUID(0, 0).toString());

    /** @throws IllegalArgumentException if {@code text} was not made by {@link #encode()} */
    static Cursor parse(@Nullable String text) {
        if (text == null) {
            return TOP;
        }
        try {
            String plain = new String(Base64.getUrlDecoder().decode(text), UTF_8);
            int space = plain.indexOf(' ');
            if (space > 0) {
                Instant at = Instant.EPOCH.plus(Long.parseLong(plain.substring(0, space)), ChronoUnit.MICROS);
                Cursor cursor = new Cursor(at, plain.substring(space + 1));
                if (cursor.encode().equals(text) && at.isBefore(TOP.createdAt)) {
                    return cursor;
                }
            }
        } catch (IllegalArgumentException | ArithmeticException malformed) {
            throw new IllegalArgumentException("cursor is not one that this list gave out", malformed);
        }
        throw new IllegalArgumentException("cursor is not one that this list gave out");
    }

    /** @throws IllegalArgumentException if the id is not one */
    UUID uuid() {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("cursor is not one that this list gave out", malformed);
        }
    }

    String encode() {
        String plain = ChronoUnit.MICROS.between(Instant.EPOCH, createdAt) + " " + id;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(UTF_8));
    }

    /** A page out of {@code rows}, which were asked for with one more than {@code limit} to know whether there is more. */
    static <T> Page<T> page(List<T> rows, int limit, Function<T, Cursor> cursorOf) {
        if (rows.size() <= limit) {
            return new Page<>(rows, null);
        }
        List<T> items = rows.subList(0, limit);
        return new Page<>(items, cursorOf.apply(items.get(limit - 1)).encode());
    }
}

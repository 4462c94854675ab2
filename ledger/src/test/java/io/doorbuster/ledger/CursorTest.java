package io.doorbuster.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
    @Test
    void survivesTheRoundTrip() {
        Cursor cursor = new Cursor(Instant.parse("2026-03-01T12:00:00.123456Z"), "sal_é 1");
        assertThat(cursor.encode()).matches("[A-Za-z0-9_-]+");
        assertThat(Cursor.parse(cursor.encode())).isEqualTo(cursor);
    }

    /** Among them: no base64, no number, no id, a number beyond every date, padding that we do not write. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "!",
                "é",
                "YWJj",
                "YWJjIGRlZg",
                "MTIz",
                "OTIyMzM3MjAzNjg1NDc3NTgwNyB4",
                "LTkyMjMzNzIwMzY4NTQ3NzU4MDggeA",
                "MSB4eA=="
            })
    void refusesWhatItDidNotMake(String text) {
        assertThatThrownBy(() -> Cursor.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cursor is not one that this list gave out");
    }

    @Test
    void aFullLastPageHasNoNext() {
        assertThat(Cursor.page(List.of("a", "b"), 2, id -> new Cursor(Instant.EPOCH, id)))
                .isEqualTo(new Page<>(List.of("a", "b"), null));
        assertThat(Cursor.page(List.of("a", "b", "c"), 2, id -> new Cursor(Instant.EPOCH, id)))
                .isEqualTo(new Page<>(List.of("a", "b"), new Cursor(Instant.EPOCH, "b").encode()));
    }
}

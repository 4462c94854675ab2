package io.doorbuster.chaos.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
    @Test
    void readsWhatItWrote(@TempDir Path folder) throws IOException {
        Tape tape = new Tape()
                .reserved(0, "ann", "rsv_1", 1, 2)
                .refused(2, CallKind.FIND, "ann", "rsv_1", 410, "reservation_expired")
                .lost(4, CallKind.CHECKOUT, "ann", "rsv_1", Ending.TIMED_OUT);
        Path file = folder.resolve("history.jsonl");

        try (History history = History.create(file)) {
            tape.calls.forEach(history::add);
        }

        assertThat(History.read(file)).isEqualTo(tape.calls);
    }
}

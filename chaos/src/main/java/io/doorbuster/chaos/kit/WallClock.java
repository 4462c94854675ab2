package io.doorbuster.chaos.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node's wall clock, which can be set forward and back while the node runs. By libfaketime, which reads its file once a
 * second; the monotonic clock stays true. Not by its variant for threads: that takes one lock for every look at a clock.
 */
final class WallClock {
    private static final List<Path> LIBRARIES = List.of(
            Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"),
            Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1"));

    private final Path file;
    private final Path library;

    private WallClock(Path file, Path library) {
        this.file = file;
        this.library = library;
    }

    /** Null where the library is not to be had. */
    static @Nullable WallClock in(Path folder) {
        if (library() == null) {
            Shell.install("faketime");
        }
        Path library = library();
        if (library == null) {
            return null;
        }
        WallClock clock = new WallClock(folder.resolve("clock"), library);
        clock.step(0);
        return clock;
    }

    private static @Nullable Path library() {
        return LIBRARIES.stream().filter(Files::exists).findFirst().orElse(null);
    }

    /** Stands before the command that is to have this clock. */
    List<String> prefix() {
        return List.of(
                "env",
                "LD_PRELOAD=" + library,
                "FAKETIME_TIMESTAMP_FILE=" + file,
                "FAKETIME_CACHE_DURATION=1",
                // Its way around a fault of old C libraries makes every timed wait of a newer one return at once.
                "FAKETIME_FORCE_MONOTONIC_FIX=0",
                "FAKETIME_DONT_FAKE_MONOTONIC=1",
                "DONT_FAKE_MONOTONIC=1");
    }

    /** From now on this many seconds off the true time. */
    void step(int seconds) {
        try {
            Files.writeString(file, (seconds < 0 ? "" : "+") + seconds + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.doorbuster.chaos.kit;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A process of {@code doorbuster grid} or {@code api}, and the signals that it is sent. Not thread-safe. */
public final class Node {
    /** Of a machine that starts several at once. */
    private static final Duration START = Duration.ofMinutes(4);

    /** A member hands its partitions over first. */
    private static final long STOP_SECONDS = 60;

    private static final long LOOK_MILLIS = 50;

    private final String name;
    private final Path folder;
    private final List<String> command;
    private final Map<String, String> environment;
    private final @Nullable WallClock clock;
    private @Nullable Process process;
    private int starts;

    Node(String name, Path folder, List<String> command, Map<String, String> environment, @Nullable WallClock clock) {
        this.name = name;
        this.folder = folder;
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.clock = clock;
    }

    public String name() {
        return name;
    }

    /** Starts it; {@link #awaitReady} tells when it works. */
    public void start() {
        starts++;
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectOutput(out().toFile())
                    .redirectError(folder.resolve(name + "-" + starts + ".log").toFile());
            builder.environment().putAll(environment);
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " does not start", e);
        }
    }

    private Path out() {
        return folder.resolve(name + "-" + starts + ".out");
    }

    /** Waits for its line "ready"; one that ends before that is started again, as a supervisor would. */
    public void awaitReady() {
        // Looks are counted, not time: a machine that stands still does not start anything.
        long looks = START.toMillis() / LOOK_MILLIS;
        while (!saysReady()) {
            if (looks-- == 0) {
                throw new IllegalStateException(name + " does not start; its log is in " + folder);
            }
            if (!isRunning()) {
                start();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
        }
    }

    private boolean saysReady() {
        try {
            return Files.readString(out()).contains("ready ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    private Process running() {
        return requireNonNull(process, name + " was never started");
    }

    /** As {@code kill -9} does. */
    public void kill() {
        running().destroyForcibly();
        awaitEnd();
    }

    /** Asks it to end in order, and kills it if it does not. */
    public void stop() {
        running().destroy();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!running().waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                running().destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** It stands still and knows nothing of it. */
    public void pause() {
        Shell.signal("STOP", running().pid());
    }

    public void resume() {
        Shell.signal("CONT", running().pid());
    }

    /** Whether its wall clock can be set; see {@link Cluster#canStepClocks}. */
    public void stepClock(int seconds) {
        requireNonNull(clock, "no clock to step").step(seconds);
    }

    /** What stands before the JVM's own command. */
    static List<String> command(List<String> inside, @Nullable WallClock clock, List<String> java) {
        List<String> all = new ArrayList<>(inside);
        if (clock != null) {
            all.addAll(clock.prefix());
        }
        all.addAll(java);
        return all;
    }
}

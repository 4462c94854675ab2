package io.doorbuster.embedded;

import static java.util.Objects.requireNonNull;

import io.doorbuster.api.auth.DevelopmentIssuer;
import org.jspecify.annotations.Nullable;

/**
 * A stack in its folder, for as long as one command runs. However the process ends, short of {@code kill -9}, no server
 * and no temporary folder is left behind. Thread-safe.
 */
final class RunningStack implements AutoCloseable {
    private final DataFolder folder;
    private @Nullable Stack stack;

    private RunningStack(DataFolder folder) {
        this.folder = folder;
    }

    /** Blocks until it serves. Takes over the folder, also if the start fails. */
    static RunningStack start(DataFolder folder, int port, DevelopmentIssuer issuer, PaymentProvider provider) {
        RunningStack running = new RunningStack(folder);
        Runtime.getRuntime().addShutdownHook(new Thread(running::close, "stop"));
        running.start(port, issuer, provider);
        return running;
    }

    /** Under the lock, so that an end that comes meanwhile waits: a Postgres that is half up cannot be stopped. */
    private synchronized void start(int port, DevelopmentIssuer issuer, PaymentProvider provider) {
        try {
            stack = Stack.start(folder.path(), port, issuer, provider);
        } catch (RuntimeException failed) {
            folder.close();
            throw failed;
        }
    }

    synchronized Stack stack() {
        return requireNonNull(stack);
    }

    /** A second call waits for the first and does nothing. */
    @Override
    public synchronized void close() {
        if (stack != null) {
            stack.close();
        }
        folder.close();
    }
}

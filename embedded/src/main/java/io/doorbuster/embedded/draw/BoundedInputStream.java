package io.doorbuster.embedded.draw;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Ends a download that is too long or takes too long, also one that stands still. For one reading thread. */
final class BoundedInputStream extends FilterInputStream {
    private final long maxBytes;
    private final Duration maxTime;
    private long left;
    private volatile boolean late;

    BoundedInputStream(InputStream in, long maxBytes, Duration maxTime) {
        super(in);
        this.maxBytes = maxBytes;
        this.maxTime = maxTime;
        this.left = maxBytes;
        CompletableFuture.delayedExecutor(maxTime.toMillis(), MILLISECONDS).execute(this::endLate);
    }

    private void endLate() {
        late = true;
        try {
            // Wakes a reader that waits for more.
            in.close();
        } catch (IOException e) {
            // The reader finds out by itself.
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read;
        try {
            read = in.read(into, offset, length);
        } catch (IOException e) {
            throw late ? tooLate(e) : e;
        }
        if (late) {
            throw tooLate(null);
        }
        left -= Math.max(0, read);
        if (left < 0) {
            throw new IOException("the answer is longer than " + maxBytes + " bytes");
        }
        return read;
    }

    private IOException tooLate(@Nullable IOException cause) {
        InterruptedIOException late = new InterruptedIOException("the answer was not complete after " + maxTime);
        if (cause != null) {
            late.initCause(cause);
        }
        return late;
    }

    @Override
    public long skip(long count) throws IOException {
        throw new IOException("only for reading from the beginning to the end");
    }
}

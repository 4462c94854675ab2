package io.doorbuster.api.http;

import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A body that is too long to be in memory as a whole. */
@FunctionalInterface
public interface StreamedBody {
    /**
     * Writes on a thread of its own, because a caller may read slowly, and completes after the last byte. The stream
     * blocks, and belongs to that thread until then.
     */
    CompletableFuture<@Nullable Void> write(OutputStream out);
}

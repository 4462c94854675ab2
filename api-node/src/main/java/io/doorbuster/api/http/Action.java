package io.doorbuster.api.http;

import java.util.concurrent.CompletableFuture;

/** What a route does. It may throw a {@link Problem}; it never waits for the grid or for Postgres. */
@FunctionalInterface
public interface Action {
    CompletableFuture<Answer> handle(Call call);

    /** For answers that are at hand. */
    static CompletableFuture<Answer> now(Answer answer) {
        return CompletableFuture.completedFuture(answer);
    }
}

package io.doorbuster.grid;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Turns whatever a grid call throws, at once or later, into {@link GridUnavailableException}. */
final class GridCalls {
    private GridCalls() {}

    static <T> CompletableFuture<T> call(Supplier<CompletionStage<T>> call, Executor callbacks) {
        CompletionStage<T> answer;
        try {
            answer = call.get();
        } catch (RuntimeException notSent) {
            return CompletableFuture.failedFuture(new GridUnavailableException(notSent));
        }
        // A plain future of our own: each stage on one of Hazelcast's, even an inline one, runs on Hazelcast's default
        // executor, which on two processors starts a thread for each completion.
        CompletableFuture<T> result = new CompletableFuture<>();
        CompletionStage<T> unused = answer.whenCompleteAsync(
                (value, failure) -> {
                    if (failure == null) {
                        result.complete(value);
                    } else {
                        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                        result.completeExceptionally(new GridUnavailableException(cause == null ? failure : cause));
                    }
                },
                callbacks);
        return result;
    }
}

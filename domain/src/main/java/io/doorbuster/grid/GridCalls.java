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
        // The executor is explicit: on two processors Hazelcast's default starts a thread for each completion.
        return answer.handleAsync(
                        (value, failure) -> {
                            if (failure != null) {
                                throw new GridUnavailableException(
                                        failure instanceof CompletionException && failure.getCause() != null
                                                ? failure.getCause()
                                                : failure);
                            }
                            return value;
                        },
                        callbacks)
                .toCompletableFuture();
    }
}

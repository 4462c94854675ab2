package io.doorbuster.api.auth;

import com.nimbusds.jose.jwk.JWK;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Where the keys of an issuer come from. Thread-safe. */
public interface IssuerKeys {
    /**
     * The key that a token names, or the only one if it names none. Completes exceptionally when the keys cannot be had.
     */
    CompletableFuture<Optional<JWK>> find(@Nullable String keyId);
}

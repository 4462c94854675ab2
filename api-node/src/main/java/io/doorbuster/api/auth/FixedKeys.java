package io.doorbuster.api.auth;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Keys that are known from the start. */
public final class FixedKeys implements IssuerKeys {
    private final JWKSet keys;

    public FixedKeys(JWKSet keys) {
        this.keys = keys;
    }

    /** Reads the public keys of a JWKS file; it must be there and well-formed. */
    public static FixedKeys read(Path file) {
        try {
            return new FixedKeys(JWKSet.parse(Files.readString(file)).toPublicJWKSet());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the JWKS file " + file, e);
        } catch (ParseException e) {
            throw new IllegalArgumentException("not a JWKS file: " + file, e);
        }
    }

    @Override
    public CompletableFuture<Optional<JWK>> find(@Nullable String keyId) {
        return CompletableFuture.completedFuture(pick(keys, keyId));
    }

    static Optional<JWK> pick(JWKSet keys, @Nullable String keyId) {
        if (keyId != null) {
            return Optional.ofNullable(keys.getKeyByKeyId(keyId));
        }
        List<JWK> all = keys.getKeys();
        return all.size() == 1 ? Optional.of(all.get(0)) : Optional.empty();
    }
}

package io.doorbuster.api.http;

import io.doorbuster.api.auth.Caller;
import io.doorbuster.api.auth.Role;
import io.doorbuster.api.auth.TokenVerifier;
import io.doorbuster.api.auth.Verification.KeysUnavailable;
import io.doorbuster.api.auth.Verification.Rejected;
import io.doorbuster.api.auth.Verification.Verified;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Lets callers through to routes that look at a token. */
final class Gate {
    private static final String SCHEME = "Bearer ";

    private final TokenVerifier tokens;

    Gate(TokenVerifier tokens) {
        this.tokens = tokens;
    }

    /** Nobody, for a caller without a token where none is needed. */
    CompletableFuture<Optional<Caller>> enter(Context context, Route route) {
        Role role = route.role();
        if (role == null || (!route.tokenNeeded() && context.header("Authorization") == null)) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return enter(context, role).thenApply(Optional::of);
    }

    private CompletableFuture<Caller> enter(Context context, Role role) {
        String header = context.header("Authorization");
        if (header == null) {
            throw unauthenticated("Bearer realm=\"doorbuster\"", "send Authorization: Bearer <token>");
        }
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw unauthenticated("Bearer realm=\"doorbuster\"", "the Authorization header is not a bearer token");
        }
        return tokens.verify(header.substring(SCHEME.length()).strip()).thenApply(verification -> {
            if (verification instanceof Rejected rejected) {
                throw unauthenticated("Bearer realm=\"doorbuster\", error=\"invalid_token\"", rejected.reason());
            }
            if (verification instanceof KeysUnavailable) {
                throw new Problem(ErrorCode.UNAVAILABLE, "the keys of the token's issuer cannot be had right now");
            }
            Caller caller = ((Verified) verification).caller();
            if (!caller.is(role)) {
                throw new Problem(ErrorCode.FORBIDDEN, "this needs a token with the role " + role.word());
            }
            if (role == Role.MERCHANT) {
                requireOwn(context, caller);
            }
            return caller;
        });
    }

    /** What lies in another organisation does not exist for this merchant; its front door does, and is closed. */
    private static void requireOwn(Context context, Caller caller) {
        String orgId = context.pathParam("orgId");
        if (orgId.equals(caller.orgId())) {
            return;
        }
        if (context.pathParamMap().size() > 1) {
            throw Problem.notFound("sale");
        }
        throw new Problem(ErrorCode.FORBIDDEN, "this token is good for the organisation " + caller.orgId() + " only");
    }

    private static Problem unauthenticated(String challenge, String detail) {
        return new Problem(ErrorCode.UNAUTHENTICATED, detail).header("WWW-Authenticate", challenge);
    }
}

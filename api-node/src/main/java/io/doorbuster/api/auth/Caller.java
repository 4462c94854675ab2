package io.doorbuster.api.auth;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is calling, as a verified token says.
 *
 * @param userId the token's subject
 * @param orgId the organisation that the token was made for
 * @param tier of loyalty, if any
 * @param issuer whose key verified the token
 * @param validUntil the token's end, with the clock skew that we allow
 */
public record Caller(
        String userId,
        String orgId,
        Set<Role> roles,
        @Nullable String tier,
        TrustedIssuer issuer,
        Instant validUntil) {
    public Caller {
        roles = Set.copyOf(roles);
    }

    public boolean is(Role role) {
        return roles.contains(role);
    }
}

package io.doorbuster.api.auth;

import java.util.Set;

/**
 * An issuer of tokens, and who trusts it.
 *
 * @param name the tokens' {@code iss}
 * @param keys that verify its tokens
 * @param organisations that trust it; empty for all
 */
public record TrustedIssuer(String name, IssuerKeys keys, Set<String> organisations) {
    public TrustedIssuer {
        organisations = Set.copyOf(organisations);
    }

    public boolean isTrustedBy(String orgId) {
        return organisations.isEmpty() || organisations.contains(orgId);
    }
}

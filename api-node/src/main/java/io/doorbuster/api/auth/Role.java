package io.doorbuster.api.auth;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a caller may be. */
public enum Role {
    MERCHANT,
    BUYER;

    /** As it stands in a token. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static @Nullable Role parse(Object word) {
        for (Role role : values()) {
            if (role.word().equals(word)) {
                return role;
            }
        }
        return null;
    }
}

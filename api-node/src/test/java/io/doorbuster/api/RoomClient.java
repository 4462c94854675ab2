package io.doorbuster.api;

import io.doorbuster.api.TestNode.Reply;
import io.doorbuster.api.auth.Role;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A waiting room's callers. */
final class RoomClient {
    final TestNode node;

    RoomClient(TestNode node) {
        this.node = node;
    }

    String buyer(String userId, String tier) {
        return node.issuer.token(Role.BUYER, TestNode.ORG, userId, tier, Duration.ofDays(30));
    }

    Reply join(String sale, @Nullable String bearer, String... headers) {
        return node.post(path(sale), bearer, "", headers);
    }

    Reply poll(String sale, String token) {
        return node.get(path(sale) + "/" + token, null);
    }

    Reply leave(String sale, String token) {
        return node.delete(path(sale) + "/" + token);
    }

    Reply reserve(String sale, String bearer, String token) {
        return reserve(sale, bearer, token, 1);
    }

    Reply reserve(String sale, String bearer, String token, int quantity) {
        return node.post(
                "/v1/sales/" + sale + "/reserve",
                bearer,
                "{\"token\":\"" + token + "\",\"quantity\":" + quantity + "}");
    }

    static String path(String sale) {
        return "/v1/sales/" + sale + "/waiting-room";
    }
}

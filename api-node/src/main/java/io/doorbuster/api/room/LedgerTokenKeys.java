package io.doorbuster.api.room;

import io.doorbuster.api.ledger.Ledger;
import io.doorbuster.ledger.TokenKeyStore.TokenKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Token keys in Postgres, shared by all nodes. Thread-safe. */
public final class LedgerTokenKeys implements TokenKeySource {
    static final Duration ROTATED_AFTER = Duration.ofHours(24);

    /** Tokens live as long as their sale, 30 days at most, which may be made as long before its start. */
    static final Duration DELETED_AFTER = Duration.ofDays(62);

    private static final int SECRET_BYTES = 32;
    private static final int KID_BYTES = 8;

    private final Ledger ledger;
    private final SecureRandom random = new SecureRandom();

    public LedgerTokenKeys(Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    public CompletableFuture<List<TokenKey>> load(Instant now) {
        byte[] secret = bytes(SECRET_BYTES);
        String kid = HexFormat.of().formatHex(bytes(KID_BYTES));
        return ledger.tokenKeys(store -> {
            store.rotate(now, ROTATED_AFTER, secret, kid);
            store.deleteOlderThan(now.minus(DELETED_AFTER));
            return store.all();
        });
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}

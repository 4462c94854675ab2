package io.doorbuster.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The keys that all API nodes sign waiting-room tokens with. Thread-safe; blocks; throws {@link LedgerUnavailableException}
 * when Postgres is away.
 */
public final class TokenKeyStore {
    private static final String NEWEST_FIRST = "SELECT * FROM room_token_keys ORDER BY created_at DESC, kid DESC";

    /** Lets readers go on and makes others who would insert wait. */
    private static final String LOCK = "LOCK TABLE room_token_keys IN SHARE ROW EXCLUSIVE MODE";

    private final Postgres postgres;

    public TokenKeyStore(Postgres postgres) {
        this.postgres = postgres;
    }

    /**
     * A signing key.
     *
     * @param kid its name in a token's header
     * @param createdAt in whole microseconds
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by content, see equals
    public record TokenKey(String kid, byte[] secret, Instant createdAt) {
        @Override
        public boolean equals(Object other) {
            return other instanceof TokenKey key
                    && kid.equals(key.kid)
                    && Arrays.equals(secret, key.secret)
                    && createdAt.equals(key.createdAt);
        }

        @Override
        public int hashCode() {
            return kid.hashCode();
        }

        /** Without the secret. */
        @Override
        public String toString() {
            return "TokenKey[kid=" + kid + ", createdAt=" + createdAt + "]";
        }
    }

    /** All keys, newest first: one a day, as long as {@link #deleteOlderThan} is called. */
    public List<TokenKey> all() {
        return postgres.inTransaction(handle -> handle.createQuery(NEWEST_FIRST)
                .map((row, context) -> read(row))
                .list());
    }

    /**
     * Makes a new key if there is none or the newest is older than {@code maxAge}. Of several nodes that do so at the same
     * moment, one succeeds and the others get its key.
     *
     * @param freshSecret of the new key, if it is needed
     * @param freshKid of the new key; of no other
     * @return the newest key
     */
    public TokenKey rotate(Instant now, Duration maxAge, byte[] freshSecret, String freshKid) {
        Instant oldest = now.minus(maxAge);
        return postgres.inTransaction(handle -> newest(handle, oldest).orElseGet(() -> {
            handle.execute(LOCK);
            return newest(handle, oldest).orElseGet(() -> insert(handle, new TokenKey(freshKid, freshSecret, now)));
        }));
    }

    /** The newest key, unless it was created before {@code oldest}. */
    private static Optional<TokenKey> newest(Handle handle, Instant oldest) {
        return handle.createQuery(NEWEST_FIRST + " LIMIT 1")
                .map((row, context) -> read(row))
                .findOne()
                .filter(key -> !key.createdAt().isBefore(oldest));
    }

    private static TokenKey insert(Handle handle, TokenKey key) {
        return handle.createQuery("""
                        INSERT INTO room_token_keys (kid, secret, created_at) VALUES (:kid, :secret, :createdAt)
                        RETURNING *
                        """)
                .bind("kid", key.kid())
                .bind("secret", key.secret())
                .bind("createdAt", SaleRows.at(key.createdAt()))
                .map((row, context) -> read(row))
                .one();
    }

    /** Deletes the keys that were created before {@code oldest}, and returns how many those were. */
    public int deleteOlderThan(Instant oldest) {
        return postgres.inTransaction(
                handle -> handle.createUpdate("DELETE FROM room_token_keys WHERE created_at < :oldest")
                        .bind("oldest", SaleRows.at(oldest))
                        .execute());
    }

    private static TokenKey read(ResultSet row) throws SQLException {
        return new TokenKey(row.getString("kid"), row.getBytes("secret"), SaleRows.instant(row, "created_at"));
    }
}

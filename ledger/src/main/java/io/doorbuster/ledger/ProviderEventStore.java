package io.doorbuster.ledger;

import io.doorbuster.sale.Money;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What payment providers tell by themselves: the events of their webhooks, and the disputes among those. Thread-safe; blocks;
 * throws {@link LedgerUnavailableException} when Postgres is away.
 */
public final class ProviderEventStore {
    /** Rows of one pruning: some milliseconds, so that no webhook waits for it. */
    public static final int MAX_PRUNED = 10_000;

    private static final String NOTE = """
            INSERT INTO provider_events (provider, event_id, type, object_id, livemode, created_at, received_at, org_id,
                sale_id, order_id)
            VALUES (:provider, :eventId, :type, :objectId, :livemode, :createdAt, :receivedAt, :orgId, :saleId, :orderId)
            ON CONFLICT (provider, event_id) DO UPDATE SET deliveries = provider_events.deliveries + 1
            RETURNING handled_at IS NULL
            """;

    private static final String HANDLED = """
            UPDATE provider_events SET handled_at = coalesce(handled_at, now()), outcome = coalesce(outcome, :outcome)
            WHERE provider = :provider AND event_id = :eventId
            """;

    /** Rows that another node is pruning are left to it. */
    private static final String PRUNE = """
            DELETE FROM provider_events WHERE (provider, event_id) IN (
                SELECT provider, event_id FROM provider_events WHERE handled_at IS NOT NULL AND received_at < :before
                ORDER BY received_at LIMIT :limit FOR UPDATE SKIP LOCKED)
            """;

    private static final String OPEN_DISPUTE = """
            INSERT INTO disputes (org_id, sale_id, order_id, provider, dispute_id, amount, currency, reason, opened_at)
            VALUES (:orgId, :saleId, :orderId, :provider, :disputeId, :amount, :currency, :reason, :openedAt)
            ON CONFLICT DO NOTHING
            """;

    private final Postgres postgres;

    public ProviderEventStore(Postgres postgres) {
        this.postgres = postgres;
    }

    /**
     * An event, without its body.
     *
     * @param objectId the provider's name for what the event is about: a payment, a charge, a dispute
     * @param livemode whether real money is meant
     * @param createdAt by the provider's clock
     * @param receivedAt by ours
     * @param orgId with {@code saleId} and {@code orderId}: the order that the event names, null if it names none
     */
    public record ProviderEvent(
            String provider,
            String eventId,
            String type,
            String objectId,
            boolean livemode,
            Instant createdAt,
            Instant receivedAt,
            @Nullable String orgId,
            @Nullable String saleId,
            @Nullable UUID orderId) {}

    /**
     * A payment that its buyer's bank has called back.
     *
     * @param amount disputed; may be less than the order's
     * @param reason in the provider's words
     * @param openedAt by the provider's clock
     */
    public record Dispute(
            String orgId,
            String saleId,
            UUID orderId,
            String provider,
            String disputeId,
            Money amount,
            String reason,
            Instant openedAt) {}

    /**
     * Remembers the event. Two deliveries at the same moment may both be told to handle it, as may one after a node that
     * died over it: handling must bear repetition.
     *
     * @return whether it is still to be handled: it is new, or came before and was not {@link #handled}
     */
    public boolean note(ProviderEvent event) {
        return postgres.inTransaction(handle -> handle.createQuery(NOTE)
                .bind("provider", event.provider())
                .bind("eventId", event.eventId())
                .bind("type", event.type())
                .bind("objectId", event.objectId())
                .bind("livemode", event.livemode())
                .bind("createdAt", SaleRows.at(event.createdAt()))
                .bind("receivedAt", SaleRows.at(event.receivedAt()))
                .bind("orgId", event.orgId())
                .bind("saleId", event.saleId())
                .bind("orderId", event.orderId())
                .mapTo(Boolean.class)
                .one());
    }

    /**
     * Remembers that all that follows from the event is durable. The first outcome stays.
     *
     * @param outcome what came of it, in a word or two
     * @throws IllegalStateException if the event was never noted
     */
    public void handled(String provider, String eventId, String outcome) {
        int known = postgres.inTransaction(handle -> handle.createUpdate(HANDLED)
                .bind("provider", provider)
                .bind("eventId", eventId)
                .bind("outcome", outcome)
                .execute());
        if (known == 0) {
            throw new IllegalStateException("event " + eventId + " of " + provider + " was never noted");
        }
    }

    /**
     * Forgets handled events, oldest first; those that were never handled stay for the operator to see. A forgotten event
     * that came again would be new, so {@code before} must be older than the provider's last repetition (Stripe's: 3 days).
     *
     * @param before the time of the first delivery
     * @param limit 1 to {@link #MAX_PRUNED}
     * @return how many; fewer than {@code limit} when none is left
     * @throws IllegalArgumentException if limit is not such
     */
    public int prune(Instant before, int limit) {
        if (limit < 1 || limit > MAX_PRUNED) {
            throw new IllegalArgumentException("limit must be 1 to " + MAX_PRUNED + ", not " + limit);
        }
        return postgres.inTransaction(handle -> handle.createUpdate(PRUNE)
                .bind("before", SaleRows.at(before))
                .bind("limit", limit)
                .execute());
    }

    /**
     * Remembers a dispute; the order shows the time of its first one. What was told first stays.
     *
     * @return whether it is new
     */
    public boolean openDispute(Dispute dispute) {
        return postgres.inTransaction(handle -> handle.createUpdate(OPEN_DISPUTE)
                        .bind("orgId", dispute.orgId())
                        .bind("saleId", dispute.saleId())
                        .bind("orderId", dispute.orderId())
                        .bind("provider", dispute.provider())
                        .bind("disputeId", dispute.disputeId())
                        .bind("amount", dispute.amount().amount())
                        .bind("currency", dispute.amount().currency())
                        .bind("reason", dispute.reason())
                        .bind("openedAt", SaleRows.at(dispute.openedAt()))
                        .execute()
                == 1);
    }
}

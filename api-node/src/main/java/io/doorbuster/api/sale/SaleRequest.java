package io.doorbuster.api.sale;

import static io.doorbuster.api.http.Problem.invalid;

import io.doorbuster.api.http.Fields;
import io.doorbuster.sale.Durability;
import io.doorbuster.sale.Money;
import io.doorbuster.sale.SaleDefinition;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The rules of a sale's fields: what a merchant may ask for when a sale is made, and later. */
final class SaleRequest {
    static final Duration MAX_DURATION = Duration.ofDays(30);
    static final int MAX_CAP = 1_000;

    private static final int MAX_TEXT_CHARS = 200;
    private static final int MAX_MESSAGE_CHARS = 500;
    private static final int MIN_TTL_SEC = 5;
    private static final int MAX_TTL_SEC = 3_600;
    private static final int DEFAULT_TTL_SEC = 120;
    private static final int MAX_ADMISSION_PER_SEC = 1_000_000;
    private static final int DEFAULT_ADMISSION_PER_SEC = 10_000;

    /** Longer would outlast the grid's patience with a silent payment. */
    private static final int MAX_BEFORE_CHARGE_MILLIS = 10_000;

    private SaleRequest() {}

    static SaleDefinition create(Fields fields, String orgId, String saleId, String drawCommitment, Instant now) {
        int stock = fields.integer("stock", 1, SaleDefinition.MAX_STOCK);
        SaleDefinition sale = new SaleDefinition(
                orgId,
                saleId,
                1,
                fields.text("skuId", 1, MAX_TEXT_CHARS),
                fields.text("title", 1, MAX_TEXT_CHARS),
                price(fields.object("price")),
                stock,
                fields.time("startAt"),
                fields.time("endAt"),
                fields.integer("perUserCap", 1, MAX_CAP, 1),
                fields.integer("reservationTtlSec", MIN_TTL_SEC, MAX_TTL_SEC, DEFAULT_TTL_SEC),
                FairnessRequest.of(fields.optionalObject("fairness")),
                fields.integer("admissionPerSec", 1, MAX_ADMISSION_PER_SEC, DEFAULT_ADMISSION_PER_SEC),
                threshold(fields, null),
                durability(fields.optionalObject("durability"), Durability.DEFAULT),
                fields.truth("resellRefunded", false),
                SaleDefinition.Switch.ON,
                message(fields, null),
                SaleDefinition.bucketsFor(stock),
                drawCommitment,
                Instant.ofEpochMilli(now.toEpochMilli()));
        fields.end();
        requireSound(sale, now);
        return sale;
    }

    /** The next version; the same one if the fields change nothing. */
    static SaleDefinition change(SaleDefinition sale, Fields fields, Instant now) {
        boolean started = !now.isBefore(sale.startAt());
        Instant endAt = fields.has("endAt") ? fields.time("endAt") : sale.endAt();
        if (started && endAt.isBefore(sale.endAt())) {
            throw invalid("endAt", "can only move later once the sale has started");
        }
        int stock = fields.integer("stock", 1, SaleDefinition.MAX_STOCK, sale.stock());
        if (stock < sale.stock()) {
            throw invalid("stock", "can only grow; it is " + sale.stock());
        }
        int admissionPerSec = fields.integer("admissionPerSec", 1, MAX_ADMISSION_PER_SEC, sale.admissionPerSec());
        String message = message(fields, sale.message());
        if (started) {
            for (String fixed : new String[] {
                "skuId",
                "title",
                "price",
                "startAt",
                "perUserCap",
                "reservationTtlSec",
                "fairness",
                "lowStockThreshold",
                "durability",
                "resellRefunded"
            }) {
                if (fields.has(fixed)) {
                    throw invalid(fixed, "cannot change once the sale has started");
                }
            }
        }
        Fields price = fields.optionalObject("price");
        String skuId = fields.optionalText("skuId", 1, MAX_TEXT_CHARS);
        String title = fields.optionalText("title", 1, MAX_TEXT_CHARS);
        SaleDefinition changed = new SaleDefinition(
                sale.orgId(),
                sale.saleId(),
                sale.version(),
                skuId == null ? sale.skuId() : skuId,
                title == null ? sale.title() : title,
                price == null ? sale.price() : price(price),
                stock,
                fields.has("startAt") ? fields.time("startAt") : sale.startAt(),
                endAt,
                fields.integer("perUserCap", 1, MAX_CAP, sale.perUserCap()),
                fields.integer("reservationTtlSec", MIN_TTL_SEC, MAX_TTL_SEC, sale.reservationTtlSec()),
                fields.has("fairness") ? FairnessRequest.of(fields.optionalObject("fairness")) : sale.fairness(),
                admissionPerSec,
                threshold(fields, sale.lowStockThreshold()),
                durability(fields.optionalObject("durability"), sale.durability()),
                fields.truth("resellRefunded", sale.resellRefunded()),
                sale.state(),
                message,
                sale.buckets(),
                sale.drawCommitment(),
                sale.createdAt());
        fields.end();
        requireSound(changed, now);
        FairnessRequest.requireChangeable(sale, changed, now);
        return changed.equals(sale) ? sale : withVersion(changed, sale.version() + 1, sale.state());
    }

    static SaleDefinition withVersion(SaleDefinition sale, int version, SaleDefinition.Switch state) {
        return new SaleDefinition(
                sale.orgId(),
                sale.saleId(),
                version,
                sale.skuId(),
                sale.title(),
                sale.price(),
                sale.stock(),
                sale.startAt(),
                sale.endAt(),
                sale.perUserCap(),
                sale.reservationTtlSec(),
                sale.fairness(),
                sale.admissionPerSec(),
                sale.lowStockThreshold(),
                sale.durability(),
                sale.resellRefunded(),
                state,
                sale.message(),
                sale.buckets(),
                sale.drawCommitment(),
                sale.createdAt());
    }

    private static void requireSound(SaleDefinition sale, Instant now) {
        if (!sale.endAt().isAfter(sale.startAt())) {
            throw invalid("endAt", "must be after startAt");
        }
        if (!sale.endAt().isAfter(now)) {
            throw invalid("endAt", "must be in the future");
        }
        if (Duration.between(sale.startAt(), sale.endAt()).compareTo(MAX_DURATION) > 0) {
            throw invalid("endAt", "must be at most " + MAX_DURATION.toDays() + " days after startAt");
        }
        if (sale.perUserCap() > sale.stock()) {
            throw invalid("perUserCap", "must not be above stock");
        }
        if (sale.price().amount() * sale.perUserCap() > Money.MAX_AMOUNT) {
            throw invalid("price.amount", "times perUserCap must be at most " + Money.MAX_AMOUNT);
        }
        Integer threshold = sale.lowStockThreshold();
        if (threshold != null && threshold > sale.stock()) {
            throw invalid("lowStockThreshold", "must not be above stock");
        }
        FairnessRequest.requireSound(sale);
    }

    private static Money price(Fields fields) {
        int amount = fields.integer("amount", 0, (int) Money.MAX_AMOUNT);
        String currency = fields.text("currency", 3, 3);
        if (!Money.isKnownCurrency(currency)) {
            throw fields.invalid("currency", "must be a lower-case ISO 4217 code, for example usd");
        }
        fields.end();
        return new Money(amount, currency);
    }

    private static Durability durability(@Nullable Fields fields, Durability absent) {
        if (fields == null) {
            return absent;
        }
        Durability durability = new Durability(
                fields.integer("beforeChargeMs", 0, MAX_BEFORE_CHARGE_MILLIS, absent.beforeChargeMillis()),
                fields.oneOf("whenLedgerDown", Durability.WhenLedgerDown.class, absent.whenLedgerDown()));
        fields.end();
        return durability;
    }

    private static @Nullable Integer threshold(Fields fields, @Nullable Integer absent) {
        return fields.has("lowStockThreshold")
                ? (Integer) fields.integer("lowStockThreshold", 0, SaleDefinition.MAX_STOCK)
                : absent;
    }

    /** An empty message takes the old one away. */
    private static @Nullable String message(Fields fields, @Nullable String absent) {
        String message = fields.optionalText("message", 0, MAX_MESSAGE_CHARS);
        return message == null ? absent : message.isEmpty() ? null : message;
    }
}

package io.doorbuster.grid;

import static io.doorbuster.grid.Wire.readName;
import static io.doorbuster.grid.Wire.readText;
import static io.doorbuster.grid.Wire.writeName;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import io.doorbuster.sale.Durability;
import io.doorbuster.sale.Fairness;
import io.doorbuster.sale.Money;
import io.doorbuster.sale.SaleDefinition;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A sale's definition on the wire. */
final class SaleWire {
    private SaleWire() {}

    static void write(ObjectDataOutput out, SaleDefinition sale) throws IOException {
        out.writeString(sale.orgId());
        out.writeString(sale.saleId());
        out.writeInt(sale.version());
        out.writeString(sale.skuId());
        out.writeString(sale.title());
        out.writeLong(sale.price().amount());
        out.writeString(sale.price().currency());
        out.writeInt(sale.stock());
        writeInstant(out, sale.startAt());
        writeInstant(out, sale.endAt());
        out.writeInt(sale.perUserCap());
        out.writeInt(sale.reservationTtlSec());
        writeFairness(out, sale.fairness());
        out.writeInt(sale.admissionPerSec());
        Integer lowStock = sale.lowStockThreshold();
        out.writeInt(lowStock == null ? -1 : lowStock);
        out.writeInt(sale.durability().beforeChargeMillis());
        writeName(out, sale.durability().whenLedgerDown());
        out.writeBoolean(sale.resellRefunded());
        writeName(out, sale.state());
        out.writeString(sale.message());
        out.writeInt(sale.buckets());
        out.writeString(sale.drawCommitment());
        writeInstant(out, sale.createdAt());
    }

    static SaleDefinition read(ObjectDataInput in) throws IOException {
        return new SaleDefinition(
                readText(in),
                readText(in),
                in.readInt(),
                readText(in),
                readText(in),
                new Money(in.readLong(), readText(in)),
                in.readInt(),
                readInstant(in),
                readInstant(in),
                in.readInt(),
                in.readInt(),
                readFairness(in),
                in.readInt(),
                readLowStock(in),
                new Durability(in.readInt(), readName(in, Durability.WhenLedgerDown.class)),
                in.readBoolean(),
                readName(in, SaleDefinition.Switch.class),
                in.readString(),
                in.readInt(),
                readText(in),
                readInstant(in));
    }

    private static void writeFairness(ObjectDataOutput out, Fairness fairness) throws IOException {
        writeName(out, fairness.rule());
        out.writeInt(fairness.windowMillis());
        out.writeInt(fairness.lotterySec());
        Wire.writeAll(out, fairness.weights().entrySet(), (to, weight) -> {
            to.writeString(weight.getKey());
            to.writeInt(weight.getValue());
        });
    }

    private static Fairness readFairness(ObjectDataInput in) throws IOException {
        Fairness.Rule rule = readName(in, Fairness.Rule.class);
        int windowMillis = in.readInt();
        int lotterySec = in.readInt();
        Map<String, Integer> weights = new HashMap<>();
        Wire.readAll(in, from -> weights.put(readText(from), from.readInt()));
        return new Fairness(rule, windowMillis, lotterySec, weights);
    }

    private static @Nullable Integer readLowStock(ObjectDataInput in) throws IOException {
        int threshold = in.readInt();
        return threshold < 0 ? null : threshold;
    }

    private static void writeInstant(ObjectDataOutput out, Instant instant) throws IOException {
        out.writeLong(instant.getEpochSecond());
        out.writeInt(instant.getNano());
    }

    private static Instant readInstant(ObjectDataInput in) throws IOException {
        return Instant.ofEpochSecond(in.readLong(), in.readInt());
    }
}

package io.doorbuster.grid;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import io.doorbuster.sale.SaleDefinition;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts a definition into the directory unless a newer version is there; answers whether it did. */
final class PublishSale implements EntryProcessor<String, SaleEntry, Boolean>, IdentifiedDataSerializable {
    private @Nullable SaleEntry published;

    PublishSale() {}

    PublishSale(SaleDefinition sale) {
        published = new SaleEntry(sale);
    }

    @Override
    public Boolean process(Map.Entry<String, SaleEntry> entry) {
        SaleEntry given = published;
        if (given == null) {
            throw new IllegalStateException("the command was not read yet");
        }
        SaleEntry present = entry.getValue();
        if (present != null && present.sale().version() >= given.sale().version()) {
            return false;
        }
        entry.setValue(given);
        return true;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeObject(published);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        published = in.readObject();
    }

    @Override
    public int getFactoryId() {
        return GridSerializers.FACTORY_ID;
    }

    @Override
    public int getClassId() {
        return GridSerializers.PUBLISH_SALE;
    }
}

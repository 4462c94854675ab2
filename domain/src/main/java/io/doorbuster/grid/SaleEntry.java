package io.doorbuster.grid;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import io.doorbuster.sale.SaleDefinition;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The grid's value for one sale's definition. */
final class SaleEntry implements IdentifiedDataSerializable {
    private @Nullable SaleDefinition sale;

    SaleEntry() {}

    SaleEntry(SaleDefinition sale) {
        this.sale = sale;
    }

    SaleDefinition sale() {
        SaleDefinition read = sale;
        if (read == null) {
            throw new IllegalStateException("the entry was not read yet");
        }
        return read;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        SaleWire.write(out, sale());
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        sale = SaleWire.read(in);
    }

    @Override
    public int getFactoryId() {
        return GridSerializers.FACTORY_ID;
    }

    @Override
    public int getClassId() {
        return GridSerializers.SALE_ENTRY;
    }
}

package io.doorbuster.grid;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** What everything on the wire is made of. */
final class Wire {
    private Wire() {}

    /** Writes one value. */
    interface Writer<T> {
        void write(ObjectDataOutput out, T value) throws IOException;
    }

    /** Reads one value. */
    interface Reader<T> {
        T read(ObjectDataInput in) throws IOException;
    }

    static <T> void writeAll(ObjectDataOutput out, Collection<T> values, Writer<T> writer) throws IOException {
        out.writeInt(values.size());
        for (T value : values) {
            writer.write(out, value);
        }
    }

    static <T> List<T> readAll(ObjectDataInput in, Reader<T> reader) throws IOException {
        int size = in.readInt();
        List<T> values = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            values.add(reader.read(in));
        }
        return values;
    }

    static String readText(ObjectDataInput in) throws IOException {
        String text = in.readString();
        if (text == null) {
            throw new IOException("a text is missing");
        }
        return text;
    }

    /** Names, not ordinals: members of two versions must understand each other. */
    static void writeName(ObjectDataOutput out, Enum<?> value) throws IOException {
        out.writeString(value.name());
    }

    static <E extends Enum<E>> E readName(ObjectDataInput in, Class<E> type) throws IOException {
        return Enum.valueOf(type, readText(in));
    }

    static void writeId(ObjectDataOutput out, UUID id) throws IOException {
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
    }

    static UUID readId(ObjectDataInput in) throws IOException {
        return new UUID(in.readLong(), in.readLong());
    }

    static <T> void writeOptional(ObjectDataOutput out, @Nullable T value, Writer<T> writer) throws IOException {
        out.writeBoolean(value != null);
        if (value != null) {
            writer.write(out, value);
        }
    }

    static <T> @Nullable T readOptional(ObjectDataInput in, Reader<T> reader) throws IOException {
        return in.readBoolean() ? reader.read(in) : null;
    }

    /** Arrays may be null on the wire; ours never are. */
    static <T> T present(@Nullable T array) throws IOException {
        if (array == null) {
            throw new IOException("an array is missing");
        }
        return array;
    }

    static void writeBitmap(ObjectDataOutput out, RoaringBitmap bits) throws IOException {
        bits.serialize(out);
    }

    static RoaringBitmap readBitmap(ObjectDataInput in) throws IOException {
        RoaringBitmap bits = new RoaringBitmap();
        bits.deserialize(in);
        return bits;
    }
}

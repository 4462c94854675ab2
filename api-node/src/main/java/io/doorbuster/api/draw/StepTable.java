package io.doorbuster.api.draw;

import io.doorbuster.ledger.RoomStore;
import io.doorbuster.sale.SaleDefinition;
import io.doorbuster.waitingroom.Place;
import io.doorbuster.waitingroom.WatermarkStep;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A sale's watermarks in 12 bytes each, to find the one that admitted a ticket. Immutable once read. */
final class StepTable {
    /** 60 MB; six days of a watermark that moves ten times a second without a pause. */
    static final int MAX_STEPS = 5_000_000;

    private static final int FIRST_CAPACITY = 1_024;

    private int size;
    private int[] windows = new int[FIRST_CAPACITY];
    private long[] keys = new long[FIRST_CAPACITY];

    private StepTable() {}

    /**
     * Blocks.
     *
     * @throws IllegalStateException if a step is missing, or there are more than {@link #MAX_STEPS}
     */
    static StepTable read(RoomStore rooms, SaleDefinition sale) {
        StepTable table = new StepTable();
        List<WatermarkStep> page;
        do {
            page = rooms.steps(sale.orgId(), sale.saleId(), table.size, RoomStore.MAX_LIMIT);
            page.forEach(table::add);
        } while (page.size() == RoomStore.MAX_LIMIT);
        return table;
    }

    private void add(WatermarkStep step) {
        if (step.step() != size + 1L || size == MAX_STEPS) {
            throw new IllegalStateException("watermark step " + step.step() + " right after " + size + " others");
        }
        if (size == windows.length) {
            windows = Arrays.copyOf(windows, 2 * size);
            keys = Arrays.copyOf(keys, 2 * size);
        }
        windows[size] = step.watermark().window();
        keys[size] = step.watermark().key();
        size++;
    }

    int size() {
        return size;
    }

    /** The first step whose watermark is not before the place; null if none is. */
    @Nullable
    Integer firstAdmitting(Place place) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (place.isAfter(new Place(windows[middle], keys[middle]))) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == size ? null : (Integer) (low + 1);
    }
}

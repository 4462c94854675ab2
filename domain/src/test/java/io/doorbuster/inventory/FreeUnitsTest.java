package io.doorbuster.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;

class FreeUnitsTest {
    @Test
    void theLowestGoesFirst() {
        FreeUnits free = new FreeUnits(RoaringBitmap.bitmapOf(3, 5, 9));
        assertThat(free.take(1)).containsExactly(3);
        free.add(1);
        assertThat(free.take(2)).containsExactly(1, 5);
        free.add(RoaringBitmap.bitmapOf(2, 12));
        assertThat(free.size()).isEqualTo(3);
        free.remove(RoaringBitmap.bitmapOf(2, 9));
        assertThat(free.take(1)).containsExactly(12);
        assertThat(free.size()).isZero();
        free.add(4);
        assertThat(free.units()).isEqualTo(RoaringBitmap.bitmapOf(4));
    }

    @Test
    void isAsASortedSetWouldBe() {
        RoaringBitmap all = new RoaringBitmap();
        all.add(1L, 200_001L);
        FreeUnits free = new FreeUnits(all);
        TreeSet<Integer> set = new TreeSet<>();
        all.forEach((int unit) -> set.add(unit));
        List<Integer> taken = new ArrayList<>();
        Random random = new Random(1);
        for (int step = 0; step < 300_000; step++) {
            if (taken.isEmpty() || (!set.isEmpty() && random.nextInt(10) < 8)) {
                int unit = free.take(1).get(0);
                assertThat(set.pollFirst()).isEqualTo(unit);
                taken.add(unit);
            } else {
                int unit = taken.remove(taken.size() - 1 - random.nextInt(Math.min(taken.size(), 50)));
                free.add(unit);
                set.add(unit);
            }
            assertThat(free.size()).isEqualTo(set.size());
        }
    }
}

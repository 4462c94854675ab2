package io.doorbuster.inventory;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import it.unimi.dsi.fastutil.HashCommon;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SlotIndexTest {
    private final List<String> keys = new ArrayList<>();
    private final SlotIndex<String> index = new SlotIndex<>(keys::get);

    @Test
    void findsWhatWasAddedUntilItIsRemoved() {
        add("ann");
        add("bob");

        assertThat(index.find("ann")).isZero();
        assertThat(index.find("bob")).isOne();
        assertThat(index.find("zoe")).isEqualTo(SlotIndex.NONE);
        index.remove(SlotIndex.hash("ann"), 0);
        assertThat(index.find("ann")).isEqualTo(SlotIndex.NONE);
        assertThat(index.find("bob")).isOne();
        assertThat(index.size()).isOne();
    }

    @Test
    void keysOfOneHashAreToldApart() {
        List<String> twins = sameHash(10);
        assertThat(twins).hasSize(1_024).doesNotHaveDuplicates();
        assertThat(twins.stream().map(String::hashCode).distinct()).hasSize(1);
        twins.forEach(this::add);

        // Both lines of eight are full, everything else waits in the tree.
        assertThat(index.crowdedOut()).isEqualTo(1_024 - 16);
        for (int slot = 0; slot < keys.size(); slot++) {
            assertThat(index.find(twins.get(slot))).isEqualTo(slot);
        }
        assertThat(index.find(twins.get(0) + "?")).isEqualTo(SlotIndex.NONE);
        for (int slot = 0; slot < keys.size(); slot += 3) {
            index.remove(SlotIndex.hash(twins.get(slot)), slot);
        }
        for (int slot = 0; slot < keys.size(); slot++) {
            assertThat(index.find(twins.get(slot))).isEqualTo(slot % 3 == 0 ? SlotIndex.NONE : slot);
        }
    }

    @Test
    void keysThatAreChosenForOneLineDoNotMakeItGrow() {
        List<Integer> chosen = new ArrayList<>();
        SlotIndex<Integer> ofChosen = new SlotIndex<>(chosen::get);
        // Mixed hashes that differ, but not in the upper bits, which number the lines.
        IntStream.iterate(0, code -> code + 1)
                .filter(code -> HashCommon.murmurHash3(code) >>> 19 == 0x1234)
                .limit(1_000)
                .forEach(code -> {
                    chosen.add(code);
                    ofChosen.add(code, chosen.size() - 1);
                });

        assertThat(ofChosen.size()).isEqualTo(1_000);
        for (int slot = 0; slot < 1_000; slot++) {
            assertThat(ofChosen.find(chosen.get(slot))).isEqualTo(slot);
        }
    }

    @Test
    void crowdedOutKeysMoveAndAreRenumbered() {
        List<String> twins = sameHash(5);
        twins.forEach(this::add);
        int[] reversed = new int[keys.size()];
        List<String> turned = new ArrayList<>();
        for (int slot = 0; slot < reversed.length; slot++) {
            reversed[slot] = reversed.length - 1 - slot;
            turned.add(0, keys.get(slot));
        }
        keys.clear();
        keys.addAll(turned);
        index.renumber(reversed);
        for (int slot = 0; slot < keys.size(); slot++) {
            assertThat(index.find(keys.get(slot))).isEqualTo(slot);
        }
        for (String twin : twins) {
            keys.add(twin);
            index.move(SlotIndex.hash(twin), keys.indexOf(twin), keys.size() - 1);
            assertThat(index.find(twin)).isEqualTo(keys.size() - 1);
        }
        assertThat(index.size()).isEqualTo(twins.size());
    }

    @Test
    void nextToNoKeyIsCrowdedOutByChance() {
        List<UUID> ids = new ArrayList<>();
        SlotIndex<UUID> byId = new SlotIndex<>(ids::get);
        Random random = new Random(1);
        for (int slot = 0; slot < 98_000; slot++) {
            ids.add(new UUID(random.nextLong(), random.nextLong()));
            byId.add(ids.get(slot), slot);
        }

        assertThat(byId.crowdedOut()).isLessThan(100);
        for (int slot = 0; slot < ids.size(); slot++) {
            assertThat(byId.find(ids.get(slot))).isEqualTo(slot);
        }
    }

    @Test
    void isAsAMapWouldBe() {
        List<String> pool = new ArrayList<>(sameHash(8));
        for (int user = 0; user < 3_000; user++) {
            pool.add("user-" + user);
        }
        Map<String, Integer> map = new HashMap<>();
        Random random = new Random(1);
        for (int step = 0; step < 200_000; step++) {
            String key = pool.get(random.nextInt(pool.size()));
            assertThat(index.find(key)).isEqualTo(map.getOrDefault(key, SlotIndex.NONE));
            if (!map.containsKey(key)) {
                map.put(key, keys.size());
                add(key);
            } else if (random.nextBoolean()) {
                keys.add(key);
                index.move(SlotIndex.hash(key), requireNonNull(map.put(key, keys.size() - 1)), keys.size() - 1);
            } else {
                index.remove(SlotIndex.hash(key), requireNonNull(map.remove(key)));
            }
            assertThat(index.size()).isEqualTo(map.size());
        }
    }

    private void add(String key) {
        keys.add(key);
        index.add(key, keys.size() - 1);
    }

    /** All strings of so many pairs: {@code Aa} and {@code BB} have one hash. */
    private static List<String> sameHash(int pairs) {
        List<String> made = List.of("");
        for (int i = 0; i < pairs; i++) {
            made = made.stream()
                    .flatMap(start -> List.of(start + "Aa", start + "BB").stream())
                    .toList();
        }
        return made;
    }
}

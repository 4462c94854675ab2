package io.doorbuster.stripesim;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All objects of one kind, by id and by age. Not thread-safe. */
final class Shelf<T extends Kept> {
    private final TreeMap<Long, T> byNumber = new TreeMap<>();
    private final Map<String, Long> numbers = new HashMap<>();

    void put(T kept) {
        byNumber.put(kept.number(), kept);
        numbers.put(kept.id(), kept.number());
    }

    void remove(String id) {
        Long number = numbers.remove(id);
        if (number != null) {
            byNumber.remove(number);
        }
    }

    @Nullable
    T get(String id) {
        Long number = numbers.get(id);
        return number == null ? null : byNumber.get(number);
    }

    /** Another account's objects are not there, as at Stripe. */
    @Nullable
    T get(String account, String id) {
        T kept = get(id);
        return kept == null || !kept.account().equals(account) ? null : kept;
    }

    Stream<T> newestFirst() {
        return byNumber.descendingMap().values().stream();
    }

    long nextNumber() {
        return byNumber.isEmpty() ? 1 : byNumber.lastKey() + 1;
    }

    int size() {
        return numbers.size();
    }
}

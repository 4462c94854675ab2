package io.doorbuster.fencing;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a member has seen of the leases of others. For the driver's thread. */
final class LeaseWatch {
    private final Map<Integer, Sighting> sightings = new HashMap<>();

    Optional<Sighting> of(int leaseId) {
        return Optional.ofNullable(sightings.get(leaseId));
    }

    void saw(int leaseId, LeaseRecord record, long answeredNanos) {
        Sighting before = sightings.get(leaseId);
        sightings.put(
                leaseId, before == null ? Sighting.first(record, answeredNanos) : before.then(record, answeredNanos));
    }

    /** Forgets those that own nothing: as many are kept as there are partitions, at most. */
    void keepOnly(Set<Integer> owners) {
        sightings.keySet().retainAll(owners);
    }
}

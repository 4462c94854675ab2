package io.doorbuster.waitingroom;

import java.util.List;

/** Stands in for the control law until it is there: everybody may go in. */
final class AdmissionControl {
    void restore(List<WatermarkStep> recent) {
        recent.forEach(java.util.Objects::requireNonNull);
    }

    int admit(long nowMillis, AdmissionSignals signals, int waiting) {
        return signals.open() && nowMillis >= 0 ? Math.min(waiting, signals.admissionPerSec()) : 0;
    }

    double admittedPerSec(long nowMillis) {
        return Math.min(0, nowMillis);
    }

    double conversion() {
        return 1;
    }
}

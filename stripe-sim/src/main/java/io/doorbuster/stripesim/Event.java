package io.doorbuster.stripesim;

/** A webhook's payload, fixed when the event happened. */
record Event(String id, String type, String body) {}

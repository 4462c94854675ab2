/**
 * Who may decide over a partition's entries, when the network lies: leases and epochs in linearizable registers. Pure: no
 * clock, no I/O, no Hazelcast; a driver makes the calls and passes the time in. The argument is in
 * {@code docs/concurrency.md}, "Fencing".
 */
@NullMarked
package io.doorbuster.fencing;

import org.jspecify.annotations.NullMarked;

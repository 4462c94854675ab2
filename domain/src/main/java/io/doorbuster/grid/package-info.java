/** The only Hazelcast-aware package of the domain: entry shells, keys and serializers that client and member share. */
@NullMarked
package io.doorbuster.grid;

import org.jspecify.annotations.NullMarked;

/** The cluster as processes of its own, the network between them, and what can be done to both. */
@NullMarked
package io.doorbuster.chaos.kit;

import org.jspecify.annotations.NullMarked;

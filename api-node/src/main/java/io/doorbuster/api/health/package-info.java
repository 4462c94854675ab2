/** Is the node alive, is it ready, and what can it do. */
@NullMarked
package io.doorbuster.api.health;

import org.jspecify.annotations.NullMarked;

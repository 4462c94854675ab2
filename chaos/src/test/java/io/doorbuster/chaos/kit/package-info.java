@NullMarked
package io.doorbuster.chaos.kit;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.doorbuster.stripesim;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.doorbuster.fencing;

import org.jspecify.annotations.NullMarked;

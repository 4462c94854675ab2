@NullMarked
package io.doorbuster.e2e;

import org.jspecify.annotations.NullMarked;
